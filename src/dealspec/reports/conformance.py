"""Where a CRM and its embedded org agree and differ, as table, JSON and Markdown. Decides nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealspec import __version__
from dealspec.provisioner.ports import Identity
from dealspec.reports.lines import beside, line
from dealspec.reports.screen import PLAIN, Screen
from dealspec.reports.table import drawn
from dealspec.reports.view import counted, crm_label

if TYPE_CHECKING:
    from rich.console import RenderableType

FORMAT = "dealspec.conformance/1"
AGREES, DIFFERS, NOT_PROBED = "agrees", "differs", "not probed"
_STYLES = {AGREES: "green", DIFFERS: "bold red", NOT_PROBED: "yellow"}


@dataclass(frozen=True, slots=True)
class Row:
    """One behaviour: its label and statement, and what the target was found to do."""

    behaviour: str
    label: str
    statement: str
    outcome: str
    expected: str
    answered: str
    why: str


@dataclass(frozen=True, slots=True)
class ConformanceView:
    """A target, who answered there, every behaviour that was asked about, and what could not be removed."""

    target: str
    identity: Identity
    rows: tuple[Row, ...]
    left: tuple[str, ...]
    version: str = __version__

    @classmethod
    def of(
        cls,
        target: str,
        identity: Identity,
        said: Mapping[str, tuple[str, str]],
        results: Sequence[tuple[str, str, str, str, str]],
        left: Sequence[str],
    ) -> ConformanceView:
        """``said``: label and statement by behaviour; ``results``: behaviour, outcome, expected, answered, why."""
        rows = tuple(Row(name, *said[name], *rest) for name, *rest in results)
        return cls(target, identity, rows, tuple(left))

    @property
    def differing(self) -> tuple[Row, ...]:
        """Where the embedded org is wrong about this target."""
        return tuple(row for row in self.rows if row.outcome == DIFFERS)

    @property
    def unasked(self) -> tuple[Row, ...]:
        """What could not be asked."""
        return tuple(row for row in self.rows if row.outcome == NOT_PROBED)

    @property
    def headline(self) -> str:
        """``23 of 24 behaviours agree, 1 differs``."""
        agreeing = len(self.rows) - len(self.differing) - len(self.unasked)
        parts = [f"{agreeing} of {counted(len(self.rows), 'behaviour')} agree"]
        if self.differing:
            parts.append(f"{len(self.differing)} {'differs' if len(self.differing) == 1 else 'differ'}")
        if self.unasked:
            parts.append(f"{len(self.unasked)} could not be asked")
        return ", ".join(parts)

    @property
    def where(self) -> str:
        """``Salesforce 00D000000000001EAA, Developer Edition``."""
        return f"{crm_label(self.identity.crm.value)} {self.identity.org_id}, {self.identity.kind}"


def conformance(view: ConformanceView, name: str, screen: Screen = PLAIN) -> str:
    """The view in the format of that name. Raises ``KeyError`` for a format that it does not have."""
    if name == "table":
        return drawn(_lines(view), screen)
    return _FORMATS[name](view)


def _lines(view: ConformanceView) -> Iterator[RenderableType]:
    yield line((view.target, "bold"), f": {view.where}")
    longest = max((len(row.behaviour) for row in view.rows), default=0)
    for row in view.rows:
        mark = f"{row.outcome:<{len(NOT_PROBED)}}"
        yield line((mark, _STYLES[row.outcome]), f"  {row.behaviour:<{longest}}  ", (row.label, "dim"), columns=2)
        for word, text in _details(row):
            yield beside((f"{word + ':':<10}", "dim"), text, columns=4 + len(NOT_PROBED))
    for name in view.left:
        yield line(("left behind: ", "bold red"), name)
    yield line((f"{view.headline}.", "bold"))


def _details(row: Row) -> Iterator[tuple[str, str]]:
    if row.outcome != AGREES:
        yield "says", row.statement
    if row.outcome == DIFFERS:
        yield "expected", row.expected
        yield "answered", row.answered or "nothing"
    if row.outcome == NOT_PROBED:
        yield "why", row.why


def _json(view: ConformanceView) -> str:
    identity = view.identity
    document = {
        "format": FORMAT,
        "tool": {"name": "dealspec", "version": view.version},
        "command": "conform",
        "target": {
            "name": view.target,
            "crm": identity.crm.value,
            "org_id": identity.org_id,
            "kind": identity.kind,
            "protected": identity.is_protected,
        },
        "behaviours": [
            {
                "id": row.behaviour,
                "label": row.label,
                "statement": row.statement,
                "outcome": row.outcome,
                "expected": row.expected,
                "answered": row.answered,
                "why": row.why,
            }
            for row in view.rows
        ],
        "left_behind": list(view.left),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _markdown(view: ConformanceView) -> str:
    lines = [f"# {_cell(view.target)}: {view.headline}", "", f"{_cell(view.where)}. dealspec {view.version}.", ""]
    for title, rows in (("Differs", view.differing), ("Could not be asked", view.unasked)):
        if rows:
            lines += [f"## {title}", "", "| Behaviour | Label | What the embedded org does | Expected | Answered |"]
            lines.append("|---|---|---|---|---|")
            lines += [
                f"| `{row.behaviour}` | {row.label} | {_cell(row.statement)} | {_cell(row.expected)} "
                f"| {_cell(row.answered or row.why or 'nothing')} |"
                for row in rows
            ]
            lines.append("")
    agreeing = [row for row in view.rows if row.outcome == AGREES]
    if agreeing:
        lines += ["## Agrees", "", ", ".join(f"`{row.behaviour}`" for row in agreeing) + ".", ""]
    if view.left:
        lines += ["## Left behind", "", *(f"- `{_cell(name)}`" for name in view.left), ""]
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Text that stays what it is inside a table's cell."""
    plain = " ".join(text.split())
    return "".join(f"\\{char}" if char in "\\`*_|<>[]#" else char for char in plain)


_FORMATS: Mapping[str, Callable[[ConformanceView], str]] = {"json": _json, "markdown": _markdown}
