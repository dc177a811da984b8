"""Makes tests of values whose types fit, or keeps the fault that says why they do not."""

from __future__ import annotations

from collections.abc import Sequence

from dealspec.core.diagnostics import did_you_mean
from dealspec.validators.expr import stages
from dealspec.validators.expr.faults import ExprCode
from dealspec.validators.expr.fitting import Typing, is_a, is_constant, judgeable, kind_of, mismatch, said
from dealspec.validators.expr.nodes import (
    Between,
    Compare,
    Count,
    Days,
    FieldRef,
    Has,
    In,
    IsBlank,
    Literal,
    Node,
    Not,
    Op,
    TextCall,
    TextFunction,
    ValueKind,
)

_ORDERED = frozenset({ValueKind.NUMBER, ValueKind.DATE, ValueKind.DATETIME, ValueKind.DURATION})
_EQUAL = frozenset({ValueKind.TEXT, ValueKind.CHOICE, ValueKind.REFERENCE})
_PLACES = (ValueKind.STAGE, ValueKind.PIPELINE)


def truth(typing: Typing, node: Node) -> Node | None:
    """The node, where it is true or false."""
    kind = kind_of(node)
    if kind is ValueKind.BOOLEAN:
        return node
    if judgeable(typing, node):
        what = f"{is_a(node, 'This')}, not something that is true or false."
        hint = "Compare it with something, or test 'is blank'."
        typing.refuse(node, what, hint, ExprCode.NOT_A_CONDITION)
    return None


def comparison(typing: Typing, op: Op, left: Node, right: Node) -> Node | None:
    """``left op right``, with a constant on the right and choices, stages and checkboxes resolved."""
    if is_constant(left) and not is_constant(right):
        op, left, right = op.mirrored, right, left
    if not (judgeable(typing, left) and judgeable(typing, right)):
        return None
    kind, other = kind_of(left), kind_of(right)
    if isinstance(left, FieldRef) and kind in _PLACES and isinstance(right, Literal) and isinstance(right.value, str):
        return stages.comparison(typing.scope, typing.faults, op, left, right)
    if kind is ValueKind.BOOLEAN and isinstance(right, Literal) and isinstance(right.value, bool):
        return _with_boolean(typing, op, left, right.value)
    if kind is ValueKind.CHOICE and isinstance(right, Literal) and other is ValueKind.TEXT:
        chosen = _choice(typing, left, right)
        return _with_equality(typing, op, left, chosen) if chosen else None
    if kind is other and kind in _ORDERED and not isinstance(left, Days):
        return Compare(op, left, right, left.position)
    if kind is other and kind in _EQUAL:
        return _with_equality(typing, op, left, right)
    typing.refuse(_offender(left, right), *(_unequal(left, right, kind) if kind is other else mismatch(left, right)))
    return None


def membership(typing: Typing, item: Node, values: Sequence[Node | None]) -> Node | None:
    """``item in (values)``."""
    found: list[Literal] = []
    for value in values:
        if value is not None and not isinstance(value, Literal):
            typing.refuse(value, "A list holds constants only.", "Join comparisons with 'or'.")
        elif value is not None:
            found.append(value)
    if len(found) < len(values) or not (_varies(typing, "in", item) and judgeable(typing, item)):
        return None
    kind = kind_of(item)
    if isinstance(item, FieldRef) and kind in _PLACES and all(isinstance(value.value, str) for value in found):
        return stages.membership(typing.scope, typing.faults, item, found)
    checked = [_member(typing, item, kind, value) for value in found]
    members = tuple(value for value in checked if value)
    return In(item, members, item.position) if len(members) == len(found) else None


def between(typing: Typing, item: Node, low: Node, high: Node) -> Node | None:
    """``item between low and high``."""
    if not (_varies(typing, "between", item) and judgeable(typing, item)):
        return None
    kind = kind_of(item)
    if (
        isinstance(item, FieldRef)
        and kind is ValueKind.STAGE
        and isinstance(low, Literal)
        and isinstance(high, Literal)
    ):
        return stages.between(typing.scope, typing.faults, item, low, high)
    if kind not in _ORDERED:
        what = f"'between' needs a number, a date or a duration, and {is_a(item)}."
        typing.refuse(item, what, "Use 'in' or '='.")
        return None
    for end in (low, high):
        if not judgeable(typing, end):
            return None
        if kind_of(end) is not kind:
            typing.refuse(end, *mismatch(item, end))
            return None
    if isinstance(low, Literal) and isinstance(high, Literal) and low.value > high.value:  # type: ignore[operator]
        typing.refuse(low, "Nothing lies between these two: the first is greater.", "Write the smaller end first.")
        return None
    return Between(item, low, high, item.position)


def blank(typing: Typing, item: Node) -> Node | None:
    """``item is blank``."""
    if not isinstance(item, FieldRef):
        inner = next((found for found in _operands(item) if isinstance(found, FieldRef)), None)
        hint = f"Write '{said(inner)} is blank'." if inner else "Write the field's name before 'is blank'."
        if isinstance(item, Count):
            hint = f"Write count({said(item.item)}) = 0."
        typing.refuse(item, "Only a field can be blank.", hint)
        return None
    if not judgeable(typing, item):
        return None
    if item.kind is ValueKind.BOOLEAN:
        what = f"{said(item)} is a checkbox, and a checkbox is never blank."
        typing.refuse(item, what, f"Write '{said(item)}' or 'not {said(item)}' as a condition.")
        return None
    return IsBlank(item, item.position)


def has(typing: Typing, item: Node, value: Node) -> Node | None:
    """``item has 'value'``."""
    if not judgeable(typing, item):
        return None
    if not isinstance(item, FieldRef) or item.kind is not ValueKind.CHOICES:
        hint = "Use 'contains'." if kind_of(item) is ValueKind.TEXT else "Use '=' or 'in'."
        typing.refuse(item, f"'has' looks into a multi-select, and {is_a(item)}.", hint)
        return None
    if not isinstance(value, Literal) or not isinstance(value.value, str):
        what, hint = "'has' needs one value in single quotes.", f"Write for example {said(item)} has 'x'."
        typing.refuse(value, what, hint)
        return None
    chosen = _choice(typing, item, value)
    return Has(item, chosen, item.position) if chosen else None


def fits_case(typing: Typing, item: Node, constant: Literal) -> bool:
    """Whether a text in one letter case can be the constant; else the fault is kept."""
    if not isinstance(item, TextCall) or not isinstance(constant.value, str):
        return True
    text = constant.value
    made = {TextFunction.LOWER: text.lower(), TextFunction.UPPER: text.upper(), TextFunction.TRIM: text}[item.function]
    if made == text:
        return True
    what = f"{item.function}() never gives '{text}'."
    typing.refuse(constant, what, f"Write '{made}'.", ExprCode.UNKNOWN_VALUE)
    return False


def _operands(item: Node) -> tuple[Node, ...]:
    return tuple(found for name in ("item", "left", "right", "end", "start") if (found := getattr(item, name, None)))


def _varies(typing: Typing, word: str, item: Node) -> bool:
    if is_constant(item):
        typing.refuse(item, f"A constant stands before '{word}'.", f"Write a field before '{word}', or '<=' and '>='.")
        return False
    return True


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
    if isinstance(right, Literal) and not fits_case(typing, left, right):
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
    what = f"'{value.value}' is not a value of {said(field)}."
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
        return value if fits_case(typing, item, value) else None
    if value.value == "":
        typing.refuse(value, "An empty text is blank, and blank is equal to nothing.", "Write 'or ... is blank'.")
    else:
        typing.refuse(value, *mismatch(item, value))
    return None


def _offender(left: Node, right: Node) -> Node:
    """The side to point at: the constant, where there is one, for a field's type is a given."""
    return right if is_constant(right) or not is_constant(left) else left


def _unequal(left: Node, right: Node, kind: ValueKind) -> tuple[str, str]:
    """What and hint for two values of one kind that all the same have no comparison."""
    if isinstance(left, Days):
        return "Both sides are constants.", "Compare the age of a field, or a difference of two: age(created_at)."
    same = isinstance(left, FieldRef) and isinstance(right, FieldRef) and left.name == right.name
    if isinstance(left, FieldRef) and same and left.via is None:
        what = f"{left.name} before and after a save cannot be compared in this way."
        return what, f"Write changed({left.name})."
    if kind is ValueKind.BOOLEAN:
        return "Two conditions are not compared with each other.", "Write '(a and b) or (not a and not b)'."
    if kind is ValueKind.CHOICES:
        return "Two multi-selects are not compared with each other.", "Test single values with 'has'."
    return f"A {kind} is compared with a name in single quotes.", f"Write for example {kind} = 'name'."
