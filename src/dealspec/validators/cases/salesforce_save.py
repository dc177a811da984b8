"""A save as a Salesforce validation rule sees it: API names, metadata types, values. Evaluates no formula.

A percent is 0 to 100 in a record, a multi-select one text parted by semicolons, a checkbox never blank (Object
Reference: field types).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time

from dealspec.schema.model import FieldType
from dealspec.validators.audit.program import columns_of
from dealspec.validators.cases.model import Record, Save, Value
from dealspec.validators.dialects.salesforce_names import SalesforceNames
from dealspec.validators.dialects.salesforce_values import Values
from dealspec.validators.expr.nodes import FieldRef, ValueKind, fields_used
from dealspec.validators.judgement import Judgement

Native = bool | date | datetime | time | str | None
_TYPES: Mapping[FieldType | None, str] = {
    FieldType.TEXT: "Text",
    FieldType.LONG_TEXT: "LongTextArea",
    FieldType.RICH_TEXT: "Html",
    FieldType.NUMBER: "Number",
    FieldType.CURRENCY: "Currency",
    FieldType.PERCENT: "Percent",
    FieldType.CHECKBOX: "Checkbox",
    FieldType.DATE: "Date",
    FieldType.DATETIME: "DateTime",
    FieldType.TIME: "Time",
    FieldType.PICKLIST: "Picklist",
    FieldType.MULTI_SELECT: "MultiselectPicklist",
    FieldType.LOOKUP: "Lookup",
    FieldType.MASTER_DETAIL: "MasterDetail",
    FieldType.URL: "Url",
    FieldType.EMAIL: "Email",
    FieldType.PHONE: "Phone",
    FieldType.AUTO_NUMBER: "AutoNumber",
}
_PLACES = {"StageName": "Picklist", "RecordType.DeveloperName": "Text", "RecordTypeId": "Lookup"}


def fields_of(judgement: Judgement) -> frozenset[FieldRef]:
    """The fields that the rules of a judgement read, as they are after the save."""
    read = fields_used(judgement.when) | fields_used(judgement.that) | frozenset(judgement.require)
    return frozenset(replace(ref, prior=False) for ref in read if ref.type is not None or ref.kind is _REFERENCE)


_REFERENCE = ValueKind.REFERENCE


def is_possible(judgement: Judgement, save: Save) -> bool:
    """Whether Salesforce can have the save: there a deal always has a stage, and a judgement may read it."""
    read = columns_of(judgement)
    lacking = save.record.get("stage") is None or (save.before is not None and save.before.get("stage") is None)
    return not (lacking and judgement.object == "opportunity" and {"stage", "prior.stage"} & set(read))


def field_types(refs: Iterable[FieldRef], names: SalesforceNames) -> dict[str, str]:
    """The metadata type of every field, by what formulas call it."""
    return {**_PLACES, **{Values(names).path(ref): _type(ref, names) for ref in refs}}


def native(record: Record, refs: Iterable[FieldRef], names: SalesforceNames) -> dict[str, Value]:
    """The values of a record by what formulas call its fields."""
    record_type = names.record_types.get(str(record.get("pipeline")))
    place: dict[str, Value] = {
        "StageName": record.get("stage"),
        "RecordType.DeveloperName": record_type,
        "RecordTypeId": f"012{record_type}" if record_type else None,
    }
    return {**place, **{Values(names).path(ref): _value(record.get(ref.column), ref, names) for ref in refs}}


def _type(ref: FieldRef, names: SalesforceNames) -> str:
    name = names.field(ref)
    computed = name is None or name.type in (FieldType.FORMULA, FieldType.ROLL_UP)
    return _TYPES[ref.type if name is None or computed else name.type]


def _value(value: Value, ref: FieldRef, names: SalesforceNames) -> Value:
    name = names.field(ref)
    if ref.kind is ValueKind.BOOLEAN:
        return (value is True) is not (name is not None and name.inverted)
    if isinstance(value, tuple):
        return ";".join(value)
    if isinstance(value, datetime) and name is not None and name.type is FieldType.DATE:
        return value.date()
    return value
