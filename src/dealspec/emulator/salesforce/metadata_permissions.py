"""Judges custom permissions and permission sets; a permission set's file is the whole set."""

from __future__ import annotations

from dealspec.emulator.salesforce.access import always_visible
from dealspec.emulator.salesforce.definitions import Component
from dealspec.emulator.salesforce.errors import MetadataError
from dealspec.emulator.salesforce.metadata_names import check_length, check_name, require, unknown
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.wire import Body


def prepare_custom_permission(org: OrgState, full_name: str, body: Body, old: Component | None) -> Body:
    """A custom permission; raises ``MetadataError``."""
    check_name(full_name, "Name", 80)
    require(body, "label")
    check_length("Label", body["label"], 80, "label")
    return {"isLicensed": False, **body, "fullName": full_name}


def prepare_permission_set(org: OrgState, full_name: str, body: Body, old: Component | None) -> Body:
    """A permission set: what the file leaves out is taken away (salto-io/salto #4123); raises ``MetadataError``."""
    check_name(full_name, "API Name", 80)
    require(body, "label")
    check_length("Label", body["label"], 80, "label")
    whole = {"hasActivationRequired": False, **body, "fullName": full_name}
    fields = [_field_entry(org, entry) for entry in body.get("fieldPermissions", [])]
    if fields:
        whole["fieldPermissions"] = sorted(fields, key=lambda entry: str(entry["field"]))
    for entry in body.get("objectPermissions", []):
        _check_object(org, entry, body)
    for entry in body.get("customPermissions", []):
        require(entry, "name")
        if org.definitions.get("CustomPermission", entry["name"]) is None:
            raise unknown("customPermission", "CustomPermission", entry["name"])
    for entry in body.get("recordTypeVisibilities", []):
        require(entry, "recordType")
        if org.definitions.get("RecordType", entry["recordType"]) is None:
            raise unknown("recordType", "RecordType", entry["recordType"])
    return whole


_DEPENDENCIES = (
    ("allowCreate", "Create", {"allowRead": "Read"}),
    ("allowEdit", "Edit", {"allowRead": "Read"}),
    ("allowDelete", "Delete", {"allowEdit": "Edit", "allowRead": "Read"}),
    ("viewAllRecords", "Read All", {"allowRead": "Read"}),
    ("modifyAllRecords", "Modify All", {"allowDelete": "Delete", "allowEdit": "Edit", "allowRead": "Read"}),
)
"""What each right depends on; words observed in public deploy logs, the whole table assumed."""


def _check_object(org: OrgState, entry: Body, body: Body) -> None:
    """An object's entry: the rights that a right depends on are granted with it, on the master too."""
    require(entry, "object")
    item = org.catalog.object(entry["object"])
    if item is None:
        raise unknown("field", "CustomObject", entry["object"])
    for right, word, needed in _DEPENDENCIES:
        missing = [f"{need} {item.name}" for flag, need in needed.items() if entry.get(right) and not entry.get(flag)]
        if missing:
            words = f"Permission {word} {item.name} depends on permission(s): {', '.join(missing)}"
            raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "objectPermissions")
    readable = {other["object"] for other in body.get("objectPermissions", []) if other.get("allowRead")}
    masters = {name for field in item.fields.values() if field.type == "MasterDetail" for name in field.targets}
    if entry.get("allowRead") and (unread := sorted(masters - readable)):
        needs = ", ".join(f"Read {name}" for name in unread)
        words = f"Permission Read {item.name} depends on permission(s): {needs}"
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "objectPermissions")


def _field_entry(org: OrgState, entry: Body) -> Body:
    require(entry, "field")
    object_name, _, name = entry["field"].partition(".")
    item = org.catalog.object(object_name)
    field = item.field(name) if item else None
    if field is None:
        raise unknown("field", "CustomField", entry["field"])
    if always_visible(field) or (not field.custom and field.required):
        words = f"You cannot deploy to a required field: {field.full_name}"
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "fieldPermissions")
    editable, readable = bool(entry.get("editable")), bool(entry.get("readable"))
    if editable and not readable:
        # Edit without read is invalid (assumed; the Setup pages do not allow it).
        words = f"Permission Edit {field.full_name} depends on permission(s): Read {field.full_name}"
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "fieldPermissions")
    if editable and field.custom and not field.updateable:
        words = f"Field {field.full_name} is not editable"  # assumed words
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "fieldPermissions")
    return {"editable": editable, "field": field.full_name, "readable": readable}
