"""Tells what somebody changed in an org from what was merely not applied yet. Pure; reads and writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from dealspec.provisioner.order import matches
from dealspec.provisioner.plan import Plan
from dealspec.provisioner.three_way import Held, Reason
from dealspec.schema.known_drift import KnownDrift


@dataclass(frozen=True, slots=True)
class Excused:
    """A resource that differs, and the entry that says why that is no news."""

    held: Held
    because: KnownDrift


@dataclass(frozen=True, slots=True)
class Drift:
    """What differs in an org though nobody asked for it here; ``plan`` is what an apply would do about the rest."""

    plan: Plan
    changed: tuple[Held, ...]
    """Changed or deleted in the org since it was last agreed on."""
    never_agreed: tuple[Held, ...]
    """There, otherwise than declared, without a base that says who is right."""
    known: tuple[Excused, ...]
    expired: tuple[KnownDrift, ...]
    """Entries whose day is over: what they name counts again."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs but what is known; what is only to be applied does not count."""
        return not self.changed and not self.never_agreed


def drift_of(plan: Plan, known: Sequence[KnownDrift], today: date) -> Drift:
    """The drift that a plan has held, without what is known on that day."""
    valid = [each for each in known if each.holds_on(today)]
    excused = {held.address: each for held in plan.held for each in reversed(valid) if _names(each, held)}
    news = [held for held in plan.held if held.address not in excused]
    return Drift(
        plan,
        tuple(_parts(news, diverged=False)),
        tuple(_parts(news, diverged=True)),
        tuple(Excused(held, excused[held.address]) for held in plan.held if held.address in excused),
        tuple(each for each in known if not each.holds_on(today)),
    )


def _names(known: KnownDrift, held: Held) -> bool:
    return matches(held.address, (known.address,))


def _parts(found: Iterable[Held], *, diverged: bool) -> Iterator[Held]:
    """Of each resource the attributes that never were agreed on, or the others."""
    for held in found:
        part = tuple(each for each in held.attributes if (each.reason is Reason.DIVERGED) == diverged)
        if part or (held.gone and not diverged):
            yield replace(held, attributes=part)
