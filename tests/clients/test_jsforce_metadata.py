"""jsforce 3 describes, saves, lists, deletes, deploys and retrieves the definitions of the embedded org."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator

import pytest
from tests.clients.node_clients import Jsforce, Node, embedded_salesforce, require_clients
from tests.clients.packages import FIELD, text_field


@pytest.fixture(scope="module")
def jsforce(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jsforce]:
    require_clients()
    node = Node(tmp_path_factory.mktemp("home"))
    with embedded_salesforce() as door:
        yield Jsforce(node, door)
    assert node.outside_calls == ""


def test_a_field_is_upserted_read_listed_deleted_and_refused(jsforce: Jsforce) -> None:
    name = "Account.Tier__c"
    field = {"fullName": name, "label": "Tier", "type": "Text", "length": 20}

    told = jsforce.run("definitions", field=field, refused={**field, "fullName": "Account.Bad__c", "length": 256})

    assert {"CustomObject", "PermissionSet"} <= {each["xmlName"] for each in told["types"]}
    assert (told["upserted"]["success"], told["upserted"]["created"]) == (True, True)
    assert (told["again"][0]["success"], told["again"][0]["created"]) == (True, False)
    assert (told["read"]["label"], told["read"]["length"], told["read"]["type"]) == ("Renamed", 20, "Text")
    assert "fullName" not in told["absent"]
    assert [each["fullName"] for each in told["listed"] if each["fullName"] == name] == [name]
    assert told["deleted"]["success"] is True
    assert name not in told["left"]
    assert told["refused"]["success"] is False
    assert told["refused"]["errors"][0]["statusCode"] == "NUMBER_OUTSIDE_VALID_RANGE"


@pytest.mark.parametrize("way", ["deploy", "deployRest"])
def test_a_deploy_is_polled_to_its_end_and_a_check_keeps_nothing(jsforce: Jsforce, way: str) -> None:
    zipped = base64.b64encode(text_field(length=40)).decode()
    options = {"checkOnly": True, "rollbackOnError": True, "singlePackage": True}

    told = jsforce.run("deploy", zip=zipped, options=options, way=way)

    result = told["result"]
    assert "InProgress" in told["seen"]
    assert (result["status"], result["success"], result["checkOnly"]) == ("Succeeded", True, True)
    saved = {each["fullName"]: each for each in result["details"]["componentSuccesses"]}
    assert saved[FIELD]["componentType"] == "CustomField"
    assert saved[FIELD]["created"] is True


def test_a_deploy_that_fails_names_the_component_and_its_problem(jsforce: Jsforce) -> None:
    zipped = base64.b64encode(text_field(length=None)).decode()

    told = jsforce.run("deploy", zip=zipped, options={"rollbackOnError": True, "singlePackage": True}, way="deploy")

    assert (told["result"]["status"], told["result"]["success"]) == ("Failed", False)
    [failure] = told["result"]["details"]["componentFailures"]
    assert (failure["fullName"], failure["problemType"]) == (FIELD, "Error")
    assert "length" in failure["problem"]


def test_a_retrieve_gives_the_files_that_a_deploy_took(jsforce: Jsforce) -> None:
    zipped = base64.b64encode(text_field(length=40)).decode()
    jsforce.run("deploy", zip=zipped, options={"singlePackage": True}, way="deploy")

    told = jsforce.run("retrieve", types=[{"name": "CustomField", "members": [FIELD]}])

    assert (told["success"], told["status"]) == (True, "Succeeded")
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(told["zipFile"]))) as archive:
        assert {"package.xml", "objects/Opportunity.object"} <= set(archive.namelist())
        assert "<length>40</length>" in archive.read("objects/Opportunity.object").decode()
