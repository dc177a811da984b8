"""The order of values, and values that an exact choice does not declare, on the embedded org over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal

import pytest
from tests.contract.salesforce_org import Served, served
from tests.unit.crm.salesforce.cases import differences

from dealspec.crm.http import Retries
from dealspec.crm.salesforce.adapter import SalesforceTarget
from dealspec.provisioner.diff import diff
from dealspec.provisioner.order import ordered
from dealspec.schema.model import (
    Field,
    FieldType,
    Object,
    Outcome,
    Pipeline,
    RecordType,
    Schema,
    Stage,
    Value,
    ValueSet,
)

KINDS = ("field", "shared", "standard", "roles")
ADDRESSES = {
    "field": "fields.opportunity.tier",
    "shared": "value_sets.tiers",
    "standard": "value_sets.sources",
    "roles": "fields.opportunity.contacts",
}
COMPONENTS = {
    "field": ("CustomField", "Opportunity.Tier__c"),
    "shared": ("GlobalValueSet", "Tiers"),
    "standard": ("StandardValueSet", "LeadSource"),
    "roles": ("StandardValueSet", "ContactRole"),
}


def schema(kind: str, *names: str, exact: bool = False) -> Schema:
    values = tuple(Value(name, name.capitalize()) for name in names)
    fields: dict[str, Field] = {}
    sets: dict[str, ValueSet] = {}
    match kind:
        case "field":
            fields["tier"] = Field("tier", FieldType.PICKLIST, values=values, exact=exact)
        case "roles":
            fields["contacts"] = Field("contacts", FieldType.CONTACT_ROLES, values=values, exact=exact)
        case "shared":
            sets["tiers"] = ValueSet("tiers", values, exact=exact)
        case _:
            sets["sources"] = ValueSet("sources", values, standard="LeadSource", exact=exact)
    return Schema({"opportunity": Object("opportunity", fields)}, value_sets=sets)


@pytest.fixture
def org() -> Iterator[Served]:
    with served() as running:
        yield running


@pytest.fixture
def target(org: Served) -> Iterator[SalesforceTarget]:
    with closing(SalesforceTarget(org.url, org.token, retries=Retries(sleep=lambda _: None))) as made:
        yield made


def pending(target: SalesforceTarget, declared: Schema) -> list[str]:
    resources = target.project(declared).resources
    return differences(resources, target.read(resources).resources)


def apply(target: SalesforceTarget, declared: Schema) -> None:
    resources = target.project(declared).resources
    for step in target.steps(ordered(diff(resources, target.read(resources).resources))):
        assert target.execute(step).failed == {}
    assert pending(target, declared) == []


def there(org: Served, kind: str) -> list[tuple[str, bool]]:
    """The values of the component in their order, and whether each can be chosen."""
    component = org.org.definitions.get(*COMPONENTS[kind])
    assert component is not None
    body = component.body
    listed = (
        body["valueSet"]["valueSetDefinition"]["value"]
        if kind == "field"
        else body.get("customValue") or body["standardValue"]
    )
    return [(value["fullName"], value.get("isActive", True)) for value in listed]


@pytest.mark.parametrize("kind", KINDS)
def test_another_order_is_a_change_and_is_made(org: Served, target: SalesforceTarget, kind: str) -> None:
    apply(target, schema(kind, "gold", "silver", "bronze"))
    after = schema(kind, "silver", "bronze", "gold")

    assert pending(target, after) == [f"{ADDRESSES[kind]}.order"]
    apply(target, after)

    assert [name for name, _ in there(org, kind) if name in ("gold", "silver", "bronze")] == [
        "silver",
        "bronze",
        "gold",
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_values_of_others_keep_their_places_and_are_no_difference(
    org: Served, target: SalesforceTarget, kind: str
) -> None:
    apply(target, schema(kind, "gold", "theirs", "silver"))

    assert pending(target, schema(kind, "gold", "silver")) == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_an_exact_choice_does_not_declare_is_deactivated(org: Served, target: SalesforceTarget, kind: str) -> None:
    apply(target, schema(kind, "gold", "theirs", "silver"))
    after = schema(kind, "gold", "silver", exact=True)

    assert f"{ADDRESSES[kind]}.undeclared_values.0" in pending(target, after)
    apply(target, after)

    assert [name for name, active in there(org, kind) if active] == ["gold", "silver"]
    assert ("theirs", False) in there(org, kind)


def test_a_list_that_salesforce_sorts_has_no_order_of_ours(org: Served, target: SalesforceTarget) -> None:
    apply(target, schema("shared", "gold", "silver"))
    org.edit("GlobalValueSet", "Tiers", "<sorted>false", "<sorted>true")

    assert pending(target, schema("shared", "silver", "gold")) == []


def test_exact_stages_are_those_of_the_value_set_and_of_all_pipelines(org: Served, target: SalesforceTarget) -> None:
    pipeline = Pipeline(
        "resale",
        stages=(
            Stage("quote", "Quote", Decimal(50)),
            Stage("won", "Won", Decimal(100), Outcome.WON),
            Stage("lost", "Lost", Decimal(0), Outcome.LOST, "Closed Lost"),
        ),
    )
    stages = ValueSet("stages", (Value("Prospecting", "Prospecting"),), standard="OpportunityStage", exact=True)

    apply(target, Schema(pipelines={"resale": pipeline}, value_sets={"stages": stages}))

    component = org.org.definitions.get("StandardValueSet", "OpportunityStage")
    assert component is not None
    active = [value["fullName"] for value in component.body["standardValue"] if value.get("isActive", True)]
    assert sorted(active) == ["Closed Lost", "Prospecting", "resale_quote", "resale_won"]


def test_a_default_stage_is_left_out_and_said_since_salesforce_refuses_it(
    org: Served, target: SalesforceTarget
) -> None:
    deals = RecordType(
        "deals",
        "Deals",
        picklists={"stage": ("Prospecting", "Closed Won"), "tier": ("a", "b")},
        defaults={"stage": "Prospecting", "tier": "a"},
    )
    tier = Field("tier", FieldType.PICKLIST, values=(Value("a", "A"), Value("b", "B")))
    declared = Schema({"opportunity": Object("opportunity", {"tier": tier}, record_types={"deals": deals})})

    apply(target, declared)

    process = org.org.definitions.get("BusinessProcess", "Opportunity.deals")
    assert process is not None
    assert [value["default"] for value in process.body["values"]] == [False, False]
    assert [(gap.subject, gap.why) for gap in target.project(declared).unsupported] == [
        (
            "record_types.opportunity.deals.defaults",
            "Salesforce keeps no default stage of deals in their business process.",
        )
    ]
