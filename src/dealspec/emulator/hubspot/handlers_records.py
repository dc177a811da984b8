"""Records and search over HTTP: unpack, call one rule, pack."""

from __future__ import annotations

from typing import Any

from dealspec.emulator.hubspot import batches, limits, merges, record_batches, records, recycle, search
from dealspec.emulator.hubspot.call import Call, done, ok
from dealspec.emulator.hubspot.errors import record_not_found
from dealspec.emulator.hubspot.numbers_on_wire import is_digits
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.records import Written
from dealspec.emulator.hubspot.views import View
from dealspec.emulator.web import Response

PAGE, MAX_PAGE, MAX_PAGE_WITH_HISTORY = 10, 100, 50
"""Rows unasked and at most (hubspot-api-python issue 143 for the second maximum)."""


def list_records(call: Call, object_name: str) -> Response:
    """GET records, in id order."""
    obj = call.object(object_name)
    history = call.names("propertiesWithHistory")
    limit = call.limit(PAGE, MAX_PAGE_WITH_HISTORY if history else MAX_PAGE)
    after = call.request.arg("after") or "0"
    view = _view(call, obj)
    archived = call.flag("archived")
    rows = call.state.records(obj.type_id).after(int(after) if is_digits(after) else 0)
    page: list[dict[str, Any]] = []
    for record_id, body in rows:
        if body["archived"] != archived or recycle.is_gone(call.state, body):
            continue
        if len(page) == limit:
            return ok({"results": page, "paging": call.next_page(page[-1]["id"])})
        page.append(view.show(record_id, body))
    return ok({"results": page})


def read_record(call: Call, object_name: str, record_id: str) -> Response:
    """GET one record."""
    obj = call.object(object_name)
    found = records.resolve(call.state, obj, record_id, call.request.arg("idProperty"))
    found = merges.followed(call.state, obj, found) if found else None
    body = call.state.records(obj.type_id).get(found) if found else None
    if found is None or body is None or body["archived"] != call.flag("archived") or recycle.is_gone(call.state, body):
        raise record_not_found(record_id)
    return ok(_view(call, obj).show(found, body))


def create_record(call: Call, object_name: str) -> Response:
    """POST a record."""
    obj = call.object(object_name)
    body = call.body()
    if body.get("associations"):
        call.check_edits_associations()
    return _written(call, obj, records.create(call.state, obj, body, latest=_is_latest(call)), 201)


def patch_record(call: Call, object_name: str, record_id: str) -> Response:
    """PATCH a record."""
    obj = call.object(object_name)
    found = records.resolve(call.state, obj, record_id, call.request.arg("idProperty"))
    if found is None:
        raise record_not_found(record_id)
    properties = call.body().get("properties")
    return _written(call, obj, records.update(call.state, obj, found, properties, latest=_is_latest(call)), 200)


def archive_record(call: Call, object_name: str, record_id: str) -> Response:
    """DELETE a record."""
    records.archive(call.state, call.object(object_name), record_id)
    return done()


def merge_records(call: Call, object_name: str) -> Response:
    """POST merge."""
    obj = call.object(object_name)
    record_id = merges.merge(call.state, obj, call.body())
    return _written(call, obj, Written(record_id, ()), 200)


def create_records(call: Call, object_name: str) -> Response:
    """POST batch/create."""
    inputs = limits.check_batch(call.body().get("inputs"))
    if any(item.get("associations") for item in inputs):
        call.check_edits_associations()
    outcome = record_batches.create(call.state, call.object(object_name), inputs, latest=_is_latest(call))
    return batches.answer(call.state, *outcome, 201)


def update_records(call: Call, object_name: str) -> Response:
    """POST batch/update."""
    inputs = limits.check_batch(call.body().get("inputs"))
    outcome = record_batches.update(call.state, call.object(object_name), inputs, latest=_is_latest(call))
    return batches.answer(call.state, *outcome, 200)


def upsert_records(call: Call, object_name: str) -> Response:
    """POST batch/upsert."""
    inputs = limits.check_batch(call.body().get("inputs"))
    outcome = record_batches.upsert(call.state, call.object(object_name), inputs, latest=_is_latest(call))
    return batches.answer(call.state, *outcome, 200)


def read_records(call: Call, object_name: str) -> Response:
    """POST batch/read."""
    body = call.body()
    inputs = limits.check_batch(body.get("inputs"))
    obj = call.object(object_name)
    outcome = record_batches.read(call.state, obj, body, inputs, archived=call.flag("archived"))
    return batches.answer(call.state, *outcome, 200)


def archive_records(call: Call, object_name: str) -> Response:
    """POST batch/archive."""
    inputs = limits.check_batch(call.body().get("inputs"))
    record_batches.archive(call.state, call.object(object_name), inputs)
    return done()


def search_records(call: Call, object_name: str) -> Response:
    """POST search."""
    size = len(call.request.body.decode(errors="replace"))
    return ok(search.search(call.state, call.object(object_name), call.body(), size))


def _view(call: Call, obj: ObjectType) -> View:
    linked = [call.object(name) for name in call.names("associations")]
    return View(call.state, obj, call.names("properties"), call.names("propertiesWithHistory"), linked)


def _is_latest(call: Call) -> bool:
    return call.version == "2026-09"


def _written(call: Call, obj: ObjectType, written: Written, status: int) -> Response:
    body = records.live(call.state, obj, written.record_id)
    return ok(View(call.state, obj, None).written(written.record_id, body, written.warnings), status)
