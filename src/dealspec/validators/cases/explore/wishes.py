"""What would make a condition TRUE, or not TRUE, as values of columns. Suggests; whoever asks judges the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from dealspec.validators.cases.explore.pools import Pools
from dealspec.validators.cases.model import Value
from dealspec.validators.expr.nodes import (
    And,
    Between,
    Changed,
    Compare,
    Entered,
    FieldRef,
    Has,
    In,
    IsBlank,
    IsNew,
    Literal,
    Node,
    Not,
    Op,
    Or,
    PipelineIs,
    StageIn,
    ValueKind,
    fields_used,
)

IS_NEW = "is_new"
Wish = dict[str, Value]
"""Values by column; ``prior.`` before the save, ``is_new`` whether there was one, ``stage`` a stored value."""


@dataclass(frozen=True, slots=True)
class Wisher:
    """One judgement's pools, and the random choices that one search makes."""

    pools: Pools
    random: Random
    pipelines: dict[str, tuple[str, ...]]
    """The stored values of every pipeline's stages."""

    def wish(self, node: Node, want: bool) -> Wish:
        """Values that make the condition TRUE, or not TRUE, each chosen without a look at the others."""
        match node:
            case Not(item):
                return self.wish(item, not want)
            case And(items) | Or(items):
                if isinstance(node, And) is want:
                    return self.all(items, want)
                return self.wish(self.random.choice(items), want)
            case Between(item, low, high):
                return self.wish(And((Compare(Op.GE, item, low), Compare(Op.LE, item, high))), want)
            case IsBlank(item):
                return {item.column: None if want else self.any(item)}
            case FieldRef():
                return {node.column: want}
            case In(FieldRef() as item, values):
                named = [value.value for value in values]
                return {item.column: self.one_of(item, named, want)}
            case Has(item, value):
                holding = [one for one in self.of(item) if isinstance(one, tuple) and (value.value in one) is want]
                return {item.column: self.random.choice(holding) if holding else None}
            case Compare(op, FieldRef() as item, Literal(value)) if item.kind is not ValueKind.BOOLEAN:
                return {item.column: self.compared(item, op if want else op.negated, value)}
        return self.place(node, want)

    def place(self, node: Node, want: bool) -> Wish:
        """Stages, pipelines, and how a record got here; of anything else some value."""
        match node:
            case StageIn():
                column = "prior.stage" if node.prior else "stage"
                return {column: self.stage(node.values, want)}
            case PipelineIs(pipeline):
                return {"stage": self.stage(self.pipelines.get(pipeline, ()), want)}
            case Entered(reached) if want:
                return {"stage": self.stage(reached.values, True), "prior.stage": self.stage(reached.values, False)}
            case IsNew():
                return {IS_NEW: want}
            case Changed(item):
                value = self.any(item)
                others = [one for one in (*self.of(item), None) if one != value]
                prior = self.random.choice(others) if want and others else value
                return {item.column: value, f"prior.{item.name}": prior, IS_NEW: False}
        refs = [ref for ref in fields_used(node) if ref.column in self.pools.by_column]
        return {ref.column: self.any(ref) for ref in sorted(refs, key=lambda ref: ref.column)}

    def all(self, items: tuple[Node, ...], want: bool) -> Wish:
        """The wishes for all items; where two name one column, chance decides."""
        wishes = [self.wish(item, want) for item in items]
        self.random.shuffle(wishes)
        return {column: value for wish in wishes for column, value in wish.items()}

    def of(self, ref: FieldRef) -> tuple[Value, ...]:
        """The values to try for a field."""
        return self.pools.by_column.get(ref.column, ())

    def any(self, ref: FieldRef) -> Value:
        """One of the values to try."""
        values = self.of(ref)
        return self.random.choice(values) if values else None

    def stage(self, values: tuple[str, ...], want: bool) -> Value:
        """A stage that is one of these, or none of them; blank where there is no such stage."""
        fitting = [one for one in self.pools.stages if (one in values) is want]
        return self.random.choice(fitting) if fitting else None

    def one_of(self, item: FieldRef, named: Sequence[Value], want: bool) -> Value:
        """One of the named values, or one to try that is none of them."""
        fitting = named if want else [one for one in self.of(item) if one not in named]
        return self.random.choice(fitting) if fitting else None

    def compared(self, item: FieldRef, op: Op, value: Value) -> Value:
        """A value to try that compares so with a constant."""
        if op is Op.EQ:
            return value
        fitting = [one for one in self.of(item) if one is not None and _holds(one, op, value)]
        return self.random.choice(fitting) if fitting else None


def _holds(left: Value, op: Op, right: Value) -> bool:
    try:
        found = {
            Op.NE: left != right,
            Op.LT: left < right,  # type: ignore[operator]
            Op.LE: left <= right,  # type: ignore[operator]
            Op.GT: left > right,  # type: ignore[operator]
            Op.GE: left >= right,  # type: ignore[operator]
        }
    except TypeError:
        return op is Op.NE
    return found[op]
