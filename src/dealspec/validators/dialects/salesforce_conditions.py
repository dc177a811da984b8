"""Writes conditions as Salesforce formulas that are TRUE where the condition has a wanted answer, and never null.

Salesforce has no three-valued ``AND`` and ``OR``: null counts as false in them, and NOT(null) is null. So a condition
is never negated as a whole. It is written for a wanted answer, in one of two strengths, and negation is pushed down to
the comparisons, which are guarded by ISBLANK: ``certain`` is TRUE where the condition has that answer, not ``certain``
where it has that answer or is unknown.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dealspec.schema.model import FieldType
from dealspec.validators.dialects import salesforce_transitions as transitions
from dealspec.validators.dialects.formula_layout import Formula, both, call, either, negated, on_one_line
from dealspec.validators.dialects.salesforce_names import SalesforceNames
from dealspec.validators.dialects.salesforce_values import IS_NEW, UnsayableError, Value, Values, quoted
from dealspec.validators.expr.nodes import (
    NODE_TYPES,
    And,
    Between,
    Changed,
    Compare,
    Contains,
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
    StageIn,
    StartsWith,
    ValueKind,
)


class Conditions:
    """The names of one org, and one method per node that is true or false: ``(node, want, certain) -> Formula``."""

    def __init__(self, names: SalesforceNames) -> None:
        self.names = names
        self.values = Values(names)
        self._filled: frozenset[Formula] = frozenset()

    def assume(self, when: Node | None) -> None:
        """From here on, a field that a record selected by ``when`` is known to fill needs no second guard."""
        conjuncts = when.items if isinstance(when, And) else (when,)
        tests = [node.item for node in conjuncts if isinstance(node, Not)]
        refs = [test.item for test in tests if isinstance(test, IsBlank)]
        self._filled = frozenset(blank for ref in refs for blank in self.values.field(ref).blank)

    def write(self, node: Node, want: bool, certain: bool) -> Formula:
        """The formula of a condition. Raises ``UnsayableError`` where a validation rule cannot ask it."""
        method: Callable[[Conditions, Any, bool, bool], Formula] = _METHODS[type(node)]
        return method(self, node, want, certain)

    def _literal(self, node: Literal, want: bool, certain: bool) -> Formula:
        return "TRUE" if node.value is want else "FALSE"

    def _checkbox(self, node: FieldRef, want: bool, certain: bool) -> Formula:
        """What was not ticked is FALSE: also where there is no record to hold it."""
        name = self.values.name(node)
        held = self.values.stored(node)
        test = held if want is not name.inverted else negated(held)
        absent = [IS_NEW] if node.prior else [*self.values.field(node.via).blank] if node.via else []
        return both(*map(negated, absent), test) if want else either(*absent, test)

    def _negation(self, node: Not, want: bool, certain: bool) -> Formula:
        return self.write(node.item, not want, certain)

    def _conjunction(self, node: And, want: bool, certain: bool) -> Formula:
        items = [self.write(item, want, certain) for item in node.items]
        return both(*items) if want else either(*items)

    def _disjunction(self, node: Or, want: bool, certain: bool) -> Formula:
        items = [self.write(item, want, certain) for item in node.items]
        return either(*items) if want else both(*items)

    def _compare(self, node: Compare, want: bool, certain: bool) -> Formula:
        op = node.op if want else node.op.negated
        if isinstance(node.right, Literal) and isinstance(node.left, FieldRef) and isinstance(node.right.value, str):
            return self._one_of(node.left, (node.right,), op is Op.EQ, certain)
        left, right = self.values.pair(node.left, node.right)
        return self._guarded((left, right), f"{left.compared} {op.value} {right.compared}", certain)

    def _membership(self, node: In, want: bool, certain: bool) -> Formula:
        if isinstance(node.item, FieldRef) and all(isinstance(value.value, str) for value in node.values):
            return self._one_of(node.item, node.values, want, certain)
        pairs = [self.values.pair(node.item, value) for value in node.values]
        test = either(*(f"{item.compared} = {value.compared}" for item, value in pairs))
        return self._guarded((self.values.of(node.item),), test if want else negated(test), certain)

    def _one_of(self, item: FieldRef, values: tuple[Literal, ...], want: bool, certain: bool) -> Formula:
        """Whether a text or choice is one of some constants: FALSE by itself where the field is blank."""
        held, is_choice = self.values.stored(item), self.values.name(item).type is FieldType.PICKLIST
        constants = [quoted(str(value.value)) for value in values]
        equal = [call("ISPICKVAL", held, one) if is_choice else f"{on_one_line(held)} = {one}" for one in constants]
        test = either(*equal) if want else negated(either(*equal))
        value = self.values.field(item)
        if want is certain and all(one.value for one in values):
            return self._guarded((Value("", (IS_NEW,)),), test, certain) if item.prior else test
        return self._guarded((value,), test, certain)

    def _between(self, node: Between, want: bool, certain: bool) -> Formula:
        ends = (Compare(Op.GE, node.item, node.low), Compare(Op.LE, node.item, node.high))
        return self._conjunction(And(ends), want, certain)

    def _blank(self, node: IsBlank, want: bool, certain: bool) -> Formula:
        tests = () if node.item.kind is ValueKind.BOOLEAN else self.values.field(node.item).blank
        return either(*tests) if want else both(*map(negated, tests))

    def _has(self, node: Has, want: bool, certain: bool) -> Formula:
        test = call("INCLUDES", self.values.stored(node.item), quoted(str(node.value.value)))
        return self._tested(node.item, test, want, certain)

    def _matches(self, node: Matches, want: bool, certain: bool) -> Formula:
        return self._tested(node.item, self._of_text("REGEX", node.item, node.pattern), want, certain)

    def _starts_with(self, node: StartsWith, want: bool, certain: bool) -> Formula:
        return self._tested(node.item, self._of_text("BEGINS", node.item, node.prefix), want, certain)

    def _ends_with(self, node: EndsWith, want: bool, certain: bool) -> Formula:
        """In the units in which Salesforce counts characters, whichever those are."""
        suffix = quoted(node.suffix)
        text = self.values.of(node.item).text
        return self._tested(node.item, f"RIGHT({text}, LEN({suffix})) = {suffix}", want, certain)

    def _contains(self, node: Contains, want: bool, certain: bool) -> Formula:
        return self._tested(node.item, self._of_text("CONTAINS", node.item, node.part), want, certain)

    def _stage_in(self, node: StageIn, want: bool, certain: bool) -> Formula:
        """The stage is never blank, since Salesforce demands it of every opportunity; before the first save it is."""
        test = transitions.at_stage(node)
        test = test if want else negated(test)
        return self._guarded((Value("", (IS_NEW,)),), test, certain) if node.prior else test

    def _pipeline_is(self, node: PipelineIs, want: bool, certain: bool) -> Formula:
        record_type = self.names.record_types.get(node.pipeline)
        if record_type is None:
            raise UnsayableError(node, f"There is no record type for '{node.pipeline}'.", "Declare the pipeline.")
        api = "RecordType.DeveloperName"
        test = f"{api} {'=' if want else '<>'} {quoted(record_type)}"
        return test if want is certain else self._guarded((Value(api, (call("ISBLANK", api),)),), test, certain)

    def _is_new(self, node: IsNew, want: bool, certain: bool) -> Formula:
        return IS_NEW if want else negated(IS_NEW)

    def _changed(self, node: Changed, want: bool, certain: bool) -> Formula:
        test = transitions.changed(node, self.values)
        return test if want else negated(test)

    def _entered(self, node: Entered, want: bool, certain: bool) -> Formula:
        return transitions.entered(node.reached) if want else transitions.not_entered(node.reached)

    def _value_alone(self, node: Node, want: bool, certain: bool) -> Formula:
        raise TypeError(f"A {type(node).__name__} is not true or false")

    def _of_text(self, function: str, item: Node, constant: str) -> Formula:
        """A function of a text and a constant."""
        return call(function, self.values.of(item).text, quoted(constant))

    def _tested(self, item: Node, test: Formula, want: bool, certain: bool) -> Formula:
        """What a function says of an item that may be blank."""
        return self._guarded((self.values.of(item),), test if want else negated(test), certain)

    def _guarded(self, values: tuple[Value, ...], test: Formula, certain: bool) -> Formula:
        """The test of what is not blank; where something is, FALSE if ``certain``, else TRUE. Guards come first, since
        AND and OR stop early and a comparison with null may raise an error."""
        every = dict.fromkeys(blank for value in values for blank in value.blank)
        blanks = [blank for blank in every if blank not in self._filled]
        return both(*map(negated, blanks), test) if certain else either(*blanks, test)


_METHODS: dict[type[Node], Callable[[Conditions, Any, bool, bool], Formula]] = {
    **dict.fromkeys(NODE_TYPES, Conditions._value_alone),
    Literal: Conditions._literal,
    FieldRef: Conditions._checkbox,
    Not: Conditions._negation,
    And: Conditions._conjunction,
    Or: Conditions._disjunction,
    Compare: Conditions._compare,
    In: Conditions._membership,
    Between: Conditions._between,
    IsBlank: Conditions._blank,
    Has: Conditions._has,
    Matches: Conditions._matches,
    StartsWith: Conditions._starts_with,
    EndsWith: Conditions._ends_with,
    Contains: Conditions._contains,
    StageIn: Conditions._stage_in,
    PipelineIs: Conditions._pipeline_is,
    IsNew: Conditions._is_new,
    Changed: Conditions._changed,
    Entered: Conditions._entered,
}
