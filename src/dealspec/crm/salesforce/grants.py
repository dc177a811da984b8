"""Who may see and edit what is declared: our permission sets and nobody else's. Pure; makes no call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from dealspec.crm.salesforce import names
from dealspec.crm.salesforce.object_grants import granted_objects, with_masters
from dealspec.provisioner.resource import Json, Kind, Resource
from dealspec.schema.model import Field, FieldType, Schema


def project_grants(schema: Schema, fields: Mapping[str, Resource], *, bypass: bool) -> Iterator[Resource]:
    """Our permission sets over the projected fields, and the bypass where rules have one."""
    if bypass:
        native = {"type": "CustomPermission", "name": names.BYPASS}
        yield Resource("grants.dealspec_bypass", Kind.GRANT, {"label": "dealspec bypass"}, native)
    declared = {f"{obj.name}.{field.name}": field for obj, field in schema.fields()}
    granted = {
        address: field for address, field in declared.items() if _carries_access(field, fields.get(f"fields.{address}"))
    }
    pipelines = {item.name: item.record_type for item in schema.pipelines.values() if item.object == "opportunity"}
    safe = {address for address, field in granted.items() if field.partner_safe}
    objects = granted_objects(schema)
    if granted or pipelines or objects:
        levels = {address: "read" if field.type.is_computed else "edit" for address, field in granted.items()}
        writable = with_masters(schema, dict.fromkeys(objects, "edit"))
        yield _permission_set(schema, names.EDITOR, levels, writable, pipelines, fields)
        yield Resource(
            "grants.dealspec_editor.assignment",
            Kind.GRANT,
            {"assigned_to_self": True},
            {"type": "PermissionSetAssignment", "name": names.EDITOR},
            ("grants.dealspec_editor",),
        )
        readable = with_masters(schema, dict.fromkeys(objects, "read"))
        yield _permission_set(schema, names.READER, dict.fromkeys(granted, "read"), readable, pipelines, fields)
    if granted:
        # What partners may no longer see is said, or it would be left alone; the last of it, too.
        levels = {address: "read" if address in safe else "none" for address in granted}
        homes = {address.partition(".")[0] for address in safe}
        shown = with_masters(schema, {name: "read" if name in homes else "none" for name in objects})
        yield _permission_set(schema, names.PARTNER_SAFE, levels, shown, {}, fields)


def grants_nothing(permission_set: Resource) -> bool:
    """Whether a permission set of ours is wanted for what it takes away alone."""
    wanted = permission_set.attributes
    levels = {**cast("dict[str, str]", wanted["fields"]), **cast("dict[str, str]", wanted.get("objects", {}))}
    return set(levels.values()) <= {"none"} and not wanted.get("record_types")


def _carries_access(field: Field, held: Resource | None) -> bool:
    """Whether our permission sets may name the field: required and master-detail fields carry no field-level security
    (github.com/dxatscale/sfpowerkit/issues/587), and Salesforce's own are not ours to grant.
    """
    if held is None or field.type in (FieldType.CONTACT_ROLES, FieldType.MASTER_DETAIL):
        return False
    custom = names.is_custom(held.native["name"])
    return custom and field.salesforce.granted is not False and not held.attributes.get("required")


_LABELS = {
    names.EDITOR: "dealspec editor",
    names.READER: "dealspec reader",
    names.PARTNER_SAFE: "dealspec partner-safe",
}


def _permission_set(
    schema: Schema,
    name: str,
    levels: Mapping[str, str],
    objects: Mapping[str, str],
    pipelines: Mapping[str, str],
    fields: Mapping[str, Resource],
) -> Resource:
    native = {"type": "PermissionSet", "name": name}
    for address in levels:
        held = fields[f"fields.{address}"].native
        native[f"fields.{address}"] = f"{held['object']}.{held['name']}"
    for pipeline, record_type in pipelines.items():
        native[f"pipelines.{pipeline}"] = f"Opportunity.{record_type}"
    known = names.SchemaNames.of(schema)
    native |= {f"objects.{each}": known.object(each) or "" for each in objects}
    attributes: dict[str, Json] = {"label": _LABELS[name], "fields": dict(levels)}
    if objects:
        attributes["objects"] = dict(objects)
    if pipelines:
        attributes["record_types"] = dict.fromkeys(pipelines, True)
    shown = [address for address, level in levels.items() if level != "none"]
    requires = (
        *(f"fields.{address}" for address in shown),
        *(f"objects.{each}" for each, level in objects.items() if level != "none" and each in schema.objects),
        *(f"pipelines.{pipeline}" for pipeline in pipelines),
    )
    return Resource(f"grants.{name.lower()}", Kind.GRANT, attributes, native, requires)
