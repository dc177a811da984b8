"""A long answer of the Tooling API comes in batches, behind locators of its own."""

from __future__ import annotations

import json

from tests.unit.emulator.salesforce.embedded_org import Client

FIELDS = 205
TEXT = "<label>X</label><length>9</length><type>Text</type>"


def test_a_tooling_query_follows_its_locator(client: Client) -> None:
    client.deployed(*(f"CustomField:Opportunity.F{number}__c:{TEXT}" for number in range(FIELDS)))
    headers = {"Sforce-Query-Options": "batchSize=200"}

    first = json.loads(client.send("GET", "tooling/query?q=SELECT+Id+FROM+CustomField", None, headers).body)
    second = client.json("GET", first["nextRecordsUrl"])

    assert (first["totalSize"], first["done"], len(first["records"])) == (FIELDS, False, 200)
    assert "/tooling/query/" in first["nextRecordsUrl"]
    assert (second["done"], len(second["records"])) == (True, FIELDS - 200)
    assert len({row["Id"] for row in first["records"] + second["records"]}) == FIELDS


def test_an_unknown_locator_is_refused(client: Client) -> None:
    assert client.refused("GET", "tooling/query/01gnowhere-200") == [("INVALID_QUERY_LOCATOR", "invalid query locator")]
