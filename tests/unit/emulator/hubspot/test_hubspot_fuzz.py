"""Fuzzing from the portal's own table of routes: no crash, no undocumented 500, no hang, and a store that reads again.

Each example is a row of calls on one portal. Paths come from the table, bodies are right ones with a part exchanged for
something of a wrong type, or any JSON at all.
"""

from __future__ import annotations

import json
import re
import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.unit.emulator.hubspot.conftest import NOON

from dealspec.emulator.clock import FixedClock
from dealspec.emulator.hubspot.portal import HubSpotPortal
from dealspec.emulator.hubspot.routes import ENDPOINTS
from dealspec.emulator.store import Store
from dealspec.emulator.web import Request

DEAL, COMPANY, CONTACT, OTHER_DEAL, CUSTOM = *(str(20_000_000_001 + number) for number in range(4)), "2-50000001"
SLOWEST_S = 5.0

STAGE = {"label": "Open", "displayOrder": 0, "metadata": {"probability": "0.5"}}
PIPELINE = {"label": "Partner", "displayOrder": 1, "stages": [STAGE, {**STAGE, "label": "Won", "displayOrder": 1}]}
PROPERTY = {
    "name": "fresh", "label": "Fresh", "type": "enumeration", "fieldType": "select", "groupName": "dealinformation",
    "options": [{"label": "A", "value": "a", "displayOrder": 0, "hidden": False}], "displayOrder": 1,
    "numberDisplayHint": "currency", "calculationFormula": "amount * 2", "hasUniqueValue": True, "hidden": False,
}  # fmt: skip
LINKED = {"to": {"id": COMPANY}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 341}]}
RECORD = {"properties": {"dealname": "A", "amount": "1", "dealstage": "closedwon", "email": "a@b.example",
                         "closedate": "2026-01-31", "hubspot_owner_id": "81000001"},
          "associations": [LINKED]}  # fmt: skip
FILTER = {"propertyName": "amount", "operator": "BETWEEN", "value": "1", "highValue": "2", "values": ["1"]}
SEARCH = {"filterGroups": [{"filters": [FILTER]}], "sorts": ["-amount"], "query": "a", "limit": 5, "after": "1",
          "properties": ["amount"]}  # fmt: skip
INPUT = {"id": DEAL, "idProperty": "hs_object_id", "objectWriteTraceId": "t", "name": "ps_known", **RECORD}
PAIR = {"from": {"id": DEAL}, "to": {"id": COMPANY}, "types": LINKED["types"]}
RULES = {
    "governanceValidationRules": {
        "noBackwardsMovementRule": {"enabledForAllStages": True, "pipelineStageIds": []},
        "noSkippingStagesRule": {"enabledForAllStages": False, "pipelineStageIds": ["closedwon"]},
        "objectCreationRule": {"pipelineStageIds": ["closedwon"]},
    },
    "approvalStageRules": [{"pipelineStageId": "closedwon", "approverUserIds": [1], "approvalMode": "ANY"}],
}
SCHEMA = {"name": "thing", "labels": {"singular": "Thing", "plural": "Things"}, "primaryDisplayProperty": "title",
          "requiredProperties": ["title"], "properties": [{"name": "title", "label": "T"}],
          "associatedObjects": ["DEAL"]}  # fmt: skip
KNOWN = {"name": "ps_known", "label": "K", "type": "string", "fieldType": "text", "groupName": "dealinformation",
         "hasUniqueValue": True}  # fmt: skip
BODIES: tuple[object, ...] = (
    PROPERTY, STAGE, PIPELINE, RECORD, SEARCH, RULES, {**SCHEMA, "name": "other"},
    {"labels": {"singular": "One", "plural": "Many"}, "description": "d", "searchableProperties": ["title"]},
    {"inputs": [PROPERTY]}, {"inputs": [INPUT]}, {"inputs": [PAIR]}, {"inputs": [{**PAIR, "to": [{"id": COMPANY}]}]},
    {"inputs": [{"typeId": 341, "category": "HUBSPOT_DEFINED", "maxToObjectIds": 3}]}, {"inputs": [CUSTOM]},
    {"archived": False, "inputs": [{"name": "amount"}], "dataSensitivity": "non_sensitive"},
    {"name": "ps_label", "label": "Label", "inverseLabel": "Inverse", "associationTypeId": 3},
    {"ruleArguments": ["3"], "shouldApplyNormalization": True}, LINKED["types"],
    [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 451}],
    {"inputs": [{"typeId": 341, "category": "HUBSPOT_DEFINED"}]},
    {"primaryObjectId": DEAL, "objectIdToMerge": OTHER_DEAL}, {"objectId": DEAL, "approvalStatus": "APPROVED"},
    {"stages": [{"pipelineStageId": "closedwon", "permissionMode": "RESTRICTED", "userIds": [1], "teamIds": []}]},
    {"fromObjectTypeId": CUSTOM, "toObjectTypeId": "0-2", "name": "x"}, {"tokenKey": "pat-na1-x"},
    {"scopes": ["crm.objects.deals.read"], "user": {"userId": 5, "teamIds": [1]}},
    {"tier": "FREE", "settling": {"search": 5}}, {"advanceSeconds": 5}, {"email": "x@example.com"},
    {"objectType": "deals", "count": 2, "properties": {"dealname": "{n}"}},
    {"objectType": "deals", "createRequired": ["amount"],
     "conditional": [{"propertyName": "dealstage", "value": "closedwon", "requiredProperties": ["amount"]}]},
)  # fmt: skip

TEXTS = st.sampled_from(
    ["", " ", "a", "0", "-1", "1e9", "true", "2026-01-31", "2026-13-45", "999999999999999999999", "closedwon", "amount",
     "default", "deals", "(a+)+$", "é😀", "a;b", "\x00", "x" * 120, "associations.company", "associations.nothing"]
)  # fmt: skip
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | st.sampled_from([0.5, -1e308, 10**30]) | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)
NAMES = {
    "object_name": ["deals", "0-3", "company", "contacts", CUSTOM, "tasks", "notes", "tickets", "widgets", "2-9"],
    "record_id": [DEAL, OTHER_DEAL, COMPANY, "1", "x", "a@b.example"],
    "pipeline_id": ["default", "spare", "nope", "y" * 40],
    "stage_id": ["closedwon", "nope", "z" * 120],
    "name": ["ps_known", "ps_group", "amount", "dealname", "dealinformation", "nope"],
    "rule_type": ["MAX_LENGTH", "REGEX", "START_DATE", "MIN_NUMBER", "NOPE"],
    "type_id": ["3", "341", "x"],
    "association_id": ["1", "100001", "x"],
    "owner_id": ["81000001", "71000001", "x"],
    "token": ["pat-na1-x"],
}  # fmt: skip
NAMES |= {f"{end}_name": NAMES["object_name"] for end in ("from", "to")}
NAMES |= {f"{end}_id": NAMES["record_id"] for end in ("from", "to")}
QUERY = (
    "limit", "after", "archived", "properties", "propertiesWithHistory", "associations", "idProperty", "email",
    "dataSensitivity", "validateReferencesBeforeDelete", "includePropertyDefinitions", "fromObjectTypeId",
)  # fmt: skip


@st.composite
def mutated(draw, bodies):
    """A right body with one part exchanged, or left as it is."""
    body = json.loads(json.dumps(draw(st.sampled_from(bodies))))
    for _ in range(draw(st.integers(0, 2))):
        places = list(_places(body))
        holder, key = draw(st.sampled_from(places))
        holder[key] = draw(JUNK)
    return body


def _places(node):
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in list(items):
        yield node, key
        yield from _places(value)


@cache
def fitting():
    """The bodies that each route takes, found by trying them all; every body for a route that takes none."""
    portal, found = made(), {}
    for method, template, _, _, versions in ENDPOINTS:
        offered = (b"",) if method in ("GET", "DELETE") else BODIES
        target = right(template, versions)
        found[method, template] = [body for body in offered if takes(portal, method, target, body)]
    portal._state.store.close()
    return found


def takes(portal, method, target, body):
    """Whether a call succeeds; what it did is taken back."""
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"Authorization": f"Bearer {portal.access_token}"}
    return portal.rehearse(Request.of(method, target, sent, payload, "http://127.0.0.1:1")).status < 400


def right(template, versions):
    """A path whose names are there."""
    path = template.replace("{version}", sorted(versions)[0])
    there = {name: known[0] for name, known in NAMES.items()}
    if "/groups/" in path:
        there["name"] = "ps_group"
    if path.startswith("/crm-object-schemas"):
        there["object_name"] = CUSTOM
    if path.endswith("/labels") or "/labels/" in path or "configurations" in path:
        there["to_name"] = "companies"
    if path.endswith("/{pipeline_id}") and "rules" not in path:
        there["pipeline_id"] = "spare"
    return re.sub(r"\{(\w+)\}", lambda match: there[match[1]], path)


@st.composite
def calls(draw):
    """One call: method, target, body."""
    method, template, _, _, versions = draw(st.sampled_from(ENDPOINTS))
    names = {name: st.just(known[0]) | st.sampled_from(known) for name, known in NAMES.items()}
    path = template.replace("{version}", draw(st.sampled_from(sorted(versions))))
    path = re.sub(r"\{(\w+)\}", lambda match: draw(names[match[1]]), path)
    query = draw(st.dictionaries(st.sampled_from(QUERY), TEXTS, max_size=2))
    target = path + "?" + "&".join(f"{key}={value}" for key, value in query.items())
    if method in ("GET", "DELETE"):
        return method, target, b""
    own = mutated(fitting()[method, template] or BODIES)
    body = draw(own | own | own | mutated(BODIES) | JUNK | st.just(...))
    return method, target, b"{not json" if body is ... else json.dumps(body).encode()


def made(path: Path | None = None) -> HubSpotPortal:
    """A portal with a record of each object, a custom object, a property, a validation."""
    portal = HubSpotPortal(Store(path), FixedClock(NOON))
    rule = {"ruleArguments": ["50"]}
    approval = {"approvalStageRules": [{**RULES["approvalStageRules"][0], "pipelineStageId": "contractsent"}]}
    setup = (
        ("POST", "/crm/v3/objects/deals", {"properties": {"dealname": "A", "dealstage": "contractsent"}}),
        ("POST", "/crm/v3/objects/companies", {"properties": {"name": "B"}}),
        ("POST", "/crm/v3/objects/contacts", {"properties": {"email": "a@b.example"}}),
        ("POST", "/crm/v3/objects/deals", {"properties": {"dealname": "C"}}),
        ("POST", "/crm-object-schemas/v3/schemas", SCHEMA),
        ("POST", "/crm/v3/properties/deals/groups", {"name": "ps_group", "label": "Ours"}),
        ("POST", "/crm/v3/properties/deals", KNOWN),
        ("PUT", "/crm/v3/property-validations/deals/ps_known/rule-type/MAX_LENGTH", rule),
        ("POST", "/crm/v3/pipelines/deals", {**PIPELINE, "label": "Spare", "pipelineId": "spare"}),
        ("POST", f"/crm/v3/pipelines/{CUSTOM}", {**PIPELINE, "stages": [{**STAGE, "metadata": {"state": "OPEN"}}]}),
        ("POST", "/crm/v4/associations/deals/companies/labels", {"name": "ps_first", "label": "First"}),
        ("PATCH", "/crm/pipelines-rules/2026-09/0-3/default", approval),
        ("PATCH", f"/crm/v3/objects/deals/{DEAL}", {"properties": {"dealstage": "qualifiedtobuy"}}),
        ("PATCH", f"/crm/v3/objects/deals/{DEAL}", {"properties": {"dealstage": "contractsent"}}),
        ("POST", "/crm/v4/associations/definitions/configurations/deals/contacts/batch/create",
         {"inputs": [{"typeId": 3, "category": "HUBSPOT_DEFINED", "maxToObjectIds": 9}]}),
    )  # fmt: skip
    answers = [send(portal, *call) for call in setup]
    assert [answer.status for answer in answers if answer.status >= 300] == [], answers
    return portal


@cache
def kept():
    """The file of such a portal, to begin each example with."""
    with TemporaryDirectory() as folder:
        made(Path(folder) / "portal.db")._state.store.close()
        return (Path(folder) / "portal.db").read_bytes()


def send(portal, method, target, body, key=None):
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"Authorization": f"Bearer {key or portal.access_token}"}
    return portal.handle(Request.of(method, target, sent, payload, "http://127.0.0.1:1"))


def check(method, target, answer, took_s):
    """An answer that HubSpot could give, in good time."""
    assert took_s < SLOWEST_S, f"{method} {target} took {took_s:.1f} s"
    if answer.status == 500:
        # Documented: overlong ids of pipelines and stages.
        assert "/pipelines/" in target, (method, target)
    assert 200 <= answer.status <= 501
    if answer.body[:1] == b"{":
        body = json.loads(answer.body)
        if answer.status >= 400:
            assert body["status"] == "error"
            assert body["message"]
            assert body["correlationId"] == answer.headers["X-HubSpot-Correlation-Id"]
    elif answer.status == 200:
        pytest.fail(f"{method} {target} answers 200 without JSON")


READS = (
    *(f"/crm/v3/{family}/{name}" for name in ("deals", "companies", "contacts", "tasks", CUSTOM)
      for family in ("properties", "objects")),
    "/crm/v3/pipelines/deals", "/crm/v3/property-validations/deals", "/crm/v3/owners", "/crm-object-schemas/v3/schemas",
    "/crm/v3/objects/deals?archived=true", "/crm/v3/properties/deals?archived=true",
    "/crm/pipelines-rules/2026-09/0-3/default", "/crm/pipelines-rules/2026-09/0-3/default/stage-edit-permissions",
    "/crm/v4/associations/deals/companies/labels", "/crm/v4/associations/definitions/configurations/all",
    f"/crm/v4/objects/deals/{DEAL}/associations/companies", "/crm/v3/limits/records",
    "/crm/v3/limits/custom-properties",
)  # fmt: skip


def seen(portal, key):
    """What a client can read: status and body without what differs per call."""
    found = {}
    for path in READS:
        answer = send(portal, "GET", path, b"", key)
        found[path] = (answer.status, re.sub(rb'"correlationId":"[^"]+"', b"", answer.body))
    return found


RUNAWAY = [
    ("PUT", "/crm/v3/property-validations/deals/dealname/rule-type/REGEX", b'{"ruleArguments":["(a+)+$"]}'),
    (
        "PATCH",
        f"/crm/v3/objects/deals/{DEAL}",
        b'{"properties":{"dealname":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"}}',
    ),
]


@given(st.lists(calls(), min_size=1, max_size=8))
@example(RUNAWAY)
def test_no_call_breaks_the_portal(row):
    with TemporaryDirectory() as folder:
        (Path(folder) / "portal.db").write_bytes(kept())
        portal = HubSpotPortal(Store(Path(folder) / "portal.db"), FixedClock(NOON))
        key = portal.access_token
        for method, target, body in row:
            started = time.monotonic()
            answer = send(portal, method, target, body, key)
            check(method, target, answer, time.monotonic() - started)
        send(portal, "PATCH", "/__embedded__/settings", {"rateLimits": False, "settling": False})
        before = seen(portal, key)
        portal._state.store.close()
        again = HubSpotPortal(Store(Path(folder) / "portal.db"), FixedClock(NOON))
        after = seen(again, key)
        again._state.store.close()

    assert after == before
    assert {status for status, _ in before.values()} <= {200, 400, 404}


WRONG = (None, True, -1, "a", "", [], ["a"], [None], {}, {"a": {}})
MORE_WRONG = (*WRONG, 0.5, 10**30, "x" * 120, "9" * 21, "\u00b2", [{}], {"a": 1}, "\x00", 1e308, -(10**18), "9" * 5_000)
TEXTS_ASKED = ("", "-1", "\u00b2", "9" * 5_000)


def rehearsed(portal, method, target, body):
    """One call whose effect is taken back, checked."""
    payload = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = {"Authorization": f"Bearer {portal.access_token}"}
    started = time.monotonic()
    answer = portal.rehearse(Request.of(method, target, sent, payload, "http://127.0.0.1:1"))
    check(method, target, answer, time.monotonic() - started)


@pytest.mark.parametrize(
    ("bodies", "wrong"), [(1, WRONG), pytest.param(99, MORE_WRONG, marks=pytest.mark.soak)], ids=["some", "all"]
)
def test_no_part_of_a_right_body_exchanged_breaks_the_portal(bodies, wrong):
    portal = made()
    for method, template, _, _, versions in ENDPOINTS:
        for body in (fitting()[method, template] or BODIES)[:bodies] if method not in ("GET", "DELETE") else ():
            for place in range(len(list(_places(body)))):
                for junk in wrong:
                    changed = json.loads(json.dumps(body))
                    holder, key = list(_places(changed))[place]
                    holder[key] = junk
                    rehearsed(portal, method, right(template, versions), changed)
    portal._state.store.close()


def test_no_query_parameter_and_no_name_breaks_the_portal():
    portal = made()
    for method, template, _, _, versions in ENDPOINTS:
        target, body = right(template, versions), (fitting()[method, template] or (b"",))[0]
        for text in TEXTS_ASKED:
            for parameter in QUERY:
                rehearsed(portal, method, f"{target}?{parameter}={quote(text)}", body)
            for name in re.findall(r"\{(\w+)\}", template.replace("{version}", "")):
                holed = template.replace("{version}", sorted(versions)[0]).replace("{" + name + "}", quote(text) or "-")
                rehearsed(portal, method, re.sub(r"\{(\w+)\}", lambda match: NAMES[match[1]][0], holed), body)
    portal._state.store.close()


def test_no_value_and_no_filter_breaks_the_portal():
    portal = made()
    texts = ("", "a", "1e9", "-", "\u00b2", "9" * 21, "9" * 5_000, "2026-13-45", "2026-01-31T25:00Z", "a;b;", "NaN",
             "Infinity", "0001-01-01", "99999-01-01", "\ud800")  # fmt: skip
    known = json.loads(send(portal, "GET", "/crm/v3/properties/deals", b"").body)["results"]
    kinds = {(prop["type"], prop["fieldType"], prop["modificationMetadata"]["readOnlyValue"]): prop for prop in known}
    for prop in kinds.values():
        for text in texts:
            rehearsed(portal, "PATCH", f"/crm/v3/objects/deals/{DEAL}", {"properties": {prop["name"]: text}})
            rehearsed(portal, "PATCH", f"/crm/objects/2026-09/deals/{DEAL}", {"properties": {prop["name"]: text}})
            for operator in ("EQ", "BETWEEN", "IN", "CONTAINS_TOKEN"):
                item = {"propertyName": prop["name"], "operator": operator, "value": text, "highValue": text}
                body = {"filterGroups": [{"filters": [{**item, "values": [text]}]}], "sorts": [prop["name"]]}
                rehearsed(portal, "POST", "/crm/v3/objects/deals/search", body)
    portal._state.store.close()


def test_the_fuzz_reaches_beyond_refusals():
    """Right bodies succeed where they belong: the fuzz does not test the front door alone."""
    refused = {key for key, bodies in fitting().items() if not bodies}

    # A token's name is known to who made it alone.
    assert refused == {
        ("POST", "/oauth/v2/private-apps/get/access-token-info"),
        ("GET", "/oauth/v1/access-tokens/{token}"),
    }
