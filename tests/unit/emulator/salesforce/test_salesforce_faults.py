"""Faults of the embedded Salesforce org: when they strike, what the client sees, and what has happened all the same."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
import requests
from tests.unit.emulator.salesforce.embedded_org import BASE, MD, NOW, OPPORTUNITY, Client

from dealspec.emulator.clock import FixedClock
from dealspec.emulator.faults import FaultError
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.server import Server
from dealspec.emulator.store import Store

FAULTS = "/__embedded__/faults"
PICKLIST = (
    "<label>M</label><type>Picklist</type><valueSet><valueSetDefinition><sorted>false</sorted><value><fullName>a"
    "</fullName><default>false</default><label>a</label></value></valueSetDefinition></valueSet>"
)
METADATA = f'<metadata xsi:type="CustomField"><fullName>Opportunity.Motion__c</fullName>{PICKLIST}</metadata>'


def faulty(client: Client, *specs: str, seed: int = 1) -> None:
    client.json("PUT", FAULTS, {"faults": list(specs), "seed": seed})


def names(client: Client) -> list[Any]:
    return client.values("SELECT Name FROM Account ORDER BY Name")


@pytest.mark.parametrize(
    ("spec", "struck"),
    [
        ("503", [1, 2, 3, 4, 5, 6]), ("salesforce:503", [1, 2, 3, 4, 5, 6]), ("hubspot:503", []),
        ("every=3:503", [3, 6]), ("first=2:503", [1, 2]), ("after=4:503", [5, 6]), ("after=1:first=2:503", [2, 3]),
        ("call=limits:503", [1, 2, 3, 4, 5, 6]), ("call=GET*limits:every=2:503", [2, 4, 6]), ("call=deploy:503", []),
        ("method=post:503", []), ("method=GET:first=1:503", [1]), ("chance=0%:503", []),
        ("chance=100%:503", [1, 2, 3, 4, 5, 6]),
    ],
)  # fmt: skip
def test_conditions_say_which_calls_are_struck(client: Client, spec: str, struck: list[int]) -> None:
    faulty(client, spec)

    seen = [number for number in range(1, 7) if client.send("GET", "limits").status == 503]

    assert seen == struck


def test_chance_repeats_with_its_seed_and_changes_with_another(client: Client) -> None:
    def run(seed: int) -> list[int]:
        faulty(client, "chance=50%:503", seed=seed)
        return [client.send("GET", "limits").status for _ in range(30)]

    assert run(1) == run(1) != run(2)
    assert {200, 503} == set(run(1))


@pytest.mark.parametrize("spec", ["", "slow", "every=0:503", "evry=2:503", "every=2", "latency=fast", "404", "a:b:503"])
def test_a_fault_that_nobody_knows_is_refused(client: Client, spec: str) -> None:
    with pytest.raises(FaultError, match=r"fault|condition"):
        SalesforceOrg(Store(), FixedClock(NOW), faults=[spec])
    refused = client.json("PUT", FAULTS, {"faults": [spec]}, status=400)

    assert repr(spec) in refused["error"]
    assert client.send("GET", "limits").status == 200


def test_the_admin_endpoint_lists_faults_and_how_often_they_struck(client: Client) -> None:
    faulty(client, "every=2:503")
    for _ in range(5):
        client.send("GET", "limits")

    told = client.json("GET", FAULTS)

    assert told["faults"] == [{"fault": "every=2:503", "struck": 2}]
    assert {"drop-after", "deploy-stuck", "late-write"} <= set(told["known"])


@pytest.mark.parametrize(
    ("spec", "status", "code"),
    [
        ("500", 500, "UNKNOWN_EXCEPTION"), ("503", 503, "SERVER_UNAVAILABLE"),
        ("expired-session", 401, "INVALID_SESSION_ID"), ("request-limit", 403, "REQUEST_LIMIT_EXCEEDED"),
        ("lock-row", 400, "UNABLE_TO_LOCK_ROW"),
    ],
)  # fmt: skip
def test_a_refused_write_has_the_vendors_code_and_does_nothing(
    client: Client, spec: str, status: int, code: str
) -> None:
    faulty(client, f"method=POST:{spec}")

    refused = client.json("POST", "sobjects/Account", {"Name": "A"}, status=status)

    assert refused[0]["errorCode"] == code
    assert names(client) == []


@pytest.mark.parametrize(("spec", "code"), [("expired-session", "INVALID_SESSION_ID"), ("503", "SERVER_UNAVAILABLE"),
                                            ("request-limit", "REQUEST_LIMIT_EXCEEDED")])  # fmt: skip
def test_in_soap_a_refusal_is_a_fault(client: Client, spec: str, code: str) -> None:
    faulty(client, f"call=upsertMetadata:{spec}")

    status = 503 if spec == "503" else 500
    answer = client.soap("upsertMetadata", METADATA, status=status)

    assert answer.findtext("faultcode") == f"sf:{code}"
    assert client.read("CustomField", "Opportunity.Motion__c")[0].findtext(f"{MD}fullName") is None


def test_a_status_after_the_write_hides_that_it_took_effect(client: Client) -> None:
    faulty(client, "first=1:504-after")

    assert client.send("POST", "sobjects/Account", {"Name": "A"}).status == 504
    assert names(client) == ["A"]


def test_a_late_write_lands_after_the_next_read(client: Client) -> None:
    faulty(client, "method=POST:first=1:late-write")

    first = client.create("Account", Name="A")

    assert [names(client), names(client)] == [[], ["A"]]
    assert client.values("SELECT Id FROM Account") == [first]


def test_late_writes_keep_their_order_before_other_writes(client: Client) -> None:
    faulty(client, "method=POST:first=1:late-write")
    first = client.create("Account", Name="A")

    client.json("PATCH", f"sobjects/Account/{first}", {"Name": "B"}, status=204)

    assert names(client) == ["B"]


def test_a_late_definition_is_seen_after_the_next_read(client: Client) -> None:
    faulty(client, "call=upsertMetadata:late-write")
    client.soap("upsertMetadata", METADATA)

    seen = [client.read("CustomField", "Opportunity.Motion__c")[0].findtext(f"{MD}label") for _ in range(2)]

    assert seen == [None, "M"]


def test_of_several_records_the_last_is_refused(client: Client) -> None:
    faulty(client, "partial-success")
    records = [{"attributes": {"type": "Opportunity"}, **OPPORTUNITY, "Name": name} for name in "ABC"]

    results = client.json("POST", "composite/sobjects", {"records": records})

    assert [result["success"] for result in results] == [True, True, False]
    assert results[2]["errors"][0]["statusCode"] == "UNABLE_TO_LOCK_ROW"


def test_of_several_components_the_last_is_refused(client: Client) -> None:
    faulty(client, "partial-success")

    answer = client.soap("upsertMetadata", METADATA + METADATA.replace("Motion", "Other"))

    assert [item.text for item in answer.iter(f"{MD}success")] == ["true", "false"]
    assert answer.findtext(f".//{MD}statusCode") == "UNABLE_TO_LOCK_ROW"


def test_a_running_picklist_job_refuses_picklists_alone(client: Client) -> None:
    faulty(client, "picklist-job")
    text = "CustomField:Opportunity.Note__c:<label>N</label><type>Text</type><length>9</length>"

    told = client.problems(f"CustomField:Opportunity.Motion__c:{PICKLIST}", text)

    assert told == ["Cannot update or delete a picklist while a picklist background job is being executed."]


@pytest.fixture
def url(org: SalesforceOrg) -> Any:
    server = Server(org).start()
    yield server.url
    server.stop()


@pytest.mark.parametrize(("spec", "left"), [("drop-before", []), ("drop-after", ["A"])])
def test_a_dropped_connection_gives_no_answer(client: Client, url: str, spec: str, left: list[str]) -> None:
    faulty(client, f"method=POST:first=1:{spec}")
    headers = {"Authorization": f"Bearer {client.token}", "Content-Type": "application/json"}

    with requests.Session() as session, pytest.raises(requests.ConnectionError):
        session.post(f"{url}{BASE}/sobjects/Account", data=json.dumps({"Name": "A"}), headers=headers)

    assert names(client) == left


def test_latency_holds_the_answer_back(client: Client, url: str) -> None:
    faulty(client, "latency=80ms")

    start = time.monotonic()
    with requests.Session() as session:
        answer = session.get(f"{url}{BASE}/limits", headers={"Authorization": f"Bearer {client.token}"})

    assert answer.status_code == 200
    assert time.monotonic() - start >= 0.08
