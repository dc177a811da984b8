"""What a plan holds back: why, what stands on each side, and both ways out. Words only; every format draws them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealspec.provisioner.plan import Plan
from dealspec.provisioner.three_way import Held, HeldAttribute, Reason
from dealspec.reports.essentials import shown
from dealspec.reports.lines import beside, line
from dealspec.reports.view import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

WHY = {
    Reason.DRIFT: "changed in the org since it was last applied; the schema is as it was",
    Reason.CONFLICT: "changed both in the org and in the schema",
    Reason.DIVERGED: "there already, otherwise than declared, and never agreed on",
}
"""The words for each reason."""

_SHOWN = 12
"""Held resources that a terminal shows with all their attributes; of more it names the rest."""


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One held resource in words: ``sides`` is a line per attribute."""

    held: Held
    reason: str
    sides: tuple[str, ...]

    @property
    def address(self) -> str:
        """What is held."""
        return self.held.address


def rows(plan: Plan) -> tuple[HeldRow, ...]:
    """What is held, the gravest reason first."""
    order = list(Reason)
    by_reason = sorted(plan.held, key=lambda held: (order.index(held.reason), held.address))
    return tuple(HeldRow(held, _why(held), tuple(map(_sides, held.attributes))) for held in by_reason)


def ways_out(plan: Plan) -> tuple[str, str]:
    """What to do where the schema is right, and where the org is."""
    name = plan.destination.name
    glob = plan.held[0].address if len(plan.held) == 1 else "GLOB"
    return (
        f"The schema is right: dealspec plan {name} --take config '{glob}' -o plan.json",
        f"The org is right: write what is there into the schema, and plan again; dealspec diff {name} . shows it.",
    )


def held(plan: Plan) -> Iterator[RenderableType]:
    """The lines of a terminal."""
    found = rows(plan)
    if not found:
        return
    yield line((f"Held: {counted(len(found), 'thing')} left as in the org", "bold yellow"))
    for row in found[:_SHOWN]:
        yield line(("! ", "yellow"), row.address, (f"  {row.reason}", "dim"), columns=2)
        for side in row.sides:
            yield line(side, columns=6)
    if rest := found[_SHOWN:]:
        yield beside("! ", f"{', '.join(row.address for row in rest)}", columns=2)
    for way in ways_out(plan):
        yield beside(("hint: ", "dim"), (way, "dim"), columns=2)


def _why(found: Held) -> str:
    return "deleted in the org" if found.gone else WHY[found.reason]


def _sides(found: HeldAttribute) -> str:
    was = "" if found.reason is Reason.DIVERGED else f", last agreed {shown(found.base)}"
    return f"{found.path}: org {shown(found.live)}, schema {shown(found.wanted)}{was}"
