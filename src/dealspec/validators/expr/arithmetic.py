"""Combines numbers, and moves and subtracts dates; computes at once what is constant."""

from __future__ import annotations

from decimal import Decimal, localcontext

from dealspec.validators.expr.faults import ExprCode
from dealspec.validators.expr.fitting import Typing, is_a, judgeable, kind_of, said
from dealspec.validators.expr.nodes import (
    Arithmetic,
    ArithmeticOp,
    Days,
    Difference,
    FieldRef,
    Literal,
    Node,
    Shift,
    ValueKind,
)

MAX_NUMBER = Decimal(10) ** 18
"""Salesforce keeps 18 digits."""
MAX_DECIMALS = 10
MAX_DEPTH = 40
"""Operations that may stand in a row."""
MAX_SHIFT = 36_525
"""A hundred years: further, a date leaves the calendar of some CRM."""

_TIMES = frozenset({ValueKind.DATE, ValueKind.DATETIME})
_WORDS = {
    ArithmeticOp.ADD: "Adding",
    ArithmeticOp.SUBTRACT: "Subtracting",
    ArithmeticOp.MULTIPLY: "Multiplying",
    ArithmeticOp.DIVIDE: "Dividing",
}


def combined(typing: Typing, op: ArithmeticOp, left: Node, right: Node) -> Node | None:
    """``left op right``: of two numbers a number, of two dates the time between them, of a date and days a date."""
    if not (judgeable(typing, left) and judgeable(typing, right)):
        return None
    kinds = (kind_of(left), kind_of(right))
    if kinds == (ValueKind.NUMBER, ValueKind.NUMBER):
        return _calculated(typing, op, left, right)
    if op in (ArithmeticOp.ADD, ArithmeticOp.SUBTRACT) and _TIMES.intersection(kinds):
        return _in_time(typing, op, left, right)
    offender = left if kinds[0] is not ValueKind.NUMBER else right
    typing.refuse(offender, f"{_WORDS[op]} needs two numbers, and {is_a(offender)}.", _hint(kind_of(offender)))
    return None


def negated(typing: Typing, item: Node) -> Node | None:
    """``-item``."""
    if isinstance(item, Literal) and isinstance(item.value, Decimal):
        return Literal(-item.value, item.position)
    if not judgeable(typing, item):
        return None
    if kind_of(item) is ValueKind.NUMBER:
        return _calculated(typing, ArithmeticOp.SUBTRACT, Literal(Decimal(0), item.position), item)
    hint = "Subtract the other way round." if kind_of(item) is ValueKind.DURATION else "Write for example -5."
    typing.refuse(item, f"Only a number can be negative, and {is_a(item)}.", hint)
    return None


def _calculated(typing: Typing, op: ArithmeticOp, left: Node, right: Node) -> Node | None:
    if op is ArithmeticOp.DIVIDE and isinstance(right, Literal) and right.value == 0:
        what, hint = "A number is divided by zero here.", "Divide by something else."
        typing.refuse(right, what, hint, ExprCode.DIVISION)
        return None
    if isinstance(left, Literal) and isinstance(right, Literal):
        folded = _folded(op, left, right)
        if folded is not None and abs(folded) >= MAX_NUMBER:
            typing.refuse(left, "The result has more digits than a CRM keeps.", "Write less than 18 digits.")
            return None
        if folded is not None:
            return Literal(folded, left.position)
    if max(_depth(left), _depth(right)) >= MAX_DEPTH:
        what = f"More than {MAX_DEPTH} operations stand in a row."
        typing.refuse(left, what, "Split it, or let a formula field of the CRM compute it.", ExprCode.TOO_LARGE)
        return None
    return Arithmetic(op, left, right, left.position)


def _folded(op: ArithmeticOp, left: Literal, right: Literal) -> Decimal | None:
    """The exact result; None where it has too many decimals to be written down."""
    assert isinstance(left.value, Decimal) and isinstance(right.value, Decimal)
    with localcontext() as context:
        context.prec = 60
        result = {
            ArithmeticOp.ADD: left.value.__add__,
            ArithmeticOp.SUBTRACT: left.value.__sub__,
            ArithmeticOp.MULTIPLY: left.value.__mul__,
            ArithmeticOp.DIVIDE: left.value.__truediv__,
        }[op](right.value)
        if abs(result) >= MAX_NUMBER:
            return result
        rounded = result.quantize(Decimal(1).scaleb(-MAX_DECIMALS))
        if rounded != result:
            return None
    return rounded.normalize() if rounded % 1 else rounded.quantize(Decimal(1))


def _depth(node: Node) -> int:
    return 1 + max(_depth(node.left), _depth(node.right)) if isinstance(node, Arithmetic) else 0


def _in_time(typing: Typing, op: ArithmeticOp, left: Node, right: Node) -> Node | None:
    if op is ArithmeticOp.ADD and isinstance(left, Days):
        left, right = right, left
    kind, other = kind_of(left), kind_of(right)
    if isinstance(right, Days) and kind in _TIMES:
        return _shifted(typing, left, -right.count if op is ArithmeticOp.SUBTRACT else right.count, right)
    if op is ArithmeticOp.SUBTRACT and kind is other:
        return Difference(left, right, left.position)
    if kind in _TIMES and other in _TIMES:
        typing.refuse(right, *_two_times(op, left, right, kind is other))
    elif number := _number(op, left, right):
        typing.refuse(number, "A date moves by days.", f"Write days({number.value}).")
    elif kind in _TIMES:
        what = f"A date moves by a fixed number of days, and {is_a(right)}."
        typing.refuse(right, what, "Write for example days(7), or compare the difference of two dates.")
    else:
        typing.refuse(left, f"A date is subtracted from a date only, and {is_a(left)}.", "Write the date first.")
    return None


def _number(op: ArithmeticOp, left: Node, right: Node) -> Literal | None:
    """The constant by which a date was meant to move."""
    sides = (right, left) if op is ArithmeticOp.ADD else (right,)
    return next((side for side in sides if isinstance(side, Literal) and kind_of(side) is ValueKind.NUMBER), None)


def _two_times(op: ArithmeticOp, left: Node, right: Node, alike: bool) -> tuple[str, str]:
    if op is ArithmeticOp.ADD and alike:
        return "Two dates cannot be added.", "Subtract them, or add days(7) to one."
    moment = next((side for side in (left, right) if kind_of(side) is ValueKind.DATETIME), left)
    name = said(moment) if isinstance(moment, FieldRef) else "created_at"
    what = "A date and a date with time have no difference that is the same in every time zone."
    return what, f"Compare its age: age({name}) <= days(7)."


def _shifted(typing: Typing, moved: Node, by: int, at: Days) -> Node | None:
    item, days = (moved.item, moved.days) if isinstance(moved, Shift) else (moved, 0)
    if abs(days + by) <= MAX_SHIFT:
        return Shift(item, days + by, moved.position)
    typing.refuse(at, "The date would move by more than a hundred years.", "Write fewer days.")
    return None


def _hint(kind: ValueKind) -> str:
    return {
        ValueKind.DURATION: "Compare durations one by one, or move a date: close_date + days(7).",
        ValueKind.TEXT: "Compare each text by itself; a number is written without quotes.",
        ValueKind.DATE: "A date can be moved and subtracted: close_date + days(7).",
        ValueKind.DATETIME: "A time can be moved and subtracted: created_at + days(7).",
    }.get(kind, "Use number, currency and percent fields.")
