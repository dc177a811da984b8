"""Property groups: named, never archived visibly, never restored. Holds no properties itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dealspec.emulator.hubspot.errors import already_exists, invalid, not_found, required_attributes
from dealspec.emulator.hubspot.numbers_on_wire import integer
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import Definition, State


def listed(state: State, obj: ObjectType) -> list[Definition]:
    """Every active group."""
    return list(state.definitions(_kind(obj)).values())


def read(state: State, obj: ObjectType, name: str) -> Definition:
    """One group."""
    group = state.definition(_kind(obj), name)
    if group is None:
        raise not_found(f"Property group {name} does not exist for object type {obj.type_id}", {"groupName": [name]})
    return group


def create(state: State, obj: ObjectType, body: Mapping[str, Any]) -> Definition:
    """Creates a group; the name of an archived one makes a fresh one (observed, API 2026-09)."""
    absent = [name for name in ("name", "label") if not body.get(name)]
    if absent:
        raise required_attributes("PropertyGroupCreate", absent)
    name = str(body["name"])
    if state.definition(_kind(obj), name) is not None:
        raise already_exists(
            f"A property group named '{name}' already exists.", "Properties.PROPERTY_GROUP_WITH_NAME_EXISTS"
        )
    group = {
        "name": name,
        "label": str(body["label"]),
        "displayOrder": _order(body),
        "archived": False,
    }
    state.define(_kind(obj), name, group)
    return group


def patch(state: State, obj: ObjectType, name: str, body: Mapping[str, Any]) -> Definition:
    """Changes label and display order; the name is immutable."""
    group = dict(read(state, obj, name))
    if body.get("label") is not None:
        group["label"] = str(body["label"])
    if body.get("displayOrder") is not None:
        group["displayOrder"] = _order(body)
    state.define(_kind(obj), name, group)
    return group


def archive(state: State, obj: ObjectType, name: str) -> None:
    """Removes a group that holds no active property; the refusal nests its error as text (observed, API 2026-09)."""
    read(state, obj, name)
    held = [
        prop["name"]
        for prop in state.definitions(f"property:{obj.type_id}").values()
        if prop["groupName"] == name and not prop["archived"]
    ]
    if held:
        sub_category = "PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES"
        inner = {
            "status": "error",
            "message": f"Property group {name} has active properties and cannot be deleted.",
            "category": "VALIDATION_ERROR",
            "subCategory": sub_category,
            "context": {"propertyNames": [f"[{', '.join(sorted(held))}]"]},
        }
        raise invalid(json.dumps(inner, separators=(",", ":")), sub_category)
    state.undefine(_kind(obj), name)


def _order(body: Mapping[str, Any]) -> int:
    return -1 if body.get("displayOrder") is None else integer("displayOrder", body["displayOrder"])


def _kind(obj: ObjectType) -> str:
    return f"group:{obj.type_id}"
