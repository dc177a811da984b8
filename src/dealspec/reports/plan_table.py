"""A plan for a person at a terminal: what changes, how gates are enforced, what to do by hand. Prints nothing."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence

from dealspec.core.coverage import Gap
from dealspec.provisioner.changes import Action, AttributeChange, Change, Update
from dealspec.provisioner.plan import Plan
from dealspec.provisioner.resource import Json
from dealspec.reports.screen import PLAIN, Screen
from dealspec.reports.view import counted, crm_label


def plan(view: Plan, screen: Screen = PLAIN) -> str:
    """The plan as lines."""
    lines = [_title(view), *_changes(view.changes, screen.width), *_gates(view), *_manual(view, screen.width)]
    lines += [*_gaps("Not possible in this CRM", view.unsupported), *_gaps("Not seen", view.coverage.gaps)]
    return "\n".join([*lines, "", _sum(view)]) + "\n"


def _title(view: Plan) -> str:
    to = view.destination
    return f"Plan for {to.name} ({crm_label(to.crm.value)} {to.org_id}, {to.kind})"


def _changes(changes: Sequence[Change], width: int) -> Iterator[str]:
    if not changes:
        return
    yield ""
    for change in changes:
        yield f"  {change.action.sign} {change.address}"
        if isinstance(change, Update):
            for item in change.attributes:
                yield from _attribute(item, width)


def _attribute(item: AttributeChange, width: int) -> Iterator[str]:
    before, after = _shown(item.before), _shown(item.after)
    line = f"      {item.path}: {before} -> {after}"
    if len(line) <= width and "\n" not in line:
        yield line
        return
    yield f"      {item.path}:"
    for sign, text in (("-", before), ("+", after)):
        for part in text.splitlines() or [""]:
            yield from textwrap.wrap(
                part, width, initial_indent=f"        {sign} ", subsequent_indent="          "
            ) or [f"        {sign}"]


def _shown(value: Json) -> str:
    if value is None:
        return "(none)"
    return value if isinstance(value, str) and "\n" in value else json.dumps(value, ensure_ascii=False)


def _gates(view: Plan) -> Iterator[str]:
    if not view.grades:
        return
    touched = {item.address: item for item in view.impact}
    longest = max(len(grade.address) for grade in view.grades)
    yield ""
    yield f"Gates: how deep {crm_label(view.destination.crm.value)} enforces each, and the records that break it today"
    for grade in view.grades:
        levels = " + ".join(level.value for level in grade.enforcement)
        impact = touched.get(grade.address)
        records = f"{impact.records:,} of {impact.judged:,} records" if impact else ""
        yield f"  {grade.address:<{longest}}  {levels:<14}  {records}".rstrip()
    bypass = sorted({who for grade in view.grades for who in grade.bypassed_by})
    if bypass:
        yield f"  Passed by: {'; '.join(bypass)}."


def _manual(view: Plan, width: int) -> Iterator[str]:
    if not view.manual:
        return
    yield ""
    yield f"By hand ({counted(len(view.manual), 'step')} that no API can do; not counted as changes)"
    for step in view.manual:
        yield f"  {step.address}: {step.title}"
        for number, instruction in enumerate(step.instructions, 1):
            yield from textwrap.wrap(instruction, width, initial_indent=f"    {number}. ", subsequent_indent="       ")


def _gaps(title: str, gaps: Sequence[Gap]) -> Iterator[str]:
    if gaps:
        yield ""
        yield title
        for gap in gaps:
            yield f"  {gap.subject}: {gap.why}" + (f" {gap.hint}" if gap.hint else "")


def _sum(view: Plan) -> str:
    if view.is_empty:
        return "Nothing to change."
    words = {Action.CREATE: "to create", Action.UPDATE: "to update", Action.DELETE: "to delete"}
    parts = [f"{view.count(action)} {word}" for action, word in words.items() if view.count(action)]
    return f"{', '.join(parts)}, in {counted(len(view.steps), 'step')}. Read in {counted(view.calls, 'call')}."
