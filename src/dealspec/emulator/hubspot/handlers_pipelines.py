"""Pipelines, stages and pipeline rules over HTTP: unpack, call one rule, pack."""

from __future__ import annotations

from typing import Any

from dealspec.emulator.hubspot import approvals, pipeline_audit, pipeline_rules, pipelines, stage_permissions
from dealspec.emulator.hubspot.call import Call, done, ok
from dealspec.emulator.hubspot.errors import required_attributes
from dealspec.emulator.hubspot.state import Definition
from dealspec.emulator.web import Response

Json = dict[str, Any]


def list_pipelines(call: Call, object_name: str) -> Response:
    """GET pipelines."""
    return ok({"results": pipelines.listed(call.state, call.object(object_name))})


def read_pipeline(call: Call, object_name: str, pipeline_id: str) -> Response:
    """GET one pipeline."""
    return ok(pipelines.read(call.state, call.object(object_name), pipeline_id))


def create_pipeline(call: Call, object_name: str) -> Response:
    """POST a pipeline."""
    body = call.body()
    return ok(_echoed(pipelines.create(call.state, call.object(object_name), body), body), 201)


def replace_pipeline(call: Call, object_name: str, pipeline_id: str) -> Response:
    """PUT a pipeline."""
    body, obj = call.body(), call.object(object_name)
    pipeline = pipelines.replace(call.state, obj, pipeline_id, body, check_records=_checks_records(call))
    return ok(_echoed(pipeline, body))


def patch_pipeline(call: Call, object_name: str, pipeline_id: str) -> Response:
    """PATCH a pipeline."""
    return ok(pipelines.patch(call.state, call.object(object_name), pipeline_id, call.body()))


def delete_pipeline(call: Call, object_name: str, pipeline_id: str) -> Response:
    """DELETE a pipeline."""
    pipelines.delete(call.state, call.object(object_name), pipeline_id, check_records=_checks_records(call))
    return done()


def list_stages(call: Call, object_name: str, pipeline_id: str) -> Response:
    """GET stages of a pipeline."""
    return ok({"results": pipelines.read(call.state, call.object(object_name), pipeline_id)["stages"]})


def read_stage(call: Call, object_name: str, pipeline_id: str, stage_id: str) -> Response:
    """GET one stage."""
    return ok(pipelines.read_stage(call.state, call.object(object_name), pipeline_id, stage_id))


def create_stage(call: Call, object_name: str, pipeline_id: str) -> Response:
    """POST a stage."""
    body = call.body()
    return ok(_echo(pipelines.create_stage(call.state, call.object(object_name), pipeline_id, body), body), 201)


def replace_stage(call: Call, object_name: str, pipeline_id: str, stage_id: str) -> Response:
    """PUT a stage."""
    return _changed_stage(call, object_name, pipeline_id, stage_id, whole=True)


def patch_stage(call: Call, object_name: str, pipeline_id: str, stage_id: str) -> Response:
    """PATCH a stage."""
    return _changed_stage(call, object_name, pipeline_id, stage_id, whole=False)


def delete_stage(call: Call, object_name: str, pipeline_id: str, stage_id: str) -> Response:
    """DELETE a stage."""
    pipelines.delete_stage(call.state, call.object(object_name), pipeline_id, stage_id)
    return done()


def audit_pipeline(call: Call, object_name: str, pipeline_id: str) -> Response:
    """GET a pipeline's change log."""
    return ok({"results": pipeline_audit.read(call.state, call.object(object_name), pipeline_id)})


def audit_stage(call: Call, object_name: str, pipeline_id: str, stage_id: str) -> Response:
    """GET a stage's change log."""
    return ok({"results": pipeline_audit.read_stage(call.state, call.object(object_name), pipeline_id, stage_id)})


def read_rules(call: Call, object_name: str, pipeline_id: str) -> Response:
    """GET pipeline rules."""
    return ok(pipeline_rules.read(call.state, call.object(object_name), pipeline_id))


def put_rules(call: Call, object_name: str, pipeline_id: str) -> Response:
    """PUT pipeline rules."""
    return ok(pipeline_rules.put(call.state, call.object(object_name), pipeline_id, call.body()))


def patch_rules(call: Call, object_name: str, pipeline_id: str) -> Response:
    """PATCH pipeline rules."""
    return ok(pipeline_rules.patch(call.state, call.object(object_name), pipeline_id, call.body()))


def delete_rules(call: Call, object_name: str, pipeline_id: str) -> Response:
    """DELETE pipeline rules."""
    pipeline_rules.delete(call.state, call.object(object_name), pipeline_id)
    return done()


def read_permissions(call: Call, object_name: str, pipeline_id: str) -> Response:
    """GET who may edit records in each stage."""
    return ok(stage_permissions.read(call.state, call.object(object_name), pipeline_id))


def put_permissions(call: Call, object_name: str, pipeline_id: str) -> Response:
    """PUT who may edit records in each stage."""
    return ok(stage_permissions.put(call.state, call.object(object_name), pipeline_id, call.body()))


def read_approval(call: Call, object_name: str, pipeline_id: str, record_id: str) -> Response:
    """GET where a record's approval stands."""
    return ok(approvals.read(call.state, call.object(object_name), pipeline_id, record_id))


def start_approval(call: Call, object_name: str, pipeline_id: str) -> Response:
    """POST an approval."""
    record_id = call.body().get("objectId")
    if not record_id:
        raise required_attributes("ApprovalStartRequest", ["objectId"])
    return ok(approvals.start(call.state, call.object(object_name), pipeline_id, str(record_id)))


def _changed_stage(call: Call, object_name: str, pipeline_id: str, stage_id: str, *, whole: bool) -> Response:
    body, obj = call.body(), call.object(object_name)
    return ok(_echo(pipelines.change_stage(call.state, obj, pipeline_id, stage_id, body, whole=whole), body))


def _checks_records(call: Call) -> bool:
    # v3 checks only when asked; dated versions check whatever is asked (observed, API 2026-09).
    return call.dated or call.flag("validateReferencesBeforeDelete") or call.flag("validateDealStageUsagesBeforeDelete")


def _echoed(pipeline: Definition, body: Json) -> Json:
    by_label = {str(item["label"]): item for item in body["stages"]}
    return {**pipeline, "stages": [_echo(stage, by_label[stage["label"]]) for stage in pipeline["stages"]]}


def _echo(stage: Definition, body: Json) -> Json:
    """Write answers repeat the metadata that was sent; only a GET shows what was stored (observed, API 2026-09)."""
    sent = body.get("metadata")
    return {**stage, "metadata": {key: _wire(value) for key, value in sent.items()}} if sent else stage


def _wire(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
