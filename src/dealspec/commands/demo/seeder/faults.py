"""The faults that legacy data has, and what an audit owes for each. Kept by hand: no rule is read, nothing evaluated.

A gate judges every deal at its stage or later, so what is missing at the entry of an early stage is still missing at a
late one; lost deals are exempt. A condition with a blank field does not hold. A deal gets one fault at most, and
``owes`` is everything that breaks by it, overlaps included. A deal whose motion names a pipeline in which it does not
stand breaks that pipeline's ``membership`` and no other gate, since it is at none of its stages.

Who changes a gate or a rule of the shipped blueprint changes this table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dealspec.commands.demo.seeder.deals import Calendar, Deal, Percent, Value


@dataclass(frozen=True, slots=True)
class Scene:
    """What a fault sees: the deal it hits, the other deal of a pair, and when it is."""

    deal: Deal
    other: Deal | None
    calendar: Calendar
    rng: Random


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to be broken: whom it can hit, what it changes, every rule that fires for it, and how common it is.

    With ``pairs`` it takes two deals: ``edit`` changes the second and sees the first as ``other``; both owe the same.
    """

    name: str
    hits: Callable[[Deal], bool]
    edit: Callable[[Scene], Mapping[str, Value]]
    owes: frozenset[str]
    weight: int = 1
    pairs: Callable[[Deal, Deal], bool] | None = None


def _blank(*fields: str) -> Callable[[Scene], Mapping[str, Value]]:
    return lambda scene: dict.fromkeys(fields)


def _set(**values: Value) -> Callable[[Scene], Mapping[str, Value]]:
    return lambda scene: values


def _owed(*rules: str) -> frozenset[str]:
    return frozenset(rules)


def _at(motion: str, *stages: str) -> Callable[[Deal], bool]:
    return lambda deal: deal.at(motion, *stages)


def _is_open(deal: Deal) -> bool:
    return deal.is_open


# Stages from which on a gate has been passed.
_QUALIFIED = ("qualification", "configure_quote", "transact", "launch_enable")
_QUOTED = ("configure_quote", "transact", "launch_enable")
_SOLD = ("transact", "launch_enable")
_VALIDATED = ("validate", "prove_value", "commercials", "closed_credit")
_PROVEN = ("prove_value", "commercials", "closed_credit")
_COMMERCIAL = ("commercials", "closed_credit")


def _expired(scene: Scene) -> Mapping[str, Value]:
    end = -scene.rng.randint(4, 15)
    return {"protection_start": scene.calendar.day(end - 60), "protection_end": scene.calendar.day(end)}


def _ended_before_it_was_won(scene: Scene) -> Mapping[str, Value]:
    won = scene.deal.values["close_date"]
    assert isinstance(won, date)
    return {"protection_start": won - timedelta(days=75), "protection_end": won - timedelta(days=15)}


def _stale(scene: Scene) -> Mapping[str, Value]:
    return {"stage_notes_updated_at": scene.calendar.ago(scene.rng.randint(10, 19))}


def _close_date_past(scene: Scene) -> Mapping[str, Value]:
    return {"close_date": scene.calendar.day(-scene.rng.randint(3, 40))}


def _renewal_without_owner(scene: Scene) -> Mapping[str, Value]:
    due = scene.calendar.day(scene.rng.randint(10, 80))
    return {"deal_kind": "renewal", "renewal_date": due, "renewal_owner_confirmed_at": None}


def _bad_registration_id(scene: Scene) -> Mapping[str, Value]:
    return {"deal_registration_id": f"REG {scene.deal.number}"}


def _same_account(scene: Scene) -> Mapping[str, Value]:
    assert scene.other is not None
    return {"account": scene.other.values["account"]}


def _has_partner_and_is_open(deal: Deal) -> bool:
    return deal.is_open and deal.values.get("partner") is not None


def _different_partners(one: Deal, other: Deal) -> bool:
    return one.values["partner"] != other.values["partner"]


def _direct_and_open(deal: Deal) -> bool:
    return deal.is_open and deal.motion == "direct"


def _reseller_and_open(deal: Deal) -> bool:
    return deal.is_open and deal.motion == "reseller"


def _keeps_its_registration(deal: Deal) -> bool:
    return deal.motion == "reseller" and deal.place.outcome != "lost"


def _keeps_its_credit(deal: Deal) -> bool:
    return deal.motion == "referral" and deal.place.outcome != "lost"


def _has_a_motion(deal: Deal) -> bool:
    return deal.place.outcome != "lost"


FAULTS: tuple[Fault, ...] = (
    # Reseller: what was due at the end of Deal Registration.
    Fault("no partner", _at("reseller", *_QUALIFIED), _blank("partner"), _owed("reseller_qualification")),
    Fault(
        "no registration id",
        _at("reseller", *_QUALIFIED),
        _blank("deal_registration_id"),
        _owed("reseller_qualification"),
        weight=2,
    ),
    Fault(
        "registration not decided",
        _at("reseller", *_QUALIFIED),
        lambda scene: {"registration_status": "submitted", "registration_decided_at": None},
        _owed("reseller_qualification"),
    ),
    Fault(
        "registration declined",
        _at("reseller", *_QUALIFIED),
        _set(registration_status="declined"),
        _owed("reseller_qualification"),
    ),
    Fault(
        "no non-interference",
        _at("reseller", *_QUALIFIED),
        _blank("non_interference_at"),
        _owed("reseller_qualification"),
    ),
    Fault(
        "price protection off",
        _at("reseller", *_QUALIFIED),
        _set(price_protection=False),
        _owed("reseller_qualification"),
    ),
    # The end of the window counts twice: as a field when the deal is qualified, as a date when it is quoted.
    Fault(
        "no protection end, not quoted yet",
        _at("reseller", "qualification"),
        _blank("protection_end"),
        _owed("reseller_qualification"),
    ),
    Fault(
        "no protection end, quoted",
        _at("reseller", *_QUOTED),
        _blank("protection_end"),
        _owed("reseller_qualification", "reseller_configure_quote"),
    ),
    Fault(
        "protection expired, not quoted yet",
        _at("reseller", "qualification"),
        _expired,
        _owed("protection_expired_open"),
        weight=2,
    ),
    Fault(
        "protection expired, quoted",
        _at("reseller", "configure_quote"),
        _expired,
        _owed("reseller_configure_quote", "protection_expired_open"),
        weight=3,
    ),
    Fault(
        "won after the protection had ended",
        _at("reseller", *_SOLD),
        _ended_before_it_was_won,
        _owed("reseller_configure_quote"),
    ),
    # Reseller: what was due at the end of Qualification, Configure & Quote, Transact, Launch & Enable.
    Fault(
        "no technical fit",
        _at("reseller", *_QUOTED),
        _blank("technical_fit_at"),
        _owed("reseller_configure_quote"),
        weight=2,
    ),
    Fault(
        "no end customer",
        _at("reseller", *_QUOTED),
        _blank("end_customer_contact"),
        _owed("reseller_configure_quote"),
    ),
    Fault("no SKUs", _at("reseller", *_SOLD), _blank("sku_list"), _owed("reseller_transact")),
    Fault("no discount band", _at("reseller", *_SOLD), _blank("discount_band"), _owed("reseller_transact")),
    Fault("no margin", _at("reseller", *_SOLD), _blank("margin_percent"), _owed("reseller_transact")),
    Fault("sold at a loss", _at("reseller", *_SOLD), _set(margin_percent=Percent(-4.5)), _owed("reseller_transact")),
    Fault("no order", _at("reseller", "launch_enable"), _blank("order_reference"), _owed("reseller_launch_enable")),
    Fault(
        "no delivery lead",
        _at("reseller", "launch_enable"),
        _blank("delivery_lead"),
        _owed("reseller_duties_undocumented"),
    ),
    Fault(
        "nothing documented for the launch",
        _at("reseller", "launch_enable"),
        _blank("technical_fit_at", "sku_list", "order_reference", "renewal_duty_owner"),
        _owed(
            "reseller_configure_quote",
            "reseller_transact",
            "reseller_launch_enable",
            "reseller_duties_undocumented",
        ),
    ),
    # Referral.
    Fault("no partner on a referral", _at("referral", *_VALIDATED), _blank("partner"), _owed("referral_validate")),
    Fault(
        "influenced, not sourced",
        _at("referral", *_VALIDATED),
        _set(attribution_kind="influenced"),
        _owed("referral_validate"),
    ),
    Fault(
        "not accepted by us",
        _at("referral", *_VALIDATED),
        _blank("vendor_accepted_at"),
        _owed("referral_validate"),
        weight=2,
    ),
    Fault("no fit", _at("referral", *_PROVEN), _blank("fit"), _owed("referral_prove_value")),
    Fault("no urgency", _at("referral", *_PROVEN), _blank("urgency"), _owed("referral_prove_value")),
    Fault(
        "partner sells with us",
        _at("referral", *_PROVEN),
        _set(partner_role="co_selling"),
        _owed("referral_prove_value"),
    ),
    Fault(
        "partner executes, still open",
        _at("referral", "prove_value", "commercials"),
        _set(partner_role="execution"),
        _owed("referral_prove_value"),
    ),
    Fault(
        "partner executes, closed",
        _at("referral", "closed_credit"),
        _set(partner_role="execution"),
        _owed("referral_prove_value", "referral_closed_credit"),
    ),
    Fault(
        "partner role unknown, closed",
        _at("referral", "closed_credit"),
        _blank("partner_role"),
        _owed("referral_prove_value", "referral_closed_credit"),
    ),
    Fault(
        "nobody asked whether the partner is needed",
        _at("referral", *_COMMERCIAL),
        _blank("partner_still_needed"),
        _owed("referral_commercials"),
    ),
    Fault(
        "partner still needed",
        _at("referral", *_COMMERCIAL),
        _set(partner_still_needed="needed"),
        _owed("referral_commercials"),
    ),
    Fault(
        "attribution not frozen",
        _at("referral", "closed_credit"),
        _blank("attribution_frozen_at"),
        _owed("referral_closed_credit"),
    ),
    Fault(
        "credit not settled",
        _at("referral", "closed_credit"),
        _blank("credit_settled_at"),
        _owed("referral_credit_unsettled"),
    ),
    # Every motion.
    Fault("stale stage notes", _is_open, _stale, _owed("stale_stage_notes"), weight=8),
    Fault("stage notes never dated", _is_open, _blank("stage_notes_updated_at"), _owed("stale_stage_notes"), weight=2),
    Fault("close date in the past", _is_open, _close_date_past, _owed("close_date_past"), weight=5),
    Fault("renewal without an owner", _is_open, _renewal_without_owner, _owed("renewal_owner_unconfirmed"), weight=3),
    Fault(
        "badly formatted registration id",
        _keeps_its_registration,
        _bad_registration_id,
        _owed("opportunity.deal_registration_id.format"),
        weight=2,
    ),
    Fault(
        "credit above a hundred percent",
        _keeps_its_credit,
        _set(attribution_percent=Percent(140)),
        _owed("opportunity.attribution_percent.range"),
    ),
    Fault("no motion", _has_a_motion, _blank("partner_motion"), _owed("partner_motion_missing"), weight=4),
    Fault(
        "reseller outside its pipeline",
        _direct_and_open,
        _set(partner_motion="reseller"),
        _owed("reseller.membership"),
        weight=2,
    ),
    Fault(
        "referral outside its pipeline",
        _direct_and_open,
        _set(partner_motion="referral"),
        _owed("referral.membership"),
    ),
    Fault(
        "referral in the resellers' pipeline",
        _reseller_and_open,
        _set(partner_motion="referral"),
        _owed("referral.membership"),
    ),
    Fault(
        "two partners on one account",
        _has_partner_and_is_open,
        _same_account,
        _owed("two_partners_one_account"),
        weight=4,
        pairs=_different_partners,
    ),
)
"""Every fault that the seeder plants."""
