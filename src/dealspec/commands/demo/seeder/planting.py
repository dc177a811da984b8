"""Breaks about one deal in ten of a clean population and says what each broken one owes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from dealspec.commands.demo.seeder.deals import Account, Calendar, Deal, Population
from dealspec.commands.demo.seeder.fault import Fault, Scene
from dealspec.commands.demo.seeder.faults import ACCOUNT_FAULTS, FAULTS
from dealspec.commands.demo.seeder.population import clean

BROKEN_SHARE = 10
"""One deal in this many is broken, and one partner's account."""


@dataclass(frozen=True, slots=True)
class Debt:
    """What one broken record owes, and the fault that it owes it for: the deal or account of that number."""

    object: str
    number: int
    fault: str
    rules: frozenset[str]


def population(records: int, seed: int, as_of: datetime) -> tuple[Population, tuple[Debt, ...]]:
    """A population with faults, and every debt; the same for the same arguments."""
    rng = Random(seed)  # noqa: S311 (repeatable on purpose)
    calendar = Calendar(as_of)
    return planted(clean(records, rng, calendar), rng, calendar)


def planted(found: Population, rng: Random, calendar: Calendar) -> tuple[Population, tuple[Debt, ...]]:
    """The population with one fault on one record in ten, each fault once before the common ones come again."""
    deals, on_deals = _on_deals(found, rng, calendar)
    accounts, on_accounts = _on_accounts(found, rng, calendar)
    return replace(found, deals=deals, accounts=accounts), (*on_deals, *on_accounts)


def _on_deals(found: Population, rng: Random, calendar: Calendar) -> tuple[tuple[Deal, ...], list[Debt]]:
    deals = list(found.deals)
    untouched = [deal.number for deal in deals]
    rng.shuffle(untouched)
    debts: list[Debt] = []
    wanted = round(len(deals) / BROKEN_SHARE)
    for fault in _drawn(rng, limit=20 * wanted + len(FAULTS)):
        if len(debts) >= wanted:
            break
        hit = _victims(fault, deals, untouched)
        if not hit:
            continue
        last = hit[-1]
        changes = fault.edit(Scene(deals[last], deals[hit[0]] if fault.pairs else None, found.applicant, calendar, rng))
        deals[last] = deals[last].changed(changes)
        debts += [Debt("opportunity", number, fault.name, fault.owes) for number in hit]
        untouched = [number for number in untouched if number not in hit]
    return tuple(deals), debts


def _on_accounts(found: Population, rng: Random, calendar: Calendar) -> tuple[tuple[Account, ...], list[Debt]]:
    accounts = list(found.accounts)
    # Nobody sells with those that `population` keeps idle, so that no deal owes anything for its partner's account.
    idle = range(found.partners - found.idle, found.partners - 1)
    chosen = rng.sample(idle, len(idle))
    debts = []
    for turn, number in enumerate(chosen):
        fault = ACCOUNT_FAULTS[turn % len(ACCOUNT_FAULTS)]
        accounts[number] = accounts[number].changed(fault.edit(accounts[number], calendar, rng))
        debts.append(Debt("account", number, fault.name, fault.owes))
    return tuple(accounts), debts


def _drawn(rng: Random, limit: int) -> Iterator[Fault]:
    first = list(FAULTS)
    rng.shuffle(first)
    yield from first
    yield from rng.choices(FAULTS, [fault.weight for fault in FAULTS], k=limit)


def _victims(fault: Fault, deals: list[Deal], untouched: list[int]) -> list[int]:
    """The deal that the fault hits, or both of a pair; none when nobody fits."""
    possible = [number for number in untouched if fault.hits(deals[number])]
    if fault.pairs is None:
        return possible[:1]
    for first in possible:
        for number in possible:
            if number != first and fault.pairs(deals[first], deals[number]):
                return [first, number]
    return []
