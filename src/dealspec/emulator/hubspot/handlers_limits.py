"""Limits tracking over HTTP: unpack, call one rule, pack."""

from __future__ import annotations

from dealspec.emulator.hubspot import limits_tracking as tracking
from dealspec.emulator.hubspot.call import Call, ok
from dealspec.emulator.web import Response


def custom_properties(call: Call) -> Response:
    """GET the custom-properties limit."""
    return ok(tracking.custom_properties(call.state))


def calculated_properties(call: Call) -> Response:
    """GET the calculated-properties limit."""
    return ok(tracking.calculated_properties(call.state))


def pipelines(call: Call) -> Response:
    """GET the pipelines limit."""
    return ok(tracking.pipelines(call.state))


def records(call: Call) -> Response:
    """GET the records limit."""
    return ok(tracking.records(call.state))


def custom_object_types(call: Call) -> Response:
    """GET the custom-object-types limit."""
    return ok(tracking.custom_object_types(call.state))


def association_labels(call: Call) -> Response:
    """GET the association-labels limit."""
    ends = call.request.arg("fromObjectTypeId"), call.request.arg("toObjectTypeId")
    return ok(tracking.association_label_rows(call.state, *(call.object(end).type_id if end else None for end in ends)))


def objects_from(call: Call) -> Response:
    """GET objects whose records are near their limit of associations."""
    return ok(tracking.objects_from(call.state))


def objects_to(call: Call, from_name: str) -> Response:
    """GET objects to which records are near their limit of associations."""
    return ok(tracking.objects_to(call.state, call.object(from_name)))


def association_records(call: Call, from_name: str, to_name: str) -> Response:
    """GET records near their limit of associations to one object."""
    return ok(tracking.association_records(call.state, call.object(from_name), call.object(to_name)))
