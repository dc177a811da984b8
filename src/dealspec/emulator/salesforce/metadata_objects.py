"""Judges custom objects, and the object-level attributes of standard ones."""

from __future__ import annotations

from dealspec.emulator.salesforce import metadata_custom_data, object_kinds, standard_objects
from dealspec.emulator.salesforce.definitions import CHILD_TYPES, Component
from dealspec.emulator.salesforce.errors import MetadataError
from dealspec.emulator.salesforce.metadata_names import check_length, check_name, require
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.wire import Body

MAX_OBJECTS = 400
"""Custom objects of a Developer Edition org (Help: limits_custom_objects; assumed)."""
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DEFAULTS: Body = {
    "allowInChatterGroups": False, "deploymentStatus": "Deployed", "enableActivities": False, "enableBulkApi": True,
    "enableFeeds": False, "enableHistory": False, "enableReports": False, "enableSearch": False, "enableSharing": True,
    "enableStreamingApi": True, "visibility": "Public",
}  # fmt: skip
"""What a custom object reads back when its file leaves them out (assumed in detail)."""


def prepare(org: OrgState, full_name: str, body: Body, old: Component | None) -> Body:
    """The object without its children; raises ``MetadataError``."""
    own = {name: value for name, value in body.items() if name not in CHILD_TYPES.values()}
    if not object_kinds.is_made(full_name):
        if full_name not in standard_objects.TABLES:
            words = f"Entity of type 'CustomObject' named '{full_name}' cannot be found"
            raise MetadataError("INVALID_CROSS_REFERENCE_KEY", words)
        return {**(old.body if old else {}), **own, "fullName": full_name}
    if old is not None and not own.keys() - {"fullName"}:
        return old.body
    if full_name.endswith("__mdt"):
        number = int(old.body["keyPrefix"][1:]) + 1 if old else org.store.next("metadata type")
        return metadata_custom_data.prepare_object(full_name, own, number)
    key_prefix = old.body["keyPrefix"] if old else _key_prefix(org.store.next("object"))
    if object_kinds.is_setting(own):
        return {**metadata_custom_data.prepare_object(full_name, own, 0), "keyPrefix": key_prefix}
    check_name(full_name.removesuffix("__c"), "Object Name")
    require(own, "label", "pluralLabel", "nameField", "sharingModel")
    require(own["nameField"], "type")
    if own["nameField"]["type"] not in ("Text", "AutoNumber"):
        raise MetadataError(
            "FIELD_INTEGRITY_EXCEPTION", "The name field must be of type Text or AutoNumber", "nameField"
        )
    check_length("Label", own["label"], 40, "label")
    check_length("Plural Label", own["pluralLabel"], 40, "pluralLabel")
    return {**_DEFAULTS, **own, "fullName": full_name, "keyPrefix": key_prefix}


def _key_prefix(number: int) -> str:
    # Custom objects get prefixes from a00 upwards (observed).
    if number > MAX_OBJECTS:
        words = f"You have reached the maximum number of custom objects ({MAX_OBJECTS})"  # assumed words
        raise MetadataError("CUSTOM_ENTITY_OR_FIELD_LIMIT", words)
    high, low = divmod(number - 1, 36)
    return f"a{_DIGITS[high]}{_DIGITS[low]}"
