"""What each stage asks of a deal before it may leave, and deals that hold all of it; nothing here reads a schema.

The evidence of whole deals is the demo seeder's, which writes it by hand, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from random import Random

from dealspec.commands.demo.seeder import evidence
from dealspec.commands.demo.seeder.deals import Account, AccountRef, Calendar, Place, Value, at_noon
from dealspec.commands.demo.seeder.population import clean

AS_OF = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CALENDAR = Calendar(AS_OF)
PARTNER, CUSTOMER = AccountRef(0), AccountRef(1)
Values = dict[str, Value]


def accounts() -> tuple[Account, Account]:
    """A partner and a customer that break no rule: the places of ``PARTNER`` and ``CUSTOMER``."""
    made = clean(50, Random(1), CALENDAR)
    return made.accounts[0], made.accounts[made.partners]


@dataclass(frozen=True, slots=True)
class Exit:
    """A stage, the one after it (None after the last), and the fields without any one of which a deal may not go on."""

    motion: str
    stage: str
    next: str | None
    evidence: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.motion}: {self.stage}"


def _exit(motion: str, stage: str, following: str | None, fields: str) -> Exit:
    return Exit(motion, stage, following, tuple(fields.split()))


EXITS = (
    _exit("reseller", "deal_registration", "qualification",
          "deal_registration_id registration_status registration_decided_at protection_start protection_end "
          "non_interference_at price_protection"),
    _exit("reseller", "qualification", "configure_quote", "end_customer_contact technical_fit_at"),
    _exit("reseller", "configure_quote", "transact", "sku_list discount_band margin_percent"),
    _exit("reseller", "transact", "launch_enable", "order_reference"),
    _exit("referral", "intro_logged", "validate", "attribution_kind vendor_accepted_at"),
    _exit("referral", "validate", "prove_value", "fit urgency partner_role"),
    _exit("referral", "prove_value", "commercials", "partner_still_needed"),
    _exit("referral", "commercials", "closed_credit", "attribution_percent attribution_frozen_at"),
    _exit("marketplace", "listing_ready", "private_offer", "marketplace_offer_id"),
    _exit("marketplace", "private_offer", "procurement", "discount_band offer_terms_agreed_at"),
    _exit("marketplace", "procurement", "close_disburse", "procurement_reference"),
    _exit("marketplace", "close_disburse", "adopt_expand", "disbursed_at attribution_percent"),
    _exit("services", "solution_design", "proof_workshop", "success_criteria"),
    _exit("services", "proof_workshop", "commercials", "assumptions_checked_at risk_log"),
    _exit("services", "commercials", "delivery", "statement_of_work milestones"),
    _exit("services", "delivery", "handoff", "delivery_lead partner_role"),
    _exit("tech", "integration_fit", "field_readiness", "integration_use_case"),
    _exit("tech", "field_readiness", "pipeline_activation", "sellers_enabled_at"),
    _exit("tech", "pipeline_activation", "validation", "attribution_kind influenced_integration influence_evidence"),
    _exit("tech", "validation", "commercials_close", "joint_proof"),
)  # fmt: skip
"""The twenty stages that have a next one."""

LAST = (
    _exit("reseller", "launch_enable", None, "delivery_lead renewal_duty_owner"),
    _exit("referral", "closed_credit", None, "credit_settled_at"),
    _exit("marketplace", "adopt_expand", None, "usage_baseline expansion_plan"),
    _exit("services", "handoff", None, "steady_state_owner expansion_plan"),
    _exit("tech", "commercials_close", None, "attribution_percent"),
)
"""The five last stages: no move is left to refuse, so audits ask."""

_WON = frozenset((
    "reseller_transact", "reseller_launch_enable", "referral_closed_credit", "marketplace_close_disburse",
    "marketplace_adopt_expand", "services_delivery", "services_handoff", "tech_commercials_close",
))  # fmt: skip
_EVIDENCE: Mapping[str, Callable[[evidence.Draft], Values]] = {
    "reseller": evidence.reseller,
    "referral": evidence.referral,
    "marketplace": evidence.marketplace,
    "services": evidence.services,
    "tech": evidence.tech,
}
_NUMBERS = count(1)


class Story:
    """One deal on its way: as it stands in a stage, and what a save may add for the next."""

    def __init__(self, motion: str, stage: str) -> None:
        self.motion, self.stage, self._number = motion, stage, next(_NUMBERS)
        self.here = self._holding(stage)

    def moving(self, exit_: Exit) -> Values:
        """The stage after this one, and all the evidence that a deal there holds."""
        assert exit_.next is not None
        there = self._holding(exit_.next)
        return {name: value for name, value in there.items() if self.here.get(name) != value or name in exit_.evidence}

    def _holding(self, stage: str) -> Values:
        place = Place(self.motion, stage, "won" if f"{self.motion}_{stage}" in _WON else "open")
        begin, end = CALENDAR.day(-40), CALENDAR.day(-2 if place.outcome == "won" else 60)
        depth = evidence.PATHS[self.motion].index(stage)
        # The same number each time, so that what a deal holds does not change on its way.
        draft = evidence.Draft(
            self._number, self.motion, place, depth, begin, end, PARTNER, CALENDAR, Random(self._number)
        )
        return {
            "name": f"Deal {self._number}",
            "account": CUSTOMER,
            "partner": PARTNER,
            "partner_motion": self.motion,
            "stage": f"{self.motion}_{stage}",
            **evidence.everyday(draft),
            **_EVIDENCE[self.motion](draft),
            "close_date": end,
            "deal_kind": "new",
            "created_at": at_noon(begin, after=-4),
        }


def blank(name: str) -> Value:
    """How a field looks that nobody filled in: a checkbox is not null, and a registration is submitted at first."""
    return {"price_protection": False, "registration_status": "submitted"}.get(name)


def missing(exits: tuple[Exit, ...]) -> Iterator[tuple[Exit, tuple[str, ...]]]:
    """Every stage with each piece of its evidence left out by itself, and all of it."""
    for exit_ in exits:
        for name in exit_.evidence:
            yield exit_, (name,)
        if len(exit_.evidence) > 1:
            yield exit_, exit_.evidence
