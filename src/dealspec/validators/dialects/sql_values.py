"""Writes values - fields, numbers, texts, dates, durations - as SQL trees for DuckDB. A blank value is NULL.

Columns and their types are those of ``sql``. What does not depend on the record is computed here: DuckDB compares with
constants.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlglot import exp

from dealspec.validators.expr.nodes import (
    ELEMENTS,
    Age,
    Arithmetic,
    ArithmeticOp,
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
    TextFunction,
    Today,
    ValueKind,
    walk,
)

DECIMALS = 8
"""What has been calculated is rounded to so many before it is compared: engines count in binary or in decimal."""
SECONDS_A_DAY = 86_400
A_MONDAY = date(1, 1, 1)
"""Days are numbered from it, so that no number is negative and a day of the week is the rest of a division."""

_ARITHMETIC: dict[ArithmeticOp, type[exp.Binary]] = {
    ArithmeticOp.ADD: exp.Add,
    ArithmeticOp.SUBTRACT: exp.Sub,
    ArithmeticOp.MULTIPLY: exp.Mul,
    ArithmeticOp.DIVIDE: exp.Div,
}
_SPACES = " \t"
"""What Salesforce's TRIM removes (Help: customize_functions_trim: spaces and tabs)."""


class Values:
    """One moment, and one method per kind of value."""

    def __init__(self, now: datetime, inside: str | None, condition: Callable[[Node, str], exp.Expr]) -> None:
        self.now = now
        self.inside = inside
        """The name of the element that is judged, within a ``Count``."""
        self.condition = condition
        """Writes the condition of a ``Count`` for an element of a name."""

    def write(self, node: Node) -> exp.Expr:
        """The value of a node that stands in a comparison."""
        method: Callable[[Values, Any], exp.Expr] = _METHODS[type(node)]
        return method(self, node)

    def compared(self, node: Node) -> exp.Expr:
        """The value as comparisons take it: rounded, where it was calculated."""
        value = self.write(node)
        if any(isinstance(found, Arithmetic) for found in walk(node)):
            return exp.func("round", value, exp.Literal.number(DECIMALS))
        return value

    def field(self, node: FieldRef) -> exp.Expr:
        """A field's value; a checkbox that nobody ticked is FALSE."""
        if node.object == ELEMENTS and self.inside:
            return exp.column(self.inside)
        found = column(node.column)
        return exp.Coalesce(this=found, expressions=[exp.false()]) if node.kind is ValueKind.BOOLEAN else found

    def _literal(self, node: Literal) -> exp.Expr:
        return constant(node.value)

    def _arithmetic(self, node: Arithmetic) -> exp.Expr:
        left, right = self._number(node.left), self._number(node.right)
        if node.op is ArithmeticOp.DIVIDE:
            return exp.Div(this=left, expression=_divisor(node.right, right), typed=False, safe=False)
        return _ARITHMETIC[node.op](this=left, expression=right)

    def _number(self, node: Node) -> exp.Expr:
        """An operand of arithmetic: in double precision throughout, whatever the type of its column or constant."""
        if isinstance(node, (Literal, Length, Count, BusinessDays)):
            return exp.cast(self.write(node), exp.DType.DOUBLE)
        return exp.paren(self.write(node), copy=False) if isinstance(node, Arithmetic) else self.write(node)

    def _length(self, node: Length) -> exp.Expr:
        return exp.func("length", self.write(node.item))

    def _text(self, node: TextCall) -> exp.Expr:
        if node.function is TextFunction.TRIM:
            return exp.func("trim", self.write(node.item), exp.Literal.string(_SPACES))
        return exp.func(node.function.value, self.write(node.item))

    def _today(self, _: Today) -> exp.Expr:
        return constant(self.now.date())

    def _shift(self, node: Shift) -> exp.Expr:
        fixed = self.fixed(node)
        if fixed is not None:
            return constant(fixed)
        days: exp.Expr = exp.Literal.number(node.days)
        if isinstance(node.item, FieldRef) and node.item.kind is ValueKind.DATETIME:
            days = exp.func("to_days", days)
        return exp.Add(this=self.write(node.item), expression=days)

    def fixed(self, node: Node) -> date | None:
        """The date of a node that does not depend on the record."""
        if isinstance(node, Today):
            return self.now.date()
        if isinstance(node, Literal) and isinstance(node.value, date):
            return node.value
        start = self.fixed(node.item) if isinstance(node, Shift) else None
        return start + timedelta(days=node.days) if start and isinstance(node, Shift) else None

    def seconds(self, node: Node) -> exp.Expr:
        """A duration in seconds, so that spans of dates and of times compare with each other and with days."""
        if isinstance(node, Days):
            return exp.Literal.number(node.count * SECONDS_A_DAY)
        if isinstance(node, Age):
            is_date = node.item.kind is ValueKind.DATE
            return self._span(self.write(node.item), constant(self.now.date() if is_date else self.now), is_date)
        assert isinstance(node, Difference)
        return self._span(self.write(node.start), self.write(node.end), not _is_moment(node.start))

    def _span(self, start: exp.Expr, end: exp.Expr, of_dates: bool) -> exp.Expr:
        if of_dates:
            days = exp.paren(exp.Sub(this=_apart(end), expression=_apart(start)))
            return exp.Mul(this=days, expression=exp.Literal.number(SECONDS_A_DAY))
        return exp.Sub(this=exp.func("epoch", end), expression=exp.func("epoch", start))

    def _business_days(self, node: BusinessDays) -> exp.Expr:
        """Days up to ``end`` less days up to ``start``: so a span that runs backwards is negative by itself."""
        sides = [self._days_up_to(side, node.weekend, node.holidays) for side in (node.end, node.start)]
        return exp.paren(exp.Sub(this=exp.paren(sides[0]), expression=exp.paren(sides[1])))

    def _days_up_to(self, node: Node, weekend: Sequence[int], holidays: Sequence[date]) -> exp.Expr:
        fixed = self.fixed(node)
        if fixed is not None:
            return exp.Literal.number(business_days_up_to(fixed, weekend, holidays))
        day = self.write(node)
        number = exp.paren(exp.Sub(this=_apart(day), expression=constant(A_MONDAY)))
        weeks = exp.IntDiv(this=number, expression=exp.Literal.number(7))
        in_week = exp.Case(this=exp.paren(exp.Mod(this=number.copy(), expression=exp.Literal.number(7))))
        for weekday in range(7):
            in_week = in_week.when(exp.Literal.number(weekday), exp.Literal.number(_worked(weekday, weekend)))
        total: exp.Expr = exp.Add(
            this=exp.Mul(this=exp.paren(weeks), expression=exp.Literal.number(_worked(6, weekend))), expression=in_week
        )
        for holiday in _working(holidays, weekend):
            later = exp.Case().when(exp.GTE(this=day.copy(), expression=constant(holiday)), exp.Literal.number(1))
            total = exp.Sub(this=total, expression=later.else_(exp.Literal.number(0)))
        return total

    def _count(self, node: Count) -> exp.Expr:
        elements: exp.Expr = column(node.item.column)
        if node.where is not None:
            name = "element"
            chosen = exp.Coalesce(this=self.condition(node.where, name), expressions=[exp.false()])
            each = exp.Lambda(this=chosen, expressions=[exp.to_identifier(name)])
            elements = exp.func("list_filter", elements, each)
        return exp.Coalesce(this=exp.func("len", elements), expressions=[exp.Literal.number(0)])

    def _alone(self, node: Node) -> exp.Expr:
        raise TypeError(f"A {type(node).__name__} has a meaning only beside a comparison")


def business_days_up_to(day: date, weekend: Sequence[int], holidays: Sequence[date]) -> int:
    """How many business days there are from the Monday that days are numbered from up to and including a day."""
    weeks, weekday = divmod((day - A_MONDAY).days, 7)
    free = sum(holiday <= day for holiday in _working(holidays, weekend))
    return weeks * _worked(6, weekend) + _worked(weekday, weekend) - free


def column(name: str) -> exp.Column:
    """The column of a logical field."""
    return exp.column(exp.to_identifier(f"c_{name}", quoted=True))


def constant(value: str | Decimal | bool | date) -> exp.Expr:
    """A value as SQL."""
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, Decimal):
        return exp.Literal.number(f"{value:f}")
    if isinstance(value, datetime):
        return exp.cast(exp.Literal.string(value.isoformat(" ")), exp.DType.TIMESTAMP)
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), exp.DType.DATE)
    return exp.Literal.string(value)


def depends(node: Node) -> bool:
    """Whether the value differs from record to record."""
    return any(isinstance(found, (FieldRef, Age)) for found in walk(node))


def _divisor(node: Node, value: exp.Expr) -> exp.Expr:
    """The number, blank where it is zero; one that was calculated is zero where it is rounded to it."""
    zero = exp.Literal.number(0)
    if not isinstance(node, Arithmetic):
        return exp.func("nullif", value, zero)
    rounded = exp.func("round", value.copy(), exp.Literal.number(DECIMALS))
    return exp.Case().when(exp.NEQ(this=rounded, expression=zero), value)


def _apart(value: exp.Expr) -> exp.Expr:
    """The value as an operand: in parentheses, where it is a sum."""
    return exp.paren(value, copy=False) if isinstance(value, exp.Binary) else value


def _worked(weekday: int, weekend: Sequence[int]) -> int:
    """How many days of a week are worked from Monday up to and including a day of it."""
    return sum(day not in weekend for day in range(weekday + 1))


def _working(holidays: Sequence[date], weekend: Sequence[int]) -> list[date]:
    """The holidays that fall on a day that would be worked."""
    return [holiday for holiday in holidays if holiday.weekday() not in weekend]


def _is_moment(node: Node) -> bool:
    if isinstance(node, Shift):
        return _is_moment(node.item)
    return isinstance(node, FieldRef) and node.kind is ValueKind.DATETIME


_METHODS: dict[type[Node], Callable[[Values, Any], exp.Expr]] = {
    FieldRef: Values.field,
    Literal: Values._literal,
    Arithmetic: Values._arithmetic,
    Length: Values._length,
    TextCall: Values._text,
    Today: Values._today,
    Shift: Values._shift,
    BusinessDays: Values._business_days,
    Count: Values._count,
    Days: Values._alone,
    Age: Values._alone,
    Difference: Values._alone,
}
