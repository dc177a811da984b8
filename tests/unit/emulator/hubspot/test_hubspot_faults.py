"""Faults on demand: each of HubSpot's, and what has happened to the write that met it."""

from __future__ import annotations

import json

import pytest

DEALS = "/crm/objects/2026-09/deals"
FAULTS = "/__embedded__/faults"


def strike(hubspot, *faults):
    assert hubspot("PUT", FAULTS, {"faults": list(faults)})[0] == 200


def count(hubspot):
    return len(hubspot.get(DEALS)["results"])


@pytest.mark.parametrize(
    ("fault", "status", "policy", "retry_after"),
    [
        ("423", 423, None, None),
        ("477", 477, None, "10"),
        ("429", 429, "TEN_SECONDLY_ROLLING", None),
        ("429-wait", 429, "TEN_SECONDLY_ROLLING", "10"),
        ("429-secondly", 429, "SECONDLY", None),
        ("429-daily", 429, "DAILY", None),
        ("503", 503, None, None),
        ("500", 500, None, None),
    ],
)
def test_a_struck_call_is_refused_in_json_and_does_nothing(hubspot, fault, status, policy, retry_after):
    strike(hubspot, f"method=POST:first=1:{fault}")

    refusal = hubspot.raw("POST", DEALS, {"properties": {"dealname": "A"}})

    body = json.loads(refusal.body)
    assert (refusal.status, body.get("policyName"), refusal.headers.get("Retry-After")) == (status, policy, retry_after)
    assert body["correlationId"] == refusal.headers["X-HubSpot-Correlation-Id"]
    assert count(hubspot) == 0
    assert hubspot("POST", DEALS, {"properties": {"dealname": "A"}})[0] == 201


@pytest.mark.parametrize("status", [502, 504, 521, 522, 523, 524, 525, 526])
def test_what_stands_before_hubspot_answers_in_html(hubspot, status):
    strike(hubspot, f"call=/objects/:{status}")

    refusal = hubspot.raw("GET", DEALS)

    assert refusal.status == status
    assert refusal.headers["Content-Type"].startswith("text/html")
    assert hubspot("GET", "/crm/v3/pipelines/deals")[0] == 200


@pytest.mark.parametrize(
    ("fault", "status", "dropped", "written"),
    [("503-after", 503, False, 1), ("drop-before", 500, True, 0), ("drop-after", 201, True, 1)],
)
def test_an_uncertain_write_may_have_happened(hubspot, fault, status, dropped, written):
    strike(hubspot, f"method=POST:first=1:{fault}")

    answer = hubspot.raw("POST", DEALS, {"properties": {"dealname": "A"}})

    assert (answer.status, answer.drop) == (status, dropped)
    assert count(hubspot) == written


def test_a_late_write_lands_after_the_next_read(hubspot):
    strike(hubspot, "method=POST:late-write")

    made = hubspot.post(DEALS, {"properties": {"dealname": "A"}})

    assert made["id"]
    assert [count(hubspot), count(hubspot)] == [0, 1]


def test_latency_is_the_servers_to_wait(hubspot):
    strike(hubspot, "latency=200ms")

    assert hubspot.raw("GET", DEALS).delay_s == pytest.approx(0.2)


def test_a_fault_nobody_knows_is_refused_and_tells_what_there_is(hubspot):
    status, body = hubspot("PUT", FAULTS, {"faults": ["418"]})

    assert status == 400
    assert "429-daily" in body["error"]
