"""Records come out as normalised values, and what cannot be read is named."""

from tests.unit.crm.hubspot.portals import Portal, a_schema, carry_out, pending

from dealspec.crm.hubspot import capabilities, extract
from dealspec.crm.hubspot.adapter import HubSpotTarget
from dealspec.provisioner.ports import Selection
from dealspec.schema.model import Field, FieldType, Object, Schema

DEALS, COMPANIES, CONTACTS = (f"/crm/objects/2026-09/{name}" for name in ("deals", "companies", "contacts"))

FULL = {
    "dealname": "Big one",
    "pipeline": "reseller",
    "dealstage": "reseller_quote",
    "amount": "1250.50",
    "closedate": "2026-12-31T23:30:00.000Z",
    "partner_motion": "reseller",
    "regions": "emea;amer",
    "attribution_percent": "0.07",
    "seats": "12",
    "protected": "false",
    "protection_end": "2026-11-30",
    "fit_at": "2026-10-01T08:15:30.250Z",
    "notes": "line one\nline two",
}


def label_type(portal: Portal, other: str, label: str) -> int:
    listed = portal.send("GET", f"/crm/associations/2026-09/deals/{other}/labels")["results"]
    return next(int(each["typeId"]) for each in listed if each["label"] == label)


def create(portal: Portal, path: str, **properties: str) -> str:
    return str(portal.send("POST", path, {"properties": properties})["id"])


def link(portal: Portal, deal: str, other: str, to: str, label: str, category: str = "USER_DEFINED") -> None:
    spec = [{"associationCategory": category, "associationTypeId": label_type(portal, other, label)}]
    portal.send("PUT", f"{DEALS}/{deal}/associations/{other}/{to}", spec)


def test_values_are_normalised(applied: HubSpotTarget, portal: Portal) -> None:
    deal = create(portal, DEALS, **FULL)
    create(portal, DEALS, dealname="Bare", pipeline="default", dealstage="closedwon")
    fields = [
        "name", "amount", "stage", "pipeline", "close_date", "partner_motion", "regions", "attribution_percent",
        "seats", "protected", "protection_end", "fit_at", "notes", "margin", "is_open", "is_won",
    ]  # fmt: skip

    found = applied.extract(a_schema(), "opportunity", fields)

    full, bare = list(found.rows)
    assert found.missing == ()
    assert full == {
        "id": deal, "name": "Big one", "amount": 1250.5, "stage": "reseller_quote", "pipeline": "reseller",
        "close_date": "2026-12-31", "partner_motion": "reseller", "regions": ["emea", "amer"],
        "attribution_percent": 7, "seats": 12, "protected": False, "protection_end": "2026-11-30",
        "fit_at": "2026-10-01T08:15:30", "notes": "line one\nline two", "margin": None, "is_open": True,
        "is_won": False,
    }  # fmt: skip
    assert bare["is_open"] is False
    assert bare["is_won"] is True
    assert {name for name, value in bare.items() if value is None} >= {"regions", "protected", "fit_at"}


def test_the_account_is_the_company_that_is_not_merely_the_partner(applied: HubSpotTarget, portal: Portal) -> None:
    customer, reseller = create(portal, COMPANIES, name="Customer"), create(portal, COMPANIES, name="Reseller")
    engineer = create(portal, CONTACTS, email="se@partner.example")
    deal, lone = create(portal, DEALS, dealname="One"), create(portal, DEALS, dealname="Two")
    create(portal, DEALS, dealname="Three")
    link(portal, deal, "companies", reseller, "Partner")
    portal.send("PUT", f"{DEALS}/{deal}/associations/default/companies/{customer}")
    link(portal, deal, "contacts", engineer, "Partner SE")
    link(portal, lone, "companies", reseller, "Partner")
    link(portal, lone, "companies", reseller, "Primary", "HUBSPOT_DEFINED")

    rows = list(applied.extract(a_schema(), "opportunity", ["account", "partner", "partner_roles"]).rows)

    assert [(row["account"], row["partner"], row["partner_roles"]) for row in rows] == [
        (customer, reseller, ["se"]),
        (reseller, reseller, None),
        (None, None, None),
    ]


def test_every_page_is_read(applied: HubSpotTarget, portal: Portal) -> None:
    inputs = [{"properties": {"dealname": f"Deal {number}"}} for number in range(100)]
    for _ in range(2):
        portal.send("POST", f"{DEALS}/batch/create", {"inputs": inputs})
    create(portal, DEALS, dealname="The last")

    rows = list(applied.extract(a_schema(), "opportunity", ["name", "account"]).rows)

    assert len({row["id"] for row in rows}) == len(rows) == 201
    assert rows[-1]["name"] == "The last"


def test_names_that_do_not_fit_a_url_are_read_by_batch(
    applied: HubSpotTarget, portal: Portal, monkeypatch: object
) -> None:
    create(portal, DEALS, **FULL)
    names = ["seats", "amount", "notes", "protected"]

    whole = list(applied.extract(a_schema(), "opportunity", names).rows)
    monkeypatch.setattr(extract, "URL_CHARACTERS", 515)  # type: ignore[attr-defined]
    split = list(applied.extract(a_schema(), "opportunity", names).rows)

    assert extract._split(["seats", "amount", "notes"]) == (["seats"], ["amount", "notes"])
    assert split == whole
    assert capabilities.URL_CHARACTERS < 16_000


def test_what_the_portal_lacks_is_named(target: HubSpotTarget, portal: Portal) -> None:
    create(portal, DEALS, dealname="One")

    found = target.extract(a_schema(), "opportunity", ["name", "seats", "partner", "no_such"])

    assert [gap.subject for gap in found.missing] == [
        "fields.opportunity.no_such", "fields.opportunity.seats", "fields.opportunity.partner",
    ]  # fmt: skip
    assert [row["seats"] for row in found.rows] == [None]


def test_a_value_that_is_not_of_its_declared_type_reads_as_none_and_is_counted(
    applied: HubSpotTarget, portal: Portal
) -> None:
    portal.send("PATCH", "/crm/properties/2026-09/deals/seats", {"type": "string", "fieldType": "text"})
    create(portal, DEALS, dealname="One", seats="1;2")
    create(portal, DEALS, dealname="Two", seats="3")

    found = applied.extract(a_schema(), "opportunity", ["seats"])

    assert [row["seats"] for row in found.rows] == [None, 3]
    assert [(gap.subject, gap.why.split()[0]) for gap in found.missing] == [("fields.opportunity.seats", "1")]


def test_companies_are_read_too(applied: HubSpotTarget, portal: Portal) -> None:
    company = create(portal, COMPANIES, name="Reseller", domain="reseller.example", tier="gold")

    rows = list(applied.extract(a_schema(), "account", ["name", "website", "tier"]).rows)

    assert rows == [{"id": company, "name": "Reseller", "website": "reseller.example", "tier": "gold"}]


def test_records_of_a_custom_object_are_read_with_the_deals_they_belong_to(
    target: HubSpotTarget, portal: Portal
) -> None:
    percent, deal_field = Field("part", FieldType.PERCENT), Field("deal", FieldType.LOOKUP, to="opportunity")
    schema = Schema({"share": Object("share", {"part": percent, "deal": deal_field})})
    assert carry_out(target, pending(target, schema)) == {}
    deal = create(portal, DEALS, dealname="Big one")
    share = create(portal, "/crm/objects/2026-09/p_share", part="0.25")
    (label,) = (
        each
        for each in portal.send("GET", "/crm/associations/2026-09/p_share/deals/labels")["results"]
        if each["label"] == "Deal"
    )
    spec = [{"associationCategory": "USER_DEFINED", "associationTypeId": label["typeId"]}]
    portal.send("PUT", f"/crm/objects/2026-09/p_share/{share}/associations/deals/{deal}", spec)

    found = target.extract(schema, "share", ["part", "deal"])

    assert (list(found.rows), found.missing) == ([{"id": share, "part": 25, "deal": deal}], ())
    assert "/record/2-" in target.record_url("share", share)


def test_a_custom_object_that_is_not_there_is_named(target: HubSpotTarget) -> None:
    found = target.extract(Schema({"share": Object("share")}), "share", ["part"])

    assert (list(found.rows), [gap.subject for gap in found.missing]) == ([], ["objects.share"])


def test_a_pipelines_id_reads_as_its_declared_name(target: HubSpotTarget, portal: Portal) -> None:
    stages = [{"stageId": "77", "label": "A", "displayOrder": 0, "metadata": {"probability": "0.4"}}]
    body = {"pipelineId": "4711", "label": "Inbound", "displayOrder": 1, "stages": stages}
    portal.send("POST", "/crm/pipelines/2026-09/deals", body)
    create(portal, DEALS, dealname="D", pipeline="4711", dealstage="77")
    schema = target.pull(Selection()).schema

    (row,) = target.extract(schema, "opportunity", ["pipeline", "stage"]).rows

    assert (row["pipeline"], row["stage"]) == ("inbound", "77")
