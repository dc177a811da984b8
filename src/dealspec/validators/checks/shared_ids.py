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
    bad=(
        "gates:\n"
        "  quote: {pipeline: reseller, enters: configure_quote, require: [protection_end]}\n"
        "rules:\n"
        "  quote: {that: protection_end >= today()}\n"
    ),
    good=(
        "gates:\n"
        "  quote: {pipeline: reseller, enters: configure_quote, require: [protection_end]}\n"
        "rules:\n"
        "  quote_expired: {that: protection_end >= today()}\n"
    ),
    find=_find,
)
