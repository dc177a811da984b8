"""The faults of reseller deals and what each owes. Kept by hand, like the whole table (``faults.py``)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from dealspec.commands.demo.seeder.deals import Deal, Percent, Value, at_noon
from dealspec.commands.demo.seeder.fault import Fault, Scene, at, blank, is_protected, owed, put, uncertified

# Stages from which on a gate has been passed.
_QUALIFIED = ("qualification", "configure_quote", "transact", "launch_enable")
_QUOTED = ("configure_quote", "transact", "launch_enable")
_SOLD = ("transact", "launch_enable")


def _expired(scene: Scene) -> Mapping[str, Value]:
    end = -scene.rng.randint(4, 15)
    return {"protection_start": scene.calendar.day(end - 60), "protection_end": scene.calendar.day(end)}


def _expiring(scene: Scene) -> Mapping[str, Value]:
    end = scene.rng.randint(3, 6)
    return {"protection_start": scene.calendar.day(end - 80), "protection_end": scene.calendar.day(end)}


def _ended_before_it_was_won(scene: Scene) -> Mapping[str, Value]:
    won = scene.deal.values["close_date"]
    assert isinstance(won, date)
    return {"protection_start": won - timedelta(days=75), "protection_end": won - timedelta(days=15)}


def _longer_than_policy(scene: Scene) -> Mapping[str, Value]:
    start = -scene.rng.randint(10, 40)
    return {
        "protection_start": scene.calendar.day(start),
        "protection_end": scene.calendar.day(start + 135),
        "extension_count": scene.rng.randint(0, 1),
    }


def _registered_late(scene: Scene) -> Mapping[str, Value]:
    start = scene.deal.values["protection_start"]
    assert isinstance(start, date)
    return {"registration_submitted_at": at_noon(start, after=12)}


def _undecided_for_days(scene: Scene) -> Mapping[str, Value]:
    return {"registration_submitted_at": scene.calendar.ago(scene.rng.randint(4, 9))}


def _bad_registration_id(scene: Scene) -> Mapping[str, Value]:
    return {"deal_registration_id": f"REG {scene.deal.number}"}


def _keeps_its_registration(deal: Deal) -> bool:
    return deal.motion == "reseller" and deal.place.outcome != "lost"


FAULTS: tuple[Fault, ...] = (
    # What was due at the end of Deal Registration.
    Fault(
        "no partner on a reseller deal",
        at("reseller", *_QUALIFIED),
        blank("partner"),
        owed("reseller_qualification", "reseller_partner_certified", "partner_missing"),
    ),
    Fault(
        "partner not certified",
        at("reseller", *_QUALIFIED),
        uncertified,
        owed("reseller_partner_certified"),
        weight=2,
    ),
    Fault(
        "no registration id",
        at("reseller", *_QUALIFIED),
        blank("deal_registration_id"),
        owed("reseller_qualification", "registration_incomplete"),
        weight=2,
    ),
    Fault(
        "registration not decided",
        at("reseller", *_QUALIFIED),
        lambda scene: {"registration_status": "submitted", "registration_decided_at": None},
        owed("reseller_qualification", "registration_decision_overdue"),
    ),
    Fault(
        "registration declined",
        at("reseller", *_QUALIFIED),
        put(registration_status="declined"),
        owed("reseller_qualification"),
    ),
    Fault(
        "no non-interference", at("reseller", *_QUALIFIED), blank("non_interference_at"), owed("reseller_qualification")
    ),
    Fault(
        "price protection off",
        at("reseller", *_QUALIFIED),
        put(price_protection=False),
        owed("reseller_qualification"),
    ),
    Fault(
        "registration decided without a reason",
        at("reseller", *_QUALIFIED),
        blank("registration_rationale"),
        owed("registration_decision_undocumented"),
        weight=2,
    ),
    Fault(
        "registration undecided for days",
        at("reseller", "deal_registration"),
        _undecided_for_days,
        owed("registration_decision_overdue"),
        weight=3,
    ),
    # The end of the window counts twice: as a field when the deal is qualified, as a date when it is quoted.
    Fault(
        "no protection end, not quoted yet",
        at("reseller", "qualification"),
        blank("protection_end"),
        owed("reseller_qualification"),
    ),
    Fault(
        "no protection end, quoted",
        at("reseller", *_QUOTED),
        blank("protection_end"),
        owed("reseller_qualification", "reseller_configure_quote"),
    ),
    Fault(
        "protection expired, not quoted yet",
        at("reseller", "qualification"),
        _expired,
        owed("protection_expired_open"),
        weight=2,
    ),
    Fault(
        "protection expired, quoted",
        at("reseller", "configure_quote"),
        _expired,
        owed("reseller_configure_quote", "protection_expired_open"),
        weight=3,
    ),
    Fault("protection about to end", is_protected, _expiring, owed("protection_expiring"), weight=3),
    Fault("protection longer than the policy", is_protected, _longer_than_policy, owed("protection_window_too_long")),
    Fault(
        "protection extended once too often",
        is_protected,
        put(extension_count=3),
        owed("protection_extended_beyond_policy"),
    ),
    Fault(
        "won after the protection had ended",
        at("reseller", *_SOLD),
        _ended_before_it_was_won,
        owed("reseller_configure_quote"),
    ),
    Fault(
        "registered after the qualification",
        at("reseller", *_QUOTED),
        _registered_late,
        owed("registration_after_qualification"),
    ),
    # What was due at the end of Qualification, Configure & Quote, Transact, Launch & Enable.
    Fault(
        "no technical fit",
        at("reseller", *_QUOTED),
        blank("technical_fit_at"),
        owed("reseller_configure_quote"),
        weight=2,
    ),
    Fault("no end customer", at("reseller", *_QUOTED), blank("end_customer_contact"), owed("reseller_configure_quote")),
    Fault("no SKUs", at("reseller", *_SOLD), blank("sku_list"), owed("reseller_transact")),
    Fault("no discount band", at("reseller", *_SOLD), blank("discount_band"), owed("reseller_transact")),
    Fault(
        "discount beyond its band",
        at("reseller", *_SOLD),
        put(discount_band="standard", discount_percent=Percent(18)),
        owed("discount_outside_band"),
        weight=2,
    ),
    Fault("no margin", at("reseller", *_SOLD), blank("margin_percent"), owed("reseller_transact")),
    Fault("sold at a loss", at("reseller", *_SOLD), put(margin_percent=Percent(-4.5)), owed("reseller_transact")),
    Fault("no order", at("reseller", "launch_enable"), blank("order_reference"), owed("reseller_launch_enable")),
    Fault(
        "no delivery lead",
        at("reseller", "launch_enable"),
        blank("delivery_lead"),
        owed("reseller_duties_undocumented"),
    ),
    Fault(
        "nothing documented for the launch",
        at("reseller", "launch_enable"),
        blank("technical_fit_at", "sku_list", "order_reference", "renewal_duty_owner"),
        owed(
            "reseller_configure_quote",
            "reseller_transact",
            "reseller_launch_enable",
            "reseller_duties_undocumented",
        ),
    ),
    Fault(
        "badly formatted registration id",
        _keeps_its_registration,
        _bad_registration_id,
        owed("opportunity.deal_registration_id.format"),
        weight=2,
    ),
)
"""Everything that can be wrong with a reseller deal alone."""
