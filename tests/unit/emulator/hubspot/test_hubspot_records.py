"""Deals, companies and contacts: values, refusals, maintained properties, lists and batches."""

from __future__ import annotations

import json

import pytest

DEALS = "/crm/v3/objects/deals"
LATEST = "/crm/objects/2026-09/deals"
NOON = "2026-11-23T12:00:00.000Z"
ONE_PM = "2026-11-23T13:00:00.000Z"
NOWHERE = "99999999999"


@pytest.fixture
def make(hubspot, group):
    """Makes a deal property of a type."""

    def property_of(name, kind, field, **more):
        prop = {"name": name, "label": name, "type": kind, "fieldType": field, "groupName": group, **more}
        return hubspot.post("/crm/v3/properties/deals", prop)

    return property_of


def options(*values):
    return [{"label": value.title(), "value": value} for value in values]


def create(hubspot, **properties):
    return hubspot.post(DEALS, {"properties": properties})["id"]


def read(hubspot, deal_id, *names):
    return hubspot.get(f"{DEALS}/{deal_id}?properties={','.join(names)}")["properties"]


def problem(body):
    """The first refused value, out of the text in the message."""
    return json.loads(body["message"].removeprefix("Property values were not valid: "))[0]


def test_a_record_reads_its_default_properties_as_text_or_null(hubspot):
    made = hubspot.post(DEALS, {"properties": {"dealname": "Fjord", "amount": 12.5, "dealstage": "contractsent"}})

    read_back = hubspot.get(f"{DEALS}/{made['id']}")

    assert set(read_back) == {"id", "properties", "createdAt", "updatedAt", "archived", "url"}
    assert read_back["properties"] == {
        "amount": "12.5", "closedate": None, "createdate": NOON, "dealname": "Fjord", "dealstage": "contractsent",
        "hs_lastmodifieddate": NOON, "hs_object_id": made["id"], "pipeline": "default",
    }  # fmt: skip


def test_asked_for_properties_come_with_three_more_and_unknown_names_are_left_out(hubspot):
    values = read(hubspot, create(hubspot, dealname="Fjord"), "dealtype", "nope")

    assert values.keys() == {"dealtype", "createdate", "hs_lastmodifieddate", "hs_object_id"}
    assert values["dealtype"] is None


@pytest.mark.parametrize(
    ("kind", "field", "given", "kept"),
    [
        ("string", "text", " as is ", " as is "),
        ("string", "text", True, "true"),
        ("number", "number", "100.50", "100.50"),
        ("number", "number", 7, "7"),
        ("date", "date", "2026-03-01", "2026-03-01"),
        ("date", "date", "1772323200000", "2026-03-01"),
        ("date", "date", "2026-03-01T00:00:00Z", "2026-03-01"),
        ("datetime", "date", "1772323200000", "2026-03-01T00:00:00.000Z"),
        ("datetime", "date", "2026-03-01", "2026-03-01T00:00:00.000Z"),
        ("datetime", "date", "2026-03-01T10:00:00+02:00", "2026-03-01T08:00:00.000Z"),
    ],
)
def test_values_are_kept_in_hubspots_spelling(hubspot, make, kind, field, given, kept):
    make("ps_x", kind, field)

    assert read(hubspot, create(hubspot, ps_x=given), "ps_x")["ps_x"] == kept


def test_choices_are_checked_by_internal_value(hubspot, make):
    make("ps_many", "enumeration", "checkbox", options=options("gold", "silver"))
    make("ps_one", "enumeration", "select", options=options("gold", "silver"))

    deal = create(hubspot, ps_many=";gold;silver", ps_one="gold")

    assert read(hubspot, deal, "ps_many", "ps_one")["ps_many"] == "gold;silver"
    for change in ({"ps_one": "Gold"}, {"ps_one": "gold;silver"}, {"ps_many": "gold;bronze"}):
        status, body = hubspot("PATCH", f"{DEALS}/{deal}", {"properties": change})
        assert (status, problem(body)["error"]) == (400, "INVALID_OPTION")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("amount", "1e5", "INVALID_INTEGER"),
        ("amount", "1,000", "INVALID_INTEGER"),
        ("closedate", "soon", "INVALID_DATE"),
        ("dealtype", "New Business", "INVALID_OPTION"),
        ("deal_currency_code", "EUR", "INVALID_OPTION"),
        ("dealstage", "nope", "INVALID_OPTION"),
        ("pipeline", "nope", "INVALID_OPTION"),
        ("nope", "x", "PROPERTY_DOESNT_EXIST"),
        ("hs_object_id", "1", "READ_ONLY_VALUE"),
        ("hs_is_closed_won", "true", "READ_ONLY_VALUE"),
        ("hs_v2_date_entered_contractsent", NOON, "READ_ONLY_VALUE"),
        ("hs_lastmodifieddate", NOON, "READ_ONLY_VALUE"),
    ],
)
def test_a_bad_value_is_named_in_the_message_and_in_errors(hubspot, name, value, code):
    status, body = hubspot("POST", DEALS, {"properties": {name: value}})

    assert (status, body["category"]) == (400, "VALIDATION_ERROR")
    assert {key: problem(body)[key] for key in ("isValid", "error", "name")} == {
        "isValid": False, "error": code, "name": name,
    }  # fmt: skip
    assert body["errors"][0]["code"] == code
    assert body["errors"][0]["context"] == {"propertyName": [name]}


def test_every_bad_value_is_told_at_once_and_nothing_is_made(hubspot):
    status, body = hubspot("POST", DEALS, {"properties": {"amount": "x", "closedate": "y", "dealname": "ok"}})

    assert (status, [error["code"] for error in body["errors"]]) == (400, ["INVALID_INTEGER", "INVALID_DATE"])
    assert hubspot.get(DEALS)["results"] == []


def test_v3_refuses_a_date_off_midnight_and_2026_09_normalises_it_with_a_warning(hubspot, make):
    make("ps_day", "date", "date")
    deal = {"properties": {"ps_day": "2026-03-01T15:30:00Z"}}

    refused = hubspot("POST", DEALS, deal)[1]
    made = hubspot.post(LATEST, deal)

    assert problem(refused)["error"] == "INVALID_DATE"
    assert "15:30:0.0 UTC, not midnight!" in problem(refused)["message"]
    assert made["properties"]["ps_day"] == "2026-03-01"
    assert [(warning["category"], warning["context"]) for warning in made["warnings"]] == [
        (
            "PROPERTY_VALUE_NORMALIZED",
            {"rawValue": ["2026-03-01T15:30:00Z"], "normalizedValue": ["2026-03-01"], "propertyName": ["ps_day"]},
        )
    ]


def test_an_empty_text_clears_and_reads_null(hubspot):
    deal = create(hubspot, amount="5", dealname="Fjord")

    hubspot("PATCH", f"{DEALS}/{deal}", {"properties": {"amount": "", "dealname": None}})

    values = read(hubspot, deal, "amount", "dealname", "amount_in_home_currency")
    assert (values["amount"], values["dealname"], values["amount_in_home_currency"]) == (None, None, None)


@pytest.fixture
def partner(hubspot):
    """A second pipeline of two stages."""
    stages = [
        {"label": "Open", "displayOrder": 0, "stageId": "ps_open", "metadata": {"probability": "0.3"}},
        {"label": "Lost", "displayOrder": 1, "stageId": "ps_lost", "metadata": {"probability": "0"}},
    ]
    body = {"label": "Partner", "displayOrder": 1, "pipelineId": "partner", "stages": stages}
    return hubspot.post("/crm/v3/pipelines/deals", body)["id"]


@pytest.mark.parametrize(
    ("properties", "status"),
    [
        ({"dealstage": "ps_open", "pipeline": "partner"}, 201),
        ({"dealstage": "ps_open"}, 400),
        ({"dealstage": "contractsent", "pipeline": "partner"}, 400),
        ({"dealstage": "contractsent"}, 201),
    ],
)
def test_a_stage_must_stand_in_its_pipeline(hubspot, partner, properties, status):
    assert hubspot("POST", DEALS, {"properties": properties})[0] == status


def test_a_deal_moves_within_its_pipeline_or_with_both_properties(hubspot, partner):
    deal = create(hubspot, dealstage="ps_open", pipeline=partner)

    assert hubspot("PATCH", f"{DEALS}/{deal}", {"properties": {"dealstage": "ps_lost"}})[0] == 200
    assert hubspot("PATCH", f"{DEALS}/{deal}", {"properties": {"dealstage": "closedwon"}})[0] == 400
    assert hubspot("PATCH", f"{DEALS}/{deal}", {"properties": {"pipeline": "default"}})[0] == 400
    both = {"pipeline": "default", "dealstage": "closedwon"}
    assert hubspot("PATCH", f"{DEALS}/{deal}", {"properties": both})[0] == 200


def test_closed_flags_and_stage_stamps_follow_the_stage(hubspot):
    flags = ("hs_is_closed", "hs_is_closed_won", "hs_is_closed_lost", "hs_deal_stage_probability")
    stamps = ("hs_v2_date_entered_contractsent", "hs_v2_date_exited_contractsent", "hs_v2_date_entered_closedwon")
    deal = create(hubspot, dealstage="contractsent")
    before = read(hubspot, deal, *flags, *stamps)

    hubspot("PATCH", f"{DEALS}/{deal}", {"properties": {"dealstage": "closedwon"}})

    after = read(hubspot, deal, *flags, *stamps)
    assert [before[name] for name in flags] == ["false", "false", "false", "0.9"]
    assert [before[name] for name in stamps] == [NOON, None, None]
    assert [after[name] for name in flags] == ["true", "true", "false", "1.0"]
    assert [after[name] for name in stamps] == [NOON, NOON, NOON]


def test_a_stage_is_stamped_when_it_is_entered_and_not_again(hubspot):
    entered = "hs_v2_date_entered_contractsent"
    deal = create(hubspot, dealstage="contractsent")
    hubspot.wait_an_hour()

    hubspot("PATCH", f"{DEALS}/{deal}", {"properties": {"amount": "5", "dealstage": "contractsent"}})

    assert read(hubspot, deal, entered)[entered] == NOON


def test_a_change_is_dated_and_an_archive_is_not(hubspot):
    deal = create(hubspot, dealname="Old")
    hubspot.wait_an_hour()

    hubspot("PATCH", f"{DEALS}/{deal}", {"properties": {"dealname": "New"}})
    hubspot.wait_an_hour()
    hubspot("DELETE", f"{DEALS}/{deal}")

    archived = hubspot.get(f"{DEALS}/{deal}?archived=true")
    assert (archived["createdAt"], archived["updatedAt"]) == (NOON, ONE_PM)
    assert archived["properties"]["hs_lastmodifieddate"] == ONE_PM
    assert archived["archivedAt"] == "2026-11-23T14:00:00.000Z"


def test_createdate_may_be_given_on_create_and_never_again(hubspot):
    deal = create(hubspot, createdate="2025-01-01T00:00:00Z")

    assert hubspot.get(f"{DEALS}/{deal}")["createdAt"] == "2025-01-01T00:00:00.000Z"
    assert hubspot("PATCH", f"{DEALS}/{deal}", {"properties": {"createdate": NOON}})[0] == 400


def test_a_unique_value_is_held_by_one_record_and_finds_it(hubspot, make):
    make("ps_key", "string", "text", hasUniqueValue=True)
    deal = create(hubspot, ps_key="A1")

    taken = hubspot("POST", DEALS, {"properties": {"ps_key": "A1"}})
    same = hubspot("PATCH", f"{DEALS}/{deal}", {"properties": {"ps_key": "A1"}})
    moved = hubspot("PATCH", f"{DEALS}/A1?idProperty=ps_key", {"properties": {"ps_key": "A2"}})

    assert (taken[0], taken[1]["category"], same[0], moved[0]) == (409, "CONFLICT", 200, 200)
    assert hubspot.get(f"{DEALS}/A2?idProperty=ps_key")["id"] == deal
    assert hubspot("GET", f"{DEALS}/A1?idProperty=ps_key")[0] == 404
    assert hubspot("GET", f"{DEALS}/x?idProperty=dealname")[0] == 400
    hubspot("DELETE", f"{DEALS}/{deal}")
    assert hubspot("POST", DEALS, {"properties": {"ps_key": "A2"}})[0] == 201


def test_contacts_are_unique_by_email(hubspot):
    contacts = "/crm/v3/objects/contacts"
    first = hubspot.post(contacts, {"properties": {"email": "Ada@Example.com"}})

    status, body = hubspot("POST", contacts, {"properties": {"email": "ada@example.com"}})

    assert (status, body["message"]) == (409, f"Contact already exists. Existing ID: {first['id']}")
    assert hubspot("POST", contacts, {"properties": {"email": "ada"}})[1]["errors"][0]["code"] == "INVALID_EMAIL"
    assert hubspot.get(f"{contacts}/ADA@example.com?idProperty=email")["id"] == first["id"]


def test_an_archived_record_is_seen_only_when_asked_for(hubspot):
    deal = create(hubspot, dealname="Gone")
    assert hubspot("DELETE", f"{DEALS}/{deal}")[0] == 204

    assert hubspot("GET", f"{DEALS}/{deal}")[1]["message"] == "Object not found.  objectId are usually numeric."
    archived = hubspot.get(f"{DEALS}/{deal}?archived=true")
    assert (archived["archived"], archived["archivedAt"]) == (True, NOON)
    assert [row["id"] for row in hubspot.get(f"{DEALS}?archived=true")["results"]] == [deal]
    assert hubspot.get(DEALS)["results"] == []
    assert hubspot("PATCH", f"{DEALS}/{deal}", {"properties": {"dealname": "Back"}})[0] == 404
    assert hubspot("DELETE", f"{DEALS}/{deal}")[0] == 204


def test_history_tells_values_newest_first(hubspot):
    deal = create(hubspot, amount="1")
    hubspot("PATCH", f"{DEALS}/{deal}", {"properties": {"amount": "2"}})

    history = hubspot.get(f"{DEALS}/{deal}?propertiesWithHistory=amount,dealname")["propertiesWithHistory"]

    assert [item["value"] for item in history["amount"]] == ["2", "1"]
    assert history["dealname"] == []


def test_a_list_pages_in_order_of_ids_to_the_end(hubspot):
    made = [create(hubspot, dealname=str(number)) for number in range(5)]

    seen, target, pages = [], f"{DEALS}?limit=2&properties=dealname", 0
    while target:
        page = hubspot.get(target)
        seen += [row["id"] for row in page["results"]]
        target = page.get("paging", {}).get("next", {}).get("link", "").removeprefix("http://127.0.0.1:1")
        pages += 1

    assert (seen, pages) == (made, 3)


@pytest.mark.parametrize(
    ("query", "status"),
    [("limit=100", 200), ("limit=101", 400), ("limit=0", 400), ("limit=51&propertiesWithHistory=amount", 400)],
)
def test_a_list_page_has_a_size_limit(hubspot, query, status):
    assert hubspot("GET", f"{DEALS}?{query}")[0] == status


def test_a_batch_create_is_refused_whole_without_trace_ids(hubspot):
    inputs = [{"properties": {"dealname": "Good"}}, {"properties": {"amount": "bad"}}]

    status, body = hubspot("POST", f"{DEALS}/batch/create", {"inputs": inputs})

    assert (status, body["errors"][0]["code"]) == (400, "INVALID_INTEGER")
    assert hubspot.get(DEALS)["results"] == []


def test_a_batch_create_with_trace_ids_answers_207(hubspot):
    inputs = [
        {"properties": {"dealname": "Good"}, "objectWriteTraceId": "a"},
        {"properties": {"amount": "bad"}, "objectWriteTraceId": "b"},
    ]

    status, body = hubspot("POST", f"{DEALS}/batch/create", {"inputs": inputs})

    assert (status, body["numErrors"]) == (207, 1)
    assert [row["objectWriteTraceId"] for row in body["results"]] == ["a"]
    assert body["errors"][0]["context"]["objectWriteTraceId"] == ["b"]


def test_a_batch_read_names_every_missing_id_in_one_error(hubspot):
    deal = create(hubspot, dealname="Here")
    query = {"properties": ["dealname"], "inputs": [{"id": deal}, {"id": NOWHERE}, {"id": "1"}]}

    status, body = hubspot("POST", f"{DEALS}/batch/read", query)

    assert (status, [row["id"] for row in body["results"]]) == (207, [deal])
    assert (body["errors"][0]["category"], body["errors"][0]["context"]) == (
        "OBJECT_NOT_FOUND",
        {"ids": [NOWHERE, "1"]},
    )


def test_a_batch_update_changes_what_is_there(hubspot):
    deal = create(hubspot, dealname="Old")
    inputs = [{"id": deal, "properties": {"dealname": "New"}}, {"id": NOWHERE, "properties": {"dealname": "X"}}]

    status, body = hubspot("POST", f"{DEALS}/batch/update", {"inputs": inputs})

    assert (status, body["results"][0]["properties"]["dealname"]) == (207, "New")
    assert body["errors"][0]["context"] == {"ids": [NOWHERE]}


def test_an_upsert_says_what_was_new(hubspot, make):
    make("ps_key", "string", "text", hasUniqueValue=True)
    create(hubspot, ps_key="A1")
    inputs = [
        {"id": "A1", "idProperty": "ps_key", "properties": {"dealname": "Kept"}},
        {"id": "A2", "idProperty": "ps_key", "properties": {"dealname": "Made"}},
    ]

    body = hubspot.post(f"{DEALS}/batch/upsert", {"inputs": inputs})

    assert [(row["new"], row["properties"]["ps_key"]) for row in body["results"]] == [(False, "A1"), (True, "A2")]
    assert hubspot("POST", f"{DEALS}/batch/upsert", {"inputs": [{"id": "A1", "properties": {}}]})[0] == 400


def test_a_batch_archive_takes_ids(hubspot):
    deal = create(hubspot, dealname="Here")

    assert hubspot("POST", f"{DEALS}/batch/archive", {"inputs": [{"id": deal}, {"id": NOWHERE}]})[0] == 204
    assert hubspot("GET", f"{DEALS}/{deal}")[0] == 404


@pytest.mark.parametrize("verb", ["create", "read", "update", "upsert", "archive"])
def test_a_record_batch_holds_100_inputs(hubspot, verb):
    assert hubspot("POST", f"{DEALS}/batch/{verb}", {"inputs": [{"id": str(n)} for n in range(101)]})[0] == 400


@pytest.mark.parametrize("body", [{}, {"properties": "x"}, {"properties": {"dealname": ["x"]}}])
def test_a_body_that_cannot_be_read_is_refused(hubspot, body):
    status, answer = hubspot("POST", DEALS, body)

    assert (status, answer["message"].startswith("Invalid input JSON")) == (400, True)


def test_a_refusal_leaves_no_trace(hubspot):
    deal = {"properties": {"dealname": "X"}, "associations": [{"to": {"id": NOWHERE}, "types": [{}]}]}

    assert hubspot("POST", DEALS, deal)[0] == 400
    assert hubspot("POST", f"{DEALS}/batch/create", {"inputs": [{"properties": {"dealname": "Y"}}, deal]})[0] == 400
    assert hubspot.get(DEALS)["results"] == []
    assert create(hubspot, dealname="Z")


def test_the_time_in_a_stage_is_told_for_the_last_stay_and_in_all(hubspot):
    deal = create(hubspot, dealname="Fjord", dealstage="contractsent")
    for stage in ("closedlost", "contractsent", "closedwon"):
        hubspot.wait_an_hour()
        hubspot("PATCH", f"{DEALS}/{deal}", {"properties": {"dealstage": stage}})

    values = read(
        hubspot, deal, "hs_v2_latest_time_in_contractsent", "hs_v2_cumulative_time_in_contractsent",
        "hs_v2_latest_time_in_closedwon",
    )  # fmt: skip

    assert values["hs_v2_latest_time_in_contractsent"] == "3600000"
    assert values["hs_v2_cumulative_time_in_contractsent"] == "7200000"
    assert values["hs_v2_latest_time_in_closedwon"] is None
