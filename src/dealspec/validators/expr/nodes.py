"""The rule language as frozen typed nodes, a closed union. Holds conditions; never evaluates, prints or checks them.

Positions and labels never count when two nodes are compared: equal conditions are equal wherever they were written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal

from dealspec.core.source import Position
from dealspec.schema.model import NOWHERE, FieldType, humanised
from dealspec.validators.expr.kinds import KIND_OF_TYPE
from dealspec.validators.expr.kinds import ArithmeticOp as ArithmeticOp
from dealspec.validators.expr.kinds import Op as Op
from dealspec.validators.expr.kinds import TextFunction as TextFunction
from dealspec.validators.expr.kinds import ValueKind as ValueKind

ELEMENTS = "contact_roles"
"""The object that the fields of a counted element are said to be on."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: text, a number, a date, TRUE or FALSE. ``label`` is how a picklist shows the value."""

    value: str | Decimal | bool | date
    position: Position = field(default=NOWHERE, compare=False)
    label: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class FieldRef:
    """A field of the judged record. ``type`` is what its values are, also where the CRM computes them.

    None for the stage and the pipeline alone. ``prior``: the value before this save; blank where the save creates the
    record. ``via``: the lookup that leads to the record of ``object`` whose field this is; blank where the lookup is.
    Inside the condition of a ``Count`` it is a field of the counted element.
    """

    object: str
    name: str
    type: FieldType | None
    position: Position = field(default=NOWHERE, compare=False)
    label: str = field(default="", compare=False)
    prior: bool = False
    via: FieldRef | None = None

    @property
    def column(self) -> str:
        """What a table of records calls the value: ``amount``, ``account.type``, ``prior.amount``."""
        path = f"{self.via.name}.{self.name}" if self.via else self.name
        return f"prior.{path}" if self.prior else path

    @property
    def kind(self) -> ValueKind:
        """What the field's values are, for typing."""
        if self.type is None:
            return ValueKind.STAGE if self.name == "stage" else ValueKind.PIPELINE
        if self.type.is_numeric:
            return ValueKind.NUMBER
        return ValueKind.TEXT if self.type.is_textual else KIND_OF_TYPE.get(self.type, ValueKind.OTHER)

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

    item: Node
    pattern: str
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class StartsWith:
    """Whether a text begins with another, letter case included; unknown where it is blank."""

    item: Node
    prefix: str
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class EndsWith:
    """Whether a text ends with another, letter case included; unknown where it is blank."""

    item: Node
    suffix: str
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Contains:
    """Whether a text holds another somewhere, letter case included; unknown where it is blank."""

    item: Node
    part: str
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class TextCall:
    """A text made of another; blank where that is blank. Lower and upper case follow Unicode, without a locale."""

    function: TextFunction
    item: Node
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Two numbers combined; blank where either is blank, and where the divisor is zero."""

    op: ArithmeticOp
    left: Node
    right: Node
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Length:
    """The number of characters of a text; blank where it is blank."""

    item: Node
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
class Difference:
    """The time from ``start`` to ``end``, two dates or two dates with time; blank where either is.

    Compared with ``Days``; ``end - start`` in the language. Whole days between dates, to the second between times;
    negative where the end is earlier.
    """

    end: Node
    start: Node
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class BusinessDays:
    """How many business days lie after ``start`` up to and including ``end``, two dates; blank where either is.

    Negative, and counted after ``end`` up to ``start``, where end is earlier. A number, not a duration.
    """

    start: Node
    end: Node
    calendar: str
    weekend: tuple[int, ...]
    """Days of the week that never count; Monday is 0."""
    holidays: tuple[date, ...]
    """Other days that do not count, sorted."""
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Count:
    """How many elements of a collection there are, of those for which ``where`` is TRUE; never blank."""

    item: FieldRef
    where: Node | None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class IsNew:
    """Whether this save creates the record. Never unknown; needs the save, not the record alone."""

    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Changed:
    """Whether this save changes a field; blank to blank is no change, and a created record changed nothing."""

    item: FieldRef
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Entered:
    """Whether this save brings the record into the first of these stages or past it, from before it or by creating it.

    ``reached`` holds that stage and those after it, lost ones left out: just what a gate with ``check: entry`` judges.
    """

    reached: StageIn
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
    | EndsWith
    | Contains
    | TextCall
    | Arithmetic
    | Length
    | Today
    | Days
    | Shift
    | Age
    | Difference
    | BusinessDays
    | Count
    | IsNew
    | Changed
    | Entered
    | StageIn
    | PipelineIs
)
NODE_TYPES: tuple[type[Node], ...] = Node.__args__


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, parents first, in the order written."""
    yield node
    for name in _PARTS[type(node)]:
        value = getattr(node, name)
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, NODE_TYPES):
                yield from walk(child)


_LEAVES = frozenset({"position", "label", "labels", "stored"})
_PARTS = {kind: tuple(part.name for part in fields(kind) if part.name not in _LEAVES) for kind in NODE_TYPES}
"""The attributes of each node that may hold others: looked up once, since conditions are walked all the time."""


TRANSITIONS = (IsNew, Changed, Entered)


def needs_save(node: Node | None) -> bool:
    """Whether the condition asks how the record got here: it then needs its state before the save as well."""
    return node is not None and any(
        isinstance(found, TRANSITIONS) or (isinstance(found, (FieldRef, StageIn)) and found.prior)
        for found in walk(node)
    )


def fields_used(node: Node | None) -> frozenset[FieldRef]:
    """The fields that a condition reads; the stage and the pipeline count only where they are named as fields.

    The lookup that leads to a field counts as well; what is asked of the elements of a collection does not.
    """
    if node is None:
        return frozenset()
    return frozenset(found for found in walk(node) if isinstance(found, FieldRef) and found.object != ELEMENTS)


def conjoined(*nodes: Node | None) -> Node | None:
    """The conditions joined by ``and``, nested ones flattened; None when there is none."""
    items: list[Node] = []
    for node in nodes:
        items.extend(node.items if isinstance(node, And) else [node] if node is not None else [])
    if len(items) > 1:
        return And(tuple(items), items[0].position)
    return items[0] if items else None
