"""The faults of referral, marketplace, services and technology deals, and what each owes. Kept by hand."""

from __future__ import annotations

from dealspec.commands.demo.seeder.deals import Deal, Percent
from dealspec.commands.demo.seeder.fault import Fault, at, blank, owed, put, uncertified

# Stages from which on a gate has been passed.
_VALIDATED = ("validate", "prove_value", "commercials", "closed_credit")
_PROVEN = ("prove_value", "commercials", "closed_credit")
_COMMERCIAL = ("commercials", "closed_credit")

_OFFERED = ("private_offer", "procurement", "close_disburse", "adopt_expand")
_PROCURED = ("procurement", "close_disburse", "adopt_expand")
_CLOSED = ("close_disburse", "adopt_expand")

_WORKED_OUT = ("proof_workshop", "commercials", "delivery", "handoff")
_PRICED = ("commercials", "delivery", "handoff")
_DELIVERED = ("delivery", "handoff")

_READY = ("field_readiness", "pipeline_activation", "validation", "commercials_close")
_ACTIVATED = ("pipeline_activation", "validation", "commercials_close")
_VALIDATING = ("validation", "commercials_close")


def _keeps_its_credit(deal: Deal) -> bool:
    return deal.motion == "referral" and deal.place.outcome != "lost"


REFERRAL: tuple[Fault, ...] = (
    Fault(
        "introduction that nobody accepted",
        at("referral", "intro_logged"),
        blank("vendor_accepted_at"),
        owed("referral_acceptance_overdue"),
        weight=3,
    ),
    Fault(
        "no partner on a referral",
        at("referral", *_VALIDATED),
        blank("partner"),
        owed("referral_validate", "partner_missing", "attribution_without_partner"),
    ),
    Fault(
        "influenced, not sourced",
        at("referral", *_VALIDATED),
        put(attribution_kind="influenced"),
        owed("referral_validate"),
    ),
    Fault(
        "not accepted by us",
        at("referral", *_VALIDATED),
        blank("vendor_accepted_at"),
        owed("referral_validate"),
        weight=2,
    ),
    Fault("no fit", at("referral", *_PROVEN), blank("fit"), owed("referral_prove_value")),
    Fault("no urgency", at("referral", *_PROVEN), blank("urgency"), owed("referral_prove_value")),
    Fault(
        "partner sells with us",
        at("referral", *_PROVEN),
        put(partner_role="co_selling"),
        owed("referral_prove_value"),
    ),
    Fault(
        "partner executes, still open",
        at("referral", "prove_value", "commercials"),
        put(partner_role="execution"),
        owed("referral_prove_value"),
    ),
    Fault(
        "partner executes, closed",
        at("referral", "closed_credit"),
        put(partner_role="execution"),
        owed("referral_prove_value", "referral_closed_credit"),
    ),
    Fault(
        "partner role unknown, closed",
        at("referral", "closed_credit"),
        blank("partner_role"),
        owed("referral_prove_value", "referral_closed_credit"),
    ),
    Fault(
        "nobody asked whether the partner is needed",
        at("referral", *_COMMERCIAL),
        blank("partner_still_needed"),
        owed("referral_commercials"),
    ),
    Fault(
        "partner still needed",
        at("referral", *_COMMERCIAL),
        put(partner_still_needed="needed"),
        owed("referral_commercials"),
    ),
    Fault(
        "attribution of a referral not frozen",
        at("referral", "closed_credit"),
        blank("attribution_frozen_at"),
        owed("referral_closed_credit", "credit_not_frozen"),
    ),
    Fault(
        "credit not settled",
        at("referral", "closed_credit"),
        blank("credit_settled_at"),
        owed("referral_credit_unsettled"),
    ),
    Fault(
        "credit above a hundred percent",
        _keeps_its_credit,
        put(attribution_percent=Percent(140)),
        owed("opportunity.attribution_percent.range"),
    ),
)

MARKETPLACE: tuple[Fault, ...] = (
    Fault(
        "no offer in the marketplace",
        at("marketplace", *_OFFERED),
        blank("marketplace_offer_id"),
        owed("marketplace_private_offer"),
    ),
    Fault(
        "no partner on a marketplace deal",
        at("marketplace", *_OFFERED),
        blank("partner"),
        owed("marketplace_private_offer", "partner_missing"),
    ),
    Fault(
        "offer without agreed terms",
        at("marketplace", *_PROCURED),
        blank("offer_terms_agreed_at"),
        owed("marketplace_procurement"),
    ),
    Fault(
        "discount beyond the marketplace's limits",
        at("marketplace", *_PROCURED),
        put(discount_band="exceptional"),
        owed("marketplace_procurement"),
    ),
    Fault(
        "discount off the list price",
        at("marketplace", *_PROCURED),
        put(discount_band="list", discount_percent=Percent(5)),
        owed("discount_outside_band"),
    ),
    Fault(
        "no purchase in the marketplace",
        at("marketplace", *_CLOSED),
        blank("procurement_reference"),
        owed("marketplace_close_disburse"),
    ),
    Fault("not paid out", at("marketplace", "adopt_expand"), blank("disbursed_at"), owed("marketplace_adopt_expand")),
    Fault("no revenue", at("marketplace", "adopt_expand"), put(amount=0), owed("marketplace_adopt_expand")),
    Fault(
        "expansion without a usage baseline",
        at("marketplace", "adopt_expand"),
        blank("usage_baseline"),
        owed("marketplace_expansion_without_usage"),
    ),
)

SERVICES: tuple[Fault, ...] = (
    Fault(
        "no joint success criteria",
        at("services", *_WORKED_OUT),
        blank("success_criteria"),
        owed("services_proof_workshop"),
    ),
    Fault(
        "assumptions unchecked", at("services", *_PRICED), blank("assumptions_checked_at"), owed("services_commercials")
    ),
    Fault("risks not written down", at("services", *_PRICED), blank("risk_log"), owed("services_commercials")),
    Fault("no statement of work", at("services", *_DELIVERED), blank("statement_of_work"), owed("services_delivery")),
    Fault(
        "delivered without certification", at("services", *_DELIVERED), uncertified, owed("services_partner_certified")
    ),
    Fault("milestones not aligned", at("services", *_DELIVERED), blank("milestones"), owed("services_delivery")),
    Fault("nobody led the delivery", at("services", "handoff"), blank("delivery_lead"), owed("services_handoff")),
    Fault(
        "we delivered, not the partner",
        at("services", "handoff"),
        put(partner_role="advisory"),
        owed("services_handoff"),
    ),
    Fault(
        "nobody runs the solution",
        at("services", "handoff"),
        blank("steady_state_owner"),
        owed("services_handoff_incomplete"),
    ),
)

TECH: tuple[Fault, ...] = (
    Fault("no integration use case", at("tech", *_READY), blank("integration_use_case"), owed("tech_field_readiness")),
    Fault(
        "sellers not enabled", at("tech", *_ACTIVATED), blank("sellers_enabled_at"), owed("tech_pipeline_activation")
    ),
    Fault("influence not shown", at("tech", *_VALIDATING), blank("influence_evidence"), owed("tech_validation")),
    Fault("integration not named", at("tech", *_VALIDATING), blank("influenced_integration"), owed("tech_validation")),
    Fault("no joint proof", at("tech", "commercials_close"), blank("joint_proof"), owed("tech_commercials_close")),
    Fault(
        "influence without credit",
        at("tech", "commercials_close"),
        blank("attribution_percent"),
        owed("tech_credit_uncaptured"),
    ),
    Fault(
        "kind of influence unknown",
        at("tech", "commercials_close"),
        blank("attribution_kind"),
        owed("tech_validation", "tech_credit_uncaptured"),
    ),
)

FAULTS = (*REFERRAL, *MARKETPLACE, *SERVICES, *TECH)
"""Everything that can be wrong with one deal of these motions."""
