"""The arithmetic of formulas: 39 digits inside, 33 where a number leaves, half up (FE BigDecimalHelper)."""

from __future__ import annotations

import decimal
from decimal import ROUND_HALF_UP, Decimal

from dealspec.emulator.salesforce.formula.values import FormulaError

_TRAPS = [decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow]
INTERNAL = decimal.Context(prec=39, rounding=ROUND_HALF_UP, traps=_TRAPS)
EXTERNAL = decimal.Context(prec=33, rounding=ROUND_HALF_UP, traps=_TRAPS)
_POWER = decimal.Context(prec=18, rounding=ROUND_HALF_UP, traps=_TRAPS)
_POWER_LIMIT = 64  # decimal digits before the point; FE refuses beyond
_POWER_SMALLEST = Decimal(1).scaleb(-39)
WHOLE = Decimal(1)


def divide(dividend: Decimal, divisor: Decimal) -> Decimal:
    """The quotient; raises FormulaError for a zero divisor, as the platform stops with #Error!."""
    if not divisor:
        raise FormulaError("#Error! Division by zero")
    return INTERNAL.divide(dividend, divisor)


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """`base ^ exponent` for whole exponents, rounded to 18 digits; raises FormulaError otherwise (FE formulaPower)."""
    whole = exponent.to_integral_value()
    if whole != exponent or (base and base.copy_abs().log10() * whole > _POWER_LIMIT) or (not base and whole < 0):
        raise FormulaError("Out of range argument to POWER() function")
    if not whole:
        return WHOLE
    result = _POWER.power(base, whole)
    return Decimal(0) if abs(result) < _POWER_SMALLEST else result


def rounded(value: Decimal, places: Decimal, rounding: str = ROUND_HALF_UP) -> Decimal:
    """`value` to `places` decimals, to tens and hundreds where negative."""
    scale = truncated(places)
    if scale > 39 or value == 0:
        return value
    if value.adjusted() + 1 + scale <= 0 and (scale < 0 or abs(value) >= 1):
        return Decimal(0)  # FE BigDecimalHelper.round: ROUND(55, -2) is 0, not 100
    return _WIDE.plus(value.quantize(Decimal((0, (1,), -scale)), rounding=rounding, context=_WIDE))


def truncated(value: Decimal, *, bits: int = 31) -> int:
    """The whole part, as Java's intValue and longValue take it; raises FormulaError where those would wrap."""
    if value.adjusted() > 19 or abs(whole := int(value)) >= 2**bits:
        raise FormulaError("#Too Big!")
    return whole


def plain(value: Decimal) -> str:
    """The number as TEXT() writes it: no exponent, no trailing zeros (FE formatBigDecimal)."""
    if not value:
        return "0"
    shown = format(value, "f")
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


_WIDE = decimal.Context(prec=120, rounding=ROUND_HALF_UP, traps=_TRAPS)
