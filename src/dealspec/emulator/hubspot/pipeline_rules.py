"""Pipeline rules: no skipping, no moving back, creation stages, approvals. Stores them; ``governance`` enforces them.

Sales Hub Professional, approvals Enterprise (pipelines rules guide; the refusal of a lower tier: assumed).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dealspec.emulator.hubspot import pipelines, settings
from dealspec.emulator.hubspot.errors import invalid, invalid_json, missing_feature, required_attributes
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import Definition, State

RULES = ("noBackwardsMovementRule", "noSkippingStagesRule", "objectCreationRule")
_EMPTY: Mapping[str, Definition] = {
    "noBackwardsMovementRule": {"enabledForAllStages": False, "pipelineStageIds": []},
    "noSkippingStagesRule": {"enabledForAllStages": False, "pipelineStageIds": []},
    "objectCreationRule": {"pipelineStageIds": []},
}


def read(state: State, obj: ObjectType, pipeline_id: str) -> Definition:
    """The rules of a pipeline; one without any reads as all off (assumed)."""
    pipeline = pipelines.existing(state, obj, pipeline_id)
    return state.definition(pipelines.rules_kind(obj), pipeline_id) or {
        "id": f"{obj.type_id}-{pipeline_id}",
        "objectTypeId": obj.type_id,
        "pipelineId": pipeline_id,
        "governanceValidationRules": dict(_EMPTY),
        "createdAt": pipeline["createdAt"],
        "updatedAt": pipeline["createdAt"],
    }


def put(state: State, obj: ObjectType, pipeline_id: str, body: Mapping[str, Any]) -> Definition:
    """Replaces all rules; the three governance rules are required."""
    given = body.get("governanceValidationRules")
    absent = [rule for rule in RULES if not isinstance(given, Mapping) or not isinstance(given.get(rule), Mapping)]
    if not isinstance(given, Mapping) or absent:
        raise required_attributes("GovernanceValidationRules", absent)
    return _save(state, obj, pipeline_id, given, _approvals(body))


def patch(state: State, obj: ObjectType, pipeline_id: str, body: Mapping[str, Any]) -> Definition:
    """Changes the given rules, named at the top level; answers the full set."""
    old = read(state, obj, pipeline_id)
    given = {rule: body.get(rule) or old["governanceValidationRules"][rule] for rule in RULES}
    return _save(state, obj, pipeline_id, given, _approvals(body, old.get("approvalStageRules")))


def delete(state: State, obj: ObjectType, pipeline_id: str) -> None:
    """Removes rules and approvals."""
    pipelines.existing(state, obj, pipeline_id)
    state.undefine(pipelines.rules_kind(obj), pipeline_id)


def _save(state: State, obj: ObjectType, pipeline_id: str, given: Mapping[str, Any], approvals: Any) -> Definition:
    if not settings.at_least(state, "ENTERPRISE" if approvals else "PROFESSIONAL"):
        raise missing_feature("deal approvals" if approvals else "pipeline rules")
    old = read(state, obj, pipeline_id)
    known = {stage["id"] for stage in pipelines.existing(state, obj, pipeline_id)["stages"]}
    rules = {
        **old,
        "governanceValidationRules": {rule: _rule(rule, given[rule], known) for rule in RULES},
        "updatedAt": state.now(),
    }
    rules.pop("approvalStageRules", None)
    if approvals:
        rules["approvalStageRules"] = [_approval(item, known) for item in approvals]
    state.define(pipelines.rules_kind(obj), pipeline_id, rules)
    return rules


def _approvals(body: Mapping[str, Any], otherwise: Any = None) -> list[Any]:
    """The list of the guide, or the one object of the beta file."""
    if body.get("approvalStage"):
        return [body["approvalStage"]]
    found = body.get("approvalStageRules", otherwise) or []
    if not isinstance(found, list):
        raise invalid_json("approvalStageRules must be a list")
    return found


def _rule(name: str, raw: Mapping[str, Any], known: set[str]) -> Definition:
    stage_ids = [str(stage_id) for stage_id in raw.get("pipelineStageIds") or []]
    _check_stages(stage_ids, known)
    if name == "objectCreationRule":
        return {"pipelineStageIds": stage_ids}
    everywhere = raw.get("enabledForAllStages")
    if not isinstance(everywhere, bool):
        raise required_attributes(name, ["enabledForAllStages"])
    if everywhere and stage_ids:
        raise invalid(f"{name}: pipelineStageIds must be empty when enabledForAllStages is true.")
    return {"enabledForAllStages": everywhere, "pipelineStageIds": stage_ids}


def _approval(raw: Any, known: set[str]) -> Definition:
    absent = [key for key in ("pipelineStageId", "approverUserIds", "approvalMode") if not raw.get(key)]
    if absent:
        raise required_attributes("ApprovalStageRule", absent)
    _check_stages([str(raw["pipelineStageId"])], known)
    if raw["approvalMode"] not in ("ALL", "ANY"):
        raise invalid(f"Invalid approvalMode: {raw['approvalMode']}")
    keys = ("pipelineStageId", "approverUserIds", "approvalMode", "approvalComment", "conditionalApprovalFilterBranch")
    return {key: raw[key] for key in keys if raw.get(key) is not None}


def _check_stages(stage_ids: list[str], known: set[str]) -> None:
    unknown = [stage_id for stage_id in stage_ids if stage_id not in known]
    if unknown:
        raise invalid(f"Pipeline stages do not exist: {unknown}")
