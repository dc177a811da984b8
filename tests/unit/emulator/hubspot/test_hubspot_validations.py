"""Property validation rules: stored per type, enforced on every version's record writes."""

from __future__ import annotations

import pytest

RULES = "/crm/property-validations/2026-09/0-3"
DEALS = "/crm/v3/objects/deals"
TYPES = {"number": "number", "string": "text", "date": "date", "datetime": "date"}


@pytest.mark.parametrize(
    ("kind", "rule", "arguments", "good", "bad"),
    [
        ("number", "MIN_NUMBER", ["10"], "10", "9.99"),
        ("number", "MAX_NUMBER", ["10"], "10.0", "11"),
        ("string", "MIN_LENGTH", ["3"], "abc", "ab"),
        ("string", "MAX_LENGTH", ["3"], "abc", "abcd"),
        ("string", "REGEX", ["[A-Z]{2}-\\d+"], "PS-12", "ps-12"),
        ("date", "START_DATE", ["2026-01-01"], "2026-01-01", "2025-12-31"),
        ("date", "END_DATE", ["1767225600000"], "2026-01-01", "2026-01-02"),
        ("datetime", "START_DATETIME", ["2026-01-01T00:00:00Z"], "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z"),
    ],
)
def test_a_rule_is_enforced_on_record_writes(hubspot, group, kind, rule, arguments, good, bad):
    prop = {"name": "ps_x", "label": "X", "type": kind, "fieldType": TYPES[kind], "groupName": group}
    hubspot.post("/crm/v3/properties/deals", prop)

    assert hubspot("PUT", f"{RULES}/ps_x/rule-type/{rule}", {"ruleArguments": arguments})[0] == 204

    assert hubspot("POST", DEALS, {"properties": {"ps_x": good}})[0] == 201
    status, body = hubspot("POST", DEALS, {"properties": {"ps_x": bad}})
    assert (status, body["errors"][0]["context"]) == (400, {"propertyName": ["ps_x"]})
    assert hubspot("POST", DEALS, {"properties": {"ps_x": ""}})[0] == 201


def test_a_put_overwrites_only_its_own_rule_type(hubspot):
    for rule, argument in (("MIN_NUMBER", "0"), ("MAX_NUMBER", "9"), ("MIN_NUMBER", "1")):
        hubspot("PUT", f"{RULES}/amount/rule-type/{rule}", {"ruleArguments": [argument]})

    minimum = {"ruleType": "MIN_NUMBER", "ruleArguments": ["1"]}
    maximum = {"ruleType": "MAX_NUMBER", "ruleArguments": ["9"]}
    assert hubspot.get(f"{RULES}/amount/rule-type/MIN_NUMBER") == minimum
    assert hubspot.get(f"{RULES}/amount")["results"] == [minimum, maximum]
    assert hubspot.get(RULES)["results"] == [{"propertyName": "amount", "propertyValidationRules": [minimum, maximum]}]


@pytest.mark.parametrize(
    ("name", "rule", "arguments", "status"),
    [
        ("amount", "REQUIRED", [], 400),
        ("dealtype", "MIN_LENGTH", ["1"], 400),
        ("amount", "MIN_NUMBER", ["many"], 400),
        ("amount", "MIN_NUMBER", [], 400),
        ("dealname", "REGEX", ["("], 400),
        ("nope", "MIN_LENGTH", ["1"], 404),
    ],
)
def test_a_rule_that_cannot_be_is_refused(hubspot, name, rule, arguments, status):
    assert hubspot("PUT", f"{RULES}/{name}/rule-type/{rule}", {"ruleArguments": arguments})[0] == status


def test_an_absent_rule_is_not_found(hubspot):
    assert hubspot("GET", f"{RULES}/amount/rule-type/MIN_NUMBER")[0] == 404
    assert hubspot.get(f"{RULES}/amount") == {"results": []}
