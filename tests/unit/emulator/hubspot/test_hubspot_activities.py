"""Tasks and notes, merges, and limits of associations."""

from __future__ import annotations

import pytest

NOON = "2026-11-23T12:00:00.000Z"
DEALS, COMPANIES, CONTACTS = ("/crm/objects/2026-09/" + name for name in ("deals", "companies", "contacts"))
LIMITS = "/crm/associations/2026-09/definitions/configurations"


def make(hubspot, path, **properties):
    return hubspot.post(path, {"properties": properties})["id"]


def link(hubspot, deal, company):
    return hubspot("PUT", f"/crm/v4/objects/deals/{deal}/associations/default/companies/{company}")[0]


@pytest.mark.parametrize("prefix", ["/crm/v3/objects", "/crm/objects/2026-03", "/crm/objects/2026-09"])
@pytest.mark.parametrize(
    ("path", "type_id", "properties"),
    [
        ("tasks", 216, {"hs_task_subject": "Call the partner", "hs_task_status": "NOT_STARTED"}),
        ("notes", 214, {"hs_note_body": "Registered."}),
        ("0-27", 216, {"hs_task_subject": "By type id"}),
    ],
)
def test_an_activity_is_logged_on_a_deal(hubspot, prefix, path, type_id, properties):
    deal = make(hubspot, DEALS, dealname="Fjord")
    types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": type_id}]
    body = {
        "properties": {"hs_timestamp": NOON, **properties},
        "associations": [{"to": {"id": deal}, "types": types}],
    }

    made = hubspot.post(f"{prefix}/{path}", body)
    read = hubspot.get(f"{prefix}/{path}/{made['id']}?associations=deals&properties={','.join(properties)}")

    assert properties.items() <= read["properties"].items()
    assert [row["id"] for row in read["associations"]["deals"]["results"]] == [deal]
    assert read["properties"].keys() >= {"hs_createdate", "hs_lastmodifieddate", "hs_object_id"}


def test_an_activity_needs_its_timestamp_and_a_known_status(hubspot):
    unstamped, _ = hubspot("POST", "/crm/v3/objects/notes", {"properties": {"hs_note_body": "x"}})
    status, body = hubspot(
        "POST", "/crm/v3/objects/tasks", {"properties": {"hs_timestamp": NOON, "hs_task_status": "DONE"}}
    )

    assert (unstamped, status) == (400, 400)
    assert body["errors"][0]["code"] == "INVALID_OPTION"


def test_scopes_of_contacts_open_activities_too(hubspot):
    body = {"properties": {"hs_timestamp": NOON, "hs_note_body": "x"}}

    assert hubspot.with_scopes("crm.objects.contacts.write")("POST", "/crm/v3/objects/notes", body)[0] == 201
    assert hubspot.with_scopes("crm.objects.deals.write")("POST", "/crm/v3/objects/notes", body)[0] == 403


@pytest.mark.parametrize("path", [DEALS, "/crm/v3/objects/deals", "/crm/v3/objects/0-3"])
def test_a_merge_leaves_one_record_that_remembers_the_other(hubspot, path):
    acme, zenith = (make(hubspot, COMPANIES, name=name) for name in ("Acme", "Zenith"))
    kept, gone = (
        make(hubspot, DEALS, dealname="A", amount="1"),
        make(hubspot, DEALS, dealname="B", dealtype="newbusiness"),
    )
    assert (link(hubspot, kept, acme), link(hubspot, gone, zenith)) == (200, 200)

    answer = hubspot.post(f"{path}/merge", {"primaryObjectId": kept, "objectIdToMerge": gone})
    read = hubspot.get(
        f"{DEALS}/{kept}?properties=dealname,amount,dealtype,hs_merged_object_ids&associations=companies"
    )

    assert answer["id"] == kept
    assert read["properties"] | {"dealname": "A", "amount": "1", "dealtype": "newbusiness"} == read["properties"]
    assert read["properties"]["hs_merged_object_ids"] == gone
    assert {row["id"] for row in read["associations"]["companies"]["results"]} == {acme, zenith}
    assert hubspot("GET", f"{DEALS}/{gone}")[0] == 404
    assert [row["id"] for row in hubspot.get(DEALS)["results"]] == [kept]
    assert hubspot.get(f"{DEALS}?archived=true")["results"] == []


def test_a_merged_contact_is_found_by_its_old_id(hubspot):
    kept, gone = (make(hubspot, CONTACTS, email=f"{name}@example.com") for name in "ab")
    hubspot.post(f"{CONTACTS}/merge", {"primaryObjectId": kept, "objectIdToMerge": gone})

    read = hubspot.get(f"{CONTACTS}/{gone}?properties=email,hs_calculated_merged_vids")

    assert (read["id"], read["properties"]["email"]) == (kept, "a@example.com")
    assert read["properties"]["hs_calculated_merged_vids"].startswith(f"{gone}:")


@pytest.mark.parametrize(
    ("primary", "secondary", "status"), [("same", "same", 400), ("same", "999", 404), ("same", None, 400)]
)
def test_a_merge_that_cannot_be_is_refused(hubspot, primary, secondary, status):
    kept = make(hubspot, DEALS, dealname="A")
    ids = {"same": kept}

    body = {"primaryObjectId": ids[primary], "objectIdToMerge": ids.get(secondary, secondary)}

    assert hubspot("POST", f"{DEALS}/merge", body)[0] == status
    assert hubspot.get(f"{DEALS}/{kept}")["id"] == kept


@pytest.fixture
def two_companies(hubspot):
    def put(most=2, path=f"{LIMITS}/deals/companies"):
        return hubspot("POST", f"{path}/batch/create", {"inputs": [{"typeId": 341, "maxToObjectIds": most}]})

    return put


@pytest.mark.parametrize("base", ["/crm/v4/associations", "/crm/associations/v4", "/crm/associations/2026-09"])
def test_a_limit_of_associations_is_set_changed_listed_and_purged(hubspot, two_companies, base):
    path = f"{base}/definitions/configurations"
    row = {"category": "HUBSPOT_DEFINED", "typeId": 341, "userEnforcedMaxToObjectIds": 2}

    status, answer = two_companies(path=f"{path}/deals/companies")
    changed = hubspot.post(f"{path}/deals/companies/batch/update", {"inputs": [{"typeId": 341, "maxToObjectIds": 3}]})

    assert (status, answer["results"]) == (200, [row])
    assert changed["results"] == [row | {"userEnforcedMaxToObjectIds": 3}]
    assert hubspot.get(f"{path}/deals/companies")["results"] == hubspot.get(f"{path}/all")["results"]
    assert hubspot.get(f"{path}/companies/deals")["results"] == []
    purged, _ = hubspot(
        "POST", f"{path}/deals/companies/batch/purge", {"inputs": [{"typeId": 341, "category": "HUBSPOT_DEFINED"}]}
    )
    assert purged == 204
    assert hubspot.get(f"{path}/all")["results"] == []


def test_one_more_association_than_the_limit_is_refused_from_either_side(hubspot, two_companies):
    two_companies(2)
    deal, other = (make(hubspot, DEALS, dealname=name) for name in "AB")
    one, two, three = (make(hubspot, COMPANIES, name=name) for name in "xyz")

    within = [link(hubspot, deal, company) for company in (one, two, one)]
    over = link(hubspot, deal, three)
    back, _ = hubspot("PUT", f"/crm/v4/objects/companies/{three}/associations/default/deals/{deal}")

    assert (within, over, back) == ([200, 200, 200], 400, 400)
    assert link(hubspot, other, three) == 200
    assert len(hubspot.get(f"/crm/v4/objects/deals/{deal}/associations/companies")["results"]) == 2


@pytest.mark.parametrize(
    ("inputs", "code"),
    [
        ([{"typeId": 341, "maxToObjectIds": 0}], "VALIDATION_ERROR"),
        ([{"typeId": 341, "maxToObjectIds": 500_000}], "VALIDATION_ERROR"),
        ([{"typeId": 5, "maxToObjectIds": 11}], "VALIDATION_ERROR"),
        ([{"typeId": 341, "maxToObjectIds": 9}], "VALIDATION_ERROR"),
        ([{"typeId": 9999, "maxToObjectIds": 1}], "OBJECT_NOT_FOUND"),
        ([{"typeId": "x", "maxToObjectIds": 1}], "VALIDATION_ERROR"),
    ],
)
def test_a_limit_that_cannot_be_is_an_error_of_the_batch(hubspot, two_companies, inputs, code):
    """The third is a label above its pair's own limit, the fourth a limit that is there already."""
    two_companies(10)

    status, body = hubspot("POST", f"{LIMITS}/deals/companies/batch/create", {"inputs": inputs})

    assert (status, body["numErrors"], body["errors"][0]["category"]) == (207, 1, code)
