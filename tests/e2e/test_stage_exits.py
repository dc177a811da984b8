"""The exit criteria of the blueprint's 25 stages, as both CRMs hold them against a client that knows nothing of us.

Salesforce refuses the move of a deal that lacks any one piece of evidence, and nothing else. HubSpot takes what its API
takes, and audits find it, as the plan graded it. After a last stage there is no move, and audits ask on both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import pytest
import requests
from tests.e2e.stage_exit_clients import Org, Portal, administrator, associations, native_accounts
from tests.e2e.stage_exits import AS_OF, CALENDAR, EXITS, LAST, Exit, Story, Values, blank, missing

from dealspec.commands.judging import all_judgements, audit_target
from dealspec.emulator.clock import FixedClock
from dealspec.emulator.embedded import EmbeddedOrgs
from dealspec.provisioner.diff import diff
from dealspec.provisioner.order import ordered
from dealspec.provisioner.ports import Target
from dealspec.provisioner.resource import Enforcement
from dealspec.schema.blueprints import files
from dealspec.schema.load import load
from dealspec.schema.model import Outcome, Schema
from dealspec.wiring import hubspot_target, salesforce_target

RULE_FIRED = "FIELD_CUSTOM_VALIDATION_EXCEPTION"


@pytest.fixture(scope="module")
def schema() -> Schema:
    found, _ = load(files("partner-sales"))
    assert found is not None
    return found


def apply(target: Target, schema: Schema) -> None:
    resources = target.project(schema).resources
    for step in target.steps(ordered(diff(resources, target.read(resources).resources))):
        assert target.execute(step).failed == {}


def gates(schema: Schema, exit_: Exit) -> dict[str, str]:
    """The gates that let deals into the next stage: messages by id."""
    return {
        gate.name: gate.message or ""
        for gate in schema.gates.values()
        if (gate.pipeline, gate.enters) == (exit_.motion, exit_.next)
    }


@pytest.fixture(scope="module")
def org(schema: Schema) -> Iterator[Org]:
    with EmbeddedOrgs(FixedClock(AS_OF)) as orgs:
        door = orgs.salesforce(https_port=0)
        target = salesforce_target(door.url, door.access_token)
        apply(target, schema)
        with administrator(door.https_url, door.ca_file, door.access_token) as client:
            made = tuple(client.Account.create(each)["id"] for each in native_accounts())
            types = client.query("SELECT Id, DeveloperName FROM RecordType WHERE SobjectType = 'Opportunity'")
            yield Org(client, target, schema, made, {row["DeveloperName"]: row["Id"] for row in types["records"]})
        target.close()


def without(values: Values, names: Iterable[str]) -> Values:
    return {**values, **{name: blank(name) for name in names}}


def labels(cases: Iterable[tuple[Exit, tuple[str, ...]]]) -> list[Any]:
    return [pytest.param(exit_, names, id=f"{exit_} without {' '.join(names)}") for exit_, names in cases]


def test_the_tables_are_the_blueprints_stages(schema: Schema) -> None:
    stages = [
        (pipeline.name, [stage.name for stage in pipeline.stages if stage.outcome is not Outcome.LOST])
        for pipeline in schema.pipelines.values()
    ]
    moves = [(motion, now, following) for motion, path in stages for now, following in pairwise(path)]

    assert sorted((each.motion, each.stage, each.next) for each in EXITS) == sorted(moves)
    assert sorted((each.motion, each.stage) for each in LAST) == sorted((motion, path[-1]) for motion, path in stages)
    assert (len(EXITS), len(LAST)) == (20, 5)


@pytest.mark.parametrize(("exit_", "names"), labels(missing(EXITS)))
def test_salesforce_refuses_a_move_without_its_evidence(org: Org, exit_: Exit, names: tuple[str, ...]) -> None:
    story = Story(exit_.motion, exit_.stage)
    deal = org.create(story, **without({}, set(names) & story.here.keys()))

    errors = org.save(deal, without(story.moving(exit_), names))

    assert {code for code, _ in errors} == {RULE_FIRED}
    assert {message for _, message in errors} & set(gates(org.schema, exit_).values())
    assert org.client.Opportunity.get(deal)["StageName"] == story.here["stage"]


@pytest.mark.parametrize("exit_", EXITS, ids=str)
def test_salesforce_accepts_a_move_with_its_evidence(org: Org, exit_: Exit) -> None:
    story = Story(exit_.motion, exit_.stage)
    deal = org.create(story)

    assert org.save(deal, story.moving(exit_)) == []
    assert org.client.Opportunity.get(deal)["StageName"] == f"{exit_.motion}_{exit_.next}"


@pytest.mark.parametrize("exit_", EXITS, ids=str)
def test_salesforce_lets_a_deal_be_lost_without_any_evidence(org: Org, exit_: Exit) -> None:
    story = Story(exit_.motion, exit_.stage)
    deal = org.create(story, **without({}, set(exit_.evidence) & story.here.keys()))

    assert org.save(deal, {"stage": f"{exit_.motion}_closed_lost"}) == []


@pytest.mark.parametrize("exit_", EXITS, ids=str)
def test_salesforce_lets_a_deal_past_the_stage_be_edited_after_its_window(org: Org, exit_: Exit) -> None:
    story = Story(exit_.motion, exit_.stage)
    deal = org.create(story)
    window: Values = {"protection_start": CALENDAR.day(-120), "protection_end": CALENDAR.day(-30)}

    moved = org.save(deal, story.moving(exit_))
    expired = org.save(deal, window)
    edited = org.save(deal, {"amount": 4711, "stage_notes": "Something else."})

    assert (moved, expired, edited) == ([], [], [])


@pytest.fixture(scope="module")
def salesforce_findings(org: Org) -> dict[tuple[str, tuple[str, ...]], set[str]]:
    """The rules that an audit finds, by last stage and what its deal lacks."""
    deals = {}
    for exit_, names in (*missing(LAST), *((exit_, ()) for exit_ in LAST)):
        story = Story(exit_.motion, exit_.stage)
        deal = org.create(story)
        assert org.save(deal, without({}, names)) == []
        deals[str(exit_), names] = deal
    return findings("salesforce", org.target, org.schema, deals)


def findings(
    name: str, target: Target, schema: Schema, deals: Mapping[tuple[str, tuple[str, ...]], str]
) -> dict[tuple[str, tuple[str, ...]], set[str]]:
    audited = audit_target(name, target, schema, all_judgements(schema), AS_OF, has_screens=False)
    assert audited.result.coverage.complete
    rules: dict[str, set[str]] = defaultdict(set)
    for finding in audited.result.findings:
        rules[finding.record_id].add(finding.rule)
    return {key: rules[deal] for key, deal in deals.items()}


@pytest.fixture(scope="module")
def portal(schema: Schema) -> Iterator[Portal]:
    with EmbeddedOrgs(FixedClock(AS_OF)) as orgs, requests.Session() as session:
        door = orgs.hubspot()
        target = hubspot_target(door.url, door.access_token)
        apply(target, schema)
        session.trust_env = False
        session.headers["Authorization"] = f"Bearer {door.access_token}"
        yield Portal(door.url, session, target, schema, associations(door.url, session))
        target.close()


@pytest.fixture(scope="module")
def hubspot_outcomes(portal: Portal) -> dict[tuple[str, tuple[str, ...]], set[str] | None]:
    """By stage and what its deal lacks, the rules that an audit finds after the move; None where it was refused."""
    deals: dict[tuple[str, tuple[str, ...]], str] = {}
    refused: set[tuple[str, tuple[str, ...]]] = set()
    for exit_, names in (*missing(EXITS), *((each, ()) for each in EXITS)):
        story = Story(exit_.motion, exit_.stage)
        deals[str(exit_), names] = portal.create(story, **without({}, set(names) & story.here.keys()))
        answer = portal.save(deals[str(exit_), names], without(story.moving(exit_), names))
        if answer.status_code != 200:
            refused.add((str(exit_), names))
    for exit_, names in (*missing(LAST), *((each, ()) for each in LAST)):
        story = Story(exit_.motion, exit_.stage)
        deals[str(exit_), names] = portal.create(story, **without({}, names))
    found = findings("hubspot", portal.target, portal.schema, deals)
    return {key: None if key in refused else rules for key, rules in found.items()}


@pytest.mark.parametrize(("exit_", "names"), labels(missing(EXITS)))
def test_hubspot_refuses_or_finds_a_move_without_its_evidence_as_graded(
    portal: Portal,
    hubspot_outcomes: Mapping[tuple[str, tuple[str, ...]], set[str] | None],
    exit_: Exit,
    names: tuple[str, ...],
) -> None:
    wanted = gates(portal.schema, exit_).keys()
    grades = {grade.address.rpartition(".")[2]: grade for grade in portal.target.project(portal.schema).grades}
    hard = any(Enforcement.HARD in grades[name].enforcement for name in wanted)

    found = hubspot_outcomes[str(exit_), names]

    assert (found is None) == hard
    if found is not None:
        assert found & wanted
        assert all(Enforcement.AUDIT in grades[name].enforcement for name in wanted)


@pytest.mark.parametrize("exit_", EXITS, ids=str)
def test_hubspot_takes_and_no_audit_blames_a_move_with_its_evidence(
    portal: Portal, hubspot_outcomes: Mapping[tuple[str, tuple[str, ...]], set[str] | None], exit_: Exit
) -> None:
    found = hubspot_outcomes[str(exit_), ()]

    assert found is not None
    assert not found & gates(portal.schema, exit_).keys()


@pytest.mark.parametrize(("exit_", "names"), labels(missing(LAST)))
@pytest.mark.parametrize("crm", ["salesforce", "hubspot"])
def test_audits_find_what_a_last_stage_lacks(
    request: pytest.FixtureRequest, crm: str, exit_: Exit, names: tuple[str, ...]
) -> None:
    fixture = {"salesforce": "salesforce_findings", "hubspot": "hubspot_outcomes"}[crm]
    rules = request.getfixturevalue(fixture)

    assert rules[str(exit_), names] > rules[str(exit_), ()]
