"""What the page about the org says and no other test pins."""

from __future__ import annotations

import json

import pytest
from tests.unit.emulator.salesforce.embedded_org import MD, OPPORTUNITY, Client

VALUES = (
    "<type>Picklist</type><valueSet><valueSetDefinition><value><fullName>a</fullName></value>"
    "</valueSetDefinition></valueSet>"
)
GLOBAL = "<type>Picklist</type><valueSet><valueSetName>Tiers</valueSetName></valueSet>"
TIERS = (
    "GlobalValueSet:Tiers:<masterLabel>Tiers</masterLabel><sorted>false</sorted>"
    "<customValue><fullName>gold</fullName><default>false</default><label>Gold</label></customValue>"
)


def test_a_create_is_201_and_a_change_is_204_without_a_body(client: Client) -> None:
    made = client.send("POST", "sobjects/Opportunity", OPPORTUNITY)
    path = f"sobjects/Opportunity/{json.loads(made.body)['id']}"

    changed, deleted = client.send("PATCH", path, {"Amount": 1}), client.send("DELETE", path)

    assert made.status == 201
    assert [(answer.status, answer.body) for answer in (changed, deleted)] == [(204, b"")] * 2


@pytest.mark.parametrize(("before", "after"), [(VALUES, GLOBAL), (GLOBAL, VALUES)])
def test_a_field_keeps_its_kind_of_values(client: Client, before: str, after: str) -> None:
    client.deployed(TIERS, f"CustomField:Opportunity.Tier__c:<label>Tier</label>{before}")

    assert len(client.problems(f"CustomField:Opportunity.Tier__c:<label>Tier</label>{after}")) == 1


def test_a_field_of_a_global_value_set_reads_back_without_values(client: Client) -> None:
    client.deployed(TIERS, f"CustomField:Opportunity.Tier__c:<label>Tier</label>{GLOBAL}")

    (read,) = client.read("CustomField", "Opportunity.Tier__c")

    assert read.findtext(f"{MD}valueSet/{MD}valueSetName") == "Tiers"
    assert read.find(f"{MD}valueSet/{MD}valueSetDefinition") is None


def test_an_api_name_has_forty_characters(client: Client) -> None:
    rule = "<active>true</active><errorConditionFormula>FALSE</errorConditionFormula><errorMessage>m</errorMessage>"
    field = "<label>X</label><type>Checkbox</type><defaultValue>false</defaultValue>"

    for length, refused in ((40, 0), (41, 2)):
        name = "x" * length
        found = client.problems(
            f"ValidationRule:Opportunity.{name}:{rule}", f"CustomField:Opportunity.{name}__c:{field}"
        )
        assert len(found) == refused, found
