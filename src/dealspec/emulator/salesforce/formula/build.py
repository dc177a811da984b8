"""A typed tree to nested closures, once per formula and set of fields; each closure takes the run and gives a value."""

from __future__ import annotations

from collections.abc import Callable

from dealspec.emulator.salesforce.formula.check import Names, global_value
from dealspec.emulator.salesforce.formula.fields import reader, without_suffix
from dealspec.emulator.salesforce.formula.functions import FUNCTIONS
from dealspec.emulator.salesforce.formula.functions.table import Evaluator, Function
from dealspec.emulator.salesforce.formula.nodes import Call, Field, Literal, Node
from dealspec.emulator.salesforce.formula.run import Run
from dealspec.emulator.salesforce.formula.types import Type
from dealspec.emulator.salesforce.formula.values import Value


class Builder:
    """Builds one tree; `types` come from an Inference without faults."""

    def __init__(self, names: Names, types: dict[int, Type], *, blanks_as_zero: bool) -> None:
        self._names = names
        self._types = types
        self._blanks_as_zero = blanks_as_zero

    def type_of(self, node: Node) -> Type:
        """The static type of a node of this tree."""
        return self._types[id(node)]

    def build(self, node: Node) -> Evaluator:
        """The closure that evaluates `node`."""
        if isinstance(node, Literal):
            return _constant(node.value)
        if isinstance(node, Field):
            if node.name.startswith("$"):
                return _flag(node) if self.type_of(node) is Type.BOOLEAN else _global(node)
            return self.field(node)
        function = FUNCTIONS[node.name]
        if isinstance(function, Function):
            return _applied(function, [self.build(operand) for operand in node.operands])
        return function.build(self, node)

    def build_all(self, call: Call) -> list[Evaluator]:
        """The closures of a call's operands, in order."""
        return [self.build(operand) for operand in call.operands]

    def field(self, node: Field, *, before: bool = False) -> Evaluator:
        """The closure that reads a field of the record, or of the record as it was."""
        known = self._names.field(node.name)
        assert known is not None
        return reader(*known, before=before, blanks_as_zero=self._blanks_as_zero)


def _constant(value: Value) -> Evaluator:
    return lambda run: value


def _global(node: Field) -> Evaluator:
    name = node.name
    holds_id = name.lower().endswith("id")

    def read(run: Run) -> Value:
        known = run.context.globals
        try:
            found: object = known[name]
        except KeyError:
            found = global_value(known, name)
        if type(found) is str:
            return without_suffix(found) if holds_id else found or None
        return found  # type: ignore[return-value]  # unknown globals were refused before anything was built

    return read


def _flag(node: Field) -> Evaluator:
    """A global read as a condition: without a value it is FALSE, as a checkbox is (FE FieldReferenceCommandInfo)."""
    read = _global(node)
    return lambda run: read(run) or False


def _applied(function: Function, operands: list[Evaluator]) -> Evaluator:
    apply = function.apply
    if function.sees_run:
        return _applied_with_run(function, operands)
    if not function.strict:
        return lambda run: apply(*[operand(run) for operand in operands])
    if len(operands) == 1:
        return _applied_to_one(apply, operands[0])

    def strict(run: Run) -> Value:
        values = [operand(run) for operand in operands]
        return None if None in values else apply(*values)

    return strict


def _applied_to_one(apply: Callable[..., Value], operand: Evaluator) -> Evaluator:
    def strict(run: Run) -> Value:
        value = operand(run)
        return None if value is None else apply(value)

    return strict


def _applied_with_run(function: Function, operands: list[Evaluator]) -> Evaluator:
    apply, strict = function.apply, function.strict

    def with_run(run: Run) -> Value:
        values = [operand(run) for operand in operands]
        return None if strict and None in values else apply(run, *values)

    return with_run
