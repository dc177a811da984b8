"""A duplicate rule that is active matches by rules that are."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import Schema
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    for obj in schema.objects.values():
        for rule in obj.duplicate_rules.values():
            path = ("objects", obj.name, "duplicate_rules", rule.name, "matching_rules")
            for number, name in enumerate(rule.matching_rules):
                used = obj.matching_rules.get(name)
                if rule.active and used is not None and not used.active:
                    place = schema.place(*path, str(number)) or rule.position
                    what = f"'{rule.name}' is active, and its matching rule '{name}' is not."
                    yield Fault(what, place, f"Activate '{name}', or say active: false of '{rule.name}' too.")


CHECK = Check(
    code="CHK028",
    title="Active duplicate rule with an inactive matching rule",
    why="Salesforce activates a duplicate rule only when its matching rules are active (Help: duplicate rules).",
    bad=(
        "objects:\n"
        "  account:\n"
        "    matching_rules:\n"
        "      same_company: {match: [{field: name, method: company_name}], active: false}\n"
        "    duplicate_rules:\n"
        "      one_record_per_company: {matching_rules: [same_company]}\n"
    ),
    good=(
        "objects:\n"
        "  account:\n"
        "    matching_rules:\n"
        "      same_company: {match: [{field: name, method: company_name}], active: false}\n"
        "    duplicate_rules:\n"
        "      one_record_per_company: {matching_rules: [same_company], active: false}\n"
    ),
    find=_find,
)
