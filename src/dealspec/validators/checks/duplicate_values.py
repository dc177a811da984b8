"""The values of a choice can be told apart, by name and by label."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import Schema, Value
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    for _, field in schema.fields():
        yield from _repeated(field.name, field.values)


def _repeated(field: str, values: tuple[Value, ...]) -> Iterator[Fault]:
    names: set[str] = set()
    labels: set[str] = set()
    for value in values:
        if value.name.casefold() in names:
            yield Fault(f"'{field}' has the value '{value.name}' twice.", value.position, "Remove one of them.")
        elif value.label.casefold() in labels:
            what = f"Two values of '{field}' have the label '{value.label}'."
            yield Fault(what, value.position, "Give each value a label of its own.")
        names.add(value.name.casefold())
        labels.add(value.label.casefold())


CHECK = Check(
    code="CHK008",
    title="Values that cannot be told apart",
    why="Salesforce compares values without letter case, and HubSpot refuses two equal labels.",
    bad=(
        "objects:\n"
        "  opportunity:\n"
        "    fields:\n"
        "      partner_tier: {type: picklist, values: [{name: gold, label: Gold}, {name: gold_2, label: Gold}]}\n"
    ),
    good=(
        "objects:\n"
        "  opportunity:\n"
        "    fields:\n"
        "      partner_tier: {type: picklist, values: [{name: gold, label: Gold}, {name: platinum, label: Platinum}]}\n"
    ),
    find=_find,
)
