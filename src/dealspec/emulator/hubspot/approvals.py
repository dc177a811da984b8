"""Approvals of records in stages that ask for one. Who decides is HubSpot's user interface, here our own endpoint.

Shapes: api-reference/latest/crm/pipelines/rules/guide. That entering the stage starts an approval, whoever moves the
record, and that only users are held until it is given: assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dealspec.emulator.hubspot import pipelines
from dealspec.emulator.hubspot.errors import invalid, record_not_found
from dealspec.emulator.hubspot.objects import DEALS, ObjectType
from dealspec.emulator.hubspot.state import Definition, State
from dealspec.emulator.hubspot.tables import Body

DECISIONS = ("APPROVED", "REJECTED", "PENDING")
FIRST_ID = 30_000_001


def read(state: State, obj: ObjectType, pipeline_id: str, record_id: str) -> Definition:
    """Where a record's approval stands; ``NOT_APPLICABLE`` in another pipeline (assumed)."""
    pipelines.existing(state, obj, pipeline_id)
    properties = _live(state, obj, record_id)["properties"]
    in_pipeline, at_stage = obj.place
    if properties.get(in_pipeline) != pipeline_id:
        return {"approvalStatus": "NOT_APPLICABLE"}
    found = state.definition(_kind(obj), record_id)
    if found is None or found["stageId"] != properties.get(at_stage):
        needed = asks(state, obj, pipeline_id, properties.get(at_stage, ""))
        return {"approvalStatus": "PENDING" if needed else "NO_APPROVAL_NEEDED"}
    return {"approvalStatus": found["approvalStatus"], "approvalId": found["approvalId"]}


def start(state: State, obj: ObjectType, pipeline_id: str, record_id: str) -> Definition:
    """Starts an approval anew; a pending one is cancelled first."""
    body = _live(state, obj, record_id)
    in_pipeline, at_stage = obj.place
    properties = body["properties"]
    if properties.get(in_pipeline) != pipeline_id or not asks(state, obj, pipeline_id, properties.get(at_stage, "")):
        raise invalid(f"Object {record_id} is not in a stage that needs approval.")
    _put(state, obj, record_id, body, _begin(state, obj, record_id, properties[at_stage]))
    return read(state, obj, pipeline_id, record_id)


def decide(state: State, obj: ObjectType, record_id: str, status: Any) -> Definition:
    """What an approver does by hand: gives or refuses."""
    found = state.definition(_kind(obj), record_id)
    if status not in DECISIONS:
        raise invalid(f"approvalStatus takes one of {list(DECISIONS)}.")
    if found is None:
        raise invalid(f"Object {record_id} has no approval.")
    approval = {**found, "approvalStatus": status}
    state.define(_kind(obj), record_id, approval)
    _put(state, obj, record_id, _live(state, obj, record_id), approval)
    return approval


def entered(state: State, obj: ObjectType, record_id: str, properties: Mapping[str, str]) -> Mapping[str, str]:
    """What a record shows of the approval that its new stage starts; nothing where none is asked for."""
    in_pipeline, at_stage = obj.place
    stage = properties.get(at_stage, "")
    if not stage or not asks(state, obj, properties.get(in_pipeline, ""), stage):
        return {}
    return _shown(obj, _begin(state, obj, record_id, stage))


def asks(state: State, obj: ObjectType, pipeline_id: str, stage_id: str) -> bool:
    """Whether a stage asks for an approval."""
    rules = state.definition(pipelines.rules_kind(obj), pipeline_id) or {}
    return any(rule["pipelineStageId"] == stage_id for rule in rules.get("approvalStageRules") or ())


def _begin(state: State, obj: ObjectType, record_id: str, stage_id: str) -> Definition:
    number = int(state.next_id("approval", FIRST_ID))
    approval = {"approvalId": number, "stageId": stage_id, "approvalStatus": "PENDING"}
    state.define(_kind(obj), record_id, approval)
    return approval


def _put(state: State, obj: ObjectType, record_id: str, body: Body, approval: Definition) -> None:
    state.dirty = True
    properties = {**body["properties"], **_shown(obj, approval)}
    state.records(obj.type_id).put(record_id, {**body, "properties": properties})


def _shown(obj: ObjectType, approval: Definition) -> Mapping[str, str]:
    if obj is not DEALS:
        return {}
    return {
        "hs_latest_approval_status": approval["approvalStatus"],
        "hs_latest_approval_status_approval_id": str(approval["approvalId"]),
    }


def _live(state: State, obj: ObjectType, record_id: str) -> Body:
    body = state.records(obj.type_id).get(record_id)
    if body is None or body["archived"]:
        raise record_not_found(record_id)
    return body


def _kind(obj: ObjectType) -> str:
    return f"approval:{obj.type_id}"
