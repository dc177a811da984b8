"""A schema as HubSpot can hold it, and what HubSpot shows as resources. Pure: no call."""

from __future__ import annotations

from dealspec.core.coverage import Gap
from dealspec.crm.hubspot import gates, labels, properties, stages
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.provisioner.resource import Json, Kind, Projection, Resource
from dealspec.schema.model import FieldType, Object, Schema, humanised
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS

_ASSOCIATIONS = (FieldType.LOOKUP, FieldType.CONTACT_ROLES)


def project(schema: Schema) -> Projection:
    """Groups, fields, pipelines and stages as resources; gates as grades and instructions; the rest as gaps."""
    resources: list[Resource] = []
    gaps: list[Gap] = []
    for obj in schema.objects.values():
        found, missing = _object(obj)
        resources += found
        gaps += missing
    for pipeline in schema.pipelines.values():
        built_in = BUILT_IN_OBJECTS.get(pipeline.object)
        if built_in is None:
            gaps.append(_unknown_object(f"pipelines.{pipeline.name}", pipeline.object))
            continue
        found, missing = stages.to_resources(built_in.hubspot, pipeline)
        resources += found
        gaps += missing
    grades, manual = gates.judged(schema)
    return Projection(tuple(resources), grades, manual, tuple(gaps))


def group_to_live(wanted: Resource, native: NativeJson) -> Resource:
    """A property group as HubSpot shows it."""
    return Resource(wanted.address, wanted.kind, {"label": native.get("label", "")}, wanted.native, wanted.requires)


def _object(obj: Object) -> tuple[list[Resource], list[Gap]]:
    built_in = BUILT_IN_OBJECTS.get(obj.name)
    if built_in is None:
        return [], [_unknown_object(f"objects.{obj.name}", obj.name)]
    fields: list[Resource] = []
    gaps: list[Gap] = []
    used: dict[str, None] = dict.fromkeys(obj.groups)
    for declared in obj.fields.values():
        if declared.type in _ASSOCIATIONS:
            association = labels.to_resource(obj.name, built_in.hubspot, declared)
            if isinstance(association, Gap):
                gaps.append(association)
            else:
                fields.append(association)
            continue
        used[properties.group_of(declared)] = None
        fields.append(properties.to_resource(obj.name, built_in.hubspot, declared))
    return [_group(obj, built_in.hubspot, name) for name in used] + fields, gaps


def _group(obj: Object, native_object: str, name: str) -> Resource:
    declared = obj.groups.get(name)
    label = declared.label if declared else None
    attributes: dict[str, Json] = {}
    if label or name == properties.DEFAULT_GROUP:
        attributes["label"] = label or humanised(name)
    # A group the user only refers to may be HubSpot's own: its label is not ours, but a new one needs some label.
    native = {"type": "group", "object": native_object, "name": name, "label": label or humanised(name)}
    return Resource(f"groups.{obj.name}.{name}", Kind.GROUP, attributes, native)


def _unknown_object(address: str, name: str) -> Gap:
    why = f"'{name}' is none of HubSpot's standard objects, and custom objects are not managed yet."
    return Gap(address, why, f"Declare it on one of: {', '.join(BUILT_IN_OBJECTS)}.")
