"""The schema as Salesforce can hold it: resources, grades of gates, and what it cannot hold. Pure; makes no call.

A resource's attributes hold what the schema says and what Salesforce cannot do without; the rest of a live definition
is not ours. Groups, ranges and formats are not projected: the first are HubSpot's, the others are audited.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal

from dealspec.core.coverage import Gap
from dealspec.crm.salesforce import names
from dealspec.crm.salesforce.capabilities import STANDARD_STAGE_LABELS
from dealspec.crm.salesforce.gates import project_gates
from dealspec.provisioner.resource import Json, Kind, Projection, Resource
from dealspec.schema.model import Field, FieldType, Object, Outcome, Pipeline, Schema, Stage
from dealspec.schema.vocabulary import salesforce_name
from dealspec.validators.dialects.salesforce_names import record_type_name

LIKELY_FROM = 50
"""Open stages from this probability on are forecast as best case, those below as pipeline."""


def project(schema: Schema) -> Projection:
    """Everything declared, as resources in the order of the files."""
    fields, unsupported = _fields(schema)
    pipelines, without_place = _pipelines(schema)
    gates = project_gates(schema, {resource.address for resource in (*fields, *pipelines)})
    grants = tuple(_grants(schema, bypass=bool(gates.resources)))
    return Projection(
        (*fields, *pipelines, *grants, *gates.resources),
        grades=gates.grades,
        unsupported=(*unsupported, *without_place, *gates.unsupported),
    )


def _fields(schema: Schema) -> tuple[list[Resource], list[Gap]]:
    resources, gaps = [], []
    for obj, field in schema.fields():
        address = f"fields.{obj.name}.{field.name}"
        if names.object_name(obj.name) is None:
            gaps.append(
                Gap(
                    address,
                    f"Salesforce has no object of its own for '{obj.name}'.",
                    "Custom objects cannot be declared yet.",
                )
            )
        elif field.type is FieldType.CONTACT_ROLES:
            if obj.name == "opportunity":
                resources.append(_contact_roles(address, field))
            else:
                gaps.append(
                    Gap(address, f"Salesforce keeps contact roles on the opportunity only, not on '{obj.name}'.")
                )
        elif field.type is FieldType.LOOKUP and names.object_name(field.to or "") is None:
            gaps.append(Gap(address, f"Salesforce has no object of its own for '{field.to}' to look up to."))
        else:
            resources.append(_field(address, obj, field))
    return resources, gaps


def _field(address: str, obj: Object, field: Field) -> Resource:
    attributes: dict[str, Json] = {"type": field.type.value, "label": field.shown_label}
    if field.length is not None and field.type.is_textual:
        attributes["length"] = field.length
    if field.scale is not None and field.type.is_numeric:
        attributes["scale"] = field.scale
    if field.description is not None:
        attributes["description"] = _text(field.description)
    if field.help is not None:
        attributes["help"] = _text(field.help)
    if field.unique is not None:
        attributes["unique"] = field.unique
    if field.track_history is not None:
        attributes["track_history"] = field.track_history
    native = {"type": "CustomField", "object": names.object_name(obj.name) or "", "name": salesforce_name(field)}
    if field.type.has_values:
        attributes["restricted"] = True
        attributes["values"] = _values(field)
    if field.type is FieldType.LOOKUP:
        attributes["to"] = field.to
        native["relationship"] = names.relationship_name(obj.name, field)
        if field.salesforce.relationship is not None:
            attributes["relationship"] = field.salesforce.relationship
    return Resource(address, Kind.FIELD, attributes, native)


def _contact_roles(address: str, field: Field) -> Resource:
    native = {"type": "StandardValueSet", "name": names.ROLE_SET}
    return Resource(address, Kind.FIELD, {"type": field.type.value, "values": _values(field)}, native)


def _values(field: Field) -> Json:
    return {value.name: {"label": value.label, "active": True} for value in field.values}


def _pipelines(schema: Schema) -> tuple[list[Resource], list[Gap]]:
    labels = _stage_labels(schema)
    resources, gaps = [], []
    for pipeline in schema.pipelines.values():
        address = f"pipelines.{pipeline.name}"
        if pipeline.object != "opportunity":
            gaps.append(
                Gap(address, f"Salesforce has no stages on '{pipeline.object}'.", "Pipelines live on the opportunity.")
            )
            continue
        stages = list(_stages(pipeline, labels))
        resources += [*stages, _pipeline(address, schema, pipeline, stages)]
        gaps += [
            Gap(f"{address}.stages.{stage.name}", "Salesforce keeps whole percents; the probability is rounded.")
            for stage in pipeline.stages
            if stage.probability % 1
        ]
    return resources, gaps


def _pipeline(address: str, schema: Schema, pipeline: Pipeline, stages: list[Resource]) -> Resource:
    obj = schema.objects.get(pipeline.object)
    chosen = [field for field in obj.fields.values() if field.type.has_values] if obj else []
    picklists = [field for field in chosen if field.type is not FieldType.CONTACT_ROLES]
    attributes: dict[str, Json] = {
        "label": pipeline.shown_label,
        "active": True,
        "stages": {pipeline.stage_value(stage.name): True for stage in pipeline.stages},
        "picklists": {salesforce_name(field): {value.name: True for value in field.values} for field in picklists},
    }
    if pipeline.description is not None:
        attributes["description"] = _text(pipeline.description)
    native = {"type": "RecordType", "object": "Opportunity", "name": record_type_name(pipeline.name)}
    requires = [stage.address for stage in stages]
    requires += [f"fields.{pipeline.object}.{field.name}" for field in picklists]
    return Resource(address, Kind.PIPELINE, attributes, native, tuple(requires))


def _stages(pipeline: Pipeline, labels: Mapping[tuple[str, str], str]) -> Iterator[Resource]:
    order = ",".join(pipeline.stage_value(stage.name) for stage in pipeline.stages)
    for rank, stage in enumerate(pipeline.stages, 1):
        attributes: dict[str, Json] = {
            "label": labels[pipeline.name, stage.name],
            "probability": int(stage.probability.to_integral_value()),
            "outcome": stage.outcome.value,
            "forecast_category": forecast_category(stage.outcome, stage.probability),
            "active": True,
            "rank": rank,
        }
        native = {
            "type": "StandardValue",
            "set": names.STAGE_SET,
            "name": pipeline.stage_value(stage.name),
            "order": order,
        }
        yield Resource(f"pipelines.{pipeline.name}.stages.{stage.name}", Kind.STAGE, attributes, native)


def forecast_category(outcome: Outcome, probability: Decimal) -> str:
    """The forecast category of a stage, in the Metadata API's words (ForecastCategories)."""
    match outcome:
        case Outcome.WON:
            return "Closed"
        case Outcome.LOST:
            return "Omitted"
        case Outcome.OPEN:
            return "BestCase" if probability >= LIKELY_FROM else "Pipeline"


def _stage_labels(schema: Schema) -> dict[tuple[str, str], str]:
    """A label that several pipelines declare, or that every new org has, carries its pipeline's label."""
    declared: list[tuple[Pipeline, Stage]] = [(p, stage) for p in schema.pipelines.values() for stage in p.stages]
    count = Counter(stage.label.lower() for _, stage in declared)
    return {
        (pipeline.name, stage.name): f"{pipeline.shown_label}: {stage.label}"
        if count[stage.label.lower()] > 1 or stage.label.lower() in STANDARD_STAGE_LABELS
        else stage.label
        for pipeline, stage in declared
    }


def _grants(schema: Schema, *, bypass: bool) -> Iterator[Resource]:
    if bypass:
        native = {"type": "CustomPermission", "name": names.BYPASS}
        yield Resource("grants.dealspec_bypass", Kind.GRANT, {"label": "dealspec bypass"}, native)
    granted = {
        f"{obj.name}.{field.name}": field
        for obj, field in schema.fields()
        if names.object_name(obj.name) is not None
        and field.type is not FieldType.CONTACT_ROLES
        and (field.type is not FieldType.LOOKUP or names.object_name(field.to or "") is not None)
    }
    pipelines = [pipeline.name for pipeline in schema.pipelines.values() if pipeline.object == "opportunity"]
    safe = {address: field for address, field in granted.items() if field.partner_safe}
    if granted or pipelines:
        yield _permission_set(names.EDITOR, "dealspec editor", "edit", granted, pipelines)
        yield Resource(
            "grants.dealspec_editor.assignment",
            Kind.GRANT,
            {"assigned_to_self": True},
            {"type": "PermissionSetAssignment", "name": names.EDITOR},
            ("grants.dealspec_editor",),
        )
        yield _permission_set(names.READER, "dealspec reader", "read", granted, pipelines)
    if safe:
        yield _permission_set(names.PARTNER_SAFE, "dealspec partner-safe", "read", safe, [])


def _permission_set(name: str, label: str, level: str, fields: Mapping[str, Field], pipelines: list[str]) -> Resource:
    native = {"type": "PermissionSet", "name": name}
    for address, field in fields.items():
        obj = names.object_name(address.partition(".")[0])
        native[f"fields.{address}"] = f"{obj}.{salesforce_name(field)}"
    for pipeline in pipelines:
        native[f"pipelines.{pipeline}"] = f"Opportunity.{record_type_name(pipeline)}"
    attributes: dict[str, Json] = {"label": label, "fields": dict.fromkeys(fields, level)}
    if pipelines:
        attributes["record_types"] = dict.fromkeys(pipelines, True)
    requires = (*(f"fields.{address}" for address in fields), *(f"pipelines.{pipeline}" for pipeline in pipelines))
    return Resource(f"grants.{name.lower()}", Kind.GRANT, attributes, native, requires)


def _text(value: str) -> str:
    """As Salesforce keeps it: stripped (Metadata API guide, upsertMetadata)."""
    return value.replace("\r\n", "\n").strip()
