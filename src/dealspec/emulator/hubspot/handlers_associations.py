"""Association types and records over HTTP: unpack, call one rule, pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dealspec.emulator.hubspot import association_labels as labels
from dealspec.emulator.hubspot import association_limits, associations, batches, custom_objects, limits
from dealspec.emulator.hubspot.call import Call, done, ok
from dealspec.emulator.hubspot.errors import HubSpotError, not_found, required_attributes
from dealspec.emulator.hubspot.numbers_on_wire import is_digits
from dealspec.emulator.hubspot.objects import EVERY, ObjectType
from dealspec.emulator.hubspot.tables import Link
from dealspec.emulator.web import Response

Json = dict[str, Any]

PAGE, MAX_PAGE = 500, 500
"""Associations per page of a read (associations v4)."""


def list_labels(call: Call, from_name: str, to_name: str) -> Response:
    """GET types of a pair."""
    return ok({"results": labels.listed(call.state, call.object(from_name), call.object(to_name))})


def create_label(call: Call, from_name: str, to_name: str) -> Response:
    """POST a label."""
    return ok({"results": labels.create(call.state, call.object(from_name), call.object(to_name), call.body())})


def update_label(call: Call, from_name: str, to_name: str) -> Response:
    """PUT a label's text."""
    labels.update(call.state, call.object(from_name), call.object(to_name), call.body())
    return done()


def delete_label(call: Call, from_name: str, to_name: str, type_id: str) -> Response:
    """DELETE a label."""
    labels.delete(call.state, call.object(from_name), call.object(to_name), int(type_id) if is_digits(type_id) else 0)
    return done()


def list_limits(call: Call, from_name: str, to_name: str) -> Response:
    """GET the limits of a pair."""
    return ok({"results": association_limits.listed(call.state, call.object(from_name), call.object(to_name))})


def list_all_limits(call: Call) -> Response:
    """GET every limit of the portal."""
    objects = (*EVERY, *custom_objects.every(call.state))
    pairs = ((one, other) for one in objects for other in objects)
    return ok({"results": [row for pair in pairs for row in association_limits.listed(call.state, *pair)]})


def create_limits(call: Call, from_name: str, to_name: str) -> Response:
    """POST limits of types."""
    return _put_limits(call, from_name, to_name, new=True)


def update_limits(call: Call, from_name: str, to_name: str) -> Response:
    """POST other limits of types."""
    return _put_limits(call, from_name, to_name, new=False)


def purge_limits(call: Call, from_name: str, to_name: str) -> Response:
    """POST types whose limit goes."""
    one, other = call.object(from_name), call.object(to_name)
    for item in limits.check_batch(call.body().get("inputs")):
        association_limits.purge(call.state, one, other, item)
    return done()


def _put_limits(call: Call, from_name: str, to_name: str, *, new: bool) -> Response:
    one, other = call.object(from_name), call.object(to_name)
    inputs = limits.check_batch(call.body().get("inputs"))
    return batches.each(
        call.state, inputs, lambda item: association_limits.put(call.state, one, other, item, new=new), 200
    )


def read_links(call: Call, from_name: str, from_id: str, to_name: str) -> Response:
    """GET a record's associations to one object."""
    from_obj, to_obj = call.object(from_name), call.object(to_name)
    associations.check_live(call.state, from_obj, from_id)
    limit = call.limit(PAGE, MAX_PAGE)
    after = call.request.arg("after") or "0"
    start = int(after) if is_digits(after) else 0
    rows = associations.of(call.state, from_obj, from_id, to_obj)
    page = {"results": rows[start : start + limit]}
    if start + limit < len(rows):
        return ok({**page, "paging": call.next_page(str(start + limit))})
    return ok(page)


def put_link(call: Call, from_name: str, from_id: str, to_name: str, to_id: str) -> Response:
    """PUT labelled associations of a pair."""
    call.check_edits_associations()
    from_obj, to_obj = call.object(from_name), call.object(to_name)
    specs = [associations.spec_of(item) for item in call.body_list()]
    associations.put(call.state, from_obj, from_id, to_obj, to_id, specs)
    return ok(_pair(call, from_obj, from_id, to_obj, to_id, specs), 201)


def put_default_link(call: Call, from_name: str, from_id: str, to_name: str, to_id: str) -> Response:
    """PUT the default association of a pair."""
    call.check_edits_associations()
    from_obj, to_obj = call.object(from_name), call.object(to_name)
    associations.put(call.state, from_obj, from_id, to_obj, to_id, ())
    return batches.answer(call.state, _default_rows(call, from_obj, from_id, to_obj, to_id), [], 200)


def delete_links(call: Call, from_name: str, from_id: str, to_name: str, to_id: str) -> Response:
    """DELETE every association of a pair."""
    call.check_edits_associations()
    associations.remove(call.state, call.object(from_name), from_id, call.object(to_name), to_id)
    return done()


def create_links(call: Call, from_name: str, to_name: str) -> Response:
    """POST batch/create."""
    call.check_edits_associations()
    from_obj, to_obj = call.object(from_name), call.object(to_name)

    def one(item: Json) -> Json:
        from_id, to_id = _ends(item)
        specs = [associations.spec_of(each) for each in item.get("types") or ()]
        associations.put(call.state, from_obj, from_id, to_obj, to_id, specs)
        return _pair(call, from_obj, from_id, to_obj, to_id, specs)

    return batches.each(call.state, limits.check_batch(call.body().get("inputs")), one, 201)


def create_default_links(call: Call, from_name: str, to_name: str) -> Response:
    """POST batch/associate/default."""
    call.check_edits_associations()
    from_obj, to_obj = call.object(from_name), call.object(to_name)
    rows: list[Json] = []
    errors: list[HubSpotError] = []
    for item in limits.check_batch(call.body().get("inputs")):
        from_id, to_id = _ends(item)
        try:
            associations.put(call.state, from_obj, from_id, to_obj, to_id, ())
            rows += _default_rows(call, from_obj, from_id, to_obj, to_id)
        except HubSpotError as error:
            errors.append(error)
    return batches.answer(call.state, rows, errors, 200)


def read_many_links(call: Call, from_name: str, to_name: str) -> Response:
    """POST batch/read; records without associations come back as errors (associations v4)."""
    from_obj, to_obj = call.object(from_name), call.object(to_name)

    def one(item: Json) -> Json:
        from_id = str(item.get("id"))
        rows = associations.of(call.state, from_obj, from_id, to_obj)
        if not rows:
            pair = f"{from_obj.singular} {from_id} to {to_obj.singular}"
            error = not_found(f"No {pair} associations found", {"fromObjectId": [from_id]})
            error.sub_category = "crm.associations.NO_ASSOCIATIONS_FOUND"
            raise error
        return {"from": {"id": from_id}, "to": rows}

    return batches.each(call.state, limits.check_batch(call.body().get("inputs")), one, 200)


def archive_links(call: Call, from_name: str, to_name: str) -> Response:
    """POST batch/archive."""
    call.check_edits_associations()
    from_obj, to_obj = call.object(from_name), call.object(to_name)
    for item in limits.check_batch(call.body().get("inputs")):
        for to in item.get("to") or ():
            associations.remove(call.state, from_obj, _end(item.get("from")), to_obj, _end(to))
    return done()


def archive_link_labels(call: Call, from_name: str, to_name: str) -> Response:
    """POST batch/labels/archive."""
    call.check_edits_associations()
    from_obj, to_obj = call.object(from_name), call.object(to_name)
    for item in limits.check_batch(call.body().get("inputs")):
        from_id, to_id = _ends(item)
        specs: list[Link] = [associations.spec_of(each) for each in item.get("types") or ()]
        associations.remove(call.state, from_obj, from_id, to_obj, to_id, specs)
    return done()


def _ends(item: Json) -> tuple[str, str]:
    return _end(item.get("from")), _end(item.get("to"))


def _end(raw: Any) -> str:
    if not isinstance(raw, Mapping) or raw.get("id") in (None, ""):
        raise required_attributes("PublicObjectId", ["id"])
    return str(raw["id"])


def _pair(call: Call, from_obj: ObjectType, from_id: str, to_obj: ObjectType, to_id: str, specs: list[Link]) -> Json:
    known = labels.types(call.state, from_obj, to_obj)
    return {
        "fromObjectTypeId": from_obj.type_id,
        "fromObjectId": int(from_id),
        "toObjectTypeId": to_obj.type_id,
        "toObjectId": int(to_id),
        "labels": [known[type_id]["label"] for _, type_id in specs if known[type_id]["label"]],
    }


def _default_rows(call: Call, from_obj: ObjectType, from_id: str, to_obj: ObjectType, to_id: str) -> list[Json]:
    rows = []
    for one, one_id, other, other_id in ((from_obj, from_id, to_obj, to_id), (to_obj, to_id, from_obj, from_id)):
        default = labels.default_type(call.state, one, other)
        if default is not None:
            spec = {"associationCategory": default[0], "associationTypeId": default[1]}
            rows.append({"from": {"id": one_id}, "to": {"id": other_id}, "associationSpec": spec})
    return rows
