"""What a schema becomes on Salesforce: names, labels, order of need, and what Salesforce cannot hold."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from tests.unit.crm.salesforce.cases import FIELDS, GATE, REFERRAL, RESELLER, schema

from dealspec.core.diagnostics import Severity
from dealspec.crm.salesforce import names
from dealspec.crm.salesforce.capabilities import FIELD_TYPES, LIMITS
from dealspec.crm.salesforce.project import forecast_category, project
from dealspec.crm.salesforce.registry import ENDPOINTS, Effect
from dealspec.provisioner.resource import Enforcement, Resource
from dealspec.schema.model import Expr, Field, FieldType, Gate, Outcome, Pipeline, Schema, Stage


def by_address(declared: Schema) -> dict[str, Resource]:
    return {resource.address: resource for resource in project(declared).resources}


def test_a_field_says_what_is_declared_and_no_more() -> None:
    found = by_address(schema())

    assert found["fields.opportunity.protection_end"].attributes == {"type": "date", "label": "Protection end"}
    assert found["fields.opportunity.deal_registration_id"].attributes == {
        "type": "text",
        "label": "Deal registration ID",
        "length": 20,
        "help": 'As "DR-" & six digits.',
        "unique": True,
    }
    assert found["fields.account.partner_tier"].attributes == {
        "type": "picklist",
        "label": "Partner tier",
        "restricted": True,
        "values": {"gold": {"label": "Gold", "active": True}, "silver": {"label": "Silver", "active": True}},
        "order": "gold, silver",
    }


def test_native_identities() -> None:
    found = by_address(schema())

    assert found["fields.opportunity.partner"].native == {
        "type": "CustomField",
        "object": "Opportunity",
        "name": "Partner_Organization__c",
        "relationship": "Partner_Organization_Opportunities",
        "to": "Account",
    }
    assert found["fields.opportunity.partner_contacts"].native == {"type": "StandardValueSet", "name": "ContactRole"}
    assert found["pipelines.reseller"].native["name"] == "Reseller"
    assert found["pipelines.reseller.stages.launch"].native["name"] == "reseller_launch"


def test_a_stage() -> None:
    launch = by_address(schema())["pipelines.reseller.stages.launch"]

    assert launch.attributes == {
        "label": "Launch & Enable",
        "probability": 100,
        "outcome": "won",
        "forecast_category": "Closed",
        "active": True,
        "rank": 3,
    }


@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("pipelines.reseller.stages.closed_lost", "Reseller: Closed Lost"),  # two pipelines, and every new org
        ("pipelines.referral.stages.closed_lost", "Referral: Closed Lost"),
        ("pipelines.reseller.stages.qualification", "Reseller: Qualification"),  # every new org
        ("pipelines.referral.stages.intro", "Intro Logged"),
    ],
)
def test_a_label_that_would_clash_carries_the_motion(address: str, label: str) -> None:
    assert by_address(schema())[address].attributes["label"] == label


def test_no_two_stages_share_a_label_whatever_its_case() -> None:
    shouting = replace(REFERRAL, stages=(Stage("intro", "DEAL REGISTRATION", Decimal(10)),))

    found = by_address(schema(pipelines=(RESELLER, shouting)))

    labels = [str(item.attributes["label"]).lower() for item in found.values() if ".stages." in item.address]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize(
    ("outcome", "probability", "category"),
    [
        (Outcome.OPEN, 0, "Pipeline"),
        (Outcome.OPEN, 49, "Pipeline"),
        (Outcome.OPEN, 50, "BestCase"),
        (Outcome.OPEN, 99, "BestCase"),
        (Outcome.WON, 100, "Closed"),
        (Outcome.LOST, 0, "Omitted"),
    ],
)
def test_forecast_categories(outcome: Outcome, probability: int, category: str) -> None:
    assert forecast_category(outcome, Decimal(probability)) == category


def test_grants_say_who_sees_what() -> None:
    found = by_address(schema())

    editor, reader, safe = (
        found[f"grants.dealspec_{name}"].attributes for name in ("editor", "reader", "partner_safe")
    )
    assert set(editor["fields"].values()) == {"edit"}  # type: ignore[union-attr]
    assert set(reader["fields"].values()) == {"read"}  # type: ignore[union-attr]
    assert editor["fields"].keys() == reader["fields"].keys()  # type: ignore[union-attr]
    assert "opportunity.partner_contacts" not in editor["fields"]  # type: ignore[operator]
    assert editor["record_types"] == {"reseller": True, "referral": True}
    assert safe["label"] == "dealspec partner-safe"
    assert safe["fields"].keys() == reader["fields"].keys()  # type: ignore[union-attr]
    assert {field for field, level in safe["fields"].items() if level != "none"} == {  # type: ignore[union-attr]
        "opportunity.partner_motion",
        "opportunity.protection_end",
    }
    assert found["grants.dealspec_editor.assignment"].attributes == {"assigned_to_self": True}


def test_everything_required_is_projected_and_comes_before() -> None:
    found = by_address(schema())

    for resource in found.values():
        assert set(resource.requires) <= found.keys(), resource.address
    assert "pipelines.reseller.stages.launch" in found["pipelines.reseller"].requires
    assert "fields.opportunity.seats" in found["grants.dealspec_reader"].requires
    assert found["grants.dealspec_editor.assignment"].requires == ("grants.dealspec_editor",)


def test_nothing_is_granted_when_nothing_is_declared() -> None:
    assert project(Schema()).resources == ()


def test_what_salesforce_cannot_hold_is_named() -> None:
    roles = next(field for field in FIELDS if field.type is FieldType.CONTACT_ROLES)
    lost_lookup = Field("thing", FieldType.LOOKUP, to="attribution_share")
    elsewhere = Pipeline("onboarding", Expr("true"), (Stage("first", "First", Decimal(1)),), object="account")
    halves = replace(RESELLER, stages=(Stage("half", "Half", Decimal("12.5")),))
    declared = replace(
        schema(fields=(lost_lookup,), account=(roles,), pipelines=(elsewhere, halves), gates=()),
    )

    projection = project(declared)

    assert sorted(gap.subject for gap in projection.unsupported) == [
        "fields.account.partner_contacts",
        "fields.opportunity.thing",
        "gates.onboarding.membership",
        "pipelines.onboarding",
        "pipelines.reseller.stages.half",
    ]
    assert not any(item.address.startswith("fields.") for item in projection.resources)


LONG = "reseller_deal_may_not_be_quoted_before_it_is_registered"


@pytest.mark.parametrize(
    ("gate", "rule"),
    [
        ("reseller_quote", "Dealspec_Reseller_Quote"),
        ("reseller.membership", "Dealspec_Reseller_Membership"),
        (LONG, "Dealspec_Reseller_Deal_May_Not_Be_bc1b35"),
    ],
)
def test_names_of_validation_rules(gate: str, rule: str) -> None:
    assert len(rule) <= 40
    assert names.rule_names([gate]) == {gate: rule}


def test_names_of_validation_rules_are_unique_whatever_their_case() -> None:
    found = names.rule_names(["a_b", "a.b", "a_B", LONG, LONG + "_again"])

    assert len({name.lower() for name in found.values()}) == 5
    assert all(len(name) <= 40 for name in found.values())


def test_every_field_type_has_a_place_in_salesforce() -> None:
    without_one = {FieldType.CONTACT_ROLES, FieldType.FORMULA, FieldType.OTHER}

    assert set(FieldType) - set(FIELD_TYPES) == without_one
    assert len({native.name for native in FIELD_TYPES.values()}) == len(FIELD_TYPES)


def test_every_limit_and_every_endpoint_is_whole() -> None:
    assert all(limit.most > 0 and limit.source for limit in LIMITS)
    assert len({endpoint.name for endpoint in ENDPOINTS}) == len(ENDPOINTS)
    assert {endpoint.name for endpoint in ENDPOINTS if endpoint.effect is Effect.WRITES} == {"create", "deploy"}


def test_a_gate_is_a_rule_that_refuses_hard_but_for_those_who_may_pass() -> None:
    projection = project(schema())
    found = {resource.address: resource for resource in projection.resources}
    gates = [address for address in found if address.startswith("gates.")]

    assert gates == [
        "gates.reseller.membership",
        "gates.referral.membership",
        "gates.reseller_qualification",
        "gates.reseller_launch",
    ]
    assert [grade.address for grade in projection.grades] == gates
    assert {grade.enforcement for grade in projection.grades} == {(Enforcement.HARD,)}
    assert all("Dealspec_Bypass" in grade.bypassed_by[0] for grade in projection.grades)
    for gate in gates:
        assert "NOT($Permission.Dealspec_Bypass)" in str(found[gate].attributes["formula"])
        assert {"grants.dealspec_bypass", "fields.opportunity.partner_motion"} <= set(found[gate].requires)
    assert "fields.opportunity.attribution_percent" in found["gates.reseller_qualification"].requires
    assert "pipelines.reseller.stages.qualification" in found["gates.reseller_qualification"].requires


def test_a_gate_that_asks_for_one_field_points_at_it() -> None:
    found = by_address(schema())

    assert found["gates.reseller_launch"].attributes["error_field"] == "Protection_End__c"
    assert "error_field" not in found["gates.reseller_qualification"].attributes


def test_a_message_is_cut_where_salesforce_ends_it() -> None:
    gate = replace(GATE, message="m" * 300)

    message = str(by_address(schema(gates=(gate,)))["gates.reseller_qualification"].attributes["message"])

    assert len(message) == 255
    assert message.endswith("…")


MANY = tuple(Field(f"a_field_with_a_rather_long_name_{number:03}", FieldType.TEXT) for number in range(90))
WORDS = ", ".join(f"'reference {number}'" for number in range(100))
TOO_LONG = replace(GATE, name="too_long", that=Expr(f"{MANY[0].name} in ({WORDS})"))
WARNING = replace(GATE, name="warning", severity=Severity.WARNING)


@pytest.mark.parametrize(("gate", "why"), [(TOO_LONG, "3,900"), (WARNING, "warning")])
def test_a_gate_that_no_rule_can_hold_is_audited_and_says_why(gate: Gate, why: str) -> None:
    projection = project(schema(fields=(*FIELDS, *MANY), gates=(gate,)))

    [grade] = [grade for grade in projection.grades if grade.address == f"gates.{gate.name}"]
    assert grade.enforcement == (Enforcement.AUDIT,)
    assert why in grade.why
    assert f"gates.{gate.name}" not in {resource.address for resource in projection.resources}
