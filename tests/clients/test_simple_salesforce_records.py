"""simple-salesforce 1.12 reads, writes and queries records of the embedded org."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import (
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceResourceNotFound,
)
from tests.clients.simple_salesforce_org import salesforce

DEAL = {"Name": "Deal", "StageName": "Prospecting", "CloseDate": "2026-12-31"}


@pytest.fixture(scope="module")
def sf() -> Iterator[Salesforce]:
    with salesforce() as client:
        yield client


def test_a_record_lives_from_create_to_delete(sf: Salesforce) -> None:
    made = sf.Opportunity.create({**DEAL, "Amount": 1200.5})
    sf.Opportunity.update(made["id"], {"StageName": "Closed Won"})
    read = sf.Opportunity.get(made["id"])
    sf.Opportunity.delete(made["id"])

    assert (read["Amount"], read["IsWon"], read["Probability"]) == (1200.5, True, 100.0)
    with pytest.raises(SalesforceResourceNotFound, match="entity is deleted"):
        sf.Opportunity.get(made["id"])


def test_query_all_follows_the_locator_through_every_batch(sf: Salesforce) -> None:
    for start in range(0, 2200, 200):
        records = [{"attributes": {"type": "Account"}, "Name": f"Account {start + n:04d}"} for n in range(200)]
        results = sf.restful("composite/sobjects", method="POST", json={"allOrNone": True, "records": records})
        assert all(result["success"] for result in results)

    found = sf.query_all("SELECT Name, Owner.Username FROM Account WHERE Name LIKE 'Account %' ORDER BY Name")

    assert found["totalSize"] == len(found["records"]) == 2200
    assert found["records"][2199]["Name"] == "Account 2199"
    assert found["records"][0]["Owner"]["Username"].startswith("admin@")


def test_describe_tells_fields_and_types(sf: Salesforce) -> None:
    fields = {field["name"]: field for field in sf.Opportunity.describe()["fields"]}

    assert fields["StageName"]["type"] == "picklist"
    assert fields["Amount"]["precision"] == 18
    assert "Opportunity" in {item["name"] for item in sf.describe()["sobjects"]}


def test_a_refused_record_raises_with_the_vendors_code(sf: Salesforce) -> None:
    with pytest.raises(SalesforceMalformedRequest) as refused:
        sf.Opportunity.create({"Name": "No stage"})

    assert refused.value.content[0]["errorCode"] == "REQUIRED_FIELD_MISSING"
    assert refused.value.content[0]["fields"] == ["StageName", "CloseDate"]


def test_limits_and_usage_are_reported(sf: Salesforce) -> None:
    assert sf.limits()["DailyApiRequests"]["Max"] == 15000
    assert sf.api_usage["api-usage"].total == 15000


def test_a_wrong_token_is_an_expired_session(sf: Salesforce) -> None:
    right = sf.headers["Authorization"]
    sf.headers["Authorization"] = "Bearer wrong"
    try:
        with pytest.raises(SalesforceExpiredSession) as refused:
            sf.query("SELECT Id FROM Account")
    finally:
        sf.headers["Authorization"] = right

    assert refused.value.content == [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]
