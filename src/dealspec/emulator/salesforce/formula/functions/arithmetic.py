"""The operators + - * / ^ & and the signs, over numbers, text and dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from dealspec.emulator.salesforce.formula import messages
from dealspec.emulator.salesforce.formula.decimals import INTERNAL, divide, power, truncated
from dealspec.emulator.salesforce.formula.functions.table import (
    NUMBER,
    TEXT,
    Arity,
    Building,
    Evaluator,
    Form,
    Function,
    Typing,
)
from dealspec.emulator.salesforce.formula.nodes import Call
from dealspec.emulator.salesforce.formula.types import Type, value_type
from dealspec.emulator.salesforce.formula.values import FormulaError, Value

if TYPE_CHECKING:
    from dealspec.emulator.salesforce.formula.run import Run

MILLISECONDS_A_DAY = 86_400_000
_SECONDS_A_DAY = 86_400

_N, _D, _DT, _T, _S = Type.NUMBER, Type.DATE, Type.DATETIME, Type.TIME, Type.TEXT


def milliseconds(moment: time) -> int:
    """A time as milliseconds since midnight."""
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * 1000 + moment.microsecond // 1000


def time_at(count: int) -> time:
    """The time so many milliseconds after midnight, round the clock."""
    seconds, rest = divmod(count % MILLISECONDS_A_DAY, 1000)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60, rest * 1000)


def _date_after(start: date, days: Decimal) -> date:
    try:
        return start + timedelta(days=truncated(days))  # the fraction is cut off
    except OverflowError:
        raise FormulaError("#Error! The date is outside the years 1 to 9999") from None


def _moment_after(start: datetime, days: Decimal) -> datetime:
    # Whole seconds, half up: FE OperatorAddOrSubtract assumes second granularity throughout.
    seconds = _nearest(INTERNAL.multiply(days, Decimal(_SECONDS_A_DAY)))
    try:
        return start + timedelta(seconds=seconds)
    except OverflowError:
        raise FormulaError("#Error! The date is outside the years 1 to 9999") from None


def _nearest(value: Decimal) -> int:
    return truncated(value.to_integral_value(ROUND_HALF_UP), bits=63)


def _days_between(later: datetime, earlier: datetime) -> Decimal:
    gap = later - earlier
    return INTERNAL.divide(Decimal(gap.days * _SECONDS_A_DAY + gap.seconds), Decimal(_SECONDS_A_DAY))


def _time_after(start: time, amount: Decimal) -> time:
    return time_at(milliseconds(start) + _nearest(amount))


_SUMS: dict[tuple[Type, Type], tuple[Type, Callable[[Any, Any], Value]]] = {
    (_N, _N): (_N, INTERNAL.add),
    (_D, _N): (_D, _date_after),
    (_N, _D): (_D, lambda days, start: _date_after(start, days)),
    (_DT, _N): (_DT, _moment_after),
    (_N, _DT): (_DT, lambda days, start: _moment_after(start, days)),
    (_T, _N): (_T, _time_after),
}
_DIFFERENCES: dict[tuple[Type, Type], tuple[Type, Callable[[Any, Any], Value]]] = {
    (_N, _N): (_N, INTERNAL.subtract),
    (_D, _N): (_D, lambda start, days: _date_after(start, days.copy_negate())),
    (_D, _D): (_N, lambda later, earlier: Decimal((later - earlier).days)),
    (_DT, _N): (_DT, lambda start, days: _moment_after(start, days.copy_negate())),
    (_DT, _DT): (_N, _days_between),
    (_T, _N): (_T, lambda start, amount: _time_after(start, amount.copy_negate())),
    (_T, _T): (
        _N,
        lambda later, earlier: Decimal((milliseconds(later) - milliseconds(earlier)) % MILLISECONDS_A_DAY),
    ),
}
_RULES = {"+": _SUMS, "-": _DIFFERENCES}


def _additive_type(inference: Typing, call: Call) -> Type:
    left, right = (inference.infer(operand) for operand in call.operands)
    if Type.NULL in (left, right):
        return Type.NULL  # FE OperatorAddOrSubtract: a NULL literal makes the whole sum NULL
    if Type.RUNTIME in (left, right):
        return Type.RUNTIME
    if call.name == "+" and left is _S:
        if right is not _S:
            return inference.fault(messages.wrong_type(call, "Text", right.value, call.operands[1]))
        return _S
    rule = _RULES[call.name].get((left, right))
    if rule is not None:
        return rule[0]
    return inference.fault(_additive_fault(call, left, right))


def _additive_fault(call: Call, left: Type, right: Type) -> FormulaError:
    known = (_N, _D, _DT, _T)
    if left in known and right in known:
        return messages.wrong_type(call, "Number", right.value, call.operands[1])
    wrong, at = (left, call.operands[0]) if left not in known else (right, call.operands[1])
    return messages.wrong_type(call, "Number, Date, DateTime", wrong.value, at)


def _build_additive(builder: Building, call: Call) -> Evaluator:
    left, right = builder.build_all(call)
    types = (builder.type_of(call.operands[0]), builder.type_of(call.operands[1]))
    if Type.NULL in types:
        return lambda run: None
    if Type.RUNTIME in types:
        return lambda run: _at_run_time(call, left(run), right(run))
    if types == (_S, _S):
        return _joined(left, right)
    apply = _RULES[call.name][types][1]
    return _strict(apply, left, right)


def _strict(apply: Callable[[Any, Any], Value], left: Evaluator, right: Evaluator) -> Evaluator:
    def computed(run: Run) -> Value:
        first = left(run)
        second = right(run)
        return None if first is None or second is None else apply(first, second)

    return computed


def _at_run_time(call: Call, first: Value, second: Value) -> Value:
    if isinstance(first, str) and isinstance(second, str | None) and call.name == "+":
        return first + (second or "")
    if first is None or second is None:
        return second if call.name == "+" and isinstance(second, str) else None
    rule = _RULES[call.name].get((value_type(first), value_type(second)))
    if rule is None:
        raise messages.invalid_value(call)
    return rule[1](first, second)


def _joined(left: Evaluator, right: Evaluator) -> Evaluator:
    """Null text keeps the other text."""

    def joined(run: Run) -> Value:
        first = left(run)
        second = right(run)
        if first is None or second is None:
            return first if second is None else second
        return f"{first}{second}"

    return joined


def _text_type(inference: Typing, call: Call) -> Type:
    inference.operands(call, TEXT)
    return Type.TEXT


def _build_concatenation(builder: Building, call: Call) -> Evaluator:
    left, right = builder.build_all(call)
    return _joined(left, right)


def _number_type(inference: Typing, call: Call) -> Type:
    inference.operands(call, NUMBER)
    return Type.NUMBER


def _build_product(builder: Building, call: Call) -> Evaluator:
    left, right = builder.build_all(call)
    return _strict(_PRODUCTS[call.name], left, right)


_PRODUCTS: dict[str, Callable[[Any, Any], Value]] = {"*": INTERNAL.multiply, "/": divide, "^": power}
_TWO = Arity(2, 2)

TABLE: tuple[Function | Form, ...] = (
    Form("+", _TWO, _additive_type, _build_additive),
    Form("-", _TWO, _additive_type, _build_additive),
    Form("&", _TWO, _text_type, _build_concatenation),
    *(Form(name, _TWO, _number_type, _build_product) for name in _PRODUCTS),
    Function("unary +", (NUMBER,), Type.NUMBER, INTERNAL.plus),
    Function("unary -", (NUMBER,), Type.NUMBER, INTERNAL.minus),
)
