"""The one form in which gates, rules, ranges and formats reach every dialect. Data only."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from dealspec.core.diagnostics import Severity
from dealspec.core.source import Position
from dealspec.schema.model import NOWHERE, Check
from dealspec.validators.expr.nodes import And, FieldRef, Node, StageIn, needs_save


class JudgementKind(StrEnum):
    """Where a judgement comes from."""

    GATE = "gate"
    MEMBERSHIP = "membership"
    RANGE = "range"
    FORMAT = "format"
    RULE = "rule"
    CONFLICT = "conflict"
    ORDER = "order"
    """How a record may move from stage to stage: judged on save alone."""


@dataclass(frozen=True, slots=True)
class ConflictOn:
    """Records that agree on every field of ``same``, none of them blank, and differ in ``different``, not blank."""

    same: tuple[FieldRef, ...]
    different: FieldRef


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that a judgement asks: the condition that must be TRUE, and what to say where it is not."""

    node: Node
    words: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """Fires where ``when`` is TRUE (None: everywhere) and a ``require``d field is blank or ``that`` is not TRUE.

    ``that`` None asks nothing more. With ``conflict`` it fires where another record, of those selected by ``when``, is
    in conflict with this one. ``enters`` is the stage of a gate; ``check`` says when a CRM judges it; an audit judges
    current values either way.
    """

    id: str
    address: str
    kind: JudgementKind
    object: str
    pipeline: str | None
    enters: str | None
    when: Node | None
    require: tuple[FieldRef, ...]
    that: Node | None
    conflict: ConflictOn | None
    check: Check
    severity: Severity
    message: str
    hint: str
    position: Position = field(default=NOWHERE, compare=False)
    parts: tuple[Part, ...] = ()
    """What it asks, one by one: a part per required field, then one for ``that``."""

    @property
    def asks_of_save(self) -> bool:
        """Whether it asks what a save changes, which no reading of current values tells."""
        return needs_save(self.when) or needs_save(self.that)

    @property
    def reached(self) -> StageIn | None:
        """Of a gate: being at its stage or a later one, which is the last part of ``when``."""
        last = self.when.items[-1] if isinstance(self.when, And) else self.when
        return last if self.kind is JudgementKind.GATE and isinstance(last, StageIn) else None
