"""Logic: AND OR NOT IF CASE and the functions that ask for or replace blanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dealspec.emulator.salesforce.formula import messages
from dealspec.emulator.salesforce.formula.functions.table import (
    BOOLEAN,
    Arity,
    Building,
    Evaluator,
    Form,
    Function,
    Typing,
)
from dealspec.emulator.salesforce.formula.nodes import Call, Literal, Node
from dealspec.emulator.salesforce.formula.types import Type, common
from dealspec.emulator.salesforce.formula.values import FormulaError, Value

if TYPE_CHECKING:
    from dealspec.emulator.salesforce.formula.run import Run


def _junction_type(inference: Typing, call: Call) -> Type:
    inference.operands(call, BOOLEAN)
    return Type.BOOLEAN


def _build_and(builder: Building, call: Call) -> Evaluator:
    """Left to right, FALSE at the first false or null (FE FunctionAnd)."""
    operands = builder.build_all(call)

    def every(run: Run) -> Value:
        for operand in operands:
            value = operand(run)
            if value is True:
                continue
            boolean(value)
            return False
        return True

    return every


def _build_or(builder: Building, call: Call) -> Evaluator:
    """Left to right, TRUE at the first true; null counts as false (FE FunctionOr)."""
    operands = builder.build_all(call)

    def some(run: Run) -> Value:
        for operand in operands:
            value = operand(run)
            if value is True:
                return True
            if value is not False:
                boolean(value)
        return False

    return some


def _build_not(builder: Building, call: Call) -> Evaluator:
    """NOT of null is null (FE)."""
    operand = builder.build(call.operands[0])

    def negated(run: Run) -> Value:
        value = operand(run)
        return None if value is None else not boolean(value)

    return negated


def boolean(value: Value) -> bool | None:
    """The value as a condition; a FormulaError when what was only known at run time is none."""
    if value is True or value is False or value is None:
        return value
    raise FormulaError("A value that is neither true nor false stands for a condition")


def _if_type(inference: Typing, call: Call) -> Type:
    condition, then, otherwise = call.operands
    found = inference.infer(condition)
    if found is Type.RUNTIME:
        inference.condition(condition)
    elif found is not Type.BOOLEAN:  # not even NULL: FE FunctionIf.validate
        inference.fault(messages.wrong_type(call, Type.BOOLEAN.value, found.value, condition))
    return _one_type(inference, call, inference.infer(then), otherwise)


def _one_type(inference: Typing, call: Call, so_far: Type, operand: Node) -> Type:
    found = inference.infer(operand)
    shared = common(so_far, found)
    if shared is None:
        return inference.fault(messages.wrong_type(call, so_far.value, found.value, operand))
    return shared


def _build_if(builder: Building, call: Call) -> Evaluator:
    condition, then, otherwise = builder.build_all(call)
    # A null condition takes the second branch (FE FunctionIf).
    return lambda run: then(run) if boolean(condition(run)) else otherwise(run)


def _case_type(inference: Typing, call: Call) -> Type:
    """Picklists match text literals only; neither the operand nor any result may be a boolean (FE FunctionCase)."""
    subject, *pairs, otherwise = call.operands
    of = inference.infer(subject, allowing=frozenset({Type.PICKLIST}))
    if of is Type.BOOLEAN:
        return inference.fault(messages.illegal_type(call))
    for target in pairs[::2]:
        if of is Type.PICKLIST:
            if not (isinstance(target, Literal) and isinstance(target.value, str)):
                inference.fault(messages.wrong_type(call, "Text Literal", inference.infer(target).value, target))
            inference.types[id(target)] = Type.TEXT
        else:
            of = _one_type(inference, call, of, target)
    result = Type.NULL
    for value in (*pairs[1::2], otherwise):
        result = _one_type(inference, call, result, value)
    return inference.fault(messages.illegal_type(call)) if result is Type.BOOLEAN else result


def _build_case(builder: Building, call: Call) -> Evaluator:
    subject, *pairs, otherwise = call.operands
    of = builder.build(subject)
    targets = [builder.build(target) for target in pairs[::2]]
    results = [builder.build(result) for result in pairs[1::2]]
    branches = list(zip(targets, results, strict=True))
    rest = builder.build(otherwise)
    types = {builder.type_of(node) for node in (subject, *pairs[::2])}
    as_text = bool(types & {Type.TEXT, Type.PICKLIST})
    texts = [target.value for target in pairs[::2] if isinstance(target, Literal) and isinstance(target.value, str)]
    if as_text and len(texts) == len(targets):
        return _choice_of_texts(of, dict(reversed(list(zip(texts, results, strict=True)))), rest)

    def choose(run: Run) -> Value:
        value = of(run)
        if value is None and as_text:
            value = ""
        for target, result in branches:
            candidate = target(run)
            if (value == (candidate or "")) if type(value) is str else (value is not None and value == candidate):
                return result(run)
        return rest(run)

    return choose


# Compound fields stand in ISBLANK, ISCHANGED and ISNULL alone (D:compound_fields_limitations), and in DISTANCE.
_EMPTY_OR_NOT = frozenset({Type.PICKLIST, Type.MULTIPICKLIST, Type.LOCATION})


def _choice_of_texts(of: Evaluator, results: dict[str, Evaluator], rest: Evaluator) -> Evaluator:
    """CASE over text literals alone, the first of equal ones counting."""

    def choose(run: Run) -> Value:
        return results.get(of(run) or "", rest)(run)  # type: ignore[arg-type]  # a key of another type finds nothing

    return choose


def _blank_type(inference: Typing, call: Call) -> Type:
    found = inference.infer(call.operands[0], allowing=_EMPTY_OR_NOT)
    if found is Type.BOOLEAN:
        inference.fault(messages.illegal_type(call))
    return Type.BOOLEAN


def _build_isblank(builder: Building, call: Call) -> Evaluator:
    operand = builder.build(call.operands[0])
    return lambda run: operand(run) in (None, "")


def _build_isnull(builder: Building, call: Call) -> Evaluator:
    """Text is never null (H:customize_functions_isnull); a picklist, date or number without a value is."""
    node = call.operands[0]
    operand = builder.build(node)
    if isinstance(node, Call) and node.name == "TEXT" and builder.type_of(node.operands[0]) is Type.PICKLIST:
        return lambda run: operand(run) is None  # FE FunctionText.optimize drops the TEXT here
    if builder.type_of(node) is Type.TEXT:
        return lambda run: False
    return lambda run: operand(run) is None


def _substitute_type(inference: Typing, call: Call) -> Type:
    value, substitute = call.operands
    found = inference.infer(value)
    if found is Type.BOOLEAN:
        return inference.fault(messages.illegal_type(call))
    return _one_type(inference, call, found, substitute)


def _build_blankvalue(builder: Building, call: Call) -> Evaluator:
    value, substitute = builder.build_all(call)

    def replaced(run: Run) -> Value:
        found = value(run)
        return substitute(run) if found is None or found == "" else found

    return replaced


def _build_nullvalue(builder: Building, call: Call) -> Evaluator:
    """On text gives the first operand whatever it is, for text is never null (FE FunctionNullValue)."""
    if Type.TEXT in {builder.type_of(operand) for operand in call.operands}:
        return builder.build(call.operands[0])
    value, substitute = builder.build_all(call)

    def replaced(run: Run) -> Value:
        found = value(run)
        return substitute(run) if found is None else found

    return replaced


TABLE: tuple[Function | Form, ...] = (
    Form("AND", Arity(1, None), _junction_type, _build_and),
    Form("OR", Arity(1, None), _junction_type, _build_or),
    Form("NOT", Arity(1, 1), _junction_type, _build_not),
    Form("IF", Arity(3, 3), _if_type, _build_if),
    Form("CASE", Arity(4, None, even=True), _case_type, _build_case),
    Form("ISBLANK", Arity(1, 1), _blank_type, _build_isblank),
    Form("ISNULL", Arity(1, 1), _blank_type, _build_isnull),
    Form("BLANKVALUE", Arity(2, 2), _substitute_type, _build_blankvalue),
    Form("NULLVALUE", Arity(2, 2), _substitute_type, _build_nullvalue),
)
