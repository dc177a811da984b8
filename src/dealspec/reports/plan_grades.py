"""How deep a target enforces each gate, limit and rule of a pipeline, in words; many of a kind stand together. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from dealspec.provisioner.plan import Plan
from dealspec.provisioner.resource import Enforcement, Grade
from dealspec.reports.view import counted

_MOVES = "moves alone"
"""What a rule of a pipeline judges: no record that stands still breaks it."""
_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z])")


@dataclass(frozen=True, slots=True)
class GateRow:
    """How one gate is enforced, and the records that break it today; ``impact`` is empty when nobody counted."""

    grade: Grade
    name: str
    enforced: str
    impact: str
    broken: int = 0

    @property
    def is_refused_or_asked(self) -> bool:
        """Whether the CRM itself stops a save, rather than a person or a later audit."""
        return bool({Enforcement.HARD, Enforcement.APPROVAL} & set(self.grade.enforcement))


@dataclass(frozen=True, slots=True)
class Note:
    """Something said of gates: said once; without names it holds for all of its group."""

    text: str
    gates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Gates that are enforced alike and passed by alike, why, and what of them is left to audits."""

    enforced: str
    rows: tuple[GateRow, ...]
    passed_by: str
    why: tuple[Note, ...]
    audited: tuple[Note, ...]

    @property
    def broken(self) -> tuple[GateRow, ...]:
        """Those that records break today."""
        return tuple(row for row in self.rows if row.broken)


def rows(plan: Plan) -> tuple[GateRow, ...]:
    """Every grade of a plan, in its order."""
    impact = {each.address: each for each in plan.impact}
    found = []
    for grade in plan.grades:
        counts = impact.get(grade.address)
        broken = f"{counts.records:,} of {counted(counts.judged, 'record')}" if counts else ""
        if impact and grade.address.startswith("pipelines."):
            broken = _MOVES
        found.append(GateRow(grade, named(grade.address), enforced(grade), broken, counts.records if counts else 0))
    return tuple(found)


def groups(found: Iterable[GateRow]) -> tuple[Group, ...]:
    """The rows by how deep they are enforced, the deepest first, and by who passes by."""
    alike: dict[tuple[tuple[Enforcement, ...], tuple[str, ...]], list[GateRow]] = {}
    for row in found:
        alike.setdefault((row.grade.enforcement, row.grade.bypassed_by), []).append(row)
    return tuple(_group(some) for _, some in sorted(alike.items(), key=lambda item: _depth(item[0][0])))


def enforced(grade: Grade) -> str:
    """``manual + audit``; ``none`` where nobody judges it."""
    return " + ".join(level.value for level in grade.enforcement) or "none"


def named(address: str) -> str:
    """A gate by its name, and a limit or a rule of a pipeline by what tells it from a gate."""
    return address.removeprefix("gates.").removeprefix("validations.")


def _group(some: Sequence[GateRow]) -> Group:
    first = some[0]
    why = _notes([(row.name, sentence) for row in some for sentence in _sentences(row.grade.why)], len(some))
    audited = _notes([(row.name, row.grade.audited) for row in some if row.grade.audited], len(some))
    return Group(first.enforced, tuple(some), ", ".join(first.grade.bypassed_by), why, audited)


def _notes(said: Iterable[tuple[str, str]], of: int) -> tuple[Note, ...]:
    names: dict[str, list[str]] = {}
    for name, text in said:
        names.setdefault(text, []).append(name)
    shared = [Note(text) for text, some in names.items() if len(some) == of]
    return (*shared, *(Note(text, tuple(some)) for text, some in names.items() if len(some) < of))


def _sentences(text: str) -> list[str]:
    return _SENTENCE.split(text) if text else []


def _depth(levels: tuple[Enforcement, ...]) -> tuple[int, ...]:
    order = tuple(Enforcement)
    return tuple(order.index(level) for level in levels) or (len(order),)
