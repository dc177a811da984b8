"""Field-level security, custom permissions and user permissions of the embedded org."""

from __future__ import annotations

import json

import pytest
from tests.unit.emulator.salesforce.embedded_org import OPPORTUNITY, Client

from dealspec.emulator.salesforce.org import SalesforceOrg

TEXT = "<label>Code</label><type>Text</type><length>5</length>"
READ_ONLY = (
    "<fieldPermissions><editable>false</editable><field>Opportunity.Code__c</field><readable>true</readable>"
    "</fieldPermissions><label>Reader</label>"
)


def names(client: Client) -> set[str]:
    return {field["name"] for field in client.json("GET", "sobjects/Opportunity/describe")["fields"]}


def test_a_new_field_is_invisible_until_a_permission_set_grants_it(client: Client) -> None:
    client.deployed(f"CustomField:Opportunity.Code__c:{TEXT}")

    hidden = names(client)
    asked = client.refused("GET", "query?q=SELECT+Code__c+FROM+Opportunity")
    written = client.refused("POST", "sobjects/Opportunity", {**OPPORTUNITY, "Code__c": "x"})
    client.grant("Opportunity.Code__c")
    client.opportunity(Code__c="x")

    assert "Code__c" not in hidden
    assert (asked[0][0], written[0][0]) == ("INVALID_FIELD", "INVALID_FIELD")
    assert "Code__c" in names(client)
    assert client.values("SELECT Code__c FROM Opportunity") == ["x"]


def test_a_permission_set_that_nobody_has_grants_nothing(client: Client) -> None:
    client.deployed(f"CustomField:Opportunity.Code__c:{TEXT}", f"PermissionSet:Reader:{READ_ONLY}")

    assert "Code__c" not in names(client)


def test_read_access_is_not_write_access(client: Client) -> None:
    client.deployed(f"CustomField:Opportunity.Code__c:{TEXT}")
    client.grant(name="Reader", extra=READ_ONLY.replace("<label>Reader</label>", ""))

    refused = client.refused("POST", "sobjects/Opportunity", {**OPPORTUNITY, "Code__c": "x"})

    assert client.values("SELECT Code__c FROM Opportunity") == []
    assert refused[0][0] == "INVALID_FIELD_FOR_INSERT_UPDATE"


def test_a_required_field_is_always_visible_and_takes_no_grant(client: Client) -> None:
    client.deployed(f"CustomField:Opportunity.Code__c:{TEXT}<required>true</required>")

    assert "Code__c" in names(client)
    assert client.problems(f"PermissionSet:Reader:{READ_ONLY}") == [
        "You cannot deploy to a required field: Opportunity.Code__c"
    ]


def test_deploying_a_permission_set_again_replaces_it(client: Client) -> None:
    client.deployed(*(f"CustomField:Opportunity.{name}:{TEXT}" for name in ("One__c", "Two__c")))
    client.grant("Opportunity.One__c", "Opportunity.Two__c")

    client.grant("Opportunity.Two__c")

    assert names(client) & {"One__c", "Two__c"} == {"Two__c"}


def test_a_custom_permission_reaches_the_rules_of_its_holders(client: Client) -> None:
    client.deployed(
        "CustomPermission:Bypass:<isLicensed>false</isLicensed><label>Bypass</label>",
        "ValidationRule:Opportunity.Never:<active>true</active><errorConditionFormula>NOT($Permission.Bypass)"
        "</errorConditionFormula><errorMessage>Never.</errorMessage>",
    )

    refused = client.refused("POST", "sobjects/Opportunity", OPPORTUNITY)
    client.grant(
        extra="<customPermissions><enabled>true</enabled><name>Bypass</name></customPermissions>", name="Bypass_Gates"
    )
    client.opportunity()

    assert refused == [("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Never.")]


def test_removing_the_assignment_takes_the_grant_away(client: Client) -> None:
    client.deployed(f"CustomField:Opportunity.Code__c:{TEXT}")
    client.grant("Opportunity.Code__c")
    assignment = client.values("SELECT Id FROM PermissionSetAssignment")[0]

    client.json("DELETE", f"sobjects/PermissionSetAssignment/{assignment}", status=204)

    assert "Code__c" not in names(client)


def test_the_same_assignment_twice_is_refused(client: Client) -> None:
    client.grant()
    set_id = client.values("SELECT Id FROM PermissionSet")[0]

    twice = {"PermissionSetId": set_id, "AssigneeId": client.org.user_id}
    (code, words), *_ = client.refused("POST", "sobjects/PermissionSetAssignment", twice)

    assert (code, words.partition(".")[0]) == ("DUPLICATE_VALUE", "Duplicate PermissionSetAssignment")


@pytest.mark.parametrize(
    ("permissions", "reads", "deploys"),
    [
        (["ApiEnabled"], 200, 403),
        (["ApiEnabled", "ViewSetup"], 200, 403),
        (["ApiEnabled", "ModifyMetadata"], 200, 404),
        (["ApiEnabled", "ModifyAllData"], 200, 404),
        (["ModifyMetadata"], 403, 403),
    ],
)
def test_a_token_lacks_what_was_not_listed(
    org: SalesforceOrg, client: Client, permissions: list[str], reads: int, deploys: int
) -> None:
    token = client.json("POST", "/__embedded__/tokens", {"permissions": permissions}, status=201)["access_token"]
    other = Client(org, token)

    query = other.send("GET", "query?q=SELECT+Id+FROM+Account")
    deploy = other.send("GET", "metadata/deployRequest/0Af000000000001AAA")

    assert (query.status, deploy.status) == (reads, deploys)
    if deploys == 403 and reads == 200:
        assert json.loads(deploy.body)[0]["errorCode"] == "INSUFFICIENT_ACCESS"
        fault = other.soap("readMetadata", "<type>CustomObject</type>", status=500)
        assert fault.findtext("faultcode") == "sf:INSUFFICIENT_ACCESS"


def test_another_user_sees_only_what_it_was_granted(org: SalesforceOrg, client: Client) -> None:
    client.deployed(f"CustomField:Opportunity.Code__c:{TEXT}")
    client.grant("Opportunity.Code__c")
    made = client.json("POST", "/__embedded__/tokens", {"permissions": ["ApiEnabled"]}, status=201)
    other = Client(org, made["access_token"])

    before = "Code__c" in names(other)
    set_id = client.values("SELECT Id FROM PermissionSet")[0]
    client.create("PermissionSetAssignment", PermissionSetId=set_id, AssigneeId=made["user_id"])

    assert (before, "Code__c" in names(other)) == (False, True)
