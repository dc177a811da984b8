"""A save as Salesforce's formulas see it: API names, types, values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.unit.validators.strategies import FIELDS, NOW, Save

from dealspec.emulator.salesforce import formula as engine
from dealspec.schema.model import FieldType
from dealspec.validators.dialects.formula_layout import Formula, laid_out
from dealspec.validators.expr.nodes import FieldRef, ValueKind

_TYPES = {
    FieldType.NUMBER: "Number",
    FieldType.CURRENCY: "Currency",
    FieldType.PERCENT: "Percent",
    FieldType.TEXT: "Text",
    FieldType.PICKLIST: "Picklist",
    FieldType.MULTI_SELECT: "MultiselectPicklist",
    FieldType.CHECKBOX: "Checkbox",
    FieldType.DATE: "Date",
    FieldType.DATETIME: "DateTime",
    FieldType.LOOKUP: "Lookup",
}
_STANDARD = {"last_activity_at": ("LastActivityDate", "Date"), "is_open": ("IsClosed", "Checkbox")}
_PLACE = {"StageName": "Picklist", "RecordType.DeveloperName": "Text", "RecordTypeId": "Lookup"}


def _named(ref: FieldRef) -> tuple[str, str]:
    if ref.name in _STANDARD:
        return _STANDARD[ref.name]
    api = "_".join(word.capitalize() for word in ref.name.split("_")) + "__c"
    assert ref.type
    return (f"Partner__r.{api}" if ref.via else api), _TYPES[ref.type]


API = {ref: _named(ref) for ref in FIELDS}
FIELD_TYPES = {**dict(API.values()), **_PLACE}


def evaluated(formula: Formula, save: Save) -> Any:
    """What the embedded org's own evaluator says of it."""
    context = engine.Context(FIELD_TYPES, NOW)
    parsed = engine.parse(laid_out(formula))
    assert engine.check(parsed, context) == [], laid_out(formula)
    prior = None if save.prior is None else native(save.prior)
    return engine.evaluate(parsed, native(save.record), prior, context)


def native(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record's values as Salesforce stores them: a percent from 0 to 100, which formulas read as a fraction."""
    found = {name: _value(ref, record[ref.column]) for ref, (name, _) in API.items()}
    record_type = str(record["pipeline"]).capitalize()
    return {
        **found,
        "StageName": record["stage"],
        "RecordType.DeveloperName": record_type,
        "RecordTypeId": f"012{record_type}",
    }


def _value(ref: FieldRef, value: Any) -> Any:
    if value is None:
        return None
    if ref.kind is ValueKind.CHOICES:
        return ";".join(value)
    if ref.name == "is_open":
        return not value
    return value.date() if ref.name == "last_activity_at" else value
