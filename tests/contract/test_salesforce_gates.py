"""Guards on a served org: gates that need several rules or share one, ranges and formats; and what a save is told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.contract.salesforce_org import Served, served
from tests.unit.crm.salesforce.cases import FIELDS, GATE, LAUNCH, RESELLER, schema

from dealspec.crm.salesforce.adapter import SalesforceTarget
from dealspec.crm.salesforce.markup import text_of
from dealspec.provisioner.changes import Change
from dealspec.provisioner.diff import diff
from dealspec.provisioner.order import ordered, selected
from dealspec.provisioner.resource import Enforcement
from dealspec.schema.model import Expr, Field, FieldType, Gate, Schema

MANY = tuple(Field(f"evidence_with_a_rather_long_name_{number:03}", FieldType.TEXT) for number in range(100))
LARGE = Gate("evidence", "reseller", "qualification", tuple(field.name for field in MANY), message="Give evidence.")
PRICE = Gate("price", "reseller", "qualification", that=Expr("list_price > 0"), message="Name the price.")
SEATS = Gate("seats", "reseller", "qualification", ("seats",), message="Count the seats.")


@pytest.fixture
def org() -> Iterator[Served]:
    with served() as running:
        yield running


def test_a_gate_too_large_for_one_rule_has_several_and_refuses_what_either_does(org: Served) -> None:
    large = schema(fields=(*FIELDS, *MANY), pipelines=(RESELLER,), gates=(LARGE,))
    _apply(org, large)

    rules = _active(org, "Evidence")
    filled = {_api(field): "x" for field in MANY}

    assert rules == ["Dealspec_Evidence", "Dealspec_Evidence_2"]
    assert _refusals(org, **filled) == []
    assert _refusals(org, **{**filled, _api(MANY[0]): None}) == [("Give evidence.", [])]
    assert _refusals(org, **{**filled, _api(MANY[-1]): None}) == [("Give evidence.", [])]
    assert _changes(org, large) == ()


def test_rules_that_a_gate_needs_no_more_are_switched_off_with_the_change_that_spares_them(org: Served) -> None:
    fields = (*FIELDS, *MANY)
    _apply(org, schema(fields=fields, pipelines=(RESELLER,), gates=(LARGE,)))
    small = schema(fields=fields, pipelines=(RESELLER,), gates=(replace(LARGE, require=LARGE.require[:2]),))

    [change] = _apply(org, small)

    assert change.address == "gates.evidence"
    assert _active(org, "Evidence") == ["Dealspec_Evidence"]
    assert _changes(org, small) == ()


PACKED = schema(pipelines=(RESELLER,), gates=(GATE, PRICE, SEATS, LAUNCH))


def test_packed_gates_share_one_rule_that_says_what_each_of_them_asks(org: Served) -> None:
    _apply(org, PACKED, pack=True)

    assert _active(org, "(Reseller_(Ent|Q|L)|Price|Seats)") == [
        "Dealspec_Reseller_Entering_Qualification",
        "Dealspec_Reseller_Launch",
    ]
    good = {"Deal_Registration_Id__c": "DR-1", "Attribution_Percent__c": 5, "List_Price__c": 9, "Seats__c": 1}
    [(message, _)] = _refusals(org, **{**good, "Seats__c": None})
    assert _refusals(org, **good) == []
    assert all(gate.message in message for gate in (GATE, PRICE, SEATS))
    bad = [{**good, "Deal_Registration_Id__c": f"DR-{number}", name: None} for number, name in enumerate(good, 2)]
    assert [len(_refusals(org, **values)) for values in bad] == [1, 1, 1, 1]
    assert _changes(org, PACKED, pack=True) == ()


def test_every_packed_gate_keeps_its_grade(org: Served) -> None:
    grades = {grade.address: grade for grade in _target(org, pack=True).project(PACKED).grades}

    assert {gate.name for gate in (GATE, PRICE, SEATS, LAUNCH)} <= {name.removeprefix("gates.") for name in grades}
    assert all(grade.enforcement == (Enforcement.HARD,) and grade.bypassed_by for grade in grades.values())
    assert "One validation rule for all gates of its stage" in grades["gates.price"].why
    assert "all gates" not in grades["gates.reseller_launch"].why


@pytest.mark.parametrize("first", [True, False])
def test_packing_and_unpacking_leave_nothing_that_is_said_twice(org: Served, first: bool) -> None:
    """And back: the rules that were switched off before are switched on again."""
    for pack in (first, not first, first):
        _apply(org, PACKED, pack=pack)

        expected = {"Dealspec_Reseller_Entering_Qualification", "Dealspec_Reseller_Launch"}
        if not pack:
            expected = {"Dealspec_Price", "Dealspec_Seats", "Dealspec_Reseller_Qualification"}
            expected |= {"Dealspec_Reseller_Launch"}
        assert set(_active(org, "(Reseller_(Ent|Q|L)|Price|Seats)")) == expected
        assert _changes(org, PACKED, pack=pack) == ()


def test_a_shared_rule_stays_until_each_of_its_gates_has_one_of_its_own(org: Served) -> None:
    _apply(org, PACKED, pack=True)
    shared = "Dealspec_Reseller_Entering_Qualification"

    _apply(org, PACKED, only=("gates.price",))
    assert shared in _active(org, "Reseller_Ent")

    _apply(org, PACKED)
    assert _active(org, "Reseller_Ent") == []
    assert _changes(org, PACKED) == ()


LIMITED = schema(
    fields=(
        *(field for field in FIELDS if field.name not in ("attribution_percent", "deal_registration_id")),
        Field("attribution_percent", FieldType.PERCENT, label="Attribution %", scale=1, max=Decimal(100)),
        Field("deal_registration_id", FieldType.TEXT, length=20, pattern="DR-[0-9]{2}"),
        Field("short_link", FieldType.URL, length=20),
    ),
    pipelines=(RESELLER,),
    gates=(),
)


@pytest.mark.parametrize(
    ("values", "refusals"),
    [
        ({}, []),
        ({"Attribution_Percent__c": 100, "Deal_Registration_Id__c": "DR-12", "Short_Link__c": "https://a.example"}, []),
        ({"Attribution_Percent__c": 101}, [("Attribution % must be at most 100.", ["Attribution_Percent__c"])]),
        (
            {"Deal_Registration_Id__c": "DR-1"},
            [("Deal registration id must have the form DR-[0-9]{2}.", ["Deal_Registration_Id__c"])],
        ),
        (
            {"Short_Link__c": "https://long.example/page"},
            [("Short link has at most 20 characters.", ["Short_Link__c"])],
        ),
    ],
)
def test_ranges_formats_and_lengths_are_refused_at_their_field(org: Served, values: dict, refusals: list) -> None:
    _apply(org, LIMITED)

    assert _refusals(org, stage="reseller_registration", **values) == refusals
    assert _changes(org, LIMITED) == ()


def test_each_limit_is_graded() -> None:
    with served() as running:
        grades = {grade.address: grade for grade in _target(running).project(LIMITED).grades}

    for name in ("attribution_percent.range", "deal_registration_id.format", "short_link.length"):
        grade = grades[f"validations.opportunity.{name}"]
        assert grade.enforcement == (Enforcement.HARD,)
        assert grade.bypassed_by == ("holders of the custom permission Dealspec_Bypass",)


def _target(org: Served, pack: bool = False) -> SalesforceTarget:
    return SalesforceTarget(org.url, org.token, pack_gates=pack)


def _changes(org: Served, declared: Schema, pack: bool = False, only: Sequence[str] = ()) -> tuple[Change, ...]:
    target = _target(org, pack)
    wanted = target.project(declared).resources
    return ordered(selected(diff(wanted, target.read(wanted).resources), only))


def _apply(org: Served, declared: Schema, *, pack: bool = False, only: Sequence[str] = ()) -> tuple[Change, ...]:
    changes = _changes(org, declared, pack, only)
    target = _target(org, pack)
    for step in target.steps(changes):
        outcome = target.execute(step)
        assert not outcome.failed, {why for why in outcome.failed.values() if "rolled back" not in why}
    return changes


def _active(org: Served, pattern: str) -> list[str]:
    [opportunity] = _target(org)._client.read_metadata("CustomObject", ["Opportunity"]).values()
    rules = opportunity.findall("validationRules")
    names = sorted(text_of(rule, "fullName") for rule in rules if text_of(rule, "active") == "true")
    return [name for name in names if re.match(f"Dealspec_{pattern}", name)]


def _refusals(org: Served, stage: str = "reseller_qualification", **values: object) -> list[tuple[str, list[str]]]:
    record_type = org.ids("SELECT Id, DeveloperName FROM RecordType WHERE SobjectType = 'Opportunity'")["Reseller"]
    known = {"Name": "A deal", "CloseDate": "2026-06-30", "StageName": stage, "RecordTypeId": record_type}
    answer = org.try_create("Opportunity", **known, Partner_Motion__c="reseller", **values)
    if answer.status_code == 201:
        return []
    assert {fault["errorCode"] for fault in answer.json()} == {"FIELD_CUSTOM_VALIDATION_EXCEPTION"}, answer.text
    return [(fault["message"], fault["fields"]) for fault in answer.json()]


def _api(field: Field) -> str:
    return "_".join(word.capitalize() for word in field.name.split("_")) + "__c"
