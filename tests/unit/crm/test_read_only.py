"""A transport opened to read only sends nothing that a registry does not tag as a read, whatever the verb."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from dealspec.core.errors import ExitCode, VendorError
from dealspec.crm.http import ReadOnly
from dealspec.crm.hubspot import registry as hubspot
from dealspec.crm.hubspot.client import Client as HubSpotClient
from dealspec.crm.salesforce import registry as salesforce
from dealspec.crm.salesforce.client import Client as SalesforceClient
from dealspec.emulator.server import Server
from dealspec.emulator.web import Request, Response

OBJECTS = {"object": "deals", "from_object": "deals", "to_object": "companies"}
PARAMS = {**OBJECTS, "name": "n", "rule_type": "FORMAT", "pipeline": "p", "stage": "s"}

SALESFORCE_WRITES: Mapping[str, Callable[[SalesforceClient], object]] = {
    "create": lambda client: client.create("PermissionSetAssignment", {"AssigneeId": "005"}),
    "deploy": lambda client: client.start_deploy(b"PK", {"checkOnly": True}),
}
"""What calls each endpoint of Salesforce that writes; a dry run counts as one."""


@dataclass
class Ear:
    """Hears every request and answers each with nothing in particular."""

    heard: list[Request] = field(default_factory=list)

    def handle(self, request: Request) -> Response:
        self.heard.append(request)
        return Response.json(200, {"results": []})


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Ear, str]]:
    ear = Ear()
    server = Server(ear).start()
    yield ear, server.url
    server.stop()


@pytest.mark.parametrize("endpoint", [each for each in hubspot.ENDPOINTS if not each.reads], ids=lambda e: e.title)
@pytest.mark.parametrize("params", [PARAMS, {**PARAMS, "object": "p_widget", "from_object": "p_widget"}])
def test_hubspot_is_asked_nothing_that_writes(
    served: tuple[Ear, str], endpoint: hubspot.Endpoint, params: dict[str, str]
) -> None:
    ear, url = served
    ear.heard.clear()
    client = HubSpotClient(url, "token", read_only=True)

    with pytest.raises(ReadOnly, match=endpoint.title) as refused:
        client.call(endpoint, params, body={})

    assert (ear.heard, client.calls, refused.value.exit_code) == ([], 0, ExitCode.REFUSED)


@pytest.mark.parametrize("endpoint", [each for each in hubspot.ENDPOINTS if each.reads], ids=lambda e: e.title)
def test_hubspot_is_asked_whatever_reads_by_any_verb(served: tuple[Ear, str], endpoint: hubspot.Endpoint) -> None:
    ear, url = served
    ear.heard.clear()

    HubSpotClient(url, "token", read_only=True).call(endpoint, PARAMS, body={} if endpoint.method == "POST" else None)

    assert [request.method for request in ear.heard] == [endpoint.method]


@pytest.mark.parametrize("name", SALESFORCE_WRITES)
def test_salesforce_is_asked_nothing_that_writes(served: tuple[Ear, str], name: str) -> None:
    ear, url = served
    ear.heard.clear()
    client = SalesforceClient(url, "00D!token", api_version="66.0", read_only=True)

    with pytest.raises(ReadOnly, match=name):
        SALESFORCE_WRITES[name](client)

    assert (ear.heard, client.calls) == ([], 0)


def test_salesforce_metadata_is_read_though_soap_is_a_post(served: tuple[Ear, str]) -> None:
    ear, url = served
    ear.heard.clear()
    client = SalesforceClient(url, "00D!token", api_version="66.0", read_only=True)

    for ask in (lambda: client.read_metadata("CustomField", ["A.B__c"]), lambda: client.list_metadata("Layout")):
        _quietly(ask)

    assert [request.method for request in ear.heard] == ["POST", "POST"]


def test_every_write_of_salesforce_is_tried_here() -> None:
    assert set(SALESFORCE_WRITES) == {each.name for each in salesforce.ENDPOINTS if not each.reads}


def _quietly(ask: Callable[[], Any]) -> None:
    """The answer is none of Salesforce's, and that does not matter."""
    with pytest.raises(VendorError):
        ask()
