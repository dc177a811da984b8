"""Properties of an object: list, read, create, change, archive. Never touches record values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dealspec.emulator.hubspot import calculation_text, limits, property_shape, recycle, sensitive, settings
from dealspec.emulator.hubspot.errors import already_exists, invalid, not_found
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import Definition, State


def kind(obj: ObjectType) -> str:
    """The store's kind for an object's properties."""
    return f"property:{obj.type_id}"


def listed(state: State, obj: ObjectType, *, archived: bool, sensitivity: str) -> list[Definition]:
    """Active or archived properties of one sensitivity, never paged."""
    return [
        prop
        for prop in state.definitions(kind(obj)).values()
        if prop["archived"] == archived and prop["dataSensitivity"] == sensitivity and not recycle.is_gone(state, prop)
    ]


def read(state: State, obj: ObjectType, name: str, *, archived: bool, sensitivity: str) -> Definition:
    """One property; an archived one only when asked for, and the other way round (observed, API 2026-09)."""
    prop = state.definition(kind(obj), name)
    if prop is None or prop["archived"] != archived or prop["dataSensitivity"] != sensitivity:
        raise missing(obj, name)
    if recycle.is_gone(state, prop):
        raise missing(obj, name)
    return prop


def create(state: State, obj: ObjectType, body: Mapping[str, Any]) -> Definition:
    """Creates a property, or restores an archived one under the posted definition (observed, API 2026-09).

    The other report, of a fresh property without values (terraform-provider-hubspot's notes), is a setting.
    """
    prop = property_shape.created(body)
    old = state.definition(kind(obj), prop["name"])
    if old is not None and not old["archived"]:
        name = prop["name"]
        raise already_exists(f"A property named '{name}' already exists.", "Properties.PROPERTY_WITH_NAME_EXISTS")
    _check_group(state, obj, prop["groupName"])
    _check_formula(state, obj, prop)
    sensitive.check_create(state, obj, prop)
    if old is not None and (settings.of(state)["archivedNames"] == "fresh" or recycle.is_gone(state, old)):
        recycle.drop_values(state, obj, prop["name"])
        old = None
    limits.check_property_count(state, obj, unique=prop["hasUniqueValue"])
    now = state.now()
    user = limits.user_id(state)
    prop |= {
        "createdAt": old["createdAt"] if old else now,
        "updatedAt": now,
        "createdUserId": user,
        "updatedUserId": user,
        "archived": False,
        "modificationMetadata": _custom_metadata(prop),
    }
    state.define(kind(obj), prop["name"], prop)
    return prop


def patch(state: State, obj: ObjectType, name: str, body: Mapping[str, Any]) -> Definition:
    """Overwrites the given fields; ``options`` replaces the whole list (observed, API 2026-09)."""
    old = state.definition(kind(obj), name)
    if old is None or old["archived"]:
        raise missing(obj, name)
    _check_changeable(old, body)
    prop = property_shape.patched(old, body)
    _check_group(state, obj, prop["groupName"])
    _check_formula(state, obj, prop)
    if not old.get("hubspotDefined"):
        prop["modificationMetadata"] = _custom_metadata(prop)
    prop |= {"updatedAt": state.now(), "updatedUserId": limits.user_id(state)}
    state.define(kind(obj), name, prop)
    return prop


def archive(state: State, obj: ObjectType, name: str) -> None:
    """Archives a property; its values stay and come back when the name is created again."""
    prop = state.definition(kind(obj), name)
    if prop is None or prop["archived"]:
        raise missing(obj, name)
    _check_archivable(state, obj, prop)
    state.define(kind(obj), name, {**prop, "archived": True, "archivedAt": state.now()})


def missing(obj: ObjectType, name: str) -> Exception:
    """404 for a property that is not there (text: assumed)."""
    return not_found(f"Property {name} does not exist for object type {obj.type_id}", {"propertyName": [name]})


def _custom_metadata(prop: Definition) -> Definition:
    metadata = {"archivable": True, "readOnlyDefinition": False, "readOnlyValue": bool(prop["calculated"])}
    if prop["type"] in ("enumeration", "bool"):
        metadata["readOnlyOptions"] = False
    return metadata


def _check_group(state: State, obj: ObjectType, group: str) -> None:
    if state.definition(f"group:{obj.type_id}", group) is None:
        raise invalid(f"Property group '{group}' does not exist.", "PropertyGroupError.GROUP_DOES_NOT_EXIST")


def _check_formula(state: State, obj: ObjectType, prop: Definition) -> None:
    for operand in _operands(prop):
        other = state.definition(kind(obj), operand)
        if other is None or other["archived"]:
            raise missing(obj, operand)


def _check_changeable(old: Definition, body: Mapping[str, Any]) -> None:
    # Which refusals HubSpot words how: assumed.
    metadata = old["modificationMetadata"]
    if metadata["readOnlyDefinition"] and set(body) - {"options"}:
        raise invalid(
            f"Property '{old['name']}' has a read only definition.", "PropertyValidationError.READ_ONLY_DEFINITION"
        )
    if "options" in body and metadata.get("readOnlyOptions", metadata["readOnlyDefinition"]):
        raise invalid(f"Property '{old['name']}' has read only options.", "PropertyValidationError.READ_ONLY_OPTIONS")


def _check_archivable(state: State, obj: ObjectType, prop: Definition) -> None:
    name = prop["name"]
    if not prop["modificationMetadata"]["archivable"]:
        raise invalid(f"Property '{name}' cannot be archived.", "PropertyValidationError.CANNOT_DELETE_PROPERTY")
    users = [
        other["label"]
        for other in state.definitions(kind(obj)).values()
        if not other["archived"] and name in _operands(other)
    ]
    if users:
        error = invalid(
            f"Property '{name}' cannot be deleted because it is in use.",
            "PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE",
            {"usageCount": [str(len(users))]},
        )
        error.errors = [
            {
                "message": f"Property is used by {label}",
                "subCategory": "PropertyValidationError.PROPERTY_USAGE",
                "context": {"parentType": ["CALCULATED_PROPERTY"], "parentName": [label]},
            }
            for label in users
        ]
        raise error


def _operands(prop: Definition) -> set[str]:
    return calculation_text.operands(prop.get("calculationFormula") or "")
