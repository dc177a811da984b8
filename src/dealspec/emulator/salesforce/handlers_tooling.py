"""The Tooling API over REST: queries, and definitions of fields and validation rules one by one."""

from __future__ import annotations

from typing import Any

from dealspec.emulator.salesforce import describe as describes
from dealspec.emulator.salesforce import errors, ids, metadata, strikes, tooling_query
from dealspec.emulator.salesforce.call import Call
from dealspec.emulator.salesforce.definitions import Component
from dealspec.emulator.salesforce.errors import ApiError, MetadataError, SaveError
from dealspec.emulator.salesforce.handlers_query import page
from dealspec.emulator.salesforce.query import Result
from dealspec.emulator.salesforce.tooling_objects import VIRTUAL, ToolingObjects
from dealspec.emulator.salesforce.tooling_rows import ToolingRows
from dealspec.emulator.salesforce.wire import TYPES, Body
from dealspec.emulator.web import Response

_WRITEABLE = ("CustomField", "ValidationRule")


def query(call: Call) -> Response:
    """``GET .../tooling/query?q=``."""
    text = call.request.arg("q")
    if not text:
        raise ApiError(400, "MALFORMED_QUERY", "SOQL query parameter q is required")
    found = tooling_query.run(call, text, columns=call.request.arg("columns") == "true")
    if not isinstance(found, Result):
        return Response.json(200, found)
    head = {"size": min(len(found.rows), 2000), "queryLocator": None}
    if not found.rows:
        return Response.json(200, {**head, "totalSize": found.total, "done": True, "records": []})
    entity = found.rows[0]["attributes"]["type"]
    cursor = ids.record_id("01g", call.org.store.next("id.01g"))
    body = page(call, found.rows, cursor, 0, found.total, "tooling/query")
    return Response.json(200, {**head, **body, "entityTypeName": entity})


def more(call: Call, locator: str) -> Response:
    """``GET .../tooling/query/{locator}``."""
    cursor, _, start = locator.rpartition("-")
    rows = call.org.cursors.get(cursor)
    if rows is None or not start.isdigit():
        raise ApiError(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
    return Response.json(200, page(call, rows, cursor, int(start), len(rows), "tooling/query"))


def describe_global(call: Call) -> Response:
    """``GET .../tooling/sobjects``."""
    objects = ToolingObjects()
    listed = [
        describes.global_item(item, f"{call.base}/tooling")
        for name in objects.names()
        if (item := objects.object(name))
    ]
    return Response.json(200, {"encoding": "UTF-8", "maxBatchSize": 200, "sobjects": listed})


def describe(call: Call, name: str) -> Response:
    """``GET .../tooling/sobjects/{T}/describe``; 404 for SourceMember, as in every org without source tracking."""
    item = ToolingObjects().object(name)
    if item is None:
        raise errors.not_found()
    org, access = call.org, call.org.access.of(call.session.user_id)
    return Response.json(200, describes.describe(org.catalog, org.records, access, item, f"{call.base}/tooling"))


def create(call: Call, name: str) -> Response:
    """``POST .../tooling/sobjects/{T}`` with ``{"FullName", "Metadata"}``."""
    type_name = _writeable(call, name)
    given = _given(call)
    body = {**_body(type_name, given["Metadata"]), "fullName": str(given.get("FullName") or "")}
    saved = _save(call, type_name, body, "create")
    answer: dict[str, Any] = {"id": saved.id, "success": True, "errors": [], "warnings": [], "infos": []}
    return Response.json(201, answer)


def get(call: Call, name: str, record_id: str) -> Response:
    """``GET .../tooling/sobjects/{T}/{id}``: every column."""
    item = ToolingObjects().object(name)
    rows = ToolingRows(call.org)
    row = rows.load(item.name, record_id if item.name in VIRTUAL else call.record_id(record_id)) if item else None
    if item is None or row is None:
        raise errors.not_found()
    attributes = {"type": item.name, "url": f"{call.base}/tooling/sobjects/{item.name}/{row['Id']}"}
    columns = {field.name: rows.output(item, field, row) for field in item.fields.values()}
    return Response.json(200, {"attributes": attributes, **columns})


def update(call: Call, name: str, record_id: str) -> Response:
    """``PATCH .../tooling/sobjects/{T}/{id}``: Metadata is the whole definition, what it leaves out goes
    (gh:simstudioai/sim#5209). Another FullName would rename, which this org does not do.
    """
    type_name = _writeable(call, name)
    component = _component(call, type_name, record_id)
    given = _given(call)
    full_name = str(given.get("FullName") or component.full_name)
    if full_name.lower() != component.full_name.lower():
        raise ApiError(501, "NOT_SERVED", "The embedded org does not rename definitions")
    _save(call, type_name, {**_body(type_name, given["Metadata"]), "fullName": component.full_name}, "update")
    return Response.empty()


def delete(call: Call, name: str, record_id: str) -> Response:
    """``DELETE .../tooling/sobjects/{T}/{id}``."""
    component = _component(call, _writeable(call, name), record_id)
    try:
        strikes.check_picklist_job(call.org, component.type, component.body)
        with call.org.transaction():
            metadata.delete(call.org, component.type, component.full_name)
    except MetadataError as error:
        raise SaveError(error.fault) from error
    return Response.empty()


def _save(call: Call, type_name: str, body: Body, mode: str) -> metadata.Saved:
    try:
        refused = strikes.unlucky(call.org, 0, 1)
        if refused:
            raise SaveError(refused)
        strikes.check_picklist_job(call.org, type_name, body)
        with call.org.transaction():
            return metadata.save(call.org, type_name, body, mode)
    except MetadataError as error:
        raise SaveError(error.fault) from error


def _writeable(call: Call, name: str) -> str:
    item = ToolingObjects().object(name)
    if item is None:
        raise errors.not_found()
    if item.name not in _WRITEABLE:
        raise errors.wrong_method(call.request.method, ["GET", "HEAD"])
    if not call.session.may_use_metadata:
        raise errors.no_right()
    return item.name


def _component(call: Call, type_name: str, record_id: str) -> Component:
    wanted = call.record_id(record_id)
    found = next((item for item in call.org.definitions.all(type_name) if item.id == wanted), None)
    if found is None:
        raise errors.not_found()
    return found


def _given(call: Call) -> dict[str, Any]:
    given = call.json()
    if not isinstance(given, dict) or not isinstance(given.get("Metadata"), dict):
        raise ApiError(400, "REQUIRED_FIELD_MISSING", "Required fields are missing: [Metadata]")  # assumed words
    unknown = next((name for name in given if name not in ("FullName", "Metadata", "Id", "attributes")), None)
    if unknown is not None:
        words = f"Unable to create/update fields: {unknown}. Please check the security settings of this field"
        raise ApiError(400, "INVALID_FIELD_FOR_INSERT_UPDATE", words)
    return given


def _body(type_name: str, given: dict[str, Any]) -> Body:
    """A definition from JSON: the Metadata API's names, null for nothing; raises ``ApiError``."""
    body: Body = {}
    for name, value in given.items():
        element = TYPES[type_name].get(name)
        if element is None and name != "urls":
            words = f"No such column '{name}' on sobject of type {type_name}"  # assumed words
            raise ApiError(400, "INVALID_FIELD", words)
        if element is None or value is None or value == []:
            continue
        if element.many != isinstance(value, list):
            raise errors.bad_json(f"Cannot deserialize {name}: {'an array' if element.many else 'one value'} expected")
        body[name] = [_value(element.kind, name, part) for part in value] if element.many else _value(
            element.kind, name, value
        )  # fmt: skip
    return {name: value for name, value in body.items() if value is not None}


def _value(kind: str, name: str, value: Any) -> Any:
    expected: dict[str, tuple[type, ...]] = {"s": (str, int, float), "b": (bool,), "i": (int,)}
    if kind in expected:
        if not isinstance(value, expected[kind]) or (isinstance(value, bool) and kind != "b"):
            raise errors.bad_json(f"Cannot deserialize {name} from {value!r}")
        return (str(value).strip() or None) if kind == "s" else value
    if kind not in TYPES:
        return value
    if not isinstance(value, dict):
        raise errors.bad_json(f"Cannot deserialize {name}: an object expected")
    return _body(kind, value)
