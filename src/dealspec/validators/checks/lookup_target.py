"""A lookup names an object that we know."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.core.diagnostics import did_you_mean
from dealspec.schema.model import Schema
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    known = {*BUILT_IN_OBJECTS, *schema.objects}
    for obj, field in schema.fields():
        if not field.type.is_reference:
            continue
        if field.to is None:
            yield Fault(
                f"The lookup '{field.name}' names no object.", field.position, "Say where it leads: to: account"
            )
        elif field.to not in known:
            hint = did_you_mean(field.to, known)
            place = schema.place("objects", obj.name, "fields", field.name, "to") or field.position
            yield Fault(f"The lookup '{field.name}' leads to an unknown object '{field.to}'.", place, hint)


CHECK = Check(
    code="CHK004",
    title="Lookup without a target",
    why="A lookup stands for a record of one object; without it no CRM can create the field.",
    bad="objects:\n  opportunity:\n    fields:\n      partner: {type: lookup}\n",
    good="objects:\n  opportunity:\n    fields:\n      partner: {type: lookup, to: account}\n",
    find=_find,
)
