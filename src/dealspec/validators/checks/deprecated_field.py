"""Nothing asks for a field that should no longer be used."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.core.diagnostics import Severity
from dealspec.schema.model import Schema
from dealspec.validators.checks.check import Check, Fault
from dealspec.validators.checks.used_fields import users


def _find(schema: Schema) -> Iterator[Fault]:
    if not any(field.deprecated for _, field in schema.fields()):
        return
    for _, field, judgement in users(schema):
        if field.deprecated and not field.removed:
            what = f"'{judgement.id}' asks for '{field.name}', which is deprecated."
            yield Fault(what, judgement.position, "Let it ask for what people should use instead.")


CHECK = Check(
    code="CHK024",
    title="Gate or rule on a deprecated field",
    why="People are asked to fill in what they should no longer use.",
    bad=(
        "objects:\n"
        "  opportunity:\n"
        "    fields:\n"
        "      seats: {type: number, deprecated: true}\n"
        "rules:\n"
        "  some_seats: {that: seats > 0}\n"
    ),
    good=(
        "objects:\n  opportunity:\n    fields:\n      seats: {type: number}\nrules:\n  some_seats: {that: seats > 0}\n"
    ),
    find=_find,
    severity=Severity.WARNING,
)
