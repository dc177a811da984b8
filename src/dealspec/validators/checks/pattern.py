"""A pattern is one that every CRM and the audit read alike."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import Schema
from dealspec.validators.checks.check import Check, Fault
from dealspec.validators.expr.patterns import problem


def _find(schema: Schema) -> Iterator[Fault]:
    for obj, field in schema.fields():
        found = problem(field.pattern) if field.pattern is not None else None
        if found:
            place = schema.place("objects", obj.name, "fields", field.name, "pattern") or field.position
            yield Fault(f"The pattern of '{field.name}': {found.what}", place, found.hint)


CHECK = Check(
    code="CHK011",
    title="Pattern that cannot be used",
    why="Salesforce (Java), HubSpot and the audit (RE2) must read a pattern in the same way.",
    bad=("objects:\n  opportunity:\n    fields:\n      deal_registration_id: {type: text, pattern: '(?=DR).*'}\n"),
    good=("objects:\n  opportunity:\n    fields:\n      deal_registration_id: {type: text, pattern: 'DR-[0-9]{6}'}\n"),
    find=_find,
)
