"""Single records and describes over REST: unpack, one rule, pack."""

from __future__ import annotations

from typing import Any

from dealspec.emulator.salesforce import describe as describes
from dealspec.emulator.salesforce import errors, strikes
from dealspec.emulator.salesforce.call import Call
from dealspec.emulator.salesforce.catalog import ObjectType
from dealspec.emulator.salesforce.errors import Fault, SaveError
from dealspec.emulator.salesforce.records import Record
from dealspec.emulator.web import Response


def describe_global(call: Call) -> Response:
    """``GET .../sobjects``."""
    catalog = call.org.catalog
    items = [item for name in sorted(catalog.names()) if (item := catalog.object(name))]
    listed = [describes.global_item(item, call.base) for item in items]
    return Response.json(200, {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": listed})


def basic(call: Call, name: str) -> Response:
    """``GET .../sobjects/{T}``."""
    item = object_of(call, name)
    return Response.json(200, {"objectDescribe": describes.global_item(item, call.base), "recentItems": []})


def describe(call: Call, name: str) -> Response:
    """``GET .../sobjects/{T}/describe``."""
    org, item = call.org, object_of(call, name)
    access = org.access.of(call.session.user_id)
    return Response.json(200, describes.describe(org.catalog, org.records, access, item, call.base))


def create(call: Call, name: str) -> Response:
    """``POST .../sobjects/{T}``."""
    item, payload = object_of(call, name), _payload(call)
    _check_lock(call)
    with call.org.transaction():
        record_id = call.org.records.create(call.session, item, payload)
    return Response.json(201, {"id": record_id, "success": True, "errors": []})


def get(call: Call, name: str, record_id: str) -> Response:
    """``GET .../sobjects/{T}/{id}``, all visible fields or those of ``?fields=``."""
    item = object_of(call, name)
    body = call.org.records.get(item, call.record_id(record_id))
    wanted = call.request.arg("fields")
    return Response.json(200, shaped(call, item, body, wanted.split(",") if wanted else None))


def update(call: Call, name: str, record_id: str) -> Response:
    """``PATCH .../sobjects/{T}/{id}``."""
    item, payload = object_of(call, name), _payload(call)
    _check_lock(call)
    with call.org.transaction():
        call.org.records.update(call.session, item, call.record_id(record_id), payload)
    return Response.empty()


def delete(call: Call, name: str, record_id: str) -> Response:
    """``DELETE .../sobjects/{T}/{id}``."""
    _check_lock(call)
    with call.org.transaction():
        call.org.records.delete(object_of(call, name), call.record_id(record_id))
    return Response.empty()


def get_by_key(call: Call, name: str, key: str, value: str) -> Response:
    """``GET .../sobjects/{T}/{external id field}/{value}``; several matches answer 300 with their URLs."""
    item = object_of(call, name)
    found = by_key(call, item, key, value)
    if not found:
        raise errors.not_found()
    if len(found) > 1:
        return Response.json(300, [f"{call.base}/sobjects/{item.name}/{body['Id']}" for body in found])
    return Response.json(200, shaped(call, item, found[0]))


def upsert(call: Call, name: str, key: str, value: str) -> Response:
    """``PATCH .../sobjects/{T}/{external id field}/{value}``."""
    item, payload = object_of(call, name), _payload(call)
    found = by_key(call, item, key, value)
    if len(found) > 1:
        return Response.json(300, [f"{call.base}/sobjects/{item.name}/{body['Id']}" for body in found])
    _check_lock(call)
    with call.org.transaction():
        if found:
            call.org.records.update(call.session, item, found[0]["Id"], payload)
            record_id = found[0]["Id"]
        else:
            record_id = call.org.records.create(call.session, item, {**payload, key: value})
    answer = {"id": record_id, "success": True, "errors": [], "created": not found}
    return Response.json(200 if found else 201, answer)


def object_of(call: Call, name: str) -> ObjectType:
    """The object of a URL; raises ``ApiError`` 404."""
    item = call.org.catalog.object(name)
    if item is None:
        raise errors.not_found()
    return item


def shaped(call: Call, item: ObjectType, body: Record, names: list[str] | None = None) -> dict[str, Any]:
    """A record as the REST API gives it; raises ``ApiError`` for an unknown name."""
    access = call.org.access.of(call.session.user_id)
    fields = []
    for name in names or [field.name for field in item.fields.values() if access.sees(field)]:
        field = item.field(name.strip())
        if field is None or not access.sees(field):
            raise errors.ApiError(400, "INVALID_FIELD", errors.no_column(name, item.name))
        fields.append(field)
    attributes = {"type": item.name, "url": f"{call.base}/sobjects/{item.name}/{body['Id']}"}
    values = {field.name: call.org.records.output(item, field, body) for field in fields}
    return {"attributes": attributes, **values}


def _check_lock(call: Call) -> None:
    refused = strikes.unlucky(call.org, 0, 1)
    if refused:
        raise SaveError(refused)


def by_key(call: Call, item: ObjectType, key: str, value: str) -> list[Record]:
    """The records with a value of an external id field; raises ``ApiError``."""
    field = item.field(key)
    if field is not None and field.type == "Id":
        return [call.org.records.get(item, call.record_id(value))]
    if field is None or not field.external_id or not call.org.access.of(call.session.user_id).sees(field):
        raise errors.not_found(f"Provided external ID field does not exist or is not accessible: {key}")
    return call.org.records.find_unique(field, item, value)


def _payload(call: Call) -> dict[str, Any]:
    payload = call.json()
    if not isinstance(payload, dict):
        raise errors.bad_json("Cannot deserialize instance of SObject from VALUE or START_ARRAY")
    if any(name.lower() == "id" for name in payload):
        words = "The Id field should not be specified in the sobject data."
        raise SaveError(Fault("INVALID_FIELD", words))
    return payload
