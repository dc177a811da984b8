"""Custom objects as HubSpot's schemas and back. Pure; what is of Enterprise alone is HubSpot's to refuse.

A schema is born with its primary display property, a group ``<name>_information`` and HubSpot's own ``hs_`` properties
(observed, API 2026-09). Its name is fixed; a PATCH that leaves a field out can bring old values back, so all are sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from dealspec.core.coverage import Gap
from dealspec.crm.hubspot import properties
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.provisioner.resource import Json, Kind, Resource
from dealspec.schema.model import Object

PREFIX = "p_"
"""Marks a custom object's name until the portal's own id for it is known."""
TYPES = ("schema", "settings")
"""Native types of the resources that a schema is read from."""
NAME_CHARACTERS = 50
PRIMARY = "primaryDisplayProperty"
LISTS = ("secondaryDisplayProperties", "searchableProperties", "requiredProperties")
_USUAL_PRIMARY = "name"
_REQUIRED = "required"
"""Whether records must hold a property, property by property: what is not declared stays required or not."""


def native_name(obj: Object) -> str:
    """How the object is called on paths before its id is known."""
    return PREFIX + (obj.hubspot.name or obj.name)


def usual_group(name: str) -> str:
    """The group HubSpot makes with the object of that HubSpot name; lower-case (assumed)."""
    return f"{name.removeprefix(PREFIX)}_information".lower()


def to_resources(obj: Object, groups: Sequence[Resource], fields: Sequence[Resource]) -> Iterator[Resource | Gap]:
    """The object's schema, its groups and fields; what it shows and searches is a resource that follows its fields."""
    address, name = f"objects.{obj.name}", native_name(obj)
    if len(name) - len(PREFIX) > NAME_CHARACTERS:
        yield Gap(address, f"HubSpot takes object names of at most {NAME_CHARACTERS} characters.", "Shorten its name.")
        return
    unknown = set(obj.hubspot.native) - {PRIMARY, *LISTS}
    if unknown:
        why = f"`native` cannot hold {', '.join(sorted(unknown))} of an object."
        yield Gap(address, why, f"It can hold {', '.join((PRIMARY, *LISTS))}.")
    named = str(obj.hubspot.native.get(PRIMARY) or _USUAL_PRIMARY)
    primary = next((each for each in fields if each.native.get("name") == named), None)
    first = _first(primary, groups)
    yield Resource(address, Kind.OBJECT, _attributes(obj), {"type": "schema", "object": name, "primary": named}, first)
    for each in (*groups, *fields):
        yield each if each.address in first else replace(each, requires=(*each.requires, address))
    if settings := _settings(obj):
        requires = (address, *(each.address for each in fields if each.native.get("type") == "property"))
        native = {"type": "settings", "object": name}
        yield Resource(f"{address}.display", Kind.OBJECT, settings, native, requires)


def to_live(wanted: Resource, native: NativeJson) -> Resource:
    """A schema, or what it shows and searches, as HubSpot has it."""
    labels = native.get("labels") or {}
    attributes: dict[str, Json] = {
        "label": labels.get("singular", ""),
        "plural": labels.get("plural", ""),
        "description": native.get("description") or "",
    }
    if wanted.native["type"] == "settings":
        attributes = {key: list(native.get(key) or ()) for key in LISTS}
        attributes[PRIMARY] = native.get(PRIMARY)
        asked, live = wanted.attributes.get(_REQUIRED), native.get(LISTS[2]) or ()
        if isinstance(asked, dict):
            attributes[_REQUIRED] = {name: name in live for name in asked}
        # Only the two secondary ones stand in an order.
        attributes |= {key: _as_said(wanted.attributes.get(key), attributes[key]) for key in LISTS[1:]}
    return Resource(wanted.address, wanted.kind, attributes, wanted.native, wanted.requires)


def to_create(wanted: Resource, primary: Resource | None) -> NativeJson:
    """The body that creates a schema with its primary display property, in the group that is born with it."""
    name = wanted.native["object"].removeprefix(PREFIX)
    first: NativeJson = {"name": wanted.native["primary"], "label": "Name", "type": "string", "fieldType": "text"}
    if primary is not None:
        first = {key: value for key, value in properties.to_create(primary).items() if key != "groupName"}
    labels = {"singular": wanted.attributes["label"], "plural": wanted.attributes["plural"]}
    body: NativeJson = {"name": name, "labels": labels, PRIMARY: first["name"], "properties": [first]}
    # The OpenAPI file calls the rest mandatory; the live API takes a schema without (observed, API 2026-09).
    body |= {"requiredProperties": [], "searchableProperties": [], "associatedObjects": []}
    return body | ({"description": text} if (text := wanted.attributes.get("description")) else {})


def to_update(wanted: Resource, native: NativeJson) -> NativeJson:
    """The PATCH body: everything that can be said of a schema, live where it is not wanted otherwise."""
    labels = native.get("labels") or {}
    said = wanted.attributes
    body: NativeJson = {
        "labels": {"singular": labels.get("singular"), "plural": labels.get("plural")},
        "description": native.get("description") or "",
        PRIMARY: native.get(PRIMARY),
        "restorable": native.get("restorable", True),
        **{key: native.get(key) or [] for key in LISTS},
    }
    if wanted.native["type"] == "settings":
        asked = said.get(_REQUIRED)
        body |= {key: value for key, value in said.items() if key != _REQUIRED}
        return body | {LISTS[2]: _required(body[LISTS[2]], asked if isinstance(asked, dict) else {})}
    body["labels"] = {"singular": said["label"], "plural": said["plural"]}
    return body | ({"description": said["description"]} if "description" in said else {})


def find(wanted: Mapping[str, str], natives: Sequence[NativeJson]) -> NativeJson | None:
    """The schema that a resource stands for."""
    name = wanted["object"].removeprefix(PREFIX)
    return next((native for native in natives if native.get("name") == name), None)


def _first(primary: Resource | None, groups: Sequence[Resource]) -> tuple[str, ...]:
    """What is made together with the schema: its primary property and that property's own group."""
    if primary is None:
        return ()
    return tuple(each.address for each in (*groups, primary) if each is primary or each.address in primary.requires)


def _attributes(obj: Object) -> dict[str, Json]:
    label = obj.label or obj.name.replace("_", " ").capitalize()
    said: dict[str, Json] = {"label": label, "plural": obj.plural or f"{label}s"}
    return said | ({"description": obj.description} if obj.description else {})


def _settings(obj: Object) -> dict[str, Json]:
    said = {key: obj.hubspot.native[key] for key in (PRIMARY, *LISTS) if key in obj.hubspot.native}
    asked = {
        declared.hubspot.name or name: declared.required
        for name, declared in obj.fields.items()
        if declared.required is not None and not declared.type.is_reference
    }
    given = said.get(LISTS[2])
    if isinstance(given, list):
        said[LISTS[2]] = _required([str(each) for each in given], asked)
    elif asked:
        said[_REQUIRED] = dict(asked)
    return said


def _required(others: Sequence[str], asked: Mapping[str, Json]) -> list[Json]:
    """The required properties: the others, with those that are declared required and without those that are not."""
    return [*sorted({name for name in others if name not in asked} | {name for name in asked if asked[name]})]


def _as_said(wanted: Json, live: Json) -> Json:
    """The live list in the user's order, where it holds the same."""
    if isinstance(wanted, list) and isinstance(live, list) and sorted(map(str, wanted)) == sorted(map(str, live)):
        return wanted
    return live
