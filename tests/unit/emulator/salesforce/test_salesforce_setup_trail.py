"""The setup audit trail: every change of a definition, by whom, in the vendor's words."""

from __future__ import annotations

import pytest
from tests.unit.emulator.salesforce.embedded_org import NOW, Client

from dealspec.emulator.clock import FixedClock
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.store import Store

TRAIL = "SELECT Action, Section, Display FROM SetupAuditTrail"
NOTE = "CustomField:Opportunity.Note__c:<label>Note</label><length>{}</length><type>Text</type>"
SHARE = (
    "<deploymentStatus>Deployed</deploymentStatus><label>{}</label><nameField><label>Name</label><type>Text</type>"
    "</nameField><pluralLabel>Shares</pluralLabel><sharingModel>ReadWrite</sharingModel>"
)
RULE = (
    "ValidationRule:Opportunity.Amount_please:<active>{}</active><errorConditionFormula>{}</errorConditionFormula>"
    "<errorMessage>{}</errorMessage>"
)
PICK = "CustomField:Opportunity.Pick__c:<label>Pick</label><type>Picklist</type><valueSet><valueSetDefinition>{}{}"
END = "</valueSetDefinition></valueSet>"
VALUE = "<value><fullName>{0}</fullName><label>{1}</label></value>"
IDLE = "<value><fullName>{0}</fullName><isActive>false</isActive><label>{1}</label></value>"
SET = "PermissionSet:Seller:{}<label>Seller</label>"
FLS = (
    "<fieldPermissions><editable>{}</editable><field>Opportunity.Amount</field><readable>true</readable>"
    "</fieldPermissions>"
)


def picklist(*values: str) -> str:
    return PICK.format("".join(values), "") + END


def trail(client: Client) -> list[tuple[str, str, str]]:
    return [(row["Action"], row["Section"], row["Display"]) for row in client.query(TRAIL)]


@pytest.mark.parametrize(
    ("steps", "entry"),
    [
        ((NOTE.format(30),), ("createdCF", "Customize Opportunities", "Created custom field: Note (Text)")),
        ((NOTE.format(30), NOTE.format(30).replace(">Note<", ">Remark<")),
         ("changedCF", "Customize Opportunities", "Changed label of custom field from Note to Remark")),
        ((NOTE.format(30), NOTE.format(60)),
         ("changedCFLength", "Customize Opportunities", "Changed length of Note custom field from 30 to 60")),
        ((NOTE.format(30), f"{NOTE.format(30)}<trackHistory>true</trackHistory>"),
         ("entity_history_field_tracked", "Track Field History", "Track History for Opportunity field Note on")),
        ((NOTE.format(30), f"{NOTE.format(30)}<required>true</required>"),
         ("changedCFOptionOffOn", "Customize Opportunities",
          "The custom field option Required for Note has changed from off to on")),
        ((NOTE.format(30), f"{NOTE.format(30)}<unique>true</unique>"),
         ("changedCFUniqueOn", "Customize Opportunities", "Changed unique flag of Note custom field from off to on")),
        (("CustomField:Account.Double__c:<formula>AnnualRevenue * 2</formula><label>Double</label>"
          "<precision>18</precision><scale>0</scale><type>Number</type>",),
         ("createdCFFormula", "Customize Accounts", "Created custom formula field: Double (Number)")),
        (("CustomField:Opportunity.Partner__c:<label>Partner</label><referenceTo>Account</referenceTo>"
          "<relationshipName>Deals</relationshipName><type>Lookup</type>",),
         ("createdCFLookup", "Customize Opportunities", "Created custom lookup relationship Partner (Account)")),
        ((f"CustomObject:Share__c:{SHARE.format('Share')}",),
         ("createdCustEnt", "Custom Objects", "Created custom object: Share")),
        ((f"CustomObject:Share__c:{SHARE.format('Share')}", f"CustomObject:Share__c:{SHARE.format('Part')}"),
         ("changedCustEntLabel", "Custom Objects", "Changed label for custom object from Share to Part")),
        ((f"CustomObject:Share__c:{SHARE.format('Share')}",
          "CustomField:Share__c.Note__c:<label>Note</label><length>9</length><type>Text</type>"),
         ("createdCFCustom", "Custom Objects", "Created custom field Note (Text) on Share")),
        ((RULE.format("true", "ISBLANK(Amount)", "M"),),
         ("newValidation", "Validation Rules", 'New Opportunity validation rule "Amount_please"')),
        ((RULE.format("true", "ISBLANK(Amount)", "M"), RULE.format("false", "ISBLANK(Amount)", "M")),
         ("changedValidationActive", "Validation Rules",
          'Changed active flag for Opportunity validation "Amount_please" from 1 to 0')),
        ((RULE.format("true", "ISBLANK(Amount)", "M"), RULE.format("true", "ISBLANK(NextStep)", "M")),
         ("changedValidationFormula", "Validation Rules", 'Changed formula for Opportunity validation "Amount_please" '
          'from "ISBLANK(Amount)" to "ISBLANK(NextStep)"')),
        ((picklist(VALUE.format("a", "A")), picklist(VALUE.format("a", "A"), VALUE.format("b", "B"))),
         ("createdPicklistWithColor", "Customize Opportunities",
          "Added value B to Pick picklist with color Assigned dynamically")),
        ((picklist(VALUE.format("a", "A")), picklist(IDLE.format("a", "A"))),
         ("deactivatePicklistValueWithColor", "Customize Opportunities",
          "Deactivated value A from Pick picklist with color Assigned dynamically")),
        ((picklist(VALUE.format("a", "A"), VALUE.format("b", "B")),
          picklist(VALUE.format("b", "B"), VALUE.format("a", "A"))),
         ("changedPicklistSort", "Customize Opportunities", "Reordered Pick picklist")),
        ((SET.format(""),),
         ("PermSetCreateNoLicense", "Manage Users", "Created permission set Seller: with no license")),
        ((SET.format(""), SET.format(FLS.format("true"))),
         ("PermSetFlsChanged", "Manage Users", "Changed permission set Seller: field-level security for Opportunity: "
          "Amount was changed from No Access to Edit")),
        ((SET.format(FLS.format("true")), SET.format(FLS.format("false"))),
         ("PermSetFlsChanged", "Manage Users", "Changed permission set Seller: field-level security for Opportunity: "
          "Amount was changed from Edit to Read Only")),
    ],
)  # fmt: skip
def test_a_change_leaves_its_entry(client: Client, steps: tuple[str, ...], entry: tuple[str, str, str]) -> None:
    for step in steps:
        before = trail(client)
        client.deployed(step)

    assert entry in trail(client)[len(before) :]


def test_a_fresh_org_has_an_empty_trail_and_nothing_new_leaves_none(client: Client) -> None:
    assert trail(client) == []
    client.deployed(NOTE.format(30))
    once = trail(client)

    client.deployed(NOTE.format(30))

    assert trail(client) == once


def test_an_entry_says_who_and_when(client: Client) -> None:
    client.deployed(NOTE.format(30))

    [row] = client.query(
        "SELECT CreatedBy.Name, CreatedDate, DelegateUser FROM SetupAuditTrail WHERE Action='createdCF'"
    )

    assert row["CreatedBy"]["Name"] == "Admin User"
    assert (row["CreatedDate"], row["DelegateUser"]) == ("2026-11-22T12:00:00.000+0000", None)


def test_a_deploy_that_is_rolled_back_or_only_checked_leaves_none(client: Client) -> None:
    client.deploy(NOTE.format(30), checkOnly=True)
    client.deploy(NOTE.format(30), "CustomField:Opportunity.Bad__c:<label>Bad</label><type>Nothing</type>")

    assert trail(client) == []


def test_deletions_and_assignments_leave_entries(client: Client) -> None:
    client.deployed(NOTE.format(30), RULE.format("true", "ISBLANK(Amount)", "M"))
    client.grant("Opportunity.Note__c", name="Seller")
    for type_name, name in (
        ("ValidationRule", "Opportunity.Amount_please"), ("CustomField", "Opportunity.Note__c"),
        ("PermissionSet", "Seller"),
    ):  # fmt: skip
        client.soap("deleteMetadata", f"<type>{type_name}</type><fullNames>{name}</fullNames>")

    words = [display for _, _, display in trail(client)]
    assert "Permission set Seller: assigned to user Admin User" in words
    assert words[-3:] == [
        'Removed Opportunity validation "Amount_please"',
        "Deleted custom field Note",
        "Deleted permission set Seller",
    ]


def test_the_trail_counts_as_the_vendor_allows_and_stays_in_the_orgs_file() -> None:
    store = Store()
    Client(SalesforceOrg(store, FixedClock(NOW))).deployed(NOTE.format(30))

    again = Client(SalesforceOrg(store, FixedClock(NOW)))

    assert again.json("GET", "query?q=SELECT+COUNT()+FROM+SetupAuditTrail")["totalSize"] == 1
