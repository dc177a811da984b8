"""Functions of the record being saved: picklists, earlier values, newness, lookups of other records."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from dealspec.emulator.salesforce.formula import messages
from dealspec.emulator.salesforce.formula.functions.table import (
    Arity,
    Building,
    Evaluator,
    Form,
    Function,
    Typing,
    Where,
)
from dealspec.emulator.salesforce.formula.nodes import Call, Field, Literal
from dealspec.emulator.salesforce.formula.types import Type
from dealspec.emulator.salesforce.formula.values import Value

if TYPE_CHECKING:
    from dealspec.emulator.salesforce.formula.run import Run

_PICKLIST = frozenset({Type.PICKLIST})
_MULTIPICKLIST = frozenset({Type.MULTIPICKLIST})


def _literal_type(inference: Typing, call: Call) -> Type:
    """A picklist, then a literal."""
    field, literal = call.operands
    allowed = _PICKLIST if call.name == "ISPICKVAL" else _MULTIPICKLIST
    found = inference.infer(field, allowing=allowed)
    if found is not Type.RUNTIME and found not in allowed:
        inference.fault(messages.wrong_type(call, next(iter(allowed)).value, found.value, field))
    kind = inference.infer(literal)
    if not (isinstance(literal, Literal) and isinstance(literal.value, str)):
        inference.fault(messages.wrong_type(call, "Text Literal", kind.value, literal))
    return Type.BOOLEAN


def _literal(call: Call) -> str:
    literal = call.operands[1]
    assert isinstance(literal, Literal)
    return str(literal.value)


def _build_ispickval(builder: Building, call: Call) -> Evaluator:
    """API values compared, `""` for none chosen (FE FunctionIsPickVal); the letter case counts (assumed)."""
    field, wanted = builder.build(call.operands[0]), _literal(call) or None
    return lambda run: field(run) == wanted


def _build_includes(builder: Building, call: Call) -> Evaluator:
    """One of the chosen values; `""` matches nothing (assumed, no source describes it)."""
    field, wanted = builder.build(call.operands[0]), _literal(call)
    return lambda run: wanted in chosen(field(run))


def chosen(value: Value) -> list[str]:
    """The values of a multi-select `a;b`."""
    return [part for part in str(value).split(";") if part] if value else []


def _picklistcount_type(inference: Typing, call: Call) -> Type:
    inference.expect(call, call.operands[0], _MULTIPICKLIST)
    return Type.NUMBER


def _build_picklistcount(builder: Building, call: Call) -> Evaluator:
    field = builder.build(call.operands[0])
    return lambda run: Decimal(len(chosen(field(run))))


def _own_field_type(inference: Typing, call: Call) -> Type:
    """PRIORVALUE and ISCHANGED look at a direct field of the record alone."""
    field = call.operands[0]
    location = frozenset({Type.LOCATION}) if call.name == "ISCHANGED" else frozenset()
    found = inference.infer(field, allowing=_PICKLIST | _MULTIPICKLIST | location)
    if not isinstance(field, Field):
        return inference.fault(messages.wrong_parameter(call, field))
    if "." in field.name or field.name.startswith("$"):
        return inference.fault(messages.field_not_for_function(call, field.name, field.position))
    return found


def _ischanged_type(inference: Typing, call: Call) -> Type:
    _own_field_type(inference, call)
    return Type.BOOLEAN


def _build_priorvalue(builder: Building, call: Call) -> Evaluator:
    field = call.operands[0]
    assert isinstance(field, Field)
    return builder.field(field, before=True)


def _build_ischanged(builder: Building, call: Call) -> Evaluator:
    """Numbers compare by value, text after CRLF became LF (FE FunctionIsChanged); on insert `before` is the record."""
    field = call.operands[0]
    assert isinstance(field, Field)
    now, before = builder.field(field), builder.field(field, before=True)

    def changed(run: Run) -> Value:
        first, second = now(run), before(run)
        return first != second and _comparable(first) != _comparable(second)

    return changed


def _comparable(value: Value) -> Value:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


_OBJECT_TYPE = "$objecttype."


def _vlookup_type(inference: Typing, call: Call) -> Type:
    """Two fields as `$ObjectType.Object__c.Fields.Field__c`, then the value to find."""
    for reference in call.operands[:2]:
        if not isinstance(reference, Field) or _object_and_field(reference.name) is None:
            inference.fault(messages.wrong_parameter(call, reference))
    inference.expect(call, call.operands[2], frozenset({Type.TEXT, Type.NUMBER, Type.DATE, Type.DATETIME}))
    return Type.RUNTIME


def _object_and_field(name: str) -> tuple[str, str] | None:
    parts = name.split(".")
    if len(parts) != 4 or not name.lower().startswith(_OBJECT_TYPE) or parts[2].lower() != "fields":
        return None
    return parts[1], parts[3]


def _build_vlookup(builder: Building, call: Call) -> Evaluator:
    wanted, matched, operand = call.operands
    assert isinstance(wanted, Field)
    assert isinstance(matched, Field)
    object_name, field = _object_and_field(wanted.name) or ("", "")
    key = (_object_and_field(matched.name) or ("", ""))[1]
    value = builder.build(operand)

    def look_up(run: Run) -> Value:
        if run.context.lookup is None:
            raise messages.cannot_evaluate("VLOOKUP", call.position)
        return run.context.lookup(object_name, field, key, value(run))

    return look_up


_ONE = Arity(1, 1)

TABLE: tuple[Function | Form, ...] = (
    Form("ISPICKVAL", Arity(2, 2), _literal_type, _build_ispickval),
    Form("INCLUDES", Arity(2, 2), _literal_type, _build_includes),
    Form("PICKLISTCOUNT", _ONE, _picklistcount_type, _build_picklistcount),
    Form("PRIORVALUE", _ONE, _own_field_type, _build_priorvalue, Where.RULES),
    Form("ISCHANGED", _ONE, _ischanged_type, _build_ischanged, Where.RULES),
    Function("ISNEW", (), Type.BOOLEAN, lambda run: run.is_new, sees_run=True, where=Where.RULES),
    # A record that comes through the API is no clone: cloning is a button (assumed; FE asks the platform).
    Function("ISCLONE", (), Type.BOOLEAN, lambda: False, where=Where.RULES),
    Form("VLOOKUP", Arity(3, 3), _vlookup_type, _build_vlookup, Where.RULES),
)
