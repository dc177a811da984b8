"""simple-salesforce's toolingexecute and restful reach the Tooling API of the embedded org."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceMalformedRequest
from tests.clients.simple_salesforce_org import salesforce

FIELD = {"FullName": "Opportunity.Motion__c", "Metadata": {"label": "Motion", "type": "Text", "length": 40}}


@pytest.fixture(scope="module")
def sf() -> Iterator[Salesforce]:
    with salesforce() as client:
        # The client writes its tooling calls itself, over https.
        client.tooling_url = client.tooling_url.replace("http:", "https:")
        yield client


def test_a_field_is_made_and_found(sf: Salesforce) -> None:
    made = sf.toolingexecute("sobjects/CustomField/", method="POST", data=FIELD)
    soql = "SELECT FullName, Metadata FROM CustomField WHERE DeveloperName = 'Motion'"
    found = sf.restful("tooling/query/", params={"q": soql})["records"][0]
    sf.restful(f"tooling/sobjects/CustomField/{made['id']}", method="DELETE")

    assert (found["FullName"], found["Metadata"]["length"]) == ("Opportunity.Motion__c", 40)
    assert sf.restful("tooling/query/", params={"q": "SELECT Id FROM CustomField"})["totalSize"] == 0


def test_a_refused_field_raises_with_the_vendors_words(sf: Salesforce) -> None:
    with pytest.raises(SalesforceMalformedRequest, match="Must specify 'length'"):
        sf.toolingexecute(
            "sobjects/CustomField/", method="POST", data={**FIELD, "Metadata": {"label": "M", "type": "Text"}}
        )
