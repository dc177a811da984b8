"""A plan as GitHub annotations: a warning per pending change, an error when something was not seen. Decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.core.coverage import Coverage
from dealspec.provisioner.plan import Plan
from dealspec.reports.github import command
from dealspec.reports.plan_held import rows
from dealspec.reports.plan_view import Entry, PlanView, Section, edit_lines, plan_view
from dealspec.reports.view import counted

SINGLE = 50
"""Changes up to which each has its own annotation; above, one stands for all changes of a place."""


def plan(made: Plan) -> str:
    """One command a line; nothing when nothing is pending and everything was seen."""
    view = plan_view(made)
    lines = _grouped(view) if len(made.changes) > SINGLE else _single(view)
    kept = _held(made)
    return "".join(line + "\n" for line in (*lines, *kept, *_incomplete(made.destination.name, made.coverage)))


def _held(made: Plan) -> Iterator[str]:
    for row in rows(made):
        title = f"{made.destination.name}: {row.address} is held"
        yield command("warning", {"title": title}, "\n".join([row.reason, *row.sides]))


def _single(view: PlanView) -> Iterator[str]:
    for section in view.sections:
        for entry in section.entries:
            title = f"{view.plan.destination.name}: {entry.change.address}"
            yield command("warning", {"title": title}, _message(entry))


def _message(entry: Entry) -> str:
    words = entry.label if entry.edits else entry.words
    said = ": ".join(part for part in (f"to {entry.change.action.value}", words) if part)
    return "\n".join([said, *edit_lines(entry)])


def _grouped(view: PlanView) -> Iterator[str]:
    for section in view.sections:
        title = f"{view.plan.destination.name}: {section.title}: {section.counts}"
        yield command("warning", {"title": title}, "\n".join(_named(section)))


def _named(section: Section) -> Iterator[str]:
    for entry in section.entries:
        words = ", ".join(edit.path for edit in entry.edits) or entry.words
        yield f"{entry.change.action.sign} {entry.change.address}" + (f": {words}" if words else "")


def _incomplete(target: str, coverage: Coverage) -> Iterator[str]:
    if not coverage.complete:
        title = f"{target}: incomplete, {counted(len(coverage.gaps), 'thing')} could not be seen"
        lines = [" ".join(part for part in (f"{gap.subject}: {gap.why}", gap.hint) if part) for gap in coverage.gaps]
        yield command("error", {"title": title}, "\n".join(lines))
