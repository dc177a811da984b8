"""Pipelines and their stages: list, read, create, replace, change, purge. Never moves a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dealspec.emulator.hubspot import limits, pipeline_audit, stages
from dealspec.emulator.hubspot.errors import (
    HubSpotError,
    invalid,
    not_found,
    not_served,
    page_not_found,
    required_attributes,
    resource_not_found,
    server_error,
)
from dealspec.emulator.hubspot.numbers_on_wire import integer
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import Definition, State

PIPELINE_ID_LIMIT = 36
"""Characters; a longer id is a 500 (observed, API 2026-09)."""


def listed(state: State, obj: ObjectType) -> list[Definition]:
    """Every pipeline with its stages; ``archived`` changes nothing (observed, API 2026-09)."""
    return list(state.definitions(kind(obj)).values())


def read(state: State, obj: ObjectType, pipeline_id: str) -> Definition:
    """One pipeline; a missing one is an HTML page."""
    pipeline = state.definition(kind(obj), pipeline_id)
    if pipeline is None:
        raise page_not_found()
    return pipeline


def create(state: State, obj: ObjectType, body: Mapping[str, Any], pipeline_id: str | None = None) -> Definition:
    """Creates a pipeline; ids are kept verbatim. Raises 409 for an id that is taken."""
    absent = [key for key in ("label", "displayOrder", "stages") if body.get(key) is None]
    if absent:
        raise required_attributes("PipelineInput", absent)
    new_id = str(pipeline_id or body.get("pipelineId") or state.next_id("pipeline.id", 1_000_000_001))
    if len(new_id) > PIPELINE_ID_LIMIT:
        raise server_error()
    if state.definition(kind(obj), new_id) is not None:
        raise HubSpotError(409, f"A pipeline with the id '{new_id}' already exists.", "CONFLICT")
    limits.check_pipeline_count(state, obj)
    now = state.now()
    pipeline = {
        "id": new_id,
        "label": _label(state, obj, body["label"], new_id),
        "displayOrder": integer("displayOrder", body["displayOrder"]),
        "stages": _stages(state, obj, new_id, body["stages"], {}),
        "createdAt": now,
        "updatedAt": now,
        "archived": False,
    }
    _save(state, obj, pipeline, "CREATE")
    return pipeline


def replace(
    state: State, obj: ObjectType, pipeline_id: str, body: Mapping[str, Any], *, check_records: bool
) -> Definition:
    """Replaces a pipeline: stages left out are purged, those without an id are new."""
    old = state.definition(kind(obj), pipeline_id)
    if old is None:
        raise resource_not_found()
    absent = [key for key in ("label", "displayOrder", "stages") if body.get(key) is None]
    if absent:
        raise required_attributes("PipelineInput", absent)
    kept = {stage["id"]: stage for stage in old["stages"]}
    new_stages = _stages(state, obj, pipeline_id, body["stages"], kept)
    if check_records:
        check_unused(state, obj, set(kept) - {stage["id"] for stage in new_stages})
    pipeline = {
        **old,
        "label": _label(state, obj, body["label"], pipeline_id),
        "displayOrder": integer("displayOrder", body["displayOrder"]),
        "stages": new_stages,
        "updatedAt": state.now(),
    }
    _save(state, obj, pipeline, "UPDATE")
    return pipeline


def patch(state: State, obj: ObjectType, pipeline_id: str, body: Mapping[str, Any]) -> Definition:
    """Changes label and display order; touches every stage's ``updatedAt`` (observed, API 2026-09)."""
    old = state.definition(kind(obj), pipeline_id)
    if old is None:
        raise resource_not_found()
    now = state.now()
    pipeline = {**old, "updatedAt": now, "stages": [{**stage, "updatedAt": now} for stage in old["stages"]]}
    if body.get("label") is not None:
        pipeline["label"] = _label(state, obj, body["label"], pipeline_id)
    if body.get("displayOrder") is not None:
        pipeline["displayOrder"] = integer("displayOrder", body["displayOrder"])
    _save(state, obj, pipeline, "UPDATE")
    return pipeline


def delete(state: State, obj: ObjectType, pipeline_id: str, *, check_records: bool) -> None:
    """Purges a pipeline; there is no recycle bin."""
    pipeline = existing(state, obj, pipeline_id)
    if check_records:
        check_unused(state, obj, {stage["id"] for stage in pipeline["stages"]})
    pipeline_audit.note(state, obj, pipeline_id, "DELETE", pipeline)
    state.undefine(kind(obj), pipeline_id)
    state.undefine(rules_kind(obj), pipeline_id)
    state.undefine(permissions_kind(obj), pipeline_id)


def read_stage(state: State, obj: ObjectType, pipeline_id: str, stage_id: str) -> Definition:
    """One stage; a missing one is an HTML page."""
    for stage in read(state, obj, pipeline_id)["stages"]:
        if stage["id"] == stage_id:
            return dict(stage)
    raise page_not_found()


def create_stage(state: State, obj: ObjectType, pipeline_id: str, body: Mapping[str, Any]) -> Definition:
    """Adds a stage in its slot."""
    pipeline = state.definition(kind(obj), pipeline_id)
    if pipeline is None:
        raise resource_not_found()
    if len(pipeline["stages"]) >= limits.STAGES_PER_PIPELINE:
        raise invalid("You have reached the limit of stages in this pipeline.", "PipelineError.STAGE_LIMIT_REACHED")
    if any(stage["id"] == body.get("stageId") for stage in pipeline["stages"]):
        # The live answer omits its category (observed, API 2026-09).
        raise HubSpotError(400, f"Stage ID '{body['stageId']}' is already used.", None)
    stage = stages.created(state, obj, body, pipeline["stages"], in_create=False)
    _check_stage_ids(state, obj, pipeline_id, [stage["id"]])
    _save(
        state, obj, {**pipeline, "stages": stages.placed(pipeline["stages"], stage), "updatedAt": state.now()}, "UPDATE"
    )
    return stage


def change_stage(
    state: State, obj: ObjectType, pipeline_id: str, stage_id: str, body: Mapping[str, Any], *, whole: bool
) -> Definition:
    """Changes a stage (PATCH) or replaces it (PUT, ``whole``)."""
    pipeline = state.definition(kind(obj), pipeline_id)
    old = next((stage for stage in (pipeline or {}).get("stages", ()) if stage["id"] == stage_id), None)
    if pipeline is None or old is None:
        raise resource_not_found()
    absent = [key for key in ("label", "displayOrder", "metadata") if whole and body.get(key) is None]
    if absent:
        raise required_attributes("PipelineStageInput", absent)
    stage = stages.changed(state, obj, old, body, pipeline["stages"])
    moved = stage["displayOrder"] != old["displayOrder"]
    others = [stage if each["id"] == stage_id else each for each in pipeline["stages"]]
    new_stages = stages.placed(pipeline["stages"], stage) if moved else others
    _save(state, obj, {**pipeline, "stages": new_stages, "updatedAt": state.now()}, "UPDATE")
    return stage


def delete_stage(state: State, obj: ObjectType, pipeline_id: str, stage_id: str) -> None:
    """Purges a stage; an unknown stage or pipeline is no error (observed, API 2026-09)."""
    pipeline = state.definition(kind(obj), pipeline_id)
    if pipeline is None or all(stage["id"] != stage_id for stage in pipeline["stages"]):
        return
    rest = [stage for stage in pipeline["stages"] if stage["id"] != stage_id]
    if not rest:
        raise invalid("A pipeline must have at least one stage.")
    check_unused(state, obj, {stage_id})
    _save(state, obj, {**pipeline, "stages": rest, "updatedAt": state.now()}, "UPDATE")


def kind(obj: ObjectType) -> str:
    """The store's kind for an object's pipelines; only deals and custom objects have them here."""
    if not obj.has_pipelines:
        raise not_served("pipelines of", obj.plural)
    return f"pipeline:{obj.type_id}"


def rules_kind(obj: ObjectType) -> str:
    """The store's kind for the rules of an object's pipelines, which go when their pipeline goes (assumed)."""
    return f"pipeline.rules:{obj.type_id}"


def permissions_kind(obj: ObjectType) -> str:
    """The store's kind for who may edit records in an object's stages."""
    return f"pipeline.permissions:{obj.type_id}"


def existing(state: State, obj: ObjectType, pipeline_id: str) -> Definition:
    """One pipeline; a missing one is a 404 in JSON, as the rules API has it (assumed)."""
    pipeline = state.definition(kind(obj), pipeline_id)
    if pipeline is None:
        raise not_found(f"Pipeline {pipeline_id} does not exist.", {"pipelineId": [pipeline_id]})
    return pipeline


def check_unused(state: State, obj: ObjectType, stage_ids: set[str]) -> None:
    """Raises 400 STAGE_ID_IN_USE when a live record stands in one of the stages."""
    used: dict[str, list[str]] = {}
    for record_id, record in state.records(obj.type_id).after(0):
        stage = record["properties"].get(obj.place[1])
        if stage in stage_ids and not record["archived"]:
            used.setdefault(stage, []).append(record_id)
    if used:
        object_ids = [record_id for ids in used.values() for record_id in ids]
        raise invalid(
            f"The following stage IDs are being referenced by object IDs: {sorted(used)}",
            "PipelineError.STAGE_ID_IN_USE",
            {"stageIds": [f"[{', '.join(sorted(used))}]"], "objectIds": [f"[{', '.join(object_ids)}]"]},
        )


def _stages(
    state: State, obj: ObjectType, pipeline_id: str, raw: Any, kept: Mapping[str, Definition]
) -> list[Definition]:
    if not isinstance(raw, list) or not raw:
        raise invalid("A pipeline must have at least one stage.")
    if len(raw) > limits.STAGES_PER_PIPELINE:
        raise invalid("You have reached the limit of stages in this pipeline.", "PipelineError.STAGE_LIMIT_REACHED")
    result: list[Definition] = []
    for item in raw:
        stage = stages.created(state, obj, item, result, in_create=True)
        if any(stage["id"] == other["id"] for other in result):
            raise HubSpotError(400, f"Stage ID '{stage['id']}' is already used.", None)
        old = kept.get(stage["id"])
        if old is not None:
            stage["createdAt"] = old["createdAt"]
        result = stages.placed(result, stage)
    _check_stage_ids(state, obj, pipeline_id, [stage["id"] for stage in result])
    return result


def _check_stage_ids(state: State, obj: ObjectType, pipeline_id: str, stage_ids: list[str]) -> None:
    for other in listed(state, obj):
        held = {stage["id"] for stage in other["stages"]} if other["id"] != pipeline_id else set()
        for stage_id in stage_ids:
            if stage_id in held:
                message = f"Stage ID '{stage_id}' already exists in pipeline '{other['id']}'."
                raise HubSpotError(
                    409, message, "CONFLICT", sub_category="PipelineError.STAGE_ID_EXISTS_IN_ANOTHER_PIPELINE"
                )


def _label(state: State, obj: ObjectType, text: Any, pipeline_id: str) -> str:
    wanted = str(text)
    key = wanted.strip().casefold()
    if not key:
        raise required_attributes("PipelineInput", ["label"])
    if any(other["label"].strip().casefold() == key for other in listed(state, obj) if other["id"] != pipeline_id):
        raise invalid(f"A pipeline with the label '{wanted}' already exists.", "PipelineError.PIPELINE_LABEL_EXISTS")
    return wanted


def _save(state: State, obj: ObjectType, pipeline: Definition, action: str) -> None:
    state.define(kind(obj), pipeline["id"], pipeline)
    pipeline_audit.note(state, obj, pipeline["id"], action, pipeline)
