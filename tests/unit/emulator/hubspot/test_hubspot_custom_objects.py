"""Custom objects of the embedded portal, and how it re-spells formulas."""

import pytest

SCHEMAS = "/crm-object-schemas/2026-09/schemas"
SHARE = {
    "name": "attribution_share",
    "labels": {"singular": "Share", "plural": "Shares"},
    "primaryDisplayProperty": "title",
    "properties": [{"name": "title", "label": "Title"}],
    "associatedObjects": ["DEAL"],
}


@pytest.fixture
def share(hubspot) -> str:
    """The type id of a custom object."""
    return hubspot.post(SCHEMAS, SHARE)["objectTypeId"]


def test_a_schema_is_born_with_its_property_its_group_and_hubspots_own(hubspot):
    made = hubspot.post(SCHEMAS, SHARE)

    assert made["fullyQualifiedName"] == f"p{hubspot.portal.portal_id}_attribution_share"
    assert made["objectTypeId"].startswith("2-")
    properties = {
        each["name"]: each for each in hubspot.get(f"/crm/properties/2026-09/{made['objectTypeId']}")["results"]
    }
    assert (properties["title"]["type"], properties["title"]["groupName"]) == (
        "string",
        "attribution_share_information",
    )
    assert properties["hs_object_id"]["hubspotDefined"]
    assert "hubspotDefined" not in properties["title"]
    (association,) = (each for each in made["associations"] if each["toObjectTypeId"] == "0-3")
    assert association["name"] == "attribution_share_to_deal"


@pytest.mark.parametrize("path", [SCHEMAS, "/crm-object-schemas/v3/schemas", "/crm/v3/schemas"])
def test_every_spelling_of_a_path_lists_schemas(hubspot, share, path):
    assert [each["objectTypeId"] for each in hubspot.get(path)["results"]] == [share]


def test_an_object_goes_by_its_id_and_full_name_but_not_by_its_bare_name(hubspot, share):
    full = hubspot.get(f"{SCHEMAS}/{share}")["fullyQualifiedName"]

    assert hubspot.get(f"/crm/properties/2026-09/{full.upper()}") == hubspot.get(f"/crm/v3/properties/{share}")
    status, body = hubspot("GET", "/crm/properties/2026-09/attribution_share")
    assert (status, body["message"]) == (400, "Unable to infer object type from: attribution_share")


def test_labels_and_what_is_shown_change_but_only_to_what_exists(hubspot, share):
    status, _ = hubspot(
        "PATCH", f"{SCHEMAS}/{share}", {"labels": {"singular": "Slice"}, "searchableProperties": ["title"]}
    )
    refused, body = hubspot("PATCH", f"{SCHEMAS}/{share}", {"requiredProperties": ["nothing"]})
    renamed, _ = hubspot("PATCH", f"{SCHEMAS}/{share}", {"name": "slice"})

    found = hubspot.get(f"{SCHEMAS}/{share}")
    assert (status, refused, renamed) == (200, 400, 400)
    assert "nothing" in body["message"]
    assert (found["name"], found["labels"]) == ("attribution_share", {"singular": "Slice", "plural": "Shares"})
    assert (found["searchableProperties"], found["requiredProperties"]) == (["title"], [])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"primaryDisplayProperty": None}, "ObjectSchemaError.PRIMARY_DISPLAY_PROPERTY_REQUIRED"),
        ({"primaryDisplayProperty": "other"}, None),
        ({"name": "2nd"}, None),
        ({"name": "x" * 51}, None),
        ({"labels": {"singular": "S" * 51, "plural": "P"}}, None),
        ({"labels": {"singular": "S"}}, None),
        ({"colour": "red"}, None),
    ],
)
def test_what_no_schema_may_be_is_refused_and_leaves_nothing(hubspot, change, code):
    status, body = hubspot("POST", SCHEMAS, {**SHARE, **change})

    assert (status, body.get("subCategory")) == (400, code)
    assert hubspot.get(SCHEMAS)["results"] == []


def test_records_live_in_it_search_finds_them_and_required_properties_are_asked(hubspot, share):
    hubspot("PATCH", f"{SCHEMAS}/{share}", {"requiredProperties": ["title"], "searchableProperties": ["title"]})
    path = f"/crm/objects/2026-09/{share}"

    refused, body = hubspot("POST", path, {"properties": {}})
    made = hubspot.post(path, {"properties": {"title": "Half"}})
    found = hubspot.post(f"{path}/search", {"query": "half"})

    assert (refused, "title" in body["message"]) == (400, True)
    assert made["properties"]["hs_createdate"]
    assert [each["id"] for each in found["results"]] == [made["id"]]


def test_its_records_are_associated_with_deals_and_labelled(hubspot, share):
    record = hubspot.post(f"/crm/objects/2026-09/{share}", {"properties": {"title": "Half"}})["id"]
    deal = hubspot.post("/crm/objects/2026-09/deals", {"properties": {"dealname": "D"}})["id"]
    made = hubspot.post(f"/crm/associations/2026-09/{share}/deals/labels", {"label": "Earned on", "name": "earned_on"})
    spec = [{"associationCategory": "USER_DEFINED", "associationTypeId": made["results"][0]["typeId"]}]
    hubspot("PUT", f"/crm/objects/2026-09/{share}/{record}/associations/deals/{deal}", spec)

    (back,) = hubspot.get(f"/crm/objects/2026-09/deals/{deal}/associations/{share}")["results"]

    assert {each["label"] for each in back["associationTypes"]} == {None, "Earned on"}


def test_archiving_asks_for_no_records_and_a_new_schema_of_the_name_starts_afresh(hubspot, share):
    record = hubspot.post(f"/crm/objects/2026-09/{share}", {"properties": {"title": "Half"}})["id"]
    held, body = hubspot("DELETE", f"{SCHEMAS}/{share}")
    hubspot("DELETE", f"/crm/objects/2026-09/{share}/{record}")
    gone, _ = hubspot("DELETE", f"{SCHEMAS}/{share}")

    assert (held, body["subCategory"], gone) == (400, "ObjectSchemaError.EXISTING_OBJECT_RECORDS", 204)
    assert hubspot("GET", f"{SCHEMAS}/{share}")[0] == 404
    assert [each["objectTypeId"] for each in hubspot.get(f"{SCHEMAS}?archived=true")["results"]] == [share]
    again = hubspot.post(SCHEMAS, SHARE)
    assert again["objectTypeId"] != share
    assert hubspot.get(f"{SCHEMAS}?archived=true")["results"] == []


def test_a_taken_name_is_a_conflict(hubspot, share):
    assert hubspot("POST", SCHEMAS, SHARE)[0] == 409


@pytest.mark.parametrize(
    ("scope", "method", "admitted"),
    [
        ("crm.schemas.custom.read", "GET", True),
        ("crm.schemas.custom.read", "POST", False),
        ("crm.schemas.deals.read", "GET", False),
        ("crm.schemas.custom.write", "POST", True),
    ],
)
def test_a_key_needs_the_scope_of_custom_objects(hubspot, scope, method, admitted):
    status, _ = hubspot.with_scopes(scope)(method, SCHEMAS, SHARE if method == "POST" else None)

    assert (status != 403) is admitted


SPELLINGS = [
    ("IF Seats==0.50 THEN 'a (b , c)' ELSE \"d\" ENDIF", 'if seats = 0.5 then "a (b , c)" else "d" endif'),
    ("MAX(seats,2.0)-(Seats/.5)", "max(seats, 2) - (seats / 0.5)"),
    ("if seats<>1&&seats!=2 then 'x' else 'y' endif", 'if seats != 1 and seats != 2 then "x" else "y" endif'),
]


@pytest.mark.parametrize(("sent", "stored"), SPELLINGS)
def test_a_formula_is_stored_in_the_portals_own_spelling(hubspot, group, sent, stored):
    seats = {"name": "seats", "label": "S", "type": "number", "fieldType": "number", "groupName": group}
    hubspot.post("/crm/properties/2026-09/deals", seats)
    kind = "string" if "then" in sent.lower() else "number"
    calculated = {**seats, "name": "c", "label": "C", "type": kind, "calculationFormula": sent}

    made = hubspot.post("/crm/properties/2026-09/deals", {**calculated, "fieldType": "calculation_equation"})

    assert made["calculationFormula"] == stored
    assert (
        hubspot("PATCH", "/crm/properties/2026-09/deals/c", {"calculationFormula": stored})[1]["calculationFormula"]
        == stored
    )


def test_schemas_are_read_in_a_batch_and_unknown_ones_are_errors(hubspot):
    made = hubspot.post(SCHEMAS, SHARE)

    status, body = hubspot("POST", f"{SCHEMAS}/batch/read", {"inputs": [made["fullyQualifiedName"], "p_nope"]})

    assert (status, [each["name"] for each in body["results"]], body["numErrors"]) == (207, ["attribution_share"], 1)


def test_an_association_definition_comes_and_goes(hubspot):
    share, other = (hubspot.post(SCHEMAS, {**SHARE, "name": name})["objectTypeId"] for name in ("share", "other"))
    body = {"fromObjectTypeId": share, "toObjectTypeId": other, "name": "share_to_other"}

    made = hubspot.post(f"{SCHEMAS}/{share}/associations", body)
    listed = {each["id"] for each in hubspot.get(f"{SCHEMAS}/{share}")["associations"]}
    gone, _ = hubspot("DELETE", f"{SCHEMAS}/{share}/associations/{made['id']}")

    assert made["id"] in listed
    assert gone == 204
    assert made["id"] not in {each["id"] for each in hubspot.get(f"{SCHEMAS}/{share}")["associations"]}
    assert hubspot("DELETE", f"{SCHEMAS}/{share}/associations/{made['id']}")[0] == 404
    assert hubspot("POST", f"{SCHEMAS}/{share}/associations", {})[0] == 400


def test_a_custom_object_is_born_with_associations_to_activities(hubspot):
    share = hubspot.post(SCHEMAS, SHARE)["objectTypeId"]

    ends = {each["toObjectTypeId"] for each in hubspot.get(f"{SCHEMAS}/{share}")["associations"]}

    assert {"0-27", "0-46"} <= ends
