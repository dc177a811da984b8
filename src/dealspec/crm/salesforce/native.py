"""Resources as Salesforce's XML. Pure: a copy of the live component with what we manage laid over it.

A component sent in a deployment is the whole of its definition, so what we do not manage is sent back as it was read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import cast
from urllib.parse import quote

from dealspec.crm.salesforce.capabilities import FIELD_TYPES
from dealspec.crm.salesforce.convert import offered
from dealspec.crm.salesforce.markup import Element, child_of, entry, flag, made, put, text_of
from dealspec.crm.salesforce.names import object_name
from dealspec.provisioner.resource import Json, Resource
from dealspec.schema.model import FieldType

_TAGS = {
    "label": "label",
    "description": "description",
    "help": "inlineHelpText",
    "length": "length",
    "relationship": "relationshipName",
}


def field(wanted: Resource, live: Element | None) -> Element:
    """A CustomField inside its object's file. A change of type starts afresh: the old type's elements do not carry."""
    attributes = wanted.attributes
    native_type = FIELD_TYPES[FieldType(str(attributes["type"]))]
    element = _copy(live, "fields", wanted.native["name"])
    if text_of(element, "type") != native_type.name:
        element = _afresh(element, native_type.name, native_type.defaults)
    for name, tag in _TAGS.items():
        if name in attributes:
            put(element, tag, attributes[name] or None)
    for name, tag in (("unique", "unique"), ("track_history", "trackHistory")):
        if attributes.get(name) or (name in attributes and element.find(tag) is not None):
            put(element, tag, attributes[name])
    if "scale" in attributes:
        scale = cast(int, attributes["scale"])
        if live is None and native_type.name == "Percent":
            put(element, "precision", 5 + scale)
        put(element, "scale", scale)
    if attributes.get("to"):
        put(element, "referenceTo", object_name(str(attributes["to"])))
        if element.find("relationshipName") is None:
            put(element, "relationshipName", wanted.native["relationship"])
    if "values" in attributes:
        put(child_of(element, "valueSet"), "restricted", bool(attributes.get("restricted", True)))
        definition = child_of(element, "valueSet/valueSetDefinition")
        if definition.find("sorted") is None:
            put(definition, "sorted", False)
        merge_values(definition, "value", _mapping(attributes["values"]))
    return element


def rule(wanted: Resource, live: Element | None) -> Element:
    """A ValidationRule inside its object's file."""
    attributes = wanted.attributes
    element = _copy(live, "validationRules", wanted.native["name"])
    put(element, "active", attributes["active"])
    put(element, "errorConditionFormula", attributes["formula"])
    put(element, "errorMessage", attributes["message"])
    put(element, "errorDisplayField", attributes.get("error_field"))
    return element


def process_name(wanted: Resource, live_record_type: Element | None) -> str:
    """The business process of a pipeline's record type: the one it has, else one of the record type's own name."""
    return text_of(live_record_type, "businessProcess") or wanted.native["name"]


def process(wanted: Resource, name: str, live: Element | None) -> Element:
    """The BusinessProcess with the pipeline's stages added."""
    element = _copy(live, "businessProcesses", name)
    put(element, "isActive", True)
    _offer(element, _mapping(wanted.attributes["stages"]))
    return element


def record_type(wanted: Resource, process_of: str, live: Element | None) -> Element:
    """The RecordType with the declared values of every declared picklist on offer."""
    attributes = wanted.attributes
    element = _copy(live, "recordTypes", wanted.native["name"])
    put(element, "active", attributes["active"])
    put(element, "businessProcess", process_of)
    put(element, "label", attributes["label"])
    if "description" in attributes:
        put(element, "description", attributes["description"] or None)
    for picklist, values in _mapping(attributes["picklists"]).items():
        found = entry(element, "picklistValues", "picklist", picklist)
        if found is None:
            found = made("picklistValues", ("picklist", picklist))
            element.append(found)
        _offer(found, _mapping(values))
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
        _reorder(element, stage.native["order"].split(","))
    return _without_full_name(element)


def role_set(wanted: Resource, live: Element) -> Element:
    """The ContactRole set: every live value as it is, and the declared roles."""
    element = deepcopy(live)
    element.tag = "StandardValueSet"
    merge_values(element, "standardValue", _mapping(wanted.attributes["values"]))
    return _without_full_name(element)


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
        if permission is None:
            permission = made("fieldPermissions", ("field", native))
            element.append(permission)
        put(permission, "editable", level == "edit")
        put(permission, "readable", True)
    for pipeline in _mapping(wanted.attributes.get("record_types")):
        native = wanted.native[f"pipelines.{pipeline}"]
        visibility = entry(element, "recordTypeVisibilities", "recordType", native)
        if visibility is None:
            visibility = made("recordTypeVisibilities", ("recordType", native))
            element.append(visibility)
        put(visibility, "visible", True)
    return _without_full_name(element)


def merge_values(element: Element, tag: str, values: Mapping[str, Json]) -> None:
    """Adds the values that are missing and labels and activates those that are there; touches no other."""
    for name, said in values.items():
        value = entry(element, tag, "fullName", name)
        if value is None:
            value = made(tag, ("fullName", name), ("default", False))
            element.append(value)
        put(value, "label", _mapping(said)["label"])
        if not flag(value, "isActive", default=True):
            put(value, "isActive", True)


def _offer(element: Element, values: Iterable[str]) -> None:
    there = {offered(value) for value in element.findall("values")}
    for name in values:
        if name not in there:
            encoded = quote(name, safe=" ").replace(".", "%2E")
            element.append(made("values", ("fullName", encoded), ("default", False)))


def _reorder(element: Element, order: list[str]) -> None:
    """Deals the pipeline's stages out again over the places they hold, so that other stages keep theirs."""
    children = list(element)
    places = [place for place, child in enumerate(children) if text_of(child, "fullName") in order]
    ranked = sorted((children[place] for place in places), key=lambda child: order.index(text_of(child, "fullName")))
    for place, child in zip(places, ranked, strict=True):
        element[place] = child


def _afresh(old: Element, type_name: str, defaults: Mapping[str, str | int | bool]) -> Element:
    kept = [
        deepcopy(child) for child in old if child.tag in ("fullName", "description", "inlineHelpText", "trackHistory")
    ]
    return made(old.tag, *kept, ("type", type_name), *defaults.items())


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
