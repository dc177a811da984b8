"""A plan as Markdown, for a pull request, a ticket or a wiki: all of it, with work by hand as a list to tick off."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from dealspec.core.coverage import Gap
from dealspec.provisioner.plan import Plan
from dealspec.reports.plan_by_hand import FILE, attestation, pasted
from dealspec.reports.plan_held import rows, ways_out
from dealspec.reports.plan_view import Entry, PlanView, destination, edit_lines, plan_view

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~!]")


def plan(made: Plan) -> str:
    """Changes by place, every gate, steps, work by hand with the lines that attest it, gaps."""
    view = plan_view(made)
    to = made.destination
    blocks = [f"# Plan for {_text(to.name)}: {_text(view.headline)}", _text(destination(to))]
    if to.is_protected:
        blocks.append("Protected: only a saved plan is applied to it.")
    if made.only:
        blocks.append(f"Only {', '.join(map(_code, made.only))}, and what that requires.")
    blocks += [*_incomplete(made), *_changes(view), *_held(made), *_gates(view), *_steps(made), *_by_hand(made)]
    if made.unsupported:
        blocks += [f"## What {view.crm} cannot hold", "\n".join(_gaps(made.unsupported))]
    return "\n\n".join(blocks) + "\n"


def _incomplete(made: Plan) -> Iterator[str]:
    if not made.coverage.complete:
        yield "## Incomplete"
        yield "What could not be seen is missing from this plan."
        yield "\n".join(_gaps(made.coverage.gaps))


def _changes(view: PlanView) -> Iterator[str]:
    for section in view.sections:
        yield f"## {_text(section.title)}: {_text(section.counts)}"
        yield "\n".join(line for entry in section.entries for line in _change(entry))


def _change(entry: Entry) -> Iterator[str]:
    words = entry.label if entry.edits else entry.words
    said = f": {_text(words)}" if words else ""
    yield f"- {entry.change.action.value} {_code(entry.change.address)}{said}"
    if entry.edits:
        lines = [line for each in edit_lines(entry) for line in (each.splitlines() or [""])]
        fence = "`" * (2 + max((len(run) for line in lines for run in re.findall("`+", line)), default=1))
        yield from ("", f"  {fence}text", *(f"  {line}" for line in lines), f"  {fence}", "")


def _held(made: Plan) -> Iterator[str]:
    if made.held:
        yield f"## Held: {len(made.held):,} left as in the org"
        yield "\n".join(
            text
            for row in rows(made)
            for text in (f"- {_code(row.address)}: {_text(row.reason)}", *(f"  - {_text(side)}" for side in row.sides))
        )
        yield "\n".join(f"- {_text(way)}" for way in ways_out(made))


def _gates(view: PlanView) -> Iterator[str]:
    if not view.gates:
        return
    yield f"## How {view.crm} enforces each gate, limit and rule of a pipeline"
    heads = ["Gate", "Enforced", "Passed by", "How, or why no deeper", "Only audits see"]
    heads += ["Broken today by"] if view.has_impact else []
    cells = []
    for row in view.gates:
        grade = row.grade
        passed = ", ".join(grade.bypassed_by) or "nobody"
        found = [_code(row.name), row.enforced, _text(passed), _text(grade.why), _text(grade.audited)]
        cells.append([*found, *([row.impact or "not counted"] if view.has_impact else [])])
    yield _table(heads, cells)


def _steps(made: Plan) -> Iterator[str]:
    if made.steps:
        yield "## Steps, in this order"
        yield "\n".join(f"{number}. {_text(step.title)}" for number, step in enumerate(made.steps, 1))


def _by_hand(made: Plan) -> Iterator[str]:
    if made.open_manual:
        yield "## By hand"
        yield "No API can do it; not counted as changes."
    for step in made.open_manual:
        yield f"### {_text(step.title)}"
        yield _code(step.address)
        yield "\n".join(f"{number}. [ ] {_text(words)}" for number, words in enumerate(step.instructions, 1))
    if made.open_manual:
        yield f"When a piece is done, its entry goes into `{FILE}`, with who did it and when:"
        entries = [text for step in made.open_manual for text in pasted(step, made.destination.org_id)]
        yield "\n".join(("```yaml", "attestations:", *(f"  {text}" for text in entries), "```"))
    if made.attested:
        yield "## Attested by hand"
        yield "\n".join(f"- {_code(each.address)}: {_text(attestation(each))}" for each in made.attested)


def _gaps(gaps: Iterable[Gap]) -> Iterator[str]:
    for gap in gaps:
        yield f"- {_code(gap.subject)}: {_text(gap.why)}{f' {_text(gap.hint)}' if gap.hint else ''}"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _text(words: str) -> str:
    """Words that Markdown takes for nothing but words, on one line."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", " ".join(words.split()))


def _code(words: str) -> str:
    """Words as code, on one line; a bar would end a table's cell even there."""
    flat = " ".join(words.split())
    if "`" in flat or "|" in flat:
        return _text(flat)
    return f"`{flat}`"
