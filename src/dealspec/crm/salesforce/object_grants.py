"""Access to the records of the org's own objects in our permission sets: what is granted, written and read. Pure.

Rights depend on each other, and a permission set that grants one without what it depends on is refused ("Permission
Create X depends on permission(s): Read X"): create and edit on read, and a detail's on read of its master.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dealspec.crm.salesforce import names
from dealspec.crm.salesforce.markup import Element, entry, flag, made, put, text_of
from dealspec.provisioner.resource import Json
from dealspec.schema.model import FieldType, Object, Schema

_RIGHTS = {"read": ("allowRead",), "edit": ("allowCreate", "allowEdit", "allowRead")}
"""The rights to delete, and to see or change all records whoever owns them, are the org's to give."""
_ALL_RIGHTS = ("allowCreate", "allowDelete", "allowEdit", "allowRead", "modifyAllRecords", "viewAllRecords")


def granted_objects(schema: Schema) -> list[str]:
    """The objects that are the org's own and not said to be left out."""
    return [
        obj.name
        for obj in schema.objects.values()
        if names.is_made(names.object_name(obj)) and obj.salesforce.granted is not False
    ]


def with_masters(schema: Schema, levels: Mapping[str, str]) -> dict[str, str]:
    """The levels, and at least read of every object that one of them is a detail of."""
    found = dict(levels)
    waiting = [name for name, level in levels.items() if level != "none"]
    while waiting:
        for master in _masters(schema.objects.get(waiting.pop())):
            if found.get(master, "none") == "none":
                found[master] = "read"
                waiting.append(master)
    return found


def put_objects(element: Element, levels: Mapping[str, Json], native: Mapping[str, str]) -> None:
    """Lays the levels over a PermissionSet; rights that are there and not ours to give stay."""
    for name, level in levels.items():
        api_name = native[f"objects.{name}"]
        found = entry(element, "objectPermissions", "object", api_name)
        if level == "none":
            if found is not None:
                element.remove(found)
            continue
        if found is None:
            found = made("objectPermissions", *((right, False) for right in _ALL_RIGHTS), ("object", api_name))
            element.append(found)
        for right in _RIGHTS[str(level)]:
            put(found, right, True)


def live_objects(element: Element, native: Mapping[str, str], *, say_none: bool) -> dict[str, Json]:
    """The levels of the objects that ``native`` names; ``say_none`` says it of those that are not granted."""
    levels: dict[str, str] = {}
    for found in element.findall("objectPermissions"):
        may_edit = flag(found, "allowEdit") and flag(found, "allowCreate")
        level = "edit" if may_edit else "read" if flag(found, "allowRead") else "none"
        levels[text_of(found, "object")] = level
    said: dict[str, Json] = {}
    for ours, theirs in native.items():
        kind, _, name = ours.partition(".")
        level = levels.get(theirs, "none")
        if kind == "objects" and (level != "none" or say_none):
            said[name] = level
    return said


def _masters(obj: Object | None) -> Iterator[str]:
    for field in obj.fields.values() if obj else ():
        if field.type is FieldType.MASTER_DETAIL and field.to:
            yield field.to
