"""The REST frame of the embedded org: tokens, versions, usage, identity, collections and composite calls."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.unit.emulator.salesforce.embedded_org import OPPORTUNITY, Client

from dealspec.emulator.salesforce.ids import long_form
from dealspec.emulator.salesforce.org import SalesforceOrg


def deals(*names: str | None) -> list[dict[str, Any]]:
    return [{"attributes": {"type": "Opportunity"}, **OPPORTUNITY, "Name": name} for name in names]


def test_the_token_has_the_form_that_clients_check(org: SalesforceOrg) -> None:
    assert re.fullmatch(r"00D\w{12}![.\w]+", org.access_token)
    assert len(org.org_id) == 18
    assert org.access_token.startswith(org.org_id[:15])


@pytest.mark.parametrize("token", ["", "wrong", "00D000000000001!AQ"])
def test_a_wrong_token_is_refused(org: SalesforceOrg, token: str) -> None:
    client = Client(org, token or "x")

    response = client.send("GET", "limits")

    assert response.status == 401
    body = [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]
    assert json.loads(response.body) == body


def test_versions_are_listed_without_a_token(org: SalesforceOrg) -> None:
    client = Client(org, "wrong")

    listed = client.json("GET", "/services/data")

    assert listed[-1] == {"label": "Spring '26", "url": "/services/data/v66.0", "version": "66.0"}
    assert "Sforce-Limit-Info" not in {**client.send("GET", "/services/data").headers}


@pytest.mark.parametrize(
    ("path", "status"), [("v30.0/limits", 410), ("v31.0/limits", 200), ("v66.0/limits", 200), ("v99.0/limits", 404)]
)
def test_retired_and_unborn_versions_are_refused(client: Client, path: str, status: int) -> None:
    assert client.send("GET", f"/services/data/{path}").status == status


def test_each_call_is_metered(client: Client) -> None:
    used = [client.send("GET", "sobjects/Account/describe").headers["Sforce-Limit-Info"] for _ in range(2)]

    assert used == ["api-usage=1/15000", "api-usage=2/15000"]


def test_identity_is_reached_from_the_resource_list(client: Client) -> None:
    url = client.json("GET", "/services/data/v66.0")["identity"]
    info = client.json("GET", "/services/oauth2/userinfo")

    identity = client.json("GET", url.removeprefix("http://127.0.0.1:1"))

    assert identity["username"] == info["preferred_username"]
    assert (info["user_id"], info["organization_id"]) == (client.org.user_id, client.org.org_id)


def test_userinfo_may_be_posted(client: Client) -> None:
    assert client.json("POST", "/services/oauth2/userinfo") == client.json("GET", "/services/oauth2/userinfo")


def test_a_broken_body_is_refused(client: Client) -> None:
    response = client.send("POST", "sobjects/Opportunity", b"{")

    assert response.status == 400
    assert json.loads(response.body)[0]["errorCode"] == "JSON_PARSER_ERROR"


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"1", b"null", b'{"records":[1]}', b'{"records":{}}', b'{"compositeRequest":[1]}', b'{"records":[{}]}',
     b'{"compositeRequest":[{"method":"GET"}]}', b'{"records":[{"attributes":7}]}', b"\xff"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["composite", "composite/sobjects", "sobjects/Account", "metadata/deployRequest"])
def test_no_body_breaks_the_org(client: Client, path: str, body: bytes) -> None:
    assert client.send("POST", path, body).status < 500


def test_a_collection_saves_each_record_on_its_own(client: Client) -> None:
    results = client.json("POST", "composite/sobjects", {"records": deals("One", None, "Three")})

    assert [result["success"] for result in results] == [True, False, True]
    assert results[1]["errors"] == [
        {"statusCode": "REQUIRED_FIELD_MISSING", "message": "Required fields are missing: [Name]", "fields": ["Name"]}
    ]
    assert client.values("SELECT Name FROM Opportunity") == ["One", "Three"]


def test_a_collection_saves_all_or_none(client: Client) -> None:
    results = client.json("POST", "composite/sobjects", {"allOrNone": True, "records": deals("One", None)})

    assert results[0]["errors"][0]["statusCode"] == "ALL_OR_NONE_OPERATION_ROLLED_BACK"
    assert client.values("SELECT Name FROM Opportunity") == []


def test_a_collection_updates_reads_and_deletes(client: Client) -> None:
    made = [item["id"] for item in client.json("POST", "composite/sobjects", {"records": deals("One", "Two")})]
    changes = [{"attributes": {"type": "Opportunity"}, "Id": made[0], "Name": "Uno"}]

    updated = client.json("PATCH", "composite/sobjects", {"records": changes})
    ids = ",".join([*made, "006000000000001AAA"])
    read = client.json("GET", f"composite/sobjects/Opportunity?ids={ids}&fields=Name")
    deleted = client.json("DELETE", f"composite/sobjects?ids={ids}")

    assert [item["success"] for item in updated] == [True]
    assert [item and item["Name"] for item in read] == ["Uno", "Two", None]
    assert [item["success"] for item in deleted] == [True, True, False]


def test_a_collection_takes_two_hundred_records(client: Client) -> None:
    refused = client.refused("POST", "composite/sobjects", {"records": deals(*["x"] * 201)})

    assert refused[0][1] == "Number of records must be between 1 and 200"


def test_a_composite_call_uses_its_own_answers(client: Client) -> None:
    base = "/services/data/v66.0"
    calls = [
        {"method": "POST", "url": f"{base}/sobjects/Account", "referenceId": "acme", "body": {"Name": "Acme"}},
        {"method": "POST", "url": f"{base}/sobjects/Opportunity", "referenceId": "deal",
         "body": {**OPPORTUNITY, "AccountId": "@{acme.id}"}},
        {"method": "GET", "url": f"{base}/query?q=SELECT+Account.Name+FROM+Opportunity", "referenceId": "all"},
    ]  # fmt: skip

    answers = client.json("POST", "composite", {"compositeRequest": calls})["compositeResponse"]

    assert [answer["httpStatusCode"] for answer in answers] == [201, 201, 200]
    assert answers[2]["body"]["records"][0]["Account"]["Name"] == "Acme"


def test_a_composite_call_is_undone_as_a_whole(client: Client) -> None:
    url = "/services/data/v66.0/sobjects/Account"
    calls = [{"method": "POST", "url": url, "referenceId": name, "body": body}
             for name, body in (("one", {"Name": "Acme"}), ("two", {}), ("three", {"Name": "Late"}))]  # fmt: skip

    answer = client.json("POST", "composite", {"allOrNone": True, "compositeRequest": calls})["compositeResponse"]

    assert [item["body"][0]["errorCode"] for item in answer] == [
        "PROCESSING_HALTED",
        "REQUIRED_FIELD_MISSING",
        "PROCESSING_HALTED",
    ]
    assert client.values("SELECT Name FROM Account") == []


def test_the_global_describe_lists_every_object(client: Client) -> None:
    answer = client.json("GET", "sobjects/")

    assert (answer["encoding"], answer["maxBatchSize"]) == ("UTF-8", 200)
    assert {"Account", "Opportunity", "PermissionSetAssignment"} <= {item["name"] for item in answer["sobjects"]}


def test_ids_carry_the_vendors_checksum(client: Client) -> None:
    assert long_form("001A0000006Vm9r") == "001A0000006Vm9rIAC"
    record_id = client.opportunity()
    assert client.json("GET", f"sobjects/Opportunity/{record_id[:15]}")["Id"] == record_id
