"""A plan for a person at a terminal: what changes, how gates are enforced, what to do by hand. Cuts nothing off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dealspec.provisioner.changes import Action
from dealspec.provisioner.plan import Plan
from dealspec.reports.lines import beside, diff_lines, gap_lines, line, styled
from dealspec.reports.plan_by_hand import attested, by_hand
from dealspec.reports.plan_gates_table import gates
from dealspec.reports.plan_held import held
from dealspec.reports.plan_view import Edit, Entry, PlanView, Section, destination, plan_view
from dealspec.reports.screen import PLAIN, Screen
from dealspec.reports.table import drawn
from dealspec.reports.view import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

STYLES = {Action.CREATE: "green", Action.UPDATE: "yellow", Action.DELETE: "red"}

_LONGEST_NAME = 40
"""Characters up to which a name is never broken."""

_LONGEST_LABEL = 28

_MANY = 10
"""Creations from which a reader is told where all their attributes stand."""


def plan(made: Plan, screen: Screen = PLAIN) -> str:
    """Changes by place, then gates, steps, work by hand, what the CRM cannot hold, what was not seen, the sum."""
    view = plan_view(made)
    blocks = [_title(view), *(_section(section) for section in view.sections), _where_all_is_told(view)]
    blocks += [
        held(made),
        gates(view),
        _steps(view),
        by_hand(made),
        attested(made),
        _unsupported(view),
        _gaps(view),
        _sum(view),
    ]
    return "\n".join(text for text in (drawn(block, screen) for block in blocks) if text)


def _title(view: PlanView) -> Iterator[RenderableType]:
    to = view.plan.destination
    yield line((f"Plan for {to.name}", "bold"), f" ({destination(to)})")
    if to.is_protected:
        yield line("Protected: only a saved plan is applied to it.", columns=2)
    if view.plan.only:
        yield line(f"Only {', '.join(view.plan.only)}, and what that requires.", columns=2)


def _section(section: Section) -> Iterator[RenderableType]:
    yield line((section.title, "bold"), f": {section.counts}  ", (section.glob, "dim"))
    for entry in section.updates:
        yield from _update(entry)
    if section.creations:
        yield _creations(section.creations)


def _update(entry: Entry) -> Iterator[RenderableType]:
    style = STYLES[entry.change.action]
    yield line((f"{entry.change.action.sign} ", style), (entry.change.address, style), columns=2)
    for edit in entry.edits:
        yield from _edit(edit)


def _edit(edit: Edit) -> Iterator[RenderableType]:
    if edit.lines:
        yield line(f"{edit.path}:", columns=6)
        yield from diff_lines(edit.lines, 8)
    else:
        yield line(f"{edit.path}: ", (edit.before, "red"), " -> ", (edit.after, "green"), columns=6)


def _creations(entries: Sequence[Entry]) -> RenderableType:
    from rich.padding import Padding
    from rich.table import Table

    names = ["  " * entry.depth + entry.name for entry in entries]
    labels = [entry.label for entry in entries]
    table = Table.grid(padding=(0, 2, 0, 0))
    table.pad_edge = False
    for cells, longest in ((names, _LONGEST_NAME), (labels, _LONGEST_LABEL)):
        table.add_column(no_wrap=max(map(len, cells)) <= longest, overflow="fold")
    if any(entry.essentials for entry in entries):
        table.add_column(overflow="fold")
    for entry, name in zip(entries, names, strict=True):
        style = STYLES[entry.change.action]
        cells = [entry.label, entry.essentials][: len(table.columns) - 1]
        table.add_row(styled((f"{entry.change.action.sign} {name}", style)), *map(styled, cells))
    return Padding(table, (0, 0, 0, 2))


def _where_all_is_told(view: PlanView) -> Iterator[RenderableType]:
    if view.plan.count(Action.CREATE) >= _MANY:
        yield line(("Every attribute of what is to be created: --format html, or json.", "dim"))


def _steps(view: PlanView) -> Iterator[RenderableType]:
    if view.plan.steps:
        yield line(("Steps, in this order", "bold"))
    for number, step in enumerate(view.plan.steps, 1):
        yield beside(f"{number}. ", step.title, columns=2)


def _unsupported(view: PlanView) -> Iterator[RenderableType]:
    if view.plan.unsupported:
        yield line((f"What {view.crm} cannot hold", "bold"))
    yield from gap_lines(view.plan.unsupported)


def _gaps(view: PlanView) -> Iterator[RenderableType]:
    gaps = view.plan.coverage.gaps
    if gaps:
        yield line((f"Incomplete: {counted(len(gaps), 'thing')} could not be seen", "bold yellow"))
        yield line("What they hide is missing from this plan.", columns=2)
    yield from gap_lines(gaps)


def _sum(view: PlanView) -> Iterator[RenderableType]:
    plan = view.plan
    adopted = f" {counted(len(plan.adopts), 'thing')} there as declared becomes ours." if plan.adopts else ""
    steps = f", in {counted(len(plan.steps), 'step')}" if plan.changes else ""
    read = f" Read in {counted(plan.calls, 'call')}." if plan.changes else ""
    yield line((f"{view.headline}{steps}.{read}{adopted}", "bold"))
