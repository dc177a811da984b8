"""The questions that HubSpot is asked. What they expect is what the embedded portal answers."""

from __future__ import annotations

import json
from typing import Any

from dealspec.commands.conformance.hubspot_lab import (
    DEALS,
    LATEST,
    PIPELINE,
    PIPELINES,
    PROPERTIES,
    HubSpotLab,
    made,
    said,
    stage,
)
from dealspec.commands.conformance.probe import PREFIX, Probe
from dealspec.commands.conformance.wire import Reply

_OURS = {"filters": [{"propertyName": "dealname", "operator": "EQ", "value": f"{PREFIX}deal"}]}
"""Finds nobody's deals but the probes': what they ask never brings the account's own records here."""


def _unknown_object(lab: HubSpotLab) -> str:
    return said(lab.get(f"/crm/v3/properties/{PREFIX}nothing"))


def _wrong_key(lab: HubSpotLab) -> str:
    return str(lab.get(PROPERTIES, Authorization="Bearer pat-na1-00000000-0000-0000-0000-000000000000").status)


def _rate_headers(lab: HubSpotLab) -> str:
    plain = "x-hubspot-ratelimit-max" in lab.get(PROPERTIES).headers
    search = "x-hubspot-ratelimit-max" in _search(lab, 1).headers
    return f"properties {'with' if plain else 'without'}, search {'with' if search else 'without'}"


def _spellings(lab: HubSpotLab) -> str:
    paths = (PROPERTIES, "/crm/properties/2026-09/deals", "/crm/v3/properties/0-3")
    listed = [sorted(item["name"] for item in made(lab.get(path))["results"]) for path in paths]
    return "the same names" if listed[0] == listed[1] == listed[2] else "other names"


def _external_options(lab: HubSpotLab) -> str:
    found = made(lab.get(f"{PROPERTIES}/hubspot_owner_id"))
    return f"{len(found['options'])} options, external {str(found.get('externalOptions')).lower()}"


def _search_limits(lab: HubSpotLab) -> str:
    groups = lab.wire.read("POST", f"{DEALS}/search", {"filterGroups": [_OURS] * 7}).status
    return f"seven groups {groups}, a page of 201 {_search(lab, 201).status}, of 200 {_search(lab, 200).status}"


def _page_limits(lab: HubSpotLab) -> str:
    paths = (f"{DEALS}?limit=101", f"{DEALS}?limit=51&propertiesWithHistory=dealname")
    return ", ".join(str(lab.get(path).status) for path in paths)


def _long_query(lab: HubSpotLab) -> str:
    return str(lab.get(f"{DEALS}?limit=1&properties={','.join(f'p{number:05}' for number in range(3000))}").status)


def _taken_name(lab: HubSpotLab) -> str:
    name = lab.property("taken")
    return said(lab.wire.write("POST", PROPERTIES, lab.body(name)))


def _archived_name(lab: HubSpotLab) -> str:
    name = lab.property("archived")
    deal = made(lab.deal({name: "kept"}))["id"]
    lab.wire.write("DELETE", f"{PROPERTIES}/{name}")
    created = lab.wire.write("POST", PROPERTIES, lab.body(name)).status
    value = made(lab.get(f"{DEALS}/{deal}?properties={name}"))["properties"].get(name)
    return f"{created}, its value {'is back' if value == 'kept' else 'is gone'}"


def _options_replaced(lab: HubSpotLab) -> str:
    options = [{"label": value, "value": value, "displayOrder": order} for order, value in enumerate(("a", "b"))]
    path = f"{PROPERTIES}/{lab.property('options', 'enumeration', 'select', options=options)}"
    made(lab.wire.write("PATCH", path, {"label": f"{PREFIX}other"}))
    untouched = _values(lab, path)
    made(lab.wire.write("PATCH", path, {"options": options[1:], "label": f"{PREFIX}other"}))
    return f"without the key {untouched}, with it {_values(lab, path)}"


def _patch_ignores(lab: HubSpotLab) -> str:
    path = f"{PROPERTIES}/{lab.property('create_only')}"
    status = lab.wire.write("PATCH", path, {"hasUniqueValue": True}).status
    return f"{status}, unique {str(made(lab.get(path)).get('hasUniqueValue')).lower()}"


def _body_as_read(lab: HubSpotLab) -> str:
    read = made(lab.get(f"{PROPERTIES}/{lab.property('read')}"))
    name = f"{PREFIX}as_read"
    lab.manifest.add("property", name)
    return str(lab.wire.write("POST", PROPERTIES, {**read, "name": name}).status)


def _group_in_use(lab: HubSpotLab) -> str:
    lab.property("grouped")
    reply = lab.wire.write("DELETE", f"{PROPERTIES}/groups/{lab.group()}")
    message = (reply.json() or {}).get("message", "")
    try:
        nested = json.loads(message)
    except ValueError:
        nested = None
    return f"{reply.status}, the message is {'JSON' if isinstance(nested, dict) else 'words'}"


def _probability(lab: HubSpotLab) -> str:
    made(lab.pipeline(stage("Half", "0.50", 0), stage("Won", "1", 1), stage("Lost", "0", 2)))
    stages = made(lab.get(f"{PIPELINES}/{PIPELINE}"))["stages"]
    told = {item["label"]: item["metadata"] for item in stages}
    spelled = ", ".join(str(told[label]["probability"]) for label in ("Half", "Won", "Lost"))
    return f"{spelled}; closed {', '.join(str(told[label].get('isClosed')) for label in ('Half', 'Won', 'Lost'))}"


def _stage_ids(lab: HubSpotLab) -> str:
    wanted = f"{PREFIX}Mixed.Case"
    made(lab.pipeline(stage("One", "0.5", 0, wanted), stage("Two", "0.6", 1)))
    stages = {item["label"]: item["id"] for item in made(lab.get(f"{PIPELINES}/{PIPELINE}"))["stages"]}
    kept = "as sent" if stages["One"] == wanted else "otherwise"
    return f"{kept}; a missing one is {'a number' if stages['Two'].isdigit() else 'no number'}"


def _stage_labels(lab: HubSpotLab) -> str:
    made(lab.pipeline(stage("One", "0.5", 0)))
    body = {**stage(" oNE ", "0.6", 1), "stageId": f"{PREFIX}twin"}
    return said(lab.wire.write("POST", f"{PIPELINES}/{PIPELINE}/stages", body))


def _unknown_stage(lab: HubSpotLab) -> str:
    made(lab.pipeline(stage("One", "0.5", 0)))
    return str(lab.wire.write("DELETE", f"{PIPELINES}/{PIPELINE}/stages/nowhere").status)


def _needs_probability(lab: HubSpotLab) -> str:
    return str(lab.pipeline({"label": "One", "displayOrder": 0, "metadata": {}}).status)


def _empty_text(lab: HubSpotLab) -> str:
    name = lab.property("cleared")
    deal = made(lab.deal({name: "text"}))["id"]
    made(lab.wire.write("PATCH", f"{DEALS}/{deal}", {"properties": {name: ""}}))
    value = made(lab.get(f"{DEALS}/{deal}?properties={name}"))["properties"].get(name)
    return "null" if value is None else "not null"


def _text_or_null(lab: HubSpotLab) -> str:
    name = lab.property("number", "number", "number")
    deal = made(lab.deal({name: 12.5}))["id"]
    values = made(lab.get(f"{DEALS}/{deal}?properties={name},closedate"))["properties"]
    return f"{values.get(name)!r}, {values.get('closedate')!r}"


def _choices(lab: HubSpotLab) -> str:
    options = [{"label": "Gold", "value": "gold", "displayOrder": 0}]
    name = lab.property("choice", "enumeration", "select", options=options)
    return f"the value {lab.deal({name: 'gold'}).status}, the label {_bad_value(lab.deal({name: 'Gold'}))}"


def _midnight(lab: HubSpotLab) -> str:
    name = lab.property("day", "date", "date")
    late = {name: "2026-03-01T15:30:00Z"}
    refused, taken = lab.deal(late), lab.deal(late, LATEST)
    value = (taken.json() or {}).get("properties", {}).get(name)
    return f"v3 {_bad_value(refused)}; 2026-09 {taken.status} {value}"


def _bad_values(lab: HubSpotLab) -> str:
    return f"{_bad_value(lab.deal({'amount': '1,000 or so'}))}; {_bad_value(lab.deal({f'{PREFIX}nowhere': 'x'}))}"


def _search(lab: HubSpotLab, limit: int) -> Reply:
    return lab.wire.read("POST", f"{DEALS}/search", {"filterGroups": [_OURS], "limit": limit})


def _values(lab: HubSpotLab, path: str) -> str:
    return "+".join(option["value"] for option in made(lab.get(path))["options"])


def _bad_value(reply: Reply) -> str:
    """``400 INVALID_OPTION``: the first refused value's code, which stands as text inside the message."""
    body: Any = reply.json()
    message = str(body.get("message", "")) if isinstance(body, dict) else ""
    start = message.find("[")
    try:
        code = str(json.JSONDecoder().raw_decode(message[start:])[0][0]["error"]) if start >= 0 else ""
    except (ValueError, KeyError, IndexError, TypeError):
        code = ""
    return f"{reply.status} {code}".strip()


PROBES: tuple[Probe[HubSpotLab], ...] = (
    Probe("unknown-object", "400 VALIDATION_ERROR", _unknown_object),
    Probe("wrong-key", "401", _wrong_key),
    Probe("rate-headers", "properties with, search without", _rate_headers),
    Probe("every-spelling", "the same names", _spellings),
    Probe("external-options", "0 options, external true", _external_options),
    Probe("search-limits", "seven groups 400, a page of 201 400, of 200 200", _search_limits),
    Probe("page-limits", "400, 400", _page_limits),
    Probe("long-query", "414", _long_query),
    Probe("taken-name", "409 OBJECT_ALREADY_EXISTS Properties.PROPERTY_WITH_NAME_EXISTS", _taken_name, writes=True),
    Probe("archived-name-restored", "201, its value is back", _archived_name, writes=True),
    Probe("options-replaced", "without the key a+b, with it b", _options_replaced, writes=True),
    Probe("patch-ignores", "200, unique false", _patch_ignores, writes=True),
    Probe("body-as-read", "400", _body_as_read, writes=True),
    Probe("group-in-use", "400, the message is JSON", _group_in_use, writes=True),
    Probe("probability-respelled", "0.5, 1.0, 0.0; closed false, true, true", _probability, writes=True),
    Probe("stage-ids-verbatim", "as sent; a missing one is a number", _stage_ids, writes=True),
    Probe("stage-label-exists", "400 VALIDATION_ERROR PipelineError.STAGE_LABEL_EXISTS", _stage_labels, writes=True),
    Probe("unknown-stage-204", "204", _unknown_stage, writes=True),
    Probe("stage-needs-probability", "400", _needs_probability, writes=True),
    Probe("empty-text-clears", "null", _empty_text, writes=True),
    Probe("text-or-null", "'12.5', None", _text_or_null, writes=True),
    Probe("choices", "the value 201, the label 400 INVALID_OPTION", _choices, writes=True),
    Probe("date-midnight", "v3 400 INVALID_DATE; 2026-09 201 2026-03-01", _midnight, writes=True),
    Probe("bad-values", "400 INVALID_INTEGER; 400 PROPERTY_DOESNT_EXIST", _bad_values, writes=True),
)
