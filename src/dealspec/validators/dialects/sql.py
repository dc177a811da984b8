"""Writes conditions as SQL trees for DuckDB, over a table with one column ``c_<logical name>`` per field.

Columns: text, choices, stage (``<pipeline>_<stage>``), pipeline and references VARCHAR; numbers DOUBLE, percent 0-100;
checkbox BOOLEAN; date DATE; date and time TIMESTAMP in UTC; multi-select and contact roles VARCHAR[]. Blank is NULL.
Three-valued logic is SQL's own. Every date that does not depend on the record is computed here.

A field behind a lookup is ``c_<lookup>.<field>``. What asks how a record got here reads ``c_prior.<field>``, NULL where
the save creates the record, and ``c_is_new``: a table of current values has neither, so ask ``needs_save`` first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlglot import exp

from dealspec.schema.model import Check, FieldType
from dealspec.validators.dialects.sql_values import Values, column, constant, depends
from dealspec.validators.expr.nodes import (
    Age,
    And,
    Between,
    Changed,
    Compare,
    Contains,
    Days,
    Difference,
    EndsWith,
    Entered,
    FieldRef,
    Has,
    In,
    IsBlank,
    IsNew,
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
    ValueKind,
    fields_used,
    walk,
)
from dealspec.validators.expr.patterns import to_re2
from dealspec.validators.judgement import Judgement

IS_NEW = "is_new"
"""The column that says whether the save creates the record."""

_COMPARE: dict[Op, type[exp.Binary]] = {
    Op.EQ: exp.EQ,
    Op.NE: exp.NEQ,
    Op.LT: exp.LT,
    Op.LE: exp.LTE,
    Op.GT: exp.GT,
    Op.GE: exp.GTE,
}
_TYPES: Mapping[FieldType | None, str] = {
    FieldType.NUMBER: "DOUBLE",
    FieldType.CURRENCY: "DOUBLE",
    FieldType.PERCENT: "DOUBLE",
    FieldType.CHECKBOX: "BOOLEAN",
    FieldType.DATE: "DATE",
    FieldType.DATETIME: "TIMESTAMP",
    FieldType.MULTI_SELECT: "VARCHAR[]",
    FieldType.CONTACT_ROLES: "VARCHAR[]",
}
_DURATIONS = (Age, Days, Difference)


def predicate(node: Node, as_of: datetime) -> exp.Expr:
    """The condition: TRUE, FALSE or NULL (unknown) per row. ``as_of`` is the aware moment that counts as now."""
    return _Writer(_moment(as_of)).write(node)


def violation(judgement: Judgement, as_of: datetime) -> exp.Expr:
    """TRUE exactly on the rows where the judgement fires, never NULL. Conflicts between records are not in it."""
    writer = _Writer(_moment(as_of))
    broken: list[exp.Expr] = [writer.write(IsBlank(ref)) for ref in judgement.require]
    if judgement.that is not None:
        broken.append(_definitely(writer.write(judgement.that), otherwise=True))
    fires = exp.or_(*broken) if broken else exp.false()
    if judgement.when is None:
        return fires
    return exp.and_(_definitely(writer.write(judgement.when), otherwise=False), fires)


def refusal(judgement: Judgement, as_of: datetime) -> exp.Expr:
    """TRUE exactly on the saves that a judgement refuses, never NULL: of an entry gate those that cross into its stage.

    A row is a save: the record as it would be, ``c_prior.<field>`` as it was, and ``c_is_new``.
    """
    broken = violation(judgement, as_of)
    if judgement.check is not Check.ENTRY or judgement.reached is None:
        return broken
    return exp.and_(_Writer(_moment(as_of)).write(Entered(judgement.reached)), broken)


def columns_read(node: Node) -> Mapping[str, str]:
    """The columns that a condition reads, without the ``c_``, and their SQL types."""
    found = {ref.column: type_of(ref) for ref in fields_used(node)}
    for below in walk(node):
        if isinstance(below, (StageIn, Entered)):
            is_prior = isinstance(below, Entered) or below.prior
            found["prior.stage" if is_prior else "stage"] = "VARCHAR"
        elif isinstance(below, PipelineIs):
            found["pipeline"] = "VARCHAR"
        elif isinstance(below, Changed):
            found[f"prior.{below.item.name}"] = type_of(below.item)
        if isinstance(below, (IsNew, Changed, Entered)):
            found[IS_NEW] = "BOOLEAN"
    return found


def type_of(ref: FieldRef) -> str:
    """The SQL type of a field's column."""
    return _TYPES.get(ref.type, "VARCHAR")


def _moment(as_of: datetime) -> datetime:
    return as_of.astimezone(UTC).replace(tzinfo=None)


def _definitely(condition: exp.Expr, *, otherwise: bool) -> exp.Expr:
    """Whether the condition is TRUE (``otherwise`` False), or is not TRUE (``otherwise`` True); never NULL."""
    known = exp.Coalesce(this=condition, expressions=[exp.false()])
    return exp.Not(this=known) if otherwise else known


class _Writer:
    """One moment, and one method per node that is true or false."""

    def __init__(self, now: datetime, inside: str | None = None) -> None:
        self.now = now
        self.values = Values(now, inside, lambda node, element: _Writer(now, element).write(node))

    def write(self, node: Node) -> exp.Expr:
        method: Callable[[_Writer, Any], exp.Expr] = _METHODS[type(node)]
        return method(self, node)

    def literal(self, node: Literal) -> exp.Expr:
        return constant(node.value)

    def checkbox(self, node: FieldRef) -> exp.Expr:
        return self.values.field(node)

    def negation(self, node: Not) -> exp.Expr:
        return exp.Not(this=exp.paren(self.write(node.item), copy=False))

    def conjunction(self, node: And) -> exp.Expr:
        return exp.and_(*(self.write(item) for item in node.items), copy=False)

    def disjunction(self, node: Or) -> exp.Expr:
        return exp.or_(*(self.write(item) for item in node.items), copy=False)

    def compare(self, node: Compare) -> exp.Expr:
        if isinstance(node.left, _DURATIONS):
            return self.durations(node)
        if isinstance(node.left, Shift) and not depends(node.right):
            opposite = Shift(node.right, -node.left.days)
            return self.binary(node.op, self.values.write(node.left.item), self.values.write(opposite))
        return self.binary(node.op, self.values.compared(node.left), self.values.compared(node.right))

    def durations(self, node: Compare) -> exp.Expr:
        if isinstance(node.left, Age) and isinstance(node.right, Days):
            # now - x <= 7 days means x >= now - 7 days: the column stands alone against a constant
            moment = self.now - timedelta(days=node.right.count)
            then = moment.date() if node.left.item.kind is ValueKind.DATE else moment
            return self.binary(node.op.mirrored, self.values.field(node.left.item), constant(then))
        if isinstance(node.left, Age) and isinstance(node.right, Age) and node.left.item.kind is node.right.item.kind:
            sides = self.values.field(node.left.item), self.values.field(node.right.item)
            return self.binary(node.op.mirrored, *sides)
        return self.binary(node.op, self.values.seconds(node.left), self.values.seconds(node.right))

    def binary(self, op: Op, left: exp.Expr, right: exp.Expr) -> exp.Expr:
        return _COMPARE[op](this=left, expression=right)

    def membership(self, node: In) -> exp.Expr:
        item = self.values.compared(node.item)
        return exp.In(this=item, expressions=[constant(value.value) for value in node.values])

    def between(self, node: Between) -> exp.Expr:
        low = self.compare(Compare(Op.GE, node.item, node.low))
        return exp.and_(low, self.compare(Compare(Op.LE, node.item, node.high)), copy=False)

    def blank(self, node: IsBlank) -> exp.Expr:
        return exp.Is(this=self.values.field(node.item), expression=exp.null())

    def has(self, node: Has) -> exp.Expr:
        return exp.func("list_contains", column(node.item.column), constant(node.value.value))

    def matches(self, node: Matches) -> exp.Expr:
        return exp.func("regexp_full_match", self.values.write(node.item), exp.Literal.string(to_re2(node.pattern)))

    def starts_with(self, node: StartsWith) -> exp.Expr:
        return exp.func("starts_with", self.values.write(node.item), exp.Literal.string(node.prefix))

    def ends_with(self, node: EndsWith) -> exp.Expr:
        return exp.func("ends_with", self.values.write(node.item), exp.Literal.string(node.suffix))

    def contains(self, node: Contains) -> exp.Expr:
        return exp.func("contains", self.values.write(node.item), exp.Literal.string(node.part))

    def is_new(self, _: IsNew) -> exp.Expr:
        return column(IS_NEW)

    def changed(self, node: Changed) -> exp.Expr:
        now, before = self.state(node.item, ""), self.state(node.item, "prior.")
        differs = exp.NullSafeNEQ(this=now, expression=before)
        return exp.and_(exp.Not(this=column(IS_NEW)), differs, copy=False)

    def state(self, ref: FieldRef, prefix: str) -> exp.Expr:
        """A field's value as one can tell whether it changed: the values of a multi-select have no order."""
        found: exp.Expr = column(f"{prefix}{ref.name}")
        if ref.kind is ValueKind.CHOICES:
            return exp.func("list_sort", found)
        return exp.Coalesce(this=found, expressions=[exp.false()]) if ref.kind is ValueKind.BOOLEAN else found

    def entered(self, node: Entered) -> exp.Expr:
        values, prior = node.reached.values, column("prior.stage")
        before = _definitely(_one_of(prior, values), otherwise=True)
        crossing = exp.or_(column(IS_NEW), before, copy=False)
        return exp.and_(_definitely(_one_of(column("stage"), values), otherwise=False), crossing, copy=False)

    def stage_in(self, node: StageIn) -> exp.Expr:
        return _one_of(column("prior.stage" if node.prior else "stage"), node.values)

    def pipeline_is(self, node: PipelineIs) -> exp.Expr:
        return exp.EQ(this=column("pipeline"), expression=exp.Literal.string(node.pipeline))


def _one_of(item: exp.Expr, values: tuple[str, ...]) -> exp.Expr:
    if not values:
        return exp.false()
    return exp.In(this=item, expressions=[exp.Literal.string(value) for value in values])


_METHODS: dict[type[Node], Callable[[_Writer, Any], exp.Expr]] = {
    Literal: _Writer.literal,
    FieldRef: _Writer.checkbox,
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
    EndsWith: _Writer.ends_with,
    Contains: _Writer.contains,
    IsNew: _Writer.is_new,
    Changed: _Writer.changed,
    Entered: _Writer.entered,
    StageIn: _Writer.stage_in,
    PipelineIs: _Writer.pipeline_is,
}
