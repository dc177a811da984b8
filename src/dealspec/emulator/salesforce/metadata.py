"""The one door to definitions: read, save, delete and list components of any type.

Types that the embedded org does not model are stored and given back as they came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dealspec.emulator.salesforce import (
    metadata_custom_data,
    metadata_deleted,
    metadata_duplicates,
    metadata_fields,
    metadata_layouts,
    metadata_objects,
    metadata_permissions,
    metadata_record_types,
    metadata_rules,
    metadata_values,
    object_kinds,
    setup_records,
)
from dealspec.emulator.salesforce.definitions import CHILD_TYPES, Component
from dealspec.emulator.salesforce.dependents import user_of
from dealspec.emulator.salesforce.errors import MetadataError
from dealspec.emulator.salesforce.metadata_retype import check_references, convert_data
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.wire import Body

_PREPARE: dict[str, Callable[[OrgState, str, Body, Component | None], Body]] = {
    "CustomObject": metadata_objects.prepare,
    "CustomField": metadata_fields.prepare,
    "ValidationRule": metadata_rules.prepare,
    "BusinessProcess": metadata_record_types.prepare_process,
    "RecordType": metadata_record_types.prepare_record_type,
    "StandardValueSet": metadata_values.prepare_standard,
    "GlobalValueSet": metadata_values.prepare_global,
    "CustomPermission": metadata_permissions.prepare_custom_permission,
    "CustomLabel": metadata_custom_data.prepare_label,
    "CustomMetadata": metadata_custom_data.prepare_record,
    "PermissionSet": metadata_permissions.prepare_permission_set,
    "Layout": metadata_layouts.prepare,
    "MatchingRule": metadata_duplicates.prepare_matching_rule,
    "DuplicateRule": metadata_duplicates.prepare_duplicate_rule,
}
_DOTTED = (*CHILD_TYPES, "MatchingRule", "DuplicateRule")
"""Types whose full name is ``Object.Name``."""
ORDER = (
    "GlobalValueSet", "StandardValueSet", "CustomLabel", "CustomObject", "CustomField", "CustomMetadata",
    "BusinessProcess", "RecordType", "CustomPermission", "ValidationRule", "MatchingRule", "DuplicateRule", "Layout",
    "PermissionSet",
)  # fmt: skip
"""The order in which the org itself takes the parts of one deploy (Metadata API guide, deploy; order assumed)."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save did."""

    full_name: str
    id: str
    created: bool
    changed: bool


def order_of(type_name: str) -> int:
    """When a type's turn comes inside one deploy; unknown types come last."""
    return ORDER.index(type_name) if type_name in ORDER else len(ORDER)


def save(org: OrgState, type_name: str, body: Body, mode: str = "upsert") -> Saved:
    """Creates or replaces one component; ``mode`` is create, update or upsert. Raises ``MetadataError``."""
    full_name = str(body.get("fullName") or "")
    if not full_name:
        raise MetadataError("REQUIRED_FIELD_MISSING", "Required field is missing: fullName", "fullName")
    if type_name == "MatchingRules":
        return _save_matching_rules(org, full_name, body, mode)
    if type_name == "CustomLabels":
        saved_labels = [save(org, "CustomLabel", label, mode) for label in body.get("labels", [])]
        made, moved = (any(getattr(item, flag) for item in saved_labels) for flag in ("created", "changed"))
        return Saved(full_name, "", made, moved)
    if type_name in ("MatchingRule", "DuplicateRule") and "." not in full_name:
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", "Need to specify full name, Required Delimiter: .", "fullName")
    if type_name in CHILD_TYPES and "." not in full_name:
        words = f"Must specify a {type_name} as Object.Name: {full_name}"  # assumed words
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "fullName")
    old = org.definitions.find(type_name, full_name)
    exists = old is not None or _is_standard_field(org, type_name, full_name)
    _check_mode(type_name, full_name, mode, exists)
    if old is not None:
        full_name = old.full_name
    elif type_name in _DOTTED:
        full_name = _with_object_case(org, full_name)
    prepare = _PREPARE.get(type_name)
    whole = prepare(org, full_name, body, old) if prepare else {**body, "fullName": full_name}
    saved = _store(org, type_name, full_name, whole, old)
    if type_name == "CustomObject":
        _save_children(org, full_name, body)
    return Saved(full_name, saved.id, not exists, old is None or old.body != whole)


def delete(org: OrgState, type_name: str, full_name: str, *, purge: bool = False) -> Saved:
    """Removes one component; a custom field that is not ``purge``d is kept a while. Raises ``MetadataError``."""
    old = org.definitions.find(type_name, full_name)
    if old is None:
        words = f"no {type_name} named {full_name} found"
        raise MetadataError("INVALID_CROSS_REFERENCE_KEY", words)
    if type_name == "RecordType":
        raise MetadataError("INSUFFICIENT_ACCESS", "Cannot delete record type through API")
    standard = type_name == "StandardValueSet" or (
        type_name in ("CustomField", "CustomObject") and not object_kinds.is_made(old.full_name)
    )
    if standard:
        raise MetadataError("INSUFFICIENT_ACCESS", f"Cannot delete standard component: {full_name}")  # assumed words
    metadata_duplicates.check_gone(org, old)
    if (user := user_of(org, old)) is not None:
        words = f"This {type_name} is referenced elsewhere in salesforce.com.  Remove the usage and try again. : {user}"
        raise MetadataError("DEPENDENCY_EXISTS", words)
    org.records.trail.note(old, old.body, None, org.records.surroundings.session.user_id, purged=purge)
    _drop(org, old)
    if type_name == "CustomField" and not purge:
        metadata_deleted.keep(org, old)
    return Saved(old.full_name, old.id, False, True)


def read(org: OrgState, type_name: str, full_name: str) -> Body | None:
    """One component as readMetadata gives it, children and full names included; None when there is none."""
    if type_name == "MatchingRules":
        rules = list(org.definitions.of_object("MatchingRule", full_name))
        shown = [{**metadata_duplicates.looked_at(org, rule), "fullName": rule.name} for rule in rules]
        return {"fullName": full_name, "matchingRules": shown} if rules else None
    if type_name == "CustomLabels":
        return {"fullName": full_name, "labels": [label.body for label in org.definitions.all("CustomLabel")]}
    component = org.definitions.find(type_name, full_name)
    if component is None:
        return None
    if type_name == "CustomObject":
        return _whole_object(org, component)
    if type_name == "MatchingRule":
        return {**metadata_duplicates.looked_at(org, component), "fullName": component.full_name}
    return {**component.body, "fullName": component.full_name}


def listed(org: OrgState, type_name: str) -> Iterator[Component]:
    """What listMetadata lists: standard value sets are never listed (Metadata API guide, StandardValueSet)."""
    if type_name == "StandardValueSet":
        return iter(())
    components = org.definitions.all(type_name)
    if type_name == "CustomField":
        return (item for item in components if item.name.endswith("__c"))
    return components


def _check_mode(type_name: str, full_name: str, mode: str, exists: bool) -> None:
    if mode == "create" and exists:
        words = f"There is already a {type_name} named {full_name.rpartition('.')[2]}"
        if type_name == "CustomField":
            words = f"There is already a field named {full_name.rpartition('.')[2].removesuffix('__c')} on this object"
        raise MetadataError("DUPLICATE_DEVELOPER_NAME", words)
    if mode == "update" and not exists:
        words = f"Entity of type '{type_name}' named '{full_name}' cannot be found"
        raise MetadataError("INVALID_CROSS_REFERENCE_KEY", words)


def _store(org: OrgState, type_name: str, full_name: str, whole: Body, old: Component | None) -> Component:
    if old is not None and old.body == whole:
        return old
    component = org.definitions.put(type_name, full_name, whole)
    setup_records.sync(org, component)
    user_id = org.records.surroundings.session.user_id
    org.records.trail.note(component, old.body if old else None, whole, user_id)
    if type_name == "CustomField":
        org.catalog.replace_field(component)
    elif type_name in ("CustomObject", "RecordType", "StandardValueSet", "GlobalValueSet"):
        org.catalog.forget()
    else:
        org.catalog.version += 1
    org.access.forget()
    if type_name == "CustomField" and old is not None and full_name.endswith("__c"):
        check_references(org, component.object, component.name, old.body, whole)
        convert_data(org, component.object, component.name, old.body, whole)
        org.records.forget()
    return component


def _save_matching_rules(org: OrgState, object_name: str, body: Body, mode: str) -> Saved:
    """The rules that an object's container holds, each for itself; others stay as they are."""
    saved = [
        save(org, "MatchingRule", {**rule, "fullName": f"{object_name}.{rule.get('fullName', '')}"}, mode)
        for rule in body.get("matchingRules", [])
    ]
    return Saved(object_name, "", any(rule.created for rule in saved), any(rule.changed for rule in saved))


def _save_children(org: OrgState, full_name: str, body: Body) -> None:
    for type_name, element in CHILD_TYPES.items():
        for child in body.get(element, []):
            save(org, type_name, {**child, "fullName": f"{full_name}.{child.get('fullName', '')}"})


def _drop(org: OrgState, component: Component) -> None:
    if component.type == "CustomObject":
        for child_type in CHILD_TYPES:
            for child in list(org.definitions.of_object(child_type, component.full_name)):
                _drop(org, child)
        for row in list(org.definitions.of_object("CustomMetadata", component.full_name.removesuffix("__mdt"))):
            _drop(org, row)
        for body in list(org.records.all(component.full_name, deleted=True)):
            org.store.delete_record(component.full_name, body["Id"])
    org.definitions.delete(component.type, component.full_name)
    setup_records.remove(org, component)
    if component.type == "DuplicateRule":
        metadata_duplicates.close_ranks(org, component)
    if component.type == "CustomField":
        _drop_values(org, component)
    if component.type in ("CustomField", "CustomObject", "CustomPermission"):
        _drop_grants(org, component)
    org.forget()


def _drop_values(org: OrgState, field: Component) -> None:
    org.records.histories.drop_field(field.object, field.name)
    for body in list(org.records.all(field.object, deleted=True)):
        if field.name in body:
            kept = {name: value for name, value in body.items() if name != field.name}
            org.store.put_record(field.object, body["Id"], kept)


def _drop_grants(org: OrgState, gone: Component) -> None:
    key = {"CustomField": ("fieldPermissions", "field"), "CustomObject": ("objectPermissions", "object"),
           "CustomPermission": ("customPermissions", "name")}[gone.type]  # fmt: skip
    for holder in list(org.definitions.all("PermissionSet")):
        entries = holder.body.get(key[0], [])
        kept = [entry for entry in entries if entry[key[1]] != gone.full_name]
        if len(kept) != len(entries):
            org.definitions.put("PermissionSet", holder.full_name, {**holder.body, key[0]: kept})


def _whole_object(org: OrgState, component: Component) -> Body:
    name = component.full_name
    body = {key: value for key, value in component.body.items() if key != "keyPrefix"}
    for type_name, element in CHILD_TYPES.items():
        children = [child.body for child in org.definitions.of_object(type_name, name)]
        if type_name == "CustomField":
            children = sorted([*children, *_stubs(org, name)], key=lambda child: str(child["fullName"]))
        if children:
            body[element] = children
    return body


def _stubs(org: OrgState, object_name: str) -> Iterator[Body]:
    """Standard fields as the whole object lists them: name, tracking, and the type of lookups and picklists."""
    item = org.catalog.object(object_name)
    for field in item.fields.values() if item and not item.custom else ():
        system = field.name in ("Id", "IsDeleted", "SystemModstamp", "RecordTypeId") or not field.access.strip("rx")
        if field.custom or system or "a" in field.access:
            continue
        if org.definitions.get("CustomField", field.full_name) is None:
            kind = {"type": field.type} if field.type in ("Lookup", "Picklist") else {}
            yield {"fullName": field.name, "trackFeedHistory": False, "trackHistory": False, **kind}


def _is_standard_field(org: OrgState, type_name: str, full_name: str) -> bool:
    if type_name != "CustomField" or full_name.endswith("__c"):
        return False
    object_name, _, name = full_name.partition(".")
    item = org.catalog.object(object_name)
    return item is not None and item.field(name) is not None


def _with_object_case(org: OrgState, full_name: str) -> str:
    object_name, _, name = full_name.partition(".")
    item = org.catalog.object(object_name)
    return full_name if item is None else f"{item.name}.{name}"
