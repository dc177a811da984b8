"""Properties, groups and validation rules over HTTP: unpack, call one rule, pack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dealspec.emulator.hubspot import batches, groups, limits, properties, validations
from dealspec.emulator.hubspot.call import Call, done, ok
from dealspec.emulator.hubspot.errors import HubSpotError
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.web import Response


def list_properties(call: Call, object_name: str) -> Response:
    """GET properties."""
    return ok({"results": properties.listed(call.state, call.object(object_name), **_selection(call))})


def read_property(call: Call, object_name: str, name: str) -> Response:
    """GET one property."""
    return ok(properties.read(call.state, call.object(object_name), name, **_selection(call)))


def create_property(call: Call, object_name: str) -> Response:
    """POST a property."""
    prop = properties.create(call.state, call.object(object_name), call.body())
    answer = ok(prop, 201)
    location = f"{call.request.origin}{call.request.path.rstrip('/')}/{prop['name']}"
    return Response(201, answer.body, {**answer.headers, "Location": location})


def patch_property(call: Call, object_name: str, name: str) -> Response:
    """PATCH a property."""
    return ok(properties.patch(call.state, call.object(object_name), name, call.body()))


def archive_property(call: Call, object_name: str, name: str) -> Response:
    """DELETE a property."""
    properties.archive(call.state, call.object(object_name), name)
    return done()


def create_properties(call: Call, object_name: str) -> Response:
    """POST properties/batch/create."""
    obj = call.object(object_name)
    inputs = limits.check_batch(call.body().get("inputs"))
    return batches.each(call.state, inputs, lambda item: properties.create(call.state, obj, item), 201)


def read_properties(call: Call, object_name: str) -> Response:
    """POST properties/batch/read."""
    body = call.body()
    inputs = limits.check_batch(body.get("inputs"))
    sensitivity = body.get("dataSensitivity") or "non_sensitive"
    read = _reader(call, call.object(object_name), bool(body.get("archived")), sensitivity)
    return batches.each(call.state, inputs, read, 200)


def archive_properties(call: Call, object_name: str) -> Response:
    """POST properties/batch/archive: 204 whatever the prior state; a property in use is left alone (assumed)."""
    obj = call.object(object_name)
    for item in limits.check_batch(call.body().get("inputs")):
        try:
            properties.archive(call.state, obj, str(item.get("name")))
        except HubSpotError as error:
            if error.status != 404:
                raise
    return done()


def list_groups(call: Call, object_name: str) -> Response:
    """GET groups."""
    return ok({"results": groups.listed(call.state, call.object(object_name))})


def read_group(call: Call, object_name: str, name: str) -> Response:
    """GET one group."""
    return ok(groups.read(call.state, call.object(object_name), name))


def create_group(call: Call, object_name: str) -> Response:
    """POST a group."""
    return ok(groups.create(call.state, call.object(object_name), call.body()), 201)


def patch_group(call: Call, object_name: str, name: str) -> Response:
    """PATCH a group."""
    return ok(groups.patch(call.state, call.object(object_name), name, call.body()))


def archive_group(call: Call, object_name: str, name: str) -> Response:
    """DELETE a group."""
    groups.archive(call.state, call.object(object_name), name)
    return done()


def list_validations(call: Call, object_name: str) -> Response:
    """GET every property's validation rules."""
    return ok({"results": validations.listed(call.state, call.object(object_name))})


def read_validations(call: Call, object_name: str, name: str) -> Response:
    """GET one property's validation rules."""
    return ok({"results": validations.read(call.state, call.object(object_name), name)})


def read_validation(call: Call, object_name: str, name: str, rule_type: str) -> Response:
    """GET one validation rule."""
    return ok(validations.read_rule(call.state, call.object(object_name), name, rule_type))


def put_validation(call: Call, object_name: str, name: str, rule_type: str) -> Response:
    """PUT one validation rule."""
    validations.put_rule(call.state, call.object(object_name), name, rule_type, call.body())
    return done()


def _selection(call: Call) -> dict[str, Any]:
    sensitivity = call.request.arg("dataSensitivity") or "non_sensitive"
    return {"archived": call.flag("archived"), "sensitivity": sensitivity}


def _reader(
    call: Call, obj: ObjectType, archived: bool, sensitivity: str
) -> Callable[[dict[str, Any]], dict[str, Any]]:
    def read(item: dict[str, Any]) -> dict[str, Any]:
        name = str(item.get("name"))
        return properties.read(call.state, obj, name, archived=archived, sensitivity=sensitivity)

    return read
