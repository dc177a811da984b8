"""The least value of a range is not above the greatest."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import Schema
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    for obj, field in schema.fields():
        if field.min is not None and field.max is not None and field.min > field.max:
            place = schema.place("objects", obj.name, "fields", field.name, "min") or field.position
            what = f"The range of '{field.name}' runs from {field.min} down to {field.max}."
            yield Fault(what, place, f"Write min: {field.max} and max: {field.min}")


CHECK = Check(
    code="CHK009",
    title="Empty range",
    why="No number lies in it, so every filled-in record would be a finding.",
    bad=("objects:\n  opportunity:\n    fields:\n      attribution_percent: {type: percent, min: 100, max: 0}\n"),
    good=("objects:\n  opportunity:\n    fields:\n      attribution_percent: {type: percent, min: 0, max: 100}\n"),
    find=_find,
)
