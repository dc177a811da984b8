"""Who may edit records in a stage: stored per pipeline, asked of user-level tokens alone. Enforces nothing itself.

Shape: developers.hubspot.com, api-reference/latest/crm/pipelines/rules/guide. A stage that a PUT leaves out is open
again (assumed).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dealspec.emulator.hubspot import pipelines, settings
from dealspec.emulator.hubspot.actors import Actor
from dealspec.emulator.hubspot.errors import invalid, missing_feature, required_attributes
from dealspec.emulator.hubspot.numbers_on_wire import is_digits
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import Definition, State

MODES = ("OPEN", "RESTRICTED")
_OPEN: Definition = {"permissionMode": "OPEN", "teamIds": [], "userIds": [], "superAdmin": False}


def read(state: State, obj: ObjectType, pipeline_id: str) -> Definition:
    """Every stage of a pipeline with who may edit records in it."""
    kept = _kept(state, obj, pipeline_id)
    return {
        "stages": [
            {"pipelineStageId": stage["id"], "label": stage["label"], **kept.get(stage["id"], _OPEN)}
            for stage in pipelines.existing(state, obj, pipeline_id)["stages"]
        ]
    }


def put(state: State, obj: ObjectType, pipeline_id: str, body: Mapping[str, Any]) -> Definition:
    """Replaces the permissions of every stage."""
    if not settings.at_least(state, "PROFESSIONAL"):
        raise missing_feature("stage edit permissions")
    known = {stage["id"] for stage in pipelines.existing(state, obj, pipeline_id)["stages"]}
    stages = body.get("stages")
    if not isinstance(stages, list):
        raise required_attributes("StageEditPermissions", ["stages"])
    kept = {}
    for item in stages:
        stage_id, permission = _permission(item)
        if stage_id not in known:
            raise invalid(f"Pipeline stages do not exist: ['{stage_id}']")
        kept[stage_id] = permission
    state.define(pipelines.permissions_kind(obj), pipeline_id, {"stages": kept})
    return read(state, obj, pipeline_id)


def may_edit(state: State, obj: ObjectType, pipeline_id: str, stage_id: str, actor: Actor) -> bool:
    """Whether a user may edit records that stand in a stage; super admins always may (assumed)."""
    permission = _kept(state, obj, pipeline_id).get(stage_id, _OPEN)
    if actor.super_admin or permission["permissionMode"] == "OPEN":
        return True
    return actor.user_id in permission["userIds"] or not actor.team_ids.isdisjoint(permission["teamIds"])


def _kept(state: State, obj: ObjectType, pipeline_id: str) -> Mapping[str, Definition]:
    found = state.definition(pipelines.permissions_kind(obj), pipeline_id)
    return found["stages"] if found else {}


def _permission(item: Any) -> tuple[str, Definition]:
    absent = [key for key in ("pipelineStageId", "permissionMode") if not isinstance(item, dict) or not item.get(key)]
    if absent:
        raise required_attributes("StageEditPermission", absent)
    mode = item["permissionMode"]
    if mode not in MODES:
        raise invalid(f"Invalid permissionMode: {mode}")
    permission = {"permissionMode": mode, "superAdmin": item.get("superAdmin") is True}
    for key in ("teamIds", "userIds"):
        ids = item.get(key) or []
        if not isinstance(ids, list) or not all(is_digits(str(each)) for each in ids):
            raise invalid(f"{key} must be a list of ids.")
        permission[key] = [int(each) for each in ids]
    return str(item["pipelineStageId"]), permission
