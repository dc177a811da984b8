"""What the embedded org checks, derives and refuses when a record is saved."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.unit.emulator.salesforce.embedded_org import OPPORTUNITY, Client

from dealspec.emulator.salesforce.org import SalesforceOrg

FIELDS = {
    "Code__c": "<label>Code</label><type>Text</type><length>5</length><unique>true</unique>",
    "Case__c": "<label>Case</label><type>Text</type><length>5</length><unique>true</unique>"
    "<caseSensitive>true</caseSensitive>",
    "Share__c": "<label>Share</label><type>Percent</type><precision>5</precision><scale>2</scale>",
    "Flag__c": "<label>Flag</label><type>Checkbox</type><defaultValue>true</defaultValue>",
    "Note__c": "<label>Note</label><type>Text</type><length>9</length><defaultValue>&quot;new&quot;</defaultValue>",
    "Mail__c": "<label>Mail</label><type>Email</type>",
    "At__c": "<label>At</label><type>DateTime</type>",
    "Partner__c": "<label>Partner</label><type>Lookup</type><referenceTo>Account</referenceTo>"
    "<relationshipName>PartnerDeals</relationshipName>",
    "Motion__c": "<label>Motion</label><type>Picklist</type><valueSet><restricted>true</restricted><valueSetDefinition>"
    "<value><fullName>direct</fullName></value><value><fullName>reseller</fullName></value>"
    "<value><fullName>old</fullName><isActive>false</isActive></value></valueSetDefinition></valueSet>",
    "Kind__c": "<label>Kind</label><type>Picklist</type><valueSet><valueSetDefinition><value><fullName>renewal"
    "</fullName><default>true</default></value></valueSetDefinition></valueSet>",
    "Double__c": "<label>Double</label><type>Currency</type><precision>18</precision><scale>2</scale>"
    "<formula>Amount * 2</formula>",
    "Kept__c": "<label>Kept</label><type>Percent</type><precision>5</precision><scale>1</scale>"
    "<formula>1 - Share__c</formula>",
}


@pytest.fixture(scope="module")
def saves(module_org: SalesforceOrg) -> Client:
    client = Client(module_org)
    client.deployed(*(f"CustomField:Opportunity.{name}:{inner}" for name, inner in FIELDS.items()))
    client.grant(*(f"Opportunity.{name}" for name in FIELDS if name not in ("Double__c", "Kept__c")))
    read = (
        "<fieldPermissions><editable>false</editable><field>Opportunity.{}</field><readable>true</readable>"
        "</fieldPermissions>"
    )
    client.grant(name="Formulas", extra=read.format("Double__c") + read.format("Kept__c"))
    return client


@pytest.mark.parametrize(
    ("values", "code", "words", "fields"),
    [
        ({"Nope__c": 1}, "INVALID_FIELD", "No such column 'Nope__c' on sobject of type Opportunity", []),
        ({"IsWon": True}, "INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields: IsWon.", ["IsWon"]),
        ({"Double__c": 1}, "INVALID_FIELD_FOR_INSERT_UPDATE", "Unable to create/update fields:", ["Double__c"]),
        ({"CloseDate": None}, "REQUIRED_FIELD_MISSING", "Required fields are missing: [CloseDate]", ["CloseDate"]),
        ({"Name": ""}, "REQUIRED_FIELD_MISSING", "Required fields are missing: [Name]", ["Name"]),
        ({"Amount": "many"}, "JSON_PARSER_ERROR", "Cannot deserialize instance of double from VALUE_STRING", []),
        ({"CloseDate": "soon"}, "JSON_PARSER_ERROR", "Cannot deserialize instance of date from VALUE_STRING", []),
        ({"At__c": "soon"}, "JSON_PARSER_ERROR", "Cannot deserialize instance of datetime from VALUE_STRING", []),
        ({"Flag__c": "maybe"}, "JSON_PARSER_ERROR", "Cannot deserialize instance of boolean", []),
        ({"Name": {"a": 1}}, "JSON_PARSER_ERROR", "Cannot deserialize instance of string from START_OBJECT", []),
        ({"Code__c": "123456"}, "STRING_TOO_LONG", "Code: data value too large: 123456 (max length=5)", ["Code__c"]),
        ({"Share__c": 1000}, "NUMBER_OUTSIDE_VALID_RANGE", "Share: value outside of valid range", ["Share__c"]),
        ({"Motion__c": "Nope"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
         "Motion: bad value for restricted picklist field: Nope", ["Motion__c"]),
        ({"Motion__c": "old"}, "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
         "Motion: bad value for restricted picklist field: old", ["Motion__c"]),
        ({"Mail__c": "nobody"}, "INVALID_EMAIL_ADDRESS", "Mail: invalid email address: nobody", ["Mail__c"]),
        ({"AccountId": "x"}, "MALFORMED_ID", "Account ID: id value of incorrect type: x", ["AccountId"]),
        ({"AccountId": "003000000000001AAA"}, "MALFORMED_ID", "Account ID: id value of incorrect type", ["AccountId"]),
        ({"Partner__c": "001000000000001AAA"}, "INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id",
         ["Partner__c"]),
        ({"Id": "006000000000001AAA"}, "INVALID_FIELD", "The Id field should not be specified", []),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused(
    saves: Client, values: dict[str, Any], code: str, words: str, fields: list[str]
) -> None:
    faults = saves.json("POST", "sobjects/Opportunity", {**OPPORTUNITY, **values}, status=400)

    assert [(fault["errorCode"], fault.get("fields", [])) for fault in faults] == [(code, fields)]
    assert words in faults[0]["message"]


@pytest.mark.parametrize(
    ("values", "field", "stored"),
    [
        ({"Share__c": 12.345}, "Share__c", 12.35),
        ({"Share__c": "7"}, "Share__c", 7.0),
        ({"Amount": 10}, "Double__c", 20.0),
        ({"Share__c": 25}, "Kept__c", 75.0),
        ({"Name": "  Deal "}, "Name", "Deal"),
        ({"Motion__c": "RESELLER"}, "Motion__c", "reseller"),
        ({"Kind__c": "anything"}, "Kind__c", "anything"),
        ({"StageName": "Not a stage"}, "IsClosed", False),
        ({}, "Kind__c", "renewal"),
        ({}, "Flag__c", True),
        ({}, "Note__c", "new"),
        ({"At__c": "2026-01-31T13:00:00+01:00"}, "At__c", "2026-01-31T12:00:00.000+0000"),
        ({"At__c": "2026-01-31T12:00:00.25Z"}, "At__c", "2026-01-31T12:00:00.250+0000"),
        ({"StageName": "Negotiation/Review"}, "Probability", 90.0),
        ({"StageName": "Negotiation/Review", "Probability": 33}, "Probability", 33.0),
        ({"StageName": "Negotiation/Review"}, "ForecastCategoryName", "Pipeline"),
        ({"StageName": "Closed Lost"}, "ForecastCategory", "Omitted"),
        ({"StageName": "Closed Lost"}, "IsClosed", True),
        ({"Amount": 200}, "ExpectedRevenue", 20.0),
        ({"CloseDate": "2026-11-30"}, "Fiscal", "2026 4"),
        ({"CreatedDate": "2020-01-01T00:00:00Z"}, "CreatedDate", "2020-01-01T00:00:00.000+0000"),
    ],
)
def test_a_value_is_stored_as_the_platform_keeps_it(
    saves: Client, values: dict[str, Any], field: str, stored: Any
) -> None:
    record_id = saves.opportunity(**values)

    assert saves.json("GET", f"sobjects/Opportunity/{record_id}?fields={field}")[field] == stored


def test_a_unique_value_is_taken_until_its_record_goes(saves: Client) -> None:
    first = saves.opportunity(Code__c="abc", Case__c="abc")

    again = saves.refused("POST", "sobjects/Opportunity", {**OPPORTUNITY, "Code__c": "ABC"})
    saves.opportunity(Case__c="ABC")
    saves.json("DELETE", f"sobjects/Opportunity/{first}", status=204)
    saves.opportunity(Code__c="ABC")

    assert again == [("DUPLICATE_VALUE", f"duplicate value found: Code__c duplicates value on record with id: {first}")]


def test_an_update_changes_what_it_names(saves: Client) -> None:
    record_id = saves.opportunity(Amount=10, NextStep="Call")

    saves.json("PATCH", f"sobjects/Opportunity/{record_id}", {"StageName": "Closed Won", "NextStep": None}, status=204)
    read = saves.json("GET", f"sobjects/Opportunity/{record_id}")

    assert (read["Amount"], read["NextStep"], read["Probability"], read["ExpectedRevenue"]) == (10.0, None, 100.0, 10.0)


def test_moving_the_close_date_to_a_later_month_is_a_push(saves: Client) -> None:
    record_id = saves.opportunity(CloseDate="2026-12-01")

    for date in ("2026-12-20", "2027-01-05", "2026-12-05", "2027-02-01"):
        saves.json("PATCH", f"sobjects/Opportunity/{record_id}", {"CloseDate": date}, status=204)

    assert saves.json("GET", f"sobjects/Opportunity/{record_id}")["PushCount"] == 2


def test_a_closed_task_moves_the_last_activity(saves: Client) -> None:
    deal = saves.opportunity()

    for status, due in (("Completed", "2026-11-01"), ("Completed", "2026-10-01"), ("Not Started", "2026-11-20")):
        saves.create("Task", WhatId=deal, Status=status, ActivityDate=due, Priority="Normal", Subject="Call")

    assert saves.json("GET", f"sobjects/Opportunity/{deal}")["LastActivityDate"] == "2026-11-01"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "sobjects/Opportunity/006000000000001AAA", 404, "NOT_FOUND"),
        ("GET", "sobjects/Opportunity/123", 400, "MALFORMED_ID"),
        ("GET", "sobjects/Nope/006000000000001AAA", 404, "NOT_FOUND"),
        ("GET", "sobjects/Opportunity/Code__c/none", 404, "NOT_FOUND"),
        ("DELETE", "sobjects/User/{user}", 400, "INVALID_TYPE_FOR_OPERATION"),
        ("PUT", "sobjects/Opportunity", 405, "METHOD_NOT_ALLOWED"),
        ("GET", "jobs/nothing", 501, "NOT_SERVED"),
    ],
)
def test_a_wrong_address_is_refused(saves: Client, method: str, path: str, status: int, code: str) -> None:
    assert saves.refused(method, path.format(user=saves.org.user_id), status=status)[0][0] == code


def test_several_rules_that_fail_are_all_told(saves: Client) -> None:
    rule = (
        "<active>{active}</active><errorConditionFormula>ISPICKVAL(Type, &quot;New Customer&quot;)"
        "</errorConditionFormula><errorMessage>{message}</errorMessage>"
    )
    saves.deployed(
        "ValidationRule:Opportunity.A_First:" + rule.format(active="true", message="First."),
        "ValidationRule:Opportunity.B_Second:" + rule.format(active="true", message="Second."),
        "ValidationRule:Opportunity.C_Sleeps:" + rule.format(active="false", message="Asleep."),
    )

    faults = saves.json("POST", "sobjects/Opportunity", {**OPPORTUNITY, "Type": "New Customer"}, status=400)

    assert [fault["message"] for fault in faults] == ["First.", "Second."]
    assert {fault["errorCode"] for fault in faults} == {"FIELD_CUSTOM_VALIDATION_EXCEPTION"}


def test_a_rule_sees_prior_values_and_related_records(saves: Client) -> None:
    saves.deployed(
        "ValidationRule:Opportunity.No_Energy_Jump:<active>true</active><errorConditionFormula>AND(NOT(ISNEW()), "
        "Account.Name = &quot;Acme&quot;, ISPICKVAL(PRIORVALUE(StageName), &quot;Prospecting&quot;), "
        "ISPICKVAL(StageName, &quot;Closed Won&quot;))</errorConditionFormula><errorMessage>Too fast.</errorMessage>"
    )
    acme = saves.create("Account", Name="Acme")
    free, held = saves.opportunity(), saves.opportunity(AccountId=acme)
    won = {"StageName": "Closed Won"}

    saves.json("PATCH", f"sobjects/Opportunity/{free}", won, status=204)
    refused = saves.refused("PATCH", f"sobjects/Opportunity/{held}", won)
    saves.json("PATCH", f"sobjects/Opportunity/{held}", {"StageName": "Qualification"}, status=204)
    saves.json("PATCH", f"sobjects/Opportunity/{held}", won, status=204)

    assert refused == [("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Too fast.")]


def test_an_external_id_upserts(client: Client) -> None:
    client.deployed("CustomField:Account.Key__c:<label>Key</label><type>Text</type><length>9</length>"
                    "<externalId>true</externalId>")  # fmt: skip
    client.grant("Account.Key__c")

    made = client.json("PATCH", "sobjects/Account/Key__c/k1", {"Name": "One"}, status=201)
    changed = client.json("PATCH", "sobjects/Account/Key__c/k1", {"Name": "Two"})
    client.create("Account", Name="Three", Key__c="k1")
    several = client.json("GET", "sobjects/Account/Key__c/k1", status=300)

    assert (made["created"], changed["created"], made["id"]) == (True, False, changed["id"])
    assert len(several) == 2


@pytest.mark.parametrize(
    ("constraint", "code", "left"),
    [("SetNull", None, [None]), ("Cascade", None, []), ("Restrict", "DELETE_FAILED", ["kept"])],
)
def test_a_deleted_record_leaves_its_children_as_their_lookup_says(
    client: Client, constraint: str, code: str | None, left: list[str | None]
) -> None:
    client.deployed(
        "CustomField:Opportunity.Partner__c:<label>Partner</label><type>Lookup</type><referenceTo>Account</referenceTo>"
        f"<relationshipName>Deals</relationshipName><deleteConstraint>{constraint}</deleteConstraint>"
    )
    client.grant("Opportunity.Partner__c")
    partner = client.create("Account", Name="Partner")
    client.opportunity(Partner__c=partner)

    answer = client.send("DELETE", f"sobjects/Account/{partner}")

    assert (json.loads(answer.body)[0]["errorCode"] if answer.body else None) == code
    found = client.values("SELECT Partner__c FROM Opportunity")
    assert [value and "kept" for value in found] == left


def test_an_account_takes_its_contacts_deals_and_roles_along(client: Client) -> None:
    account = client.create("Account", Name="Acme")
    contact = client.create("Contact", LastName="Ash", AccountId=account)
    deal = client.opportunity(AccountId=account)
    client.create("OpportunityContactRole", OpportunityId=deal, ContactId=contact, Role="Influencer")

    client.json("DELETE", f"sobjects/Account/{account}", status=204)

    assert [client.values(f"SELECT Id FROM {name}") for name in
            ("Account", "Contact", "Opportunity", "OpportunityContactRole")] == [[], [], [], []]  # fmt: skip
