"""Values that are declared as renamed and still have their old name in a target. Pure; plans nothing itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dealspec.provisioner.resource import Json, LiveState, Resource
from dealspec.schema.model import Field, Object, RecordType, Schema, Value

Renames = Mapping[str, Value]
"""By new name, the value as the target has it."""


def held_values(obj: Object, field: Field, live: LiveState) -> Renames:
    """The renamed values of a field of which the target has the old one and not the new one."""
    if not field.values_renamed:
        return {}
    addresses = (f"fields.{obj.name}.{field.name}", f"value_sets.{field.value_set}")
    present = next((values for address in addresses if (values := values_of(live.resources.get(address)))), {})
    return {
        new: Value(old, _label(present[old]) or old)
        for old, new in field.values_renamed.items()
        if old in present and new not in present
    }


def with_former_values(schema: Schema, obj: Object, field: Field, renames: Renames) -> Schema:
    """The schema with the old values in place of the new ones, wherever a declaration names them."""
    shared = schema.value_sets.get(field.value_set or "")
    if shared and not field.values:
        swapped = replace(shared, values=tuple(renames.get(value.name, value) for value in shared.values))
        schema = replace(schema, value_sets={**schema.value_sets, shared.name: swapped})
    current = schema.objects[obj.name]
    fields = {name: _field(each, field.name, renames) for name, each in current.fields.items()}
    types = {name: _record_type(each, field.name, renames) for name, each in current.record_types.items()}
    return replace(schema, objects={**schema.objects, obj.name: replace(current, fields=fields, record_types=types)})


def values_of(resource: Resource | None) -> Mapping[str, Json]:
    """The values of a choice by name."""
    found = resource.attributes.get("values") if resource else None
    return found if isinstance(found, dict) else {}


def _label(said: Json) -> str | None:
    label = said.get("label") if isinstance(said, dict) else None
    return label if isinstance(label, str) else None


def _field(field: Field, renamed: str, renames: Renames) -> Field:
    if field.name == renamed:
        values = tuple(renames.get(value.name, value) for value in field.values)
        return replace(field, values=values, default=_former(field.default, renames))
    if field.depends_on == renamed:
        values = tuple(
            replace(value, when=tuple(_former(name, renames) or name for name in value.when)) for value in field.values
        )
        return replace(field, values=values)
    return field


def _record_type(record_type: RecordType, renamed: str, renames: Renames) -> RecordType:
    picklists = {
        name: tuple(_former(value, renames) or value for value in values) if name == renamed else values
        for name, values in record_type.picklists.items()
    }
    defaults = {
        name: (_former(value, renames) or value) if name == renamed else value
        for name, value in record_type.defaults.items()
    }
    return replace(record_type, picklists=picklists, defaults=defaults)


def _former(name: str | None, renames: Renames) -> str | None:
    return renames[name].name if name is not None and name in renames else name
