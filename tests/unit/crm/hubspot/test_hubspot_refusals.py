"""Whoever cannot come in is told what, why and what to do, and never shown a token."""

import socket
from collections.abc import Iterator
from datetime import date

import pytest
from tests.unit.crm.hubspot.portals import Portal, a_schema, pending
from tests.unit.crm.hubspot.scripted import Script

from dealspec.core.errors import ExitCode, InvalidInput, MissingAccess, VendorError
from dealspec.crm.http import Retries
from dealspec.crm.hubspot import probes, registry
from dealspec.crm.hubspot.adapter import HubSpotTarget
from dealspec.crm.hubspot.client import Client
from dealspec.emulator.server import Server
from dealspec.emulator.web import Response
from dealspec.provisioner.ports import Crm

SECRET = "pat-na1-not-a-key"


def test_a_wrong_token_is_named_and_not_shown(portal: Portal) -> None:
    target = HubSpotTarget(portal.url, SECRET)

    with pytest.raises(VendorError) as caught:
        target.read(target.project(a_schema()).resources)

    error = caught.value
    assert (error.exit_code, error.status, error.vendor_code) == (ExitCode.VENDOR, 401, "INVALID_AUTHENTICATION")
    assert error.request_id
    assert "service key" in error.hint
    assert SECRET not in f"{error.what}{error.why}{error.hint}"
    target.close()


def test_a_missing_scope_is_named(portal: Portal) -> None:
    target = HubSpotTarget(portal.url, portal.token_with("crm.objects.companies.read"))

    with pytest.raises(MissingAccess) as caught:
        target.read(target.project(a_schema()).resources)

    error = caught.value
    assert (error.exit_code, error.status, error.vendor_code) == (ExitCode.INCOMPLETE, 403, "MISSING_SCOPES")
    assert "crm.schemas.deals.read or crm.objects.deals.read" in error.why
    assert "Service keys" in error.hint
    target.close()


def test_a_key_that_may_only_read_stops_before_the_first_write(portal: Portal) -> None:
    scopes = [f"crm.{part}.{obj}.read" for part in ("schemas", "objects") for obj in ("deals", "companies", "contacts")]
    target = HubSpotTarget(portal.url, portal.token_with(*scopes))
    steps = target.steps(pending(target, a_schema()))

    with pytest.raises(MissingAccess, match="create a property group"):
        target.execute(steps[0])
    target.close()


def test_who_cannot_be_reached_is_said_at_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    target = HubSpotTarget(f"http://127.0.0.1:{port}", SECRET)

    with pytest.raises(VendorError, match=f"Cannot reach 127.0.0.1:{port}") as caught:
        target.identity()

    assert caught.value.status is None
    assert "refused" in caught.value.why
    assert SECRET not in f"{caught.value.what}{caught.value.why}"
    target.close()


def test_plain_http_never_leaves_this_machine() -> None:
    with pytest.raises(InvalidInput):
        HubSpotTarget("http://api.hubapi.com", SECRET)


def test_who_answers(target: HubSpotTarget, portal: Portal) -> None:
    identity = target.identity()

    assert (identity.crm, identity.org_id, identity.kind) == (Crm.HUBSPOT, str(portal.portal_id), "DEVELOPER_TEST")
    assert not identity.is_protected
    assert target.record_url("opportunity", "7").endswith(f"/contacts/{portal.portal_id}/record/0-3/7")


def test_doctor_sees_a_portal_in_order(target: HubSpotTarget) -> None:
    assert [(probe.name, probe.ok) for probe in target.probe()] == [
        ("connection", True), ("account type", True), ("API version", True), ("scopes", True),
    ]  # fmt: skip


def test_doctor_names_each_missing_scope(portal: Portal) -> None:
    target = HubSpotTarget(portal.url, portal.token_with("crm.objects.deals.read"))

    scopes = next(probe for probe in target.probe() if probe.name == "scopes")

    assert not scopes.ok
    assert "crm.schemas.deals.write" in scopes.seen
    assert "crm.objects.deals.read" not in scopes.seen
    target.close()


@pytest.mark.parametrize(
    ("pinned", "today", "is_well"),
    [
        ("2026-09", date(2026, 11, 2), True),
        ("2026-09", date(2028, 1, 1), False),
        ("2026-09", date(2028, 3, 8), False),
        ("v3", date(2026, 11, 2), True),
        ("v3", date(2027, 9, 1), False),
        ("1999-03", date(2026, 11, 2), False),
    ],
)
def test_an_expiring_pin_is_warned_of(pinned: str, today: date, is_well: bool) -> None:
    assert probes.version(pinned, today).ok is is_well


RATE_LIMIT = {"status": "error", "message": "You have reached your limit.", "errorType": "RATE_LIMIT"}
LIMITED = Response.json(429, {**RATE_LIMIT, "policyName": "TEN_SECONDLY_ROLLING"}, {"Retry-After": "3"})
DAILY = Response.json(429, {**RATE_LIMIT, "policyName": "DAILY"})
GATEWAY = Response(502, b"<html>Bad gateway</html>", {"Content-Type": "text/html"})
FINE = Response.json(200, {"results": []})


@pytest.fixture
def scripted() -> Iterator[tuple[Script, Client, list[float]]]:
    waits: list[float] = []
    script = Script()
    server = Server(script).start()
    client = Client(server.url, SECRET, retries=Retries(attempts=3, sleep=waits.append))
    yield script, client, waits
    client.close()
    server.stop()


@pytest.mark.parametrize(
    ("endpoint", "answers", "calls", "waits"),
    [
        (registry.LIST_PROPERTIES, [LIMITED, GATEWAY, FINE], 3, [3.0, 1.0]),
        (registry.READ_LINKS, [Response(423), FINE], 2, [0.5]),
        (registry.UPDATE_GROUP, [Response(477), FINE], 2, [0.5]),
        (registry.CREATE_PROPERTY, [LIMITED, FINE], 2, [3.0]),
    ],
)
def test_what_is_safe_is_repeated(
    scripted: tuple[Script, Client, list[float]],
    endpoint: registry.Endpoint,
    answers: list[Response],
    calls: int,
    waits: list[float],
) -> None:
    script, client, waited = scripted
    script.answers += answers

    client.call(endpoint, {"object": "deals", "name": "x", "from_object": "deals", "to_object": "contacts"})

    assert (len(script.asked), client.calls, waited) == (calls, calls, waits)


@pytest.mark.parametrize(
    ("endpoint", "answer"),
    [(registry.CREATE_PROPERTY, GATEWAY), (registry.CREATE_GROUP, GATEWAY), (registry.LIST_PROPERTIES, DAILY)],
)
def test_what_is_not_safe_or_of_no_use_is_sent_once(
    scripted: tuple[Script, Client, list[float]], endpoint: registry.Endpoint, answer: Response
) -> None:
    script, client, _ = scripted
    script.answers.append(answer)

    with pytest.raises(VendorError):
        client.call(endpoint, {"object": "deals"})

    assert len(script.asked) == 1


def test_an_answer_in_html_is_still_an_answer(scripted: tuple[Script, Client, list[float]]) -> None:
    script, client, _ = scripted
    script.answers.append(Response(404, "<html>caf\xe9</html>".encode("latin-1"), {"Content-Type": "text/html"}))

    with pytest.raises(VendorError, match="HubSpot refused to list pipelines: HTTP 404") as caught:
        client.call(registry.LIST_PIPELINES, {"object": "deals"})

    assert caught.value.status == 404


def test_every_endpoint_names_scopes_and_only_reads_may_be_posted_twice() -> None:
    params = {"object": "deals", "from_object": "deals", "to_object": "companies"}

    for endpoint in registry.ENDPOINTS:
        assert all("{" not in scope for scope in endpoint.scopes_for(params))
        assert (endpoint.method == "GET") <= (endpoint.effect is registry.Effect.READS)
        assert endpoint.repeatable == (endpoint.effect is registry.Effect.READS or endpoint.method in ("PATCH", "PUT"))
