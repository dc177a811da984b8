"""Seeds a CRM with legacy deals and says exactly which findings an audit owes. An independent witness: it reads no
rule and no finding, and speaks to the CRM as any integration would.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dealspec.commands.demo.seeder.deals import Filled
from dealspec.commands.demo.seeder.planting import Debt, population
from dealspec.commands.demo.seeder.wire import Wire

Progress = Callable[[int, int], None]
"""Takes how many deals are seeded, and how many there will be."""


@dataclass(frozen=True, slots=True)
class Planted:
    """One finding that an audit owes, and the fault it is owed for."""

    target: str
    rule: str
    record_id: str
    object: str
    fault: str


def seed_salesforce(
    url: str,
    access_token: str,
    *,
    target: str,
    records: int,
    seed: int,
    as_of: datetime,
    progress: Progress = lambda done, total: None,
) -> tuple[Planted, ...]:
    """Seeds a Salesforce org that has the blueprint's fields and stages and none of its gates yet.

    Writes ``records`` opportunities with the accounts and contacts they need. The same ``records``, ``seed`` and
    ``as_of`` (aware) make the same data. Raises ``VendorError`` when the org refuses.
    """
    from dealspec.commands.demo.seeder.salesforce import Org

    found, debts = population(records, seed, as_of)
    with Wire(url, access_token) as wire:
        return _planted(target, debts, Org(wire).fill(found, progress))


def seed_hubspot(
    url: str,
    token: str,
    *,
    target: str,
    records: int,
    seed: int,
    as_of: datetime,
    progress: Progress = lambda done, total: None,
) -> tuple[Planted, ...]:
    """Seeds a HubSpot portal, as ``seed_salesforce`` does a Salesforce org."""
    from dealspec.commands.demo.seeder.hubspot import Portal

    found, debts = population(records, seed, as_of)
    with Wire(url, token) as wire:
        return _planted(target, debts, Portal(wire).fill(found, progress))


def _planted(target: str, debts: Sequence[Debt], filled: Filled) -> tuple[Planted, ...]:
    ids = {"opportunity": filled.deals, "account": filled.accounts}
    return tuple(
        Planted(target, rule, ids[debt.object][debt.number], debt.object, debt.fault)
        for debt in debts
        for rule in sorted(debt.rules)
    )
