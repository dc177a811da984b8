"""The shipped blueprint: it loads, it holds the whole domain, and it fits into both CRMs."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from dealspec.core.diagnostics import Severity
from dealspec.schema.blueprints import BLUEPRINTS, MOTIONS, blueprint, files
from dealspec.schema.load import load
from dealspec.schema.model import FieldType, Outcome, Schema
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS, hubspot_name, salesforce_name
from dealspec.validators.checks import check_schema

# The fields of each group of the domain, by object.
GROUPS = {
    "opportunity: partner motion": "partner_motion",
    "opportunity: partner identity": "partner partner_type",
    "opportunity: attribution": "attribution_kind attribution_percent attribution_frozen_at",
    "opportunity: deal registration": (
        "deal_registration_id registration_status registration_submitted_at registration_decided_at "
        "registration_decided_by registration_rationale protection_start protection_end extension_count "
        "non_interference_at"
    ),
    "opportunity: pricing controls": "price_protection discount_band",
    "opportunity: renewal and expansion": "deal_kind incumbent_partner renewal_date renewal_owner_confirmed_at",
    "opportunity: partner roles": "partner_contacts",
    "opportunity: conflict tracking": (
        "conflict_status conflict_kind conflict_notes conflict_raised_at conflict_acknowledged_at resolution_plan_due "
        "conflict_resolved_at conflict_verdict escalation_level"
    ),
    "opportunity: activity": "stage_notes stage_notes_updated_at last_partner_follow_up_at partner_next_step",
    "opportunity: evidence": (
        "vendor_accepted_at fit urgency partner_role partner_still_needed technical_fit_at end_customer_contact "
        "sku_list margin_percent order_reference renewal_duty_owner marketplace_offer_id offer_terms_agreed_at "
        "procurement_reference disbursed_at usage_baseline success_criteria assumptions_checked_at risk_log "
        "statement_of_work milestones delivery_lead steady_state_owner expansion_plan integration_use_case "
        "influenced_integration sellers_enabled_at influence_evidence joint_proof credit_settled_at"
    ),
    "account: standing": "partner_tier certification_status certification_expiry",
    "account: territory": "region segment named_account exclusivity",
}
VALUES = {
    "partner_motion": "direct referral reseller marketplace services tech",
    "attribution_kind": "sourced influenced",
    "registration_status": "draft submitted approved declined expired withdrawn",
    "deal_kind": "new renewal expansion",
    "partner_contacts": "bdr ae se cs",
    "conflict_status": "none risk active",
    "conflict_kind": "vertical horizontal multi_channel",
}
STAGES = {
    "referral": "intro_logged validate prove_value commercials closed_credit",
    "reseller": "deal_registration qualification configure_quote transact launch_enable",
}
WON = {"closed_credit", "transact", "launch_enable"}
RULES = {
    "stale_stage_notes": Severity.WARNING,
    "close_date_past": Severity.WARNING,
    "protection_expired_open": Severity.ERROR,
    "renewal_owner_unconfirmed": Severity.ERROR,
    "two_partners_one_account": Severity.ERROR,
    "partner_motion_missing": Severity.ERROR,
    "reseller_duties_undocumented": Severity.ERROR,
    "referral_credit_unsettled": Severity.ERROR,
}


@pytest.fixture(scope="module")
def schema() -> Schema:
    found, faults = load(files("partner-sales"))

    assert not faults
    assert found is not None
    return found


@pytest.mark.parametrize("group", GROUPS)
def test_every_field_of_a_group_is_declared(schema: Schema, group: str) -> None:
    declared = schema.objects[group.partition(":")[0]].fields

    assert [name for name in GROUPS[group].split() if name not in declared] == []


@pytest.mark.parametrize("obj", ["opportunity", "account"])
def test_nothing_else_is_declared(schema: Schema, obj: str) -> None:
    known = {name for group, names in GROUPS.items() if group.startswith(f"{obj}:") for name in names.split()}

    assert set(schema.objects[obj].fields) - known == set()


@pytest.mark.parametrize("field", VALUES)
def test_choices_are_those_of_the_domain(schema: Schema, field: str) -> None:
    declared = schema.objects["opportunity"].fields[field]

    assert " ".join(value.name for value in declared.values) == VALUES[field]


def test_every_field_says_what_it_is_called_and_why_it_is_there(schema: Schema) -> None:
    mute = [field.name for _, field in schema.fields() if not field.label or not field.description]
    wordy = [field.name for _, field in schema.fields() if (field.description or "").count(". ")]

    assert (mute, wordy) == ([], [])


def test_every_stamp_names_its_writer(schema: Schema) -> None:
    stamps = [field for _, field in schema.fields() if field.name.endswith("_at")]

    assert all(field.type is FieldType.DATETIME and field.stamp is not None for field in stamps)


def test_partners_may_see_the_protection_and_the_next_step_alone(schema: Schema) -> None:
    safe = {field.name for _, field in schema.fields() if field.partner_safe}

    assert safe == {"registration_status", "protection_start", "protection_end", "partner_next_step"}


def test_salesforce_has_room_for_it(schema: Schema) -> None:
    labels = [field.shown_label for _, field in schema.fields() if len(field.shown_label) > 40]
    names = [name for _, field in schema.fields() if len(name := salesforce_name(field)) > 43]
    tracked = Counter(obj.name for obj, field in schema.fields() if field.track_history)
    described = [field.name for _, field in schema.fields() if len(field.description or "") > 1000]

    assert (labels, names, described) == ([], [], [])
    assert max(tracked.values()) <= 20


def test_hubspot_has_no_property_of_these_names(schema: Schema) -> None:
    from dealspec.emulator.hubspot import fresh_properties
    from dealspec.emulator.hubspot.objects import SERVED

    built_in = {obj.plural: {item["name"] for item in fresh_properties.properties(obj, "")} for obj in SERVED}

    for obj, field in schema.fields():
        assert hubspot_name(field) not in built_in[BUILT_IN_OBJECTS[obj.name].hubspot]
        assert not hubspot_name(field).startswith("hs_")


def test_every_property_group_that_is_used_is_declared(schema: Schema) -> None:
    undeclared = [f.name for o, f in schema.fields() if f.hubspot.group is not None and f.hubspot.group not in o.groups]

    assert undeclared == []


@pytest.mark.parametrize("motion", STAGES)
def test_stages_are_those_of_the_motion_with_a_way_to_lose(schema: Schema, motion: str) -> None:
    pipeline = schema.pipelines[motion]
    *path, lost = pipeline.stages

    assert " ".join(stage.name for stage in path) == STAGES[motion]
    assert (lost.name, lost.outcome, lost.probability) == ("closed_lost", Outcome.LOST, 0)
    assert {stage.name for stage in path if stage.outcome is Outcome.WON} == WON & {stage.name for stage in path}
    assert all((stage.probability == 100) is (stage.outcome is Outcome.WON) for stage in path)
    assert [stage.probability for stage in path] == sorted(stage.probability for stage in path)


@pytest.mark.parametrize("motion", STAGES)
def test_every_stage_but_the_first_has_a_gate(schema: Schema, motion: str) -> None:
    gates = {gate.enters: gate.name for gate in schema.gates.values() if gate.pipeline == motion}

    assert gates == {stage: f"{motion}_{stage}" for stage in STAGES[motion].split()[1:]}


def test_gates_ask_for_declared_fields_in_words_that_salesforce_can_show(schema: Schema) -> None:
    declared = schema.objects["opportunity"].fields

    for gate in schema.gates.values():
        assert set(gate.require) <= set(declared)
        assert gate.message
        assert len(gate.message) <= 255
        assert not re.search(r"_[a-z]", gate.message), "names of fields are not plain words"


def test_gates_ask_for_no_long_text(schema: Schema) -> None:
    declared = schema.objects["opportunity"].fields
    asked = {name for gate in schema.gates.values() for name in gate.require}

    assert [name for name in asked if declared[name].type is FieldType.LONG_TEXT] == []


def test_rules_are_those_of_engagement(schema: Schema) -> None:
    assert {rule.name: rule.severity for rule in schema.rules.values()} == RULES
    assert all(rule.message and rule.hint for rule in schema.rules.values())


@pytest.mark.parametrize("motions", [None, [], *([motion] for motion in MOTIONS)])
def test_no_check_finds_a_fault_whatever_the_motions(motions: list[str] | None) -> None:
    found, _ = load(files("partner-sales", motions))
    assert found is not None

    assert check_schema(found) == ()


def test_motions_are_switched_on_one_by_one() -> None:
    alone, faults = load(files("partner-sales", ["referral"]))
    without, _ = load(files("partner-sales", []))

    assert not faults
    assert alone is not None and without is not None
    assert set(alone.pipelines) == {gate.pipeline for gate in alone.gates.values()} == {"referral"}
    assert (without.pipelines, without.gates) == ({}, {})


def test_blueprints_are_listed_by_name() -> None:
    assert [known.name for known in BLUEPRINTS] == ["partner-sales"]
    assert blueprint("partner-sales").motions == MOTIONS
    with pytest.raises(KeyError):
        blueprint("partner-service")
    with pytest.raises(ValueError, match="has no motion 'resale'"):
        files("partner-sales", ["resale"])
