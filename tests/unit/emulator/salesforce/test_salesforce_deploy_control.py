"""Deploys that wait, are cancelled, or follow a validation; over SOAP and over REST."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.emulator.salesforce.embedded_org import MD, NOW, Client, zip_of

from dealspec.emulator.clock import FixedClock
from dealspec.emulator.salesforce.org import SalesforceOrg

GOOD = "CustomField:Opportunity.Good__c:<label>X</label><type>Text</type><length>9</length>"
OTHER = GOOD.replace("Good__c", "Other__c")
VALIDATION = {"checkOnly": True, "testLevel": "RunLocalTests"}
REQUESTS = "metadata/deployRequest"


def fields(client: Client) -> list[str]:
    return [item.name for item in client.org.definitions.of_object("CustomField", "Opportunity")
            if item.name.endswith("__c")]  # fmt: skip


def start(client: Client, component: str = GOOD) -> str:
    zip_file = base64.b64encode(zip_of((component,))).decode()
    options = (
        "<DeployOptions><rollbackOnError>true</rollbackOnError><singlePackage>true</singlePackage></DeployOptions>"
    )
    started = client.soap("deploy", f"<ZipFile>{zip_file}</ZipFile>{options}")
    return str(started.findtext(f".//{MD}id"))


def status(client: Client, deploy_id: str) -> dict[str, Any]:
    return dict(client.json("GET", f"{REQUESTS}/{deploy_id}?includeDetails=true")["deployResult"])


def faulty(client: Client, *specs: str) -> None:
    client.json("PUT", "/__embedded__/faults", {"faults": list(specs)})


def test_a_stuck_deploy_does_nothing_until_it_is_lifted(client: Client) -> None:
    faulty(client, "deploy-stuck")
    deploy_id = start(client)
    stuck = [status(client, deploy_id) for _ in range(4)]
    before = fields(client)

    faulty(client)
    done = status(client, deploy_id)

    assert {(item["status"], item["done"], item["numberComponentsDeployed"]) for item in stuck} == {
        ("InProgress", False, 0)
    }
    assert (before, done["status"], fields(client)) == ([], "Succeeded", ["Good__c"])


def test_a_waiting_deploy_is_cancelled_over_soap(client: Client) -> None:
    faulty(client, "call=deploy:first=1:deploy-stuck")
    deploy_id = start(client)

    answer = client.soap("cancelDeploy", f"<String>{deploy_id}</String>")
    result = client.soap("checkDeployStatus", f"<asyncProcessId>{deploy_id}</asyncProcessId>")[0]

    assert (answer[0].findtext(f"{MD}done"), answer[0].findtext(f"{MD}id")) == ("true", deploy_id)
    assert [result.findtext(f"{MD}{name}") for name in ("status", "done", "success", "canceledBy")] == [
        "Canceled", "true", "false", client.org.user_id,
    ]  # fmt: skip
    assert fields(client) == []


def test_a_waiting_deploy_is_cancelled_over_rest(client: Client) -> None:
    faulty(client, "call=deploy:first=1:deploy-stuck")
    deploy_id = start(client)

    told = client.json("PATCH", f"{REQUESTS}/{deploy_id}", {"deployResult": {"status": "Canceling"}}, status=202)

    assert told["deployResult"]["status"] == "Canceling"
    assert status(client, deploy_id)["status"] == "Canceled"
    assert fields(client) == []


def test_what_has_ended_cannot_be_cancelled(client: Client) -> None:
    deploy_id = start(client)
    body = {"deployResult": {"status": "Canceling"}}

    fault = client.soap("cancelDeploy", f"<String>{deploy_id}</String>", status=500)

    assert fault.findtext("faultstring") == "INVALID_ID_FIELD: Deployment already completed"
    assert client.refused("PATCH", f"{REQUESTS}/{deploy_id}", body)[0][0] == "INVALID_ID_FIELD"
    assert client.send("PATCH", f"{REQUESTS}/0Af000000000001AAA", body).status == 404
    assert client.send("PATCH", f"{REQUESTS}/{deploy_id}", {"deployResult": {}}).status == 400


@pytest.mark.parametrize("form", ["soap", "path", "body"])
def test_a_validation_with_tests_is_deployed_under_a_new_id(client: Client, form: str) -> None:
    validation = client.deploy(GOOD, **VALIDATION)
    before = fields(client)

    match form:
        case "soap":
            inner = f"<validationId>{validation['id']}</validationId>"
            new_id = str(client.soap("deployRecentValidation", inner).findtext(f"{MD}result"))
        case "path":
            new_id = client.json("POST", f"{REQUESTS}/{validation['id'][:15]}", status=201)["id"]
        case _:
            body = {"validatedDeployRequestId": validation["id"]}
            headers = {"Content-Type": "application/json"}
            assert client.send("POST", REQUESTS, body, headers).status == 201
            new_id = max(client.org.store.documents("deploy"))
    result = [status(client, new_id) for _ in range(2)][1]

    assert validation["runTestsEnabled"]
    assert new_id != validation["id"]
    assert (result["status"], result["checkOnly"], result["runTestsEnabled"]) == ("Succeeded", False, False)
    assert (before, fields(client)) == ([], ["Good__c"])


def refusal(client: Client, validation_id: str) -> str:
    answer = client.soap("deployRecentValidation", f"<validationId>{validation_id}</validationId>", status=500)
    code, _, words = str(answer.findtext("faultstring")).partition(": ")
    assert code == "INVALID_ID_FIELD"
    return words.rpartition(": ")[2]


@pytest.mark.parametrize(
    ("component", "options", "why"),
    [
        (GOOD, {"checkOnly": True}, "no tests ran in it"),
        (GOOD, {"checkOnly": True, "testLevel": "NoTestRun"}, "no tests ran in it"),
        (GOOD, {"testLevel": "RunLocalTests"}, "it was a deploy, not a validation"),
        ("CustomField:Opportunity.Bad__c:<label>B</label>", VALIDATION, "it did not succeed"),
    ],
)
def test_other_deploys_are_no_validation(client: Client, component: str, options: dict[str, Any], why: str) -> None:
    assert refusal(client, client.deploy(component, **options)["id"]) == why


def test_another_deploy_in_between_ends_the_right(client: Client) -> None:
    validation = client.deploy(GOOD, **VALIDATION)["id"]
    client.deploy(OTHER, checkOnly=True)
    client.problems("CustomField:Opportunity.Bad__c:<label>B</label>")
    client.deployed(OTHER)

    assert refusal(client, validation) == "something else was deployed since"
    assert fields(client) == ["Other__c"]


def test_a_validation_that_was_deployed_cannot_be_again(client: Client) -> None:
    validation = client.deploy(GOOD, **VALIDATION)["id"]
    client.json("POST", f"{REQUESTS}/{validation}", status=201)

    assert refusal(client, validation) == "something else was deployed since"


@pytest.mark.parametrize(("days", "works"), [(10, True), (11, False)])
def test_a_validation_lasts_ten_days(client: Client, org: SalesforceOrg, days: int, works: bool) -> None:
    validation = client.deploy(GOOD, **VALIDATION)["id"]
    later = SalesforceOrg(org.store, FixedClock(NOW + timedelta(days=days)))

    response = Client(later).send("POST", f"{REQUESTS}/{validation}")

    assert (response.status == 201) is works


def test_a_validation_that_nobody_made_is_refused(client: Client) -> None:
    assert refusal(client, "0Af000000000001") == "no validation with id 0Af000000000001CAA"
