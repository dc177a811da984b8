"""Search: operators, limits, sorting, paging."""

from __future__ import annotations

import pytest

SEARCH = "/crm/v3/objects/deals/search"
DEALS = (
    {"dealname": "Alpha Wind", "amount": "100", "dealtype": "newbusiness", "closedate": "2026-01-10T08:00:00Z"},
    {"dealname": "Beta Solar", "amount": "20", "dealtype": "existingbusiness", "closedate": "2026-02-10T08:00:00Z"},
    {"dealname": "Gamma wind park", "amount": "3", "hs_next_step": "Call"},
    {"dealname": "Delta"},
)


@pytest.fixture
def found(hubspot):
    """Searches the four deals; answers first letters of names."""
    hubspot.post("/crm/v3/objects/deals/batch/create", {"inputs": [{"properties": deal} for deal in DEALS]})

    def names(*filters, **body):
        answer = hubspot.post(SEARCH, {"filterGroups": [{"filters": list(filters)}] if filters else [], **body})
        return "".join(row["properties"]["dealname"][0] for row in answer["results"])

    return names


def where(name, operator, value=None, **more):
    return {"propertyName": name, "operator": operator, **({} if value is None else {"value": value}), **more}


@pytest.mark.parametrize(
    ("item", "letters"),
    [
        (where("amount", "EQ", "100.0"), "A"),
        (where("amount", "NEQ", "100"), "BGD"),
        (where("amount", "LT", "20"), "G"),
        (where("amount", "LTE", "20"), "BG"),
        (where("amount", "GT", "20"), "A"),
        (where("amount", "GTE", 20), "AB"),
        (where("amount", "BETWEEN", "3", highValue="20"), "BG"),
        (where("dealname", "EQ", "delta"), "D"),
        (where("dealname", "CONTAINS_TOKEN", "wind"), "AG"),
        (where("dealname", "CONTAINS_TOKEN", "*am*"), "G"),
        (where("dealname", "NOT_CONTAINS_TOKEN", "wind"), "BD"),
        (where("dealtype", "IN", values=["newbusiness", "existingbusiness"]), "AB"),
        (where("dealtype", "NOT_IN", values=["newbusiness"]), "BGD"),
        (where("dealtype", "EQ", "NewBusiness"), ""),
        (where("dealtype", "HAS_PROPERTY"), "AB"),
        (where("dealtype", "NOT_HAS_PROPERTY"), "GD"),
        (where("closedate", "GTE", "2026-02-01"), "B"),
        (where("closedate", "LT", "1769904000000"), "A"),
    ],
)
def test_operators(found, item, letters):
    assert found(item) == letters


def test_filters_of_a_group_all_hold_and_groups_alternate(hubspot, found):
    found()
    groups = [
        {"filters": [where("dealname", "CONTAINS_TOKEN", "wind"), where("amount", "GT", "50")]},
        {"filters": [where("dealname", "EQ", "delta")]},
    ]

    answer = hubspot.post(SEARCH, {"filterGroups": groups})

    assert (answer["total"], [row["properties"]["dealname"] for row in answer["results"]]) == (
        2,
        ["Alpha Wind", "Delta"],
    )


@pytest.mark.parametrize(
    ("sorts", "letters"),
    [
        (["amount"], "GBAD"),
        (["-amount"], "ABGD"),
        ([{"propertyName": "dealname", "direction": "DESCENDING"}], "GDBA"),
        ([{"propertyName": "closedate", "direction": "ASCENDING"}], "ABGD"),
    ],
)
def test_sorting(found, sorts, letters):
    assert found(sorts=sorts) == letters


def test_a_query_looks_through_names(found):
    assert found(query="WIND") == "AG"


def test_paging_reaches_every_row_once(hubspot, found):
    found()

    first = hubspot.post(SEARCH, {"limit": 3})
    second = hubspot.post(SEARCH, {"limit": 3, "after": first["paging"]["next"]["after"]})

    ids = [row["id"] for row in (*first["results"], *second["results"])]
    assert (len(ids), len(set(ids)), first["total"]) == (4, 4, 4)
    assert "paging" not in second


def test_archived_records_are_never_found(hubspot, found):
    found()
    deal = hubspot.post(SEARCH, {})["results"][0]["id"]
    hubspot("DELETE", f"/crm/v3/objects/deals/{deal}")

    assert found(where("hs_object_id", "EQ", deal)) == ""


def test_values_of_an_older_type_match_no_number(hubspot, found):
    groups = "/crm/v3/properties/deals/groups"
    hubspot.post(groups, {"name": "ps", "label": "PS"})
    prop = {"name": "ps_x", "label": "X", "type": "string", "fieldType": "text", "groupName": "ps"}
    hubspot.post("/crm/v3/properties/deals", prop)
    hubspot.post("/crm/v3/objects/deals", {"properties": {"dealname": "Old", "ps_x": "1;2"}})
    hubspot("PATCH", "/crm/v3/properties/deals/ps_x", {"type": "number", "fieldType": "number"})

    assert found(where("ps_x", "GTE", "0"), sorts=["ps_x"]) == ""
    assert found(where("ps_x", "HAS_PROPERTY"), sorts=["ps_x"]) == "O"


def some(count):
    return [where("amount", "HAS_PROPERTY")] * count


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 201},
        {"limit": 200, "after": 9801},
        {"filterGroups": [{"filters": some(1)}] * 6},
        {"filterGroups": [{"filters": some(7)}]},
        {"filterGroups": [{"filters": some(4)}] * 5},
        {"query": "x" * 3001},
        {"sorts": ["amount", "dealname"]},
        {"sorts": ["nope"]},
        {"filterGroups": [{"filters": [where("nope", "EQ", "1")]}]},
        {"filterGroups": [{"filters": [where("amount", "LIKE", "1")]}]},
        {"filterGroups": [{"filters": [where("amount", "EQ")]}]},
        {"filterGroups": [{"filters": [where("amount", "EQ", "much")]}]},
        {"filterGroups": [{"filters": [where("amount", "BETWEEN", "1")]}]},
        {"filterGroups": [{"filters": [where("amount", "IN", "1")]}]},
    ],
)
def test_a_search_beyond_the_limits_is_refused(hubspot, body):
    status, answer = hubspot("POST", SEARCH, body)

    assert (status, answer["category"]) == (400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 200, "after": "9800"},
        {"filterGroups": [{"filters": some(3)}] * 5},
        {"filterGroups": [{"filters": some(6)}] * 3},
    ],
)
def test_a_search_at_the_limits_is_answered(hubspot, body):
    assert hubspot("POST", SEARCH, body)[0] == 200
