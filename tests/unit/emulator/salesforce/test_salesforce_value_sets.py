"""Stages, standard and global value sets, business processes, record types and validation rules as definitions."""

from __future__ import annotations

import pytest
from tests.unit.emulator.salesforce.embedded_org import MD, OPPORTUNITY, Client

from dealspec.emulator.salesforce.org import SalesforceOrg


def stage(name: str, extra: str = "<closed>false</closed><forecastCategory>Pipeline</forecastCategory>"
          "<probability>10</probability><won>false</won>", label: str = "") -> str:  # fmt: skip
    names = f"<fullName>{name}</fullName><default>false</default><label>{label or name}</label>"
    return f"<standardValue>{names}{extra}</standardValue>"


@pytest.fixture(scope="module")
def shared(module_org: SalesforceOrg) -> Client:
    return Client(module_org)


def test_a_fresh_org_has_the_standard_stages(client: Client) -> None:
    rows = client.query("SELECT ApiName, IsClosed, IsWon, DefaultProbability FROM OpportunityStage ORDER BY SortOrder")

    assert len(rows) == 10
    assert rows[0] == {"ApiName": "Prospecting", "IsClosed": False, "IsWon": False, "DefaultProbability": 10.0}
    assert rows[-1] == {"ApiName": "Closed Lost", "IsClosed": True, "IsWon": False, "DefaultProbability": 0.0}


def test_stages_left_out_are_deactivated_and_kept(client: Client) -> None:
    client.deployed("StandardValueSet:OpportunityStage:<sorted>false</sorted>" + stage("quote", label="Quote"))

    rows = client.query("SELECT ApiName, IsActive FROM OpportunityStage ORDER BY SortOrder")
    (record,) = client.read("StandardValueSet", "OpportunityStage")
    inactive = [value for value in record.iter(f"{MD}standardValue") if value.findtext(f"{MD}isActive") == "false"]

    assert [row["ApiName"] for row in rows if row["IsActive"]] == ["quote"]
    assert len(rows) == 11
    assert len(inactive) == 10


@pytest.mark.parametrize(
    ("component", "problem"),
    [
        ("StandardValueSet:OpportunityStage:<sorted>false</sorted>", "Required field is missing: standardValue"),
        ("StandardValueSet:OpportunityStage:<sorted>false</sorted>" + stage("a", "<closed>false</closed>"
         "<won>false</won><forecastCategory>Pipeline</forecastCategory>"), "Required field is missing: probability"),
        ("StandardValueSet:OpportunityStage:<sorted>false</sorted>" + stage("a", "<closed>false</closed>"
         "<won>false</won><forecastCategory>Maybe</forecastCategory><probability>1</probability>"), "'Maybe' is"),
        ("StandardValueSet:OpportunityStage:<sorted>false</sorted>" + stage("a", label="S") + stage("b", label="S"),
         "Duplicate label: S"),
        ("StandardValueSet:Nope:<sorted>false</sorted>" + stage("a"),
         "In field: fullName - no StandardValueSet named Nope found"),
        ("GlobalValueSet:Tiers:<sorted>false</sorted>", "Required field is missing: masterLabel"),
        ("BusinessProcess:Opportunity.P:<isActive>true</isActive>", "Required field is missing: values"),
        ("BusinessProcess:Opportunity.P:<values><fullName>Nope</fullName><default>false</default></values>",
         "Picklist value: Nope in picklist: StageName not found"),
        ("BusinessProcess:Opportunity.P:<values><fullName>Prospecting</fullName><default>false</default></values><values>"
         "<fullName>Prospecting</fullName><default>false</default></values>",
         "Field:StageName, value:Prospecting appears more than once"),
        ("RecordType:Opportunity.R:<active>true</active><label>R</label>", "Required field is missing: business"),
        ("RecordType:Opportunity.R:<active>true</active><businessProcess>Nope</businessProcess><label>R</label>",
         "In field: businessProcess - no BusinessProcess named Opportunity.Nope found"),
        ("RecordType:Account.R:<active>true</active>", "Required field is missing: label"),
        ("RecordType:Account.R:<active>true</active><label>R</label><picklistValues><picklist>Nope__c</picklist>"
         "</picklistValues>", "In field: picklist - no CustomField named Account.Nope__c found"),
        ("RecordType:Account.R:<active>true</active><label>R</label><picklistValues><picklist>Industry</picklist><values>"
         "<fullName>Magic</fullName><default>false</default></values></picklistValues>",
         "Picklist value: Magic in picklist: Industry not found"),
        ("ValidationRule:Opportunity.V:<active>true</active><errorMessage>m</errorMessage>",
         "Required field is missing: errorConditionFormula"),
        ("ValidationRule:Opportunity.V:<active>true</active><errorConditionFormula>Amount</errorConditionFormula>"
         "<errorMessage>m</errorMessage>",
         "Formula result is data type (Number), incompatible with expected data type (Boolean)."),
        ("ValidationRule:Opportunity.V:<active>true</active><errorConditionFormula>Amount &gt; </errorConditionFormula>"
         "<errorMessage>m</errorMessage>", "Syntax error."),
        ("ValidationRule:Opportunity.V:<active>true</active><errorConditionFormula>$Permission.Nope"
         "</errorConditionFormula><errorMessage>m</errorMessage>", "Field $Permission.Nope does not exist."),
        (f"ValidationRule:Opportunity.V:<active>true</active><errorConditionFormula>true</errorConditionFormula>"
         f"<errorMessage>{'m' * 256}</errorMessage>", "Error Message: data value too large"),
        ("ValidationRule:Opportunity.V:<active>true</active><errorConditionFormula>true</errorConditionFormula>"
         "<errorDisplayField>Nope__c</errorDisplayField><errorMessage>m</errorMessage>",
         "In field: errorDisplayField - no CustomField named Opportunity.Nope__c found"),
        ("PermissionSet:P:<description>d</description>", "Required field is missing: label"),
        ("PermissionSet:P:<customPermissions><enabled>true</enabled><name>Nope</name></customPermissions><label>P</label>",
         "In field: customPermission - no CustomPermission named Nope found"),
        ("PermissionSet:P:<fieldPermissions><editable>true</editable><field>Opportunity.Nope__c</field><readable>true"
         "</readable></fieldPermissions><label>P</label>",
         "In field: field - no CustomField named Opportunity.Nope__c found"),
        ("PermissionSet:P:<fieldPermissions><editable>true</editable><field>Opportunity.StageName</field><readable>true"
         "</readable></fieldPermissions><label>P</label>",
         "You cannot deploy to a required field: Opportunity.StageName"),
        ("PermissionSet:P:<fieldPermissions><editable>true</editable><field>Opportunity.Amount</field><readable>false"
         "</readable></fieldPermissions><label>P</label>",
         "Permission Edit Opportunity.Amount depends on permission(s): Read Opportunity.Amount"),
        ("BusinessProcess:Opportunity.P:<values><fullName>Prospecting</fullName><default>true</default></values>",
         "Cannot specify a default on: Opportunity"),
    ],
)  # fmt: skip
def test_a_wrong_definition_is_refused(shared: Client, component: str, problem: str) -> None:
    (found,) = shared.problems(component)

    assert found.startswith(problem)


def test_value_names_are_percent_encoded_in_processes_and_record_types(client: Client) -> None:
    client.deployed("BusinessProcess:Opportunity.P:<values><fullName>Id. Decision Makers</fullName></values>")

    (record,) = client.read("BusinessProcess", "Opportunity.P")

    assert record.findtext(f"{MD}values/{MD}fullName") == "Id%2E Decision Makers"


def test_a_record_type_narrows_its_restricted_picklists(client: Client) -> None:
    client.deployed(
        "CustomField:Opportunity.Motion__c:<label>Motion</label><type>Picklist</type><valueSet><restricted>true"
        "</restricted><valueSetDefinition><value><fullName>direct</fullName></value><value><fullName>resell.er</fullName>"
        "</value></valueSetDefinition></valueSet>",
        "BusinessProcess:Opportunity.P:<values><fullName>Prospecting</fullName><default>false</default></values>",
        "RecordType:Opportunity.Reseller:<active>true</active><businessProcess>P</businessProcess><label>Reseller</label>"
        "<picklistValues><picklist>Motion__c</picklist><values><fullName>resell%2Eer</fullName><default>true</default>"
        "</values></picklistValues>",
        "RecordType:Opportunity.Asleep:<active>false</active><businessProcess>P</businessProcess><label>Asleep</label>",
    )
    client.grant("Opportunity.Motion__c")
    ids = {row["DeveloperName"]: row["Id"] for row in client.query("SELECT Id, DeveloperName FROM RecordType")}
    deal = {**OPPORTUNITY, "RecordTypeId": ids["Reseller"]}

    client.opportunity(RecordTypeId=ids["Reseller"], Motion__c="resell.er")
    foreign = client.refused("POST", "sobjects/Opportunity", {**deal, "Motion__c": "direct"})
    asleep = client.refused("POST", "sobjects/Opportunity", {**deal, "RecordTypeId": ids["Asleep"]})

    assert foreign == [("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                        "Motion: bad value for restricted picklist field: direct")]  # fmt: skip
    assert asleep[0] == ("INVALID_CROSS_REFERENCE_KEY",
                         f"Record Type ID: this ID value isn't valid for the user: {ids['Asleep']}")  # fmt: skip
    assert client.values("SELECT RecordType.DeveloperName FROM Opportunity")[0]["DeveloperName"] == "Reseller"


def test_record_types_show_in_describe_and_bring_their_column(client: Client) -> None:
    before = {field["name"] for field in client.json("GET", "sobjects/Account/describe")["fields"]}
    client.deployed("RecordType:Account.Partner:<active>true</active><label>Partner</label>")

    described = client.json("GET", "sobjects/Account/describe")

    assert "RecordTypeId" not in before
    assert "RecordTypeId" in {field["name"] for field in described["fields"]}
    assert [(info["developerName"], info["master"]) for info in described["recordTypeInfos"]] == [
        ("Partner", False),
        ("Master", True),
    ]


def test_a_record_type_cannot_be_deleted(client: Client) -> None:
    client.deployed("RecordType:Account.Partner:<active>true</active><label>Partner</label>")

    answer = client.soap("deleteMetadata", "<type>RecordType</type><fullNames>Account.Partner</fullNames>")

    assert answer.findtext(f".//{MD}message") == "Cannot delete record type through API"


def test_a_global_value_set_feeds_its_fields(client: Client) -> None:
    tiers = "GlobalValueSet:Tiers:{}<masterLabel>Tiers</masterLabel><sorted>false</sorted>"
    gold, silver = (f"<customValue><fullName>{name}</fullName></customValue>" for name in ("gold", "silver"))
    field = ("CustomField:Account.Tier__c:<label>Tier</label><type>Picklist</type><valueSet><valueSetName>Tiers"
             "</valueSetName></valueSet>")  # fmt: skip
    client.deployed(tiers.format(gold), field)
    client.grant("Account.Tier__c")

    early = client.refused("POST", "sobjects/Account", {"Name": "A", "Tier__c": "silver"})
    client.deployed(tiers.format(gold + silver))
    client.create("Account", Name="A", Tier__c="silver")

    assert early[0][0] == "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"
