"""The Salesforce adapter against the embedded org over HTTP: what is applied reads back, and what changes shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing

import pytest
from tests.contract.salesforce_org import Served, served
from tests.unit.crm.salesforce.cases import differences, schema

from dealspec.crm.http import Retries
from dealspec.crm.salesforce.adapter import SalesforceTarget
from dealspec.provisioner.changes import Create
from dealspec.provisioner.diff import diff
from dealspec.provisioner.order import ordered
from dealspec.provisioner.ports import Crm, StepOutcome
from dealspec.provisioner.resource import Resource
from dealspec.schema.model import Schema

SCHEMA = schema()
IMPATIENT = Retries(sleep=lambda _: None)


@pytest.fixture
def org() -> Iterator[Served]:
    with served() as running:
        yield running


@pytest.fixture
def target(org: Served) -> Iterator[SalesforceTarget]:
    with closing(SalesforceTarget(org.url, org.token, retries=IMPATIENT)) as made:
        yield made


@pytest.fixture(scope="module")
def applied() -> Iterator[tuple[Served, SalesforceTarget]]:
    """An org that has it all; a test that changes it mends it."""
    with served() as running, closing(SalesforceTarget(running.url, running.token, retries=IMPATIENT)) as made:
        apply(made)
        yield running, made


def apply(target: SalesforceTarget, declared: Schema = SCHEMA) -> list[StepOutcome]:
    resources = target.project(declared).resources
    changes = ordered(diff(resources, target.read(resources).resources))
    return [target.execute(step) for step in target.steps(changes)]


def pending(target: SalesforceTarget, declared: Schema = SCHEMA) -> list[str]:
    resources = target.project(declared).resources
    return differences(resources, target.read(resources).resources)


def live(target: SalesforceTarget) -> Mapping[str, Resource]:
    return target.read(target.project(SCHEMA).resources).resources


def test_it_says_which_org_answers(org: Served, target: SalesforceTarget) -> None:
    identity = target.identity()

    assert (identity.crm, identity.org_id, identity.kind) == (Crm.SALESFORCE, org.org.org_id, "Developer Edition")
    assert not identity.is_protected
    assert identity.user.startswith("admin@")


def test_a_fresh_org_misses_everything_and_after_an_apply_nothing(target: SalesforceTarget) -> None:
    target.identity()
    before = pending(target)

    outcomes = apply(target)

    assert len(before) >= len(target.project(SCHEMA).resources) - 1
    assert [outcome.failed for outcome in outcomes] == [{}, {}]
    assert pending(target) == []


def test_an_apply_is_one_deployment_and_one_assignment(target: SalesforceTarget) -> None:
    user = target.identity().user
    resources = target.project(SCHEMA).resources

    steps = target.steps([Create(resource) for resource in resources])

    assert [step.operation for step in steps] == ["deploy", "assign"]
    assert steps[1].title == f"Assign Dealspec_Editor to {user}"
    assert {address for step in steps for address in step.addresses} == {item.address for item in resources}


def test_a_second_apply_has_nothing_to_do(target: SalesforceTarget) -> None:
    apply(target)

    assert apply(target) == []


def test_reading_takes_at_most_eight_calls_however_much_is_declared(target: SalesforceTarget) -> None:
    resources = target.project(SCHEMA).resources
    few = target.read(resources[:1])
    everything = target.read(resources)

    assert few.calls == 1
    assert everything.calls <= 8
    assert everything.coverage.complete


def test_a_read_brings_back_only_what_was_asked_for(target: SalesforceTarget) -> None:
    apply(target)
    asked = [item for item in target.project(SCHEMA).resources if item.address == "fields.opportunity.seats"]

    assert list(target.read(asked).resources) == ["fields.opportunity.seats"]


FIELD, MOTION = "Opportunity.Deal_Registration_Id__c", "Opportunity.Partner_Motion__c"
DIRECT = "<fullName>direct</fullName>.*?<label>"
FOREIGN_HANDS = [
    ("CustomField", FIELD, "<label>.*?</label>", "<label>X</label>", "deal_registration_id.label"),
    ("CustomField", FIELD, "<length>20</length>", "<length>30</length>", "deal_registration_id.length"),
    ("CustomField", FIELD, "<inlineHelpText>.*?</inlineHelpText>", "", "deal_registration_id.help"),
    ("CustomField", FIELD, "<unique>true", "<unique>false", "deal_registration_id.unique"),
    ("CustomField", "Opportunity.Seats__c", "<scale>2", "<scale>1", "seats.scale"),
    ("CustomField", MOTION, "<description>.*?</desc", "<description>X</desc", "partner_motion.description"),
    ("CustomField", MOTION, "<trackHistory>true", "<trackHistory>false", "partner_motion.track_history"),
    ("CustomField", MOTION, f"({DIRECT})Direct", r"\1X", "partner_motion.values.direct.label"),
    ("CustomField", MOTION, "<restricted>true", "<restricted>false", "partner_motion.restricted"),
]


@pytest.mark.parametrize(("kind", "name", "pattern", "replacement", "path"), FOREIGN_HANDS)
def test_what_a_foreign_hand_changes_of_a_field_shows_alone_and_is_mended(
    applied: tuple[Served, SalesforceTarget], kind: str, name: str, pattern: str, replacement: str, path: str
) -> None:
    org, target = applied

    org.edit(kind, name, pattern, replacement)
    seen = pending(target)
    apply(target)

    assert seen == [f"fields.opportunity.{path}"]
    assert pending(target) == []


RULE = "Opportunity.Dealspec_Reseller_Qualification"
STAGE = "(<fullName>reseller_qualification</fullName>.*?)"
OTHER_HANDS = [
    (
        "StandardValueSet",
        "OpportunityStage",
        f"{STAGE}<probability>50",
        r"\1<probability>60",
        "pipelines.reseller.stages.qualification.probability",
    ),
    (
        "StandardValueSet",
        "OpportunityStage",
        f"{STAGE}<label>.*?<",
        r"\1<label>X<",
        "pipelines.reseller.stages.qualification.label",
    ),
    (
        "StandardValueSet",
        "OpportunityStage",
        f"{STAGE}<forecastCategory>BestCase",
        r"\1<forecastCategory>Forecast",
        "pipelines.reseller.stages.qualification.forecast_category",
    ),
    (
        "StandardValueSet",
        "ContactRole",
        "(<fullName>bdr</fullName>.*?)<label>Bdr",
        r"\1<label>X",
        "fields.opportunity.partner_contacts.values.bdr.label",
    ),
    ("RecordType", "Opportunity.Reseller", "<label>Reseller", "<label>X", "pipelines.reseller.label"),
    ("RecordType", "Opportunity.Reseller", "<active>true", "<active>false", "pipelines.reseller.active"),
    (
        "RecordType",
        "Opportunity.Reseller",
        "<description>.*?</description>",
        "",
        "pipelines.reseller.description",
    ),
    (
        "RecordType",
        "Opportunity.Reseller",
        "<values><fullName>direct</fullName><default>false</default></values>",
        "",
        "pipelines.reseller.picklists.Partner_Motion__c.direct",
    ),
    (
        "BusinessProcess",
        "Opportunity.Reseller",
        "<values><fullName>reseller_launch</fullName><default>false</default></values>",
        "",
        "pipelines.reseller.stages.reseller_launch",
    ),
    (
        "ValidationRule",
        RULE,
        "(<errorConditionFormula>).*?(</errorConditionFormula>)",
        r"\1ISBLANK(Name)\2",
        "gates.reseller_qualification.formula",
    ),
    ("ValidationRule", RULE, "<active>true", "<active>false", "gates.reseller_qualification.active"),
    (
        "ValidationRule",
        RULE,
        "<errorMessage>.*?</errorMessage>",
        "<errorMessage>X</errorMessage>",
        "gates.reseller_qualification.message",
    ),
    (
        "ValidationRule",
        "Opportunity.Dealspec_Reseller_Launch",
        "<errorDisplayField>.*?</errorDisplayField>",
        "<errorDisplayField>Name</errorDisplayField>",
        "gates.reseller_launch.error_field",
    ),
    ("CustomPermission", "Dealspec_Bypass", "<label>.*?<", "<label>X<", "grants.dealspec_bypass.label"),
    ("PermissionSet", "Dealspec_Reader", "<label>.*?</label>", "<label>X</label>", "grants.dealspec_reader.label"),
    (
        "PermissionSet",
        "Dealspec_Editor",
        "<editable>true(</editable><field>Opportunity.Seats__c)",
        r"<editable>false\1",
        "grants.dealspec_editor.fields.opportunity.seats",
    ),
    (
        "PermissionSet",
        "Dealspec_Editor",
        "(<recordType>Opportunity.Reseller</recordType>)<visible>true",
        r"\1<visible>false",
        "grants.dealspec_editor.record_types.reseller",
    ),
]


@pytest.mark.parametrize(("kind", "name", "pattern", "replacement", "path"), OTHER_HANDS)
def test_what_a_foreign_hand_changes_elsewhere_shows_alone_and_is_mended(
    applied: tuple[Served, SalesforceTarget], kind: str, name: str, pattern: str, replacement: str, path: str
) -> None:
    org, target = applied

    org.edit(kind, name, pattern, replacement)
    seen = pending(target)
    apply(target)

    assert seen == [path]
    assert pending(target) == []


def test_a_gate_refuses_a_bad_save_in_its_own_words_and_lets_a_good_one_pass(
    applied: tuple[Served, SalesforceTarget],
) -> None:
    org, _ = applied
    deal = {
        "Name": "Deal",
        "CloseDate": "2026-05-01",
        "StageName": "reseller_qualification",
        "RecordTypeId": org.ids("SELECT Id, DeveloperName FROM RecordType")["Reseller"],
        "Partner_Motion__c": "reseller",
    }

    refused = org.try_create("Opportunity", **deal, Attribution_Percent__c=50)
    elsewhere = org.try_create("Opportunity", **{**deal, "StageName": "referral_intro"})
    passed = org.try_create("Opportunity", **deal, Attribution_Percent__c=50, Deal_Registration_Id__c="DR-000009")

    assert refused.status_code == 400
    assert refused.json()[0]["errorCode"] == "FIELD_CUSTOM_VALIDATION_EXCEPTION"
    assert refused.json()[0]["message"] == 'A reseller deal needs a "registration" & a share <= 100 %.'
    assert elsewhere.status_code == 400
    assert passed.status_code == 201


def test_a_deleted_rule_comes_back(applied: tuple[Served, SalesforceTarget]) -> None:
    org, target = applied

    org.delete("ValidationRule", RULE)
    seen = pending(target)
    apply(target)

    assert seen == ["gates.reseller_qualification"]
    assert pending(target) == []


def test_a_lost_assignment_shows_and_is_made_again(applied: tuple[Served, SalesforceTarget]) -> None:
    org, target = applied
    soql = "SELECT Id, PermissionSet.Name FROM PermissionSetAssignment"

    org.remove("PermissionSetAssignment", soql, lambda row: row["PermissionSet"]["Name"] == "Dealspec_Editor")
    seen = pending(target)
    outcomes = apply(target)

    assert seen == ["grants.dealspec_editor.assignment"]
    assert [outcome.done for outcome in outcomes] == [("grants.dealspec_editor.assignment",)]
    assert pending(target) == []


def test_a_deleted_field_takes_its_grants_along_and_all_comes_back(org: Served, target: SalesforceTarget) -> None:
    apply(target)

    org.delete("CustomField", "Opportunity.Seats__c")
    seen = pending(target)
    apply(target)

    assert "fields.opportunity.seats" in seen
    assert pending(target) == []


def test_a_failed_deployment_does_nothing_and_says_why_by_address(org: Served, target: SalesforceTarget) -> None:
    long_label = SCHEMA.objects["opportunity"].fields["seats"]
    resources = target.project(SCHEMA).resources
    spoilt = [
        Resource(item.address, item.kind, {**item.attributes, "label": "x" * 41}, item.native, item.requires)
        if item.address == f"fields.opportunity.{long_label.name}"
        else item
        for item in resources
    ]

    [step, *_] = target.steps([Create(item) for item in spoilt])
    outcome = target.execute(step)

    assert outcome.done == ()
    assert set(outcome.failed) == set(step.addresses)
    assert "max length=40" in outcome.failed["fields.opportunity.seats"]
    assert "Opportunity.Seats__c" in outcome.failed["fields.opportunity.seats"]
    assert "rolled back" in outcome.failed["fields.opportunity.list_price"]
    assert list(live(target)) == ["fields.opportunity.partner_contacts"]


def test_rows_come_in_logical_names_and_normalised_values(org: Served, target: SalesforceTarget) -> None:
    apply(target)
    account = org.create("Account", Name="Northwind")
    record_types = org.ids("SELECT Id, DeveloperName FROM RecordType")
    deal = org.create(
        "Opportunity",
        Name="Deal",
        Deal_Registration_Id__c="DR-000001",
        StageName="reseller_qualification",
        CloseDate="2026-05-01",
        Amount=1200.5,
        AccountId=account,
        RecordTypeId=record_types["Reseller"],
        Partner_Motion__c="reseller",
        Attribution_Percent__c=12.5,
        Regions__c="emea;amer",
        Partner_Organization__c=account,
        Submitted_At__c="2026-01-05T10:00:00+02:00",
        Price_Protection__c=True,
    )
    contact = org.create("Contact", LastName="Ash", AccountId=account)
    org.create("OpportunityContactRole", OpportunityId=deal, ContactId=contact, Role="bdr")
    org.create("Opportunity", Name="Bare", StageName="Closed Lost", CloseDate="2026-05-02")
    fields = [
        "name", "stage", "pipeline", "amount", "account", "is_open", "is_won", "close_date", "created_at",
        "partner_motion", "attribution_percent", "regions", "partner", "submitted_at", "price_protection",
        "protection_end", "partner_contacts",
    ]  # fmt: skip

    extract = target.extract(SCHEMA, "opportunity", fields)
    first, second = extract.rows

    assert extract.missing == ()
    assert first == {
        "id": deal,
        "name": "Deal",
        "stage": "reseller_qualification",
        "pipeline": "reseller",
        "amount": 1200.5,
        "account": account,
        "is_open": True,
        "is_won": False,
        "close_date": "2026-05-01",
        "created_at": "2026-03-02T09:30:00",
        "partner_motion": "reseller",
        "attribution_percent": 12.5,
        "regions": ["emea", "amer"],
        "partner": account,
        "submitted_at": "2026-01-05T08:00:00",
        "price_protection": True,
        "protection_end": None,
        "partner_contacts": ["bdr"],
    }
    assert [second[name] for name in ("stage", "is_open", "regions", "partner_contacts", "price_protection")] == [
        "Closed Lost",
        False,
        None,
        None,
        False,
    ]


def test_fields_that_the_org_hides_are_gaps_and_read_as_none(org: Served, target: SalesforceTarget) -> None:
    org.create("Opportunity", Name="Deal", StageName="Prospecting", CloseDate="2026-05-01")

    extract = target.extract(SCHEMA, "opportunity", ["name", "seats", "pipeline"])

    assert [gap.subject for gap in extract.missing] == ["fields.opportunity.seats", "fields.opportunity.pipeline"]
    assert [(row["name"], row["seats"], row["pipeline"]) for row in extract.rows] == [("Deal", None, None)]


def test_many_rows_come_page_by_page(org: Served, target: SalesforceTarget) -> None:
    names = [f"Account {number}" for number in range(2001)]
    org.create_many("Account", [{"Name": name} for name in names])

    rows = list(target.extract(SCHEMA, "account", ["name"]).rows)

    assert sorted(str(row["name"]) for row in rows) == sorted(names)


def test_a_field_on_a_global_value_set_is_a_gap_and_not_a_guess(org: Served, target: SalesforceTarget) -> None:
    org.make(
        "GlobalValueSet",
        "<fullName>Tiers</fullName><masterLabel>Tiers</masterLabel><sorted>false</sorted>"
        "<customValue><fullName>gold</fullName><default>false</default><label>Gold</label></customValue>",
    )
    org.make(
        "CustomField",
        "<fullName>Account.Partner_Tier__c</fullName><label>Partner tier</label><type>Picklist</type>"
        "<valueSet><restricted>true</restricted><valueSetName>Tiers</valueSetName></valueSet>",
    )
    wanted = [item for item in target.project(SCHEMA).resources if item.address == "fields.account.partner_tier"]

    state = target.read(wanted)

    [gap] = state.coverage.gaps
    assert gap.subject == "fields.account.partner_tier"
    assert "Tiers" in gap.why
