"""What Salesforce cannot hold of a field is said before any call; the rest of the field is held all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dealspec.crm.salesforce.project import project
from dealspec.schema.model import (
    Aggregate,
    Field,
    FieldType,
    Object,
    RollUp,
    SalesforceField,
    Schema,
    Value,
    ValueSet,
)

_T = FieldType
AB = (Value("a", "A"),)
SHARED = {"lead_source": ValueSet("lead_source", AB, standard="LeadSource")}


def held(field: Field) -> tuple[dict[str, str], dict[str, object] | None]:
    schema = Schema({"opportunity": Object("opportunity", {field.name: field})}, value_sets=SHARED)
    projection = project(schema)
    found = [item for item in projection.resources if item.address == "fields.opportunity.thing"]
    gaps = {gap.subject.removeprefix("fields.opportunity.thing"): gap.why for gap in projection.unsupported}
    return gaps, dict(found[0].attributes) if found else None


@pytest.mark.parametrize(
    ("field", "attribute", "why"),
    [
        (Field("thing", _T.MULTI_SELECT, values=AB, required=True), "required", "of the type multi_select"),
        (Field("thing", _T.FORMULA, formula="1", result=_T.NUMBER, required=True), "required", "of the type formula"),
        (Field("thing", _T.LOOKUP, to="account", required=True), "required", "say on_delete"),
        (Field("thing", _T.CURRENCY, unique=True), "unique", "unique fields of the type currency"),
        (Field("thing", _T.DATE, external_id=True), "external_id", "external ids of the type date"),
        (Field("thing", _T.AUTO_NUMBER, track_history=True), "track_history", "fields of the type auto_number"),
        (Field("thing", _T.LOOKUP, to="account", default="x"), "default", "defaults for fields of the type lookup"),
    ],
)  # fmt: skip
def test_an_attribute_that_cannot_be_held(field: Field, attribute: str, why: str) -> None:
    gaps, attributes = held(field)

    assert list(gaps) == [f".{attribute}"]
    assert why in gaps[f".{attribute}"]
    assert attributes is not None
    assert attribute not in attributes


OTHER = Field("thing", _T.OTHER)
SUM = Field("thing", _T.ROLL_UP, roll_up=RollUp(Aggregate.SUM, "account", "deal", "worth"))


@pytest.mark.parametrize(
    ("field", "why"),
    [
        (Field("thing", _T.TEXT, length=256), "255"),
        (Field("thing", _T.RICH_TEXT, length=131_073), "131,072"),
        (Field("thing", _T.NUMBER, precision=19), "18 digits"),
        (Field("thing", _T.RICH_TEXT, lines=9), "10 to 50 lines"),
        (Field("thing", _T.MULTI_SELECT, values=AB, lines=11), "3 to 10 lines"),
        (Field("thing", _T.MASTER_DETAIL, to="account"), "cannot be a detail"),
        (Field("thing", _T.LOOKUP, to="nobody"), "no object of its own for 'nobody'"),
        (Field("thing", _T.FORMULA, formula="1"), "gives no type"),
        (Field("thing", _T.FORMULA, formula="1", result=_T.PICKLIST), "gives a picklist"),
        (Field("thing", _T.FORMULA, result=_T.NUMBER), "no formula"),
        (Field("thing", _T.ROLL_UP), "does not say what it sums up"),
        (replace(SUM, roll_up=RollUp(Aggregate.COUNT, "nobody", "deal")), "which nobody declared"),
        (SUM, "'account' has no field 'deal'"),
        (OTHER, "names no type of Salesforce"),
        (Field("thing", _T.PICKLIST, value_set="nobody"), "Nobody declared the value set"),
        (Field("thing", _T.PICKLIST, value_set="lead_source"), "is a standard value set"),
        (Field("thing", _T.PICKLIST, values=AB, salesforce=SalesforceField(name="Type")), "own field Type"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_held_at_all(field: Field, why: str) -> None:
    gaps, attributes = held(field)

    assert list(gaps) == [""]
    assert why in gaps[""]
    assert attributes is None


def test_what_salesforce_makes_by_itself_is_seen_by_editors_and_edited_by_nobody() -> None:
    fields = (
        Field("total", _T.FORMULA, formula="Amount", result=_T.CURRENCY),
        Field("number", _T.AUTO_NUMBER),
        Field("needed", _T.TEXT, required=True),
        Field("theirs", _T.TEXT, salesforce=SalesforceField(granted=False)),
        Field("ours", _T.TEXT),
    )
    schema = Schema({"opportunity": Object("opportunity", {field.name: field for field in fields})})
    found = {item.address: item for item in project(schema).resources}

    assert found["grants.dealspec_editor"].attributes["fields"] == {
        "opportunity.total": "read",
        "opportunity.number": "read",
        "opportunity.ours": "edit",
    }
