"""The gates of a plan on a terminal: a row each where they are few, else those that are enforced alike together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dealspec.reports.lines import beside, line, styled
from dealspec.reports.plan_grades import GateRow, Group, Note, groups
from dealspec.reports.plan_view import PlanView
from dealspec.reports.view import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

FEW = 12
"""Up to so many gates have a row each."""
_OWN = 3
"""Up to so many differing notes of a group are told; the whole is in the other formats."""


def gates(view: PlanView) -> Iterator[RenderableType]:
    """How each gate is enforced, who passes by it, what is left to audits, and what breaks it today."""
    if not view.gates:
        return
    if len(view.gates) <= FEW:
        yield line((f"How {view.crm} enforces each gate", "bold"))
        yield _table(view.gates, has_impact=view.has_impact)
        for group in groups(view.gates):
            yield from _notes(group, columns=2, lead=f"{group.enforced}: ", most=FEW)
        return
    title = f"How {view.crm} enforces {counted(len(view.gates), 'gate')}, limits and rules of pipelines among them"
    yield line((title, "bold"))
    for group in groups(view.gates):
        yield line((group.enforced, "bold"), f": {counted(len(group.rows), 'gate')}", columns=2)
        yield line((", ".join(row.name for row in group.rows), "dim"), columns=4)
        yield from _notes(group, columns=4, lead="", most=_OWN)
        yield from _broken(group, view)
    yield line(("Each gate by itself: --format markdown, html or json; dealspec explain GATE.", "dim"), columns=2)


def _table(found: Sequence[GateRow], *, has_impact: bool) -> RenderableType:
    from rich.box import SIMPLE_HEAD
    from rich.padding import Padding
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("Gate", overflow="fold")
    table.add_column("Enforced", overflow="fold")
    if has_impact:
        table.add_column("Broken today by", justify="right", overflow="fold")
    for row in found:
        impact = [styled(row.impact or "not counted")] if has_impact else []
        table.add_row(styled(row.name), styled(row.enforced), *impact)
    return Padding(table, (0, 0, 0, 2))


def _notes(group: Group, *, columns: int, lead: str, most: int) -> Iterator[RenderableType]:
    for note in group.why[:most]:
        yield line((lead, "bold"), note.text, (_of(note, group), "dim"), columns=columns)
    if group.passed_by:
        of = "" if not lead else f" ({group.enforced})"
        yield beside(("passed by: ", "bold"), group.passed_by, (of, "dim"), columns=columns)
    if len(group.audited) > most:
        told = f"audits alone see what {len(group.audited)} of them ask beyond that, each its own"
        yield line(told, columns=columns)
        return
    for note in group.audited:
        yield beside(("only audits see: ", "bold"), note.text, (_of(note, group), "dim"), columns=columns)


def _of(note: Note, group: Group) -> str:
    """Whom a note is about, where it is not the whole group or the group is one of several of a table."""
    names = note.gates or tuple(row.name for row in group.rows if len(group.rows) == 1)
    return f" ({', '.join(names)})" if names else ""


def _broken(group: Group, view: PlanView) -> Iterator[RenderableType]:
    if not view.has_impact:
        return
    said = [f"{row.name} by {row.impact}" for row in group.broken]
    uncounted = [row.name for row in group.rows if not row.impact]
    yield beside(("broken today: ", "bold"), ", ".join(said) or "none", columns=4)
    if uncounted:
        yield beside(("not counted: ", "bold"), ", ".join(uncounted), columns=4)
