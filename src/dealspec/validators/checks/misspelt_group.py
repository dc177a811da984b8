"""A field's property group is not nearly one that is declared.

Another name is no fault: it may be a group that the portal has, and one that it has not is made by that name.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from dealspec.core.diagnostics import Severity
from dealspec.schema.model import Schema
from dealspec.validators.checks.check import Check, Fault

_NEARLY = 0.85
"""How alike two names are that hardly mean two groups: a letter or two apart."""


def _find(schema: Schema) -> Iterator[Fault]:
    for obj, field in schema.fields():
        group = field.hubspot.group
        if group is None or group in obj.groups:
            continue
        if near := difflib.get_close_matches(group, obj.groups, n=1, cutoff=_NEARLY):
            place = schema.place("objects", obj.name, "fields", field.name, "hubspot", "group") or field.position
            what = f"'{field.name}' is in the group '{group}', which is not declared."
            yield Fault(what, place, f"Did you mean '{near[0]}'? If not, declare '{group}' under groups.")


CHECK = Check(
    code="CHK029",
    title="Property group that is nearly a declared one",
    why="HubSpot would get a second group of almost the same name, with this field alone in it.",
    bad=(
        "objects:\n"
        "  opportunity:\n"
        "    groups: {partner_sales: {label: Partner sales}}\n"
        "    fields:\n"
        "      partner_tier: {type: text, hubspot: {group: partner_sale}}\n"
    ),
    good=(
        "objects:\n"
        "  opportunity:\n"
        "    groups: {partner_sales: {label: Partner sales}}\n"
        "    fields:\n"
        "      partner_tier: {type: text, hubspot: {group: partner_sales}}\n"
    ),
    find=_find,
    severity=Severity.WARNING,
)
