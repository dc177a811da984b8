"""The faults against the rules of engagement, which hold for every motion, and what each owes. Kept by hand."""

from __future__ import annotations

from collections.abc import Mapping

from dealspec.commands.demo.seeder.deals import CONTACTS, Deal, Percent, Value, at_noon
from dealspec.commands.demo.seeder.fault import (
    Fault,
    Scene,
    blank,
    direct_and_open,
    direct_and_won,
    has_partner_and_is_open,
    is_not_lost,
    is_open,
    is_protected,
    owed,
    put,
)


def _stale(scene: Scene) -> Mapping[str, Value]:
    return {"stage_notes_updated_at": scene.calendar.ago(scene.rng.randint(10, 19))}


def _never_dated(scene: Scene) -> Mapping[str, Value]:
    return {"stage_notes_updated_at": None, "last_partner_follow_up_at": scene.calendar.ago(3)}


def _untouched(scene: Scene) -> Mapping[str, Value]:
    forgotten = scene.rng.randint(35, 60)
    return {
        "created_at": scene.calendar.ago(forgotten + 10),
        "stage_notes_updated_at": scene.calendar.ago(forgotten),
        "last_partner_meeting_at": None,
        "last_partner_follow_up_at": None,
    }


def _met_and_forgotten(scene: Scene) -> Mapping[str, Value]:
    met = scene.rng.randint(3, 8)
    return {
        "last_partner_meeting_at": scene.calendar.ago(met),
        "last_partner_follow_up_at": scene.calendar.ago(met + 4),
    }


def _close_date_past(scene: Scene) -> Mapping[str, Value]:
    return {"close_date": scene.calendar.day(-scene.rng.randint(3, 40))}


def _renewal(scene: Scene, days: int, **more: Value) -> Mapping[str, Value]:
    return {
        "deal_kind": "renewal",
        "renewal_date": scene.calendar.day(days),
        "renewal_owner_confirmed_at": None,
        **more,
    }


def _renewal_without_owner(scene: Scene) -> Mapping[str, Value]:
    return _renewal(scene, scene.rng.randint(10, 80))


def _renewal_past_the_incumbent(scene: Scene) -> Mapping[str, Value]:
    return _renewal(scene, scene.rng.randint(120, 200), incumbent_partner=scene.another_partner())


def _sold_by_us_though_registered(scene: Scene) -> Mapping[str, Value]:
    won = scene.deal.values["close_date"]
    begin = scene.deal.values["created_at"]
    return {
        "partner": scene.another_partner(),
        "partner_type": "var",
        "deal_registration_id": f"DR-{900_000 + scene.deal.number % 100_000}",
        "registration_status": "approved",
        "registration_submitted_at": begin,
        "registration_decided_at": begin,
        "registration_decided_by": "Partner desk 1",
        "registration_rationale": "First to register, with proof of work.",
        "attribution_kind": "sourced",
        "attribution_percent": Percent(40),
        "attribution_frozen_at": at_noon(won, after=-2),  # type: ignore[arg-type]
    }


def _settled_after_the_close(scene: Scene) -> Mapping[str, Value]:
    return {"attribution_frozen_at": at_noon(scene.deal.values["close_date"], after=3)}  # type: ignore[arg-type]


def _conflict(scene: Scene, days: int, **more: Value) -> Mapping[str, Value]:
    """An open conflict, raised so many days ago, on which everything was done that is due."""
    return {
        "conflict_status": "active",
        "conflict_kind": "horizontal",
        "conflict_raised_at": scene.calendar.ago(days),
        "conflict_acknowledged_at": scene.calendar.ago(days - 1, 8),
        "resolution_plan_due": scene.calendar.day(5),
        "escalation_level": "level_1" if days <= 7 else "level_2",
        **more,
    }


def _unacknowledged(scene: Scene) -> Mapping[str, Value]:
    return _conflict(scene, 3, conflict_acknowledged_at=None)


def _without_plan(scene: Scene) -> Mapping[str, Value]:
    return _conflict(scene, 3, resolution_plan_due=None)


def _plan_in_weeks(scene: Scene) -> Mapping[str, Value]:
    return _conflict(scene, 3, resolution_plan_due=scene.calendar.day(scene.rng.randint(14, 30)))


def _plan_overdue(scene: Scene) -> Mapping[str, Value]:
    return _conflict(scene, 12, resolution_plan_due=scene.calendar.day(-scene.rng.randint(2, 5)))


def _never_escalated(scene: Scene) -> Mapping[str, Value]:
    return _conflict(scene, 4, escalation_level=None)


def _stuck_at_level_1(scene: Scene) -> Mapping[str, Value]:
    return _conflict(scene, scene.rng.randint(9, 15), escalation_level="level_1")


def _without_verdict(scene: Scene) -> Mapping[str, Value]:
    return _conflict(scene, 12, conflict_status="none", conflict_resolved_at=scene.calendar.ago(2))


def _same_account(scene: Scene) -> Mapping[str, Value]:
    assert scene.other is not None
    return {"account": scene.other.values["account"]}


def _unprotected_and_open(deal: Deal) -> bool:
    return has_partner_and_is_open(deal) and not is_protected(deal)


def _direct_or_protected(deal: Deal) -> bool:
    return direct_and_open(deal) or is_protected(deal)


def _partners_differ(one: Deal, other: Deal) -> bool:
    return one.motion == other.motion and one.values["partner"] != other.values["partner"]


def _motions_differ(one: Deal, other: Deal) -> bool:
    return one.motion != other.motion and one.values.get("partner") == other.values.get("partner")


def _one_is_direct(one: Deal, other: Deal) -> bool:
    return (one.motion == "direct") is not (other.motion == "direct")


def _led_by_partner(deal: Deal) -> bool:
    return deal.is_open and deal.motion in ("referral", "reseller")


def _has_stages_of_ours(deal: Deal) -> bool:
    return deal.is_open and deal.motion != "direct"


_OUTSIDE = {
    motion: Fault(
        f"{motion} outside its pipeline",
        direct_and_open,
        put(partner_motion=motion, deal_kind="new"),
        owed(f"{motion}.membership", "partner_missing"),
    )
    for motion in ("referral", "reseller", "marketplace", "services", "tech")
}

FAULTS: tuple[Fault, ...] = (
    # Motion and partner.
    Fault("no motion", is_not_lost, blank("partner_motion"), owed("partner_motion_missing"), weight=4),
    *_OUTSIDE.values(),
    Fault(
        "referral in the resellers' pipeline",
        lambda deal: deal.is_open and deal.motion == "reseller",
        put(partner_motion="referral"),
        owed("referral.membership"),
    ),
    Fault("no type of partner", _has_stages_of_ours, blank("partner_type"), owed("partner_missing"), weight=3),
    Fault(
        "nobody to call at the partner",
        lambda deal: deal.is_open and deal.contact is not None,
        blank(CONTACTS),
        owed("partner_contact_missing"),
        weight=3,
    ),
    # Freshness.
    Fault("stale stage notes", is_open, _stale, owed("stale_stage_notes"), weight=12),
    Fault("stage notes never dated", has_partner_and_is_open, _never_dated, owed("stale_stage_notes"), weight=2),
    Fault("deal that nobody touches", is_open, _untouched, owed("stale_stage_notes", "no_touch"), weight=3),
    Fault(
        "no follow-up after a meeting",
        has_partner_and_is_open,
        _met_and_forgotten,
        owed("partner_follow_up_overdue"),
        weight=3,
    ),
    Fault("close date in the past", is_open, _close_date_past, owed("close_date_past"), weight=8),
    # Renewal and expansion.
    Fault(
        "renewal without a date",
        is_open,
        put(deal_kind="renewal", renewal_date=None),
        owed("renewal_undated"),
        weight=2,
    ),
    Fault("renewal without an owner", is_open, _renewal_without_owner, owed("renewal_owner_unconfirmed"), weight=4),
    Fault(
        "direct renewal past the incumbent",
        direct_and_open,
        _renewal_past_the_incumbent,
        owed("renewal_bypasses_incumbent"),
    ),
    Fault(
        "incumbent replaced in silence",
        has_partner_and_is_open,
        _renewal_past_the_incumbent,
        owed("incumbent_replaced"),
    ),
    Fault(
        "expansion led by a partner",
        _led_by_partner,
        put(deal_kind="expansion"),
        owed("expansion_led_by_partner"),
        weight=2,
    ),
    # Attribution.
    Fault(
        "sourced by nobody",
        direct_and_open,
        put(attribution_kind="sourced"),
        owed("attribution_without_partner"),
        weight=2,
    ),
    Fault(
        "credit never settled",
        lambda deal: deal.place.outcome == "won" and deal.motion not in ("direct", "referral"),
        blank("attribution_frozen_at"),
        owed("credit_not_frozen"),
        weight=3,
    ),
    Fault(
        "credit settled after the close",
        lambda deal: deal.place.outcome == "won" and deal.motion != "direct",
        _settled_after_the_close,
        owed("credit_frozen_late"),
        weight=2,
    ),
    Fault(
        "partner on a deal booked as direct",
        direct_and_open,
        lambda scene: {"partner": scene.another_partner()},
        owed("partner_deal_booked_direct"),
        weight=2,
    ),
    Fault(
        "registered deal sold by ourselves",
        direct_and_won,
        _sold_by_us_though_registered,
        owed("registered_deal_sold_direct"),
    ),
    # Conflicts and their clock.
    Fault("conflict that nobody took on", has_partner_and_is_open, _unacknowledged, owed("conflict_unacknowledged")),
    Fault("conflict without a plan", has_partner_and_is_open, _without_plan, owed("conflict_without_plan")),
    Fault("plan promised for far too late", has_partner_and_is_open, _plan_in_weeks, owed("conflict_plan_too_late")),
    Fault("conflict past its plan", has_partner_and_is_open, _plan_overdue, owed("conflict_plan_overdue")),
    Fault("conflict never escalated", has_partner_and_is_open, _never_escalated, owed("conflict_not_escalated")),
    Fault("conflict stuck at its level", has_partner_and_is_open, _stuck_at_level_1, owed("conflict_not_escalated")),
    Fault("conflict without a verdict", has_partner_and_is_open, _without_verdict, owed("conflict_without_verdict")),
    # Two records at once.
    Fault(
        "two partners on one account",
        _unprotected_and_open,
        _same_account,
        owed("two_partners_one_account"),
        weight=3,
        pairs=_partners_differ,
    ),
    Fault(
        "two protected partners on one account",
        is_protected,
        _same_account,
        owed("two_partners_one_account", "price_protection_overlap"),
        weight=2,
        pairs=_partners_differ,
    ),
    Fault(
        "two motions on one account",
        has_partner_and_is_open,
        _same_account,
        owed("several_motions_one_account"),
        weight=2,
        pairs=_motions_differ,
    ),
    Fault(
        "direct deal against a registration",
        _direct_or_protected,
        _same_account,
        owed("direct_against_registration"),
        weight=2,
        pairs=_one_is_direct,
    ),
)
"""Everything that can be wrong with a deal of any motion, or with two at once."""
