"""The order in which a declaration's keys are written: what people look for first comes first. Data only."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from functools import cache

_FIRST: Mapping[str, tuple[str, ...]] = {
    "Object": ("label", "plural", "description", "groups", "fields"),
    "Field": (
        *("label", "type", "length", "lines", "precision", "scale", "min", "max"),
        *("unique", "case_sensitive", "external_id", "pattern"),
        *("values", "value_set", "restricted", "depends_on", "to", "on_delete"),
        *("formula", "result", "blanks", "number_format", "roll_up", "default", "stamp", "description", "help"),
    ),
    "ValueSet": ("label", "description", "standard", "values"),
    "Pipeline": ("label", "description", "object", "when", "stages"),
    "Gate": ("pipeline", "enters", "check", "require", "that", "severity", "message"),
    "Rule": ("object", "when", "that", "conflict", "severity", "message", "hint"),
}
"""By class; all other keys follow in the model's order."""


@cache
def reading_order(kind: type) -> tuple[str, ...]:
    """The keys of one of the model's dataclasses, in the order in which they are written."""
    keys = [item.name for item in dataclasses.fields(kind) if item.compare]
    first = [key for key in ("name", *_FIRST.get(kind.__name__, ())) if key in keys]
    return (*first, *(key for key in keys if key not in first))
