"""A pipeline or record type that stands for one of another name in the org: found there, added to, never made anew."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from tests.contract.salesforce_org import Served, served
from tests.unit.crm.salesforce.cases import REFERRAL, RESELLER, differences, schema

from dealspec.crm.http import Retries
from dealspec.crm.salesforce.adapter import SalesforceTarget
from dealspec.provisioner.diff import diff
from dealspec.provisioner.order import ordered
from dealspec.schema.model import Object, RecordType, SalesforceRecordType, Schema

RESALE = replace(RESELLER, salesforce=SalesforceRecordType("Resale"))
NAMED = schema(pipelines=(RESALE, REFERRAL))


@pytest.fixture
def org() -> Iterator[Served]:
    """An org with a record type Resale whose process has one stage."""
    with served() as running:
        running.make(
            "BusinessProcess",
            "<fullName>Opportunity.Old process</fullName><isActive>true</isActive><values>"
            "<fullName>Prospecting</fullName><default>false</default></values>",
        )
        running.make(
            "RecordType",
            "<fullName>Opportunity.Resale</fullName><active>true</active><businessProcess>Old process</businessProcess>"
            "<label>Resale deal</label>",
        )
        yield running


@pytest.fixture
def target(org: Served) -> Iterator[SalesforceTarget]:
    with closing(SalesforceTarget(org.url, org.token, retries=Retries(sleep=lambda _: None))) as made:
        yield made


def apply(target: SalesforceTarget, declared: Schema) -> None:
    resources = target.project(declared).resources
    for step in target.steps(ordered(diff(resources, target.read(resources).resources))):
        assert target.execute(step).failed == {}
    assert differences(resources, target.read(resources).resources) == []


def test_the_record_type_of_that_name_gets_the_stages_and_keeps_its_label(
    org: Served, target: SalesforceTarget
) -> None:
    apply(target, NAMED)

    types = {item.name: item.body for item in org.org.definitions.of_object("RecordType", "Opportunity")}
    process = org.org.definitions.get("BusinessProcess", "Opportunity.Old process")
    assert sorted(types) == ["Referral", "Resale"]
    assert types["Resale"]["label"] == "Resale deal"
    assert process is not None
    assert [value["fullName"] for value in process.body["values"]] == [
        "Prospecting",
        *(f"reseller_{stage.name}" for stage in RESELLER.stages),
    ]


def test_a_label_that_is_said_is_meant(org: Served, target: SalesforceTarget) -> None:
    apply(target, schema(pipelines=(replace(RESALE, label="Resellers"), REFERRAL)))

    found = org.org.definitions.get("RecordType", "Opportunity.Resale")
    assert found is not None
    assert found.body["label"] == "Resellers"


def test_gates_and_access_speak_of_the_record_type_by_that_name(target: SalesforceTarget) -> None:
    found = {item.address: item for item in target.project(NAMED).resources}

    formulas = " ".join(str(item.attributes.get("formula")) for item in found.values())
    assert '"Resale"' in formulas
    assert '"Reseller"' not in formulas
    assert found["grants.dealspec_editor"].native["pipelines.reseller"] == "Opportunity.Resale"


def test_records_of_that_record_type_are_the_pipelines(org: Served, target: SalesforceTarget) -> None:
    apply(target, NAMED)
    types = org.ids("SELECT Id, DeveloperName FROM RecordType")
    org.create(
        "Opportunity",
        Name="Deal", StageName="reseller_registration", CloseDate="2026-12-31", RecordTypeId=types["Resale"],
        Partner_Motion__c="reseller",
    )  # fmt: skip

    (row,) = target.extract(NAMED, "opportunity", ["pipeline"]).rows
    assert row["pipeline"] == "reseller"


def test_a_record_type_goes_by_the_name_it_has_in_this_org(org: Served, target: SalesforceTarget) -> None:
    customer = RecordType("Customer", "Customer", salesforce=SalesforceRecordType("Kunde"))
    declared = Schema({"account": Object("account", record_types={"Customer": customer})})

    apply(target, declared)

    assert [item.name for item in org.org.definitions.of_object("RecordType", "Account")] == ["Kunde"]
    address = "record_types.account.Customer"
    assert address in {item.address for item in target.project(declared).resources}
