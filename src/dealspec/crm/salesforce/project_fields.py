"""Declared fields as Salesforce can hold them, each with what it needs and what of it Salesforce cannot hold. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from dealspec.core.coverage import Gap
from dealspec.crm.salesforce import names
from dealspec.crm.salesforce.capabilities import FIELD_TYPES
from dealspec.crm.salesforce.choices import said_of
from dealspec.crm.salesforce.field_elements import HOISTED, default_spelling, settled
from dealspec.crm.salesforce.fitness import unfit
from dealspec.crm.salesforce.names import SchemaNames
from dealspec.crm.salesforce.native_json import canonical
from dealspec.provisioner.resource import Json, Kind, Resource
from dealspec.schema.model import Field, FieldType, Object, RollUp, Schema, Value
from dealspec.schema.vocabulary import salesforce_name

_SAID: Mapping[str, Callable[[Field], Json]] = {
    "description": lambda field: field.description,
    "help": lambda field: field.help,
    "lines": lambda field: field.lines,
    "precision": lambda field: field.precision,
    "unique": lambda field: field.unique,
    "case_sensitive": lambda field: field.case_sensitive,
    "external_id": lambda field: field.external_id,
    "track_history": lambda field: field.track_history,
    "required": lambda field: field.required,
    "number_format": lambda field: field.number_format,
    "on_delete": lambda field: field.on_delete and field.on_delete.value,
    "relationship": lambda field: field.salesforce.relationship,
    "blanks": lambda field: field.blanks and field.blanks.value,
}
"""Attributes that are held as they are said, by their name."""
_OF_STANDARD = ("description", "help", "track_history")
"""What an org may say about a standard field (Metadata API guide, CustomField, "Standard Fields")."""


def project_fields(schema: Schema) -> tuple[list[Resource], list[Gap]]:
    """A resource for every field that Salesforce can hold, and a gap for what of it it cannot."""
    known = SchemaNames.of(schema)
    resources: list[Resource] = []
    gaps: list[Gap] = []
    for obj, field in schema.fields():
        address = f"fields.{obj.name}.{field.name}"
        misfit = unfit(address, obj, field, schema)
        gaps += misfit.gaps
        if misfit.fatal:
            continue
        if field.type is FieldType.CONTACT_ROLES:
            resources.append(_contact_roles(address, field))
        elif names.is_custom(salesforce_name(field)):
            resources.append(_custom(address, obj, field, schema, known, misfit.without))
        else:
            resources.append(_standard(address, obj, field, known))
    return resources, gaps


def _custom(
    address: str, obj: Object, field: Field, schema: Schema, known: SchemaNames, without: frozenset[str]
) -> Resource:
    native = _identity(obj, field, known)
    attributes: dict[str, Json] = {"type": _type(field), "label": text(field.shown_label)}
    native_type = FIELD_TYPES.get(field.type)
    if field.length is not None and native_type is not None and "length" in native_type.defaults:
        attributes["length"] = field.length
    if field.scale is not None and (field.type.is_numeric or (field.result and field.result.is_numeric)):
        attributes["scale"] = field.scale
    for name, said in _SAID.items():
        value = said(field)
        if value is not None and name not in without:
            attributes[name] = text(value) if isinstance(value, str) else value
    if field.type is FieldType.FORMULA:
        formula = field.salesforce.formula or field.formula or ""
        attributes |= {"result": field.result and field.result.value, "formula": text(formula)}
    if field.default is not None and not _names_value(field) and "default" not in without:
        attributes["default"] = default_spelling(field.default)
    attributes |= _choices(obj, field, known, native)
    attributes |= _references(obj, field, known, native)
    if field.salesforce.native:
        attributes["native"] = _native(field.salesforce.native)
    return Resource(address, Kind.FIELD, attributes, native, tuple(_needs(obj, field, schema)))


def _standard(address: str, obj: Object, field: Field, known: SchemaNames) -> Resource:
    """A field that Salesforce itself defines: only what an org may say about it is ours."""
    attributes = {name: _SAID[name](field) for name in _OF_STANDARD}
    said: dict[str, Json] = {name: value for name, value in attributes.items() if value is not None}
    if field.salesforce.native:
        said["native"] = _native(field.salesforce.native)
    return Resource(address, Kind.FIELD, said, _identity(obj, field, known))


def _contact_roles(address: str, field: Field) -> Resource:
    native = {"type": "StandardValueSet", "name": names.ROLE_SET}
    said = said_of((value.name for value in field.values), exact=field.exact)
    attributes: dict[str, Json] = {"type": field.type.value, "values": values(field.values), **said}
    return Resource(address, Kind.FIELD, attributes, native)


def values(declared: tuple[Value, ...], default: str | None = None) -> dict[str, Json]:
    """Values by name as they are wanted; where one is the default, the others are said not to be."""
    has_default = default is not None or any(value.default for value in declared)
    return {value.name: _value(value, default, has_default) for value in declared}


def text(value: str) -> str:
    """As Salesforce keeps it: stripped (Metadata API guide, upsertMetadata)."""
    return value.replace("\r\n", "\n").strip()


def _value(value: Value, default: str | None, has_default: bool) -> dict[str, Json]:
    said: dict[str, Json] = {"label": text(value.label) or value.name, "active": value.active is not False}
    if has_default:
        said["default"] = value.name == default if default is not None else bool(value.default)
    if value.color is not None:
        said["color"] = value.color
    if value.description is not None:
        said["description"] = text(value.description)
    if value.when:
        said["when"] = list[Json](sorted(value.when))
    return said | {name: canonical(item) for name, item in value.salesforce.items()}


def _choices(obj: Object, field: Field, known: SchemaNames, native: dict[str, str]) -> dict[str, Json]:
    if not field.type.has_values:
        return {}
    found: dict[str, Json] = {}
    if field.value_set is not None:
        native["value_set"] = known.value_sets.get(field.value_set, field.value_set)
        found["value_set"] = field.value_set
    else:
        found["restricted"] = field.restricted is not False
        found["values"] = values(field.values, field.default if _names_value(field) else None)
        found |= said_of((value.name for value in field.values), exact=field.exact)
    if field.depends_on is not None:
        native["depends_on"] = known.field(obj.name, field.depends_on) or field.depends_on
        found["depends_on"] = field.depends_on
    return found


def _references(obj: Object, field: Field, known: SchemaNames, native: dict[str, str]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    if field.type.is_reference:
        native["to"] = known.object(field.to) or ""
        native["relationship"] = names.relationship_name(obj.name, field)
        found["to"] = field.to
    if field.roll_up is not None and field.type is FieldType.ROLL_UP:
        found["roll_up"] = _roll_up(field.roll_up, known, native)
    return found


def _roll_up(roll_up: RollUp, known: SchemaNames, native: dict[str, str]) -> dict[str, Json]:
    native["of"] = known.object(roll_up.of) or ""
    native["through"] = known.field(roll_up.of, roll_up.through) or ""
    found: dict[str, Json] = {"operation": roll_up.operation.value, "of": roll_up.of, "through": roll_up.through}
    if roll_up.summarizes is not None:
        native["summarizes"] = known.field(roll_up.of, roll_up.summarizes) or ""
        found["summarizes"] = roll_up.summarizes
    return found


def _identity(obj: Object, field: Field, known: SchemaNames) -> dict[str, str]:
    return {"type": "CustomField", "object": known.object(obj.name) or "", "name": salesforce_name(field)}


def _type(field: Field) -> str:
    return field.salesforce.type or "" if field.type is FieldType.OTHER else field.type.value


def _names_value(field: Field) -> bool:
    return field.default is not None and any(value.name == field.default for value in field.values)


def _native(native: Mapping[str, Json]) -> dict[str, Json]:
    return {
        tag: settled(tag, canonical(value)) if tag in HOISTED else canonical(value) for tag, value in native.items()
    }


def _needs(obj: Object, field: Field, schema: Schema) -> Iterator[str]:
    for name in (obj.name, field.to, field.roll_up.of if field.roll_up else None):
        if name and name in schema.objects and names.is_made(names.object_name(schema.objects[name])):
            yield f"objects.{name}"
    if field.value_set in schema.value_sets:
        yield f"value_sets.{field.value_set}"
    near = [field.depends_on] if field.depends_on else []
    if field.type is FieldType.FORMULA:
        near += formula_fields(obj, field.salesforce.formula or field.formula or "")
    yield from (f"fields.{obj.name}.{name}" for name in near if schema.field_of(obj.name, name))
    if field.roll_up is not None:
        far = (field.roll_up.through, field.roll_up.summarizes)
        yield from (
            f"fields.{field.roll_up.of}.{name}" for name in far if name and schema.field_of(field.roll_up.of, name)
        )


def formula_fields(obj: Object, formula: str) -> list[str]:
    """The object's own declared fields that a formula names; formulas among them are left out, so no ring arises."""
    tokens = set(re.findall(r"(?<![\w.])\w+", formula))
    plain = (field for field in obj.fields.values() if field.type is not FieldType.FORMULA)
    return [field.name for field in plain if salesforce_name(field) in tokens]
