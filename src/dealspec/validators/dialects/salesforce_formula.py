"""Writes gates, ranges and formats as the formula of a validation rule, TRUE exactly where the save must be refused.

Salesforce has no three-valued ``AND`` and ``OR``: null counts as false in them, and NOT(null) is null. So a condition
is never negated as a whole. It is written for a wanted answer, in one of two strengths, and negation is pushed down to
the comparisons, which are guarded by ISBLANK: ``certain`` is TRUE where the condition has that answer, not ``certain``
where it has that answer or is unknown.

What is relied on, from Salesforce's open-source formula engine unless another source stands beside it: blank text
equals the empty text; a comparison of anything else with null is null; AND and OR stop early; REGEX reads null as the
empty text; a picklist stands only in ISPICKVAL, TEXT, ISBLANK and PRIORVALUE; 50 % is 0.5; a formula has at most 3,900
characters; PRIORVALUE on insert is the current value (Help: customize_functions_priorvalue), hence ISNEW. Assumed:
``RecordType.DeveloperName`` in a rule, ``$Permission`` as a bypass, DATETIMEVALUE of a date as midnight UTC.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from dealspec.schema.model import Check, FieldType
from dealspec.validators.dialects.formula_layout import Call, Formula, both, either, laid_out, negated
from dealspec.validators.dialects.salesforce_names import SalesforceName, SalesforceNames
from dealspec.validators.dialects.unsupported import Unsupported
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
from dealspec.validators.judgement import Judgement, JudgementKind

__all__ = ["BYPASS", "MAX_CHARACTERS", "SalesforceName", "SalesforceNames", "condition_formula", "gate_formula"]

BYPASS = "$Permission.Dealspec_Bypass"
MAX_CHARACTERS = 3_900
DIALECT = "Salesforce formula"


def gate_formula(judgement: Judgement, names: SalesforceNames) -> str | Unsupported:
    """The formula of a judgement, laid out on lines, or why there is none."""
    if judgement.conflict:
        why = "A validation rule sees one record, and a conflict is between several."
        return Unsupported(None, DIALECT, why, "It is audited.")
    try:
        formula = _Writer(names).gate(judgement)
    except _UnsayableError as error:
        return error.unsupported
    text = laid_out(formula)
    if len(text) > MAX_CHARACTERS:
        why = f"The formula has {len(text):,} characters; Salesforce takes {MAX_CHARACTERS:,}."
        return Unsupported(judgement.that, DIALECT, why, "Split the gate into several gates of the same stage.")
    return text


def condition_formula(node: Node, names: SalesforceNames, *, want: bool, certain: bool) -> Formula:
    """A condition alone: TRUE where its answer is ``want`` or, unless ``certain``, unknown. Never null.

    Raises ValueError when there is no form for it.
    """
    return _Writer(names).write(node, want, certain)


class _UnsayableError(ValueError):
    def __init__(self, node: Node, why: str, hint: str) -> None:
        super().__init__(why)
        self.unsupported = Unsupported(node, DIALECT, why, hint)


class _Writer:
    """The names of one org, and one method per node: ``(node, want, certain) -> Formula``."""

    def __init__(self, names: SalesforceNames) -> None:
        self.names = names
        self.filled: frozenset[FieldRef] = frozenset()

    def gate(self, judgement: Judgement) -> Formula:
        conditions: list[Formula] = [negated(BYPASS)]
        if judgement.when is not None:
            conditions.append(self.write(judgement.when, True, True))
        if judgement.kind is JudgementKind.GATE and judgement.check is Check.ENTRY and judgement.reached:
            before = replace(judgement.reached, prior=True)
            conditions.append(either(Call("ISNEW", ()), self.write(before, False, True)))
        self.filled = _filled(judgement.when)
        broken = [self.write(IsBlank(ref), True, True) for ref in judgement.require]
        if judgement.that is not None:
            broken.append(self.write(judgement.that, False, False))
        return both(*conditions, either(*broken))

    def write(self, node: Node, want: bool, certain: bool) -> Formula:
        method: Callable[[_Writer, Any, bool, bool], Formula] = _METHODS[type(node)]
        return method(self, node, want, certain)

    def literal(self, node: Literal, want: bool, certain: bool) -> Formula:
        return "TRUE" if node.value is want else "FALSE"

    def checkbox(self, node: FieldRef, want: bool, certain: bool) -> Formula:
        name = self.name(node)
        return name.api if want is not name.inverted else negated(name.api)

    def negation(self, node: Not, want: bool, certain: bool) -> Formula:
        return self.write(node.item, not want, certain)

    def conjunction(self, node: And, want: bool, certain: bool) -> Formula:
        items = [self.write(item, want, certain) for item in node.items]
        return both(*items) if want else either(*items)

    def disjunction(self, node: Or, want: bool, certain: bool) -> Formula:
        items = [self.write(item, want, certain) for item in node.items]
        return either(*items) if want else both(*items)

    def compare(self, node: Compare, want: bool, certain: bool) -> Formula:
        op = node.op if want else node.op.negated
        if isinstance(node.right, Literal) and isinstance(node.left, FieldRef) and isinstance(node.right.value, str):
            return self.one_of(node.left, (node.right,), op is Op.EQ, certain)
        left, right = self.sides(node.left, node.right)
        return self.guarded((node.left, node.right), f"{left} {op.value} {right}", certain)

    def membership(self, node: In, want: bool, certain: bool) -> Formula:
        assert isinstance(node.item, (FieldRef, Length))
        if isinstance(node.item, FieldRef) and all(isinstance(value.value, str) for value in node.values):
            return self.one_of(node.item, node.values, want, certain)
        tests = [" = ".join(self.sides(node.item, value)) for value in node.values]
        return self.guarded((node.item,), either(*tests) if want else negated(either(*tests)), certain)

    def one_of(self, item: FieldRef, values: tuple[Literal, ...], want: bool, certain: bool) -> Formula:
        """Whether a text or choice is one of some constants: FALSE by itself where the field is blank."""
        name = self.name(item)
        tests = [self.equal(name, _quoted(str(value.value))) for value in values]
        test = either(*tests) if want else negated(either(*tests))
        return test if want is certain else self.guarded((item,), test, certain)

    def equal(self, name: SalesforceName, quoted: str) -> Formula:
        if name.type is FieldType.PICKLIST:
            return Call("ISPICKVAL", (name.api, quoted))
        return f"{name.api} = {quoted}"

    def between(self, node: Between, want: bool, certain: bool) -> Formula:
        ends = (Compare(Op.GE, node.item, node.low), Compare(Op.LE, node.item, node.high))
        return self.conjunction(And(ends), want, certain)

    def blank(self, node: IsBlank, want: bool, certain: bool) -> Formula:
        test = self.is_blank(node.item)
        return test if want else negated(test)

    def has(self, node: Has, want: bool, certain: bool) -> Formula:
        test = Call("INCLUDES", (self.name(node.item).api, _quoted(str(node.value.value))))
        return self.guarded((node.item,), test if want else negated(test), certain)

    def matches(self, node: Matches, want: bool, certain: bool) -> Formula:
        test = Call("REGEX", (self.operand(node.item), _quoted(node.pattern)))
        return self.guarded((node.item,), test if want else negated(test), certain)

    def starts_with(self, node: StartsWith, want: bool, certain: bool) -> Formula:
        test = Call("BEGINS", (self.operand(node.item), _quoted(node.prefix)))
        return self.guarded((node.item,), test if want else negated(test), certain)

    def stage_in(self, node: StageIn, want: bool, certain: bool) -> Formula:
        """The stage is never blank: Salesforce demands it of every opportunity."""
        stage: Formula = Call("PRIORVALUE", ("StageName",)) if node.prior else "StageName"
        test = either(*(Call("ISPICKVAL", (stage, _quoted(value))) for value in node.values))
        return test if want else negated(test)

    def pipeline_is(self, node: PipelineIs, want: bool, certain: bool) -> Formula:
        record_type = self.names.record_types.get(node.pipeline)
        if record_type is None:
            raise _UnsayableError(node, f"There is no record type for '{node.pipeline}'.", "Declare the pipeline.")
        api = "RecordType.DeveloperName"
        test = f"{api} {'=' if want else '<>'} {_quoted(record_type)}"
        blank = Call("ISBLANK", (api,))
        if want is certain:
            return test
        return both(negated(blank), test) if certain else either(blank, test)

    def value_alone(self, node: Node, want: bool, certain: bool) -> Formula:
        raise TypeError(f"A {type(node).__name__} is not true or false")

    def guarded(self, items: tuple[Node, ...], test: Formula, certain: bool) -> Formula:
        """The test of what is not blank; where something is, FALSE if ``certain``, else TRUE. Guards come first, since
        AND and OR stop early and a comparison with null may raise an error."""
        blanks = [self.is_blank(ref) for ref in dict.fromkeys(_read(items)) if ref not in self.filled]
        return both(*map(negated, blanks), test) if certain else either(*blanks, test)

    def is_blank(self, ref: FieldRef) -> Formula:
        return Call("ISBLANK", (self.value(ref),))

    def name(self, ref: FieldRef) -> SalesforceName:
        found = self.names.field(ref)
        if found is None:
            why = f"Salesforce has no field for {ref.object}.{ref.name}."
            raise _UnsayableError(ref, why, "Declare the field.")
        return found

    def value(self, ref: FieldRef) -> Formula:
        """The field where a value is meant: a picklist by its text."""
        name = self.name(ref)
        return Call("TEXT", (name.api,)) if name.type is FieldType.PICKLIST or ref.kind is ValueKind.STAGE else name.api

    def sides(self, left: Node, right: Node) -> tuple[str, str]:
        """Both sides of a comparison, percents brought to one scale."""
        percents = [isinstance(node, FieldRef) and node.type is FieldType.PERCENT for node in (left, right)]
        if all(percents) or not any(percents):
            return self.operand(left), self.operand(right)
        if isinstance(right, Literal) and isinstance(right.value, Decimal):
            return self.operand(left), _number(right.value / 100)
        scales = [" * 100" if is_percent else "" for is_percent in percents]
        return self.operand(left) + scales[0], self.operand(right) + scales[1]

    def operand(self, node: Node) -> str:
        if isinstance(node, FieldRef):
            return self.moment(node) if node.kind is ValueKind.DATETIME else laid_out(self.value(node))
        if isinstance(node, Literal):
            return _constant(node)
        if isinstance(node, Length):
            return f"LEN({self.operand(node.item)})"
        if isinstance(node, Shift):
            return f"{self.operand(node.item)} {'-' if node.days < 0 else '+'} {abs(node.days)}"
        if isinstance(node, Age):
            now = "TODAY()" if node.item.kind is ValueKind.DATE else "NOW()"
            return f"{now} - {self.moment(node.item)}"
        return str(node.count) if isinstance(node, Days) else "TODAY()"

    def moment(self, ref: FieldRef) -> str:
        """A date or time field; a date that we know as a time counts from midnight UTC."""
        name = self.name(ref)
        lifted = name.type is FieldType.DATE and ref.kind is ValueKind.DATETIME
        return f"DATETIMEVALUE({name.api})" if lifted else name.api


def _filled(when: Node | None) -> frozenset[FieldRef]:
    """The fields that a record selected by ``when`` is known to fill: they need no second guard."""
    conjuncts = when.items if isinstance(when, And) else (when,)
    tests = [node.item for node in conjuncts if isinstance(node, Not)]
    return frozenset(test.item for test in tests if isinstance(test, IsBlank))


def _read(items: tuple[Node, ...]) -> list[FieldRef]:
    """The fields under some operands, in the order written."""
    found: list[FieldRef] = []
    for item in items:
        if isinstance(item, FieldRef):
            found.append(item)
        elif isinstance(item, (Shift, Age, Length)):
            found.extend(_read((item.item,)))
    return found


def _quoted(text: str) -> str:
    for character, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(character, written)
    return f'"{text}"'


def _number(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _constant(node: Literal) -> str:
    if isinstance(node.value, date):
        return f"DATE({node.value.year}, {node.value.month}, {node.value.day})"
    return _number(node.value) if isinstance(node.value, Decimal) else _quoted(str(node.value))


_METHODS: dict[type[Node], Callable[[_Writer, Any, bool, bool], Formula]] = {
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
    Length: _Writer.value_alone,
    Today: _Writer.value_alone,
    Days: _Writer.value_alone,
    Shift: _Writer.value_alone,
    Age: _Writer.value_alone,
    StageIn: _Writer.stage_in,
    PipelineIs: _Writer.pipeline_is,
}
