"""What of an org's components becomes a schema, under which names, and what is left out with its reason."""

from __future__ import annotations

import pytest
from tests.unit.crm.salesforce.cases import differences

from dealspec.crm.salesforce import markup
from dealspec.crm.salesforce.convert import to_model
from dealspec.crm.salesforce.naming import WORDS, logical
from dealspec.crm.salesforce.project import project
from dealspec.crm.salesforce.snapshot import Snapshot, indexed
from dealspec.crm.salesforce.to_model import schema_of, selected
from dealspec.provisioner.ports import Pulled, Selection
from dealspec.schema.model import FieldType
from dealspec.validators.checks.reserved_names import CHECK as RESERVED
from dealspec.validators.checks.vendor_name_clash import CHECK as CLASH

TEXT = "<label>Thing</label><length>255</length><type>Text</type>"


def org(**objects: str) -> Snapshot:
    """Objects by API name, each with its parts as one text."""
    elements = {
        name: markup.parse(f"<o><fullName>{name}</fullName>{xml}</o>".encode()) for name, xml in objects.items()
    }
    return Snapshot(indexed("CustomObject", elements))


def fields(*names: str, elements: str = TEXT) -> str:
    return "".join(f"<fields><fullName>{name}</fullName>{elements}</fields>" for name in names)


def left_out(pulled: Pulled) -> dict[str, str]:
    return {gap.subject: gap.why for gap in pulled.left_out}


def unasked(pulled: Pulled) -> dict[str, str]:
    return {gap.subject: gap.why for gap in pulled.unasked}


def assert_plans_empty(live: Snapshot, pulled: Pulled) -> None:
    wanted = project(pulled.schema).resources
    found = {item.address: seen for item in wanted if (seen := to_model(item, live)) is not None}
    assert differences(wanted, found) == []


@pytest.mark.parametrize(
    ("api_name", "name"),
    [
        ("Partner_Motion__c", "partner_motion"),
        ("PartnerMotion__c", "partner_motion"),
        ("partner__c", "partner"),
        ("SLA2Date__c", "sla2_date"),
        ("ns__Partner_Tier__c", "ns_partner_tier"),
        ("OpportunityStage", "opportunity_stage"),
        ("Region__gvs", "region"),
    ],
)
def test_logical_names(api_name: str, name: str) -> None:
    assert logical(api_name) == name


def test_names_that_clash_keep_their_own_and_say_so() -> None:
    live = org(Opportunity=fields("PartnerMotion__c", "Partner_Motion__c", "Date__c", "Amount__c", "amount_2__c"))

    pulled = schema_of(live)

    taken = pulled.schema.objects["opportunity"].fields
    assert {name: field.salesforce.name for name, field in taken.items()} == {
        "partner_motion": None,
        "partner_motion_2": "PartnerMotion__c",
        "date_2": "Date__c",
        "amount_2": "Amount__c",
        "amount_2_2": "amount_2__c",
    }
    assert [note.subject for note in pulled.notes] == [
        "fields.opportunity.amount_2",
        "fields.opportunity.amount_2_2",
        "fields.opportunity.date_2",
        "fields.opportunity.partner_motion_2",
    ]
    assert list(RESERVED.find(pulled.schema)) == list(CLASH.find(pulled.schema)) == []
    assert_plans_empty(live, pulled)


def test_no_word_of_the_language_becomes_a_field() -> None:
    live = org(Opportunity=fields(*(f"{word.capitalize()}__c" for word in WORDS)))

    assert list(RESERVED.find(schema_of(live).schema)) == []


def test_our_objects_and_the_orgs_own_are_taken_unless_others_are_asked_for() -> None:
    there = ("Opportunity", "Lead", "Tier__c", "ns__Thing__c", "Config__mdt")

    assert selected(there, Selection()) == ("Opportunity", "Tier__c")
    assert selected(there, Selection(managed=True)) == ("Opportunity", "Tier__c", "ns__Thing__c")
    assert selected(there, Selection(objects=("tier", "Lead"))) == ("Lead", "Tier__c")
    assert selected(there, Selection(objects=("opportunity",))) == ("Opportunity",)


def test_what_is_not_taken_is_named_with_its_reason() -> None:
    live = org(
        Lead="",
        Opportunity="<sharingModel>Private</sharingModel>"
        + fields("ns__A__c", "Own__c")
        + fields("Amount", elements="<trackHistory>true</trackHistory>")
        + fields("StageName", elements="<type>Picklist</type><trackHistory>false</trackHistory>")
        + fields("Region__c", elements="<label>Region</label><type>Picklist</type><valueSet><valueSetName>Regions"
                 "</valueSetName></valueSet>")
        + fields("Broken__c", elements="<label>Broken</label><type>Text</type><length>many</length>")
        + "<listViews><fullName>All</fullName></listViews><businessProcesses><fullName>Alone</fullName>"
        "</businessProcesses><recordTypes><fullName>Lost</fullName><active>true</active><label>Lost</label>"
        "<businessProcess>Gone</businessProcess></recordTypes><validationRules><fullName>Dealspec_A</fullName>"
        "</validationRules><validationRules><fullName>ns__Rule</fullName></validationRules>",
    )  # fmt: skip

    pulled = schema_of(live)

    assert left_out(pulled) == {
        "fields.opportunity.region": "Its values are the global value set Regions, which is not there.",
        "fields.opportunity.broken": "Opportunity.Broken__c cannot be read: its length is no whole number.",
        "business_processes.opportunity.Alone": "No record type uses the business process 'Alone'.",
        "record_types.opportunity.Lost": "Its business process 'Gone' is not there.",
        "validation_rules.opportunity": "Rules that dealspec made of gates: Dealspec_A.",
    }
    assert unasked(pulled) == {
        "objects.Lead": "Lead is an object of Salesforce nobody asked for.",
        "objects.Opportunity": "Those fields are of installed packages: ns__A__c.",
        "objects.opportunity.fields": "What the org says of Salesforce's own fields is left out: Amount.",
        "objects.opportunity.settings": "The settings of Salesforce's own object are left out: sharingModel.",
        "objects.opportunity.listViews": "Its list views are no part of the data model (All).",
        "validation_rules.opportunity": "Those validation rules are of installed packages: ns__Rule.",
    }
    assert list(pulled.schema.objects["opportunity"].fields) == ["own"]


def test_what_packages_and_salesforce_define_comes_when_it_is_asked_for() -> None:
    live = org(
        Opportunity="<sharingModel>Private</sharingModel>"
        + fields("ns__A__c")
        + fields("NextStep", elements="<trackHistory>true</trackHistory><description>Who acts</description>"),
    )

    pulled = schema_of(live, Selection(managed=True, vendor_defined=True))

    deals = pulled.schema.objects["opportunity"]
    assert deals.fields["ns_a"].salesforce.name == "ns__A__c"
    assert deals.fields["next_step"].type is FieldType.OTHER
    assert (deals.fields["next_step"].track_history, deals.fields["next_step"].description) == (True, "Who acts")
    assert deals.salesforce.native == {"sharingModel": "Private"}
    assert pulled.left_out == ()
    assert_plans_empty(live, pulled)


def test_globs_take_only_what_they_match_and_what_that_needs() -> None:
    target = "<referenceTo>Tier__c</referenceTo><relationshipName>Ds</relationshipName>"
    lookup = f"<label>Thing</label>{target}<type>Lookup</type>"
    live = org(Opportunity=fields("A__c") + fields("B__c", elements=lookup), Tier__c="<label>T</label>")

    pulled = schema_of(live, Selection(objects=("opportunity",), globs=("fields.*.b",)))

    assert list(pulled.schema.objects["opportunity"].fields) == ["b"]
    assert pulled.schema.objects["tier"].salesforce.name is None
    assert_plans_empty(live, pulled)


def test_a_field_that_our_permission_sets_grant_stays_theirs() -> None:
    live = org(Opportunity=fields("A__c", "B__c"))
    grants = "".join(
        f"<fieldPermissions><editable>true</editable><field>Opportunity.{name}</field><readable>true</readable>"
        "</fieldPermissions>"
        for name in ("A__c",)
    )
    sets = {
        name: markup.parse(f"<p><label>x</label>{grants}</p>".encode())
        for name in ("Dealspec_Editor", "Dealspec_Reader")
    }
    with_sets = Snapshot({**live.components, **indexed("PermissionSet", sets)})

    taken = schema_of(with_sets).schema.objects["opportunity"].fields

    assert [taken[name].salesforce.granted for name in ("a", "b")] == [None, False]
