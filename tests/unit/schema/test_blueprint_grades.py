"""How deep each gate, limit and order of stages of the blueprint is enforced in each CRM; a lower grade fails."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dealspec.provisioner.ports import Crm
from dealspec.provisioner.resource import Enforcement, Grade, Kind, Projection
from dealspec.schema.blueprints import files
from dealspec.schema.load import load
from dealspec.schema.model import Schema
from dealspec.validators.dialects.hubspot import ui_requirements
from dealspec.validators.judgements import Judgement, JudgementKind, judgements
from dealspec.wiring import projections

HARD, MANUAL, AUDIT = Enforcement.HARD, Enforcement.MANUAL, Enforcement.AUDIT
GUARDS = (JudgementKind.GATE, JudgementKind.MEMBERSHIP, JudgementKind.RANGE, JudgementKind.FORMAT)

BYPASS = ("holders of the custom permission Dealspec_Bypass",)
TOKENS = "service keys and private apps"
MOTIONS = ("referral", "reseller", "marketplace", "services", "tech")

ASKED_BY_HAND = {
    "gates.marketplace_private_offer",
    "gates.marketplace_procurement",
    "gates.marketplace_close_disburse",
    "gates.marketplace_adopt_expand",
    "gates.referral_validate",
    "gates.referral_prove_value",
    "gates.referral_commercials",
    "gates.referral_closed_credit",
    "gates.reseller_qualification",
    "gates.reseller_configure_quote",
    "gates.reseller_transact",
    "gates.reseller_launch_enable",
    "gates.services_proof_workshop",
    "gates.services_commercials",
    "gates.services_delivery",
    "gates.services_handoff",
    "gates.tech_field_readiness",
    "gates.tech_pipeline_activation",
    "gates.tech_validation",
    "gates.tech_commercials_close",
}
"""Gates that require properties, which a stage of HubSpot asks for once somebody has set it up."""
AUDITED = {
    "gates.reseller_partner_certified",
    "gates.services_partner_certified",
    *(f"gates.{motion}.membership" for motion in MOTIONS),
}
"""What HubSpot has no form for: another record's values, and which pipeline a value belongs to."""
LIMITS = {
    "validations.opportunity.attribution_percent.range",
    "validations.opportunity.deal_registration_id.format",
    "validations.opportunity.discount_percent.range",
    "validations.opportunity.extension_count.range",
    "validations.opportunity.margin_percent.range",
}
ORDERS = {f"pipelines.{motion}.rules" for motion in MOTIONS}

HUBSPOT: Mapping[str, tuple[Enforcement, ...]] = {
    **dict.fromkeys(ASKED_BY_HAND, (MANUAL, AUDIT)),
    **dict.fromkeys(AUDITED, (AUDIT,)),
    **dict.fromkeys(LIMITS, (HARD,)),
    **dict.fromkeys(ORDERS, (HARD, AUDIT)),
}
SALESFORCE = dict.fromkeys(HUBSPOT, (HARD,))


@pytest.fixture(scope="module")
def schema() -> Schema:
    found, _ = load(files("partner-sales"))
    assert found is not None
    return found


@pytest.fixture(scope="module")
def held(schema: Schema) -> Mapping[Crm, Projection]:
    return projections(schema)


def grades(projection: Projection) -> dict[str, Grade]:
    return {grade.address: grade for grade in projection.grades}


@pytest.mark.parametrize(("crm", "expected"), [(Crm.SALESFORCE, SALESFORCE), (Crm.HUBSPOT, HUBSPOT)])
def test_each_has_its_grade(crm: Crm, expected: Mapping, held: Mapping[Crm, Projection]) -> None:
    found = {address: grade.enforcement for address, grade in grades(held[crm]).items()}

    assert found == expected


def test_the_table_names_every_guard_of_the_blueprint(schema: Schema) -> None:
    guards = {judgement.address for judgement in judgements(schema)[0] if judgement.kind in GUARDS}

    assert guards == set(HUBSPOT) - ORDERS


def test_salesforce_names_the_one_way_past_its_rules(held: Mapping[Crm, Projection]) -> None:
    assert {grade.bypassed_by for grade in grades(held[Crm.SALESFORCE]).values()} == {BYPASS}


def test_hubspot_names_who_passes_by_what_is_not_hard_for_every_writer(held: Mapping[Crm, Projection]) -> None:
    found = grades(held[Crm.HUBSPOT])

    assert [address for address in LIMITS if found[address].bypassed_by] == []
    assert [address for address in ORDERS if TOKENS not in found[address].bypassed_by] == []
    assert [address for address in AUDITED if found[address].bypassed_by != ("every writer",)] == []
    assert [address for address in ASKED_BY_HAND if "imports" not in found[address].bypassed_by] == []


def test_what_is_hard_is_something_that_an_apply_writes(held: Mapping[Crm, Projection]) -> None:
    for projection in held.values():
        written = {each.address for each in projection.resources}
        hard = {grade.address for grade in projection.grades if HARD in grade.enforcement}
        # HubSpot holds all limits of a property in one place.
        assert [
            address for address in hard if address not in written and address.rpartition(".")[0] not in written
        ] == []
    assert {each.kind for each in held[Crm.HUBSPOT].resources if each.address in ORDERS} == {Kind.PIPELINE_RULES}


def test_what_is_done_by_hand_has_its_steps(schema: Schema, held: Mapping[Crm, Projection]) -> None:
    steps = {step.address: step for step in held[Crm.HUBSPOT].manual}
    by_address = {judgement.address: judgement for judgement in judgements(schema)[0]}

    assert set(steps) >= ASKED_BY_HAND
    for address in ASKED_BY_HAND:
        assert _missing(steps[address].instructions, by_address[address]) == []
        assert len(steps[address].digest) == 12
    assert len({step.digest for step in steps.values()}) == len(steps)


def test_whatever_is_not_hard_says_what_is_left_to_audits(schema: Schema, held: Mapping[Crm, Projection]) -> None:
    by_address = {judgement.address: judgement for judgement in judgements(schema)[0]}

    for address, grade in grades(held[Crm.HUBSPOT]).items():
        if address in AUDITED or address in ORDERS:
            assert grade.audited, address
        elif address in ASKED_BY_HAND:
            asks_more = by_address[address].that is not None or "partner" in {
                ref.name for ref in by_address[address].require
            }
            assert bool(grade.audited) == asks_more, address
        assert "nobody judges it" not in grade.why


def test_no_gate_of_the_blueprint_asks_what_an_audit_could_not_see(schema: Schema) -> None:
    """Else every audit of a CRM that has no form for it would be incomplete."""
    assert [judgement.id for judgement in judgements(schema)[0] if judgement.asks_of_save] == []


def _missing(instructions: tuple[str, ...], judgement: Judgement) -> list[str]:
    text = " ".join(instructions)
    return [
        ref.shown_label
        for ref in ui_requirements(judgement)
        if f'"{ref.shown_label}"' not in text and not ref.type.is_reference
    ]
