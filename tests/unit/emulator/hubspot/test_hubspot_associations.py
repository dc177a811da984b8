"""Association types, labels, and associations between records."""

from __future__ import annotations

import pytest

LABELS = "/crm/associations/2026-09/deals/companies/labels"
BACK = "/crm/associations/2026-09/companies/deals/labels"
REGISTRANT = {"name": "ps_registrant", "label": "Registrant", "inverseLabel": "Registered deal"}


def hubspot_spec(type_id):
    return {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}


@pytest.fixture
def ids(hubspot):
    """A deal, two companies and a contact."""

    def make(obj, **properties):
        return hubspot.post(f"/crm/v3/objects/{obj}", {"properties": properties})["id"]

    return {
        "deal": make("deals", dealname="D"),
        "acme": make("companies", name="Acme"),
        "beta": make("companies", name="Beta"),
        "ada": make("contacts", email="ada@example.com"),
    }


def types(hubspot, from_path, to):
    """Sorted type ids by the other record's id."""
    results = hubspot.get(f"/crm/v4/objects/{from_path}/associations/{to}")["results"]
    return {str(row["toObjectId"]): sorted(each["typeId"] for each in row["associationTypes"]) for row in results}


@pytest.mark.parametrize(
    ("pair", "type_ids"),
    [
        ("deals/companies", {341, 5}),
        ("companies/deals", {342, 6}),
        ("deals/contacts", {3}),
        ("contacts/deals", {4}),
        ("contacts/companies", {279, 1}),
        ("companies/contacts", {280, 2}),
    ],
)
def test_hubspots_own_types(hubspot, pair, type_ids):
    results = hubspot.get(f"/crm/v4/associations/{pair}/labels")["results"]

    assert {each["typeId"] for each in results} == type_ids
    assert {each["category"] for each in results} == {"HUBSPOT_DEFINED"}
    assert all(set(each) == {"category", "typeId", "label"} for each in results)


def test_a_label_has_a_type_per_direction(hubspot):
    there, back = hubspot.post(LABELS, REGISTRANT)["results"]

    assert (there["label"], back["label"]) == ("Registrant", "Registered deal")
    assert there["typeId"] != back["typeId"]
    assert there in hubspot.get(LABELS)["results"]
    assert back in hubspot.get(BACK)["results"]


@pytest.mark.parametrize(("inverse", "shown"), [({"inverseLabel": "B"}, "B"), ({}, "A")])
def test_a_rename_without_an_inverse_overwrites_both_sides(hubspot, inverse, shown):
    there, back = hubspot.post(LABELS, REGISTRANT)["results"]

    assert hubspot("PUT", LABELS, {"associationTypeId": there["typeId"], "label": "A", **inverse})[0] == 204

    labels = {each["typeId"]: each["label"] for each in hubspot.get(BACK)["results"]}
    assert labels[back["typeId"]] == shown


def test_a_delete_removes_both_directions_and_its_associations(hubspot, ids):
    there, _ = hubspot.post(LABELS, REGISTRANT)["results"]
    spec = {"associationCategory": "USER_DEFINED", "associationTypeId": there["typeId"]}
    hubspot("PUT", f"/crm/v4/objects/deals/{ids['deal']}/associations/companies/{ids['acme']}", [spec])

    assert hubspot("DELETE", f"{LABELS}/{there['typeId']}")[0] == 204

    assert len(hubspot.get(LABELS)["results"]) == len(hubspot.get(BACK)["results"]) == 2
    assert types(hubspot, f"deals/{ids['deal']}", "companies") == {ids["acme"]: [341]}
    assert hubspot.post(LABELS, REGISTRANT)["results"]


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", LABELS, {"label": "X"}, 400),
        ("POST", LABELS, {"name": "other", "label": "primary"}, 409),
        ("PUT", LABELS, {"associationTypeId": 5, "label": "X"}, 400),
        ("PUT", LABELS, {"associationTypeId": 9999, "label": "X"}, 404),
        ("DELETE", f"{LABELS}/5", None, 400),
        ("DELETE", f"{LABELS}/9999", None, 404),
    ],
)
def test_a_label_change_that_cannot_be_is_refused(hubspot, method, path, body, status):
    assert hubspot(method, path, body)[0] == status


def test_a_label_name_is_unique_in_the_portal(hubspot):
    hubspot.post(LABELS, REGISTRANT)

    assert hubspot("POST", "/crm/v4/associations/deals/contacts/labels", REGISTRANT)[0] == 409


def test_the_51st_label_of_a_pair_is_a_437(hubspot):
    for number in range(50):
        hubspot.post(LABELS, {"name": f"ps_{number}", "label": f"Label {number}"})

    status, body = hubspot("POST", LABELS, {"name": "ps_x", "label": "X"})

    assert (status, "No more than 50 association types" in body["message"]) == (437, True)


def test_a_label_always_bears_the_default_type_and_both_directions(hubspot, ids):
    there, back = hubspot.post(LABELS, REGISTRANT)["results"]
    spec = {"associationCategory": "USER_DEFINED", "associationTypeId": there["typeId"]}

    path = f"/crm/v4/objects/deals/{ids['deal']}/associations/companies/{ids['acme']}"
    status, made = hubspot("PUT", path, [spec])

    assert status == 201
    assert made == {
        "fromObjectTypeId": "0-3", "fromObjectId": int(ids["deal"]), "toObjectTypeId": "0-2",
        "toObjectId": int(ids["acme"]), "labels": ["Registrant"],
    }  # fmt: skip
    assert types(hubspot, f"deals/{ids['deal']}", "companies") == {ids["acme"]: sorted([341, there["typeId"]])}
    assert types(hubspot, f"companies/{ids['acme']}", "deals") == {ids["deal"]: sorted([342, back["typeId"]])}


def test_a_default_association_answers_both_directions(hubspot, ids):
    path = f"/crm/objects/2026-09/deals/{ids['deal']}/associations/default/contacts/{ids['ada']}"

    status, body = hubspot("PUT", path)

    assert status == 200
    assert [row["associationSpec"]["associationTypeId"] for row in body["results"]] == [3, 4]


def test_a_deal_has_one_primary_company(hubspot, ids):
    deal = f"deals/{ids['deal']}"
    for company in ("acme", "beta"):
        hubspot("PUT", f"/crm/v4/objects/{deal}/associations/companies/{ids[company]}", [hubspot_spec(5)])

    assert types(hubspot, deal, "companies") == {ids["acme"]: [341], ids["beta"]: [5, 341]}
    assert types(hubspot, f"companies/{ids['acme']}", "deals") == {ids["deal"]: [342]}

    hubspot("PUT", f"/crm/v4/objects/companies/{ids['acme']}/associations/{deal}", [hubspot_spec(6)])
    assert types(hubspot, deal, "companies") == {ids["acme"]: [5, 341], ids["beta"]: [341]}


def test_a_create_links_inline_and_reads_list_the_links(hubspot, ids):
    links = [
        {"to": {"id": ids["acme"]}, "types": [hubspot_spec(5)]},
        {"to": {"id": ids["ada"]}, "types": [hubspot_spec(3)]},
    ]
    deal = hubspot.post("/crm/v3/objects/deals", {"properties": {"dealname": "E"}, "associations": links})["id"]

    shown = hubspot.get(f"/crm/v3/objects/deals/{deal}?associations=companies,contacts")["associations"]

    assert {row["id"] for row in shown["companies"]["results"]} == {ids["acme"]}
    assert shown["contacts"]["results"] == [{"id": ids["ada"], "type": "deal_to_contact"}]


@pytest.mark.parametrize(
    ("to", "type_id", "status"), [("99999999999", 5, 404), ("acme", 9999, 400), ("ada", 5, 404), ("acme", "x", 400)]
)
def test_an_inline_link_that_cannot_be_makes_no_record(hubspot, ids, to, type_id, status):
    links = [{"to": {"id": ids.get(to, to)}, "types": [hubspot_spec(type_id)]}]

    assert hubspot("POST", "/crm/v3/objects/deals", {"properties": {}, "associations": links})[0] == status
    assert len(hubspot.get("/crm/v3/objects/deals")["results"]) == 1


def test_batches_create_read_and_archive(hubspot, ids):
    base = "/crm/v4/associations/deals/companies/batch"
    pair = {"from": {"id": ids["deal"]}, "to": {"id": ids["acme"]}}

    made = hubspot("POST", f"{base}/create", {"inputs": [{**pair, "types": [hubspot_spec(5)]}]})
    read = hubspot("POST", f"{base}/read", {"inputs": [{"id": ids["deal"]}, {"id": "1"}]})
    unlabelled = hubspot("POST", f"{base}/labels/archive", {"inputs": [{**pair, "types": [hubspot_spec(5)]}]})
    left = types(hubspot, f"deals/{ids['deal']}", "companies")
    gone = hubspot("POST", f"{base}/archive", {"inputs": [{"from": pair["from"], "to": [pair["to"]]}]})

    assert (made[0], made[1]["results"][0]["labels"]) == (201, ["Primary"])
    assert (read[0], read[1]["results"][0]["from"], read[1]["numErrors"]) == (207, {"id": ids["deal"]}, 1)
    assert (unlabelled[0], left) == (204, {ids["acme"]: [341]})
    assert (gone[0], types(hubspot, f"deals/{ids['deal']}", "companies")) == (204, {})


def test_a_delete_removes_every_type_both_ways(hubspot, ids):
    path = f"/crm/v4/objects/deals/{ids['deal']}/associations/companies/{ids['acme']}"
    hubspot("PUT", path, [hubspot_spec(5)])

    assert hubspot("DELETE", path)[0] == 204

    assert types(hubspot, f"companies/{ids['acme']}", "deals") == {}
    assert hubspot("DELETE", path)[0] == 204


def test_an_archived_record_is_linked_to_nothing(hubspot, ids):
    hubspot("PUT", f"/crm/v4/objects/deals/{ids['deal']}/associations/companies/{ids['acme']}", [hubspot_spec(5)])
    hubspot("DELETE", f"/crm/v3/objects/companies/{ids['acme']}")

    assert types(hubspot, f"deals/{ids['deal']}", "companies") == {}


def test_counts_and_the_primary_company_follow_the_associations(hubspot, ids):
    def values(obj, key, *names):
        path = f"/crm/v3/objects/{obj}/{ids[key]}?properties={','.join(names)}"
        return [hubspot.get(path)["properties"][name] for name in names]

    deal = f"/crm/v4/objects/deals/{ids['deal']}/associations"
    hubspot("PUT", f"{deal}/companies/{ids['acme']}", [hubspot_spec(5)])
    hubspot("PUT", f"{deal}/contacts/{ids['ada']}", [hubspot_spec(3)])

    names = ("hs_primary_associated_company", "num_associated_contacts")
    assert values("deals", "deal", *names) == [ids["acme"], "1"]
    assert values("companies", "acme", "num_associated_deals") == ["1"]

    hubspot("DELETE", f"{deal}/companies/{ids['acme']}")
    hubspot("DELETE", f"/crm/v3/objects/contacts/{ids['ada']}")
    assert values("deals", "deal", *names) == [None, "0"]
    assert values("companies", "acme", "num_associated_deals") == ["0"]


def test_search_finds_by_association(hubspot, ids):
    hubspot("PUT", f"/crm/v4/objects/deals/{ids['deal']}/associations/default/companies/{ids['acme']}")
    query = {"propertyName": "associations.company", "operator": "EQ", "value": ids["acme"]}

    found = hubspot.post("/crm/v3/objects/deals/search", {"filterGroups": [{"filters": [query]}]})

    assert [row["id"] for row in found["results"]] == [ids["deal"]]
