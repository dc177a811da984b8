"""Writes conditions as SQL trees for DuckDB, over a table with one column ``c_<logical name>`` per field.

Columns: text, choices, stage (``<pipeline>_<stage>``), pipeline and references VARCHAR; numbers DOUBLE, percent 0-100;
checkbox BOOLEAN; date DATE; date and time TIMESTAMP in UTC; multi-select VARCHAR[]. Blank is NULL. Three-valued logic
is SQL's own. Every date that does not depend on the record is computed here, so that DuckDB compares with constants.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlglot import exp

from dealspec.validators.expr.nodes import (
    Age,
    And,
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
    Or,
    PipelineIs,
    Shift,
    StageIn,
    StartsWith,
    Today,
    ValueKind,
)
from dealspec.validators.expr.patterns import to_re2
from dealspec.validators.judgement import Judgement

_COMPARE: dict[Op, type[exp.Binary]] = {
    Op.EQ: exp.EQ,
    Op.NE: exp.NEQ,
    Op.LT: exp.LT,
    Op.LE: exp.LTE,
    Op.GT: exp.GT,
    Op.GE: exp.GTE,
}


def predicate(node: Node, as_of: datetime) -> exp.Expr:
    """The condition: TRUE, FALSE or NULL (unknown) per row. ``as_of`` is the aware moment that counts as now."""
    return _Writer(as_of.astimezone(UTC).replace(tzinfo=None)).write(node)


def violation(judgement: Judgement, as_of: datetime) -> exp.Expr:
    """TRUE exactly on the rows where the judgement fires, never NULL. Conflicts between records are not in it."""
    writer = _Writer(as_of.astimezone(UTC).replace(tzinfo=None))
    broken: list[exp.Expr] = [writer.write(IsBlank(ref)) for ref in judgement.require]
    if judgement.that is not None:
        broken.append(_definitely(writer.write(judgement.that), otherwise=True))
    fires = exp.or_(*broken) if broken else exp.false()
    if judgement.when is None:
        return fires
    return exp.and_(_definitely(writer.write(judgement.when), otherwise=False), fires)


def _definitely(condition: exp.Expr, *, otherwise: bool) -> exp.Expr:
    """Whether the condition is TRUE (``otherwise`` False), or is not TRUE (``otherwise`` True); never NULL."""
    known = exp.Coalesce(this=condition, expressions=[exp.false()])
    return exp.Not(this=known) if otherwise else known


class _Writer:
    """One moment, and one method per node."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def write(self, node: Node) -> exp.Expr:
        method: Callable[[_Writer, Any], exp.Expr] = _METHODS[type(node)]
        return method(self, node)

    def literal(self, node: Literal) -> exp.Expr:
        return _constant(node.value)

    def field(self, node: FieldRef) -> exp.Expr:
        column = _column(node.name)
        if node.kind is ValueKind.BOOLEAN:
            return exp.Coalesce(this=column, expressions=[exp.false()])
        return column

    def negation(self, node: Not) -> exp.Expr:
        return exp.Not(this=exp.paren(self.write(node.item), copy=False))

    def conjunction(self, node: And) -> exp.Expr:
        return exp.and_(*(self.write(item) for item in node.items), copy=False)

    def disjunction(self, node: Or) -> exp.Expr:
        return exp.or_(*(self.write(item) for item in node.items), copy=False)

    def compare(self, node: Compare) -> exp.Expr:
        if isinstance(node.left, Age) and isinstance(node.right, Days):
            # now - x <= 7 days means x >= now - 7 days: the column stands alone against a constant
            return self.binary(node.op.mirrored, _column(node.left.item.name), self.since(node.left, node.right))
        if isinstance(node.left, Age) and isinstance(node.right, Age):
            return self.binary(node.op.mirrored, _column(node.left.item.name), _column(node.right.item.name))
        if isinstance(node.left, Shift) and not _depends(node.right):
            opposite = Shift(node.right, -node.left.days)
            return self.binary(node.op, self.write(node.left.item), self.write(opposite))
        return self.binary(node.op, self.write(node.left), self.write(node.right))

    def binary(self, op: Op, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return _COMPARE[op](this=left, expression=right)

    def since(self, age: Age, days: Days) -> exp.Expr:
        """The moment at which something is exactly that old."""
        moment = self.now - timedelta(days=days.count)
        return _constant(moment.date()) if age.item.kind is ValueKind.DATE else _constant(moment)

    def membership(self, node: In) -> exp.Expr:
        return exp.In(this=self.write(node.item), expressions=[_constant(value.value) for value in node.values])

    def between(self, node: Between) -> exp.Expr:
        low = self.compare(Compare(Op.GE, node.item, node.low))
        return exp.and_(low, self.compare(Compare(Op.LE, node.item, node.high)), copy=False)

    def blank(self, node: IsBlank) -> exp.Expr:
        return exp.Is(this=_column(node.item.name), expression=exp.null())

    def has(self, node: Has) -> exp.Expr:
        return exp.func("list_contains", _column(node.item.name), _constant(node.value.value))

    def matches(self, node: Matches) -> exp.Expr:
        return exp.func("regexp_full_match", self.write(node.item), exp.Literal.string(to_re2(node.pattern)))

    def starts_with(self, node: StartsWith) -> exp.Expr:
        return exp.func("starts_with", self.write(node.item), exp.Literal.string(node.prefix))

    def length(self, node: Length) -> exp.Expr:
        return exp.func("length", self.write(node.item))

    def today(self, _: Today) -> exp.Expr:
        return _constant(self.now.date())

    def shift(self, node: Shift) -> exp.Expr:
        fixed = self.fixed(node)
        if fixed is not None:
            return _constant(fixed)
        item = self.write(node.item)
        if isinstance(node.item, FieldRef) and node.item.kind is ValueKind.DATETIME:
            return exp.Add(this=item, expression=exp.func("to_days", exp.Literal.number(node.days)))
        return exp.Add(this=item, expression=exp.Literal.number(node.days))

    def fixed(self, node: Node) -> date | None:
        """The date of a node that does not depend on the record."""
        if isinstance(node, Today):
            return self.now.date()
        if isinstance(node, Literal) and isinstance(node.value, date):
            return node.value
        start = self.fixed(node.item) if isinstance(node, Shift) else None
        return start + timedelta(days=node.days) if start and isinstance(node, Shift) else None

    def stage_in(self, node: StageIn) -> exp.Expr:
        column = _column("prior_stage" if node.prior else "stage")
        if not node.stages:
            return exp.false()
        return exp.In(this=column, expressions=[exp.Literal.string(value) for value in node.values])

    def pipeline_is(self, node: PipelineIs) -> exp.Expr:
        return exp.EQ(this=_column("pipeline"), expression=exp.Literal.string(node.pipeline))

    def alone(self, node: Node) -> exp.Expr:
        raise TypeError(f"A {type(node).__name__} has a meaning only beside a comparison")


def _depends(node: Node) -> bool:
    """Whether the value differs from record to record."""
    return isinstance(node, (FieldRef, Length, Age)) or (isinstance(node, Shift) and _depends(node.item))


def _column(name: str) -> exp.Column:
    return exp.column(exp.to_identifier(f"c_{name}", quoted=True))


def _constant(value: str | Decimal | bool | date) -> exp.Expr:
    if isinstance(value, bool):
        return exp.Boolean(this=value)
    if isinstance(value, Decimal):
        return exp.Literal.number(f"{value:f}")
    if isinstance(value, datetime):
        return exp.cast(exp.Literal.string(value.isoformat(" ")), exp.DType.TIMESTAMP)
    if isinstance(value, date):
        return exp.cast(exp.Literal.string(value.isoformat()), exp.DType.DATE)
    return exp.Literal.string(value)


_METHODS: dict[type[Node], Callable[[_Writer, Any], exp.Expr]] = {
    Literal: _Writer.literal,
    FieldRef: _Writer.field,
    Not: _Writer.negation,
    And: _Writer.conjunction,
    Or: _Writer.disjunction,
    Compare: _Writer.compare,
    In: _Writer.membership,
    Between: _Writer.between,
    IsBlank: _Writer.blank,
    Has: _Writer.has,
    Matches: _Writer.matches,
    StartsWith: _Writer.starts_with,
    Length: _Writer.length,
    Today: _Writer.today,
    Days: _Writer.alone,
    Shift: _Writer.shift,
    Age: _Writer.alone,
    StageIn: _Writer.stage_in,
    PipelineIs: _Writer.pipeline_is,
}
