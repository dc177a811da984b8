"""The front door: paths, keys, scopes, headers, and what a fresh portal holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dealspec.emulator.clock import RealClock
from dealspec.emulator.hubspot.portal import HubSpotPortal
from dealspec.emulator.store import Store


@pytest.mark.parametrize(
    "path",
    [
        "/crm/v3/properties/deals",
        "/crm/properties/v3/deals",
        "/crm/properties/2026-03/deal",
        "/crm/properties/2026-09/0-3",
        "/crm/properties/2026-09/DEALS",
    ],
)
def test_every_spelling_of_a_path_reads_the_same_properties(hubspot, path):
    names = {prop["name"] for prop in hubspot.get(path)["results"]}

    assert {"dealname", "amount", "dealstage", "pipeline", "closedate", "hubspot_owner_id"} <= names


@pytest.mark.parametrize("path", ["/crm/v4/associations/deals/companies/labels", "/crm/associations/v4/0-3/0-2/labels"])
def test_both_v4_spellings_of_association_labels_are_served(hubspot, path):
    assert {label["typeId"] for label in hubspot.get(path)["results"]} == {341, 5}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/crm/properties/2025-01/deals"),
        ("GET", "/crm/v3/associations/deals/companies/labels"),
        ("GET", "/crm/v3/properties/tickets"),
        ("GET", "/crm/pipelines-rules/2026-03/0-3/default"),
        ("PUT", "/crm/v3/properties/deals/dealname"),
        ("GET", "/nowhere"),
    ],
)
def test_what_is_not_served_says_so_in_hubspots_envelope(hubspot, method, path):
    status, body = hubspot(method, path, {})

    assert status == 501
    assert body["status"] == "error"
    assert "does not serve" in body["message"]


def test_an_unknown_object_cannot_be_inferred(hubspot):
    status, body = hubspot("GET", "/crm/v3/properties/widgets")

    assert (status, body["message"]) == (400, "Unable to infer object type from: widgets")


def test_every_answer_carries_its_correlation_id_and_rates_but_search_has_no_rates(hubspot):
    refusal = hubspot.raw("GET", "/crm/v3/properties/deals/nope")
    search = hubspot.raw("POST", "/crm/v3/objects/deals/search", {})

    assert refusal.headers["X-HubSpot-Correlation-Id"] == json.loads(refusal.body)["correlationId"]
    assert refusal.headers["X-HubSpot-RateLimit-Max"] == "190"
    assert not [name for name in search.headers if "RateLimit" in name]
    assert search.headers["X-HubSpot-Correlation-Id"]


def test_a_wrong_key_is_refused(hubspot):
    hubspot.token = "pat-na1-wrong"

    status, body = hubspot("GET", "/crm/v3/properties/deals")

    assert (status, body["category"]) == (401, "INVALID_AUTHENTICATION")


READ_SCHEMA, WRITE_SCHEMA = "crm.schemas.deals.read", "crm.schemas.deals.write"


@pytest.mark.parametrize(
    ("scope", "method", "path", "admitted"),
    [
        (READ_SCHEMA, "GET", "/crm/v3/properties/deals", True),
        ("crm.objects.deals.write", "GET", "/crm/v3/pipelines/deals", True),
        (WRITE_SCHEMA, "GET", "/crm/v3/properties/deals", False),
        (READ_SCHEMA, "GET", "/crm/v3/properties/companies", False),
        (READ_SCHEMA, "POST", "/crm/v3/properties/deals", False),
        (READ_SCHEMA, "GET", "/crm/v3/objects/deals", False),
        (READ_SCHEMA, "GET", "/crm/v3/limits/custom-properties", False),
        ("crm.objects.contacts.read", "GET", "/crm/v3/limits/custom-properties", True),
        (READ_SCHEMA, "GET", "/crm/v3/owners/", False),
        (READ_SCHEMA, "GET", "/account-info/v3/details", True),
        ("crm.objects.companies.read", "GET", "/crm/v4/associations/deals/companies/labels", True),
        ("crm.objects.contacts.read", "GET", "/crm/v4/associations/deals/companies/labels", False),
        (READ_SCHEMA, "GET", "/crm/pipelines-rules/2026-09/0-3/default", False),
    ],
)
def test_a_key_opens_only_what_its_scopes_open(hubspot, scope, method, path, admitted):
    status, body = hubspot.with_scopes(scope)(method, path, {} if method == "POST" else None)

    assert (status == 200) == admitted
    if not admitted:
        assert (status, body["category"]) == (403, "MISSING_SCOPES")
        assert body["errors"][0]["context"]["requiredGranularScopes"]


def test_a_key_tells_its_portal_and_scopes(hubspot):
    caller = hubspot.with_scopes(READ_SCHEMA)

    info = hubspot.post("/oauth/v2/private-apps/get/access-token-info", {"tokenKey": caller.token})

    assert info["hubId"] == hubspot.portal.portal_id
    assert info["scopes"] == [READ_SCHEMA, "oauth"]


def test_account_details_name_a_developer_test_portal(hubspot):
    details = hubspot.get("/account-info/2026-09/details")

    assert details["accountType"] == "DEVELOPER_TEST"
    assert details["portalId"] == hubspot.portal.portal_id
    assert set(details) == {
        "portalId", "accountType", "timeZone", "companyCurrency", "additionalCurrencies", "utcOffset",
        "utcOffsetMilliseconds", "uiDomain", "dataHostingLocation",
    }  # fmt: skip


def test_daily_usage_counts_calls(hubspot):
    path = "/account-info/v3/api-usage/daily/private-apps"

    first, second = (hubspot.get(path)["results"][0]["currentUsage"] for _ in range(2))

    assert second == first + 1


def test_limits_count_what_was_made(hubspot, group):
    prop = {"name": "ps_x", "label": "X", "type": "string", "fieldType": "text", "groupName": group}
    hubspot.post("/crm/v3/properties/deals", prop)

    answer = hubspot.get("/crm/limits/2026-09/custom-properties")

    assert answer["overallUsage"] == 1
    assert {row["objectTypeId"]: row["usage"] for row in answer["byObjectType"]} == {"0-1": 0, "0-2": 0, "0-3": 1}


def test_the_one_owner_can_be_given_records(hubspot):
    owner = hubspot.get("/crm/v3/owners/?email=OWNER@example.com")["results"][0]

    deal = hubspot.post("/crm/v3/objects/deals", {"properties": {"hubspot_owner_id": owner["id"]}})
    status, refusal = hubspot("POST", "/crm/v3/objects/deals", {"properties": {"hubspot_owner_id": owner["userId"]}})

    assert deal["properties"]["hubspot_owner_id"] == owner["id"]
    assert status == 400
    assert refusal["errors"][0]["context"] == {"propertyName": ["hubspot_owner_id"]}


def test_owners_are_added_and_paged(hubspot):
    made = [hubspot.post("/__embedded__/owners", {"email": f"{name}@example.com"}) for name in "abc"]

    first = hubspot.get("/crm/owners/2026-09?limit=2")
    rest = hubspot.get(f"/crm/owners/2026-09?limit=2&after={first['paging']['next']['after']}")

    assert [owner["id"] for owner in (*first["results"], *rest["results"])][1:] == [owner["id"] for owner in made]
    assert "paging" not in rest
    assert hubspot.post("/crm/v3/objects/deals", {"properties": {"hubspot_owner_id": made[2]["id"]}})["id"]


def test_a_query_string_of_16_kb_is_too_long(hubspot):
    answer = hubspot.raw("GET", "/crm/v3/objects/deals?properties=" + ",".join(f"prop_{i:04}" for i in range(1600)))

    assert answer.status == 414
    assert answer.headers["Content-Type"].startswith("text/html")


def test_a_portal_survives_on_disk(tmp_path: Path):
    store = Store(tmp_path / "portal.db")
    first = HubSpotPortal(store, RealClock())
    store.close()

    store = Store(tmp_path / "portal.db")
    second = HubSpotPortal(store, RealClock())
    store.close()

    assert (first.access_token, first.portal_id) == (second.access_token, second.portal_id)
    assert first.access_token.startswith("pat-na1-")
