"""A gate and a rule do not have the same name."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import Schema
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    for rule in schema.rules.values():
        if rule.name in schema.gates:
            yield Fault(f"'{rule.name}' is a gate and a rule.", rule.position, "Rename one of them.")


CHECK = Check(
    code="CHK018",
    title="Gate and rule with one name",
    why="Findings, waivers and baselines name a gate or rule by it alone.",
    bad="gates:\n  quote: {...}\nrules:\n  quote: {...}\n",
    good="gates:\n  quote: {...}\nrules:\n  quote_expired: {...}\n",
    find=_find,
)
