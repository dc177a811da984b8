"""Says a condition in plain English, for reports, instructions and messages. The same nodes, the same words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from dealspec.validators.judgement import Judgement

_PLAIN = {
    Op.EQ: "is",
    Op.NE: "is not",
    Op.LT: "is below",
    Op.LE: "is at most",
    Op.GT: "is above",
    Op.GE: "is at least",
}
_IN_TIME = {**_PLAIN, Op.LT: "is before", Op.LE: "is on or before", Op.GT: "is after", Op.GE: "is on or after"}


def to_words(node: Node) -> str:
    """The condition as a clause, without a full stop."""
    writer: Callable[[Any], str] = _WRITERS[type(node)]
    return writer(node)


def sentence(judgement: Judgement) -> str:
    """What a gate or rule asks, as one sentence."""
    asked = [f"{ref.shown_label} is filled in" for ref in judgement.require]
    that = judgement.that
    for item in that.items if isinstance(that, And) else (that,) if that is not None else ():
        asked.append(f"({to_words(item)})" if isinstance(item, Or) else to_words(item))
    if judgement.conflict:
        same = joined([ref.shown_label for ref in judgement.conflict.same])
        asked.append(f"no other record has the same {same} and a different {judgement.conflict.different.shown_label}")
    must = joined(asked) or "nothing is asked"
    return f"Where {to_words(judgement.when)}: {must}." if judgement.when is not None else f"Always: {must}."


def joined(words: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def _kind(node: Node) -> ValueKind | None:
    if isinstance(node, Shift):
        return _kind(node.item)
    if isinstance(node, FieldRef):
        return node.kind
    return ValueKind.DATE if isinstance(node, Today) else None


def _literal(node: Literal) -> str:
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    if isinstance(node.value, Decimal):
        return f"{node.value.normalize():,f}"
    return node.value.isoformat() if isinstance(node.value, date) else f"'{node.label or node.value}'"


def _field(node: FieldRef) -> str:
    return f"{node.shown_label} is ticked" if node.kind is ValueKind.BOOLEAN and not _is_flag(node) else _flag(node)


def _is_flag(node: FieldRef) -> bool:
    return node.name in ("is_open", "is_won")


def _flag(node: FieldRef) -> str:
    return {"is_open": "the record is open", "is_won": "the record is won"}.get(node.name, node.shown_label)


def _not(node: Not) -> str:
    item = node.item
    if isinstance(item, FieldRef):
        return _flag(item).replace(" is ", " is not ") if _is_flag(item) else f"{item.shown_label} is not ticked"
    if isinstance(item, Compare):
        return to_words(Compare(item.op.negated, item.left, item.right))
    if isinstance(item, Not):
        return to_words(item.item)
    if isinstance(item, Or):
        return f"neither {joined([to_words(one) for one in item.items], 'nor')}"
    return _not_a_test(item) or f"it is not so that {to_words(item)}"


def _not_a_test(item: Node) -> str:
    if isinstance(item, IsBlank):
        return f"{item.item.shown_label} is filled in"
    if isinstance(item, In):
        none = joined([_literal(value) for value in item.values], "nor")
        return f"{to_words(item.item)} is {'not' if len(item.values) == 1 else 'neither'} {none}"
    if isinstance(item, Has):
        return f"{item.item.shown_label} does not include {_literal(item.value)}"
    if isinstance(item, Matches):
        return f"{to_words(item.item)} has not the form {item.pattern}"
    if isinstance(item, StartsWith):
        return f"{to_words(item.item)} does not start with '{item.prefix}'"
    if isinstance(item, PipelineIs):
        return f"the pipeline is not {item.label or item.pipeline}"
    return f"the stage is not {_stages(item)}" if isinstance(item, StageIn) else ""


def _and(node: And) -> str:
    return joined([f"({to_words(item)})" if isinstance(item, Or) else to_words(item) for item in node.items])


def _or(node: Or) -> str:
    items = [f"({to_words(item)})" if isinstance(item, And) else to_words(item) for item in node.items]
    return joined(items, "or")


def _compare(node: Compare) -> str:
    if isinstance(node.left, Age):
        return f"{to_words(node.left)} {_PLAIN[node.op]} {to_words(node.right)}"
    words = _IN_TIME if _kind(node.left) in (ValueKind.DATE, ValueKind.DATETIME) else _PLAIN
    return f"{to_words(node.left)} {words[node.op]} {to_words(node.right)}"


def _in(node: In) -> str:
    return f"{to_words(node.item)} is {joined([_literal(value) for value in node.values], 'or')}"


def _between(node: Between) -> str:
    return f"{to_words(node.item)} is between {to_words(node.low)} and {to_words(node.high)}"


def _is_blank(node: IsBlank) -> str:
    return f"{node.item.shown_label} is blank"


def _has(node: Has) -> str:
    return f"{node.item.shown_label} includes {_literal(node.value)}"


def _matches(node: Matches) -> str:
    return f"{to_words(node.item)} has the form {node.pattern}"


def _starts_with(node: StartsWith) -> str:
    return f"{to_words(node.item)} starts with '{node.prefix}'"


def _length(node: Length) -> str:
    return f"the length of {to_words(node.item)}"


def _today(_: Today) -> str:
    return "today"


def _days(node: Days) -> str:
    return "1 day" if node.count == 1 else f"{node.count:,} days"


def _shift(node: Shift) -> str:
    return f"{_days(Days(abs(node.days)))} {'before' if node.days < 0 else 'after'} {to_words(node.item)}"


def _age(node: Age) -> str:
    return f"the age of {node.item.shown_label}"


def _stages(node: StageIn) -> str:
    return joined(node.labels or node.stages, "or")


def _stage_in(node: StageIn) -> str:
    return f"the stage {'was' if node.prior else 'is'} {_stages(node) or 'none'}"


def _pipeline_is(node: PipelineIs) -> str:
    return f"the pipeline is {node.label or node.pipeline}"


_WRITERS: dict[type[Node], Callable[[Any], str]] = {
    Literal: _literal,
    FieldRef: _field,
    Not: _not,
    And: _and,
    Or: _or,
    Compare: _compare,
    In: _in,
    Between: _between,
    IsBlank: _is_blank,
    Has: _has,
    Matches: _matches,
    StartsWith: _starts_with,
    Length: _length,
    Today: _today,
    Days: _days,
    Shift: _shift,
    Age: _age,
    StageIn: _stage_in,
    PipelineIs: _pipeline_is,
}
