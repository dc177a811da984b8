"""What a fault is, and the small words that the table of faults is written in. Reads no rule, evaluates nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

from dealspec.commands.demo.seeder.deals import Account, AccountRef, Calendar, Deal, Value

PARTNERS = 6
"""So many partners exist in the smallest population."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a fault sees: the deal it hits, the other of a pair, a partner without certification, and when it is."""

    deal: Deal
    other: Deal | None
    applicant: AccountRef
    calendar: Calendar
    rng: Random

    def another_partner(self) -> AccountRef:
        """A partner who is not the one on the deal."""
        present = self.deal.values.get("partner")
        return self.rng.choice([each for number in range(PARTNERS) if (each := AccountRef(number)) != present])


Edit = Callable[[Scene], Mapping[str, Value]]
Hits = Callable[[Deal], bool]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to be broken: whom it can hit, what it changes, every rule that fires for it, and how common it is.

    With ``pairs`` it takes two deals: ``edit`` changes the second and sees the first as ``other``; both owe the same.
    """

    name: str
    hits: Hits
    edit: Edit
    owes: frozenset[str]
    weight: int = 1
    pairs: Callable[[Deal, Deal], bool] | None = None


@dataclass(frozen=True, slots=True)
class AccountFault:
    """One way for a partner's account to be broken."""

    name: str
    edit: Callable[[Account, Calendar, Random], Mapping[str, Value]]
    owes: frozenset[str]


def blank(*fields: str) -> Edit:
    """Empties these fields."""
    return lambda scene: dict.fromkeys(fields)


def put(**values: Value) -> Edit:
    """Writes these values."""
    return lambda scene: values


def uncertified(scene: Scene) -> Mapping[str, Value]:
    """A partner without certification, who is the incumbent as well where there is one."""
    incumbent = scene.applicant if scene.deal.values.get("incumbent_partner") else None
    return {"partner": scene.applicant, "incumbent_partner": incumbent}


def owed(*rules: str) -> frozenset[str]:
    """Everything that fires."""
    return frozenset(rules)


def at(motion: str, *stages: str) -> Hits:
    """Deals in one of these stages of a motion's pipeline."""
    return lambda deal: deal.at(motion, *stages)


def is_open(deal: Deal) -> bool:
    """Deals that are neither won nor lost."""
    return deal.is_open


def is_not_lost(deal: Deal) -> bool:
    """Deals that are open or won."""
    return deal.place.outcome != "lost"


def has_partner_and_is_open(deal: Deal) -> bool:
    """Open deals on which a partner is named."""
    return deal.is_open and deal.values.get("partner") is not None


def direct_and_open(deal: Deal) -> bool:
    """Open deals of our own sellers, which stand in the CRM's own stages."""
    return deal.is_open and deal.motion == "direct"


def direct_and_won(deal: Deal) -> bool:
    """Won deals of our own sellers."""
    return deal.place.outcome == "won" and deal.motion == "direct"


def is_protected(deal: Deal) -> bool:
    """Open reseller deals whose registration was approved: their protection holds today."""
    return deal.at("reseller", "qualification", "configure_quote")
