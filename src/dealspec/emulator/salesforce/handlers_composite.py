"""Many records in one call: sObject Collections (200) and Composite (25 subrequests).

Limits: REST API guide, "Composite Resources"; shapes as public clients read them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from dealspec.emulator.salesforce import errors, strikes
from dealspec.emulator.salesforce.call import Call
from dealspec.emulator.salesforce.catalog import ObjectType
from dealspec.emulator.salesforce.errors import ApiError, Fault, SaveError
from dealspec.emulator.salesforce.handlers_records import object_of, shaped
from dealspec.emulator.web import Request, Response

MAX_RECORDS = 200
MAX_SUBREQUESTS = 25
_ROLLED_BACK = Fault("ALL_OR_NONE_OPERATION_ROLLED_BACK", "Record rolled back because not all records were valid.")
_HALTED = [
    {
        "errorCode": "PROCESSING_HALTED",
        "message": "The transaction was rolled back since another operation in the same transaction failed.",
    }
]
Result = dict[str, Any]


class _RollBack(Exception):
    """Ends a transaction whose result is still the answer."""


def create_many(call: Call) -> Response:
    """``POST .../composite/sobjects``."""

    def save(record: dict[str, Any]) -> str:
        item, payload = typed(call, record)
        return call.org.records.create(call.session, item, payload)

    all_or_none, records = wanted_collection(call)
    return Response.json(200, each(call, records, all_or_none, save))


def update_many(call: Call) -> Response:
    """``PATCH .../composite/sobjects``."""

    def save(record: dict[str, Any]) -> str:
        item, payload = typed(call, record)
        key = next((name for name in payload if name.lower() == "id"), None)
        if key is None:
            raise SaveError(Fault("MISSING_ARGUMENT", "Id not specified in an update call"))
        record_id = call.record_id(str(payload.pop(key)))
        call.org.records.update(call.session, item, record_id, payload)
        return record_id

    all_or_none, records = wanted_collection(call)
    return Response.json(200, each(call, records, all_or_none, save))


def delete_many(call: Call) -> Response:
    """``DELETE .../composite/sobjects?ids=a,b``."""

    def save(record_id: str) -> str:
        item = call.org.catalog.by_prefix(record_id[:3])
        if item is None:
            raise SaveError(Fault("MALFORMED_ID", f"malformed id {record_id}"))
        with call.org.transaction():
            call.org.records.delete(item, call.record_id(record_id))
        return record_id

    wanted = [part.strip() for part in (call.request.arg("ids") or "").split(",") if part.strip()]
    _count(wanted)
    return Response.json(200, each(call, wanted, call.request.arg("allOrNone") == "true", save))


def get_many(call: Call, name: str) -> Response:
    """``GET .../composite/sobjects/{T}?ids=a,b&fields=x,y``: null for an id that is not there."""
    return _read(call, name, (call.request.arg("ids") or "").split(","), (call.request.arg("fields") or "").split(","))


def get_many_by_body(call: Call, name: str) -> Response:
    """The same with ids and fields in a body."""
    body = call.json()
    if not isinstance(body, dict) or not all(isinstance(body.get(key), list) for key in ("ids", "fields")):
        raise errors.bad_json("The request body must be an object with arrays named ids and fields")
    return _read(call, name, [str(item) for item in body["ids"]], [str(item) for item in body["fields"]])


def composite(call: Call) -> Response:
    """``POST .../composite``."""
    body = call.json()
    requests = body.get("compositeRequest") if isinstance(body, dict) else None
    if not isinstance(requests, list) or not all(_is_request(item) for item in requests):
        raise errors.bad_json("compositeRequest must be an array of objects with method, url and referenceId")
    if len(requests) > MAX_SUBREQUESTS:
        words = f"Limit of {MAX_SUBREQUESTS} subrequests exceeded"
        raise ApiError(400, "INVALID_INPUT", words)
    all_or_none = bool(body.get("allOrNone"))
    answers: list[Result] = []
    try:
        with call.org.transaction():
            for item in requests:
                answers.append(_subrequest(call, item, answers))
                if all_or_none and answers[-1]["httpStatusCode"] >= 400:
                    raise _RollBack
    except _RollBack:
        failed = answers[-1]
        answers = [
            failed if item["referenceId"] == failed["referenceId"] else _sub_answer(item, 400, _HALTED)
            for item in requests
        ]
    return Response.json(200, {"compositeResponse": answers})


def _is_request(item: object) -> bool:
    return isinstance(item, dict) and all(isinstance(item.get(key), str) for key in ("method", "url", "referenceId"))


def _subrequest(call: Call, item: dict[str, Any], before: list[Result]) -> Result:
    try:
        text = _resolve(json.dumps(item), before)
        filled = json.loads(text)
        body = json.dumps(filled["body"]).encode() if "body" in filled else b""
        request = Request.of(filled["method"], filled["url"], {}, body, call.request.origin)
        with call.org.transaction():
            response = call.within(request)
    except ApiError as error:
        return _sub_answer(item, error.status, [{"errorCode": error.code, "message": error.message}])
    except SaveError as error:
        return _sub_answer(item, error.status, [fault.rest() for fault in error.faults])
    return _sub_answer(item, response.status, json.loads(response.body) if response.body else None)


def _resolve(text: str, before: list[Result]) -> str:
    answers = {answer["referenceId"]: answer["body"] for answer in before}

    def fill(match: re.Match[str]) -> str:
        value = answers.get(match.group(1))
        for step in re.findall(r"\w+", match.group(2)):
            value = value[int(step)] if isinstance(value, list) else (value or {}).get(step)
        if value is None:
            raise ApiError(400, "PROCESSING_HALTED", f"Invalid reference specified: {match.group(0)}")
        return str(value)

    return re.sub(r"@\{(\w+)((?:\.\w+|\[\d+\])*)\}", fill, text)


def _sub_answer(item: dict[str, Any], status: int, body: Any) -> Result:
    return {"body": body, "httpHeaders": {}, "httpStatusCode": status, "referenceId": item.get("referenceId")}


def wanted_collection(call: Call) -> tuple[bool, list[dict[str, Any]]]:
    """A collection's ``allOrNone`` and records; raises ``ApiError``."""
    body = call.json()
    if not isinstance(body, dict) or not isinstance(body.get("records"), list):
        raise errors.bad_json("The request body must be an object with an array named records")
    _count(body["records"])
    return bool(body.get("allOrNone")), body["records"]


def _count(items: list[Any]) -> None:
    if not 1 <= len(items) <= MAX_RECORDS:
        words = f"Number of records must be between 1 and {MAX_RECORDS}"
        raise ApiError(400, "EXCEEDED_ID_LIMIT" if items else "REQUIRED_FIELD_MISSING", words)


def typed(call: Call, record: object) -> tuple[ObjectType, dict[str, Any]]:
    """A record's object, by its attributes, and its values; raises ``SaveError``."""
    if not isinstance(record, dict):
        raise SaveError(Fault("JSON_PARSER_ERROR", "A record must be an object"))
    attributes = record.get("attributes")
    name = attributes.get("type") if isinstance(attributes, dict) else None
    item = call.org.catalog.object(str(name))
    if item is None:
        raise SaveError(Fault("INVALID_TYPE", errors.no_type(str(name))))
    return item, {key: value for key, value in record.items() if key != "attributes"}


def each(call: Call, items: list[Any], all_or_none: bool, save: Callable[[Any], str]) -> list[Result]:
    """Saves each item on its own; with ``all_or_none`` one failure undoes all."""
    results: list[Result] = []
    try:
        with call.org.transaction():
            for place, item in enumerate(items):
                refused = strikes.unlucky(call.org, place, len(items))
                results.append({"success": False, "errors": [refused.collection()]} if refused else _one(item, save))
            if all_or_none and not all(result["success"] for result in results):
                raise _RollBack
    except _RollBack:
        results = [
            {"success": False, "errors": [_ROLLED_BACK.collection()]} if result["success"] else result
            for result in results
        ]
    return results


def _one(item: Any, save: Callable[[Any], str]) -> Result:
    try:
        return {"id": save(item), "success": True, "errors": []}
    except SaveError as error:
        return {"success": False, "errors": [fault.collection() for fault in error.faults]}
    except ApiError as error:
        return {"success": False, "errors": [Fault(error.code, error.message).collection()]}


def _read(call: Call, name: str, record_ids: list[str], fields: list[str]) -> Response:
    item = object_of(call, name)
    found = [call.org.records.load(item.name, call.record_id(record_id.strip())) for record_id in record_ids]
    return Response.json(200, [body and shaped(call, item, body, [part for part in fields if part]) for body in found])
