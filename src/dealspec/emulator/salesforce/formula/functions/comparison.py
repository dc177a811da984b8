"""The operators = <> < > <= >=: three-valued, except that null text equals empty text."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from dealspec.emulator.salesforce.formula import messages
from dealspec.emulator.salesforce.formula.functions.table import Arity, Building, Evaluator, Form, Function, Typing
from dealspec.emulator.salesforce.formula.nodes import Call, Literal
from dealspec.emulator.salesforce.formula.types import Type, common
from dealspec.emulator.salesforce.formula.values import Value

if TYPE_CHECKING:
    from dealspec.emulator.salesforce.formula.run import Run

_ORDERED = (Type.NUMBER, Type.DATE, Type.DATETIME, Type.TIME)
_EXPECTED = "Number, Date, DateTime"  # FE OperatorComparison.checkType leaves Time out of its message


def _equality_type(inference: Typing, call: Call) -> Type:
    left, right = (inference.infer(operand) for operand in call.operands)
    if common(left, right) is None:
        inference.fault(messages.wrong_type(call, left.value, right.value, call.operands[1]))
    if Type.BOOLEAN in (left, right):
        for operand, found in zip(call.operands, (left, right), strict=True):
            if found is Type.RUNTIME:
                inference.condition(operand)
    return Type.BOOLEAN


def _build_equality(builder: Building, call: Call) -> Evaluator:
    left, right = builder.build_all(call)
    types = {builder.type_of(operand) for operand in call.operands}
    wanted = call.name == "="
    if Type.TEXT in types:
        literal = call.operands[1]
        if isinstance(literal, Literal) and literal.value:
            return _text_against(left, literal.value, wanted=wanted)
        return lambda run: ((left(run) or "") == (right(run) or "")) is wanted
    if Type.RUNTIME in types:
        return lambda run: _equal_at_run_time(left(run), right(run), wanted=wanted)

    def compare(run: Run) -> Value:
        first = left(run)
        second = right(run)
        return None if first is None or second is None else (first == second) is wanted

    return compare


def _text_against(left: Evaluator, literal: Value, *, wanted: bool) -> Evaluator:
    if wanted:
        return lambda run: left(run) == literal
    return lambda run: left(run) != literal


def _equal_at_run_time(first: Value, second: Value, *, wanted: bool) -> Value:
    if isinstance(first, str) or isinstance(second, str):
        return ((first or "") == (second or "")) is wanted
    return None if first is None or second is None else (first == second) is wanted


def _order_type(inference: Typing, call: Call) -> Type:
    left, right = (inference.infer(operand) for operand in call.operands)
    if common(left, right) is None:
        inference.fault(messages.wrong_type(call, left.value, right.value, call.operands[1]))
        return Type.BOOLEAN
    for operand, found in zip(call.operands, (left, right), strict=True):
        if found not in (*_ORDERED, Type.NULL, Type.RUNTIME):
            inference.fault(messages.wrong_type(call, _EXPECTED, found.value, operand))
            return Type.BOOLEAN
    return Type.BOOLEAN


def _build_order(builder: Building, call: Call) -> Evaluator:
    left, right = builder.build_all(call)
    holds: Callable[[Any, Any], bool] = _HOLDS[call.name]
    literal = call.operands[1]
    if (
        isinstance(literal, Literal)
        and literal.value is not None
        and Type.RUNTIME not in map(builder.type_of, call.operands)
    ):
        return _against(left, holds, literal.value)

    def compare(run: Run) -> Value:
        first = left(run)
        second = right(run)
        if first is None or second is None:
            return None
        try:
            return holds(first, second)
        except TypeError:  # possible only where a type was not known before the evaluation
            raise messages.invalid_value(call) from None

    return compare


def _against(left: Evaluator, holds: Callable[[Any, Any], bool], limit: Value) -> Evaluator:
    def compare(run: Run) -> Value:
        first = left(run)
        return None if first is None else holds(first, limit)

    return compare


_HOLDS = {"<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
_TWO = Arity(2, 2)

TABLE: tuple[Function | Form, ...] = (
    Form("=", _TWO, _equality_type, _build_equality),
    Form("<>", _TWO, _equality_type, _build_equality),
    *(Form(name, _TWO, _order_type, _build_order) for name in _HOLDS),
)
