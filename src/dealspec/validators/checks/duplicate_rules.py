"""Duplicate rules name matching rules that exist, and those name fields that can be compared."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.core.diagnostics import did_you_mean
from dealspec.schema.model import Object, Schema
from dealspec.validators.checks.check import Check, Fault
from dealspec.validators.expr import Scope


def _find(schema: Schema) -> Iterator[Fault]:
    for obj in schema.objects.values():
        yield from _matching(schema, obj)
        for rule in obj.duplicate_rules.values():
            path = ("objects", obj.name, "duplicate_rules", rule.name, "matching_rules")
            if not rule.matching_rules:
                yield Fault(f"'{rule.name}' names no matching rule.", rule.position, "Add matching_rules: [...]")
            for number, name in enumerate(rule.matching_rules):
                if name not in obj.matching_rules:
                    place = schema.place(*path, str(number)) or rule.position
                    hint = did_you_mean(name, obj.matching_rules, "Declare it under matching_rules.")
                    yield Fault(f"'{rule.name}' names an unknown matching rule '{name}'.", place, hint)


def _matching(schema: Schema, obj: Object) -> Iterator[Fault]:
    scope = Scope(schema, obj.name)
    for rule in obj.matching_rules.values():
        if not rule.match:
            yield Fault(f"'{rule.name}' compares nothing.", rule.position, "Add match: [{field: ...}]")
        for compared in rule.match:
            if scope.field(compared.field) is None:
                hint = did_you_mean(compared.field, scope.names())
                yield Fault(f"'{rule.name}' compares an unknown field '{compared.field}'.", compared.position, hint)


CHECK = Check(
    code="CHK025",
    title="Duplicate or matching rule that leads nowhere",
    why="Without it no duplicate is ever found.",
    bad=(
        "objects:\n  account:\n    duplicate_rules:\n      one_record_per_company: {matching_rules: [same_company]}\n"
    ),
    good=(
        "objects:\n"
        "  account:\n"
        "    matching_rules:\n"
        "      same_company: {match: [{field: name, method: company_name}]}\n"
        "    duplicate_rules:\n"
        "      one_record_per_company: {matching_rules: [same_company]}\n"
    ),
    find=_find,
)
