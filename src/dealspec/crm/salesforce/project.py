"""The schema as Salesforce can hold it: resources, grades of gates, and what it cannot hold. Pure; makes no call.

A resource's attributes hold what the schema says and what Salesforce cannot do without; the rest of a live definition
is not ours. Groups are not projected: they are HubSpot's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from dealspec.core.coverage import Gap
from dealspec.crm.salesforce import names
from dealspec.crm.salesforce.capabilities import STANDARD_STAGE_LABELS
from dealspec.crm.salesforce.gates import project_gates
from dealspec.crm.salesforce.grants import project_grants
from dealspec.crm.salesforce.layouts import project_layouts
from dealspec.crm.salesforce.project_duplicates import project_duplicates
from dealspec.crm.salesforce.project_fields import project_fields, text
from dealspec.crm.salesforce.project_parts import (
    project_objects,
    project_record_types,
    project_rules,
    project_value_sets,
)
from dealspec.crm.salesforce.stamps import stamped_by_hand
from dealspec.provisioner.resource import Json, Kind, Projection, Resource
from dealspec.schema.model import Field, FieldType, Outcome, Pipeline, Schema, Stage, Value
from dealspec.schema.vocabulary import salesforce_name

LIKELY_FROM = 50
"""Open stages from this probability on are forecast as best case, those below as pipeline."""


def project(schema: Schema, *, pack_gates: bool = False) -> Projection:
    """Everything declared, as resources in the order of the files; packed gates of one stage share rules."""
    objects, objects_gaps = project_objects(schema)
    fields, fields_gaps = project_fields(schema)
    pipelines, pipelines_gaps = _pipelines(schema)
    record_types, record_types_gaps = project_record_types(schema)
    parts = [*objects, *project_value_sets(schema), *fields, *pipelines, *record_types]
    gates = project_gates(schema, {resource.address for resource in (*fields, *pipelines)}, pack=pack_gates)
    by_address = {resource.address: resource for resource in fields}
    grants = project_grants(schema, by_address, bypass=bool(gates.resources))
    rules, rules_gaps = project_rules(schema)
    duplicates, duplicates_gaps = project_duplicates(schema)
    layouts, manual = project_layouts(schema, by_address)
    everything = (*parts, *grants, *gates.resources, *rules, *duplicates, *layouts)
    there = {resource.address for resource in everything}
    return Projection(
        tuple(_without_missing(resource, there) for resource in everything),
        grades=gates.grades,
        manual=(*manual, *stamped_by_hand(schema, by_address)),
        unsupported=(
            *objects_gaps, *fields_gaps, *pipelines_gaps, *record_types_gaps, *gates.unsupported, *rules_gaps,
            *duplicates_gaps,
        ),
    )  # fmt: skip


def _without_missing(resource: Resource, there: Collection[str]) -> Resource:
    """What cannot be held is required by nobody: the vendor then says what is wrong with what remains."""
    kept = tuple(need for need in resource.requires if need in there)
    return resource if kept == resource.requires else replace(resource, requires=kept)


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
        "active": True,
        "stages": {pipeline.stage_value(stage.name): True for stage in pipeline.stages},
        "picklists": {
            salesforce_name(field): {value.name: True for value in _choices(schema, field)} for field in picklists
        },
    }
    if pipeline.label is not None or pipeline.salesforce.name is None:
        attributes["label"] = pipeline.shown_label
    if pipeline.description is not None:
        attributes["description"] = text(pipeline.description)
    native = {
        "type": "RecordType",
        "object": "Opportunity",
        "name": pipeline.record_type,
        "label": pipeline.shown_label,
    }
    requires = [stage.address for stage in stages]
    requires += [f"fields.{pipeline.object}.{field.name}" for field in picklists]
    return Resource(address, Kind.PIPELINE, attributes, native, tuple(requires))


def _choices(schema: Schema, field: Field) -> tuple[Value, ...]:
    shared = schema.value_sets.get(field.value_set or "")
    return shared.values if shared else field.values


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
