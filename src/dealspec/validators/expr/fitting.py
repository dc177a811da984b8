"""What a value of the language is, and how a misfit is told. The common ground of all typing rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dealspec.schema.model import FieldType
from dealspec.validators.expr.faults import ExprCode, Faults
from dealspec.validators.expr.nodes import (
    Age,
    Arithmetic,
    BusinessDays,
    Count,
    Days,
    Difference,
    FieldRef,
    Length,
    Literal,
    Node,
    Shift,
    TextCall,
    Today,
    ValueKind,
)
from dealspec.validators.expr.scope import Scope


@dataclass(frozen=True, slots=True)
class Typing:
    """What every typing rule needs: the names in scope, and where faults go."""

    scope: Scope
    faults: Faults

    def refuse(self, at: Node, what: str, hint: str = "", code: ExprCode = ExprCode.TYPES) -> None:
        """Keep a fault at a node's place."""
        self.faults.add(code, at.position, what, hint)


def kind_of(node: Node) -> ValueKind:
    """What the node's value is."""
    if isinstance(node, FieldRef):
        return node.kind
    if isinstance(node, Literal):
        return _literal_kind(node)
    if isinstance(node, Shift):
        return kind_of(node.item)
    return _KINDS.get(type(node), ValueKind.BOOLEAN)


def is_constant(node: Node) -> bool:
    """Whether the value is the same for every record of one moment."""
    if isinstance(node, Arithmetic):
        return is_constant(node.left) and is_constant(node.right)
    return isinstance(node, (Literal, Today, Days)) or (isinstance(node, Shift) and is_constant(node.item))


def said(node: Node) -> str:
    """How a fault names a value: a field by its name as written, everything else by its kind."""
    if isinstance(node, FieldRef):
        path = f"{node.via.name}.{node.name}" if node.via else node.name
        return f"previous({path})" if node.prior else path
    return _a(kind_of(node))


def is_a(node: Node, this: str = "this") -> str:
    """``name is a text``, or ``this is a text`` of what has no name."""
    return f"{said(node) if isinstance(node, FieldRef) else this} is {_a(kind_of(node))}"


def judgeable(typing: Typing, node: Node) -> bool:
    """Whether the language can say something about the value; else the fault is kept."""
    if not isinstance(node, FieldRef) or node.kind is not ValueKind.OTHER:
        return True
    if node.type is FieldType.CONTACT_ROLES:
        what = f"{said(node)} is a collection, not one value."
        typing.refuse(node, what, f"Count its elements: count({node.name}) >= 1.")
    else:
        what = f"{said(node)} holds something that cannot be judged yet."
        typing.refuse(node, what, "Judge another field of the record.", ExprCode.UNSUPPORTED)
    return False


def mismatch(left: Node, right: Node) -> tuple[str, str]:
    """What and hint for two values that have no comparison."""
    kind, other = kind_of(left), kind_of(right)
    compared = f"{is_a(left)}, and" if _is_named(left) else _first_upper(_a(kind))
    what = f"{compared} cannot be compared with {_named(right)}."
    return what, _mismatch_hint(left, right, kind, other)


def _named(node: Node) -> str:
    return f"{said(node)}, {_a(kind_of(node))}" if _is_named(node) else _a(kind_of(node))


def _is_named(node: Node) -> bool:
    """Whether the value has a name that says more than its kind, as those of stage and pipeline do not."""
    return isinstance(node, FieldRef) and said(node) != kind_of(node).value


def _mismatch_hint(left: Node, right: Node, kind: ValueKind, other: ValueKind) -> str:
    written = right.value if isinstance(right, Literal) else None
    name = said(left) if isinstance(left, FieldRef) else "field"
    if isinstance(written, str):
        return _text_hint(name, kind, written)
    if isinstance(written, Decimal):
        return _number_hint(name, kind, written)
    if isinstance(right, Days) and kind is ValueKind.NUMBER:
        return f"It is a number: write {right.count}."
    if {kind, other} == {ValueKind.DATE, ValueKind.DATETIME}:
        moment = name if kind is ValueKind.DATETIME else said(right)
        return f"Compare its age: age({moment}) <= days(7)."
    if kind is ValueKind.REFERENCE:
        return f"Compare {name} with another reference, or write '{name} is blank'."
    if kind is ValueKind.CHOICES:
        return f"Write {name} has 'value'."
    if ValueKind.BOOLEAN in (kind, other):
        return "Write a condition alone, without comparing it."
    return "Compare values of the same type."


def _text_hint(name: str, kind: ValueKind, written: str) -> str:
    if kind in (ValueKind.DATE, ValueKind.DATETIME):
        is_day = len(written) == len("2026-01-31") and written[4:5] == "-"
        return f"A date is written date '{written if is_day else '2026-01-31'}'."
    return {
        ValueKind.CHOICES: f"Write {name} has 'value'.",
        ValueKind.NUMBER: "A number is written without quotes.",
        ValueKind.DURATION: "A duration is written days(7).",
        ValueKind.BOOLEAN: f"Write '{name}' or 'not {name}', without comparing it.",
        ValueKind.REFERENCE: f"Compare {name} with another reference, or write '{name} is blank'.",
    }.get(kind, "Compare values of the same type.")


def _number_hint(name: str, kind: ValueKind, written: Decimal) -> str:
    return {
        ValueKind.DURATION: f"Write days({written}).",
        ValueKind.STAGE: "A stage is named in single quotes.",
        ValueKind.PIPELINE: "A pipeline is named in single quotes.",
        ValueKind.DATE: "A date is written date '2026-01-31'.",
        ValueKind.DATETIME: "Compare its age: age(created_at) <= days(7).",
        ValueKind.CHOICES: f"Write {name} has 'value'.",
        ValueKind.BOOLEAN: f"Write '{name}' or 'not {name}', without comparing it.",
        ValueKind.REFERENCE: f"Compare {name} with another reference, or write '{name} is blank'.",
    }.get(kind, f"Text is written in single quotes: '{written}'.")


def _literal_kind(node: Literal) -> ValueKind:
    if isinstance(node.value, bool):
        return ValueKind.BOOLEAN
    if isinstance(node.value, Decimal):
        return ValueKind.NUMBER
    return ValueKind.DATE if isinstance(node.value, date) else ValueKind.TEXT


def _a(kind: ValueKind) -> str:
    return "something true or false" if kind is ValueKind.BOOLEAN else f"a {kind}"


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]


_KINDS: dict[type[Node], ValueKind] = {
    Today: ValueKind.DATE,
    Length: ValueKind.NUMBER,
    Arithmetic: ValueKind.NUMBER,
    BusinessDays: ValueKind.NUMBER,
    Count: ValueKind.NUMBER,
    TextCall: ValueKind.TEXT,
    Age: ValueKind.DURATION,
    Days: ValueKind.DURATION,
    Difference: ValueKind.DURATION,
}
