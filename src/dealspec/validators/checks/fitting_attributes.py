"""A field has only attributes that its type can use."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import Field, FieldType, Schema
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    for _, field in schema.fields():
        for attribute, needs in _misplaced(field):
            what = f"'{field.name}' is of type {field.type}, and {attribute} is for {needs}."
            yield Fault(what, field.position, f"Remove {attribute}, or change the type.")


def _misplaced(field: Field) -> Iterator[tuple[str, str]]:
    type_ = field.type
    if field.min is not None and not type_.is_numeric:
        yield "min", "numbers"
    if field.max is not None and not type_.is_numeric:
        yield "max", "numbers"
    computes_number = field.result is not None and field.result.is_numeric
    if field.scale is not None and not (type_.is_numeric or computes_number or type_ is FieldType.ROLL_UP):
        yield "scale", "numbers"
    if field.pattern is not None and not type_.is_textual:
        yield "pattern", "texts"
    if field.length is not None and not type_.is_textual:
        yield "length", "texts"
    if field.values and not type_.has_values:
        yield "values", "picklists"
    if field.exact and not type_.has_values:
        yield "exact", "picklists"
    if field.values_renamed and not type_.has_values:
        yield "values_renamed", "picklists"
    if field.to is not None and not type_.is_reference:
        yield "to", "lookups"
    if field.stamp is not None and type_ not in (FieldType.DATE, FieldType.DATETIME):
        yield "stamp", "dates and times"


CHECK = Check(
    code="CHK020",
    title="Attribute that the type cannot use",
    why="It would be neither enforced nor audited, although it looks as if it were.",
    bad="objects:\n  opportunity:\n    fields:\n      seats: {type: text, min: 0}\n",
    good="objects:\n  opportunity:\n    fields:\n      seats: {type: number, min: 0}\n",
    find=_find,
)
