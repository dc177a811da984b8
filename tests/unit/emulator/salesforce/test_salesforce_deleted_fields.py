"""Fields that were deleted, changed their type, or number their records: what stays, what is refused, what is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.unit.emulator.salesforce.embedded_org import MD, NOW, Client, zipped

from dealspec.emulator.clock import FixedClock
from dealspec.emulator.salesforce import metadata_fields
from dealspec.emulator.salesforce.metadata_deleted import deleted_fields
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.store import Store

NOTE = "CustomField:Account.Note__c:<label>Note</label><length>20</length><type>Text</type>"
FULL = "You have reached the maximum number of custom fields for this object (2)"
CHILD = (
    "<deploymentStatus>Deployed</deploymentStatus><label>Part</label><nameField><label>Name</label><type>Text</type>"
    "</nameField><pluralLabel>Parts</pluralLabel><sharingModel>ControlledByParent</sharingModel>"
)


def delete(client: Client, full_name: str) -> str:
    answer = client.soap("deleteMetadata", f"<type>CustomField</type><fullNames>{full_name}</fullNames>")
    return answer.findtext(f".//{MD}message") or ""


def destroy(client: Client, full_name: str, **options: Any) -> None:
    namespace = f'xmlns="{MD[1:-1]}"'
    manifest = f"<Package {namespace}><version>66.0</version></Package>"
    gone = f"<Package {namespace}><types><members>{full_name}</members><name>CustomField</name></types></Package>"
    result = client.deploy_zip(zipped({"package.xml": manifest, "destructiveChanges.xml": gone}), **options)
    assert result["success"], result


def kept(client: Client) -> list[str]:
    return [name for name, _ in deleted_fields(client.org, "Account")]


def test_a_deleted_field_frees_its_name_and_is_kept_under_another(client: Client) -> None:
    client.deployed(NOTE)

    delete(client, "Account.Note__c")
    client.deployed(NOTE)
    delete(client, "Account.Note__c")
    client.deployed(NOTE)

    assert kept(client) == ["Account.Note_del1__c", "Account.Note_del__c"]
    fields = {field["name"] for field in client.json("GET", "sobjects/Account/describe")["fields"]}
    assert not {name for name in fields if "_del" in name}
    assert client.read("CustomField", "Account.Note_del__c")[0].find(f"{MD}fullName") is None


def test_a_new_field_cannot_take_the_name_of_a_kept_one(client: Client) -> None:
    client.deployed(NOTE)
    delete(client, "Account.Note__c")

    assert client.problems(NOTE.replace("Note__c", "Note_del__c")) == [
        "There is already a field named Note_del on this object"
    ]


def test_a_deleted_field_counts_until_it_is_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata_fields, "MAX_FIELDS", 2)
    store = Store()
    client = Client(SalesforceOrg(store, FixedClock(NOW)))
    client.deployed(NOTE, NOTE.replace("Note__c", "Other__c"))
    delete(client, "Account.Note__c")

    def problems(days: int, seconds: int) -> list[str]:
        later = Client(SalesforceOrg(store, FixedClock(NOW + timedelta(days=days, seconds=seconds))))
        return later.problems(NOTE, checkOnly=True)

    assert problems(0, 0) == [FULL]
    assert problems(14, 86399) == [FULL]
    assert problems(15, 0) == []


def test_only_a_deploy_can_purge(client: Client) -> None:
    client.deployed(NOTE)
    destroy(client, "Account.Note__c")
    soft = kept(client)
    client.deployed(NOTE)
    destroy(client, "Account.Note__c", purgeOnDelete=True)

    assert (soft, kept(client)) == (["Account.Note_del__c"], ["Account.Note_del__c"])
    assert client.values("SELECT Display FROM SetupAuditTrail WHERE Action LIKE '%eletedCF'") == [
        "Deleted custom field Note",
        "Permanently deleted custom field Note",
    ]


def rule(formula: str, object_name: str = "Account") -> str:
    return (
        f"ValidationRule:{object_name}.R:<active>false</active><errorConditionFormula>{formula}</errorConditionFormula>"
        "<errorMessage>M</errorMessage>"
    )


@pytest.mark.parametrize(
    ("user", "refused"),
    [
        (rule("ISBLANK(Note__c)"), True),
        (rule("ISBLANK(NOTE__C)"), True),
        (rule("ISBLANK(Account.Note__c)", "Opportunity"), True),
        (rule("ISBLANK(My_Note__c)"), False),
        (rule('Name = "Note__c"'), False),
        ("CustomField:Account.F__c:<formula>Note__c</formula><label>F</label><type>Text</type>", True),
    ],
)
def test_a_field_stays_while_a_formula_names_it_and_only_then(client: Client, user: str, refused: bool) -> None:
    client.deployed(NOTE, NOTE.replace("Note__c", "My_Note__c"), user)

    assert delete(client, "Account.Note__c").startswith("This CustomField is referenced elsewhere") is refused


def test_a_type_cannot_change_under_a_formula_that_needs_it(client: Client) -> None:
    number = (
        "CustomField:Account.Note__c:<label>Note</label><precision>9</precision><scale>0</scale><type>Number</type>"
    )
    client.deployed(NOTE, rule("BEGINS(Note__c, 'x')"))

    refused = client.problems(number)
    client.deployed(rule("ISBLANK(Note__c)"))
    client.deployed(number)

    assert refused == [
        "Cannot change the type of a field that is referenced elsewhere in salesforce.com. : Validation Rule - R"
    ]


@pytest.mark.parametrize(
    ("before", "value", "after", "kept_as"),
    [
        ("<type>Text</type><length>20</length>", "12.5",
         "<type>Number</type><precision>9</precision><scale>1</scale>", 12.5),
        ("<type>Text</type><length>20</length>", "many",
         "<type>Number</type><precision>9</precision><scale>1</scale>", None),
        ("<type>Text</type><length>20</length>", "abcdef", "<type>Text</type><length>3</length>", "abc"),
        ("<type>Date</type>", "2026-01-31", "<type>DateTime</type>", None),
        ("<type>Text</type><length>20</length>", "old",
         "<type>AutoNumber</type><displayFormat>N-{000}</displayFormat>", "old"),
        ("<type>Date</type>", "2026-01-31", "<type>AutoNumber</type><displayFormat>N-{000}</displayFormat>", None),
        ("<type>Date</type>", "2026-01-31", "<type>AutoNumber</type><displayFormat>N-{000}</displayFormat>"
         "<populateExistingRows>true</populateExistingRows>", "N-001"),
    ],
)  # fmt: skip
def test_what_a_change_of_type_leaves_of_a_value(
    client: Client, before: str, value: Any, after: str, kept_as: Any
) -> None:
    client.deployed(f"CustomField:Account.F__c:<label>F</label>{before}")
    client.grant("Account.F__c")
    client.create("Account", Name="A", F__c=value)

    client.deployed(f"CustomField:Account.F__c:<label>F</label>{after}")

    assert client.values("SELECT F__c FROM Account") == [kept_as]


def test_a_master_detail_becomes_a_lookup_only_without_roll_ups(client: Client) -> None:
    key = "CustomField:Part__c.Whole__c:<label>Whole</label><referenceTo>Account</referenceTo><relationshipName>Parts"
    roll_up = (
        "CustomField:Account.Parts__c:<label>Parts</label><summaryForeignKey>Part__c.Whole__c</summaryForeignKey>"
        "<summaryOperation>count</summaryOperation><type>Summary</type>"
    )
    client.deployed(f"CustomObject:Part__c:{CHILD}", f"{key}</relationshipName><type>MasterDetail</type>", roll_up)
    lookup = f"{key}</relationshipName><type>Lookup</type>"

    refused = client.problems(lookup)
    still_used = delete(client, "Part__c.Whole__c")
    delete(client, "Account.Parts__c")
    client.deployed(lookup)

    assert refused == ["Cannot convert to lookup: the master has roll-up summary fields"]
    assert still_used.endswith("Field - Parts__c")


def test_records_are_numbered_as_their_field_says(client: Client) -> None:
    client.deployed(
        f"CustomObject:Case__c:{CHILD}".replace("<type>Text</type>", "<displayFormat>C-{0000}</displayFormat>"
        "<type>AutoNumber</type>").replace("ControlledByParent", "ReadWrite"),
        "CustomField:Case__c.Code__c:<displayFormat>{YYYY}/{MM}-{00}</displayFormat><label>Code</label>"
        "<startingNumber>7</startingNumber><type>AutoNumber</type>",
    )  # fmt: skip
    client.grant(name="Reader", extra="<fieldPermissions><editable>false</editable><field>Case__c.Code__c</field>"
                                      "<readable>true</readable></fieldPermissions>")  # fmt: skip
    for _ in range(2):
        client.create("Case__c")
    refused = client.refused("POST", "sobjects/Case__c", {"Code__c": "mine"})

    assert [tuple(row.values()) for row in client.query("SELECT Name, Code__c FROM Case__c")] == [
        ("C-0001", "2026/11-07"),
        ("C-0002", "2026/11-08"),
    ]
    assert refused[0][0] == "INVALID_FIELD_FOR_INSERT_UPDATE"
