"""The limits tracking API: the keys of its OpenAPI file, and figures that follow what is made."""

from __future__ import annotations

import pytest

ROW = {"objectTypeId", "singularLabel", "pluralLabel"}
LIMITED = ROW | {"limit", "usage", "percentage"}
OVERALL = {"overallLimit", "overallUsage", "overallPercentage", "byObjectType"}
SCHEMA = {"name": "share", "labels": {"singular": "Share", "plural": "Shares"}, "primaryDisplayProperty": "title",
          "properties": [{"name": "title", "label": "Title"}]}  # fmt: skip


@pytest.fixture(params=["/crm/v3/limits", "/crm/limits/2026-03", "/crm/limits/2026-09"])
def limits(request):
    return request.param


def test_custom_properties_are_counted_by_object(hubspot, limits, group):
    hubspot.post("/crm/v3/properties/deals",
                 {"name": "ps_x", "label": "X", "type": "string", "fieldType": "text", "groupName": group})  # fmt: skip
    share = hubspot.post("/crm-object-schemas/v3/schemas", SCHEMA)["objectTypeId"]

    told = hubspot.get(f"{limits}/custom-properties")

    assert set(told) == OVERALL
    assert all(set(row) == LIMITED for row in told["byObjectType"])
    assert {row["objectTypeId"]: row["usage"] for row in told["byObjectType"]} == {
        "0-1": 0, "0-2": 0, "0-3": 1, share: 1,
    }  # fmt: skip
    assert (told["overallUsage"], told["overallLimit"]) == (2, 10_000)


def test_calculated_properties_have_no_limit_by_object(hubspot, limits, group):
    hubspot.post("/crm/v3/properties/deals",
                 {"name": "half", "label": "Half", "type": "number", "fieldType": "calculation_equation",
                  "groupName": group, "calculationFormula": "amount * 0.5"})  # fmt: skip

    told = hubspot.get(f"{limits}/calculated-properties")

    assert (set(told), told["overallUsage"]) == (OVERALL, 1)
    assert all(set(row) == ROW | {"usage"} for row in told["byObjectType"])


@pytest.mark.parametrize(("what", "usage"), [("pipelines", 1), ("records", 2)])
def test_pipelines_and_records_tell_hubspots_objects_and_custom_ones_apart(hubspot, limits, what, usage):
    share = hubspot.post("/crm-object-schemas/v3/schemas", SCHEMA)["objectTypeId"]
    for _ in range(2):
        hubspot.post("/crm/v3/objects/deals", {"properties": {}})
    hubspot.post(f"/crm/v3/objects/{share}", {"properties": {"title": "Half"}})

    told = hubspot.get(f"{limits}/{what}")

    assert set(told) == {"hubspotDefinedObjectTypes", "customObjectTypes"}
    assert {row["objectTypeId"]: row["usage"] for row in told["hubspotDefinedObjectTypes"]}["0-3"] == usage
    assert all(set(row) == LIMITED for row in told["hubspotDefinedObjectTypes"])
    assert set(told["customObjectTypes"]) == OVERALL
    assert told["customObjectTypes"]["byObjectType"][0].keys() == ROW | {"usage"}
    assert told["customObjectTypes"]["overallUsage"] == (1 if what == "records" else 0)


def test_custom_objects_are_counted(hubspot, limits):
    hubspot.post("/crm-object-schemas/v3/schemas", SCHEMA)

    assert hubspot.get(f"{limits}/custom-object-types") == {"limit": 10, "usage": 1, "percentage": 10.0}


def test_labels_are_counted_by_pair(hubspot, limits):
    hubspot.post("/crm/v4/associations/deals/companies/labels", {"name": "registrant", "label": "Registrant"})

    rows = hubspot.get(f"{limits}/associations/labels?fromObjectTypeId=0-3&toObjectTypeId=0-2")["results"]

    assert len(rows) == 1
    assert set(rows[0]) == {"fromObjectType", "toObjectType", "allLabels", "limit", "usage", "percentage"}
    assert rows[0]["fromObjectType"] == {"objectTypeId": "0-3", "singularLabel": "Deal", "pluralLabel": "Deals"}
    assert (rows[0]["allLabels"], rows[0]["limit"], rows[0]["percentage"]) == (["Registrant"], 50, 2.0)
    assert len(hubspot.get(f"{limits}/associations/labels")["results"]) == 2


def test_records_at_their_limit_of_associations_are_sampled(hubspot, limits):
    inputs = {"inputs": [{"typeId": 341, "maxToObjectIds": 1}]}
    hubspot.post("/crm/v4/associations/definitions/configurations/deals/companies/batch/create", inputs)
    deal = hubspot.post("/crm/v3/objects/deals", {"properties": {"dealname": "Fjord"}})["id"]
    company = hubspot.post("/crm/v3/objects/companies", {"properties": {"name": "Acme"}})["id"]
    hubspot("PUT", f"/crm/v4/objects/deals/{deal}/associations/default/companies/{company}")

    told = hubspot.get(f"{limits}/associations/records/0-3/0-2")
    near = {"objectTypeId": "0-3", "singularLabel": "Deal", "pluralLabel": "Deals",
            "hasRecordsAtLimit": True, "hasRecordsNearLimit": False}  # fmt: skip

    assert told == {
        "limit": 1, "totalRecordsAtLimit": 1, "totalRecordsNearLimit": 0,
        "atLimitFromRecordSamples": [{"objectId": int(deal), "label": "Fjord"}], "nearLimitFromRecordSamples": [],
    }  # fmt: skip
    assert hubspot.get(f"{limits}/associations/records/from")["results"] == [near]
    assert [row["objectTypeId"] for row in hubspot.get(f"{limits}/associations/records/0-3/to")["results"]] == ["0-2"]


@pytest.mark.parametrize(("tier", "status"), [("FREE", 400), ("STARTER", 201)])
def test_a_free_portal_has_its_default_pipeline_alone(hubspot, tier, status):
    hubspot("PATCH", "/__embedded__/settings", {"tier": tier})
    stage = {"label": "Open", "displayOrder": 0, "metadata": {"probability": "0.5"}}

    answer = hubspot("POST", "/crm/v3/pipelines/deals", {"label": "P", "displayOrder": 1, "stages": [stage]})

    assert answer[0] == status


def test_a_free_portal_has_ten_custom_properties(hubspot, group):
    hubspot("PATCH", "/__embedded__/settings", {"tier": "FREE"})

    def make(number):
        prop = {"name": f"p{number}", "label": "P", "type": "string", "fieldType": "text", "groupName": group}
        return hubspot("POST", "/crm/v3/properties/deals", prop)[0]

    assert [make(number) for number in range(11)] == [201] * 10 + [400]
