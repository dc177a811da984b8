"""A schema as HubSpot can hold it, and what HubSpot shows as resources. Pure: no call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dealspec.core.coverage import Gap
from dealspec.crm.hubspot import custom, gates, holding, labels, pipeline_rules, properties, stages, stamps, validations
from dealspec.crm.hubspot.capabilities import API_VERSION, has_pipeline_rules
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.provisioner.resource import Grade, Json, Kind, ManualStep, Projection, Resource
from dealspec.schema.model import Field, FieldType, Object, Pipeline, Schema, Value, humanised
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS, OPPORTUNITY


def project(schema: Schema, version: str = API_VERSION) -> Projection:
    """Objects, fields, pipelines and so on as resources; gates as grades and instructions; the rest as gaps."""
    natives = names(schema)
    of_objects = tuple(found for obj in schema.objects.values() for found in _object(schema, obj, natives))
    of_pipelines = (found for each in schema.pipelines.values() for found in _pipeline(each, natives, version))
    grades, manual = gates.judged(schema, of_objects)
    there = {each.address for each in of_objects if isinstance(each, Resource)}
    found = (*of_objects, *of_pipelines, *grades, *manual, *stamps.stamped_by_hand(schema, there))
    return Projection(
        tuple(each for each in found if isinstance(each, Resource)),
        tuple(each for each in found if isinstance(each, Grade)),
        tuple(each for each in found if isinstance(each, ManualStep)),
        tuple(each for each in found if isinstance(each, Gap)),
    )


def names(schema: Schema) -> dict[str, str]:
    """What HubSpot calls each object that can be declared, by logical name."""
    standard = {name: built_in.hubspot for name, built_in in BUILT_IN_OBJECTS.items()}
    own = {name: custom.native_name(obj) for name, obj in schema.objects.items() if name not in BUILT_IN_OBJECTS}
    return standard | own


def group_to_live(wanted: Resource, native: NativeJson) -> Resource:
    """A property group as HubSpot shows it."""
    return Resource(wanted.address, wanted.kind, {"label": native.get("label", "")}, wanted.native, wanted.requires)


def _object(schema: Schema, obj: Object, natives: Mapping[str, str]) -> Iterator[Resource | Gap]:
    yield from _salesforce_only(obj)
    is_custom = obj.name not in BUILT_IN_OBJECTS
    usual = custom.usual_group(natives[obj.name]) if is_custom else properties.DEFAULT_GROUP
    used: dict[str, None] = dict.fromkeys(obj.groups)
    fields: list[Resource] = []
    for declared in obj.fields.values():
        found = _field(schema, obj, declared, natives, usual)
        if isinstance(found, Gap):
            yield found
            continue
        fields.append(found)
        if found.native["type"] == "property":
            used[str(found.attributes["group"])] = None
            for limit in validations.to_resources(obj.name, declared, found):
                if isinstance(limit, Gap):
                    yield limit
                else:
                    fields.append(limit)
        if missing := holding.lost(found.address, declared, required=is_custom):
            yield missing
    # The group that a custom object is born with is HubSpot's own, unless the user declares it.
    groups = [
        _group(obj, natives[obj.name], name) for name in used if not is_custom or name != usual or name in obj.groups
    ]
    yield from custom.to_resources(obj, groups, fields) if is_custom else (*groups, *fields)


def _pipeline(
    pipeline: Pipeline, natives: Mapping[str, str], version: str
) -> Iterator[Resource | Gap | Grade | ManualStep]:
    """A pipeline with its stages, and its rules where the API version has them; else they are a person's work."""
    native, is_custom = natives.get(pipeline.object), pipeline.object not in BUILT_IN_OBJECTS
    if native is None or not (is_custom or pipeline.object == OPPORTUNITY.name):
        yield _no_pipelines(f"pipelines.{pipeline.name}", pipeline.object)
        return
    staged, missing = stages.to_resources(native, pipeline)
    if is_custom:
        staged = [replace(each, requires=(*each.requires, f"objects.{pipeline.object}")) for each in staged]
    yield from staged
    yield from missing
    requires = tuple(each.address for each in staged)
    rules = pipeline_rules.to_resource(native, stages.native_id(pipeline), pipeline, requires)
    if rules is None or not staged:
        return
    by_hand = not has_pipeline_rules(version)
    yield pipeline_rules.manual(rules, pipeline, native.removeprefix(custom.PREFIX).capitalize()) if by_hand else rules
    yield pipeline_rules.grade(rules, by_hand=by_hand)


def _field(schema: Schema, obj: Object, declared: Field, natives: Mapping[str, str], usual: str) -> Resource | Gap:
    if declared.type.is_reference or declared.type is FieldType.CONTACT_ROLES:
        other = declared.to if declared.to not in BUILT_IN_OBJECTS and declared.to != obj.name else None
        return labels.to_resource(obj.name, declared, natives, (f"objects.{other}",) if other else ())
    values = _values(schema, declared)
    if isinstance(values, Gap):
        return Gap(f"fields.{obj.name}.{declared.name}", values.why, values.hint)
    return properties.to_resource(obj.name, natives[obj.name], declared, values, properties.group_of(declared, usual))


def _values(schema: Schema, declared: Field) -> tuple[Value, ...] | Gap:
    """The field's own values, or those of the set it names: HubSpot shares none, so each property gets its own."""
    if declared.value_set is None:
        return declared.values
    shared = schema.value_sets.get(declared.value_set)
    if shared is None:
        return Gap("", f"There is no value set '{declared.value_set}'.", "Declare it under `value_sets`.")
    return shared.values


def _group(obj: Object, native_object: str, name: str) -> Resource:
    declared = obj.groups.get(name)
    label = declared.label if declared else None
    attributes: dict[str, Json] = {}
    if label or name == properties.DEFAULT_GROUP:
        attributes["label"] = label or humanised(name)
    # A group the user only refers to may be HubSpot's own: its label is not ours, but a new one needs some label.
    native = {"type": "group", "object": native_object, "name": name, "label": label or humanised(name)}
    return Resource(f"groups.{obj.name}.{name}", Kind.GROUP, attributes, native)


def _salesforce_only(obj: Object) -> Iterator[Gap]:
    kinds = [("record_types", obj.record_types), ("validation_rules", obj.validation_rules)]
    declared = [f"{len(things)} {word.replace('_', ' ')}" for word, things in kinds if things]
    if declared:
        why = f"HubSpot has no record types or validation rules ({' and '.join(declared)} declared)."
        yield Gap(f"objects.{obj.name}", why, "They stay Salesforce's; gates hold on both CRMs.")


def _no_pipelines(address: str, name: str) -> Gap:
    return Gap(
        address, f"Pipelines of '{name}' are not managed on HubSpot.", "Declare it on `opportunity` or an own object."
    )
