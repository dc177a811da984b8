"""Pipelines and required properties of an object of one's own, from the declaration to the portal and back."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from urllib.error import HTTPError

import pytest
from tests.unit.crm.hubspot.portals import Portal, carry_out, pending

from dealspec.crm.hubspot.adapter import HubSpotTarget
from dealspec.provisioner.changes import Update
from dealspec.provisioner.ports import Selection
from dealspec.schema.model import (
    Field,
    FieldType,
    Gate,
    HubSpotPipeline,
    Object,
    Outcome,
    Pipeline,
    PipelineRules,
    Schema,
    Stage,
)
from dealspec.validators.checks import check_schema

NAME = Field("name", FieldType.TEXT, required=True)
REGION = Field("region", FieldType.TEXT)
OPEN = Stage("received", "Received", Decimal(10))
STAGES = (
    OPEN,
    Stage("review", "Review", Decimal(50)),
    Stage("approved", "Approved", Decimal(100), Outcome.WON),
    Stage("rejected", "Rejected", Decimal(0), Outcome.LOST),
)
CLAIMS = Pipeline("claims", stages=STAGES, object="registration", rules=PipelineRules(no_skipping=True))
RECORDS = "/crm/objects/2026-09/p_registration"
PIPELINES = "/crm/pipelines/2026-09/p_registration"


def schema_of(*fields: Field, pipeline: Pipeline = CLAIMS) -> Schema:
    registration = Object("registration", {each.name: each for each in fields or (NAME, REGION)})
    return Schema({"registration": registration}, {pipeline.name: pipeline})


@pytest.fixture
def staged(target: HubSpotTarget) -> HubSpotTarget:
    """A portal with the object and its pipeline."""
    assert carry_out(target, pending(target, schema_of())) == {}
    return target


def test_object_pipeline_and_rules_are_made_in_one_plan(staged: HubSpotTarget, portal: Portal) -> None:
    [pipeline] = portal.send("GET", PIPELINES)["results"]

    assert [(each["id"], each["metadata"]) for each in pipeline["stages"]] == [
        ("claims_received", {"state": "OPEN"}),
        ("claims_review", {"state": "OPEN"}),
        ("claims_approved", {"state": "CLOSED"}),
        ("claims_rejected", {"state": "CLOSED"}),
    ]
    assert pending(staged, schema_of()) == ()
    # schemas, properties, pipelines, rules
    assert staged.read(staged.project(schema_of()).resources).calls == 4


def test_what_hubspot_does_not_hold_of_such_stages_is_said(staged: HubSpotTarget) -> None:
    [gap] = [each for each in staged.project(schema_of()).unsupported if each.subject == "pipelines.claims"]

    assert "neither probability nor won or lost" in gap.why


FOREIGN = [
    ({"label": "In review"}, "label"),
    ({"metadata": {"state": "CLOSED"}}, "outcome"),
    ({"displayOrder": 7}, "rank"),
]


@pytest.mark.parametrize(("body", "path"), FOREIGN)
def test_a_foreign_change_of_a_stage_shows_and_is_mended(
    staged: HubSpotTarget, portal: Portal, body: dict[str, object], path: str
) -> None:
    portal.send("PATCH", f"{PIPELINES}/claims/stages/claims_review", body)

    changes = pending(staged, schema_of())

    assert {each.path for change in changes if isinstance(change, Update) for each in change.attributes} == {path}
    assert carry_out(staged, changes) == {}
    assert pending(staged, schema_of()) == ()


def test_a_stage_more_is_added_in_its_place(staged: HubSpotTarget, portal: Portal) -> None:
    grown = (STAGES[0], Stage("legal", "Legal", Decimal(20)), *STAGES[1:])
    schema = schema_of(pipeline=replace(CLAIMS, stages=grown))

    assert carry_out(staged, pending(staged, schema)) == {}

    assert pending(staged, schema) == ()
    stages = sorted(portal.send("GET", PIPELINES)["results"][0]["stages"], key=lambda each: each["displayOrder"])
    assert [each["id"] for each in stages][:3] == ["claims_received", "claims_legal", "claims_review"]


@pytest.mark.parametrize(
    ("properties", "why"),
    [
        ({"name": "A", "hs_pipeline_stage": "nowhere"}, "nowhere was not one of the allowed options"),
        ({"name": "A", "hs_pipeline": "nowhere"}, "nowhere was not one of the allowed options"),
        ({"hs_pipeline_stage": "claims_review"}, "required properties"),
    ],
)
def test_the_portal_refuses_records_out_of_place_or_without_what_is_required(
    staged: HubSpotTarget, portal: Portal, properties: dict[str, str], why: str
) -> None:
    with pytest.raises(HTTPError) as refused:
        portal.send("POST", RECORDS, {"properties": properties})

    assert why in refused.value.read().decode()


def test_records_come_with_their_place(staged: HubSpotTarget, portal: Portal) -> None:
    for name, stage in (("A", "claims_review"), ("B", "claims_approved")):
        portal.send("POST", RECORDS, {"properties": {"name": name, "hs_pipeline_stage": stage}})

    extract = staged.extract(schema_of(), "registration", ("name", "stage", "pipeline", "is_open"))

    assert extract.missing == ()
    assert [{key: row[key] for key in ("name", "stage", "pipeline", "is_open")} for row in extract.rows] == [
        {"name": "A", "stage": "claims_review", "pipeline": "claims", "is_open": True},
        {"name": "B", "stage": "claims_approved", "pipeline": "claims", "is_open": False},
    ]


def test_a_stage_that_holds_records_cannot_go(staged: HubSpotTarget, portal: Portal) -> None:
    portal.send("POST", RECORDS, {"properties": {"name": "A", "hs_pipeline_stage": "claims_review"}})

    with pytest.raises(HTTPError) as refused:
        portal.send("DELETE", f"{PIPELINES}/claims/stages/claims_review")

    assert "STAGE_ID_IN_USE" in refused.value.read().decode()


def test_a_pull_plans_empty(staged: HubSpotTarget) -> None:
    pulled = staged.pull(Selection(objects=("registration",)))

    pipeline = pulled.schema.pipelines["claims"]
    assert [each.outcome for each in pipeline.stages] == ["open", "open", "won", "won"]
    assert (pipeline.object, pipeline.hubspot, pipeline.rules.no_skipping) == ("registration", HubSpotPipeline(), True)
    assert "taken for won" in next(gap.why for gap in pulled.notes if gap.subject == "pipelines.claims")
    assert pulled.schema.objects["registration"].fields["name"].required
    assert pending(staged, pulled.schema) == ()
    assert [each.code for each in check_schema(pulled.schema) if each.severity == "error"] == []


def test_a_gate_on_it_is_a_persons_work(staged: HubSpotTarget) -> None:
    schema = replace(schema_of(), gates={"approved": Gate("approved", "claims", "approved", ("region",))})

    [step] = staged.project(schema).manual

    assert step.instructions[0] == (
        'Open Settings > Objects > Registration > Pipelines and choose the pipeline "Claims".'
    )


def test_what_is_required_is_said_property_by_property(staged: HubSpotTarget, portal: Portal) -> None:
    shown = portal.send("GET", "/crm-object-schemas/2026-09/schemas/p_registration")
    assert shown["requiredProperties"] == ["name"]
    patch = {"requiredProperties": ["name", "region"]}
    portal.send("PATCH", "/crm-object-schemas/2026-09/schemas/p_registration", patch)

    assert pending(staged, schema_of()) == ()  # somebody else's demand is not ours to take back

    loose = schema_of(replace(NAME, required=False), REGION)
    assert carry_out(staged, pending(staged, loose)) == {}
    shown = portal.send("GET", "/crm-object-schemas/2026-09/schemas/p_registration")
    assert shown["requiredProperties"] == ["region"]
    assert pending(staged, loose) == ()
