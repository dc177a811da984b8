"""Batches of records. One bad value refuses the whole batch unless inputs carry ``objectWriteTraceId``.

Ids that are not there never refuse a batch: they come back in a 207 (error-handling page, multi-status errors).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dealspec.emulator.hubspot import records, recycle
from dealspec.emulator.hubspot.errors import HubSpotError, conflict, records_not_found, required_attributes
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.records import Written
from dealspec.emulator.hubspot.state import State
from dealspec.emulator.hubspot.views import View

Json = dict[str, Any]
Outcome = tuple[list[Json], list[HubSpotError]]


def create(state: State, obj: ObjectType, inputs: Sequence[Json], *, latest: bool) -> Outcome:
    """Creates records with their inline associations."""
    view = View(state, obj, None)

    def one(item: Json) -> Json:
        return _written(state, obj, view, records.create(state, obj, item, latest=latest))

    return _each(inputs, one)


def update(state: State, obj: ObjectType, inputs: Sequence[Json], *, latest: bool) -> Outcome:
    """Changes records by id or by a unique property."""
    _check_unrepeated(inputs)
    view = View(state, obj, None)
    missing: list[str] = []

    def one(item: Json) -> Json | None:
        record_id = _resolved(state, obj, item)
        if record_id is None:
            missing.append(str(item["id"]))
            return None
        return _written(state, obj, view, records.update(state, obj, record_id, item.get("properties"), latest=latest))

    results, errors = _each(inputs, one)
    return results, [*errors, *_missing(obj, missing)]


def upsert(state: State, obj: ObjectType, inputs: Sequence[Json], *, latest: bool) -> Outcome:
    """Changes the record that holds a unique value, or creates it; ``new`` says which."""
    _check_unrepeated(inputs)
    view = View(state, obj, None)

    def one(item: Json) -> Json:
        id_property = item.get("idProperty")
        if not id_property:
            raise required_attributes("SimplePublicObjectBatchInputUpsert", ["idProperty"])
        record_id = _resolved(state, obj, item)
        if record_id is not None:
            written = records.update(state, obj, record_id, item.get("properties"), latest=latest)
            return {**_written(state, obj, view, written), "new": False}
        properties = {id_property: item["id"], **(item.get("properties") or {})}
        written = records.create(state, obj, {**item, "properties": properties}, latest=latest)
        return {**_written(state, obj, view, written), "new": True}

    return _each(inputs, one)


def read(state: State, obj: ObjectType, body: Mapping[str, Any], inputs: Sequence[Json], *, archived: bool) -> Outcome:
    """Reads records by id or by a unique property."""
    asked, past = ([str(name) for name in body.get(key) or ()] for key in ("properties", "propertiesWithHistory"))
    view = View(state, obj, asked, past)
    table = state.records(obj.type_id)
    results: list[Json] = []
    missing: list[str] = []
    for item in inputs:
        given = _given(item)
        record_id = records.resolve(state, obj, given, body.get("idProperty"))
        record = table.get(record_id) if record_id else None
        if record_id is None or record is None or record["archived"] != archived or recycle.is_gone(state, record):
            missing.append(given)
        else:
            results.append(view.show(record_id, record))
    return results, _missing(obj, missing)


def archive(state: State, obj: ObjectType, inputs: Sequence[Json]) -> None:
    """Archives records; those already gone are passed over."""
    for item in inputs:
        records.archive(state, obj, _given(item))


def _each(inputs: Sequence[Json], rule: Callable[[Json], Json | None]) -> Outcome:
    traced = bool(inputs) and all(item.get("objectWriteTraceId") for item in inputs)
    results: list[Json] = []
    errors: list[HubSpotError] = []
    for item in inputs:
        try:
            shown = rule(item)
        except HubSpotError as error:
            if not traced:
                raise
            error.context = {**(error.context or {}), "objectWriteTraceId": [str(item["objectWriteTraceId"])]}
            errors.append(error)
            continue
        if shown is not None:
            trace = {"objectWriteTraceId": item["objectWriteTraceId"]} if item.get("objectWriteTraceId") else {}
            results.append({**shown, **trace})
    return results, errors


def _resolved(state: State, obj: ObjectType, item: Json) -> str | None:
    record_id = records.resolve(state, obj, _given(item), item.get("idProperty"))
    body = state.records(obj.type_id).get(record_id) if record_id else None
    return record_id if body is not None and not body["archived"] else None


def _given(item: Json) -> str:
    if item.get("id") in (None, ""):
        raise required_attributes("SimplePublicObjectId", ["id"])
    return str(item["id"])


def _check_unrepeated(inputs: Sequence[Json]) -> None:
    ids = [str(item.get("id")) for item in inputs]
    if len(set(ids)) != len(ids):
        # Status and words: assumed.
        raise conflict("Duplicate IDs found in batch input. IDs must be unique.")


def _missing(obj: ObjectType, ids: list[str]) -> list[HubSpotError]:
    return [records_not_found(obj.singular.upper(), ids)] if ids else []


def _written(state: State, obj: ObjectType, view: View, written: Written) -> Json:
    return view.written(written.record_id, records.live(state, obj, written.record_id), written.warnings)
