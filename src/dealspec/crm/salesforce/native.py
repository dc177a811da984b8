"""Resources as Salesforce's XML. Pure: a copy of the live component with what we manage laid over it.

A component sent in a deployment is the whole of its definition, so what we do not manage is sent back as it was read.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from typing import cast
from urllib.parse import quote

from dealspec.crm.salesforce.choices import reorder, settle
from dealspec.crm.salesforce.convert import GLOBAL_TAG, STANDARD_TAG, offered
from dealspec.crm.salesforce.markup import Element, entry, flag, made, put, text_of
from dealspec.crm.salesforce.names import STAGE_SET
from dealspec.crm.salesforce.native_field import merge_values
from dealspec.crm.salesforce.native_json import merged
from dealspec.crm.salesforce.object_grants import put_objects
from dealspec.crm.salesforce.snapshot import CHILDREN
from dealspec.provisioner.resource import Json, Kind, Resource


def rule(wanted: Resource, live: Element | None) -> Element:
    """A ValidationRule inside its object's file."""
    attributes = wanted.attributes
    element = _copy(live, "validationRules", wanted.native["name"])
    put(element, "active", attributes["active"])
    put(element, "errorConditionFormula", attributes["formula"])
    put(element, "errorMessage", attributes["message"])
    if "error_field" in attributes or wanted.kind in (Kind.GATE, Kind.PIPELINE_RULES):
        put(element, "errorDisplayField", attributes.get("error_field"))
    if "description" in attributes:
        put(element, "description", attributes["description"] or None)
    return element


def process_name(wanted: Resource, live_record_type: Element | None) -> str | None:
    """The business process of a record type: the declared one, the one it has, else one of the record type's name."""
    said = wanted.attributes.get("business_process")
    name = str(said) if said else text_of(live_record_type, "businessProcess")
    return name or (wanted.native["name"] if "stages" in wanted.attributes else None)


def process(wanted: Resource, name: str, live: Element | None) -> Element:
    """The BusinessProcess with the record type's stages added."""
    element = _copy(live, "businessProcesses", name)
    if live is None or wanted.kind is Kind.PIPELINE:
        put(element, "isActive", True)
    _offer(element, _mapping(wanted.attributes.get("stages")))
    if first := wanted.attributes.get("first_stage"):
        _choose(element, str(first))
    return element


def record_type(wanted: Resource, process_of: str | None, live: Element | None) -> Element:
    """The RecordType with the declared values of every declared picklist on offer."""
    attributes = wanted.attributes
    element = _copy(live, "recordTypes", wanted.native["name"])
    put(element, "active", attributes["active"])
    if process_of is not None:
        put(element, "businessProcess", process_of)
    if live is None or "label" in attributes:
        put(element, "label", attributes.get("label") or wanted.native["label"])
    if "description" in attributes:
        put(element, "description", attributes["description"] or None)
    for picklist, values in _mapping(attributes["picklists"]).items():
        found = entry(element, "picklistValues", "picklist", picklist)
        if found is None:
            found = made("picklistValues", ("picklist", picklist))
            element.append(found)
        _offer(found, _mapping(values))
        if first := _mapping(attributes.get("defaults")).get(picklist):
            _choose(found, str(first))
    merged(element, attributes.get("native"))
    return element


def stage_set(wanted: Iterable[Resource], live: Element) -> Element:
    """The OpportunityStage set: every live value as it is, the wanted stages laid over, in their declared order."""
    element = deepcopy(live)
    element.tag = "StandardValueSet"
    for stage in wanted:
        value = entry(element, "standardValue", "fullName", stage.native["name"])
        if value is None:
            value = made("standardValue", ("fullName", stage.native["name"]), ("default", False))
            element.append(value)
        attributes = stage.attributes
        put(value, "label", attributes["label"])
        put(value, "probability", attributes["probability"])
        put(value, "forecastCategory", attributes["forecast_category"])
        put(value, "closed", attributes["outcome"] != "open")
        put(value, "won", attributes["outcome"] == "won")
        put(value, "isActive", None)
        reorder(element, stage.native["order"].split(","))
    return _without_full_name(element)


def value_set(wanted: Resource, live: Element | None) -> Element:
    """A standard or global value set: every live value as it is, and the declared ones laid over."""
    kind, attributes = wanted.native["type"], wanted.attributes
    element = deepcopy(live) if live is not None else made(kind, ("sorted", False))
    element.tag = kind
    tag = STANDARD_TAG if kind == "StandardValueSet" else GLOBAL_TAG
    if kind == "GlobalValueSet" and (live is None or "label" in attributes):
        put(element, "masterLabel", attributes.get("label") or wanted.native["label"])
    if "description" in attributes:
        put(element, "description", attributes["description"] or None)
    merge_values(element, tag, _mapping(attributes["values"]))
    settle(element, tag, dict(attributes), wanted.native.get("stages", "").split("\n"))
    if wanted.native["name"] == STAGE_SET:
        for value in element.findall(tag):
            _complete_stage(value)
    merged(element, attributes.get("native"))
    return _without_full_name(element)


def custom_object(wanted: Resource | None, live: Element | None) -> Element:
    """A CustomObject's own elements; with no live one, what a new object cannot do without."""
    element = made("CustomObject")
    for child in live if live is not None else ():
        if child.tag not in (*CHILDREN.values(), "fullName"):
            element.append(deepcopy(child))
    if wanted is None:
        return element
    attributes, native = wanted.attributes, wanted.native
    for name, tag in (("label", "label"), ("plural", "pluralLabel"), ("description", "description")):
        if name in attributes:
            put(element, tag, attributes[name] or None)
    if live is None:
        label = attributes.get("label") or native["label"]
        put(element, "label", label)
        put(element, "pluralLabel", attributes.get("plural") or native["plural"])
        put(element, "deploymentStatus", "Deployed")
        put(element, "sharingModel", native["sharing"])
        element.append(made("nameField", ("label", f"{label} Name"[:40]), ("type", "Text")))
    merged(element, attributes.get("native"))
    return element


def custom_permission(wanted: Resource, live: Element | None) -> Element:
    """A CustomPermission's file."""
    element = deepcopy(live) if live is not None else made("CustomPermission", ("isLicensed", False))
    element.tag = "CustomPermission"
    put(element, "label", wanted.attributes["label"])
    return _without_full_name(element)


def permission_set(wanted: Resource, live: Element | None) -> Element:
    """A PermissionSet's file: a deployed one replaces the old (github.com/salto-io/salto/pull/4123), so all of the
    live one is in it.
    """
    element = deepcopy(live) if live is not None else made("PermissionSet", ("hasActivationRequired", False))
    element.tag = "PermissionSet"
    put(element, "label", wanted.attributes["label"])
    fields = {text_of(item, "field"): item for item in element.findall("fieldPermissions")}
    for address, level in _mapping(wanted.attributes["fields"]).items():
        native = wanted.native[f"fields.{address}"]
        permission = fields.get(native)
        if permission is None and level == "none":
            continue
        if permission is None:
            permission = made("fieldPermissions", ("field", native))
            element.append(permission)
        put(permission, "editable", level == "edit")
        put(permission, "readable", level != "none")
    put_objects(element, _mapping(wanted.attributes.get("objects")), wanted.native)
    for pipeline in _mapping(wanted.attributes.get("record_types")):
        native = wanted.native[f"pipelines.{pipeline}"]
        visibility = entry(element, "recordTypeVisibilities", "recordType", native)
        if visibility is None:
            visibility = made("recordTypeVisibilities", ("recordType", native))
            element.append(visibility)
        put(visibility, "visible", True)
    return _without_full_name(element)


def _complete_stage(value: Element) -> None:
    """What every stage must say (Metadata API guide, StandardValue), where nobody said it."""
    closed = flag(value, "closed")
    fallback = {
        "closed": closed,
        "won": False,
        "probability": 0,
        "forecastCategory": "Omitted" if closed else "Pipeline",
    }
    for tag, said in fallback.items():
        if value.find(tag) is None:
            put(value, tag, said)


def _choose(element: Element, name: str) -> None:
    """Makes one of the values on offer the one that a new record begins with."""
    for value in element.findall("values"):
        put(value, "default", offered(value) == name)


def _offer(element: Element, values: Iterable[str]) -> None:
    there = {offered(value) for value in element.findall("values")}
    for name in values:
        if name not in there:
            encoded = quote(name, safe=" ").replace(".", "%2E")
            element.append(made("values", ("fullName", encoded), ("default", False)))


def _copy(live: Element | None, tag: str, full_name: str) -> Element:
    if live is None:
        return made(tag, ("fullName", full_name))
    element = deepcopy(live)
    element.tag = tag
    return element


def _without_full_name(element: Element) -> Element:
    put(element, "fullName", None)
    return element


def _mapping(value: Json) -> dict[str, Json]:
    return cast("dict[str, Json]", value or {})
