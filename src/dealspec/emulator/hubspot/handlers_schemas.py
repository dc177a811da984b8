"""Custom object schemas over HTTP: unpack, call one rule, pack."""

from __future__ import annotations

from typing import Any

from dealspec.emulator.hubspot import association_labels, batches, custom_objects, limits, properties, settling
from dealspec.emulator.hubspot.call import Call, done, ok
from dealspec.emulator.hubspot.errors import invalid, required_attributes
from dealspec.emulator.hubspot.numbers_on_wire import is_digits
from dealspec.emulator.hubspot.objects import EVERY, ObjectType
from dealspec.emulator.hubspot.state import Definition
from dealspec.emulator.web import Response

_AUDIT = ("createdByUserId", "updatedByUserId")


def list_schemas(call: Call) -> Response:
    """GET schemas."""
    found = custom_objects.listed(call.state, archived=call.flag("archived"))
    seen = settling.schema_read if _with_definitions(call) else settling.schema_listed
    return ok({"results": [_shown(call, seen(call.state, each["objectTypeId"], each)) for each in found]})


def create_schema(call: Call) -> Response:
    """POST a schema."""
    return ok(_whole(call, custom_objects.create(call.state, call.body())), 201)


def read_schema(call: Call, object_name: str) -> Response:
    """GET one schema, of a standard object too (assumed)."""
    return ok(_named(call, object_name))


def patch_schema(call: Call, object_name: str) -> Response:
    """PATCH a schema."""
    return ok(custom_objects.patch(call.state, object_name, call.body()))


def archive_schema(call: Call, object_name: str) -> Response:
    """DELETE a schema."""
    custom_objects.archive(call.state, object_name, purged=call.flag("archived"))
    return done()


def read_schemas(call: Call) -> Response:
    """POST batch/read of schemas by name; unknown ones come back as errors in a 207 (assumed)."""
    inputs = call.body().get("inputs")
    if not isinstance(inputs, list) or not all(isinstance(name, str) for name in inputs):
        raise invalid("Invalid input JSON on line 1, column 1: inputs must be a list of names")
    wanted = limits.check_batch([{"name": name} for name in inputs])
    return batches.each(call.state, wanted, lambda item: _named(call, str(item["name"])), 200)


def associate(call: Call, object_name: str) -> Response:
    """POST an association definition."""
    body = call.body()
    absent = [key for key in ("fromObjectTypeId", "toObjectTypeId") if not body.get(key)]
    if absent:
        raise required_attributes("AssociationDefinitionEgg", absent)
    one, other = call.object(str(body["fromObjectTypeId"])), call.object(str(body["toObjectTypeId"]))
    name = None if body.get("name") is None else str(body["name"])
    type_id = association_labels.associate(call.state, one, other, name)
    return ok(_association(one.type_id, other.type_id, type_id, name, call.state.now()), 201)


def dissociate(call: Call, object_name: str, association_id: str) -> Response:
    """DELETE an association definition of a custom object."""
    obj = call.object(object_name)
    association_labels.dissociate(call.state, obj, int(association_id) if is_digits(association_id) else 0)
    return done()


def _named(call: Call, name: str) -> Definition:
    standard = next((each for each in EVERY if name.lower() in (each.type_id, each.plural, each.singular)), None)
    if standard is not None:
        return _standard(call, standard)
    schema = custom_objects.read(call.state, name)
    return _whole(call, settling.schema_read(call.state, schema["objectTypeId"], schema))


def _shown(call: Call, schema: Definition) -> Definition:
    """A list leaves definitions out of dated answers unless asked (OpenAPI flags); v3 always shows them (assumed)."""
    whole = _with_definitions(call)
    linked = not call.dated or call.flag("includeAssociationDefinitions")
    kept = {key: value for key, value in schema.items() if key not in _AUDIT or call.flag("includeAuditMetadata")}
    return {
        **kept,
        "properties": _properties(call, schema) if whole else [],
        "associations": _associations(call, schema) if linked else [],
    }


def _with_definitions(call: Call) -> bool:
    return not call.dated or call.flag("includePropertyDefinitions")


def _standard(call: Call, obj: ObjectType) -> Definition:
    """A standard object's schema: properties and associations, whose names no list of labels shows (observed)."""
    labels = {"singular": obj.singular.capitalize(), "plural": obj.plural.capitalize()}
    name = obj.singular.upper()
    named = {"objectTypeId": obj.type_id, "name": name, "fullyQualifiedName": name, "labels": labels, "archived": False}
    shown = properties.listed(call.state, obj, archived=False, sensitivity="non_sensitive")
    return {**named, "properties": shown, "associations": _associations(call, named)}


def _whole(call: Call, schema: Definition) -> Definition:
    return {**schema, "properties": _properties(call, schema), "associations": _associations(call, schema)}


def _properties(call: Call, schema: Definition) -> list[Definition]:
    obj = custom_objects.find(call.state, schema["objectTypeId"])
    return properties.listed(call.state, obj, archived=False, sensitivity="non_sensitive") if obj else []


def _associations(call: Call, schema: Definition) -> list[dict[str, Any]]:
    found = []
    for one, other, each in association_labels.of_object(call.state, schema["objectTypeId"]):
        if settling.unsettled(call.state, settling.LABEL_NAMES, str(each["typeId"])):
            continue
        found.append(_association(one, other, each["typeId"], each["name"], each.get("createdAt")))
    return found


def _association(one: str, other: str, type_id: int, name: str | None, created: str | None) -> dict[str, Any]:
    row = {"id": str(type_id), "fromObjectTypeId": one, "toObjectTypeId": other, "name": name}
    return {**row, "createdAt": created, "updatedAt": created} if created else row
