"""Whatever foreign hands have left in a portal: a pull plans empty there, and makes the same portal again."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.crm.hubspot.portals import carry_out, pending, served

from dealspec.crm.hubspot.adapter import HubSpotTarget
from dealspec.provisioner.ports import Selection

OBJECTS = ("deals", "companies", "contacts")
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
NAMES = st.one_of(
    st.sampled_from(["stage", "name", "owner", "motion", "is_open", "partner_sales", "contact_roles"]),
    st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True),
)
IDS = st.one_of(
    st.integers(1, 10**12).map(str), st.text("aZ_. -9ß", min_size=1, max_size=12).map(lambda text: f"i{text}")
)
YES_NO = [{"label": "Ja", "value": "true"}, {"label": "Yes", "value": "false", "displayOrder": 7}]
NUMBER_HINTS = st.sampled_from(["currency", "duration", "formatted", "percentage", "probability", "unformatted"])
TEXT_HINTS = st.sampled_from(["domain_name", "email", "ip_address", "multi_line", "unformatted_single_line"])
PAIRS = [
    ("string", "text"), ("string", "textarea"), ("string", "html"), ("string", "phonenumber"), ("string", "file"),
    ("phone_number", "phonenumber"), ("number", "number"), ("bool", "booleancheckbox"), ("date", "date"),
    ("enumeration", "booleancheckbox"), ("enumeration", "select"), ("enumeration", "radio"),
    ("enumeration", "checkbox"), ("datetime", "date"), ("number", "calculation_equation"),
    ("string", "calculation_equation"), ("bool", "calculation_equation"),
]  # fmt: skip


@st.composite
def properties(draw: st.DrawFn) -> dict[str, Any]:
    kind, widget = draw(st.sampled_from(PAIRS))
    body = draw(
        st.fixed_dictionaries(
            {"name": NAMES, "label": WORDS, "type": st.just(kind), "fieldType": st.just(widget)},
            optional={
                "description": WORDS,
                "hidden": st.booleans(),
                "formField": st.booleans(),
                "displayOrder": st.integers(-1, 5),
                "hasUniqueValue": st.booleans(),
            },
        )
    )
    if kind == "number" and draw(st.booleans()):
        body["numberDisplayHint"] = draw(NUMBER_HINTS)
        body["showCurrencySymbol"] = draw(st.booleans())
    if kind == "string" and draw(st.booleans()):
        body["textDisplayHint"] = draw(TEXT_HINTS)
    if widget == "calculation_equation":
        body["calculationFormula"] = draw(formulas())
    elif kind == "bool" or widget == "booleancheckbox":
        body["options"] = YES_NO
    elif kind == "enumeration":
        body["options"] = draw(st.lists(options(), min_size=1, max_size=4, unique_by=(value_of, label_of)))
    return body


@st.composite
def options(draw: st.DrawFn) -> dict[str, Any]:
    made = {"value": draw(WORDS), "label": draw(WORDS), "displayOrder": draw(st.integers(-1, 3))}
    return made | draw(st.fixed_dictionaries({}, optional={"hidden": st.booleans(), "description": WORDS}))


@st.composite
def formulas(draw: st.DrawFn) -> str:
    quoted = draw(st.text("ab (),'", max_size=5)).replace("'", "\\'")
    number = draw(st.sampled_from(["0.50", ".5", "10.0", "3"]))
    sign = draw(st.sampled_from(["==", "=", "<>", "!=", ">="]))
    return f"IF HS_Object_Id {sign} {number}&&is_present(hs_object_id) THEN '{quoted}' ELSE \"{number}\" ENDIF"


@st.composite
def pipelines(draw: st.DrawFn) -> dict[str, Any]:
    stage: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
        {"stageId": IDS, "label": WORDS, "at": st.integers(0, 40)}
    )
    drawn = draw(
        st.lists(stage, min_size=1, max_size=4, unique_by=(lambda s: s["stageId"], lambda s: fold(s["label"])))
    )
    stages = [
        {
            "stageId": each["stageId"],
            "label": each["label"],
            "displayOrder": at,
            "metadata": {"probability": each["at"] / 40},
        }
        for at, each in enumerate(drawn)
    ]
    return {"pipelineId": draw(IDS), "label": draw(WORDS), "displayOrder": draw(st.integers(0, 3)), "stages": stages}


def value_of(option: dict[str, Any]) -> Any:
    return option["value"]


def label_of(option: dict[str, Any]) -> Any:
    return option["label"]


def fold(text: str) -> str:
    return text.strip().casefold()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(OBJECTS), properties()), max_size=6, unique_by=lambda made: (made[0], made[1]["name"])
    ),
    st.lists(pipelines(), max_size=2, unique_by=(lambda p: p["pipelineId"], lambda p: fold(p["label"]))),
    st.lists(WORDS, max_size=3, unique_by=fold),
)
def test_a_messy_portal_plans_empty_and_is_made_again(
    made: list[tuple[str, dict[str, Any]]], staged: list[dict[str, Any]], labels: list[str]
) -> None:
    here, there = served(), served()
    try:
        messed_up(here.portal.send, made, staged, labels)
        target, other = (HubSpotTarget(each.portal.url, each.portal.token) for each in (here, there))
        pulled = target.pull(Selection())

        assert pending(target, pulled.schema) == ()
        assert pulled.left_out == target.project(pulled.schema).unsupported == ()
        assert carry_out(other, pending(other, pulled.schema)) == {}
        assert other.pull(Selection()).schema == pulled.schema
    finally:
        here.close()
        there.close()


def messed_up(send: Any, made: list[Any], staged: list[Any], labels: list[str]) -> None:
    for obj in OBJECTS:
        send("POST", f"/crm/properties/2026-09/{obj}/groups", {"name": "theirs", "label": "Whose?"})
    for obj, body in made:
        refused(send, f"/crm/properties/2026-09/{obj}", {**body, "groupName": "theirs"})
    for pipeline in staged:
        refused(send, "/crm/pipelines/2026-09/deals", pipeline)
    for at, label in enumerate(labels):
        for pair in ("deals/companies", "deals/contacts", "contacts/companies"):
            body = {"label": label, "name": f"label_{at}_{pair.replace('/', '_')}"}
            refused(send, f"/crm/associations/2026-09/{pair}/labels", body)


def refused(send: Any, path: str, body: Any) -> bool:
    """Sends what the portal may refuse: a name of its own, a stage of another pipeline."""
    from urllib.error import HTTPError

    try:
        send("POST", path, body)
    except HTTPError as error:
        error.close()
        assert error.code in (400, 409), body
        return True
    return False
