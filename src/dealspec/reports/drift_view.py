"""Drift in words that every format draws: what is alike in groups, what is known, what is pending. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dealspec import __version__
from dealspec.provisioner.drift import Drift
from dealspec.provisioner.three_way import Held
from dealspec.reports.plan_held import rows, ways_out
from dealspec.reports.view import counted
from dealspec.schema.known_drift import KnownDrift


@dataclass(frozen=True, slots=True)
class Group:
    """Resources of which the same is to be said: ``sides`` is a line per attribute."""

    addresses: tuple[str, ...]
    reason: str
    sides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DriftView:
    """The drift of one target in words."""

    drift: Drift
    version: str
    headline: str
    changed: tuple[Group, ...]
    never_agreed: tuple[Group, ...]
    ways_out: tuple[str, ...]
    known: tuple[str, ...]
    """``fields.opportunity.amount, known through 2026-12-31: Under test.``"""
    expired: tuple[str, ...]
    pending: str
    """What is declared and not applied, or nothing."""
    stateless: str
    """That nothing was ever agreed on with this org, or nothing."""


def drift_view(drift: Drift) -> DriftView:
    """The view of a drift."""
    plan = drift.plan
    news = replace(plan, held=(*drift.changed, *drift.never_agreed))
    changes = counted(len(plan.changes), "change")
    return DriftView(
        drift,
        __version__,
        _headline(drift),
        _groups(drift, drift.changed),
        _groups(drift, drift.never_agreed),
        ways_out(news) if news.held else (),
        tuple(f"{each.held.address}, {_excuse(each.because)}" for each in drift.known),
        tuple(f"{each.position}: {each.address}, {_excuse(each)}" for each in drift.expired),
        f"Declared but not applied: {changes}; dealspec plan {plan.destination.name} shows them."
        if plan.changes
        else "",
        "" if plan.serial is not None else "Nothing was ever agreed on with this org: there is no state of it here.",
    )


def _headline(drift: Drift) -> str:
    parts = []
    if drift.changed:
        parts.append(f"{counted(len(drift.changed), 'thing')} changed in the org")
    if drift.never_agreed:
        parts.append(f"{counted(len(drift.never_agreed), 'thing')} never agreed on")
    return ", ".join(parts) or ("No drift but what is known" if drift.known else "No drift")


def _groups(drift: Drift, found: Sequence[Held]) -> tuple[Group, ...]:
    alike: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for row in rows(replace(drift.plan, held=tuple(found))):
        alike.setdefault((row.reason, row.sides), []).append(row.address)
    return tuple(Group(tuple(addresses), *said) for said, addresses in alike.items())


def _excuse(known: KnownDrift) -> str:
    return f"known through {known.until}: {known.reason}"
