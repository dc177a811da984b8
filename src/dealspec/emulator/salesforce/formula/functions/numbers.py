"""Functions of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_UP, Decimal

from dealspec.emulator.salesforce.formula.decimals import EXTERNAL, INTERNAL, rounded
from dealspec.emulator.salesforce.formula.functions.table import NUMBER, Form, Function
from dealspec.emulator.salesforce.formula.types import Type
from dealspec.emulator.salesforce.formula.values import FormulaError, Value

_ZERO = Decimal(0)


def _to_whole(rounding: str) -> Callable[[Decimal], Decimal]:
    # The 33-digit rounding first keeps FLOOR(1/3*3) at 1 (FE NUMBER_PRECISION_EXTERNAL).
    return lambda value: INTERNAL.plus(EXTERNAL.plus(value).to_integral_value(rounding=rounding))


def _mod(dividend: Decimal, divisor: Decimal) -> Decimal:
    """Java's remainder: the sign of the dividend (FE FunctionMod)."""
    if not divisor:
        raise FormulaError("#Error! Division by zero")
    return INTERNAL.remainder(dividend, divisor)


def _in_domain(name: str, apply: Callable[[Decimal], Decimal], least: Decimal, *, open_: bool) -> Callable[..., Value]:
    def checked(value: Decimal) -> Decimal:
        if value < least or (open_ and value == least):
            raise FormulaError(f"#Error! {name} of a number below its domain")
        return apply(value)

    return checked


def _exp(value: Decimal) -> Decimal:
    if value > 148:  # e^148 has 65 digits: the limit FE sets for powers; assumed to hold for EXP
        raise FormulaError("#Too Big!")
    return INTERNAL.exp(value)


def _double(apply: Callable[..., float]) -> Callable[..., Value]:
    """A function Java computes in doubles; outside its domain is an error."""

    def computed(*values: Decimal) -> Decimal:
        try:
            return Decimal(repr(apply(*map(float, values))))
        except (ValueError, OverflowError):
            raise FormulaError("#Error! A number outside the function's domain") from None

    return computed


def _number(name: str, apply: Callable[..., Value], count: int = 1) -> Function:
    return Function(name, (NUMBER,) * count, Type.NUMBER, apply)


TABLE: tuple[Function | Form, ...] = (
    _number("ABS", INTERNAL.abs),
    _number("CEILING", _to_whole(ROUND_UP)),  # away from zero (FE FunctionCeiling)
    _number("FLOOR", _to_whole(ROUND_DOWN)),  # towards zero (FE FunctionFloor)
    _number("MCEILING", _to_whole(ROUND_CEILING)),
    _number("MFLOOR", _to_whole(ROUND_FLOOR)),
    _number("ROUND", rounded, 2),
    Function(
        "TRUNC",
        (NUMBER, NUMBER),
        Type.NUMBER,
        lambda value, places=_ZERO: rounded(value, places, ROUND_DOWN),
        required=1,
    ),
    _number("MOD", _mod, 2),
    Function("MAX", (NUMBER,), Type.NUMBER, lambda *values: max(values), variadic=True),
    Function("MIN", (NUMBER,), Type.NUMBER, lambda *values: min(values), variadic=True),
    _number("SQRT", _in_domain("SQRT", INTERNAL.sqrt, _ZERO, open_=False)),
    _number("LN", _in_domain("LN", INTERNAL.ln, _ZERO, open_=True)),
    _number("LOG", _in_domain("LOG", INTERNAL.log10, _ZERO, open_=True)),
    _number("EXP", _exp),
    Function("PI", (), Type.NUMBER, lambda: Decimal(repr(math.pi))),
    _number("SIN", _double(math.sin)),
    _number("COS", _double(math.cos)),
    _number("TAN", _double(math.tan)),
    _number("ASIN", _double(math.asin)),
    _number("ACOS", _double(math.acos)),
    _number("ATAN", _double(math.atan)),
    _number("ATAN2", _double(math.atan2), 2),
)
