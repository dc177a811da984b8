"""Makes nodes whose types fit, or keeps the fault that says why they do not. The typing rules of the language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from dealspec.core.diagnostics import did_you_mean
from dealspec.validators.expr import patterns, stages
from dealspec.validators.expr.faults import ExprCode, Faults
from dealspec.validators.expr.nodes import (
    Age,
    Between,
    Compare,
    Days,
    FieldRef,
    Has,
    In,
    IsBlank,
    Length,
    Literal,
    Matches,
    Node,
    Not,
    Op,
    Shift,
    StartsWith,
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


TextTest = Callable[[Typing, Node, Node], Node | None]

_ORDERED = frozenset({ValueKind.NUMBER, ValueKind.DATE, ValueKind.DATETIME, ValueKind.DURATION})
_EQUAL = frozenset({ValueKind.TEXT, ValueKind.CHOICE, ValueKind.REFERENCE})
_MAX_SHIFT = 36_525


def kind_of(node: Node) -> ValueKind:
    """What the node's value is."""
    if isinstance(node, Literal):
        return _literal_kind(node)
    if isinstance(node, FieldRef):
        return node.kind
    if isinstance(node, Shift):
        return kind_of(node.item)
    if isinstance(node, Today):
        return ValueKind.DATE
    if isinstance(node, Length):
        return ValueKind.NUMBER
    return ValueKind.DURATION if isinstance(node, (Age, Days)) else ValueKind.BOOLEAN


def truth(typing: Typing, node: Node) -> Node | None:
    """The node, where it is true or false."""
    kind = kind_of(node)
    if kind is ValueKind.BOOLEAN:
        return node
    typing.refuse(
        node,
        f"This is a {kind}, not something that is true or false.",
        "Compare it with something, or test 'is blank'.",
        ExprCode.NOT_A_CONDITION,
    )
    return None


def comparison(typing: Typing, op: Op, left: Node, right: Node) -> Node | None:
    """``left op right``, with a constant on the right and choices, stages and checkboxes resolved."""
    if _is_constant(left) and not _is_constant(right):
        op, left, right = op.mirrored, right, left
    kind, other = kind_of(left), kind_of(right)
    if isinstance(left, FieldRef) and kind in (ValueKind.STAGE, ValueKind.PIPELINE) and isinstance(right, Literal):
        return stages.comparison(typing.scope, typing.faults, op, left, right)
    if kind is ValueKind.BOOLEAN and isinstance(right, Literal) and isinstance(right.value, bool):
        return _with_boolean(typing, op, left, right.value)
    if kind is ValueKind.CHOICE and isinstance(right, Literal) and other is ValueKind.TEXT:
        chosen = _choice(typing, left, right)
        return _with_equality(typing, op, left, chosen) if chosen else None
    if kind is other and kind in _ORDERED and not (kind is ValueKind.DURATION and isinstance(left, Days)):
        return Compare(op, left, right, left.position)
    if kind is other and kind in _EQUAL:
        return _with_equality(typing, op, left, right)
    typing.refuse(_offender(left, right), *_mismatch(left, right))
    return None


def membership(typing: Typing, item: Node, values: Sequence[Node | None]) -> Node | None:
    """``item in (values)``."""
    found: list[Literal] = []
    for value in values:
        if value is not None and not isinstance(value, Literal):
            typing.refuse(value, "A list holds constants only.", "Join comparisons with 'or'.")
        elif value is not None:
            found.append(value)
    if len(found) < len(values):
        return None
    kind = kind_of(item)
    if isinstance(item, FieldRef) and kind in (ValueKind.STAGE, ValueKind.PIPELINE):
        return stages.membership(typing.scope, typing.faults, item, found)
    checked = [_member(typing, item, kind, value) for value in found]
    members = tuple(value for value in checked if value)
    return In(item, members, item.position) if len(members) == len(found) else None


def between(typing: Typing, item: Node, low: Node, high: Node) -> Node | None:
    """``item between low and high``."""
    kind = kind_of(item)
    if kind not in _ORDERED or isinstance(item, Days):
        typing.refuse(item, f"'between' needs a number, a date or an age, and this is a {kind}.", "Use 'in' or '='.")
        return None
    for end in (low, high):
        if kind_of(end) is not kind:
            typing.refuse(end, *_mismatch(item, end))
            return None
    return Between(item, low, high, item.position)


def blank(typing: Typing, item: Node) -> Node | None:
    """``item is blank``."""
    if not isinstance(item, FieldRef):
        typing.refuse(item, "Only a field can be blank.", "Write the field's name before 'is blank'.")
        return None
    return IsBlank(item, item.position) if can_be_blank(typing, item) else None


def can_be_blank(typing: Typing, item: FieldRef) -> bool:
    """Whether the field is of a type that can be asked for; else the fault is kept."""
    if item.kind is ValueKind.BOOLEAN:
        what = f"{item.name} is a checkbox, and a checkbox is never blank."
        typing.refuse(item, what, f"Write '{item.name}' or 'not {item.name}' as a condition.")
    elif item.kind is ValueKind.OTHER:
        what = f"{item.name} holds something that cannot be judged yet."
        typing.refuse(item, what, "Judge a field of the record itself.", ExprCode.UNSUPPORTED)
    else:
        return True
    return False


def has(typing: Typing, item: Node, value: Node) -> Node | None:
    """``item has 'value'``."""
    if not isinstance(item, FieldRef) or item.kind is not ValueKind.CHOICES:
        typing.refuse(item, f"'has' looks into a multi-select, and this is a {kind_of(item)}.", "Use '=' or 'in'.")
        return None
    if not isinstance(value, Literal) or not isinstance(value.value, str):
        typing.refuse(value, "'has' needs one value in single quotes.", f"Write for example {item.name} has 'x'.")
        return None
    chosen = _choice(typing, item, value)
    return Has(item, chosen, item.position) if chosen else None


def matches(typing: Typing, item: Node, pattern: Node) -> Node | None:
    """``item matches 'pattern'``, the whole text."""
    found = _text_and_constant(typing, "matches", item, pattern)
    if not found:
        return None
    problem = patterns.problem(found[1])
    if problem:
        typing.refuse(pattern, problem.what, problem.hint, ExprCode.PATTERN)
        return None
    return Matches(found[0], found[1], item.position)


def starts_with(typing: Typing, item: Node, prefix: Node) -> Node | None:
    """``item starts with 'prefix'``."""
    found = _text_and_constant(typing, "starts with", item, prefix)
    return StartsWith(found[0], found[1], item.position) if found else None


def shifted(typing: Typing, left: Node, sign: int, right: Node) -> Node | None:
    """``left + right`` or ``left - right``: a date moved by days."""
    if sign > 0 and isinstance(left, Days):
        left, right = right, left
    kind = kind_of(left)
    if isinstance(right, Days) and kind in (ValueKind.DATE, ValueKind.DATETIME):
        item, days = (left.item, left.days) if isinstance(left, Shift) else (left, 0)
        total = days + sign * right.count
        if abs(total) <= _MAX_SHIFT:
            return Shift(item, total, left.position)
        typing.refuse(right, "The date would move by more than a hundred years.", "Write fewer days.")
        return None
    if kind in (ValueKind.DATE, ValueKind.DATETIME) and isinstance(right, Literal):
        typing.refuse(right, "A date moves by days.", f"Write days({right.value}).")
    elif kind in (ValueKind.DATE, ValueKind.DATETIME):
        hint = "Move one of the two: decided_at <= submitted_at + days(2)."
        typing.refuse(left, "The days between two dates cannot be computed yet.", hint, ExprCode.UNSUPPORTED)
    else:
        hint = "Dates can be moved: close_date + days(7)."
        typing.refuse(left, "Arithmetic with numbers is not supported yet.", hint, ExprCode.UNSUPPORTED)
    return None


def _literal_kind(node: Literal) -> ValueKind:
    if isinstance(node.value, bool):
        return ValueKind.BOOLEAN
    if isinstance(node.value, Decimal):
        return ValueKind.NUMBER
    return ValueKind.DATE if isinstance(node.value, date) else ValueKind.TEXT


def _is_constant(node: Node) -> bool:
    return isinstance(node, (Literal, Today, Days)) or (isinstance(node, Shift) and _is_constant(node.item))


def _with_boolean(typing: Typing, op: Op, item: Node, value: bool) -> Node | None:
    if op not in (Op.EQ, Op.NE):
        typing.refuse(item, "True and false have no order.", "Write the condition alone, or 'not' before it.")
        return None
    return item if (op is Op.EQ) is value else Not(item, item.position)


def _with_equality(typing: Typing, op: Op, left: Node, right: Node) -> Node | None:
    if op not in (Op.EQ, Op.NE):
        what = f"A {kind_of(left)} has no order that is the same in every CRM."
        typing.refuse(left, what, "Use '=', '<>' or 'in'.")
        return None
    if isinstance(right, Literal) and right.value == "":
        typing.refuse(right, "An empty text is blank, and blank is equal to nothing.", "Write 'is blank'.")
        return None
    return Compare(op, left, right, left.position)


def _choice(typing: Typing, field: Node, value: Literal) -> Literal | None:
    """The constant with its label, where the picklist has it."""
    assert isinstance(field, FieldRef)
    values = typing.scope.values(field)
    found = next((one for one in values if one.name == value.value), None)
    if found:
        return Literal(found.name, value.position, found.label)
    if not values and value.value:
        return value
    what = f"'{value.value}' is not a value of {field.name}."
    typing.refuse(value, what, _value_hint(str(value.value), [(one.name, one.label) for one in values]), _VALUE)
    return None


_VALUE = ExprCode.UNKNOWN_VALUE


def _value_hint(written: str, values: Sequence[tuple[str, str]]) -> str:
    if not written:
        return "Write 'is blank'."
    by_label = next((name for name, label in values if label.lower() == written.lower()), None)
    if by_label:
        return f"That is a label; the value is '{by_label}'."
    return did_you_mean(written, [name for name, _ in values])


def _member(typing: Typing, item: Node, kind: ValueKind, value: Literal) -> Literal | None:
    if kind is ValueKind.CHOICE and kind_of(value) is ValueKind.TEXT:
        return _choice(typing, item, value)
    if kind_of(value) is kind and kind in (ValueKind.TEXT, ValueKind.NUMBER, ValueKind.DATE) and value.value != "":
        return value
    if value.value == "":
        typing.refuse(value, "An empty text is blank, and blank is equal to nothing.", "Write 'or ... is blank'.")
    else:
        typing.refuse(value, *_mismatch(item, value))
    return None


def _text_and_constant(typing: Typing, word: str, item: Node, constant: Node) -> tuple[FieldRef, str] | None:
    if not isinstance(item, FieldRef) or item.kind is not ValueKind.TEXT:
        typing.refuse(item, f"'{word}' reads a text field, and this is a {kind_of(item)}.", "Use '=' or 'in'.")
    elif not isinstance(constant, Literal) or not isinstance(constant.value, str) or not constant.value:
        typing.refuse(constant, f"'{word}' needs some text in single quotes.", f"Write {item.name} {word} 'DR-'.")
    else:
        return item, constant.value
    return None


def _offender(left: Node, right: Node) -> Node:
    """The side to point at: the constant, where there is one, for a field's type is a given."""
    return right if _is_constant(right) or not _is_constant(left) else left


def _mismatch(left: Node, right: Node) -> tuple[str, str]:
    """What and hint for two values that have no comparison."""
    kind, other = kind_of(left), kind_of(right)
    return f"A {kind} cannot be compared with a {other}.", _mismatch_hint(left, right, kind, other)


def _mismatch_hint(left: Node, right: Node, kind: ValueKind, other: ValueKind) -> str:
    name = left.name if isinstance(left, FieldRef) else "field"
    if kind is ValueKind.DATETIME and other is ValueKind.DATE:
        return f"Compare its age: age({name}) <= days(7)."
    if kind in (ValueKind.DATE, ValueKind.DATETIME) and isinstance(right, Literal) and other is ValueKind.TEXT:
        return f"A date is written date '{right.value}'."
    if kind is ValueKind.DURATION and other is ValueKind.NUMBER and isinstance(right, Literal):
        return f"Write days({right.value})."
    if kind is ValueKind.CHOICES:
        return f"Write {name} has 'value'."
    if kind is ValueKind.NUMBER and isinstance(right, Literal) and other is ValueKind.TEXT:
        return "A number is written without quotes."
    if other is ValueKind.NUMBER and isinstance(right, Literal):
        return f"Text is written in single quotes: '{right.value}'."
    if kind is ValueKind.REFERENCE:
        return f"Compare {name} with another reference, or write '{name} is blank'."
    return "Compare values of the same type."
