"""Holds users to the rules of a pipeline: no skipping, no moving back, creation stages, edit permissions, approvals.

Asked only "when a user ID is passed" (knowledge.hubspot.com, set up pipeline rules): of user-level OAuth tokens, on
every API version (assumed), and never of super admins. Service keys, private apps and workflows bypass all of it.
Statuses, sub-categories and words of the refusals: assumed; no public sample shows one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dealspec.emulator.hubspot import approvals, pipelines, stage_permissions
from dealspec.emulator.hubspot.errors import HubSpotError, invalid
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import Definition, State

Values = Mapping[str, str]


def check_create(state: State, obj: ObjectType, new: Values) -> None:
    """Raises when the acting user may not create a record in this stage."""
    rules = _rules(state, obj, new)
    stage = new.get(obj.place[1], "")
    if rules is None or not stage:
        return
    allowed = rules["objectCreationRule"]["pipelineStageIds"]
    if allowed and stage not in allowed:
        raise _broken("OBJECT_CREATION", f"Records cannot be created in stage {stage}.", stage)
    _check_permission(state, obj, new)


def check_change(state: State, obj: ObjectType, record_id: str, old: Values, new: Values) -> None:
    """Raises when the acting user may not edit a record where it stands, or may not move it where it goes."""
    if state.actor is None or not obj.has_pipelines:
        return
    _check_permission(state, obj, old)
    in_pipeline, at_stage = obj.place
    before, after = old.get(at_stage, ""), new.get(at_stage, "")
    rules = _rules(state, obj, new)
    if rules is None or not before or not after or before == after or old.get(in_pipeline) != new.get(in_pipeline):
        return
    pipeline = pipelines.existing(state, obj, new[in_pipeline])
    order = [stage["id"] for stage in sorted(pipeline["stages"], key=lambda stage: stage["displayOrder"])]
    _check_move(rules, order, before, after)
    if order.index(after) > order.index(before):
        _check_approved(state, obj, record_id, new[in_pipeline], before)


def check_archive(state: State, obj: ObjectType, old: Values) -> None:
    """Raises when the acting user may not edit a record where it stands."""
    if obj.has_pipelines:
        _check_permission(state, obj, old)


def _check_move(rules: Definition, order: list[str], before: str, after: str) -> None:
    """Stages named in a rule are those left backwards, and those jumped over (assumed)."""
    start, end = order.index(before), order.index(after)
    if end < start and _covers(rules["noBackwardsMovementRule"], before):
        raise _broken("NO_BACKWARDS_MOVEMENT", f"Records cannot be moved back from stage {before}.", before)
    skipped = [stage for stage in order[start + 1 : end] if _covers(rules["noSkippingStagesRule"], stage)]
    if skipped:
        raise _broken("NO_SKIPPING_STAGES", f"Records cannot skip stages {skipped}.", *skipped)


def _check_approved(state: State, obj: ObjectType, record_id: str, pipeline_id: str, stage: str) -> None:
    if not approvals.asks(state, obj, pipeline_id, stage):
        return
    status = approvals.read(state, obj, pipeline_id, record_id)["approvalStatus"]
    if status != "APPROVED":
        raise _broken("APPROVAL_REQUIRED", f"Stage {stage} needs an approval, which is {status}.", stage)


def _check_permission(state: State, obj: ObjectType, values: Values) -> None:
    in_pipeline, at_stage = obj.place
    pipeline_id, stage = values.get(in_pipeline, ""), values.get(at_stage, "")
    if state.actor is None or not stage:
        return
    if not stage_permissions.may_edit(state, obj, pipeline_id, stage, state.actor):
        message = f"You do not have permission to edit records in stage {stage}."
        raise HubSpotError(403, message, "FORBIDDEN", context={"stageIds": [stage]})


def _rules(state: State, obj: ObjectType, values: Values) -> dict[str, Any] | None:
    """The rules that bind the acting user; None for no user, no pipelines, super admins, no rules."""
    if state.actor is None or state.actor.super_admin or not obj.has_pipelines:
        return None
    found = state.definition(pipelines.rules_kind(obj), values.get(obj.place[0], ""))
    return found["governanceValidationRules"] if found else None


def _covers(rule: Definition, stage: str) -> bool:
    return rule["enabledForAllStages"] or stage in rule["pipelineStageIds"]


def _broken(rule: str, message: str, *stages: str) -> HubSpotError:
    return invalid(message, f"PipelineRuleError.{rule}", {"stageIds": list(stages)})
