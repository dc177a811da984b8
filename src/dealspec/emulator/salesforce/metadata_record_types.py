"""Judges business processes and record types; their value names are percent-encoded on the wire.

Encoding: ``User didn%27t attend``, ``Mx%2E`` in public deploys; which characters beyond those is assumed.
"""

from __future__ import annotations

from urllib.parse import unquote

from dealspec.emulator.salesforce.definitions import Component
from dealspec.emulator.salesforce.errors import MetadataError
from dealspec.emulator.salesforce.metadata_names import check_length, check_name, require, unknown
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.wire import Body

_ENCODED = "%'.,&()/:;<>\"#?=+\\@!*"
_PROCESS_FIELDS = {"Opportunity": "StageName"}
"""Objects whose record types need a business process, and the picklist that it holds."""


def encode_name(text: str) -> str:
    """A value name as record types and business processes write it."""
    return "".join(f"%{ord(char):02X}" if char in _ENCODED else char for char in text)


def prepare_process(org: OrgState, full_name: str, body: Body, old: Component | None) -> Body:
    """A business process over the standard stages; raises ``MetadataError``."""
    object_name, _, name = full_name.partition(".")
    check_length("Name", name, 80, "fullName")
    if object_name not in _PROCESS_FIELDS:
        words = f"Business processes are not supported on {object_name}"  # assumed words
        raise MetadataError("INVALID_TYPE", words)
    require(body, "values")
    stages = org.definitions.get("StandardValueSet", "OpportunityStage")
    known = {value["fullName"] for value in stages.body["standardValue"]} if stages else set()
    values = _values(body["values"], known, _PROCESS_FIELDS[object_name])
    if any(value["default"] for value in values):
        # Leads, cases and solutions may have one (words observed in public guides to deploy failures).
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", f"Cannot specify a default on: {object_name}", "values")
    return {**body, "fullName": name, "isActive": body.get("isActive", True), "values": values}


def prepare_record_type(org: OrgState, full_name: str, body: Body, old: Component | None) -> Body:
    """A record type; raises ``MetadataError``."""
    object_name, _, name = full_name.partition(".")
    item = org.catalog.object(object_name)
    if item is None:
        raise unknown("fullName", "CustomObject", object_name)
    check_name(name, "Record Type Name", 80)
    require(body, "label")
    if body.get("active") is None:
        raise MetadataError("REQUIRED_FIELD_MISSING", "Required field is missing: active", "active")
    check_length("Record Type Label", body["label"], 80, "label")
    _check_label(org, object_name, name, body["label"])
    process = body.get("businessProcess")
    if object_name in _PROCESS_FIELDS:
        if process is None:
            require(body, "businessProcess")
        if org.definitions.get("BusinessProcess", f"{object_name}.{process}") is None:
            raise unknown("businessProcess", "BusinessProcess", f"{object_name}.{process}")
    picklists = []
    for entry in body.get("picklistValues", []):
        # Names of standard picklists are value-set names on the wire for some types; fields are what we take.
        field = item.field(entry["picklist"])
        if field is None or not (field.choices or field.type in ("Picklist", "MultiselectPicklist")):
            raise unknown("picklist", "CustomField", f"{object_name}.{entry['picklist']}")
        if field.name == "StageName":
            words = "Picklist StageName is set by the business process"  # assumed words
            raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "picklistValues")
        known = {choice.name for choice in field.choices}
        picklists.append({"picklist": field.name, "values": _values(entry.get("values", []), known, field.name)})
    return {**body, "fullName": name, "picklistValues": picklists}


def _values(values: list[Body], known: set[str], picklist: str) -> list[Body]:
    stored = []
    seen: set[str] = set()
    for value in values:
        require(value, "fullName")
        name = unquote(value["fullName"])
        if name not in known:
            words = f"Picklist value: {name} in picklist: {picklist} not found"
            raise MetadataError("INVALID_CROSS_REFERENCE_KEY", words, "values")
        if name in seen:
            words = f"Field:{picklist}, value:{name} appears more than once"
            raise MetadataError("DUPLICATE_VALUE", words, "values")
        seen.add(name)
        stored.append({"fullName": encode_name(name), "default": bool(value.get("default"))})
    return stored


def _check_label(org: OrgState, object_name: str, name: str, label: str) -> None:
    for other in org.definitions.of_object("RecordType", object_name):
        if other.name != name and other.body["label"].lower() == label.lower():
            raise MetadataError("DUPLICATE_VALUE", f"Duplicate label: {label}", "label")
