"""What a condition means on a save, in as few words as can be: what every dialect is held to. Three-valued."""

from __future__ import annotations

import operator
import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from tests.unit.validators.strategies import NOW, Save

from dealspec.validators.expr import nodes as n

_COMPARE = {
    n.Op.EQ: operator.eq,
    n.Op.NE: operator.ne,
    n.Op.LT: operator.lt,
    n.Op.LE: operator.le,
    n.Op.GT: operator.gt,
    n.Op.GE: operator.ge,
}
_TEXT = {
    n.TextFunction.LOWER: str.lower,
    n.TextFunction.UPPER: str.upper,
    n.TextFunction.TRIM: lambda text: text.strip(" \t"),
}
_PLACES = Decimal("0.00000001")


def truth(node: n.Node, save: Save) -> bool | None:
    """TRUE, FALSE or None for unknown."""
    match node:
        case n.Literal():
            return node.value
        case n.FieldRef():
            return bool(value(node, save))
        case n.Not(item):
            inner = truth(item, save)
            return None if inner is None else not inner
        case n.And(items):
            answers = [truth(item, save) for item in items]
            return False if False in answers else None if None in answers else True
        case n.Or(items):
            answers = [truth(item, save) for item in items]
            return True if True in answers else None if None in answers else False
        case n.Between(item, low, high):
            return truth(n.And((n.Compare(n.Op.GE, item, low), n.Compare(n.Op.LE, item, high))), save)
        case n.IsBlank(item):
            return value(item, save) is None
        case n.IsNew():
            return save.prior is None
        case n.Changed(item):
            return save.prior is not None and save.prior[item.column] != save.record[item.column]
        case n.Entered(reached):
            return _at(reached, save.record) and not (save.prior is not None and _at(reached, save.prior))
        case n.StageIn(prior=True):
            return None if save.prior is None else _at(node, save.prior)
        case n.StageIn():
            return _at(node, save.record)
        case n.PipelineIs(pipeline):
            return save.record["pipeline"] == pipeline
        case _:
            return _test(node, save)


def value(node: n.Node, save: Save) -> Any:
    """The value of an operand; None for blank."""
    match node:
        case n.Literal():
            return node.value
        case n.FieldRef(prior=True):
            return None if save.prior is None else save.prior[node.column.removeprefix("prior.")]
        case n.FieldRef():
            return save.record[node.column]
        case n.Today():
            return NOW.date()
        case n.Days(count):
            return timedelta(days=count)
        case _:
            operands = [value(item, save) for item in _operands(node)]
            return None if None in operands else _computed(node, *operands)


def _test(node: n.Node, save: Save) -> bool | None:
    if isinstance(node, n.Compare):
        left, right = _rounded(node.left, save), _rounded(node.right, save)
        return None if left is None or right is None else _COMPARE[node.op](left, right)
    item = _rounded(node.item, save)
    if item is None:
        return None
    match node:
        case n.In():
            return item in [one.value for one in node.values]
        case n.Has():
            return node.value.value in item
        case n.Matches():
            return re.fullmatch(node.pattern, item, re.ASCII) is not None
        case n.StartsWith():
            return item.startswith(node.prefix)
        case n.EndsWith():
            return item.endswith(node.suffix)
        case n.Contains():
            return node.part in item
    raise TypeError(node)


def _operands(node: n.Node) -> tuple[n.Node, ...]:
    match node:
        case n.Arithmetic(_, left, right):
            return left, right
        case n.Difference(end, start):
            return end, start
        case n.BusinessDays(start, end):
            return start, end
    return (node.item,)


def _computed(node: n.Node, *operands: Any) -> Any:
    match node:
        case n.TextCall():
            return _TEXT[node.function](*operands)
        case n.Length():
            return Decimal(len(*operands))
        case n.Shift():
            return operands[0] + timedelta(days=node.days)
        case n.Age():
            now = NOW.date() if node.item.kind is n.ValueKind.DATE else NOW
            return now - operands[0]
        case n.Difference():
            return operands[0] - operands[1]
        case n.BusinessDays():
            return Decimal(business_days(node, *operands))
        case n.Arithmetic():
            return _arithmetic(node, *operands)
    raise TypeError(node)


def business_days(node: n.BusinessDays, start: date, end: date) -> int:
    """Counted day by day."""
    first, last = sorted((start, end))
    days = [first + timedelta(days=after) for after in range(1, (last - first).days + 1)]
    count = sum(day.weekday() not in node.weekend and day not in node.holidays for day in days)
    return count if end >= start else -count


def _arithmetic(node: n.Arithmetic, left: Decimal, right: Decimal) -> Decimal | None:
    with localcontext(prec=60):
        match node.op:
            case n.ArithmeticOp.ADD:
                return left + right
            case n.ArithmeticOp.SUBTRACT:
                return left - right
            case n.ArithmeticOp.MULTIPLY:
                return left * right
        return left / right if _eight(right) else None


def _rounded(node: n.Node, save: Save) -> Any:
    """Numbers are compared by their first eight decimals."""
    found = value(node, save)
    return _eight(found) if isinstance(found, Decimal) else found


def _eight(number: Decimal) -> Decimal:
    with localcontext(prec=60):
        return number.quantize(_PLACES, ROUND_HALF_UP)


def _at(node: n.StageIn, record: Any) -> bool:
    return record["stage"] in node.values
