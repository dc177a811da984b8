"""What the page about the portal says and no other test pins."""

from __future__ import annotations

import pytest

OBJECTS = "/crm/v3/objects"


@pytest.mark.parametrize(
    ("kind", "given", "names"),
    [
        (
            "contacts",
            {"email": "ada@example.com"},
            {"createdate", "email", "firstname", "lastmodifieddate", "lastname"},
        ),
        ("companies", {"name": "Fjord"}, {"createdate", "domain", "hs_lastmodifieddate", "name"}),
    ],
)
def test_an_object_has_properties_that_are_read_unasked(hubspot, kind, given, names):
    made = hubspot.post(f"{OBJECTS}/{kind}", {"properties": given})

    read = hubspot.get(f"{OBJECTS}/{kind}/{made['id']}")["properties"]

    assert set(read) == names | {"hs_object_id"}
    assert {value for value in read.values() if value is not None and not isinstance(value, str)} == set()


@pytest.mark.parametrize("name", ["hubspot_owner_id", "dealstage", "pipeline"])
def test_properties_of_owners_pipelines_and_stages_read_without_options(hubspot, name):
    prop = hubspot.get(f"/crm/v3/properties/deals/{name}")

    assert (prop["externalOptions"], prop["options"]) == (True, [])


@pytest.mark.parametrize(("size", "refused"), [(100, False), (101, True)])
@pytest.mark.parametrize("call", ["create", "read", "archive"])
def test_a_batch_of_associations_holds_a_hundred(hubspot, call, size, refused):
    status, _ = hubspot("POST", f"/crm/v4/associations/deals/companies/batch/{call}", {"inputs": [link(call)] * size})

    assert (status == 400) is refused


def test_the_older_stage_properties_are_gone(hubspot):
    older = "hs_date_entered_contractsent"

    status, body = hubspot("POST", f"{OBJECTS}/deals", {"properties": {older: "2026-01-01"}})

    assert (status, body["errors"][0]["code"]) == (400, "PROPERTY_DOESNT_EXIST")
    assert older not in {prop["name"] for prop in hubspot.get("/crm/v3/properties/deals")["results"]}


def link(call: str) -> dict[str, object]:
    if call == "read":
        return {"id": "1"}
    if call == "archive":
        return {"from": {"id": "1"}, "to": [{"id": "2"}]}
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 341}]
    return {"from": {"id": "1"}, "to": {"id": "2"}, "types": types}
