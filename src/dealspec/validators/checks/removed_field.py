"""Nothing asks for a field that is to be removed."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import Schema
from dealspec.validators.checks.check import Check, Fault
from dealspec.validators.checks.used_fields import users


def _find(schema: Schema) -> Iterator[Fault]:
    if not any(field.removed for _, field in schema.fields()):
        return
    for _, field, judgement in users(schema):
        if field.removed:
            what = f"'{judgement.id}' asks for '{field.name}', which is to be removed."
            yield Fault(what, judgement.position, "Let it ask for something else first.")


CHECK = Check(
    code="CHK023",
    title="Gate or rule on a field that is to be removed",
    why="Once the field has gone, nobody can meet it.",
    bad=(
        "objects:\n"
        "  opportunity:\n"
        "    fields:\n"
        "      seats: {type: number, removed: true}\n"
        "rules:\n"
        "  some_seats: {that: seats > 0}\n"
    ),
    good="objects:\n  opportunity:\n    fields:\n      seats: {type: number, removed: true}\n",
    find=_find,
)
