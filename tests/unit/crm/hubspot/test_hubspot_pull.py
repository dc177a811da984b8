"""What a foreign hand made in a portal becomes a schema that plans empty there and makes the same portal again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from tests.unit.crm.hubspot.portals import Portal, a_schema, carry_out, pending, served

from dealspec.crm.hubspot.adapter import HubSpotTarget
from dealspec.provisioner.ports import Pulled, Selection
from dealspec.schema.model import Field, FieldType, Value

DEALS = "/crm/properties/2026-09/deals"
PIPELINES = "/crm/pipelines/2026-09/deals"
T = FieldType
FIELDS = Selection(objects=("opportunity",), globs=("fields.*", "groups.*"))


@pytest.fixture
def elsewhere() -> Iterator[HubSpotTarget]:
    """Our adapter on a second, empty portal."""
    running = served()
    adapter = HubSpotTarget(running.portal.url, running.portal.token)
    yield adapter
    adapter.close()
    running.close()


@dataclass(frozen=True, slots=True)
class Made:
    """A property as a foreign client makes it, and the field it is taken for."""

    kind: FieldType
    body: dict[str, Any]
    native: dict[str, Any] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    """Attributes of the field beyond its type."""
    other: str | None = None
    """``hubspot.type`` of what the language has no word for."""


AB = [{"label": "B", "value": "b", "displayOrder": 1}, {"label": "A", "value": "a", "displayOrder": 0, "hidden": True}]
VALUES = {"values": (Value("a", "A", active=False), Value("b", "B"))}
YES_NO = [{"label": "Yes", "value": "true", "displayOrder": 0}, {"label": "No", "value": "false", "displayOrder": 1}]
JA = [{"label": "Nein", "value": "false", "displayOrder": 0}, {"label": "Ja", "value": "true", "displayOrder": 1}]


def of(kind: str, widget: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "fieldType": widget, **more}


def formula(kind: str, text: str, **more: Any) -> dict[str, Any]:
    return of(kind, "calculation_equation", calculationFormula=text, **more)


MADE = [
    Made(T.TEXT, of("string", "text")),
    Made(T.TEXT, of("string", "text", hasUniqueValue=True), more={"unique": True}),
    Made(T.TEXT, of("string", "text", textDisplayHint="postal_code"), {"textDisplayHint": "postal_code"}),
    Made(T.TEXT, of("string", "text", formField=True, displayOrder=3, hidden=True),
         {"formField": True, "displayOrder": 3, "hidden": True}),
    Made(T.TEXT, of("string", "text", description="What it says."), more={"description": "What it says."}),
    Made(T.EMAIL, of("string", "text", textDisplayHint="email")),
    Made(T.LONG_TEXT, of("string", "textarea")),
    Made(T.RICH_TEXT, of("string", "html")),
    Made(T.PHONE, of("string", "phonenumber")),
    Made(T.PHONE, of("phone_number", "phonenumber"), {"type": "phone_number"}),
    Made(T.NUMBER, of("number", "number")),
    Made(T.NUMBER, of("number", "number", numberDisplayHint="duration"), {"numberDisplayHint": "duration"}),
    Made(T.CURRENCY, of("number", "number", numberDisplayHint="currency"), {"showCurrencySymbol": False}),
    Made(T.CURRENCY, of("number", "number", showCurrencySymbol=True)),
    Made(T.CURRENCY, of("number", "number", showCurrencySymbol=True, currencyPropertyName="deal_currency_code"),
         {"currencyPropertyName": "deal_currency_code"}),
    Made(T.PERCENT, of("number", "number", numberDisplayHint="percentage")),
    Made(T.CHECKBOX, of("bool", "booleancheckbox", options=YES_NO)),
    Made(T.CHECKBOX, of("bool", "booleancheckbox", options=JA),
         {"options": [{"value": "false", "label": "Nein"}, {"value": "true", "label": "Ja"}]}),
    Made(T.CHECKBOX, of("enumeration", "booleancheckbox", options=YES_NO), {"type": "enumeration"}),
    Made(T.DATE, of("date", "date")),
    Made(T.DATETIME, of("datetime", "date")),
    Made(T.PICKLIST, of("enumeration", "select", options=AB), more=VALUES),
    Made(T.PICKLIST, of("enumeration", "radio", options=AB), {"fieldType": "radio"}, VALUES),
    Made(T.MULTI_SELECT, of("enumeration", "checkbox", options=AB), more=VALUES),
    Made(T.FORMULA, formula("number", "IF Amount==0.50 THEN 1.0 ELSE 2 ENDIF"), more={"result": T.NUMBER}),
    Made(T.FORMULA, formula("number", "amount*0.10", numberDisplayHint="percentage"), more={"result": T.PERCENT}),
    Made(T.FORMULA, formula("string", "if amount<>1 then 'a (b' else 'c' endif"), more={"result": T.TEXT}),
    Made(T.FORMULA, formula("bool", "amount > 1"), more={"result": T.CHECKBOX}),
    Made(T.OTHER, of("string", "file"), other="string/file"),
    Made(T.OTHER, of("enumeration", "select", externalOptions=True, referencedObjectType="OWNER"),
         {"externalOptions": True, "referencedObjectType": "OWNER"}, other="enumeration/select"),
]  # fmt: skip


@pytest.mark.parametrize(
    "made", MADE, ids=lambda made: f"{made.kind.value}:{'+'.join(map(str, made.body.values()))}"[:60]
)
def test_each_kind_of_property_round_trips(
    portal: Portal, target: HubSpotTarget, elsewhere: HubSpotTarget, made: Made
) -> None:
    portal.send("POST", f"{DEALS}/groups", {"name": "theirs", "label": "Made by hand"})
    portal.send("POST", DEALS, {"name": "thing", "label": "A thing", "groupName": "theirs", **made.body})

    pulled = target.pull(FIELDS)

    found = pulled.schema.objects["opportunity"].fields["thing"]
    assert (found.type, found.label, found.hubspot.group) == (made.kind, "A thing", "theirs")
    assert (dict(found.hubspot.native), found.hubspot.type) == (made.native, made.other)
    assert {name: getattr(found, name) for name in made.more} == made.more
    assert not [gap for gap in pulled.left_out if "thing" in gap.subject]
    assert_the_same_again(target, elsewhere, pulled)


def test_a_whole_portal_round_trips(applied: HubSpotTarget, elsewhere: HubSpotTarget) -> None:
    pulled = applied.pull(Selection())

    assert {each.name for each in a_schema().objects["account"].fields.values()} == {"tier"}
    assert set(pulled.schema.pipelines) == {"default", "reseller"}
    assert pulled.schema.pipelines["reseller"].stages == a_schema().pipelines["reseller"].stages
    assert pulled.left_out == ()
    assert_the_same_again(applied, elsewhere, pulled, Selection())


def test_a_custom_object_of_theirs_round_trips(portal: Portal, target: HubSpotTarget, elsewhere: HubSpotTarget) -> None:
    path = "/crm-object-schemas/2026-09/schemas"
    body = {
        "name": "Share",
        "labels": {"singular": "Share", "plural": "Shares"},
        "primaryDisplayProperty": "code",
        "properties": [{"name": "code", "label": "Code"}, {"name": "part", "label": "Part", "type": "number",
                                                          "fieldType": "number"}],
        "requiredProperties": ["part"],
        "searchableProperties": ["code", "hs_object_id"],
    }  # fmt: skip
    made = portal.send("POST", path, body)
    label = {"label": "Earned on", "name": "x"}
    portal.send("POST", f"/crm/associations/2026-09/{made['objectTypeId']}/deals/labels", label)

    pulled = target.pull(Selection(objects=("share",)))

    (share,) = pulled.schema.objects.values()
    assert (share.name, share.hubspot.name, share.label, share.plural) == ("share", "Share", "Share", "Shares")
    assert share.hubspot.native == {
        "primaryDisplayProperty": "code",
        "searchableProperties": ["code", "hs_object_id"],
    }
    assert {name: (each.type, each.required, each.to) for name, each in share.fields.items()} == {
        "code": (T.TEXT, None, None),
        "part": (T.NUMBER, True, None),
        "earned_on": (T.LOOKUP, None, "opportunity"),
    }
    assert_the_same_again(target, elsewhere, pulled, Selection(objects=("share",)))


def test_foreign_changes_of_a_custom_object_show_and_are_mended(portal: Portal, target: HubSpotTarget) -> None:
    path = "/crm-object-schemas/2026-09/schemas"
    body = {
        "name": "share",
        "labels": {"singular": "Share", "plural": "Shares"},
        "primaryDisplayProperty": "name",
        "properties": [{"name": "name", "label": "Name"}],
        "searchableProperties": ["name"],
    }
    portal.send("POST", path, body)
    schema = target.pull(Selection(objects=("share",))).schema
    portal.send("PATCH", f"{path}/p_share", {"labels": {"singular": "Slice"}, "searchableProperties": []})

    changes = pending(target, schema)

    assert [change.address for change in changes] == ["objects.share", "objects.share.display"]
    assert carry_out(target, changes) == {}
    assert pending(target, schema) == ()


def test_names_that_cannot_be_logical_ones_are_mapped_and_said(portal: Portal, target: HubSpotTarget) -> None:
    portal.send("POST", DEALS, {"name": "stage", "label": "S", "groupName": "dealinformation", **of("string", "text")})
    stages = [
        {"stageId": "4711", "label": "Erstgespräch!", "displayOrder": 0, "metadata": {"probability": "0.1"}},
        {"stageId": "n2_b", "label": "B", "displayOrder": 1, "metadata": {"probability": "1"}},
    ]
    portal.send(
        "POST", PIPELINES, {"pipelineId": "99", "label": "99 Neue Geschäfte", "displayOrder": 1, "stages": stages}
    )

    pulled = target.pull(Selection(objects=("deals",)))

    assert pulled.schema.objects["opportunity"].fields["hubspot_stage"].hubspot.name == "stage"
    pipeline = pulled.schema.pipelines["n_99_neue_geschafte"]
    assert (pipeline.hubspot.id, pipeline.label) == ("99", "99 Neue Geschäfte")
    assert [(each.name, each.value) for each in pipeline.stages] == [("erstgesprach", "4711"), ("n2_b", "n2_b")]
    assert {"fields.opportunity.hubspot_stage", "pipelines.n_99_neue_geschafte",
            "pipelines.n_99_neue_geschafte.stages.erstgesprach"} <= {note.subject for note in pulled.notes}  # fmt: skip
    assert pending(target, pulled.schema) == ()


def test_what_cannot_be_declared_is_left_out_with_its_reason(portal: Portal, target: HubSpotTarget) -> None:
    portal.send(
        "POST", DEALS, {"name": "seats", "label": "S", "groupName": "dealinformation", **of("number", "number")}
    )
    rule = {"ruleType": "DECIMAL", "ruleArguments": ["2"]}
    portal.send("PUT", "/crm/property-validations/2026-09/0-3/seats/rule-type/DECIMAL", rule)
    labels = "/crm/associations/2026-09/deals/companies/labels"
    portal.send("POST", labels, {"label": "Sold by", "name": "sold", "inverseLabel": "Sells"})

    left = {gap.subject: gap.why for gap in target.pull(Selection()).left_out}

    assert "DECIMAL" in left["fields.opportunity.seats"]
    assert "'Sold by' is called something else" in left["fields.opportunity.*"]


def test_what_a_key_may_not_see_is_left_out_and_the_rest_is_read(portal: Portal) -> None:
    target = HubSpotTarget(portal.url, portal.token_with("crm.schemas.deals.read", "crm.objects.deals.read"))

    pulled = target.pull(Selection())

    subjects = {gap.subject for gap in pulled.left_out}
    assert {"portal.custom objects", "portal.companies", "portal.contacts"} <= subjects
    assert set(pulled.schema.pipelines) == {"default"}
    target.close()


@pytest.mark.parametrize(
    ("selection", "fields", "pipelines"),
    [
        (Selection(), {"partner_motion", "tier", "partner"}, {"default", "reseller"}),
        (Selection(objects=("companies",)), {"tier"}, set()),
        (Selection(objects=("acc*",)), {"tier"}, set()),
        (Selection(globs=("fields.opportunity.par*",)), {"partner_motion", "partner"}, set()),
        (Selection(globs=("pipelines.reseller",)), set(), {"reseller"}),
        (Selection(vendor_defined=True), {"partner_motion", "tier", "closed_lost_reason"}, {"default", "reseller"}),
    ],
)
def test_a_selection_takes_what_it_names(
    applied: HubSpotTarget, selection: Selection, fields: set[str], pipelines: set[str]
) -> None:
    schema = applied.pull(selection).schema

    found = {each.name for _, each in schema.fields()}
    assert found >= fields
    assert ("closed_lost_reason" in found) is selection.vendor_defined
    assert set(schema.pipelines) == pipelines
    assert pending(applied, schema) == ()


def test_a_pull_takes_calls_by_the_object_and_never_by_the_field(applied: HubSpotTarget) -> None:
    one = HubSpotTarget.pull(applied, Selection(objects=("opportunity",)))
    before = applied._client.calls
    applied.pull(Selection(objects=("opportunity",)))

    # properties by sensitivity, groups, validation rules, pipelines; labels with deals, companies, contacts and back;
    # the rules of two pipelines.
    assert applied._client.calls - before == 3 + 1 + 1 + 1 + 3 + 2 + 2
    assert len(list(one.schema.fields())) == 15


def assert_the_same_again(
    here: HubSpotTarget, there: HubSpotTarget, pulled: Pulled, selection: Selection = FIELDS
) -> None:
    assert here.project(pulled.schema).unsupported == ()
    assert pending(here, pulled.schema) == ()
    assert carry_out(there, pending(there, pulled.schema)) == {}
    assert pending(there, pulled.schema) == ()
    assert there.pull(selection).schema == pulled.schema


def test_exact_hides_what_is_not_declared(portal: Portal, target: HubSpotTarget) -> None:
    schema = a_schema()
    deal = schema.objects["opportunity"]
    tier = Field("motion", T.PICKLIST, values=(Value("a", "A"),), exact=True)
    from dataclasses import replace

    schema = replace(schema, objects={"opportunity": replace(deal, fields={"motion": tier})}, pipelines={})
    assert carry_out(target, pending(target, schema)) == {}
    body = {"options": [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]}
    portal.send("PATCH", f"{DEALS}/motion", body)

    changes = pending(target, schema)

    assert [change.address for change in changes] == ["fields.opportunity.motion"]
    assert carry_out(target, changes) == {}
    assert pending(target, schema) == ()
    hidden = {each["value"]: each["hidden"] for each in portal.send("GET", f"{DEALS}/motion")["options"]}
    assert hidden == {"a": False, "b": True}
