"""A fresh org, end to end: define, grant, save, refuse, read back."""

from __future__ import annotations

from tests.unit.emulator.salesforce.embedded_org import OPPORTUNITY, Client

TEXT = "<label>Registration</label><type>Text</type><length>20</length>"
GATE = (
    "<active>true</active><errorConditionFormula>AND(NOT($Permission.Bypass), ISPICKVAL(StageName, &quot;Closed Won"
    "&quot;), ISBLANK(Registration__c))</errorConditionFormula><errorDisplayField>Registration__c</errorDisplayField>"
    "<errorMessage>A won deal needs a registration.</errorMessage>"
)


def test_a_deployed_rule_stops_a_record_until_its_field_is_filled(client: Client) -> None:
    client.deployed(
        f"CustomField:Opportunity.Registration__c:{TEXT}",
        "CustomPermission:Bypass:<isLicensed>false</isLicensed><label>Bypass</label>",
        f"ValidationRule:Opportunity.Gate:{GATE}",
    )
    client.grant("Opportunity.Registration__c")

    refused = client.json("POST", "sobjects/Opportunity", {**OPPORTUNITY, "StageName": "Closed Won"}, status=400)
    client.opportunity(StageName="Closed Won", Registration__c="DR-1")

    assert refused == [
        {
            "message": "A won deal needs a registration.",
            "errorCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION",
            "fields": ["Registration__c"],
        }
    ]
    assert client.query("SELECT IsWon, Probability FROM Opportunity") == [{"IsWon": True, "Probability": 100.0}]


def test_the_organization_is_a_developer_edition(client: Client) -> None:
    found = client.query("SELECT IsSandbox, OrganizationType, TrialExpirationDate, NamespacePrefix FROM Organization")

    assert found == [
        {
            "IsSandbox": False,
            "OrganizationType": "Developer Edition",
            "TrialExpirationDate": None,
            "NamespacePrefix": None,
        }
    ]
