"""Says a condition in plain English, for reports, instructions and messages. The same nodes, the same words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from dealspec.validators.expr.fitting import kind_of
from dealspec.validators.expr.nodes import (
    Age,
    And,
    Arithmetic,
    ArithmeticOp,
    Between,
    BusinessDays,
    Changed,
    Compare,
    Contains,
    Count,
    Days,
    Difference,
    EndsWith,
    Entered,
    FieldRef,
    Has,
    In,
    IsBlank,
    IsNew,
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
    TextCall,
    TextFunction,
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
_ARITHMETIC = {
    ArithmeticOp.ADD: "plus",
    ArithmeticOp.SUBTRACT: "minus",
    ArithmeticOp.MULTIPLY: "times",
    ArithmeticOp.DIVIDE: "divided by",
}
_TEXT = {
    TextFunction.LOWER: "in lower case",
    TextFunction.UPPER: "in upper case",
    TextFunction.TRIM: "without spaces around it",
}
_SUMS = (ArithmeticOp.ADD, ArithmeticOp.SUBTRACT)
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
        asked.append(f"({to_words(item)})" if _is_either(item) else to_words(item))
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


def _literal(node: Literal) -> str:
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    if isinstance(node.value, Decimal):
        return f"{node.value.normalize():,f}"
    return node.value.isoformat() if isinstance(node.value, date) else f"'{node.label or node.value}'"


def _field(node: FieldRef) -> str:
    if node.kind is not ValueKind.BOOLEAN:
        return f"the previous {_label(node)}" if node.prior else _label(node)
    return _ticked(node, "was" if node.prior else "is")


def _ticked(node: FieldRef, verb: str) -> str:
    flag = _FLAGS.get(node.name) if node.via is None else None
    return f"the record {verb} {flag}" if flag else f"{_label(node)} {verb} ticked"


_FLAGS = {"is_open": "open", "is_won": "won"}


def _label(node: FieldRef) -> str:
    """The field alone, whenever its value is taken."""
    return f"{node.shown_label} of {node.via.shown_label}" if node.via else node.shown_label


def _not(node: Not) -> str:
    item = node.item
    if isinstance(item, FieldRef):
        return _ticked(item, "was not" if item.prior else "is not")
    if isinstance(item, Compare):
        return to_words(Compare(item.op.negated, item.left, item.right))
    if isinstance(item, Not):
        return to_words(item.item)
    if isinstance(item, Or):
        return f"neither {joined([to_words(one) for one in item.items], 'nor')}"
    if isinstance(item, And):
        return to_words(Or(tuple(Not(one) for one in item.items)))
    return _not_a_test(item) or f"it is not so that {to_words(item)}"


def _not_a_test(item: Node) -> str:
    """A test that does not hold; empty for one that has no wording of its own."""
    if isinstance(item, IsBlank):
        return f"{_label(item.item)} {'was' if item.item.prior else 'is'} filled in"
    if isinstance(item, In):
        none = joined([_literal(value) for value in item.values], "nor")
        return f"{to_words(item.item)} is {'not' if len(item.values) == 1 else 'neither'} {none}"
    if isinstance(item, Between):
        return to_words(item).replace(" is between ", " is not between ")
    if isinstance(item, (StageIn, PipelineIs)):
        return _not_there(item)
    if isinstance(item, IsNew):
        return "the record is not new"
    if isinstance(item, Changed):
        return f"{_label(item.item)} stays the same"
    if isinstance(item, Entered):
        return f"the record does not enter {_entered_stage(item)}"
    return _not_in_text(item)


def _not_there(item: StageIn | PipelineIs) -> str:
    if isinstance(item, PipelineIs):
        return f"the pipeline is not {item.label or item.pipeline}"
    return f"the stage {'was' if item.prior else 'is'} not {_stages(item)}"


def _not_in_text(item: Node) -> str:
    if isinstance(item, Has):
        return f"{to_words(item.item)} does not include {_literal(item.value)}"
    if isinstance(item, Matches):
        return f"{to_words(item.item)} has not the form {item.pattern}"
    if isinstance(item, StartsWith):
        return f"{to_words(item.item)} does not start with '{item.prefix}'"
    if isinstance(item, EndsWith):
        return f"{to_words(item.item)} does not end with '{item.suffix}'"
    return f"{to_words(item.item)} does not contain '{item.part}'" if isinstance(item, Contains) else ""


def _and(node: And) -> str:
    return joined([f"({to_words(item)})" if _is_either(item) else to_words(item) for item in node.items])


def _is_either(item: Node) -> bool:
    """Whether the words of a condition offer a choice; denying ``a and b`` does."""
    return isinstance(item, Or) or (isinstance(item, Not) and isinstance(item.item, And))


def _or(node: Or) -> str:
    items = [f"({to_words(item)})" if _is_both(item) else to_words(item) for item in node.items]
    return joined(items, "or")


def _is_both(item: Node) -> bool:
    return isinstance(item, And) or (isinstance(item, Not) and isinstance(item.item, Or))


def _compare(node: Compare) -> str:
    words = _IN_TIME if kind_of(node.left) in (ValueKind.DATE, ValueKind.DATETIME) else _PLAIN
    return f"{to_words(node.left)} {words[node.op]} {to_words(node.right)}"


def _in(node: In) -> str:
    return f"{to_words(node.item)} is {joined([_literal(value) for value in node.values], 'or')}"


def _between(node: Between) -> str:
    return f"{to_words(node.item)} is between {to_words(node.low)} and {to_words(node.high)}"


def _is_blank(node: IsBlank) -> str:
    return f"{_label(node.item)} {'was' if node.item.prior else 'is'} blank"


def _has(node: Has) -> str:
    return f"{to_words(node.item)} includes {_literal(node.value)}"


def _matches(node: Matches) -> str:
    return f"{to_words(node.item)} has the form {node.pattern}"


def _starts_with(node: StartsWith) -> str:
    return f"{to_words(node.item)} starts with '{node.prefix}'"


def _ends_with(node: EndsWith) -> str:
    return f"{to_words(node.item)} ends with '{node.suffix}'"


def _contains(node: Contains) -> str:
    return f"{to_words(node.item)} contains '{node.part}'"


def _text_call(node: TextCall) -> str:
    return f"{to_words(node.item)} {_TEXT[node.function]}"


def _arithmetic(node: Arithmetic) -> str:
    right = _operand(node, node.right)
    if node.op is ArithmeticOp.SUBTRACT and isinstance(node.left, Literal) and node.left.value == 0:
        return f"minus {right}"
    return f"{_operand(node, node.left)} {_ARITHMETIC[node.op]} {right}"


def _operand(node: Arithmetic, side: Node) -> str:
    """A side, in brackets where it would be read differently without them."""
    if not isinstance(side, Arithmetic):
        return to_words(side)
    in_order = side is node.left and (side.op not in _SUMS or node.op in _SUMS)
    return to_words(side) if in_order else f"({to_words(side)})"


def _length(node: Length) -> str:
    return f"the length of {to_words(node.item)}"


def _today(_: Today) -> str:
    return "today"


def _days(node: Days) -> str:
    return "1 day" if node.count == 1 else f"{node.count:,} days"


def _shift(node: Shift) -> str:
    return f"{_days(Days(abs(node.days)))} {'before' if node.days < 0 else 'after'} {to_words(node.item)}"


def _age(node: Age) -> str:
    return f"the age of {to_words(node.item)}"


def _difference(node: Difference) -> str:
    return f"the time from {to_words(node.start)} to {to_words(node.end)}"


def _business_days(node: BusinessDays) -> str:
    return f"the number of business days after {to_words(node.start)} up to {to_words(node.end)}"


def _count(node: Count) -> str:
    where = f" where {to_words(node.where)}" if node.where is not None else ""
    return f"the number of {_label(node.item)}{where}"


def _is_new(_: IsNew) -> str:
    return "the record is new"


def _changed(node: Changed) -> str:
    return f"{_label(node.item)} changes"


def _entered(node: Entered) -> str:
    return f"the record enters {_entered_stage(node)}"


def _entered_stage(node: Entered) -> str:
    first = (node.reached.labels or node.reached.stages)[0]
    return f"{first} or a later stage" if len(node.reached.stages) > 1 else first


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
    EndsWith: _ends_with,
    Contains: _contains,
    TextCall: _text_call,
    Arithmetic: _arithmetic,
    Length: _length,
    Today: _today,
    Days: _days,
    Shift: _shift,
    Age: _age,
    Difference: _difference,
    BusinessDays: _business_days,
    Count: _count,
    IsNew: _is_new,
    Changed: _changed,
    Entered: _entered,
    StageIn: _stage_in,
    PipelineIs: _pipeline_is,
}
