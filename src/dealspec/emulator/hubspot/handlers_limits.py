"""Limits tracking over HTTP: unpack, call one rule, pack."""

from __future__ import annotations

from collections.abc import Callable

from dealspec.emulator.hubspot import limits_tracking as tracking
from dealspec.emulator.hubspot import settling
from dealspec.emulator.hubspot.call import Call, Json, ok
from dealspec.emulator.web import Response


def custom_properties(call: Call) -> Response:
    """GET the custom-properties limit."""
    return _told(call, lambda: tracking.custom_properties(call.state))


def calculated_properties(call: Call) -> Response:
    """GET the calculated-properties limit."""
    return _told(call, lambda: tracking.calculated_properties(call.state))


def pipelines(call: Call) -> Response:
    """GET the pipelines limit."""
    return _told(call, lambda: tracking.pipelines(call.state))


def records(call: Call) -> Response:
    """GET the records limit."""
    return _told(call, lambda: tracking.records(call.state))


def custom_object_types(call: Call) -> Response:
    """GET the custom-object-types limit."""
    return _told(call, lambda: tracking.custom_object_types(call.state))


def association_labels(call: Call) -> Response:
    """GET the association-labels limit."""
    ends = call.request.arg("fromObjectTypeId"), call.request.arg("toObjectTypeId")
    type_ids = [call.object(end).type_id if end else None for end in ends]
    return _told(call, lambda: tracking.association_label_rows(call.state, *type_ids))


def objects_from(call: Call) -> Response:
    """GET objects whose records are near their limit of associations."""
    return _told(call, lambda: tracking.objects_from(call.state))


def objects_to(call: Call, from_name: str) -> Response:
    """GET objects to which records are near their limit of associations."""
    one = call.object(from_name)
    return _told(call, lambda: tracking.objects_to(call.state, one))


def association_records(call: Call, from_name: str, to_name: str) -> Response:
    """GET records near their limit of associations to one object."""
    one, other = call.object(from_name), call.object(to_name)
    return _told(call, lambda: tracking.association_records(call.state, one, other))


def _told(call: Call, compute: Callable[[], Json]) -> Response:
    """The answer, as old as limits tracking is told to be."""
    key = f"{call.request.path} {sorted(call.request.query.items())}"
    return ok(settling.limit_answer(call.state, key, compute))
