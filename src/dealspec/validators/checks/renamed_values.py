"""A value that was renamed has gone, and its new name is there."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.core.diagnostics import did_you_mean
from dealspec.schema.model import Field, Schema
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    for obj, field in schema.fields():
        if not field.values_renamed:
            continue
        names = _names(schema, field)
        for old, new in field.values_renamed.items():
            place = schema.place("objects", obj.name, "fields", field.name, "values_renamed", old) or field.position
            if new not in names:
                what = f"'{field.name}' has no value '{new}' that '{old}' could be renamed to."
                yield Fault(what, place, did_you_mean(new, names))
            if old in names:
                yield Fault(f"'{field.name}' still declares '{old}', which is renamed.", place, f"Take '{old}' out.")


def _names(schema: Schema, field: Field) -> set[str]:
    shared = schema.value_sets.get(field.value_set or "")
    return {value.name for value in (*field.values, *(shared.values if shared else ()))}


CHECK = Check(
    code="CHK022",
    title="Renamed value that does not fit",
    why="Records keep the old value until it is replaced by one that is declared.",
    bad=(
        "objects:\n"
        "  opportunity:\n"
        "    fields:\n"
        "      tier: {type: picklist, values: [gold, silver], values_renamed: {premium: golden}}\n"
    ),
    good=(
        "objects:\n"
        "  opportunity:\n"
        "    fields:\n"
        "      tier: {type: picklist, values: [gold, silver], values_renamed: {premium: gold}}\n"
    ),
    find=_find,
)
