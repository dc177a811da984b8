"""What a deal holds that breaks no rule: the evidence of every stage behind it, dated days away from every limit.

Written from what each stage of a motion asks for, by hand; nothing here reads a schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dealspec.commands.demo.seeder.deals import AccountRef, Calendar, Percent, Place, Value, at_noon

Values = dict[str, Value]

PATHS = {
    "reseller": ("deal_registration", "qualification", "configure_quote", "transact", "launch_enable"),
    "referral": ("intro_logged", "validate", "prove_value", "commercials", "closed_credit"),
    "marketplace": ("listing_ready", "private_offer", "procurement", "close_disburse", "adopt_expand"),
    "services": ("solution_design", "proof_workshop", "commercials", "delivery", "handoff"),
    "tech": ("integration_fit", "field_readiness", "pipeline_activation", "validation", "commercials_close"),
}
"""The stages of each motion that has a pipeline, in order."""

WINDOW = timedelta(days=90)
EXTENSION = timedelta(days=30)
_NO_EXPANSIONS = ("referral", "reseller")
"""Motions whose partner would lead an expansion, which belongs to direct sales."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A deal in the making: ``depth`` counts the stages behind it, ``end`` is its close date."""

    number: int
    motion: str
    place: Place
    depth: int
    begin: date
    end: date
    partner: AccountRef | None
    calendar: Calendar
    rng: Random


def timeline(place: Place, calendar: Calendar, rng: Random) -> tuple[date, date]:
    """When a deal began and when it closed or is to close; an open one is 20 to 70 days old."""
    if place.outcome == "open":
        return calendar.day(-rng.randint(20, 70)), calendar.day(rng.randint(10, 120))
    end = -rng.randint(6, 240)
    return calendar.day(end - rng.randint(25, 60)), calendar.day(end)


def everyday(draft: Draft) -> Values:
    """What every deal holds, whatever its motion."""
    rng, calendar = draft.rng, draft.calendar
    open_now = draft.place.outcome == "open"
    noted = calendar.ago(rng.randint(1, 4), rng.randint(0, 12)) if open_now else at_noon(draft.end, after=-1)
    values: Values = {
        "amount": round(10 ** rng.uniform(3.7, 5.4), -2),
        "close_date": draft.end,
        "created_at": at_noon(draft.begin, after=-4),
        "stage_notes": f"Agreed next steps for deal {draft.number}.",
        "stage_notes_updated_at": noted,
        **_kind(draft),
    }
    if draft.partner:
        values |= {
            "partner": draft.partner,
            "conflict_status": "none",
            "partner_next_step": "Review the joint plan.",
            "last_partner_meeting_at": at_noon(draft.begin, after=2),
            "last_partner_follow_up_at": at_noon(draft.begin, after=3),
        }
    if draft.partner and draft.place.outcome == "won":
        values |= {
            "attribution_kind": "influenced",
            "attribution_percent": Percent(rng.randint(1, 6) * 5),
            "attribution_frozen_at": at_noon(draft.end, after=-2),
        }
    return values


def _kind(draft: Draft) -> Values:
    rng = draft.rng
    kind = rng.choices(("new", "renewal", "expansion"), (65, 15, 20))[0]
    if kind == "expansion" and draft.motion in _NO_EXPANSIONS:
        kind = "new"
    if kind != "renewal":
        return {"deal_kind": kind}
    near = rng.random() < 0.5
    due = rng.randint(20, 75) if near else rng.randint(105, 240)
    values: Values = {"deal_kind": kind, "renewal_date": draft.calendar.day(due)}
    if near:
        values["renewal_owner_confirmed_at"] = at_noon(draft.begin, after=2)
    if draft.partner:
        values["incumbent_partner"] = draft.partner
    return values


def _discount(rng: Random) -> Values:
    """A band, and a discount well within it."""
    band, percent = rng.choice((("list", 0), ("standard", rng.randint(3, 9)), ("elevated", rng.randint(12, 22))))
    return {"discount_band": band, "discount_percent": Percent(percent)}


def reseller(draft: Draft) -> Values:
    """The evidence of a reseller deal that has ``depth`` stages behind it."""
    rng, begin = draft.rng, draft.begin
    values: Values = {
        "partner_type": "var",
        "deal_registration_id": f"DR-{100_000 + draft.number}",
        "registration_status": "submitted",
        "registration_submitted_at": draft.calendar.ago(0, rng.randint(1, 20)),
    }
    if draft.depth >= 1:
        extensions = 1 if rng.random() < 0.15 else 0
        values |= {
            "registration_status": "approved",
            "registration_submitted_at": at_noon(begin, after=-2),
            "registration_decided_at": at_noon(begin, after=-1),
            "registration_decided_by": f"Partner desk {rng.randint(1, 6)}",
            "registration_rationale": "First to register, with proof of work.",
            "protection_start": begin,
            "protection_end": begin + WINDOW + extensions * EXTENSION,
            "extension_count": extensions,
            "non_interference_at": at_noon(begin),
            "price_protection": True,
        }
    if draft.depth >= 2:
        values |= {
            "end_customer_contact": f"Contact {1000 + draft.number}",
            "technical_fit_at": at_noon(begin, after=rng.randint(2, 8)),
        }
    if draft.depth >= 3:
        values |= {
            "sku_list": f"SKU-{rng.randint(1000, 4999)}, SKU-{rng.randint(5000, 9999)}",
            **_discount(rng),
            "margin_percent": Percent(rng.randint(40, 350) / 10),
        }
    if draft.depth >= 4:
        values |= {
            "order_reference": f"PO-{10_000 + draft.number}",
            "delivery_lead": f"Delivery desk {rng.randint(1, 6)}",
            "renewal_duty_owner": f"Renewal desk {rng.randint(1, 4)}",
        }
    return values


def referral(draft: Draft) -> Values:
    """The evidence of a referral that has ``depth`` stages behind it."""
    rng, begin = draft.rng, draft.begin
    values: Values = {"partner_type": "referral", "vendor_accepted_at": at_noon(begin, after=1)}
    if draft.depth >= 1:
        values["attribution_kind"] = "sourced"
    if draft.depth >= 2:
        values |= {
            "fit": rng.choice(("strong", "partial")),
            "urgency": rng.choice(("high", "medium", "low")),
            "partner_role": rng.choice(("introduction", "advisory")),
        }
    if draft.depth >= 3:
        values["partner_still_needed"] = "not_needed"
    if draft.depth >= 4:
        values |= {
            "attribution_percent": Percent(rng.randint(2, 10) * 10),
            "attribution_frozen_at": at_noon(draft.end, after=-3),
            "credit_settled_at": at_noon(draft.end, after=2),
        }
    return values


def marketplace(draft: Draft) -> Values:
    """The evidence of a marketplace deal that has ``depth`` stages behind it."""
    rng, begin = draft.rng, draft.begin
    values: Values = {"partner_type": "marketplace"}
    if draft.depth >= 1:
        values["marketplace_offer_id"] = f"OFFER-{draft.number}"
    if draft.depth >= 2:
        values |= {
            **_discount(rng),
            "offer_terms_agreed_at": at_noon(begin, after=rng.randint(2, 8)),
        }
    if draft.depth >= 3:
        values["procurement_reference"] = f"MP-{10_000 + draft.number}"
    if draft.depth >= 4:
        values |= {
            "disbursed_at": at_noon(draft.end, after=3),
            "usage_baseline": f"{rng.randint(10, 90)} seats in use",
            "expansion_plan": "More seats once half of them are in daily use.",
        }
    return values


def services(draft: Draft) -> Values:
    """The evidence of a services deal that has ``depth`` stages behind it."""
    rng, begin = draft.rng, draft.begin
    values: Values = {"partner_type": rng.choice(("si", "msp"))}
    if draft.depth >= 1:
        values["success_criteria"] = "First site live within a quarter."
    if draft.depth >= 2:
        values |= {
            "assumptions_checked_at": at_noon(begin, after=rng.randint(2, 8)),
            "risk_log": f"Project folder {draft.number}, risks.",
        }
    if draft.depth >= 3:
        values |= {
            "statement_of_work": f"SOW-{1000 + draft.number}",
            "milestones": "Design, first site, all sites.",
        }
    if draft.depth >= 4:
        values |= {
            "delivery_lead": f"Delivery desk {rng.randint(1, 6)}",
            "partner_role": "execution",
            "steady_state_owner": f"Operations desk {rng.randint(1, 4)}",
            "expansion_plan": "Second region in the next budget year.",
        }
    return values


def tech(draft: Draft) -> Values:
    """The evidence of a technology deal that has ``depth`` stages behind it."""
    rng, begin = draft.rng, draft.begin
    values: Values = {"partner_type": "isv"}
    if draft.depth >= 1:
        values["integration_use_case"] = "Orders and stock in one view."
    if draft.depth >= 2:
        values["sellers_enabled_at"] = at_noon(begin, after=rng.randint(2, 8))
    if draft.depth >= 3:
        values |= {
            "attribution_kind": "influenced",
            "influenced_integration": "Stock connector",
            "influence_evidence": f"Joint session {100 + draft.number}.",
        }
    if draft.depth >= 4:
        values["joint_proof"] = f"Pilot report {100 + draft.number}."
    return values
