"""composite/batch and collections by external id of the embedded org."""

from __future__ import annotations

from typing import Any

import pytest
from tests.unit.emulator.salesforce.embedded_org import Client

GET: dict[str, Any] = {"method": "GET", "url": "v66.0/sobjects/Account/001000000000000AAA"}


def create(name: str | None) -> dict[str, Any]:
    return {"method": "POST", "url": "/services/data/v66.0/sobjects/Account", "richInput": {"Name": name}}


def names(client: Client) -> list[Any]:
    return client.values("SELECT Name FROM Account ORDER BY Name")


@pytest.mark.parametrize(("halt", "statuses", "left"), [(False, [201, 404, 400, 201], ["A", "B"]),
                                                        (True, [201, 404, 412, 412], ["A"])])  # fmt: skip
def test_requests_of_a_batch_stand_alone_unless_halted(
    client: Client, halt: bool, statuses: list[int], left: list[str]
) -> None:
    body = {"batchRequests": [create("A"), GET, create(None), create("B")], "haltOnError": halt}

    told = client.json("POST", "composite/batch", body)

    assert [result["statusCode"] for result in told["results"]] == statuses
    assert told["hasErrors"]
    assert told["results"][0]["result"]["success"]
    assert told["results"][2]["result"][0]["errorCode"] == ("BATCH_PROCESSING_HALTED" if halt else
                                                            "REQUIRED_FIELD_MISSING")  # fmt: skip
    assert names(client) == left


def test_each_request_of_a_batch_is_metered(client: Client) -> None:
    response = client.send("POST", "composite/batch", {"batchRequests": [create("A"), create("B")]})

    assert response.headers["Sforce-Limit-Info"] == "api-usage=3/15000"


@pytest.mark.parametrize("body", [{}, [], {"batchRequests": [1]}, {"batchRequests": [GET] * 26}])
def test_a_wrong_batch_is_refused(client: Client, body: Any) -> None:
    assert client.send("POST", "composite/batch", body or b"{}").status == 400


@pytest.fixture
def keyed(client: Client) -> Client:
    client.deployed("CustomField:Account.Number__c:<label>N</label><type>Text</type><length>9</length>"
                    "<externalId>true</externalId><unique>true</unique>")  # fmt: skip
    client.grant("Account.Number__c")
    client.create("Account", Name="Old", Number__c="1")
    return client


def test_records_are_upserted_by_an_external_id(keyed: Client) -> None:
    records = [{"attributes": {"type": "Account"}, "Name": name, "Number__c": number}
               for name, number in (("New", "1"), ("Other", "2"), ("None", None))]  # fmt: skip

    results = keyed.json("PATCH", "composite/sobjects/Account/Number__c", {"records": records})

    assert [(result["success"], result.get("created")) for result in results] == [
        (True, False), (True, True), (False, None),
    ]  # fmt: skip
    assert results[2]["errors"][0]["statusCode"] == "MISSING_ARGUMENT"
    assert names(keyed) == ["New", "Other"]


def test_all_or_none_undoes_every_upsert(keyed: Client) -> None:
    records = [{"attributes": {"type": "Account"}, "Name": name, "Number__c": "9"} for name in ("A", None)]

    results = keyed.json("PATCH", "composite/sobjects/Account/Number__c", {"allOrNone": True, "records": records})

    assert [result["success"] for result in results] == [False, False]
    assert names(keyed) == ["Old"]
