"""Several requests or upserts in one call: ``composite/batch``, and collections by external id.

Limits and shapes: REST API guide, "Composite Resources"; each subrequest of a batch counts as a call of its own.
"""

from __future__ import annotations

import json
from typing import Any

from dealspec.emulator.salesforce import errors
from dealspec.emulator.salesforce.call import Call
from dealspec.emulator.salesforce.errors import ApiError, Fault, SaveError
from dealspec.emulator.salesforce.handlers_composite import MAX_SUBREQUESTS, each, typed, wanted_collection
from dealspec.emulator.salesforce.handlers_records import by_key, object_of
from dealspec.emulator.web import Request, Response

_HALTED = [{"errorCode": "BATCH_PROCESSING_HALTED", "message": "Batch processing halted per request"}]
"""Observed."""


def batch(call: Call) -> Response:
    """``POST .../composite/batch``: each request stands and falls alone, unless ``haltOnError``."""
    body = call.json()
    requests = body.get("batchRequests") if isinstance(body, dict) else None
    if not isinstance(requests, list) or not all(_is_request(item) for item in requests):
        raise errors.bad_json("batchRequests must be an array of objects with method and url")
    if len(requests) > MAX_SUBREQUESTS:
        raise ApiError(400, "LIMIT_EXCEEDED", f"Limit of {MAX_SUBREQUESTS} subrequests exceeded")  # assumed words
    results: list[dict[str, Any]] = []
    halted = False
    for item in requests:
        results.append({"statusCode": 412, "result": _HALTED} if halted else _one(call, item))
        halted = halted or (bool(body.get("haltOnError")) and results[-1]["statusCode"] >= 400)
    return Response.json(200, {"hasErrors": any(item["statusCode"] >= 400 for item in results), "results": results})


def upsert_many(call: Call, name: str, key: str) -> Response:
    """``PATCH .../composite/sobjects/{T}/{external id field}``: each result says whether it created."""
    item = object_of(call, name)
    created: set[str] = set()

    def save(record: dict[str, Any]) -> str:
        kind, payload = typed(call, record)
        if kind.name != item.name:
            raise SaveError(Fault("INVALID_TYPE", f"Record is of type {kind.name}, not {item.name}"))  # assumed words
        column = next((column for column in payload if column.lower() == key.lower()), None)
        if column is None or payload[column] is None:
            raise SaveError(Fault("MISSING_ARGUMENT", f"{key} not specified"))  # observed
        value = str(payload.pop(column))
        found = by_key(call, item, key, value)
        if len(found) > 1:
            words = f"{key}: more than one record found for external id field"
            raise SaveError(Fault("DUPLICATE_EXTERNAL_ID", words))
        if found:
            call.org.records.update(call.session, item, found[0]["Id"], payload)
            return str(found[0]["Id"])
        record_id = call.org.records.create(call.session, item, {**payload, key: value})
        created.add(record_id)
        return record_id

    all_or_none, records = wanted_collection(call)
    results = each(call, records, all_or_none, save)
    shown = [{**result, "created": result["id"] in created} if result["success"] else result for result in results]
    return Response.json(200, shown)


def _is_request(item: object) -> bool:
    return isinstance(item, dict) and all(isinstance(item.get(key), str) for key in ("method", "url"))


def _one(call: Call, item: dict[str, Any]) -> dict[str, Any]:
    url = item["url"] if item["url"].startswith("/") else f"/services/data/{item['url']}"
    body = json.dumps(item["richInput"]).encode() if "richInput" in item else b""
    call.org.limit_info()
    try:
        with call.org.transaction():
            response = call.within(Request.of(item["method"], url, {}, body, call.request.origin))
    except ApiError as error:
        return {"statusCode": error.status, "result": [{"errorCode": error.code, "message": error.message}]}
    except SaveError as error:
        return {"statusCode": error.status, "result": [fault.rest() for fault in error.faults]}
    return {"statusCode": response.status, "result": json.loads(response.body) if response.body else None}
