"""The shipped blueprint: it loads, it holds the whole domain, and it fits into both CRMs."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from dealspec.core.diagnostics import Severity
from dealspec.schema.blueprints import BLUEPRINTS, MOTIONS, blueprint, files
from dealspec.schema.load import load
from dealspec.schema.model import FieldType, Outcome, Schema
from dealspec.schema.pipeline_rules import PipelineRules
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS, hubspot_name, salesforce_name
from dealspec.validators.checks import check_schema
from dealspec.validators.expr.nodes import fields_used
from dealspec.validators.judgements import judgements

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
    "opportunity: pricing controls": "price_protection discount_band discount_percent",
    "opportunity: renewal and expansion": "deal_kind incumbent_partner renewal_date renewal_owner_confirmed_at",
    "opportunity: partner roles": "partner_contacts",
    "opportunity: conflict tracking": (
        "conflict_status conflict_kind conflict_notes conflict_raised_at conflict_acknowledged_at resolution_plan_due "
        "conflict_resolved_at conflict_verdict escalation_level"
    ),
    "opportunity: activity": "stage_notes stage_notes_updated_at last_partner_meeting_at last_partner_follow_up_at"
    " partner_next_step",
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
    "marketplace": "listing_ready private_offer procurement close_disburse adopt_expand",
    "services": "solution_design proof_workshop commercials delivery handoff",
    "tech": "integration_fit field_readiness pipeline_activation validation commercials_close",
}
WON = {
    "referral": "closed_credit",
    "reseller": "transact launch_enable",
    "marketplace": "close_disburse adopt_expand",
    "services": "delivery handoff",
    "tech": "commercials_close",
}
# Gates beside the exit criteria: where certification counts.
CERTIFIED = {"reseller_partner_certified": "qualification", "services_partner_certified": "delivery"}
# What the last stage of a motion asks for: no gate follows it, so a rule of this name does.
LAST = {
    "referral": "referral_credit_unsettled",
    "reseller": "reseller_duties_undocumented",
    "marketplace": "marketplace_expansion_without_usage",
    "services": "services_handoff_incomplete",
    "tech": "tech_credit_uncaptured",
}
ERRORS = """
    partner_motion_missing partner_missing registration_incomplete registration_decision_overdue
    registration_decision_undocumented protection_window_too_long protection_extended_beyond_policy
    protection_expired_open renewal_undated renewal_owner_unconfirmed renewal_bypasses_incumbent incumbent_replaced
    attribution_without_partner credit_not_frozen partner_deal_booked_direct registered_deal_sold_direct
    two_partners_one_account price_protection_overlap direct_against_registration conflict_unacknowledged
    conflict_without_plan conflict_plan_too_late discount_outside_band conflict_plan_overdue
    conflict_not_escalated conflict_without_verdict certification_expired
"""
WARNINGS = """
    stale_stage_notes no_touch close_date_past registration_after_qualification protection_expiring
    partner_contact_missing partner_follow_up_overdue credit_frozen_late
    expansion_led_by_partner several_motions_one_account referral_acceptance_overdue
"""
RULES = {
    **dict.fromkeys([*ERRORS.split(), *LAST.values()], Severity.ERROR),
    **dict.fromkeys(WARNINGS.split(), Severity.WARNING),
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
    assert " ".join(stage.name for stage in path if stage.outcome is Outcome.WON) == WON[motion]
    assert all((stage.probability == 100) is (stage.outcome is Outcome.WON) for stage in path)
    assert [stage.probability for stage in path] == sorted(stage.probability for stage in path)


@pytest.mark.parametrize("motion", STAGES)
def test_every_stage_but_the_first_has_a_gate(schema: Schema, motion: str) -> None:
    gates = {gate.name: gate.enters for gate in schema.gates.values() if gate.pipeline == motion}

    exits = {f"{motion}_{stage}": stage for stage in STAGES[motion].split()[1:]}
    assert gates == exits | {name: stage for name, stage in CERTIFIED.items() if name.startswith(motion)}


@pytest.mark.parametrize("motion", STAGES)
def test_deals_move_stage_by_stage(schema: Schema, motion: str) -> None:
    assert schema.pipelines[motion].rules == PipelineRules(no_skipping=True, no_moving_back=True)


@pytest.mark.parametrize("motion", STAGES)
def test_the_exit_of_the_last_stage_is_a_rule(schema: Schema, motion: str) -> None:
    rule = schema.rules[LAST[motion]]

    assert rule.when is not None
    assert rule.when.text == f"stage = '{motion}_{STAGES[motion].split()[-1]}'"


def test_every_piece_of_evidence_is_asked_for(schema: Schema) -> None:
    found, _ = judgements(schema)
    asked = {ref.name for each in found for ref in (*each.require, *fields_used(each.when), *fields_used(each.that))}

    assert set(GROUPS["opportunity: evidence"].split()) - asked == set()


def test_labels_of_stages_differ_save_that_of_the_lost_ones(schema: Schema) -> None:
    labels = Counter(stage.label for pipeline in schema.pipelines.values() for stage in pipeline.stages)

    assert {label: count for label, count in labels.items() if count > 1} == {"Closed Lost": len(STAGES)}
    assert "Services: Commercials" in labels


def test_salesforce_has_room_for_the_stages(schema: Schema) -> None:
    from dealspec.crm.salesforce.capabilities import STANDARD_STAGE_LABELS
    from dealspec.crm.salesforce.project import project

    stages = [each for each in project(schema).resources if re.fullmatch(r"pipelines\.\w+\.stages\.\w+", each.address)]
    labels = [str(stage.attributes["label"]).lower() for stage in stages]

    assert len(labels) == 30
    assert len(labels) + len(STANDARD_STAGE_LABELS) <= 100
    assert max(map(len, labels)) <= 40
    assert len({*labels, *STANDARD_STAGE_LABELS}) == len(labels) + len(STANDARD_STAGE_LABELS)


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


@pytest.mark.parametrize("motion", MOTIONS)
def test_motions_are_switched_on_one_by_one(motion: str) -> None:
    alone, faults = load(files("partner-sales", [motion]))

    assert not faults
    assert alone is not None
    assert set(alone.pipelines) == {gate.pipeline for gate in alone.gates.values()} == {motion}
    assert set(LAST.values()) & set(alone.rules) == {LAST[motion]}


def test_without_motions_there_are_fields_and_rules_alone() -> None:
    without, _ = load(files("partner-sales", []))

    assert without is not None
    assert (without.pipelines, without.gates) == ({}, {})
    assert without.rules and without.objects


def test_blueprints_are_listed_by_name() -> None:
    assert [known.name for known in BLUEPRINTS] == ["partner-sales"]
    assert blueprint("partner-sales").motions == MOTIONS
    with pytest.raises(KeyError):
        blueprint("partner-service")
    with pytest.raises(ValueError, match="has no motion 'resale'"):
        files("partner-sales", ["resale"])
