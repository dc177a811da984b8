"""Required properties that administrators set by hand: 2026-09 writes obey them, older versions do not."""

from __future__ import annotations

import pytest

V3, MARCH, LATEST = "/crm/v3/objects/deals", "/crm/objects/2026-03/deals", "/crm/objects/2026-09/deals"
WON_NEEDS_TYPE = {"propertyName": "dealstage", "value": "closedwon", "requiredProperties": ["dealtype"]}


@pytest.fixture(autouse=True)
def rules(hubspot):
    body = {"objectType": "deals", "conditional": [WON_NEEDS_TYPE], "createRequired": ["dealname"]}
    assert hubspot("PUT", "/__embedded__/admin-rules", body)[0] == 200


@pytest.mark.parametrize(("path", "status"), [(V3, 201), (MARCH, 201), (LATEST, 400)])
def test_only_the_latest_version_enforces_a_conditional_property(hubspot, path, status):
    assert hubspot("POST", path, {"properties": {"dealname": "D", "dealstage": "closedwon"}})[0] == status


def test_the_refusal_names_the_property_and_its_controller(hubspot):
    deal = hubspot.post(LATEST, {"properties": {"dealname": "D", "dealstage": "contractsent"}})["id"]

    status, body = hubspot("PATCH", f"{LATEST}/{deal}", {"properties": {"dealstage": "closedwon"}})

    assert (status, body["category"]) == (400, "VALIDATION_ERROR")
    assert body["errors"][0]["code"] == "MISSING_CONDITIONAL_REQUIRED_PROPERTY"
    assert body["errors"][0]["context"] == {"propertyName": ["dealtype"]}
    assert "[dealstage]" in body["message"]
    assert hubspot.get(f"{LATEST}/{deal}")["properties"]["dealstage"] == "contractsent"


def test_a_deal_that_has_the_property_passes_and_cannot_lose_it(hubspot):
    values = {"dealname": "D", "dealstage": "contractsent", "dealtype": "newbusiness"}
    deal = hubspot.post(LATEST, {"properties": values})["id"]

    assert hubspot("PATCH", f"{LATEST}/{deal}", {"properties": {"dealstage": "closedwon"}})[0] == 200
    assert hubspot("PATCH", f"{LATEST}/{deal}", {"properties": {"dealtype": ""}})[0] == 400
    assert hubspot("PATCH", f"{LATEST}/{deal}", {"properties": {"amount": "5"}})[0] == 200
    assert hubspot("PATCH", f"{V3}/{deal}", {"properties": {"dealtype": ""}})[0] == 200


def test_a_create_needs_what_the_form_needs(hubspot):
    status, body = hubspot("POST", LATEST, {"properties": {"amount": "5"}})

    assert (status, body["errors"][0]["code"]) == (400, "MISSING_REQUIRED_PROPERTY")
    assert hubspot("POST", V3, {"properties": {"amount": "5"}})[0] == 201


@pytest.mark.parametrize(
    "conditional", [{"propertyName": "dealstage"}, {**WON_NEEDS_TYPE, "requiredProperties": ["nope"]}]
)
def test_rules_over_nothing_are_refused(hubspot, conditional):
    body = {"objectType": "deals", "conditional": [conditional]}

    assert hubspot("PUT", "/__embedded__/admin-rules", body)[0] == 400
