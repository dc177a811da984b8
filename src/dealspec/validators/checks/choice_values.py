"""A picklist has values."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import Schema
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    for _, field in schema.fields():
        if field.type.has_values and not field.values and field.value_set is None:
            what = f"'{field.name}' is of type {field.type} and has no values."
            yield Fault(what, field.position, "List them: values: [a, b]")


CHECK = Check(
    code="CHK003",
    title="Picklist without values",
    why="A choice among nothing can never be filled in, and both CRMs refuse it.",
    bad="objects:\n  opportunity:\n    fields:\n      partner_tier: {type: picklist}\n",
    good=("objects:\n  opportunity:\n    fields:\n      partner_tier: {type: picklist, values: [gold, silver]}\n"),
    find=_find,
)
