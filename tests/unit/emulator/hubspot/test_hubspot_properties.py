"""Properties and groups: what a create, a patch and an archive do, and what is refused."""

from __future__ import annotations

import json

import pytest

BASE = "/crm/properties/2026-09/deals"
CREATE = {"name": "ps_x", "label": "X", "type": "string", "fieldType": "text", "groupName": "partner_sales"}
BOOL = [{"label": "Yes", "value": "true"}, {"label": "No", "value": "false"}]
TIERS = [{"label": "Gold", "value": "gold", "displayOrder": 0}, {"label": "Silver", "value": "silver", "hidden": True}]

# Key sets: OpenAPI file "Properties", Property.
CUSTOM_KEYS = {
    "name", "label", "description", "groupName", "formField", "type", "fieldType", "options", "displayOrder", "hidden",
    "hasUniqueValue", "dataSensitivity", "externalOptions", "modificationMetadata", "calculated", "archived",
    "createdAt", "updatedAt", "createdUserId", "updatedUserId",
}  # fmt: skip


def enumeration(options, field="select"):
    return {**CREATE, "type": "enumeration", "fieldType": field, "options": options}


def test_a_created_property_reads_with_every_default_filled_in(hubspot, group):
    answer = hubspot.raw("POST", BASE, CREATE)

    assert answer.status == 201
    assert answer.headers["Location"] == f"http://127.0.0.1:1{BASE}/ps_x"
    prop = hubspot.get(f"{BASE}/ps_x")
    assert set(prop) == CUSTOM_KEYS
    assert prop["modificationMetadata"] == {"archivable": True, "readOnlyDefinition": False, "readOnlyValue": False}
    assert {key: prop[key] for key in ("description", "options", "displayOrder", "hidden", "hasUniqueValue")} == {
        "description": "", "options": [], "displayOrder": -1, "hidden": False, "hasUniqueValue": False,
    }  # fmt: skip


def test_a_built_in_property_says_that_hubspot_defined_it(hubspot):
    prop = hubspot.get(f"{BASE}/hs_object_id")

    assert prop["hubspotDefined"] is True
    assert prop["modificationMetadata"] == {"archivable": False, "readOnlyDefinition": True, "readOnlyValue": True}


def test_options_get_their_defaults(hubspot, group):
    prop = hubspot.post(BASE, enumeration(TIERS))

    assert prop["options"] == [
        {"label": "Gold", "value": "gold", "displayOrder": 0, "hidden": False},
        {"label": "Silver", "value": "silver", "displayOrder": -1, "hidden": True},
    ]
    assert prop["modificationMetadata"]["readOnlyOptions"] is False


@pytest.mark.parametrize(
    ("prop", "words"),
    [
        ({**CREATE, "label": ""}, "some of required attributes are not set [label]"),
        ({"name": "ps_x"}, "[label, type, fieldType, groupName]"),
        ({**CREATE, "name": "Ps X"}, "Invalid property name"),
        ({**CREATE, "name": "x" * 101}, "Invalid property name"),
        ({**CREATE, "fieldType": "select"}, "does not allow fieldType 'select'"),
        ({**CREATE, "type": "datetime", "fieldType": "datetime"}, "does not allow fieldType 'datetime'"),
        ({**CREATE, "type": "json"}, "does not allow"),
        ({**CREATE, "groupName": "nowhere"}, "group 'nowhere' does not exist"),
        ({**CREATE, "createdAt": "2026-01-01T00:00:00Z"}, 'Unrecognized field "createdAt"'),
        ({**CREATE, "hidden": "yes"}, "hidden must be true or false"),
        ({**CREATE, "numberDisplayHint": ""}, "Invalid numberDisplayHint"),
        ({**CREATE, "textDisplayHint": ""}, "Invalid textDisplayHint"),
        ({**CREATE, "dataSensitivity": "sensitive"}, "not enabled for sensitive data"),
        ({**CREATE, "type": "bool", "fieldType": "booleancheckbox"}, "exactly two options"),
        ({**CREATE, "type": "bool", "fieldType": "booleancheckbox", "options": TIERS}, "exactly two options"),
        ({**CREATE, "externalOptions": True}, "externalOptions requires"),
        (
            {**CREATE, "type": "number", "fieldType": "number", "currencyPropertyName": "deal_currency_code"},
            "currency symbol",
        ),
        (enumeration([]), "at least one option"),
        (enumeration([*TIERS, {"label": "Other", "value": "gold"}]), "values must be unique"),
        (enumeration([*TIERS, {"label": "Gold", "value": "other"}]), "labels must be unique"),
        (enumeration([{"label": "Gold"}]), "not set [value]"),
        (enumeration([{"label": "L" * 3000, "value": "v"}]), "longer than 3000"),
    ],
)
def test_a_property_that_cannot_be_is_refused(hubspot, group, prop, words):
    status, body = hubspot("POST", BASE, prop)

    assert (status, body["category"]) == (400, "VALIDATION_ERROR")
    assert words in body["message"]


@pytest.mark.parametrize(
    "prop",
    [
        {**CREATE, "type": "bool", "fieldType": "booleancheckbox", "options": BOOL},
        {**CREATE, "type": "datetime", "fieldType": "date"},
        {**CREATE, "type": "number", "fieldType": "number", "numberDisplayHint": "percentage"},
        {
            **CREATE, "type": "enumeration", "fieldType": "select", "externalOptions": True,
            "referencedObjectType": "OWNER",
        },
        {**CREATE, "type": "number", "fieldType": "calculation_equation", "calculationFormula": "amount * 2"},
    ],
)  # fmt: skip
def test_a_proper_property_is_made(hubspot, group, prop):
    made = hubspot.post(BASE, prop)

    assert {key: made[key] for key in prop if key != "options"} == {
        key: value for key, value in prop.items() if key != "options"
    }
    assert made == hubspot.get(f"{BASE}/ps_x")


def test_an_active_name_is_taken_and_nothing_changes(hubspot, group):
    hubspot.post(BASE, CREATE)

    status, body = hubspot("POST", BASE, {**CREATE, "label": "Other"})

    assert (status, body["category"]) == (409, "OBJECT_ALREADY_EXISTS")
    assert body["subCategory"] == "Properties.PROPERTY_WITH_NAME_EXISTS"
    assert body["message"] == "A property named 'ps_x' already exists."
    assert hubspot.get(f"{BASE}/ps_x")["label"] == "X"


def test_a_patch_replaces_the_whole_option_list_and_without_the_key_keeps_it(hubspot, group):
    hubspot.post(BASE, enumeration(TIERS))

    _, kept = hubspot("PATCH", f"{BASE}/ps_x", {"label": "Tier"})
    _, replaced = hubspot("PATCH", f"{BASE}/ps_x", {"options": [{"label": "Bronze", "value": "bronze"}]})

    assert [option["value"] for option in kept["options"]] == ["gold", "silver"]
    assert [option["value"] for option in replaced["options"]] == ["bronze"]


@pytest.mark.parametrize(
    ("change", "key", "left"),
    [
        ({"hasUniqueValue": True}, "hasUniqueValue", False),
        ({"dataSensitivity": "sensitive"}, "dataSensitivity", "non_sensitive"),
        ({"dateDisplayHint": "time_since"}, "dateDisplayHint", None),
        ({"externalOptions": True}, "externalOptions", False),
        ({"name": "other"}, "name", "ps_x"),
        ({"numberDisplayHint": None}, "numberDisplayHint", None),
    ],
)
def test_a_patch_ignores_what_only_a_create_can_set(hubspot, group, change, key, left):
    hubspot.post(BASE, CREATE)

    status, prop = hubspot("PATCH", f"{BASE}/ps_x", change)

    assert (status, prop.get(key)) == (200, left)


def test_a_patch_may_retype(hubspot, group):
    hubspot.post(BASE, CREATE)

    status, prop = hubspot("PATCH", f"{BASE}/ps_x", {"type": "phone_number", "fieldType": "phonenumber"})

    assert (status, prop["type"]) == (200, "phone_number")


@pytest.mark.parametrize("change", [{}, {"currencyPropertyName": ""}])
def test_a_currency_symbol_once_named_stays_on(hubspot, group, change):
    money = {"showCurrencySymbol": True, "currencyPropertyName": "deal_currency_code"}
    hubspot.post(BASE, {**CREATE, "type": "number", "fieldType": "number", **money})

    status, body = hubspot("PATCH", f"{BASE}/ps_x", {"showCurrencySymbol": False, **change})

    assert (status, body["subCategory"].split(".")[1]) == (400, "ONLY_CURRENCY_PROPERTIES_CAN_SPECIFY_CURRENCY")


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("dealname", {"label": "Name"}, "read only definition"),
        ("hs_analytics_source", {"options": TIERS}, "read only options"),
    ],
)
def test_built_in_definitions_refuse_changes(hubspot, name, change, words):
    status, body = hubspot("PATCH", f"{BASE}/{name}", change)

    assert status == 400
    assert words in body["message"]


def test_a_built_in_with_open_options_takes_more(hubspot):
    options = [*hubspot.get(f"{BASE}/dealtype")["options"], {"label": "Renewal", "value": "renewal"}]

    status, prop = hubspot("PATCH", f"{BASE}/dealtype", {"options": options})

    assert (status, prop["options"][-1]["value"]) == (200, "renewal")


def test_an_archived_property_is_read_only_when_asked_for(hubspot, group):
    hubspot.post(BASE, CREATE)
    assert hubspot("DELETE", f"{BASE}/ps_x")[0] == 204

    assert hubspot("GET", f"{BASE}/ps_x")[0] == 404
    assert hubspot.get(f"{BASE}/ps_x?archived=true")["archivedAt"]
    assert [prop["name"] for prop in hubspot.get(f"{BASE}?archived=true")["results"]] == ["ps_x"]
    assert hubspot("DELETE", f"{BASE}/ps_x")[1]["category"] == "OBJECT_NOT_FOUND"
    assert hubspot("PATCH", f"{BASE}/ps_x", {"label": "Y"})[0] == 404


def test_an_archived_name_is_restored_with_its_values_under_the_posted_definition(hubspot, group):
    hubspot.post(BASE, CREATE)
    deal = hubspot.post("/crm/v3/objects/deals", {"properties": {"ps_x": "12"}})
    hubspot("DELETE", f"{BASE}/ps_x")
    hubspot.wait_an_hour()

    restored = hubspot.post(BASE, {**CREATE, "label": "Score", "type": "number", "fieldType": "number"})

    assert (restored["label"], restored["type"], restored["archived"]) == ("Score", "number", False)
    assert (restored["createdAt"], restored["updatedAt"]) == ("2026-11-23T12:00:00.000Z", "2026-11-23T13:00:00.000Z")
    assert hubspot.get(f"/crm/v3/objects/deals/{deal['id']}?properties=ps_x")["properties"]["ps_x"] == "12"


@pytest.mark.parametrize(
    ("name", "sub_category"),
    [
        ("ps_x", "PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE"),
        ("dealname", "PropertyValidationError.CANNOT_DELETE_PROPERTY"),
    ],
)
def test_a_used_or_locked_property_cannot_be_archived(hubspot, group, name, sub_category):
    hubspot.post(BASE, {**CREATE, "type": "number", "fieldType": "number"})
    sums = {"type": "number", "fieldType": "calculation_equation", "calculationFormula": "ps_x + amount"}
    hubspot.post(BASE, {**CREATE, "name": "ps_sum", **sums})

    status, body = hubspot("DELETE", f"{BASE}/{name}")

    assert (status, body["subCategory"]) == (400, sub_category)


def test_a_formula_over_a_missing_property_is_not_found(hubspot, group):
    prop = {**CREATE, "type": "number", "fieldType": "calculation_equation", "calculationFormula": "ps_none + 1"}

    assert hubspot("POST", BASE, prop)[0] == 404


def test_only_ten_properties_may_be_unique(hubspot, group):
    for number in range(10):
        hubspot.post(BASE, {**CREATE, "name": f"ps_{number}", "hasUniqueValue": True})

    status, body = hubspot("POST", BASE, {**CREATE, "hasUniqueValue": True})

    assert (status, "limit of 10 unique" in body["message"]) == (400, True)


def test_a_batch_create_makes_what_it_can_and_answers_207(hubspot, group):
    status, body = hubspot("POST", f"{BASE}/batch/create", {"inputs": [CREATE, CREATE, {**CREATE, "name": "ps_y"}]})

    assert (status, body["status"], body["numErrors"]) == (207, "COMPLETE", 1)
    assert [prop["name"] for prop in body["results"]] == ["ps_x", "ps_y"]
    assert set(body["errors"][0]) >= {"status", "category", "message", "context", "links", "errors"}


def test_a_batch_read_tells_what_is_missing(hubspot):
    query = {"archived": False, "dataSensitivity": "non_sensitive", "inputs": [{"name": "amount"}, {"name": "nope"}]}

    status, body = hubspot("POST", f"{BASE}/batch/read", query)

    assert (status, [prop["name"] for prop in body["results"]]) == (207, ["amount"])
    assert body["errors"][0]["category"] == "OBJECT_NOT_FOUND"


def test_a_batch_archive_does_not_care_what_was_there(hubspot, group):
    hubspot.post(BASE, CREATE)

    assert hubspot("POST", f"{BASE}/batch/archive", {"inputs": [{"name": "ps_x"}, {"name": "nope"}]})[0] == 204
    assert hubspot("GET", f"{BASE}/ps_x")[0] == 404


def test_a_batch_holds_100_inputs(hubspot):
    inputs = [{"name": "amount"}] * 101

    assert hubspot("POST", f"{BASE}/batch/read", {"inputs": inputs})[0] == 400


def test_a_group_lives_by_its_name(hubspot, group):
    made = hubspot.get(f"{BASE}/groups/{group}")
    assert made == {"name": group, "label": "Partner sales", "displayOrder": -1, "archived": False}

    assert hubspot("POST", f"{BASE}/groups", {"name": group, "label": "Again"})[0] == 409
    assert (
        hubspot("PATCH", f"{BASE}/groups/{group}", {"label": "Partners", "displayOrder": 3})[1]["label"] == "Partners"
    )
    assert hubspot("DELETE", f"{BASE}/groups/{group}")[0] == 204
    assert hubspot("GET", f"{BASE}/groups/{group}")[0] == 404
    assert hubspot.post(f"{BASE}/groups", {"name": group, "label": "Fresh"})["displayOrder"] == -1


def test_a_group_with_active_properties_stays_and_says_so_in_a_nested_error(hubspot, group):
    hubspot.post(BASE, CREATE)

    status, body = hubspot("DELETE", f"{BASE}/groups/{group}")

    assert (status, body["subCategory"]) == (400, "PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES")
    assert json.loads(body["message"])["category"] == "VALIDATION_ERROR"

    hubspot("DELETE", f"{BASE}/ps_x")
    assert hubspot("DELETE", f"{BASE}/groups/{group}")[0] == 204
    assert "does not exist" in hubspot("POST", BASE, CREATE)[1]["message"]


DEALS = "/crm/v3/objects/deals"
SECRET = {"name": "secret", "label": "S", "type": "string", "fieldType": "text", "dataSensitivity": "sensitive"}
PLAIN = {"name": "ps_note", "label": "N", "type": "string", "fieldType": "text"}


def written_then_archived(hubspot, group):
    hubspot.post(BASE, {**PLAIN, "groupName": group})
    deal = hubspot.post(DEALS, {"properties": {"ps_note": "kept"}})["id"]
    assert hubspot("DELETE", f"{BASE}/ps_note")[0] == 204
    return deal


def value_after_re_creation(hubspot, group, deal):
    hubspot.post(BASE, {**PLAIN, "groupName": group})
    return hubspot.get(f"{DEALS}/{deal}?properties=ps_note")["properties"]["ps_note"]


@pytest.mark.parametrize(("setting", "value"), [("restore", "kept"), ("fresh", None)])
def test_an_archived_name_comes_back_with_its_values_or_fresh_as_chosen(hubspot, group, setting, value):
    hubspot("PATCH", "/__embedded__/settings", {"archivedNames": setting})

    assert value_after_re_creation(hubspot, group, written_then_archived(hubspot, group)) == value


def test_what_is_archived_is_gone_after_90_days(hubspot, group):
    deal = written_then_archived(hubspot, group)
    other = hubspot.post(DEALS, {"properties": {}})["id"]
    hubspot("DELETE", f"{DEALS}/{other}")
    seen = [hubspot("GET", path)[0] for path in (f"{BASE}/ps_note?archived=true", f"{DEALS}/{other}?archived=true")]

    hubspot.post("/__embedded__/clock", {"advanceSeconds": 90 * 86_400 + 1})

    gone = [hubspot("GET", path)[0] for path in (f"{BASE}/ps_note?archived=true", f"{DEALS}/{other}?archived=true")]
    assert (seen, gone) == ([200, 200], [404, 404])
    assert hubspot.get(f"{DEALS}?archived=true")["results"] == hubspot.get(f"{BASE}?archived=true")["results"] == []
    assert value_after_re_creation(hubspot, group, deal) is None


def test_a_sensitive_property_needs_the_feature_and_the_scope_and_hides_its_values(hubspot, group):
    off = hubspot("POST", BASE, {**SECRET, "groupName": group})
    hubspot("PATCH", "/__embedded__/settings", {"sensitiveData": True})
    plain = hubspot.with_scopes("crm.schemas.deals.write", "crm.objects.deals.read")
    unscoped = plain("POST", BASE, {**SECRET, "groupName": group})
    made = hubspot("POST", BASE, {**SECRET, "groupName": group})
    deal = hubspot.post(DEALS, {"properties": {"secret": "x"}})["id"]

    assert (off[0], off[1]["subCategory"]) == (400, "PropertyValidationError.PORTAL_NOT_ENABLED_FOR_SENSITIVE_DATA")
    assert unscoped[0] == 403
    assert unscoped[1].keys() == {"status", "message", "correlationId"}
    assert unscoped[1]["message"] == "Missing required scope for: sensitive-data-property-create"
    assert made[0] == 201
    assert hubspot("GET", f"{BASE}/secret")[0] == 404
    assert hubspot("GET", f"{BASE}/secret?dataSensitivity=sensitive")[0] == 200
    assert hubspot.get(f"{DEALS}/{deal}?properties=secret")["properties"]["secret"] == "x"
    assert "secret" not in plain.get(f"{DEALS}/{deal}?properties=secret")["properties"]
