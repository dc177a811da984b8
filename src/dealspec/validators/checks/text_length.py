"""The length of a text is one that both CRMs can hold."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import FieldType, Schema
from dealspec.validators.checks.check import Check, Fault

_LENGTHS = {FieldType.TEXT: (1, 255), FieldType.LONG_TEXT: (256, 131_072)}


def _find(schema: Schema) -> Iterator[Fault]:
    for obj, field in schema.fields():
        low, high = _LENGTHS.get(field.type, (0, 0))
        if field.length is None or not high or low <= field.length <= high:
            continue
        place = schema.place("objects", obj.name, "fields", field.name, "length") or field.position
        hint = f"Write a length from {low:,} to {high:,}"
        hint += ", or type: long_text." if field.type is FieldType.TEXT and field.length > high else "."
        yield Fault(f"'{field.name}' is a {field.type} of {field.length:,} characters.", place, hint)


CHECK = Check(
    code="CHK010",
    title="Length out of range",
    why="Salesforce holds 1 to 255 characters in a text and 256 to 131,072 in a long text (Metadata API: CustomField).",
    bad=("objects:\n  opportunity:\n    fields:\n      deal_registration_id: {type: text, length: 300}\n"),
    good=("objects:\n  opportunity:\n    fields:\n      deal_registration_id: {type: text, length: 255}\n"),
    find=_find,
)
