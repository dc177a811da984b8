"""Salesforce's XML as resources. Pure: what an element says, in our words, with the server's defaults made explicit."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import unquote

from dealspec.crm.salesforce import choices
from dealspec.crm.salesforce.duplicate_elements import live_rule
from dealspec.crm.salesforce.field_elements import field_attributes, value_attributes
from dealspec.crm.salesforce.gate_rules import live_rules
from dealspec.crm.salesforce.grants import grants_nothing
from dealspec.crm.salesforce.layouts import layout_attributes
from dealspec.crm.salesforce.markup import Element, flag, made, optional, text_of
from dealspec.crm.salesforce.names import PARTNER_SAFE
from dealspec.crm.salesforce.native_json import children_json
from dealspec.crm.salesforce.object_grants import live_objects
from dealspec.crm.salesforce.snapshot import CHILDREN, Snapshot
from dealspec.provisioner.resource import Json, Kind, Resource
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS

_PARTS = frozenset(CHILDREN.values())
STANDARD_TAG, GLOBAL_TAG = "standardValue", "customValue"
_VALUE_TAGS = ("value", STANDARD_TAG, GLOBAL_TAG)
_OBJECTS = {item.salesforce: item.name for item in BUILT_IN_OBJECTS.values()}


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
        return _record_type(resource.kind, live, native["object"], name)
    if kind == "CustomObject":
        element = live.get(kind, name)
        return None if element is None else object_attributes(element)
    if kind in ("MatchingRule", "DuplicateRule"):
        element = live.get(kind, f"{native['object']}.{name}")
        return None if element is None else live_rule(resource, element)
    if kind == "PermissionSetAssignment":
        return {"assigned_to_self": True} if name in live.assigned else None
    element = live.get(kind, f"{native['object']}.{name}" if "object" in native else name)
    if element is None:
        # Where it is to grant nothing, a permission set that nobody has made is as good as there.
        return dict(resource.attributes) if kind == "PermissionSet" and grants_nothing(resource) else None
    match kind:
        case "CustomField":
            return _in_our_words(resource, field_attributes(element)) | _listed(resource, element)
        case "CustomObject":
            return object_attributes(element)
        case "StandardValueSet" if resource.kind is Kind.FIELD:
            values = value_attributes(element.findall(STANDARD_TAG))
            return {"type": "contact_roles", "values": values, **_listed(resource, element)}
        case "StandardValueSet" | "GlobalValueSet":
            return value_set_attributes(element) | _listed(resource, element)
        case "ValidationRule":
            return live_rules(resource, live, rule_attributes)
        case "Layout":
            return layout_attributes(element, resource.attributes)
        case "CustomPermission":
            return {"label": text_of(element, "label")}
        case "PermissionSet":
            return permission_set_attributes(element, native)
        case _:
            raise ValueError(f"no such native type: {kind}")


def _listed(resource: Resource, element: Element) -> dict[str, Json]:
    """The order of a choice's values and those nobody declared, where the wanted side asks."""
    wanted = dict(resource.attributes)
    if choices.ORDER not in wanted and choices.UNDECLARED not in wanted:
        return {}
    home = element if resource.native["type"] != "CustomField" else element.find("valueSet/valueSetDefinition")
    values = [child for child in home if child.tag in _VALUE_TAGS] if home is not None else []
    return choices.live_of(
        wanted,
        [text_of(value, "fullName") for value in values],
        choices.active_names(values),
        sorted_there=home is not None and flag(home, "sorted"),
        also=resource.native.get("stages", "").split("\n"),
    )


def object_attributes(element: Element) -> dict[str, Json]:
    """What a CustomObject says of itself; its parts speak for themselves."""
    native = {child.tag: child for child in element if child.tag not in _PARTS}
    return {
        "label": text_of(element, "label").strip(),
        "plural": text_of(element, "pluralLabel").strip(),
        "description": _stripped(element, "description"),
        "native": children_json(made("own", *native.values())),
    }


def value_set_attributes(element: Element) -> dict[str, Json]:
    """What a standard or global value set says."""
    tag = STANDARD_TAG if element.find(STANDARD_TAG) is not None else GLOBAL_TAG
    own = [child for child in element if child.tag != tag]
    return {
        "label": text_of(element, "masterLabel").strip(),
        "description": _stripped(element, "description"),
        "values": value_attributes(element.findall(tag)),
        "native": children_json(made("own", *own)),
    }


def record_type_attributes(record_type: Element, process: Element | None) -> dict[str, Json]:
    """What a record type says, with the values of its business process as its stages."""
    lists = {text_of(item, "picklist"): item.findall("values") for item in record_type.findall("picklistValues")}
    defaults: dict[str, Json] = {
        name: offered(value) for name, values in lists.items() for value in values if flag(value, "default")
    }
    stages = [] if process is None else process.findall("values")
    first = next((offered(stage) for stage in stages if flag(stage, "default")), None)
    return {
        "label": text_of(record_type, "label").strip(),
        "active": flag(record_type, "active"),
        "description": _stripped(record_type, "description"),
        "business_process": optional(record_type, "businessProcess"),
        "stages": {offered(stage): True for stage in stages},
        "picklists": {name: {offered(value): True for value in values} for name, values in lists.items()},
        "defaults": defaults,
        "first_stage": first,
        "native": children_json(record_type),
    }


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
        "description": _stripped(element, "description"),
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
        elif kind == "fields" and native["name"] == PARTNER_SAFE:
            fields[address] = "none"
        if kind == "pipelines" and visible.get(theirs):
            record_types[address] = True
    objects = live_objects(element, native, say_none=native["name"] == PARTNER_SAFE)
    return {"label": text_of(element, "label"), "fields": fields, "objects": objects, "record_types": record_types}


def _record_type(kind: Kind, live: Snapshot, object_name: str, name: str) -> dict[str, Json] | None:
    record_type = live.get("RecordType", f"{object_name}.{name}")
    if record_type is None:
        return None
    process = live.get("BusinessProcess", f"{object_name}.{text_of(record_type, 'businessProcess')}")
    attributes = record_type_attributes(record_type, process)
    if kind is Kind.PIPELINE:
        attributes["active"] = attributes["active"] and (process is None or flag(process, "isActive", default=True))
    return attributes


def _in_our_words(resource: Resource, attributes: dict[str, Json]) -> dict[str, Json]:
    """References by the names that the wanted side gives them; those to other things keep their API names."""
    native, wanted = resource.native, resource.attributes
    for name in ("to", "value_set", "depends_on"):
        theirs = attributes.get(name)
        if theirs is not None and theirs == native.get(name):
            attributes[name] = wanted[name]
        elif name == "to" and isinstance(theirs, str):
            attributes[name] = _OBJECTS.get(theirs, theirs)
    roll_up, ours = attributes.get("roll_up"), wanted.get("roll_up")
    if isinstance(roll_up, dict) and isinstance(ours, dict):
        for name in ("of", "through", "summarizes"):
            if roll_up[name] is not None and roll_up[name] == native.get(name):
                roll_up[name] = ours[name]
    return attributes


def offered(value: Element) -> str:
    """A value's name inside a record type or business process, where it is percent-encoded
    (github.com/forcedotcom/cli/issues/155).
    """
    return unquote(text_of(value, "fullName"))


def _stripped(element: Element, name: str) -> str:
    return text_of(element, name).strip()
