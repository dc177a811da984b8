"""Associations between records, kept in both directions. Defines no type.

A labelled association always bears the pair's default type as well, and a record has one primary company at most
(developers.hubspot.com, associations v4 guide).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dealspec.emulator.hubspot import association_counts, association_limits, custom_objects
from dealspec.emulator.hubspot import association_labels as labels
from dealspec.emulator.hubspot.errors import invalid, not_found, required_attributes
from dealspec.emulator.hubspot.numbers_on_wire import is_digits
from dealspec.emulator.hubspot.objects import COMPANIES, EVERY, ObjectType
from dealspec.emulator.hubspot.state import State
from dealspec.emulator.hubspot.tables import Link

Json = dict[str, Any]
Wanted = tuple[ObjectType, str, list[Link]]


def parsed(state: State, obj: ObjectType, raw: Any) -> list[Wanted]:
    """The inline associations of a create, each checked; the object on the other side follows from the type ids."""
    wanted: list[Wanted] = []
    for item in raw or ():
        if not isinstance(item, Mapping) or not isinstance(item.get("to"), Mapping) or not item.get("types"):
            raise required_attributes("PublicAssociationsForObject", ["to", "types"])
        specs = [spec_of(each) for each in item["types"]]
        other = _other_side(state, obj, specs)
        to_id = str(item["to"].get("id"))
        _check_live(state, other, to_id)
        wanted.append((other, to_id, specs))
    return wanted


def spec_of(raw: Any) -> Link:
    """Category and type id out of a request."""
    if not isinstance(raw, Mapping) or raw.get("associationTypeId") is None:
        raise required_attributes("AssociationSpec", ["associationCategory", "associationTypeId"])
    type_id = raw["associationTypeId"]
    if not is_digits(str(type_id)):
        raise invalid(f"Invalid associationTypeId: {type_id}")
    return str(raw.get("associationCategory") or labels.HUBSPOT_DEFINED), int(type_id)


def put(
    state: State, from_obj: ObjectType, from_id: str, to_obj: ObjectType, to_id: str, specs: Sequence[Link]
) -> None:
    """Associates two live records; raises for records or types that are not there."""
    _check_live(state, from_obj, from_id)
    _check_live(state, to_obj, to_id)
    known = labels.types(state, from_obj, to_obj)
    for category, type_id in specs:
        if type_id not in known or known[type_id]["category"] != category:
            raise _unknown(category, type_id, from_obj, to_obj)
    link(state, from_obj, from_id, to_obj, to_id, specs)


def link(
    state: State, from_obj: ObjectType, from_id: str, to_obj: ObjectType, to_id: str, specs: Iterable[Link]
) -> None:
    """Adds links in both directions, with the pair's default."""
    default = labels.default_type(state, from_obj, to_obj)
    if default is None:
        raise invalid(f"{from_obj.singular} and {to_obj.singular} are not associated.")
    known = labels.types(state, from_obj, to_obj)
    wanted = tuple(dict.fromkeys((default, *specs)))
    inverses = tuple((category, known[type_id]["inverse"]) for category, type_id in wanted)
    association_limits.check(state, from_obj, from_id, to_obj, to_id, wanted)
    association_limits.check(state, to_obj, to_id, from_obj, from_id, inverses)
    state.dirty = True
    for spec in wanted:
        inverse = (spec[0], known[spec[1]]["inverse"])
        if spec[1] in labels.PRIMARY_TYPES and spec[0] == labels.HUBSPOT_DEFINED:
            _clear_primary(state, from_obj, from_id, to_obj, to_id, spec, inverse)
        _add(state, from_obj, from_id, to_obj, to_id, spec)
        _add(state, to_obj, to_id, from_obj, from_id, inverse)
    association_counts.mark(state, from_obj, from_id, to_obj, to_id)


def remove(
    state: State,
    from_obj: ObjectType,
    from_id: str,
    to_obj: ObjectType,
    to_id: str,
    specs: Sequence[Link] | None = None,
) -> None:
    """Removes all links of a pair, or only ``specs``; what is not there is no error."""
    known = labels.types(state, from_obj, to_obj)
    forward = state.links(from_obj.type_id, to_obj.type_id)
    held = forward.of(from_id).get(to_id, ())
    gone = set(held) if specs is None else set(specs)
    back = {(category, known[type_id]["inverse"]) for category, type_id in gone if type_id in known}
    state.dirty = True
    forward.put(from_id, to_id, tuple(each for each in held if each not in gone))
    backward = state.links(to_obj.type_id, from_obj.type_id)
    held_back = backward.of(to_id).get(from_id, ())
    backward.put(to_id, from_id, tuple(each for each in held_back if each not in back))
    association_counts.mark(state, from_obj, from_id, to_obj, to_id)


def of(state: State, from_obj: ObjectType, from_id: str, to_obj: ObjectType) -> list[Json]:
    """Records of ``to_obj`` that a record is associated with, archived ones left out, with their types."""
    known = labels.types(state, from_obj, to_obj)
    others = state.records(to_obj.type_id)
    result = []
    for to_id, links in state.links(from_obj.type_id, to_obj.type_id).of(from_id).items():
        other = others.get(to_id)
        if other is None or other["archived"]:
            continue
        shown = [
            {"category": category, "typeId": type_id, "label": known[type_id]["label"]} for category, type_id in links
        ]
        result.append({"toObjectId": int(to_id), "associationTypes": shown})
    return result


def inline(state: State, obj: ObjectType, record_id: str, linked: Sequence[ObjectType]) -> Json:
    """The ``associations`` part of a record answer: one row per type, empty objects left out."""
    result: Json = {}
    for other in linked:
        known = labels.types(state, obj, other)
        rows = []
        for to in of(state, obj, record_id, other):
            for each in to["associationTypes"]:
                name = _type_name(obj, other, known[each["typeId"]]["label"])
                rows.append({"id": str(to["toObjectId"]), "type": name})
        if rows:
            result[other.plural] = {"results": rows}
    return result


def check_live(state: State, obj: ObjectType, record_id: str) -> None:
    """Raises 404 when there is no such live record."""
    _check_live(state, obj, record_id)


def _type_name(obj: ObjectType, other: ObjectType, label: str | None) -> str:
    # "deal_to_company" and "deal_to_company_unlabeled" as v3 reads name them; labelled ones by label (assumed).
    base = f"{obj.singular}_to_{other.singular}"
    if label is None:
        return f"{base}_unlabeled" if "company" in base else base
    return base if label == "Primary" else label.lower().replace(" ", "_")


def _add(state: State, obj: ObjectType, record_id: str, other: ObjectType, to_id: str, spec: Link) -> None:
    table = state.links(obj.type_id, other.type_id)
    held = table.of(record_id).get(to_id, ())
    if spec not in held:
        table.put(record_id, to_id, (*held, spec))


def _clear_primary(
    state: State, obj: ObjectType, record_id: str, other: ObjectType, to_id: str, spec: Link, inverse: Link
) -> None:
    """Takes the primary mark off the company that bears it, before another one gets it."""
    if obj is COMPANIES:
        _clear_primary(state, other, to_id, obj, record_id, inverse, spec)
        return
    table = state.links(obj.type_id, other.type_id)
    for company_id, held in list(table.of(record_id).items()):
        if spec in held and company_id != to_id:
            remove(state, obj, record_id, other, company_id, [spec])


def _other_side(state: State, obj: ObjectType, specs: Sequence[Link]) -> ObjectType:
    for other in (*EVERY, *custom_objects.every(state)):
        known = labels.types(state, obj, other)
        if all(type_id in known and known[type_id]["category"] == category for category, type_id in specs):
            return other
    category, type_id = specs[0]
    raise invalid(f"Association type {type_id} of category {category} is not defined for object type {obj.type_id}.")


def _check_live(state: State, obj: ObjectType, record_id: str) -> None:
    body = state.records(obj.type_id).get(record_id)
    if body is None or body["archived"]:
        message = f"No {obj.singular.upper()} with ID {record_id} exists."
        raise not_found(message, {"objectId": [record_id], "objectType": [obj.singular.upper()]})


def _unknown(category: str, type_id: int, from_obj: ObjectType, to_obj: ObjectType) -> Exception:
    pair = f"{from_obj.singular} and {to_obj.singular}"
    return invalid(f"Association type {type_id} of category {category} does not exist between {pair}.")
