"""jsforce 3 asks the embedded org's Tooling API what is defined."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import pytest
from tests.clients.node_clients import Jsforce, Node, embedded_salesforce, require_clients
from tests.clients.packages import text_field


@pytest.fixture(scope="module")
def jsforce(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jsforce]:
    require_clients()
    node = Node(tmp_path_factory.mktemp("home"))
    with embedded_salesforce() as door:
        jsforce = Jsforce(node, door)
        zipped = base64.b64encode(text_field(length=40)).decode()
        jsforce.run("deploy", zip=zipped, options={"singlePackage": True}, way="deploy")
        yield jsforce
    assert node.outside_calls == ""


def test_the_tooling_api_tells_of_fields_and_refuses_what_it_has_not(jsforce: Jsforce) -> None:
    told = jsforce.run(
        "tooling",
        queries=["SELECT Id, DeveloperName, TableEnumOrId FROM CustomField WHERE DeveloperName = 'Registration'"],
    )

    [found] = told["found"]
    assert [(row["DeveloperName"], row["TableEnumOrId"]) for row in found["records"]] == [
        ("Registration", "Opportunity")
    ]
    assert told["refused"]["code"] == "INVALID_TYPE"
