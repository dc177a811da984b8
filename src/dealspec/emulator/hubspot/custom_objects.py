"""Custom objects: their schemas, and every name a path may call them. Touches no record.

Facts: OpenAPI file crm-object-schemas; API 2026-09 as observed, unless a line says assumed. Enterprise only, which a
developer test portal is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from dealspec.emulator.hubspot import association_labels, fresh_properties, groups, properties, settling
from dealspec.emulator.hubspot.errors import already_exists, invalid, not_found, required_attributes, unrecognized_field
from dealspec.emulator.hubspot.limits import CUSTOM_OBJECTS, identity, user_id
from dealspec.emulator.hubspot.objects import ACTIVITIES, EVERY, ObjectType
from dealspec.emulator.hubspot.state import Definition, State

KIND = "schema"
FIRST_NUMBER = 50_000_001
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,49}")
_LABEL_LIMIT = 50
_LISTS = ("requiredProperties", "searchableProperties", "secondaryDisplayProperties")
_CREATE_KEYS = {
    *("name", "labels", "description", "primaryDisplayProperty", "properties", "associatedObjects"),
    *("allowsSensitiveProperties", "metaType"),
    *_LISTS,
}
_PATCH_KEYS = {"labels", "description", "primaryDisplayProperty", "restorable", "clearDescription", *_LISTS}


def find(state: State, name: str) -> ObjectType | None:
    """The custom object of an id (``2-n``), full name (``p<portal>_<name>``) or its short form ``p_<name>`` (assumed).

    A bare name is none of them (observed, API 2026-09).
    """
    return _found(state).get(name.lower())


def every(state: State) -> tuple[ObjectType, ...]:
    """The portal's active custom objects."""
    return tuple({obj.type_id: obj for obj in _found(state).values()}.values())


def listed(state: State, *, archived: bool) -> list[Definition]:
    """Active or archived schemas."""
    return [each for each in state.definitions(KIND).values() if each["archived"] == archived]


def read(state: State, name: str) -> Definition:
    """One schema; raises 404 (words: assumed)."""
    obj = find(state, name)
    if obj is None:
        raise not_found(f"Unable to infer object type from: {name}")
    return state.definitions(KIND)[obj.type_id]


def create(state: State, body: Mapping[str, Any]) -> Definition:
    """Makes a schema with its properties, HubSpot's own ones and its group; an archived one of its name is purged."""
    _check_keys(body, _CREATE_KEYS, "ObjectSchemaEgg")
    name, labels = _name(body), _labels(body.get("labels"))
    given = body.get("properties") or []
    if not body.get("primaryDisplayProperty"):
        # subCategory: observed; words: assumed.
        raise invalid("primaryDisplayProperty is required.", "ObjectSchemaError.PRIMARY_DISPLAY_PROPERTY_REQUIRED")
    for each in state.definitions(KIND).values():
        if each["name"].lower() == name.lower():
            if not each["archived"]:
                raise already_exists(f"Object type {name} already exists.", "ObjectSchemaError.OBJECT_TYPE_EXISTS")
            purge(state, each["objectTypeId"])
            break
    if len(listed(state, archived=False)) >= CUSTOM_OBJECTS:
        raise invalid("You have reached the limit of custom objects.", "ObjectSchemaError.LIMIT_REACHED")
    number = state.next_id("object.type", FIRST_NUMBER)
    schema = _new(state, number, name, labels, body)
    state.define(KIND, schema["objectTypeId"], schema)
    _furnish(state, schema, given, body.get("associatedObjects") or ())
    _check_lists(state, schema)
    return schema


def patch(state: State, name: str, body: Mapping[str, Any]) -> Definition:
    """Changes labels, description and what is shown; the name is fixed."""
    _check_keys(body, _PATCH_KEYS, "ObjectTypeDefinitionPatch")
    current = read(state, name)
    old = settling.schema_base(state, current["objectTypeId"], current)
    keys = (*_LISTS, "primaryDisplayProperty", "description", "restorable")
    given = {key: body[key] for key in keys if body.get(key) is not None}
    schema = {**old, **given, "updatedAt": state.now(), "updatedByUserId": int(user_id(state))}
    if body.get("labels") is not None:
        schema["labels"] = {**old["labels"], **_labels({**old["labels"], **body["labels"]})}
    _check_lists(state, schema)
    state.define(KIND, schema["objectTypeId"], schema)
    settling.note(state, settling.SCHEMAS, schema["objectTypeId"], current)
    return schema


def archive(state: State, name: str, *, purged: bool) -> None:
    """Archives a schema without live records; ``purged`` takes an archived one away for good."""
    if purged:
        found = [each for each in listed(state, archived=True) if name.lower() in _names(state, each)]
        if not found:
            raise not_found(f"Unable to infer object type from: {name}")
        purge(state, found[0]["objectTypeId"])
        return
    schema = read(state, name)
    if any(not record["archived"] for _, record in state.records(schema["objectTypeId"]).after(0)):
        raise invalid("The object type has records.", "ObjectSchemaError.EXISTING_OBJECT_RECORDS")
    state.define(KIND, schema["objectTypeId"], {**schema, "archived": True, "archivedAt": state.now()})


def purge(state: State, type_id: str) -> None:
    """Takes away an archived schema and what belongs to it."""
    for kind in (f"property:{type_id}", f"group:{type_id}", f"pipeline:{type_id}", f"pipeline.rules:{type_id}"):
        for key in list(state.definitions(kind)):
            state.undefine(kind, key)
    state.undefine(KIND, type_id)


def required(state: State, obj: ObjectType) -> list[str]:
    """Properties that a new record must hold."""
    if not obj.is_custom:
        return list(obj.required)
    schema = state.definitions(KIND).get(obj.type_id)
    return list(schema["requiredProperties"]) if schema else []


def _found(state: State) -> dict[str, ObjectType]:
    return state.computed("custom.objects", lambda: _by_name(state))


def _by_name(state: State) -> dict[str, ObjectType]:
    found: dict[str, ObjectType] = {}
    for schema in listed(state, archived=False):
        obj = ObjectType(
            schema["objectTypeId"],
            schema["fullyQualifiedName"],
            schema["name"],
            "hs_lastmodifieddate",
            ("hs_createdate", "hs_lastmodifieddate", "hs_object_id"),
            tuple(schema["searchableProperties"]),
            "hs_createdate",
        )
        found |= dict.fromkeys(_names(state, schema), obj)
    return found


def _names(state: State, schema: Definition) -> tuple[str, ...]:
    return schema["objectTypeId"], schema["fullyQualifiedName"].lower(), f"p_{schema['name']}".lower()


def _new(state: State, number: str, name: str, labels: Definition, body: Mapping[str, Any]) -> Definition:
    now, user = state.now(), int(user_id(state))
    portal = identity(state)["portalId"]
    return {
        "id": number,
        "objectTypeId": f"2-{number}",
        "fullyQualifiedName": f"p{portal}_{name}",
        "name": name,
        "labels": labels,
        "description": str(body.get("description") or ""),
        "primaryDisplayProperty": str(body["primaryDisplayProperty"]),
        **{key: list(body.get(key) or ()) for key in _LISTS},
        "allowsSensitiveProperties": False,
        "metaType": "PORTAL_SPECIFIC",
        "portalId": portal,
        "restorable": True,
        "archived": False,
        "createdAt": now,
        "updatedAt": now,
        "createdByUserId": user,
        "updatedByUserId": user,
    }


def _furnish(state: State, schema: Definition, given: Iterable[Any], associated: Iterable[Any]) -> None:
    obj = find(state, schema["objectTypeId"])
    assert obj is not None
    group = f"{schema['name']}_information".lower()
    groups.create(
        state, obj, {"name": group, "label": f"{schema['labels']['singular']} Information", "displayOrder": 0}
    )
    for prop in fresh_properties.of_custom_object(obj, group, state.now()):
        state.define(properties.kind(obj), prop["name"], prop)
    for item in given:
        if not isinstance(item, Mapping):
            raise invalid("Invalid input JSON on line 1, column 1: properties must be a list of objects")
        # In a schema a property is text in the object's own group, unless it says otherwise (custom objects guide).
        properties.create(state, obj, {"type": "string", "fieldType": "text", "groupName": group, **item})
    for activity in ACTIVITIES:
        association_labels.associate_activity(state, obj, activity)
    for name in associated:
        other = next((each for each in EVERY if str(name).lower() in (each.type_id, each.singular, each.plural)), None)
        other = other or find(state, str(name))
        if other is not None:
            association_labels.associate(state, obj, other)


def _check_lists(state: State, schema: Definition) -> None:
    held = {
        prop["name"]
        for prop in state.definitions(f"property:{schema['objectTypeId']}").values()
        if not prop["archived"]
    }
    named = [schema["primaryDisplayProperty"], *(name for key in _LISTS for name in schema[key])]
    unknown = [name for name in named if name not in held]
    if unknown:
        raise invalid(f"Properties do not exist on the object type: {unknown}")
    if len(schema["secondaryDisplayProperties"]) > 2:
        raise invalid("An object type has at most two secondary display properties.")


def _name(body: Mapping[str, Any]) -> str:
    absent = [key for key in ("name", "labels") if not body.get(key)]
    if absent:
        raise required_attributes("ObjectSchemaEgg", absent)
    name = str(body["name"])
    if not _NAME.fullmatch(name):
        raise invalid(f"Invalid object name '{name}': letters, digits and underscores, 50 at most, a letter first.")
    return name


def _labels(raw: Any) -> Definition:
    if not isinstance(raw, Mapping) or not raw.get("singular") or not raw.get("plural"):
        raise required_attributes("ObjectTypeDefinitionLabels", ["singular", "plural"])
    labels = {key: str(raw[key]) for key in ("singular", "plural")}
    if any(len(label) > _LABEL_LIMIT for label in labels.values()):
        raise invalid(f"Labels have at most {_LABEL_LIMIT} characters.")
    return labels


def _check_keys(body: Mapping[str, Any], known: set[str], model: str) -> None:
    for key in body:
        if key not in known:
            raise unrecognized_field(key, model)
