"""The rule language as frozen typed nodes, a closed union. Holds conditions; never evaluates, prints or checks them.

Positions and labels never count when two nodes are compared: equal conditions are equal wherever they were written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dealspec.core.source import Position
from dealspec.schema.model import NOWHERE, FieldType, humanised


class ValueKind(StrEnum):
    """What a value of the language is, for typing. A choice is one value of a picklist, choices are several."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "true or false"
    DATE = "date"
    DATETIME = "date and time"
    DURATION = "duration"
    CHOICE = "picklist value"
    CHOICES = "multi-select"
    REFERENCE = "reference"
    STAGE = "stage"
    PIPELINE = "pipeline"
    OTHER = "value that cannot be judged yet"
    """Contact roles, times of day, and the vendors' own types."""


class Op(StrEnum):
    """A comparison."""

    EQ = "="
    NE = "<>"
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="

    @property
    def negated(self) -> Op:
        """The comparison that is TRUE exactly where this one is FALSE."""
        return _NEGATED[self]

    @property
    def mirrored(self) -> Op:
        """The comparison with its sides exchanged."""
        return _MIRRORED[self]


_NEGATED = {Op.EQ: Op.NE, Op.NE: Op.EQ, Op.LT: Op.GE, Op.GE: Op.LT, Op.GT: Op.LE, Op.LE: Op.GT}
_MIRRORED = {Op.EQ: Op.EQ, Op.NE: Op.NE, Op.LT: Op.GT, Op.GT: Op.LT, Op.LE: Op.GE, Op.GE: Op.LE}

_KIND_OF_TYPE = {
    FieldType.CHECKBOX: ValueKind.BOOLEAN,
    FieldType.DATE: ValueKind.DATE,
    FieldType.DATETIME: ValueKind.DATETIME,
    FieldType.PICKLIST: ValueKind.CHOICE,
    FieldType.MULTI_SELECT: ValueKind.CHOICES,
    FieldType.LOOKUP: ValueKind.REFERENCE,
    FieldType.MASTER_DETAIL: ValueKind.REFERENCE,
    FieldType.AUTO_NUMBER: ValueKind.TEXT,
}


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: text, a number, a date, TRUE or FALSE. ``label`` is how a picklist shows the value."""

    value: str | Decimal | bool | date
    position: Position = field(default=NOWHERE, compare=False)
    label: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field of the judged record. ``type`` is what its values are, also where the CRM computes them.

    None for the stage and the pipeline alone.
    """

    object: str
    name: str
    type: FieldType | None
    position: Position = field(default=NOWHERE, compare=False)
    label: str = field(default="", compare=False)

    @property
    def kind(self) -> ValueKind:
        """What the field's values are, for typing."""
        if self.type is None:
            return ValueKind.STAGE if self.name == "stage" else ValueKind.PIPELINE
        if self.type.is_numeric:
            return ValueKind.NUMBER
        return ValueKind.TEXT if self.type.is_textual else _KIND_OF_TYPE.get(self.type, ValueKind.OTHER)

    @property
    def shown_label(self) -> str:
        """The label, or the name as words."""
        return self.label or humanised(self.name)


@dataclass(frozen=True, slots=True)
class Not:
    """TRUE where the item is FALSE; unknown where it is unknown."""

    item: Node
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """TRUE where all items are; FALSE where one is; else unknown."""

    items: tuple[Node, ...]
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Or:
    """TRUE where one item is; FALSE where all are; else unknown."""

    items: tuple[Node, ...]
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """One comparison; unknown where a side is blank. A constant stands on the right when the other side is none."""

    op: Op
    left: Node
    right: Node
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class In:
    """Whether the item is one of some constants; unknown where it is blank."""

    item: Node
    values: tuple[Literal, ...]
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Between:
    """Whether the item lies between two ends, both included; unknown where any of the three is blank."""

    item: Node
    low: Node
    high: Node
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class IsBlank:
    """Whether a field holds nothing. Never unknown."""

    item: FieldRef
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Has:
    """Whether a multi-select field holds a value; unknown where it is blank."""

    item: FieldRef
    value: Literal
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Matches:
    """Whether the whole text matches a pattern; unknown where it is blank."""

    item: FieldRef
    pattern: str
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class StartsWith:
    """Whether a text begins with another, letter case included; unknown where it is blank."""

    item: FieldRef
    prefix: str
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Length:
    """The number of characters of a text; blank where it is blank."""

    item: FieldRef
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Today:
    """The UTC date of the judgement's moment."""

    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Days:
    """A duration of whole days."""

    count: int
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Shift:
    """A date, or date and time, moved by whole days (negative: earlier)."""

    item: Node
    days: int
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Age:
    """Now minus a date and time, or today minus a date; blank where the field is blank. Compared with ``Days``."""

    item: FieldRef
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class StageIn:
    """Whether the record is in one of a pipeline's stages; ``prior``: whether it was before this save."""

    pipeline: str
    stages: tuple[str, ...]
    prior: bool = False
    position: Position = field(default=NOWHERE, compare=False)
    labels: tuple[str, ...] = field(default=(), compare=False)
    stored: tuple[str, ...] = field(default=(), compare=False)
    """What a CRM stores for each, where that was looked up."""

    @property
    def values(self) -> tuple[str, ...]:
        """The stored values: ``<pipeline>_<stage>``, where a stage has none of its own."""
        return self.stored or tuple(f"{self.pipeline}_{stage}" for stage in self.stages)


@dataclass(frozen=True, slots=True)
class PipelineIs:
    """Whether the record is in that pipeline (Salesforce: of its record type)."""

    pipeline: str
    position: Position = field(default=NOWHERE, compare=False)
    label: str = field(default="", compare=False)


Node = (
    Literal
    | FieldRef
    | Not
    | And
    | Or
    | Compare
    | In
    | Between
    | IsBlank
    | Has
    | Matches
    | StartsWith
    | Length
    | Today
    | Days
    | Shift
    | Age
    | StageIn
    | PipelineIs
)
NODE_TYPES: tuple[type[Node], ...] = Node.__args__


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first, in the order written."""
    yield node
    for attribute in fields(node):
        value = getattr(node, attribute.name)
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, NODE_TYPES):
                yield from walk(child)


def fields_used(node: Node | None) -> frozenset[FieldRef]:
    """The fields that a condition reads; the stage and the pipeline count only where they are named as fields."""
    return frozenset(found for found in walk(node) if isinstance(found, FieldRef)) if node else frozenset()


def conjoined(*nodes: Node | None) -> Node | None:
    """The conditions joined by ``and``, nested ones flattened; None when there is none."""
    items: list[Node] = []
    for node in nodes:
        items.extend(node.items if isinstance(node, And) else [node] if node is not None else [])
    if len(items) > 1:
        return And(tuple(items), items[0].position)
    return items[0] if items else None
