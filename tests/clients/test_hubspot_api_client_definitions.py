"""The real hubspot-api-client against the embedded portal: properties, groups, pipelines, owners."""

from __future__ import annotations

import gc

import pytest
from hubspot import HubSpot
from hubspot.crm.pipelines import ApiException as PipelinesError
from hubspot.crm.pipelines import PipelineInput, PipelinePatchInput, PipelineStageInput
from hubspot.crm.properties import ApiException as PropertiesError
from hubspot.crm.properties import (
    BatchInputPropertyCreate,
    BatchReadInputPropertyName,
    OptionInput,
    PropertyCreate,
    PropertyGroupCreate,
    PropertyName,
    PropertyUpdate,
)

from dealspec.emulator.clock import RealClock
from dealspec.emulator.hubspot.portal import HubSpotPortal
from dealspec.emulator.server import Server
from dealspec.emulator.store import Store


@pytest.fixture
def hubspot_client():
    store = Store()
    portal = HubSpotPortal(store, RealClock())
    server = Server(portal).start()
    # host leads typed calls, base_url plain ones; with one of them the other kind leaves for the public API.
    client = HubSpot(access_token=portal.access_token, host=server.url, base_url=server.url)
    yield client
    server.stop()
    store.close()
    # The client keeps a pool per sub-package and closes none of them.
    gc.collect()


@pytest.fixture
def group(hubspot_client):
    groups = hubspot_client.crm.properties.groups_api
    return groups.create("deals", PropertyGroupCreate(name="partner_sales", label="Partner sales")).name


def test_properties_from_create_to_archive(hubspot_client, group):
    api = hubspot_client.crm.properties.core_api
    options = [OptionInput(label="Gold", value="gold", display_order=0, hidden=False)]
    wanted = PropertyCreate(
        name="ps_tier", label="Tier", type="enumeration", field_type="select", group_name=group, options=options
    )

    created = api.create("deals", wanted)
    patched = api.update("deals", "ps_tier", PropertyUpdate(label="Partner tier"))
    names = {prop.name for prop in api.get_all("deals").results}
    api.archive("deals", "ps_tier")

    assert (created.type, created.options[0].value) == ("enumeration", "gold")
    assert created.modification_metadata.read_only_definition is False
    assert patched.label == "Partner tier"
    assert {"ps_tier", "dealname"} <= names
    assert [prop.name for prop in api.get_all("deals", archived=True).results] == ["ps_tier"]


def test_a_refusal_arrives_as_the_clients_own_exception(hubspot_client):
    api = hubspot_client.crm.properties.core_api

    with pytest.raises(PropertiesError) as refusal:
        api.get_by_name("deals", "nope")

    assert refusal.value.status == 404
    assert "OBJECT_NOT_FOUND" in refusal.value.body
    assert refusal.value.headers["X-HubSpot-Correlation-Id"]


def test_batches_come_back_as_models_with_errors(hubspot_client, group):
    api = hubspot_client.crm.properties.batch_api
    one = PropertyCreate(name="ps_x", label="X", type="string", field_type="text", group_name=group)

    made = api.create("deals", BatchInputPropertyCreate(inputs=[one]))
    again = api.create("deals", BatchInputPropertyCreate(inputs=[one]))
    names = [PropertyName(name="ps_x"), PropertyName(name="nope")]
    read = api.read("deals", BatchReadInputPropertyName(archived=False, inputs=names))

    assert made.results[0].name == "ps_x"
    assert (again.num_errors, again.errors[0].category) == (1, "OBJECT_ALREADY_EXISTS")
    assert (read.results[0].name, read.num_errors) == ("ps_x", 1)


def test_groups_are_listed_and_removed(hubspot_client, group):
    api = hubspot_client.crm.properties.groups_api

    assert group in {each.name for each in api.get_all("deals").results}
    api.archive("deals", group)
    assert group not in {each.name for each in api.get_all("deals").results}


def test_pipelines_and_stages(hubspot_client):
    api = hubspot_client.crm.pipelines
    pipelines, stages = api.pipelines_api, api.pipeline_stages_api
    new = [
        PipelineStageInput(label=label, display_order=order, metadata={"probability": probability})
        for order, (label, probability) in enumerate((("Open", "0.50"), ("Won", "1")))
    ]

    made = pipelines.create("deals", PipelineInput(label="Partner", display_order=1, stages=new))
    added = stages.create(
        "deals", made.id, PipelineStageInput(label="Lost", display_order=1, metadata={"probability": "0"})
    )
    pipelines.update("deals", made.id, PipelinePatchInput(label="Partners"))

    read = pipelines.get_by_id("deals", made.id)
    assert (read.label, [stage.label for stage in read.stages]) == ("Partners", ["Open", "Won", "Lost"])
    assert [stage.metadata["probability"] for stage in read.stages] == ["0.5", "1.0", "0.0"]
    stages.archive("deals", made.id, added.id)
    assert len(stages.get_all("deals", made.id).results) == 2
    assert pipelines.archive("deals", made.id) is None
    assert [each.id for each in pipelines.get_all("deals").results] == ["default"]


def test_a_missing_pipeline_is_a_404(hubspot_client):
    with pytest.raises(PipelinesError) as refusal:
        hubspot_client.crm.pipelines.pipelines_api.get_by_id("deals", "nope")

    assert refusal.value.status == 404


def test_owners(hubspot_client):
    owners = hubspot_client.crm.owners.get_all()

    assert [(owner.email, owner.type) for owner in owners] == [("owner@example.com", "PERSON")]


@pytest.mark.parametrize(
    "path", ["/account-info/v3/details", "/account-info/2026-03/details", "/account-info/2026-09/details"]
)
def test_plain_requests_reach_every_version(hubspot_client, path):
    answer = hubspot_client.api_request({"path": path})

    assert answer.json()["accountType"] == "DEVELOPER_TEST"
    answer.close()


def test_custom_objects_from_create_to_archive(hubspot_client):
    from hubspot.crm.schemas import ObjectSchemaEgg, ObjectTypeDefinitionLabels, ObjectTypeDefinitionPatch
    from hubspot.crm.schemas import ObjectTypePropertyCreate as SchemaProperty

    api = hubspot_client.crm.schemas.core_api
    title = SchemaProperty(name="title", label="Title", type="string", field_type="text")
    egg = ObjectSchemaEgg(
        name="share",
        labels=ObjectTypeDefinitionLabels(singular="Share", plural="Shares"),
        primary_display_property="title",
        required_properties=[],
        properties=[title],
        associated_objects=["DEAL"],
    )

    made = api.create(egg)
    api.update(made.object_type_id, ObjectTypeDefinitionPatch(searchable_properties=["title"]))
    record = hubspot_client.crm.objects.basic_api.create(made.fully_qualified_name, {"properties": {"title": "Half"}})
    names = [prop.name for prop in hubspot_client.crm.properties.core_api.get_all(made.object_type_id).results]
    found = api.get_by_id(made.object_type_id)

    assert (found.name, found.searchable_properties, found.primary_display_property) == ("share", ["title"], "title")
    assert {"title", "hs_object_id"} <= set(names)
    assert record.properties["title"] == "Half"
    hubspot_client.crm.objects.basic_api.archive(made.object_type_id, record.id)
    api.archive(made.object_type_id)
    assert api.get_all().results == []


def test_a_calculation_reads_back_in_the_portals_spelling(hubspot_client, group):
    api = hubspot_client.crm.properties.core_api
    wanted = PropertyCreate(
        name="half", label="Half", type="number", field_type="calculation_equation", group_name=group,
        calculation_formula="Amount*0.50",
    )  # fmt: skip

    api.create("deals", wanted)

    assert api.get_by_name("deals", "half").calculation_formula == "amount * 0.5"
