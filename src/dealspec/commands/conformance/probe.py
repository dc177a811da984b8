"""What a probe is: one question to a CRM, and the answer that the embedded org gives. Asks nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

T = TypeVar("T")

PREFIX = "dealspec_probe_"
"""How everything begins that a probe makes."""


class NotProbed(Exception):
    """A question that this CRM cannot be asked; says why: a scope, an edition, a limit."""


class Outcome(StrEnum):
    """What asking came to."""

    AGREES = "agrees"
    DIFFERS = "differs"
    NOT_PROBED = "not probed"


@dataclass(frozen=True, slots=True)
class Probe(Generic[T]):
    """One question. ``ask`` puts what was answered in a few words, without ids and record values."""

    behaviour: str
    expected: str
    ask: Callable[[T], str]
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Probed:
    """One question and what came of it; ``why`` says what kept it from being asked."""

    behaviour: str
    outcome: Outcome
    expected: str
    answered: str = ""
    why: str = ""


def put(probe: Probe[T], lab: T) -> Probed:
    """Asks, and compares."""
    try:
        answered = probe.ask(lab)
    except NotProbed as reason:
        return Probed(probe.behaviour, Outcome.NOT_PROBED, probe.expected, why=str(reason))
    agrees = answered == probe.expected
    return Probed(probe.behaviour, Outcome.AGREES if agrees else Outcome.DIFFERS, probe.expected, answered)
