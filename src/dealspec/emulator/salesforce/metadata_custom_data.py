"""Judges custom labels and the records of custom metadata types, and the objects that hold settings and metadata.

Sources: Metadata API guide, CustomLabels, CustomMetadata and CustomObject; Help: custom settings field types. Words are
assumed where a comment does not say otherwise.
"""

from __future__ import annotations

from dealspec.emulator.salesforce import ids, object_kinds
from dealspec.emulator.salesforce.definitions import Component
from dealspec.emulator.salesforce.errors import MetadataError, SaveError
from dealspec.emulator.salesforce.metadata_names import check_length, check_name, require, unknown
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.values import datetime_text, to_stored
from dealspec.emulator.salesforce.wire import Body

MAX_LABEL = 1000
"""Characters of a custom label (Metadata API guide, CustomLabels)."""
_PLAIN = frozenset(("Checkbox", "Date", "DateTime", "Email", "Number", "Percent", "Phone", "Text", "TextArea", "Url"))
_SETTING_TYPES = _PLAIN | {"Currency"}
_METADATA_TYPES = _PLAIN | {"LongTextArea", "Picklist", "MetadataRelationship"}


def prepare_object(full_name: str, own: Body, number: int) -> Body:
    """A custom setting or a custom metadata type; ``number`` is for its key prefix. Raises ``MetadataError``."""
    if full_name.endswith("__mdt"):
        check_name(full_name.removesuffix("__mdt"), "Object Name")
        require(own, "label", "pluralLabel")
        return {"visibility": "Public", **own, "fullName": full_name, "keyPrefix": f"m{number - 1:02d}"}
    check_name(full_name.removesuffix("__c"), "Object Name")
    require(own, "label")
    if own["customSettingsType"] not in ("Hierarchy", "List"):
        words = f"'{own['customSettingsType']}' is not a valid value for the enum 'CustomSettingsType'"
        raise MetadataError("INVALID_TYPE", words, "customSettingsType")
    return {"enableFeeds": False, "visibility": "Public", **own, "fullName": full_name}


def check_field_type(org: OrgState, object_name: str, kind: str) -> None:
    """Settings and custom metadata take fewer types of fields; raises ``MetadataError``."""
    owner = org.definitions.get("CustomObject", object_name)
    allowed = None
    if object_name.endswith("__mdt"):
        allowed = _METADATA_TYPES
    elif owner is not None and object_kinds.is_setting(owner.body):
        allowed = _SETTING_TYPES
    if allowed is not None and kind not in allowed:
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", f"Fields of type {kind} are not supported here", "type")


def prepare_label(org: OrgState, full_name: str, body: Body, old: Component | None) -> Body:
    """A custom label; raises ``MetadataError``."""
    check_name(full_name, "Name", 80)
    require(body, "language", "shortDescription", "value")
    if body.get("protected") is None:
        raise MetadataError("REQUIRED_FIELD_MISSING", "Required field is missing: protected", "protected")
    check_length("Short Description", body["shortDescription"], 80, "shortDescription")
    check_length("Value", body["value"], MAX_LABEL, "value")
    return {**body, "fullName": full_name}


def prepare_record(org: OrgState, full_name: str, body: Body, old: Component | None) -> Body:
    """A record of a custom metadata type, ``Type.Record`` without ``__mdt``; raises ``MetadataError``."""
    type_name, dot, name = full_name.partition(".")
    item = org.catalog.object(f"{type_name}__mdt")
    if item is None or not dot:
        raise unknown("fullName", "CustomObject", f"{type_name}__mdt")
    check_name(name, "Custom Metadata Record Name")
    require(body, "label")
    check_length("Label", body["label"], 40, "label")
    for entry in body.get("values", []):
        require(entry, "field")
        field = item.field(entry["field"])
        if field is None or not field.custom:
            raise unknown("field", "CustomField", f"{item.name}.{entry['field']}")
        try:
            to_stored(field, entry.get("value", {}).get("text"))
        except SaveError as error:
            raise MetadataError(error.faults[0].code, error.faults[0].message, entry["field"]) from error
    return {"protected": False, **body, "fullName": full_name}


def record_of(org: OrgState, component: Component) -> tuple[str, str, Body]:
    """The row by which SOQL shows a custom metadata record: (object, id, fields)."""
    type_name, _, name = component.full_name.partition(".")
    item = org.catalog.object(f"{type_name}__mdt")
    assert item is not None
    record_id = ids.long_form(item.key_prefix + component.id[3:15])
    label = component.body["label"]
    row: Body = {
        "DeveloperName": name, "MasterLabel": label, "Label": label, "Language": "en_US", "QualifiedApiName": name,
        "SystemModstamp": datetime_text(org.clock.now()),
    }  # fmt: skip
    for entry in component.body.get("values", []):
        field = item.field(entry["field"])
        if field is not None and "value" in entry:
            row[field.name] = to_stored(field, entry["value"].get("text"))
    return item.name, record_id, {name: value for name, value in row.items() if value is not None}
