"""Salesforce's XML as resources. Pure: what an element says, in our words, with the server's defaults made explicit."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from dealspec.crm.salesforce import names
from dealspec.crm.salesforce.capabilities import FIELD_TYPES
from dealspec.crm.salesforce.markup import Element, flag, optional, text_of
from dealspec.crm.salesforce.snapshot import Snapshot
from dealspec.provisioner.resource import Json, Resource

_LOGICAL_TYPES = {native.name: logical.value for logical, native in FIELD_TYPES.items()}


def to_model(resource: Resource, live: Snapshot) -> Resource | None:
    """The live counterpart of a wanted resource, or None when the org does not have it."""
    attributes = _attributes(resource, live)
    if attributes is None:
        return None
    return Resource(resource.address, resource.kind, attributes, resource.native, resource.requires)


def _attributes(resource: Resource, live: Snapshot) -> dict[str, Json] | None:
    native = resource.native
    name, kind = native["name"], native["type"]
    if kind == "StandardValue":
        value_set = live.get("StandardValueSet", native["set"])
        return None if value_set is None else stage_attributes(value_set, name, native["order"].split(","))
    if kind == "RecordType":
        return _pipeline(live, native["object"], name)
    if kind == "PermissionSetAssignment":
        return {"assigned_to_self": True} if name in live.assigned else None
    element = live.get(kind, f"{native['object']}.{name}" if "object" in native else name)
    if element is None:
        return None
    match kind:
        case "CustomField":
            return field_attributes(element)
        case "StandardValueSet":
            return {"type": "contact_roles", "values": _values(element, "standardValue")}
        case "ValidationRule":
            return rule_attributes(element)
        case "CustomPermission":
            return {"label": text_of(element, "label")}
        case "PermissionSet":
            return permission_set_attributes(element, native)
        case _:
            raise ValueError(f"no such native type: {kind}")


def field_attributes(element: Element) -> dict[str, Json]:
    """What a CustomField says; a type we do not have keeps Salesforce's name, so that it shows as a difference."""
    native_type = text_of(element, "type")
    logical = _LOGICAL_TYPES.get(native_type, native_type)
    if element.find("formula") is not None:
        logical = f"Formula ({native_type})"
    attributes: dict[str, Json] = {"type": logical, "label": text_of(element, "label").strip()}
    for name, tag in (("length", "length"), ("precision", "precision"), ("scale", "scale")):
        if text := optional(element, tag):
            attributes[name] = int(text)
    attributes["description"] = _stripped(element, "description")
    attributes["help"] = _stripped(element, "inlineHelpText")
    attributes["unique"] = flag(element, "unique")
    attributes["track_history"] = flag(element, "trackHistory")
    value_set = element.find("valueSet")
    if value_set is not None:
        attributes["restricted"] = flag(value_set, "restricted")
        definition = value_set.find("valueSetDefinition")
        attributes["values"] = {} if definition is None else _values(definition, "value")
    if target := optional(element, "referenceTo"):
        attributes["to"] = names.logical_object(target)
        attributes["relationship"] = optional(element, "relationshipName")
    return attributes


def global_value_set(element: Element) -> str | None:
    """The global value set that a field takes its values from, or None."""
    value_set = element.find("valueSet")
    return None if value_set is None else optional(value_set, "valueSetName")


def stage_attributes(value_set: Element, name: str, order: list[str]) -> dict[str, Json] | None:
    """What a stage says. Its rank is its place among the pipeline's own stages; absent ones keep theirs free."""
    values = {text_of(value, "fullName"): value for value in value_set.findall("standardValue")}
    value = values.get(name)
    if value is None:
        return None
    ranks = [rank for rank, stage in enumerate(order, 1) if stage in values]
    present = [stage for stage in values if stage in order]
    won, closed = flag(value, "won"), flag(value, "closed")
    return {
        "label": text_of(value, "label") or name,
        "probability": int(float(text_of(value, "probability") or 0)),
        "outcome": "won" if won else "lost" if closed else "open",
        "forecast_category": optional(value, "forecastCategory"),
        "active": flag(value, "isActive", default=True),
        "rank": ranks[present.index(name)],
    }


def rule_attributes(element: Element) -> dict[str, Json]:
    """What a ValidationRule says."""
    return {
        "formula": text_of(element, "errorConditionFormula").strip(),
        "message": text_of(element, "errorMessage").strip(),
        "active": flag(element, "active"),
        "error_field": optional(element, "errorDisplayField"),
    }


def permission_set_attributes(element: Element, native: Mapping[str, str]) -> dict[str, Json]:
    """What a PermissionSet grants of the things that ``native`` names (``fields.…`` and ``pipelines.…``)."""
    levels = {
        text_of(entry, "field"): "edit" if flag(entry, "editable") else "read" if flag(entry, "readable") else None
        for entry in element.findall("fieldPermissions")
    }
    visible = {
        text_of(entry, "recordType"): flag(entry, "visible") for entry in element.findall("recordTypeVisibilities")
    }
    fields: dict[str, Json] = {}
    record_types: dict[str, Json] = {}
    for ours, theirs in native.items():
        kind, _, address = ours.partition(".")
        if kind == "fields" and levels.get(theirs):
            fields[address] = levels[theirs]
        if kind == "pipelines" and visible.get(theirs):
            record_types[address] = True
    return {"label": text_of(element, "label"), "fields": fields, "record_types": record_types}


def _pipeline(live: Snapshot, object_name: str, name: str) -> dict[str, Json] | None:
    record_type = live.get("RecordType", f"{object_name}.{name}")
    if record_type is None:
        return None
    process = live.get("BusinessProcess", f"{object_name}.{text_of(record_type, 'businessProcess')}")
    stages = () if process is None else process.findall("values")
    return {
        "label": text_of(record_type, "label"),
        "active": flag(record_type, "active") and (process is None or flag(process, "isActive", default=True)),
        "description": _stripped(record_type, "description"),
        "stages": {offered(stage): True for stage in stages},
        "picklists": {
            text_of(picklist, "picklist"): {offered(value): True for value in picklist.findall("values")}
            for picklist in record_type.findall("picklistValues")
        },
    }


def offered(value: Element) -> str:
    """A value's name inside a record type or business process, where it is percent-encoded
    (github.com/forcedotcom/cli/issues/155).
    """
    return unquote(text_of(value, "fullName"))


def _values(element: Element, tag: str) -> dict[str, Json]:
    return {
        text_of(value, "fullName"): {
            "label": text_of(value, "label") or text_of(value, "fullName"),
            "active": flag(value, "isActive", default=True),
        }
        for value in element.findall(tag)
    }


def _stripped(element: Element, name: str) -> str:
    return text_of(element, name).strip()
