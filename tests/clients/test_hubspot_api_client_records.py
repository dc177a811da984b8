"""The real hubspot-api-client against the embedded portal: records, search, associations."""

from __future__ import annotations

import gc

import pytest
from hubspot import HubSpot
from hubspot.crm.associations.v4 import AssociationSpec as LinkSpec
from hubspot.crm.associations.v4 import (
    BatchInputPublicAssociationMultiPost,
    BatchInputPublicFetchAssociationsBatchRequest,
    PublicAssociationMultiPost,
    PublicFetchAssociationsBatchRequest,
    PublicObjectId,
)
from hubspot.crm.associations.v4.schema import PublicAssociationDefinitionCreateRequest
from hubspot.crm.deals import (
    ApiException,
    AssociationSpec,
    BatchInputSimplePublicObjectBatchInput,
    BatchInputSimplePublicObjectBatchInputForCreate,
    BatchReadInputSimplePublicObjectId,
    Filter,
    FilterGroup,
    PublicAssociationsForObject,
    PublicObjectSearchRequest,
    SimplePublicObjectBatchInput,
    SimplePublicObjectBatchInputForCreate,
    SimplePublicObjectId,
    SimplePublicObjectInput,
    SimplePublicObjectInputForCreate,
)
from hubspot.crm.deals import PublicObjectId as DealTarget

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
def deals(hubspot_client):
    return hubspot_client.crm.deals.basic_api


@pytest.fixture
def acme(hubspot_client):
    body = {"properties": {"name": "Acme", "domain": "acme.example"}}
    return hubspot_client.crm.companies.basic_api.create(body).id


def deal(name, **properties):
    return SimplePublicObjectInputForCreate(properties={"dealname": name, **properties})


def test_a_deal_from_create_to_archive(deals):
    made = deals.create(deal("Fjord", amount="100", dealstage="contractsent"))
    deals.update(made.id, SimplePublicObjectInput(properties={"dealstage": "closedwon", "amount": ""}))

    read = deals.get_by_id(made.id, properties=["amount", "dealstage", "hs_is_closed_won"])

    assert read.properties["amount"] is None
    assert (read.properties["dealstage"], read.properties["hs_is_closed_won"]) == ("closedwon", "true")
    assert read.created_at.tzinfo is not None
    deals.archive(made.id)
    with pytest.raises(ApiException) as refusal:
        deals.get_by_id(made.id)
    assert refusal.value.status == 404


def test_bad_values_arrive_in_the_clients_exception(deals):
    with pytest.raises(ApiException) as refusal:
        deals.create(deal("Fjord", amount="much"))

    assert refusal.value.status == 400
    assert "Property values were not valid" in refusal.value.body


def test_inline_associations_are_read_with_the_deal(deals, acme):
    types = [AssociationSpec(association_category="HUBSPOT_DEFINED", association_type_id=5)]
    target = PublicAssociationsForObject(to=DealTarget(id=acme), types=types)
    made = deals.create(SimplePublicObjectInputForCreate(properties={"dealname": "D"}, associations=[target]))

    read = deals.get_by_id(made.id, associations=["companies"])

    assert {row.id for row in read.associations["companies"].results} == {acme}


def test_batches_and_get_all(hubspot_client, deals):
    batch = hubspot_client.crm.deals.batch_api
    inputs = [SimplePublicObjectBatchInputForCreate(properties={"dealname": str(number)}) for number in range(100)]
    made = batch.create(BatchInputSimplePublicObjectBatchInputForCreate(inputs=inputs))
    batch.create(BatchInputSimplePublicObjectBatchInputForCreate(inputs=inputs[:20]))

    some = [SimplePublicObjectId(id=made.results[0].id), SimplePublicObjectId(id="1")]
    read = batch.read(
        BatchReadInputSimplePublicObjectId(inputs=some, properties=["dealname"], properties_with_history=[])
    )
    changed = batch.update(
        BatchInputSimplePublicObjectBatchInput(
            inputs=[SimplePublicObjectBatchInput(id=made.results[0].id, properties={"dealname": "first"})]
        )
    )

    assert len(deals.get_page(limit=100).results) == 100
    assert len(hubspot_client.crm.deals.get_all()) == 120
    assert (read.num_errors, read.errors[0].context) == (1, {"ids": ["1"]})
    assert changed.results[0].properties["dealname"] == "first"


def test_search(hubspot_client, deals):
    for number in range(3):
        deals.create(deal(f"Deal {number}", amount=str(number)))
    above = FilterGroup(filters=[Filter(property_name="amount", operator="GTE", value="1")])

    found = hubspot_client.crm.deals.search_api.do_search(
        PublicObjectSearchRequest(filter_groups=[above], sorts=["-amount"], properties=["amount"], limit=1)
    )

    assert (found.total, found.results[0].properties["amount"], found.paging.next.after) == (2, "2", "1")


def test_labels_and_associations(hubspot_client, deals, acme):
    v4 = hubspot_client.crm.associations.v4
    request = PublicAssociationDefinitionCreateRequest(name="ps_registrant", label="Registrant")
    label = v4.schema.definitions_api.create("deals", "companies", request).results[0]
    one, two = (deals.create(deal(name)).id for name in "AB")
    spec = LinkSpec(association_category="USER_DEFINED", association_type_id=label.type_id)

    v4.basic_api.create("deals", one, "companies", acme, [spec])
    v4.basic_api.create_default("deals", two, "companies", acme)
    post = PublicAssociationMultiPost(_from=PublicObjectId(id=two), to=PublicObjectId(id=acme), types=[spec])
    v4.batch_api.create("deals", "companies", BatchInputPublicAssociationMultiPost(inputs=[post]))

    page = v4.basic_api.get_page("companies", acme, "deals").results
    read = v4.batch_api.get_page(
        "deals",
        "companies",
        BatchInputPublicFetchAssociationsBatchRequest(inputs=[PublicFetchAssociationsBatchRequest(id=one)]),
    )
    listed = v4.schema.definitions_api.get_all("deals", "companies").results
    assert {str(row.to_object_id) for row in page} == {one, two}
    assert {each.label for each in read.results[0].to[0].association_types} == {None, "Registrant"}
    assert label.type_id in {each.type_id for each in listed}
    v4.basic_api.archive("deals", one, "companies", acme)
    assert len(v4.basic_api.get_page("companies", acme, "deals").results) == 1
