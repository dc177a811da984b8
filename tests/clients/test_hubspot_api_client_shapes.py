"""hubspot-api-client with its checks on: shapes of answers, activities, merges, limits of associations and of calls."""

from __future__ import annotations

import json

import pytest
from hubspot.crm.associations.v4.schema import (
    BatchInputPublicAssociationDefinitionConfigurationCreateRequest,
    BatchInputPublicAssociationSpec,
    PublicAssociationDefinitionConfigurationCreateRequest,
    PublicAssociationSpec,
)
from hubspot.crm.deals import ApiException, PublicMergeInput
from hubspot.crm.deals import SimplePublicObjectInputForCreate as Deal
from hubspot.crm.objects.notes import SimplePublicObjectInputForCreate as Note
from hubspot.crm.objects.tasks import AssociationSpec, PublicAssociationsForObject, PublicObjectId
from hubspot.crm.objects.tasks import SimplePublicObjectInputForCreate as Task
from tests.clients.hubspot_portal import Served, served_portal

NOON = "2026-11-23T12:00:00.000Z"
STAGE = {"id", "label", "displayOrder", "metadata", "writePermissions", "createdAt", "updatedAt", "archived"}
PIPELINE = {"id", "label", "displayOrder", "stages", "createdAt", "updatedAt", "archived"}
RECORD = {"id", "properties", "createdAt", "updatedAt", "archived", "url"}
HISTORY = {"value", "timestamp", "sourceType", "updatedByUserId"}
PROPERTY = {
    "name", "label", "description", "type", "fieldType", "groupName", "options", "displayOrder", "hidden", "formField",
    "hasUniqueValue", "externalOptions", "dataSensitivity", "calculated", "hubspotDefined", "createdAt", "updatedAt",
    "archived", "modificationMetadata",
}  # fmt: skip
SCHEMA = {
    "id", "objectTypeId", "fullyQualifiedName", "name", "labels", "description", "primaryDisplayProperty",
    "requiredProperties", "searchableProperties", "secondaryDisplayProperties", "allowsSensitiveProperties",
    "metaType", "portalId", "restorable", "archived", "createdAt", "updatedAt", "createdByUserId", "updatedByUserId",
    "properties", "associations",
}  # fmt: skip
SHARE = {"name": "share", "labels": {"singular": "Share", "plural": "Shares"}, "primaryDisplayProperty": "title",
         "properties": [{"name": "title", "label": "Title"}]}  # fmt: skip


@pytest.fixture
def served():
    with served_portal() as portal:
        yield portal


def spellings(family, rest):
    dated = [f"/crm/{family}/{version}/{rest}" for version in ("2026-03", "2026-09", "v3")]
    return [f"/crm/v3/{family}/{rest}", *dated]


@pytest.mark.parametrize("path", spellings("properties", "deals"))
def test_a_property_has_its_keys_under_every_spelling(served, path):
    rows = {row["name"]: row for row in served.call("GET", path)["results"]}

    assert set(rows["amount"]) == PROPERTY
    assert set(rows["hubspot_owner_id"]) == PROPERTY | {"referencedObjectType"}
    assert set(rows["dealtype"]["options"][0]) == {"label", "value", "displayOrder", "hidden"}


@pytest.mark.parametrize("path", spellings("pipelines", "deals"))
def test_pipelines_and_stages_have_their_keys_under_every_spelling(served, path):
    (pipeline,) = served.call("GET", path)["results"]

    assert set(pipeline) == PIPELINE
    assert {frozenset(stage) for stage in pipeline["stages"]} == {frozenset(STAGE)}
    assert all(isinstance(value, str) for stage in pipeline["stages"] for value in stage["metadata"].values())


@pytest.mark.parametrize("path", spellings("objects", "deals"))
def test_records_and_history_have_their_keys_under_every_spelling(served, path):
    made = served.call("POST", path, {"properties": {"dealname": "A"}})
    served.call("PATCH", f"{path}/{made['id']}", {"properties": {"dealname": "B"}})

    read = served.call("GET", f"{path}/{made['id']}?propertiesWithHistory=dealname")
    batch = served.call("POST", f"{path}/batch/read", {"inputs": [{"id": made["id"]}], "properties": ["dealname"],
                                                       "propertiesWithHistory": []})  # fmt: skip

    assert set(made) == RECORD
    assert set(read) == RECORD | {"propertiesWithHistory"}
    assert [set(row) for row in read["propertiesWithHistory"]["dealname"]] == [HISTORY, HISTORY]
    assert set(batch) == {"status", "results", "startedAt", "completedAt"}


@pytest.mark.parametrize("path", [f"/crm-object-schemas/{version}/schemas" for version in ("v3", "2026-03", "2026-09")])
def test_a_schema_has_its_keys_under_every_spelling(served, path):
    made = served.call("POST", path, SHARE)

    read = served.call("GET", f"{path}/{made['objectTypeId']}")
    (listed,) = served.call("GET", path)["results"]

    assert set(read) == SCHEMA
    assert set(listed) == SCHEMA - {"createdByUserId", "updatedByUserId"}
    assert bool(listed["properties"]) == (path == "/crm-object-schemas/v3/schemas")


def test_typed_reads_pass_the_clients_own_checks(served):
    crm = served.client.crm
    deal = crm.deals.basic_api.create(Deal(properties={"dealname": "Fjord", "dealstage": "closedwon"}))

    read = crm.deals.basic_api.get_by_id(deal.id, properties_with_history=["dealstage"])

    assert read.properties_with_history["dealstage"][0].value == "closedwon"
    assert crm.pipelines.pipeline_audits_api.get_audit("deals", "default").results == []
    assert crm.owners.owners_api.get_page(limit=1).results[0].archived is False
    assert len(crm.properties.core_api.get_all("tasks").results) > 10


def test_a_task_and_a_note_are_logged_on_a_deal(served):
    crm = served.client.crm
    deal = crm.deals.basic_api.create(Deal(properties={"dealname": "Fjord"})).id
    on_deal = PublicAssociationsForObject(
        to=PublicObjectId(id=deal),
        types=[AssociationSpec(association_category="HUBSPOT_DEFINED", association_type_id=216)],
    )

    task = crm.objects.tasks.basic_api.create(
        Task(properties={"hs_timestamp": NOON, "hs_task_subject": "Call"}, associations=[on_deal])
    )
    note = crm.objects.notes.basic_api.create(
        Note(properties={"hs_timestamp": NOON, "hs_note_body": "Hello"}, associations=[])
    )

    links = crm.associations.v4.basic_api.get_page("deals", deal, "tasks").results
    assert [str(row.to_object_id) for row in links] == [task.id]
    assert crm.objects.notes.basic_api.get_by_id(note.id, properties=["hs_note_body"]).properties["hs_note_body"]


def test_two_deals_are_merged(served):
    deals = served.client.crm.deals
    kept, gone = (deals.basic_api.create(Deal(properties={"dealname": name})).id for name in "AB")

    merged = deals.basic_api.merge(PublicMergeInput(primary_object_id=kept, object_id_to_merge=gone))

    assert merged.id == kept
    with pytest.raises(ApiException) as refusal:
        deals.basic_api.get_by_id(gone)
    assert refusal.value.status == 404


def test_association_limits_are_configured(served):
    api = served.client.crm.associations.v4.schema.definition_configurations_api
    request = PublicAssociationDefinitionConfigurationCreateRequest(
        type_id=341, category="HUBSPOT_DEFINED", max_to_object_ids=1
    )

    inputs = BatchInputPublicAssociationDefinitionConfigurationCreateRequest(inputs=[request])
    api.batch_create("deals", "companies", inputs)
    found = api.get_all().results
    specs = BatchInputPublicAssociationSpec(inputs=[PublicAssociationSpec(type_id=341, category="HUBSPOT_DEFINED")])
    api.batch_remove("deals", "companies", specs)

    assert [(row.type_id, row.user_enforced_max_to_object_ids) for row in found] == [(341, 1)]
    assert api.get_all().results == []


def test_a_client_that_does_not_wait_is_refused_in_the_middle_of_its_pages(served: Served):
    served.call("PATCH", "/__embedded__/settings", {"rateLimits": True, "tier": "FREE"})
    served.call("POST", "/__embedded__/records", {"objectType": "deals", "count": 10_100, "properties": {}})

    with pytest.raises(ApiException) as refusal:
        served.client.crm.deals.get_all()

    body = json.loads(refusal.value.body)
    assert (refusal.value.status, body["errorType"], body["policyName"]) == (429, "RATE_LIMIT", "TEN_SECONDLY_ROLLING")
    assert refusal.value.headers["X-HubSpot-RateLimit-Max"] == "100"
