"""Rules of a pipeline become HubSpot's pipeline rules: written, read, mended, pulled; by hand on older versions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from tests.unit.crm.hubspot.portals import Portal, a_schema, carry_out, pending

from dealspec.core.errors import MissingAccess
from dealspec.crm.hubspot import convert
from dealspec.crm.hubspot.adapter import HubSpotTarget
from dealspec.provisioner.changes import Create, Update
from dealspec.provisioner.intent import unwritten
from dealspec.provisioner.ports import Crm, Selection
from dealspec.provisioner.resource import Enforcement
from dealspec.schema.model import Approval, ApprovalMode, Outcome, Pipeline, PipelineRules, Schema, Stage

RULES = "/crm/pipelines-rules/2026-09/0-3/reseller"
ADDRESS = "pipelines.reseller.rules"
OWNER = "owner@example.com"
USER = 71_000_001
APPROVAL = {"quote": Approval("quote", ("Owner@example.com",), ApprovalMode.ALL, "Look at the margin.")}
ALL = PipelineRules(True, True, ("quote", "registered"), APPROVAL)


def ruled(rules: PipelineRules = ALL) -> Schema:
    schema = a_schema()
    return replace(schema, pipelines={"reseller": replace(schema.pipelines["reseller"], rules=rules)})


@pytest.fixture
def guarded(target: HubSpotTarget) -> HubSpotTarget:
    """A portal on which a pipeline and its rules were applied."""
    assert carry_out(target, pending(target, ruled())) == {}
    return target


def test_they_are_written_with_the_pipelines_own_ids(guarded: HubSpotTarget, portal: Portal) -> None:
    shown = portal.send("GET", RULES)

    assert shown["governanceValidationRules"] == {
        "noSkippingStagesRule": {"enabledForAllStages": True, "pipelineStageIds": []},
        "noBackwardsMovementRule": {"enabledForAllStages": True, "pipelineStageIds": []},
        "objectCreationRule": {"pipelineStageIds": ["reseller_registered", "reseller_quote"]},
    }
    assert shown["approvalStageRules"] == [
        {
            "pipelineStageId": "reseller_quote",
            "approverUserIds": [USER],
            "approvalMode": "ALL",
            "approvalComment": "Look at the margin.",
        }
    ]


def test_they_read_back_in_one_call_per_pipeline_and_one_for_users(guarded: HubSpotTarget) -> None:
    resources = guarded.project(ruled()).resources

    live = guarded.read(resources)

    assert pending(guarded, ruled()) == ()
    assert live.calls == guarded.read(guarded.project(a_schema()).resources).calls + 2
    without = ruled(replace(ALL, approval={}))
    assert pending(guarded, without) == ()


def test_a_pipeline_that_is_there_gets_rules_by_one_creation(applied: HubSpotTarget) -> None:
    [change] = pending(applied, ruled())

    [step] = applied.steps([change])
    outcome = applied.execute(step)

    assert isinstance(change, Create)
    assert (step.operation, outcome.done, outcome.calls) == ("rules.write", (ADDRESS,), 3)
    assert pending(applied, ruled()) == ()


ON, SOME = {"enabledForAllStages": True, "pipelineStageIds": []}, ["reseller_quote"]
OFF: dict[str, Any] = {"enabledForAllStages": False, "pipelineStageIds": []}
FOREIGN = [
    ({"noSkippingStagesRule": OFF}, [("no_skipping", False, True)]),
    ({"noSkippingStagesRule": {**OFF, "pipelineStageIds": SOME}}, [("no_skipping", ["quote"], True)]),
    ({"noBackwardsMovementRule": OFF}, [("no_moving_back", False, True)]),
    ({"objectCreationRule": {"pipelineStageIds": ["reseller_launch"]}}, None),
    ({"approvalStageRules": []}, None),
    (
        {"approvalStageRules": [{"pipelineStageId": "reseller_quote", "approverUserIds": [7], "approvalMode": "ANY"}]},
        None,
    ),
]


@pytest.mark.parametrize(("body", "shown"), FOREIGN)
def test_a_foreign_change_shows_and_is_mended(
    guarded: HubSpotTarget, portal: Portal, body: dict[str, Any], shown: list[tuple[str, object, object]] | None
) -> None:
    portal.send("PATCH", RULES, body)

    [change] = pending(guarded, ruled())

    assert isinstance(change, Update)
    assert shown is None or [(each.path, each.before, each.after) for each in change.attributes] == shown
    assert carry_out(guarded, [change]) == {}
    assert pending(guarded, ruled()) == ()


def test_what_is_not_declared_is_left_alone(guarded: HubSpotTarget, portal: Portal) -> None:
    branch = {"filterBranchType": "AND", "filters": []}
    theirs = [
        {"pipelineStageId": "reseller_launch", "approverUserIds": [7], "approvalMode": "ANY"},
        {"pipelineStageId": "reseller_quote", "approverUserIds": [7], "approvalMode": "ANY",
         "conditionalApprovalFilterBranch": branch},
    ]  # fmt: skip
    portal.send("PATCH", RULES, {"approvalStageRules": theirs})

    assert carry_out(guarded, pending(guarded, ruled())) == {}

    launch, quote = portal.send("GET", RULES)["approvalStageRules"]
    assert launch == theirs[0]
    assert (quote["approverUserIds"], quote["conditionalApprovalFilterBranch"]) == ([USER], branch)
    assert pending(guarded, ruled(PipelineRules(no_skipping=True))) == ()


def test_a_rule_can_be_declared_off(guarded: HubSpotTarget, portal: Portal) -> None:
    schema = ruled(PipelineRules(no_moving_back=False))

    assert carry_out(guarded, pending(guarded, schema)) == {}

    rules = portal.send("GET", RULES)["governanceValidationRules"]
    assert (rules["noBackwardsMovementRule"], rules["noSkippingStagesRule"]) == (OFF, ON)
    assert pending(guarded, schema) == ()


def test_an_approver_who_is_no_owner_is_named_and_nothing_is_written(applied: HubSpotTarget, portal: Portal) -> None:
    stranger = ruled(PipelineRules(True, approval={"quote": Approval("quote", ("nobody@example.com",))}))

    failed = carry_out(applied, pending(applied, stranger))

    assert "no owner with the email nobody@example.com" in failed[ADDRESS]
    assert portal.send("GET", RULES)["governanceValidationRules"]["noSkippingStagesRule"] == OFF


def test_a_key_without_the_scope_is_told_which_one(applied: HubSpotTarget, portal: Portal) -> None:
    poor = HubSpotTarget(portal.url, portal.token_with("crm.schemas.deals.read", "crm.schemas.companies.read"))

    with pytest.raises(MissingAccess) as caught:
        poor.read(poor.project(Schema(pipelines=ruled().pipelines)).resources)

    assert "crm-pipelines-governance-read" in caught.value.why
    poor.close()


@pytest.mark.parametrize(
    ("rules", "levels"),
    [
        (ALL, (Enforcement.HARD, Enforcement.APPROVAL, Enforcement.AUDIT)),
        (PipelineRules(create_in=("quote",)), (Enforcement.HARD, Enforcement.AUDIT)),
        (PipelineRules(approval=APPROVAL), (Enforcement.APPROVAL,)),
    ],
)
def test_the_grade_says_who_passes_by(rules: PipelineRules, levels: tuple[Enforcement, ...]) -> None:
    [grade] = [each for each in convert.project(ruled(rules)).grades if each.address == ADDRESS]

    assert grade.enforcement == levels
    assert "service keys and private apps" in grade.bypassed_by
    assert bool(grade.audited) == (Enforcement.AUDIT in levels)


@pytest.mark.parametrize("version", ["v3", "2026-03"])
def test_a_version_without_pipeline_rules_leaves_them_to_a_person(portal: Portal, version: str) -> None:
    target = HubSpotTarget(portal.url, portal.token, api_version=version)
    projection = target.project(ruled())

    assert ADDRESS not in {each.address for each in projection.resources}
    [step] = [each for each in projection.manual if each.address == ADDRESS]
    assert step.instructions == (
        'Open Settings > Objects > Deals > Pipelines, choose "Reseller" and the tab Pipeline rules.',
        'Limit the creation of records to "Configure & Quote", "Deal Registration".',
        "Turn the rule against skipping stages on, for all stages.",
        "Turn the rule against moving back on, for all stages.",
        'Require approval at "Configure & Quote" by all of Owner@example.com.',
        "Save.",
    )
    [grade] = [each for each in projection.grades if each.address == ADDRESS]
    assert grade.enforcement == (Enforcement.MANUAL, Enforcement.AUDIT)
    assert carry_out(target, pending(target, ruled())) == {}
    assert target.pull(Selection()).schema.pipelines["reseller"].rules == PipelineRules()
    target.close()


def test_they_are_pulled_as_they_were_declared(guarded: HubSpotTarget) -> None:
    pulled = guarded.pull(Selection(objects=("opportunity",)))

    rules = pulled.schema.pipelines["reseller"].rules
    approval = {"quote": replace(APPROVAL["quote"], approvers=(OWNER,))}
    assert rules == replace(ALL, create_in=("registered", "quote"), approval=approval)
    assert pulled.schema.pipelines["default"].rules == PipelineRules()
    assert pending(guarded, pulled.schema) == ()


def test_what_a_pull_cannot_say_of_them_is_named(guarded: HubSpotTarget, portal: Portal) -> None:
    stranger = {"pipelineStageId": "reseller_quote", "approverUserIds": [7], "approvalMode": "ANY"}
    partly = {"noSkippingStagesRule": {**OFF, "pipelineStageIds": SOME}, "approvalStageRules": [stranger]}
    portal.send("PATCH", RULES, partly)

    pulled = guarded.pull(Selection(objects=("opportunity",)))

    rules = pulled.schema.pipelines["reseller"].rules
    assert (rules.no_skipping, rules.no_moving_back, rules.approval) == (None, True, {})
    left = [gap.why for gap in pulled.left_out if gap.subject == ADDRESS]
    assert any("noSkippingStagesRule at quote alone" in why for why in left)
    assert any("user 7" in why for why in left)


def test_salesforce_says_that_it_has_no_approvals() -> None:
    stages = (Stage("due", "Due", Decimal(60)), Stage("lost", "Lost", Decimal(0), Outcome.LOST))
    plain = Pipeline("plain", stages=stages, rules=PipelineRules(True))
    kept = replace(plain, name="kept", rules=PipelineRules(approval={"due": Approval("due", ("jane@example.com",))}))

    gaps = unwritten(Schema(pipelines={"plain": plain, "kept": kept}), Crm.SALESFORCE)

    assert [gap.subject for gap in gaps] == ["pipelines.kept.rules.approval"]
