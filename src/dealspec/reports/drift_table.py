"""Drift for a person at a terminal: what was changed, alike things together, then what is known. Cuts nothing off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dealspec.provisioner.drift import Drift
from dealspec.reports.drift_view import DriftView, Group, drift_view
from dealspec.reports.lines import beside, gap_lines, line
from dealspec.reports.plan_view import destination
from dealspec.reports.screen import PLAIN, Screen
from dealspec.reports.table import drawn
from dealspec.reports.view import counted

if TYPE_CHECKING:
    from rich.console import RenderableType


def drift(found: Drift, screen: Screen = PLAIN) -> str:
    """Changes in the org, what was never agreed on, both ways out, what is known and what no longer is, the sum."""
    view = drift_view(found)
    blocks = [
        _title(view),
        _groups("Changed in the org", view.changed),
        _groups("Never agreed on", view.never_agreed),
        _ways_out(view),
        _listed("Known, and hidden", view.known),
        _listed("Known no longer: the day is over", view.expired),
        _gaps(view),
        _sum(view),
    ]
    return "\n".join(text for text in (drawn(block, screen) for block in blocks) if text)


def _title(view: DriftView) -> Iterator[RenderableType]:
    plan = view.drift.plan
    yield line((f"Drift of {plan.destination.name}", "bold"), f" ({destination(plan.destination)})")
    if plan.only:
        yield line(f"Only {', '.join(plan.only)}.", columns=2)
    if view.stateless:
        yield line(view.stateless, columns=2)


def _groups(title: str, groups: Sequence[Group]) -> Iterator[RenderableType]:
    if groups:
        yield line((f"{title}: {counted(sum(len(group.addresses) for group in groups), 'thing')}", "bold yellow"))
    for group in groups:
        if len(group.addresses) == 1:
            yield line(("! ", "yellow"), group.addresses[0], (f"  {group.reason}", "dim"), columns=2)
        else:
            count = f"{counted(len(group.addresses), 'thing')} alike"
            yield line(("! ", "yellow"), count, (f"  {group.reason}", "dim"), columns=2)
            for address in group.addresses:
                yield line(address, columns=4)
        for side in group.sides:
            yield line(side, columns=6)


def _ways_out(view: DriftView) -> Iterator[RenderableType]:
    for way in view.ways_out:
        yield beside(("hint: ", "dim"), (way, "dim"), columns=2)


def _listed(title: str, lines: Sequence[str]) -> Iterator[RenderableType]:
    if lines:
        yield line((f"{title}: {len(lines):,}", "bold"))
    for words in lines:
        yield line(words, columns=2)


def _gaps(view: DriftView) -> Iterator[RenderableType]:
    gaps = view.drift.plan.coverage.gaps
    if gaps:
        yield line((f"Incomplete: {counted(len(gaps), 'thing')} could not be seen", "bold yellow"))
    yield from gap_lines(gaps)


def _sum(view: DriftView) -> Iterator[RenderableType]:
    if view.pending:
        yield line(view.pending)
    yield line((f"{view.headline}. Read in {counted(view.drift.plan.calls, 'call')}.", "bold"))
