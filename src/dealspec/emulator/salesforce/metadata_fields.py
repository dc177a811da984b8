"""Judges custom fields: names, mandatory attributes and ranges per type, value sets, type changes.

Attributes: Metadata API guide, CustomField; ranges as public deploy tools check them. Words are observed in public
deploy logs where a comment does not say otherwise.
"""

from __future__ import annotations

import re
from decimal import Decimal

from dealspec.emulator.salesforce import standard_objects
from dealspec.emulator.salesforce.definitions import Component
from dealspec.emulator.salesforce.errors import MetadataError
from dealspec.emulator.salesforce.metadata_custom_data import check_field_type
from dealspec.emulator.salesforce.metadata_deleted import check_name_free, deleted_fields
from dealspec.emulator.salesforce.metadata_names import (
    check_length,
    check_name,
    defaulted,
    merged_values,
    require,
    unknown,
)
from dealspec.emulator.salesforce.metadata_relations import check_relationship, check_summary
from dealspec.emulator.salesforce.metadata_retype import check_change
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.wire import Body

MAX_FIELDS = 500
"""Custom fields of an object in a Developer Edition org (Help: custom_field_allocations)."""
MAX_TRACKED = 20
"""Fields with history tracking per object (Help: tracking_field_history; assumed still 20)."""
MAX_VALUES = 1000
"""Values of a custom picklist (Help: picklist_limitations)."""

FIELD_TYPES = frozenset((
    "AutoNumber", "Lookup", "MasterDetail", "Checkbox", "Currency", "Date", "DateTime", "Email", "Number", "Percent",
    "Phone", "Picklist", "MultiselectPicklist", "Text", "TextArea", "LongTextArea", "Html", "Url", "EncryptedText",
    "Summary", "Hierarchy", "File", "MetadataRelationship", "Location", "ExternalLookup", "IndirectLookup",
    "CustomDataType", "Time", "Address", "Array",
))  # fmt: skip
_MANDATORY = {
    "Text": ("length",), "LongTextArea": ("length", "visibleLines"), "Html": ("length", "visibleLines"),
    "EncryptedText": ("length", "maskChar", "maskType"), "Number": ("precision", "scale"),
    "Currency": ("precision", "scale"), "Percent": ("precision", "scale"), "Checkbox": ("defaultValue",),
    "MultiselectPicklist": ("visibleLines",), "Lookup": ("referenceTo",),
    "MasterDetail": ("referenceTo", "relationshipName"), "AutoNumber": ("displayFormat",),
    "Summary": ("summaryForeignKey", "summaryOperation"), "Location": ("scale",), "Hierarchy": ("relationshipName",),
}  # fmt: skip
_RANGES = {
    ("Text", "length"): (1, 255), ("LongTextArea", "length"): (256, 131072), ("Html", "length"): (256, 131072),
    ("EncryptedText", "length"): (1, 175), ("LongTextArea", "visibleLines"): (2, 50),
    ("Html", "visibleLines"): (10, 50),
    ("MultiselectPicklist", "visibleLines"): (3, 10), ("MasterDetail", "relationshipOrder"): (0, 1),
    ("Number", "precision"): (1, 18), ("Currency", "precision"): (1, 18), ("Percent", "precision"): (1, 18),
    ("Number", "scale"): (0, 17), ("Currency", "scale"): (0, 17), ("Percent", "scale"): (0, 17),
}  # fmt: skip
_NO_LENGTH = FIELD_TYPES - {"Text", "LongTextArea", "Html", "EncryptedText"}
_NO_REQUIRED = frozenset(("Checkbox", "MasterDetail", "LongTextArea", "Html", "MultiselectPicklist", "AutoNumber"))
_UNIQUE = frozenset(("Text", "Number", "Email"))
_EXTERNAL = frozenset(("Text", "Number", "Email", "AutoNumber"))
_FORMULA_RESULTS = frozenset(("Text", "Number", "Currency", "Percent", "Checkbox", "Date", "DateTime", "Time"))
_STANDARD_ELEMENTS = frozenset(
    ("fullName", "type", "trackHistory", "trackFeedHistory", "trackTrending", "description", "inlineHelpText",
     "securityClassification", "complianceGroup", "businessStatus", "businessOwnerUser", "businessOwnerGroup",
     "lookupFilter", "required")
)  # fmt: skip


def prepare(org: OrgState, full_name: str, body: Body, old: Component | None) -> Body:
    """The definition as it is stored and read back; raises ``MetadataError``."""
    object_name, _, name = full_name.partition(".")
    item = org.catalog.object(object_name)
    if item is None or (not item.custom and item.name not in standard_objects.CUSTOMIZABLE):
        words = f"Entity Enumeration Or ID: bad value for restricted picklist field: {object_name}"
        raise MetadataError("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", words)
    if not name.endswith("__c"):
        return _standard(org, item.name, name, body)
    check_name(name.removesuffix("__c"))
    require(body, "label", "type")
    check_length("Field Label", body["label"], 40, "label")
    check_length("Description", body.get("description"), 1000, "description")
    check_length("Help Text", body.get("inlineHelpText"), 510, "inlineHelpText")
    kind = body["type"]
    if kind not in FIELD_TYPES:
        raise MetadataError("INVALID_TYPE", f"'{kind}' is not a valid value for the enum 'FieldType'", "type")
    check_field_type(org, item.name, kind)
    body = _formula(org, object_name, body) if "formula" in body else _plain(org, object_name, name, body, old)
    if old is not None:
        check_change(org, object_name, name, old.body, body)
    else:
        check_name_free(org, item.name, name)
        _room(org, item.name)
    _tracking(org, item.name, name, body)
    return {**body, "fullName": name}


def _standard(org: OrgState, object_name: str, name: str, body: Body) -> Body:
    item = org.catalog.object(object_name)
    field = item.field(name) if item else None
    if field is None:
        raise MetadataError("INVALID_FIELD", "Could not resolve standard field's name.", "fullName")
    refused = [element for element in body if element not in _STANDARD_ELEMENTS]
    if refused:
        # Assumed words: labels, value sets and sizes of standard fields cannot be changed this way.
        words = f"Can not specify '{refused[0]}' for a standard field"
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, refused[0])
    stub: Body = {} if field.type not in ("Lookup", "Picklist") else {"type": field.type}
    return {"trackFeedHistory": False, "trackHistory": False, **body, **stub, "fullName": field.name}


def _plain(org: OrgState, object_name: str, name: str, body: Body, old: Component | None) -> Body:
    kind = body["type"]
    for element in _MANDATORY.get(kind, ()):
        if body.get(element) is None:
            words = f"Must specify '{element}' for a CustomField of type {kind}"
            raise MetadataError("REQUIRED_FIELD_MISSING", words, element)
    if kind in _NO_LENGTH and body.get("length") is not None:
        raise _not_for(kind, "length")
    if kind in _NO_REQUIRED and body.get("required"):
        raise _not_for(kind, "required")
    for element, allowed in (("unique", _UNIQUE), ("externalId", _EXTERNAL)):
        if body.get(element) and kind not in allowed:
            raise _not_for(kind, element)
    _ranges(kind, body)
    if kind in ("Picklist", "MultiselectPicklist"):
        body = {**body, "valueSet": _value_set(org, object_name, name, body, old)}
    elif "valueSet" in body:
        raise _not_for(kind, "valueSet")
    if kind in ("Lookup", "MasterDetail"):
        check_relationship(org, object_name, name, body)
    if kind == "Summary":
        check_summary(org, object_name, body)
    if kind != "Checkbox" and body.get("defaultValue") is not None:
        faults = org.records.engine.default_faults(body["defaultValue"], kind)
        if faults:
            raise MetadataError("FIELD_INTEGRITY_EXCEPTION", faults[0], "defaultValue")
    if kind == "Checkbox" and body["defaultValue"].lower() not in ("true", "false"):
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", "defaultValue must be true or false", "defaultValue")
    return _with_defaults(object_name, _respelled(kind, body))


def _ranges(kind: str, body: Body) -> None:
    for (type_name, element), (low, high) in _RANGES.items():
        value = body.get(element)
        if type_name == kind and value is not None and not low <= value <= high:
            words = f"{element.capitalize()}: value outside of valid range on numeric field: {value}"
            raise MetadataError("NUMBER_OUTSIDE_VALID_RANGE", words, element)
    if body.get("scale", 0) > body.get("precision", 18):
        words = "Scale must not be greater than precision"  # assumed words
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "scale")


def _formula(org: OrgState, object_name: str, body: Body) -> Body:
    kind = body["type"]
    if kind not in _FORMULA_RESULTS:
        raise _not_for(kind, "formula")
    for element in ("length", "defaultValue", "valueSet"):
        if body.get(element) is not None:
            raise MetadataError(
                "FIELD_INTEGRITY_EXCEPTION", f"Can not specify '{element}' for a formula field", element
            )
    if body.get("required"):
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", "Can not specify 'required' for a formula field", "required")
    if kind in ("Number", "Currency", "Percent"):
        for element in ("precision", "scale"):
            if body.get(element) is None:
                words = f"Must specify '{element}' for a CustomField of type {kind}"
                raise MetadataError("REQUIRED_FIELD_MISSING", words, element)
        _ranges(kind, body)
    faults = org.records.engine.faults_of(object_name, body["formula"], "field")
    if faults:
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", faults[0], "formula")
    # BlankAsZero is the default of the vendor's formula editor (assumed for the API).
    treat = {"formulaTreatBlanksAs": "BlankAsZero"} if kind in ("Number", "Currency", "Percent") else {}
    defaults = {"externalId": False, "required": False, **treat}
    if kind in ("Text", "Number"):
        defaults["unique"] = False
    return {**_tracked(object_name), **defaults, **body}


def _value_set(org: OrgState, object_name: str, name: str, body: Body, old: Component | None) -> Body:
    value_set = body.get("valueSet")
    if not value_set:
        words = "You must specify either picklist, globalPicklist, or valueSet"
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "valueSet")
    set_name, definition = value_set.get("valueSetName"), value_set.get("valueSetDefinition")
    if (set_name is None) == (definition is None):
        words = "You must specify either valueSetName or valueSetDefinition, not both"  # assumed words
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "valueSet")
    whole = dict(value_set)
    if not whole.get("restricted"):
        whole.pop("restricted", None)
    if set_name is not None:
        if org.definitions.get("GlobalValueSet", set_name) is None:
            raise unknown("valueSetName", "GlobalValueSet", set_name)
        whole["restricted"] = True
    else:
        before = (old.body.get("valueSet") or {}).get("valueSetDefinition") if old else None
        values = merged_values(name, definition.get("value", []), (before or {}).get("value", []))
        if len(values) > MAX_VALUES:
            words = f"You have reached the maximum number of {MAX_VALUES} values for this picklist"  # assumed words
            raise MetadataError("MAX_LIMIT_EXCEEDED", words, "valueSet")
        whole["valueSetDefinition"] = {"sorted": bool(definition.get("sorted")), "value": values}
    _dependency(org, object_name, whole)
    return whole


def _dependency(org: OrgState, object_name: str, value_set: Body) -> None:
    controller = value_set.get("controllingField")
    if controller is None:
        return
    item = org.catalog.object(object_name)
    field = item.field(controller) if item else None
    if field is None or field.type not in ("Picklist", "Checkbox"):
        raise unknown("controllingField", "CustomField", f"{object_name}.{controller}")
    valid = [choice.name for choice in field.choices] or ["checked", "unchecked"]
    for setting in value_set.get("valueSettings", []):
        for value in setting.get("controllingFieldValue", []):
            if value not in valid:
                words = f"Control field value '{value}' not found, valid values are [{', '.join(valid)}]"
                raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "valueSettings")


def _respelled(kind: str, body: Body) -> Body:
    """A default that is a plain number is given back in its shortest spelling: ``0.50`` as ``0.5`` (assumed)."""
    text = body.get("defaultValue")
    if kind not in ("Number", "Currency", "Percent") or not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", str(text)):
        return body
    return {**body, "defaultValue": f"{Decimal(str(text)).normalize():f}"}


def _with_defaults(object_name: str, body: Body) -> Body:
    kind = body["type"]
    defaults: Body = {**_tracked(object_name), "externalId": False}
    if kind not in _NO_REQUIRED:
        defaults["required"] = False
    if kind in _UNIQUE:
        defaults["unique"] = False
    if body.get("unique") and kind == "Text":
        defaults["caseSensitive"] = False
    if kind == "Lookup":
        defaults["deleteConstraint"] = "SetNull"
    if kind == "MasterDetail":
        defaults |= {"relationshipOrder": 0, "reparentableMasterDetail": False, "writeRequiresMasterRead": False}
    return defaulted(body, **defaults)


def _tracked(object_name: str) -> Body:
    flags: Body = {"trackFeedHistory": False, "trackHistory": False}
    if object_name.endswith("__c") or object_name in standard_objects.TRENDING:
        flags["trackTrending"] = False
    return flags


def _tracking(org: OrgState, object_name: str, name: str, body: Body) -> None:
    if not body.get("trackHistory"):
        return
    others = org.definitions.of_object("CustomField", object_name)
    tracked = [item for item in others if item.body.get("trackHistory") and item.name != name]
    if len(tracked) >= MAX_TRACKED:
        words = f"You can't track history on more than {MAX_TRACKED} fields"  # assumed words
        raise MetadataError("NUM_HISTORY_FIELDS_BY_SOBJECT_EXCEEDED", words, "trackHistory")


def _room(org: OrgState, object_name: str) -> None:
    item = org.catalog.object(object_name)
    if item is None:
        return
    gone = sum(1 for _ in deleted_fields(org, object_name))
    if sum(field.custom for field in item.fields.values()) + gone >= MAX_FIELDS:
        words = f"You have reached the maximum number of custom fields for this object ({MAX_FIELDS})"  # assumed words
        raise MetadataError("CUSTOM_ENTITY_OR_FIELD_LIMIT", words)


def _not_for(kind: str, element: str) -> MetadataError:
    words = f"Can not specify '{element}' for a CustomField of type {kind}"
    return MetadataError("FIELD_INTEGRITY_EXCEPTION", words, element)
