"""Keeps the setup audit trail: who changed which definition, in the vendor's words. Refuses nothing.

Source: Object Reference, SetupAuditTrail; actions, sections and words as administrators have published them from their
orgs' trails, where a comment does not say that they are assumed. Other parts of a definition leave no entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from dealspec.emulator.salesforce import ids, object_kinds
from dealspec.emulator.salesforce.catalog import Catalog
from dealspec.emulator.salesforce.definitions import Component
from dealspec.emulator.salesforce.trail_fields import field_entries, picklist_entries
from dealspec.emulator.salesforce.values import datetime_text
from dealspec.emulator.salesforce.wire import Body
from dealspec.emulator.store import Store

Entry = tuple[str, str, str]
"""Action, section, display."""

_USERS, _RULES, _OBJECTS = "Manage Users", "Validation Rules", "Custom Objects"
_RIGHTS = (
    ("allowRead", "Read"), ("allowCreate", "Create"), ("allowEdit", "Edit"), ("allowDelete", "Delete"),
    ("viewAllRecords", "View All"), ("modifyAllRecords", "Modify All"),
)  # fmt: skip


class SetupTrail:
    """The trail of one org."""

    def __init__(self, store: Store, catalog: Catalog, now: Callable[[], datetime]) -> None:
        self._store, self._catalog, self._now = store, catalog, now

    def note(
        self, component: Component, old: Body | None, new: Body | None, user_id: str, *, purged: bool = False
    ) -> None:
        """Writes down one change; ``old`` is None for a new component, ``new`` for one that is gone."""
        for entry in self._entries(component, old, new, purged):
            self.add(entry, user_id)

    def add(self, entry: Entry, user_id: str) -> None:
        """One entry."""
        row_id = ids.record_id("0Ym", self._store.next("id.0Ym"))
        action, section, display = entry
        row = {"Action": action, "Section": section, "Display": display, "CreatedById": user_id}
        stamp = datetime_text(self._now())
        self._store.put_record("SetupAuditTrail", row_id, {"Id": row_id, **row, "CreatedDate": stamp})

    def _entries(self, component: Component, old: Body | None, new: Body | None, purged: bool) -> Iterator[Entry]:
        match component.type:
            case "CustomField":
                item = self._catalog.object(component.object)
                yield from field_entries(component, item, old, new, purged=purged)
            case "ValidationRule":
                yield from _rule(component, self._label(component.object), old, new)
            case "StandardValueSet" if new is not None:
                before = (old or {}).get("standardValue", [])
                label, section, tail = self._standard_picklist(component.full_name)
                yield from picklist_entries(label, section, tail, before, new["standardValue"])
            case "GlobalValueSet":
                yield from _global_set(component, old, new)
            case "PermissionSet":
                yield from _permission_set(old, new)
            case "CustomPermission":
                yield from _named(component, old, new)
            case "CustomObject":
                yield from _object(component, old, new)
            case "RecordType" | "BusinessProcess":
                yield from _part(component, self._label(component.object), old, new)
            case "CustomMetadata":
                type_name = self._label(f"{component.full_name.partition('.')[0]}__mdt")
                yield from _custom_metadata(type_name, old, new)

    def _label(self, object_name: str) -> str:
        item = self._catalog.object(object_name)
        return item.label if item else object_name

    def _standard_picklist(self, value_set: str) -> tuple[str, str, str]:
        for name in self._catalog.names():
            item = self._catalog.object(name)
            for field in item.fields.values() if item and not item.custom else ():
                if field.value_set == value_set and not field.custom:
                    return field.label, f"Customize {item.plural}" if item else "", ""
        return value_set, "", ""


def _rule(component: Component, label: str, old: Body | None, new: Body | None) -> Iterator[Entry]:
    name = f'{label} validation "{component.name}"'
    if old is None or new is None:
        words = f'New {label} validation rule "{component.name}"' if old is None else f"Removed {name}"
        yield ("newValidation" if old is None else "removedValidation", _RULES, words)
        return
    for key, action, word in (
        ("active", "Active", "active flag"), ("errorConditionFormula", "Formula", "formula"),
        ("errorMessage", "Message", "error message"), ("errorDisplayField", "Location", "error location"),
    ):  # fmt: skip
        before, after = (body.get(key) for body in (old, new))
        if before == after:
            continue
        if key == "active":
            changed = f"from {int(bool(before))} to {int(bool(after))}"
        else:
            blank = "Top of Page" if key == "errorDisplayField" else ""
            changed = f'from "{before or blank}" to "{after or blank}"'
        yield (f"changedValidation{action}", _RULES, f"Changed {word} for {name} {changed}")


def _global_set(component: Component, old: Body | None, new: Body | None) -> Iterator[Entry]:
    label = (new or old or {})["masterLabel"]
    if new is None:
        yield "deleteGlobalPicklist", "Global Value Sets", f"Deleted global picklist : {label}"  # assumed
        return
    if old is None:
        yield "createGlobalPicklist", "Global Value Sets", f"Created global picklist : {label}"
    yield from picklist_entries(label, "Global Value Sets", "", (old or {}).get("customValue", []), new["customValue"])


def _permission_set(old: Body | None, new: Body | None) -> Iterator[Entry]:
    label = (new or old or {})["label"]
    if new is None:
        yield "PermSetDelete", _USERS, f"Deleted permission set {label}"
        return
    if old is None:
        yield "PermSetCreateNoLicense", _USERS, f"Created permission set {label}: with no license"
    elif old["label"] != label:
        words = f"Master Label was changed from {old['label']} to {label}"
        yield "PermSetLabelChange", _USERS, f"Changed permission set {label}: {words}"
    elif old.get("description") != new.get("description"):
        yield "PermSetDescriptionChange", _USERS, f"Changed permission set {label}: description was changed"
    start = f"Changed permission set {label}:"
    for name, before, after in _moved(old, new, "fieldPermissions", "field", _field_access):
        words = f"field-level security for {name.replace('.', ': ', 1)} was changed from {before} to {after}"
        yield "PermSetFlsChanged", _USERS, f"{start} {words}"
    for name, before, after in _moved(old, new, "objectPermissions", "object", _object_access):
        words = f"{name} object permissions were changed from {before} to {after}"
        yield "PermSetEntityPermChanged", _USERS, f"{start} {words}"
    for name, _, after in _moved(old, new, "recordTypeVisibilities", "recordType", _switch("visible")):
        object_name, _, record_type = name.partition(".")
        added = after == "on"
        words = f"{record_type} record type was {'added to' if added else 'removed from'} {object_name} object"
        yield f"PermSetRecordType{'Added' if added else 'Removed'}", _USERS, f"{start} {words}"
    for name, _, after in _moved(old, new, "customPermissions", "name", _switch("enabled")):
        state = "Enabled" if after == "on" else "Disabled"
        action = f"SetupEntityAccessAudit_PermissionSet_CustomPermission_{state}"
        yield action, _USERS, f"{start} {name} Custom Permission was {state.lower()}"


def _moved(
    old: Body | None, new: Body, element: str, key: str, say: Callable[[Mapping[str, Any]], str]
) -> Iterator[tuple[str, str, str]]:
    """Entries whose rights changed: the name, the rights before and after."""
    before, after = ({each[key]: say(each) for each in (body or {}).get(element, [])} for body in (old, new))
    for name in sorted(before.keys() | after.keys()):
        pair = before.get(name, say({})), after.get(name, say({}))
        if pair[0] != pair[1]:
            yield name, *pair


def _field_access(entry: Mapping[str, Any]) -> str:
    return "Edit" if entry.get("editable") else "Read Only" if entry.get("readable") else "No Access"


def _object_access(entry: Mapping[str, Any]) -> str:
    return ", ".join(word for flag, word in _RIGHTS if entry.get(flag)) or "No Access"


def _switch(flag: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda entry: "on" if entry.get(flag) else "off"


def _named(component: Component, old: Body | None, new: Body | None) -> Iterator[Entry]:
    section = "Custom Permissions"
    if old is None or new is None:
        action = "CustomPermissionCreate" if old is None else "CustomPermissionDelete"
        verb = "Created" if old is None else "Deleted"
        yield action, section, f"{verb} custom permission {component.full_name}"
    elif old["label"] != new["label"]:
        words = f"label was changed from {old['label']} to {new['label']}"
        yield "CustomPermissionLabelChange", section, f"Changed custom permission {component.full_name}: {words}"


def _object(component: Component, old: Body | None, new: Body | None) -> Iterator[Entry]:
    if not object_kinds.is_made(component.full_name):
        return
    label = (new or old or {})["label"]
    is_type = component.full_name.endswith("__mdt")
    section = "Custom Metadata Types" if is_type else _OBJECTS
    if old is None:
        words = f"Created custom {'metadata type' if is_type else 'object'}: {label}"
        yield "createdCustMdType" if is_type else "createdCustEnt", section, words
    elif new is None:
        words = f"Deleted custom {'metadata type' if is_type else 'object'}: {label}"
        yield "hardDeletedCustMdType" if is_type else "deletedCustEnt", section, words
    elif old["label"] != label:
        yield "changedCustEntLabel", section, f"Changed label for custom object from {old['label']} to {label}"


def _part(component: Component, label: str, old: Body | None, new: Body | None) -> Iterator[Entry]:
    # Assumed throughout, but for the name of the change of a record type's label.
    kind = "record type" if component.type == "RecordType" else "business process"
    section = "Record Types" if component.type == "RecordType" else "Business Processes"
    if old is None or new is None:
        verb = "created" if old is None else "deleted"
        yield f"{verb}{component.type}", section, f"{verb.capitalize()} {kind} {component.name} on {label}"
    elif old.get("label") != new.get("label"):
        words = f"Changed label of record type on {label} from {old['label']} to {new['label']}"
        yield "changedRecordTypeName", section, words


def _custom_metadata(type_label: str, old: Body | None, new: Body | None) -> Iterator[Entry]:
    label = (new or old or {})["label"]
    if old is None or new is None:
        verb = "Created" if old is None else "Deleted"
        yield f"setupEntityObject{verb}", type_label, f"{label} was {verb.lower()}"
        return
    before, after = ({each["field"]: each.get("value", {}).get("text") for each in body.get("values", [])}
                     for body in (old, new))  # fmt: skip
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            words = f"{label}: {name} has changed from {before.get(name)} to {after.get(name)}"
            yield "setupEntityObjectFieldUpdated", type_label, words
