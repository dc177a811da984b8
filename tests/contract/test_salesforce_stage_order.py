"""The order of stages on a served org: moves are tried as an integration would, and only forbidden ones refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.contract.salesforce_org import Served, served
from tests.unit.crm.salesforce.cases import RESELLER, schema

from dealspec.crm.salesforce.adapter import SalesforceTarget
from dealspec.provisioner.diff import diff
from dealspec.provisioner.order import ordered
from dealspec.provisioner.resource import Enforcement
from dealspec.schema.pipeline_rules import PipelineRules
from dealspec.validators.stage_order import stage_orders

RULES = PipelineRules(no_skipping=True, no_moving_back=True, create_in=("registration",))
ORDERED = schema(pipelines=(replace(RESELLER, rules=RULES),), gates=())
MESSAGE = "A deal of Reseller skips no stage, does not move back and begins at Deal Registration."


@pytest.fixture(scope="module")
def org() -> Iterator[Served]:
    with served() as running:
        target = SalesforceTarget(running.url, running.token)
        wanted = target.project(ORDERED).resources
        for step in target.steps(ordered(diff(wanted, target.read(wanted).resources))):
            assert not target.execute(step).failed
        assert diff(wanted, target.read(wanted).resources) == ()
        yield running


@pytest.mark.parametrize(
    ("path", "refused"),
    [
        (["registration"], None),
        (["qualification"], "qualification"),
        (["registration", "qualification", "launch"], None),
        (["registration", "launch"], "launch"),
        (["registration", "qualification", "registration"], "registration"),
        (["registration", "qualification", "launch", "registration"], "registration"),
        (["registration", "closed_lost"], None),
        (["registration", "qualification", "closed_lost", "registration"], None),
        (["registration", "registration"], None),
    ],
)
def test_a_deal_moves_stage_by_stage(org: Served, path: list[str], refused: str | None) -> None:
    kinds = org.ids("SELECT Id, DeveloperName FROM RecordType WHERE SobjectType = 'Opportunity'")
    known = {"Name": "A deal", "CloseDate": "2026-06-30", "RecordTypeId": kinds["Reseller"]}
    first, *moves = [f"reseller_{stage}" for stage in path]
    record = ""
    answer = org.try_create("Opportunity", **known, Partner_Motion__c="reseller", StageName=first)

    for stage in moves:
        assert answer.ok, answer.text
        record = answer.json()["id"] if answer.status_code == 201 else record
        url = f"{org.url}/services/data/v66.0/sobjects/Opportunity/{record}"
        headers = {"Authorization": f"Bearer {org.token}"}
        answer = org.session.patch(url, json={"StageName": stage}, headers=headers)

    if refused is None:
        assert answer.ok, answer.text
    else:
        assert [fault["message"] for fault in answer.json()] == [MESSAGE]


def test_it_is_hard_and_the_bypass_is_named(org: Served) -> None:
    [grade] = [
        each
        for each in SalesforceTarget(org.url, org.token).project(ORDERED).grades
        if each.address == "pipelines.reseller.rules"
    ]

    assert grade.enforcement == (Enforcement.HARD,)
    assert grade.bypassed_by == ("holders of the custom permission Dealspec_Bypass",)


@pytest.mark.parametrize("rules", [PipelineRules(), PipelineRules(no_skipping=False, no_moving_back=False)])
def test_rules_that_restrict_nothing_ask_nothing(rules: PipelineRules) -> None:
    assert stage_orders(schema(pipelines=(replace(RESELLER, rules=rules),))) == ()
