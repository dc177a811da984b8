"""Every date that nobody writes by hand has a writer in the plan: who sets it up, where, and at which moment."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dealspec.provisioner.ports import Crm
from dealspec.provisioner.resource import ManualStep
from dealspec.schema.blueprints import files
from dealspec.schema.load import load
from dealspec.schema.model import (
    Expr,
    Field,
    FieldType,
    Object,
    Pipeline,
    SalesforceField,
    Schema,
    Stage,
    Stamp,
    Value,
)
from dealspec.wiring import projections

STATUS = Field(
    "registration_status", FieldType.PICKLIST, values=(Value("draft", "Draft"), Value("submitted", "Submitted"))
)
NOTES = Field("notes", FieldType.LONG_TEXT, length=4000)
RESELLER = Pipeline(
    "reseller", Expr("true"), (Stage("registered", "Registered", Decimal(10)), Stage("quoted", "Quoted", Decimal(60)))
)
OTHER = Pipeline("referral", Expr("true"), (Stage("quoted", "Quote sent", Decimal(60)),))


def steps(*dates: Field, obj: str = "opportunity", pipelines: tuple[Pipeline, ...] = ()) -> dict[str, list[ManualStep]]:
    fields = {field.name: field for field in (STATUS, NOTES, *dates)}
    schema = Schema({obj: Object(obj, fields)}, {pipeline.name: pipeline for pipeline in pipelines})
    found = projections(schema)
    return {
        crm.value: [step for step in found[crm].manual if step.address.startswith("stamps.")]
        for crm in (Crm.SALESFORCE, Crm.HUBSPOT)
    }


def date(name: str, stamp: Stamp = Stamp.AUTOMATION, type_: FieldType = FieldType.DATETIME) -> Field:
    return Field(name, type_, stamp=stamp, description="When it was so.")


MOMENTS = [
    (
        "notes_updated_at",
        "Notes_Updated_At__c to $Flow.CurrentDateTime, when $Record.Notes__c does not equal $Record__Prior.Notes__c.",
        "notes_updated_at: when the value of notes has changed.",
    ),
    (
        "stage_changed_at",
        "Stage_Changed_At__c to $Flow.CurrentDateTime, when $Record.StageName does not equal $Record__Prior.StageName.",
        "stage_changed_at: when the value of dealstage has changed.",
    ),
    (
        "registration_submitted_at",
        "Registration_Submitted_At__c to $Flow.CurrentDateTime, when $Record.Registration_Status__c does not equal"
        " $Record__Prior.Registration_Status__c and $Record.Registration_Status__c equals submitted.",
        "registration_submitted_at: when registration_status becomes submitted.",
    ),
    (
        "registered_at",
        "Registered_At__c to $Flow.CurrentDateTime, when $Record.StageName does not equal $Record__Prior.StageName and"
        " $Record.StageName equals reseller_registered.",
        'registered_at: when the stage is "Registered" (Reseller).',
    ),
    (
        "quoted_at",
        "Quoted_At__c to $Flow.CurrentDateTime, when $Record.StageName does not equal $Record__Prior.StageName and"
        " $Record.StageName equals reseller_quoted or equals referral_quoted.",
        'quoted_at: when the stage is "Quoted" (Reseller) or "Quote sent" (Referral).',
    ),
    (
        "submitted_at",  # of what, no name tells
        "Submitted_At__c to $Flow.CurrentDateTime, at the moment it is for (When it was so).",
        "submitted_at: at the moment it is for (When it was so).",
    ),
]


@pytest.mark.parametrize(("name", "in_salesforce", "in_hubspot"), MOMENTS, ids=[case[0] for case in MOMENTS])
def test_automation_is_explained_for_the_moment_that_the_name_tells(
    name: str, in_salesforce: str, in_hubspot: str
) -> None:
    found = steps(date(name), pipelines=(RESELLER, OTHER))

    assert [step.address for step in found["salesforce"]] == ["stamps.opportunity.automation"]
    assert in_salesforce in found["salesforce"][0].instructions
    assert in_hubspot in found["hubspot"][0].instructions


def test_history_says_what_holds_the_moment_already() -> None:
    found = steps(date("quoted_at", Stamp.HISTORY), date("notes_updated_at", Stamp.HISTORY), pipelines=(RESELLER,))

    [salesforce], [hubspot] = found["salesforce"], found["hubspot"]
    assert salesforce.address == hubspot.address == "stamps.opportunity.history"
    assert salesforce.instructions[1:3] == (
        "Quoted_At__c: OpportunityHistory: CreatedDate of the row in which StageName became reseller_quoted.",
        "Notes_Updated_At__c: OpportunityFieldHistory: CreatedDate of the rows of Notes__c, once it has"
        " track_history: true (notes).",
    )
    assert hubspot.instructions[1:3] == (
        "quoted_at: the property hs_v2_date_entered_reseller_quoted.",
        "notes_updated_at: the property history of notes.",
    )


def test_a_day_is_stamped_with_a_day() -> None:
    [step] = steps(date("notes_updated_at", type_=FieldType.DATE))["salesforce"]

    assert any("to $Flow.CurrentDate," in line for line in step.instructions)


def test_dates_that_people_write_ask_for_nothing() -> None:
    assert steps(date("notes_updated_at", Stamp.PERSON)) == {"salesforce": [], "hubspot": []}


@pytest.mark.parametrize("crm", ["salesforce", "hubspot"])
def test_what_was_done_stays_done_while_the_moments_are_the_same(crm: str) -> None:
    def digest(field: Field) -> str:
        return steps(field)[crm][0].digest

    worded = Field("notes_updated_at", FieldType.DATETIME, stamp=Stamp.AUTOMATION, description="In other words.")
    other = date("registration_submitted_at")

    assert digest(worded) == digest(date("notes_updated_at"))
    assert digest(other) != digest(date("notes_updated_at"))


@pytest.mark.parametrize("crm", [Crm.SALESFORCE, Crm.HUBSPOT])
def test_the_blueprint_asks_once_for_each_object_and_writer(crm: Crm) -> None:
    schema, faults = load(files("partner-sales"))
    assert schema, faults

    found = [step.address for step in projections(schema)[crm].manual if step.address.startswith("stamps.")]

    stamped = {
        f"stamps.{obj.name}.{field.stamp}" for obj, field in schema.fields() if field.stamp not in (None, "person")
    }
    assert sorted(found) == sorted(stamped)


def test_a_date_that_the_crm_does_not_hold_is_not_asked_for() -> None:
    homeless = Field(
        "x_updated_at", FieldType.OTHER, stamp=Stamp.AUTOMATION, salesforce=SalesforceField(type="Location")
    )

    assert steps(homeless)["hubspot"] == []
