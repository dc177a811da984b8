"""Declared rules of a pipeline as HubSpot's pipeline rules and back: order of stages, creation, approvals. Pure.

developers.hubspot.com, api-reference/latest/crm/pipelines/rules/guide; generally available on 2026-09. HubSpot enforces
them in its screens and for calls in a user's name (knowledge.hubspot.com, object-settings/set-up-pipeline-rules).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dealspec.core.errors import VendorError
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.provisioner.resource import Enforcement, Grade, Json, Kind, ManualStep, Resource
from dealspec.schema.model import Approval, ApprovalMode, Pipeline, PipelineRules

TYPE = "rules"
"""Native type of the resources here."""
BYPASSED_BY = (
    "super admins and users who may edit property settings",
    "service keys and private apps",
    "workflows",
)
"""The knowledge base page above: only calls with a user id are checked."""

_REFUSED = "A pipeline rule refuses the move, in the screens and in calls made in a user's name."
_TOO_OLD = "This API version has no pipeline rules; a person sets them in HubSpot's screens."
_BY_GATES = "What a record lacks of the gates up to its stage; that it moved back leaves no trace in its values."

_SEPARATOR = "\n"
_ORDER = {"no_skipping": "noSkippingStagesRule", "no_moving_back": "noBackwardsMovementRule"}
_CREATION = "objectCreationRule"
_APPROVALS = "approvalStageRules"

Users = Mapping[str, str]
"""Emails in lower case by user id."""


@dataclass(frozen=True, slots=True)
class Said:
    """Live rules in the language, and what it has no words for."""

    rules: PipelineRules
    unsaid: tuple[str, ...] = ()


def to_resource(native_object: str, native_id: str, pipeline: Pipeline, requires: tuple[str, ...]) -> Resource | None:
    """The declared rules of a pipeline, or None where none are declared."""
    rules = pipeline.rules
    attributes: dict[str, Json] = {name: said for name in _ORDER if (said := getattr(rules, name)) is not None}
    if rules.create_in:
        attributes["create_in"] = [stage.name for stage in pipeline.stages if stage.name in rules.create_in]
    if rules.approval:
        attributes["approval"] = {stage: _declared(each) for stage, each in rules.approval.items()}
    if not attributes:
        return None
    native = {
        "type": TYPE, "object": native_object, "pipeline": native_id,
        "names": _SEPARATOR.join(stage.name for stage in pipeline.stages),
        "stages": _SEPARATOR.join(pipeline.stage_value(stage.name) for stage in pipeline.stages),
    }  # fmt: skip
    return Resource(f"pipelines.{pipeline.name}.rules", Kind.PIPELINE_RULES, attributes, native, requires)


def to_live(wanted: Resource, native: NativeJson, users: Users) -> Resource | None:
    """The live rules, or None where the pipeline has none and some are wanted."""
    names = _names_by_id(wanted)
    attributes: dict[str, Json] = {name: _is_on(native, rule, names) for name, rule in _ORDER.items()}
    attributes["create_in"] = _named(_rule(native, _CREATION), names)
    approvals = {_stage(each, names): _shown(each, users) for each in approvals_of(native)}
    attributes["approval"] = dict(approvals)
    if not any(attributes.values()) and any(wanted.attributes.values()):
        return None
    declared = wanted.attributes.get("create_in")
    if isinstance(declared, list) and set(map(str, declared)) == set(_texts(attributes["create_in"])):
        attributes["create_in"] = declared
    return Resource(wanted.address, wanted.kind, attributes, wanted.native, wanted.requires)


def to_patch(wanted: Resource, changed: set[str], fresh: NativeJson, users: Users) -> NativeJson:
    """The PATCH body for the changed rules; approvals of other stages stay. Raises ``VendorError`` for an unknown user.

    HubSpot replaces the list of approvals as a whole, so live ones are sent again.
    """
    ids = {name: stage for stage, name in _names_by_id(wanted).items()}
    body: NativeJson = {}
    for name, rule in _ORDER.items():
        if name in changed and name in wanted.attributes:
            body[rule] = {"enabledForAllStages": wanted.attributes[name], "pipelineStageIds": []}
    if "create_in" in changed and "create_in" in wanted.attributes:
        body[_CREATION] = {"pipelineStageIds": [ids[stage] for stage in _texts(wanted.attributes["create_in"])]}
    declared = wanted.attributes.get("approval")
    if "approval" in changed and isinstance(declared, dict):
        kept = {str(each["pipelineStageId"]): each for each in approvals_of(fresh)}
        for stage, said in declared.items():
            kept[ids[stage]] = kept.get(ids[stage], {}) | _approval(ids[stage], said, users)
        body[_APPROVALS] = list(kept.values())
    return body


def approvals_of(native: NativeJson) -> list[NativeJson]:
    """The approvals; the beta of 2026-09 showed a single one under another key."""
    single = native.get("approvalStage")
    return list(native.get(_APPROVALS) or ([single] if single else ()))


def to_rules(native: NativeJson, names: Mapping[str, str], users: Users) -> Said:
    """Live rules as declared ones; ``names``: logical names of the stages by id."""
    unsaid: list[str] = []
    order: dict[str, bool] = {}
    for name, rule in _ORDER.items():
        is_on = _is_on(native, rule, names)
        if isinstance(is_on, list):
            unsaid.append(f"{rule} at {', '.join(_texts(is_on))} alone")
        elif is_on:
            order[name] = True
    approval: dict[str, Approval] = {}
    for each in approvals_of(native):
        stage, approvers = _stage(each, names), _approvers(each, users)
        if strangers := [one for one in approvers if "@" not in one]:
            unsaid.append(f"the approval at {stage} by {', '.join(strangers)}, who is no owner")
            continue
        if each.get("conditionalApprovalFilterBranch"):
            unsaid.append(f"the condition of the approval at {stage}")
        mode = ApprovalMode(str(each.get("approvalMode", "ANY")).lower())
        approval[stage] = Approval(stage, tuple(approvers), mode, each.get("approvalComment") or None)
    create_in = tuple(_texts(_named(_rule(native, _CREATION), names)))
    rules = PipelineRules(order.get("no_skipping"), order.get("no_moving_back"), create_in, approval)
    return Said(rules, tuple(unsaid))


def grade(wanted: Resource, *, by_hand: bool) -> Grade:
    """How deep HubSpot enforces the rules, who passes by them, and what audits see of those who do."""
    order = set(wanted.attributes) - {"approval"}
    audited = _BY_GATES if order else ""
    if by_hand:
        by_hand_too = (Enforcement.MANUAL, Enforcement.AUDIT) if order else (Enforcement.MANUAL,)
        return Grade(wanted.address, by_hand_too, BYPASSED_BY, _TOO_OLD, audited)
    levels = [Enforcement.HARD] if order else []
    levels += [Enforcement.APPROVAL] if "approval" in wanted.attributes else []
    levels += [Enforcement.AUDIT] if order else []
    return Grade(wanted.address, tuple(levels), BYPASSED_BY, _REFUSED, audited)


def manual(wanted: Resource, pipeline: Pipeline, objects: str) -> ManualStep:
    """What a person does where the API version has no pipeline rules."""
    rules = pipeline.rules
    labels = {stage.name: f'"{stage.label}"' for stage in pipeline.stages}
    steps = [
        f'Open Settings > Objects > {objects} > Pipelines, choose "{pipeline.shown_label}" and the tab Pipeline rules.'
    ]
    if rules.create_in:
        steps.append(f"Limit the creation of records to {', '.join(labels[each] for each in rules.create_in)}.")
    for said, words in ((rules.no_skipping, "skipping stages"), (rules.no_moving_back, "moving back")):
        if said is not None:
            steps.append(f"Turn the rule against {words} {'on, for all stages' if said else 'off'}.")
    for stage, each in rules.approval.items():
        who = f"{'all' if each.mode is ApprovalMode.ALL else 'any'} of {', '.join(each.approvers)}"
        steps.append(f"Require approval at {labels[stage]} by {who}.")
    asks = f"{wanted.native['pipeline']} {json.dumps(dict(wanted.attributes), sort_keys=True)}"
    return ManualStep(wanted.address, "Set the pipeline's rules", (*steps, "Save."), (asks,))


def _declared(approval: Approval) -> Json:
    approvers: list[Json] = [*sorted(each.lower() for each in approval.approvers)]
    said: dict[str, Json] = {"approvers": approvers, "mode": approval.mode.value}
    return said | ({"comment": approval.comment} if approval.comment else {})


def _shown(native: NativeJson, users: Users) -> Json:
    mode = str(native.get("approvalMode", "")).lower()
    return {"approvers": list(_approvers(native, users)), "mode": mode, "comment": native.get("approvalComment")}


def _approvers(native: NativeJson, users: Users) -> list[str]:
    """Emails, in order; a user who is no owner shows as his id."""
    return sorted(users.get(str(each), f"user {each}") for each in native.get("approverUserIds") or ())


def _approval(stage: str, said: Json, users: Users) -> NativeJson:
    assert isinstance(said, dict)
    ids = {email: user for user, email in users.items()}
    wanted = _texts(said["approvers"])
    if unknown := [each for each in wanted if each not in ids]:
        raise VendorError(
            f"HubSpot has no owner with the email {', '.join(unknown)}.",
            hint="Invite the user, or name another approver.",
        )
    body: NativeJson = {
        "pipelineStageId": stage,
        "approverUserIds": [int(ids[each]) for each in wanted],
        "approvalMode": str(said["mode"]).upper(),
    }
    return body | ({"approvalComment": said["comment"]} if said.get("comment") else {})


def _is_on(native: NativeJson, rule: str, names: Mapping[str, str]) -> Json:
    """True for every stage, False for none, else the stages by name."""
    found = _rule(native, rule)
    if found.get("enabledForAllStages"):
        return True
    return _named(found, names) or False


def _rule(native: NativeJson, rule: str) -> NativeJson:
    return dict((native.get("governanceValidationRules") or {}).get(rule) or {})


def _named(rule: NativeJson, names: Mapping[str, str]) -> list[Json]:
    return [names.get(str(each), str(each)) for each in rule.get("pipelineStageIds") or ()]


def _stage(approval: NativeJson, names: Mapping[str, str]) -> str:
    stage = str(approval.get("pipelineStageId", ""))
    return names.get(stage, stage)


def _names_by_id(wanted: Resource) -> dict[str, str]:
    native = wanted.native
    return dict(zip(native["stages"].split(_SEPARATOR), native["names"].split(_SEPARATOR), strict=True))


def _texts(value: Json) -> Sequence[str]:
    return [str(each) for each in value] if isinstance(value, list) else []
