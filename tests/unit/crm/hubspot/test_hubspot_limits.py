"""Ranges, lengths and formats become HubSpot's own validations: written, enforced, read, mended and pulled back."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any
from urllib.error import HTTPError

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.crm.hubspot.portals import Portal, carry_out, pending, served

from dealspec.core.coverage import Gap
from dealspec.crm.hubspot import convert, properties, validations
from dealspec.crm.hubspot.adapter import HubSpotTarget
from dealspec.provisioner.changes import Update
from dealspec.provisioner.diff import compare
from dealspec.provisioner.ports import Selection
from dealspec.provisioner.resource import Resource
from dealspec.schema.model import Field, FieldType, HubSpotField, Object, Schema
from dealspec.validators.checks import check_schema

RULES = "/crm/property-validations/2026-09/0-3"
OBJECTS = "/crm/objects/2026-09"
T = FieldType


def schema_of(*fields: Field, obj: str = "opportunity") -> Schema:
    return Schema({obj: Object(obj, {each.name: each for each in fields})})


SHARE = Field("share", T.PERCENT, min=Decimal(0), max=Decimal("12.5"))
SEATS = Field("seats", T.NUMBER, min=Decimal(1), hubspot=HubSpotField(name="seat_count"))
NUMBER = Field("number", T.TEXT, length=20, pattern="DR-[0-9]{6}|none")
CODE = Field("code", T.TEXT, pattern="^[A-Z]{2}$")
LIMITED = schema_of(SHARE, SEATS, NUMBER, CODE, Field("free", T.TEXT))


@pytest.fixture
def limited(target: HubSpotTarget) -> HubSpotTarget:
    """A portal on which the limits were applied."""
    assert carry_out(target, pending(target, LIMITED)) == {}
    return target


def test_each_limit_is_a_rule_of_its_own(limited: HubSpotTarget, portal: Portal) -> None:
    shown = {
        each["propertyName"]: {rule["ruleType"]: rule["ruleArguments"] for rule in each["propertyValidationRules"]}
        for each in portal.send("GET", RULES)["results"]
    }

    assert shown == {
        "share": {"MIN_NUMBER": ["0"], "MAX_NUMBER": ["0.125"]},
        "seat_count": {"MIN_NUMBER": ["1"]},
        "number": {"MAX_LENGTH": ["20"], "REGEX": ["^(?:DR-[0-9]{6}|none)$"]},
        "code": {"REGEX": ["^[A-Z]{2}$"]},
    }


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("share", "0.125", "0.126"),
        ("share", "0", "-0.01"),
        ("seat_count", "1", "0"),
        ("number", "DR-000001", "DR-1"),
        ("number", "none", "nonesuch"),
        ("code", "EU", "eu"),
        ("code", "", "EUR"),
    ],
)
def test_the_portal_refuses_what_breaks_a_limit(
    limited: HubSpotTarget, portal: Portal, name: str, good: str, bad: str
) -> None:
    assert portal.send("POST", f"{OBJECTS}/deals", {"properties": {name: good}})["id"]

    with pytest.raises(HTTPError) as refused:
        portal.send("POST", f"{OBJECTS}/deals", {"properties": {name: bad}})

    said = json.loads(refused.value.read())
    assert (refused.value.code, said["category"]) == (400, "VALIDATION_ERROR")
    assert said["errors"][0]["context"] == {"propertyName": [name]}


def test_what_was_applied_reads_back_in_one_call_more_per_object(limited: HubSpotTarget) -> None:
    wanted = limited.project(LIMITED)

    live = limited.read(wanted.resources)

    assert pending(limited, LIMITED) == ()
    assert set(live.resources) == {each.address for each in wanted.resources}
    assert live.calls == 3  # properties, groups, validations


def test_a_portal_without_limits_is_not_asked_for_rules(target: HubSpotTarget) -> None:
    resources = target.project(schema_of(Field("free", T.TEXT))).resources

    assert target.read(resources).calls == 2


CHANGES = [
    (replace(SHARE, max=Decimal(50)), "validations.opportunity.share", ["max"], {"MAX_NUMBER": ["0.5"]}),
    (replace(SEATS, max=Decimal(9)), "validations.opportunity.seats", ["max"], {"MAX_NUMBER": ["9"]}),
    (replace(NUMBER, pattern="DR-.*"), "validations.opportunity.number", ["pattern"], {"REGEX": ["^DR-.*$"]}),
    (replace(NUMBER, length=30), "validations.opportunity.number", ["length"], {"MAX_LENGTH": ["30"]}),
]


@pytest.mark.parametrize(("declared", "address", "paths", "rules"), CHANGES)
def test_a_changed_limit_is_the_only_thing_written(
    limited: HubSpotTarget, portal: Portal, declared: Field, address: str, paths: list[str], rules: dict[str, Any]
) -> None:
    schema = schema_of(*(declared if each.name == declared.name else each for each in (SHARE, SEATS, NUMBER, CODE)))
    [change] = pending(limited, schema)
    before = portal.send("GET", RULES)["results"]

    [step] = limited.steps([change])
    outcome = limited.execute(step)

    assert isinstance(change, Update)
    assert (change.address, [each.path for each in change.attributes]) == (address, paths)
    assert (outcome.done, outcome.calls) == ((address,), 1)
    after = portal.send("GET", RULES)["results"]
    assert {rule["ruleType"]: rule["ruleArguments"] for rule in _new(before, after)} == rules
    assert pending(limited, schema) == ()


def test_a_foreign_change_shows_and_is_mended(limited: HubSpotTarget, portal: Portal) -> None:
    portal.send("PUT", f"{RULES}/share/rule-type/MAX_NUMBER", {"ruleArguments": ["1"]})
    portal.send("PUT", f"{RULES}/share/rule-type/DECIMAL", {"ruleArguments": ["2"]})

    [change] = pending(limited, LIMITED)

    assert isinstance(change, Update)
    assert [(each.path, each.before, each.after) for each in change.attributes] == [("max", 100, 12.5)]
    assert carry_out(limited, [change]) == {}
    assert portal.send("GET", f"{RULES}/share/rule-type/DECIMAL")["ruleArguments"] == ["2"]
    assert pending(limited, LIMITED) == ()


def test_a_limit_that_is_no_longer_declared_is_left_alone(limited: HubSpotTarget) -> None:
    """HubSpot has no call that takes a rule away, and what is not declared is not ours."""
    assert pending(limited, schema_of(replace(SHARE, min=None, max=None), CODE)) == ()


SAME = [("[A-Z]{2}", "^[A-Z]{2}$"), ("^a|b$", "^(?:^a|b$)$"), ("a|b", "^(?:a|b)$"), (r"a\$", r"^a\$$"), ("x", "x")]
OTHER = [("a|b", "^a|b$"), ("(?:a)(?:b)", "^(?:a)(?:c)$"), (r"a\$", "^a$"), (r"a\\", r"^a\$")]


@pytest.mark.parametrize(
    ("declared", "live", "is_same"), [*((*each, True) for each in SAME), *((*each, False) for each in OTHER)]
)
def test_a_pattern_is_the_same_with_and_without_the_anchors_that_say_nothing(
    declared: str, live: str, is_same: bool
) -> None:
    wanted = limit_of(Field("f", T.TEXT, pattern=declared))

    found = validations.to_live(wanted, native(REGEX=live))

    assert found is not None
    assert (compare(wanted.attributes, found.attributes) == ()) is is_same


NUMERIC = st.sampled_from([T.NUMBER, T.CURRENCY, T.PERCENT])
BOUNDS = st.none() | st.decimals(-1_000_000, 1_000_000, places=4)


@given(NUMERIC, BOUNDS, BOUNDS)
def test_any_range_reads_as_it_was_written_and_is_pulled_as_it_was_declared(
    kind: FieldType, low: Decimal | None, high: Decimal | None
) -> None:
    declared = Field("f", kind, min=low, max=high)
    found = limits_of(declared)
    if low is None and high is None:
        assert found == []
        return
    [wanted] = found
    assert isinstance(wanted, Resource)
    stored = [{"ruleType": name, **body} for name, body in validations.to_rules(wanted, {"min", "max"}).items()]

    live = validations.to_live(wanted, {"propertyValidationRules": stored})
    pulled = validations.to_limits(stored, kind)

    assert live is not None and compare(wanted.attributes, live.attributes) == ()
    assert (pulled.min, pulled.max, pulled.unsaid) == (low, high, ())


CANNOT = [
    (Field("f", T.FORMULA, formula="amount", result=T.NUMBER, min=Decimal(0)), "it is calculated|this is calculated"),
    (Field("f", T.DATE, min=Decimal(1)), "no rule for the `min` of a property of type date"),
    (Field("f", T.TEXT, pattern="(?=a)b"), "not every engine reads alike"),
]


@pytest.mark.parametrize(("declared", "why"), CANNOT)
def test_what_cannot_be_a_validation_is_named(declared: Field, why: str) -> None:
    projection = convert.project(schema_of(declared))

    [gap] = projection.unsupported
    assert gap.subject == "validations.opportunity.f"
    assert any(part in gap.why for part in why.split("|"))
    assert "fields.opportunity.f" in {each.address for each in projection.resources}


def test_a_length_that_every_text_has_is_no_rule() -> None:
    assert limits_of(Field("f", T.LONG_TEXT, length=131_072)) == []


def test_limits_of_a_custom_object_are_written_once_it_is_there(target: HubSpotTarget, portal: Portal) -> None:
    schema = schema_of(Field("name", T.TEXT, pattern="[A-Z].*"), SHARE, obj="registration")

    assert carry_out(target, pending(target, schema)) == {}

    assert pending(target, schema) == ()
    with pytest.raises(HTTPError):
        portal.send("POST", f"{OBJECTS}/p_registration", {"properties": {"name": "lower"}})


def test_a_pull_says_limits_in_the_language_and_names_the_rest(limited: HubSpotTarget, portal: Portal) -> None:
    for name, rule, argument in (
        ("free", "MAX_LENGTH", "300"),
        ("free", "MIN_LENGTH", "3"),
        ("code", "REGEX", "(?i)[a-z]+"),
        ("share", "MAX_NUMBER", "0.995"),
    ):
        portal.send("PUT", f"{RULES}/{name}/rule-type/{rule}", {"ruleArguments": [argument]})

    pulled = limited.pull(Selection(objects=("opportunity",), globs=("fields.*", "groups.*")))

    fields = pulled.schema.objects["opportunity"].fields
    assert (fields["share"].min, fields["share"].max) == (0, Decimal("99.5"))
    assert (fields["number"].length, fields["number"].pattern) == (20, "DR-[0-9]{6}|none")
    assert fields["seat_count"].min == 1
    left = {gap.subject: gap.why for gap in pulled.left_out}
    assert "MIN_LENGTH" in left["fields.opportunity.free"] and "MAX_LENGTH 300" in left["fields.opportunity.free"]
    assert "REGEX (?i)[a-z]+" in left["fields.opportunity.code"]
    assert pending(limited, pulled.schema) == ()
    assert [each for each in check_schema(pulled.schema) if each.code in ("CHK009", "CHK010", "CHK020")] == []


def test_a_pulled_portal_is_made_again_elsewhere(limited: HubSpotTarget) -> None:
    selection = Selection(objects=("opportunity",), globs=("fields.*", "groups.*"))
    pulled = limited.pull(selection).schema
    running = served()
    elsewhere = HubSpotTarget(running.portal.url, running.portal.token)

    assert carry_out(elsewhere, pending(elsewhere, pulled)) == {}

    assert elsewhere.pull(selection).schema == pulled
    elsewhere.close()
    running.close()


def limits_of(declared: Field) -> list[Resource | Gap]:
    found = properties.to_resource("opportunity", "deals", declared)
    assert isinstance(found, Resource)
    return list(validations.to_resources("opportunity", declared, found))


def limit_of(declared: Field) -> Resource:
    [found] = limits_of(declared)
    assert isinstance(found, Resource)
    return found


def native(**rules: str) -> dict[str, Any]:
    return {"propertyValidationRules": [{"ruleType": name, "ruleArguments": [each]} for name, each in rules.items()]}


def _new(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[dict[str, Any]]:
    old = [(each["propertyName"], rule) for each in before for rule in each["propertyValidationRules"]]
    return [
        rule for each in after for rule in each["propertyValidationRules"] if (each["propertyName"], rule) not in old
    ]
