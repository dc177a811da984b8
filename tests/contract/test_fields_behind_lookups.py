"""A field of the account is read with the deal, by either adapter, and what cannot be followed is named."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from tests.contract.salesforce_org import served as served_org
from tests.unit.crm.hubspot.portals import carry_out
from tests.unit.crm.hubspot.portals import served as served_portal

from dealspec.crm.hubspot.adapter import HubSpotTarget
from dealspec.crm.salesforce.adapter import SalesforceTarget
from dealspec.provisioner.diff import diff
from dealspec.provisioner.order import ordered
from dealspec.schema.model import Field, FieldType, Object, Schema, Value

GOLD = Value("gold", "Gold")
PARTNER = Field("partner", FieldType.LOOKUP, label="Partner", to="account")
TIER = Field("tier", FieldType.PICKLIST, label="Tier", values=(GOLD,))
SCHEMA = Schema(
    {"opportunity": Object("opportunity", {"partner": PARTNER}), "account": Object("account", {"tier": TIER})}
)
ASKED = ["name", "account.name", "partner.tier", "partner.website"]


@pytest.fixture
def salesforce() -> Iterator[tuple[SalesforceTarget, dict[str, str]]]:
    with served_org() as org, closing(SalesforceTarget(org.url, org.token)) as target:
        wanted = target.project(SCHEMA).resources
        for step in target.steps(ordered(diff(wanted, target.read(wanted).resources))):
            assert not target.execute(step).failed
        customer = org.create("Account", Name="Customer")
        partner = org.create("Account", Name="Partner", Website="partner.example", Tier__c="gold")
        made = {"StageName": "Prospecting", "CloseDate": "2026-12-31"}
        org.create("Opportunity", Name="One", AccountId=customer, Partner__c=partner, **made)
        org.create("Opportunity", Name="Two", **made)
        yield target, {"partner": partner}


def test_salesforce_follows_the_relationship(salesforce: tuple[SalesforceTarget, dict[str, str]]) -> None:
    target, ids = salesforce

    found = target.extract(SCHEMA, "opportunity", [*ASKED, "partner"])

    rows = {row["name"]: {name: row[name] for name in [*ASKED[1:], "partner"]} for row in found.rows}
    assert found.missing == ()
    assert rows == {
        "One": {"account.name": "Customer", "partner.tier": "gold", "partner.website": "partner.example", **ids},
        "Two": {"account.name": None, "partner.tier": None, "partner.website": None, "partner": None},
    }


def test_salesforce_names_the_field_that_the_other_object_does_not_show(
    salesforce: tuple[SalesforceTarget, dict[str, str]],
) -> None:
    target, _ = salesforce
    more = Object("account", {"region": Field("region", FieldType.TEXT, label="Region", length=20)})
    schema = Schema({**SCHEMA.objects, "account": more})

    found = target.extract(schema, "opportunity", ["name", "partner.region"])

    assert [gap.subject for gap in found.missing] == ["fields.opportunity.partner.region"]
    assert [row["partner.region"] for row in found.rows] == [None, None]


def test_hubspot_reads_the_records_that_the_associations_name() -> None:
    running = served_portal()
    portal = running.portal
    target = HubSpotTarget(portal.url, portal.token)
    try:
        wanted = target.project(SCHEMA).resources
        assert carry_out(target, ordered(diff(wanted, target.read(wanted).resources))) == {}
        partner = _create(portal, "companies", name="Partner", domain="partner.example", tier="gold")
        customer = _create(portal, "companies", name="Customer")
        deal = _create(portal, "deals", dealname="One", pipeline="default", dealstage="closedwon")
        _create(portal, "deals", dealname="Two", pipeline="default", dealstage="closedwon")
        listed = portal.send("GET", "/crm/associations/2026-09/deals/companies/labels")["results"]
        label = next(each for each in listed if each["label"] == "Partner")
        spec = [{"associationCategory": label["category"], "associationTypeId": label["typeId"]}]
        portal.send("PUT", f"/crm/objects/2026-09/deals/{deal}/associations/companies/{partner}", spec)
        portal.send("PUT", f"/crm/objects/2026-09/deals/{deal}/associations/default/companies/{customer}")

        found = target.extract(SCHEMA, "opportunity", [*ASKED, "owner.email"])
    finally:
        running.close()

    assert [gap.subject for gap in found.missing] == ["fields.opportunity.owner.email"]
    assert {row["name"]: [row[name] for name in ASKED[1:]] for row in found.rows} == {
        "One": ["Customer", "gold", "partner.example"],
        "Two": [None, None, None],
    }
    assert [row["owner.email"] for row in found.rows] == [None, None]


def _create(portal, objects: str, **properties: str) -> str:  # type: ignore[no-untyped-def]
    return str(portal.send("POST", f"/crm/objects/2026-09/{objects}", {"properties": properties})["id"])
