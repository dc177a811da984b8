"""Association types between two objects: HubSpot's own and the portal's labels. Links no records.

Type ids are per portal and per direction. HubSpot's own ids: developers.hubspot.com, associations guide, table of
default association type ids.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dealspec.emulator.hubspot import settling
from dealspec.emulator.hubspot.errors import HubSpotError, already_exists, invalid, not_found, required_attributes
from dealspec.emulator.hubspot.limits import LABELS_PER_PAIR
from dealspec.emulator.hubspot.numbers_on_wire import integer
from dealspec.emulator.hubspot.objects import EVERY, ObjectType
from dealspec.emulator.hubspot.state import Definition, State

HUBSPOT_DEFINED = "HUBSPOT_DEFINED"
USER_DEFINED = "USER_DEFINED"

# from, to, type id, inverse type id, label, inverse label; the first row of a pair is its default.
BUILT_IN = (
    ("0-1", "0-2", 279, 280, None, None),
    ("0-1", "0-2", 1, 2, "Primary", "Primary"),
    ("0-3", "0-1", 3, 4, None, None),
    ("0-3", "0-2", 341, 342, None, None),
    ("0-3", "0-2", 5, 6, "Primary", "Primary"),
    ("0-1", "0-1", 449, 449, None, None),
    ("0-2", "0-2", 450, 450, None, None),
    ("0-2", "0-2", 13, 14, "Child Company", "Parent Company"),
    ("0-3", "0-3", 451, 451, None, None),
    ("0-27", "0-1", 204, 203, None, None),
    ("0-27", "0-2", 192, 191, None, None),
    ("0-27", "0-3", 216, 215, None, None),
    ("0-46", "0-1", 202, 201, None, None),
    ("0-46", "0-2", 190, 189, None, None),
    ("0-46", "0-3", 214, 213, None, None),
)

DEFAULT_TYPES = {
    ends: type_id
    for one, other, type_id, inverse_id, label, _ in BUILT_IN
    if label is None
    for ends, type_id in (((one, other), type_id), ((other, one), inverse_id))
}

PRIMARY_TYPES = {1, 2, 5, 6}


def listed(state: State, from_obj: ObjectType, to_obj: ObjectType) -> list[Definition]:
    """Types of one direction; a label's ``name`` is not shown here (observed, API 2026-09)."""
    return [
        {"category": label["category"], "typeId": label["typeId"], "label": label["label"]}
        for label in types(state, from_obj, to_obj).values()
    ]


def types(state: State, from_obj: ObjectType, to_obj: ObjectType) -> Mapping[int, Definition]:
    """Types of one direction by type id."""
    kind = _kind(from_obj, to_obj)
    return state.computed(kind, lambda: {label["typeId"]: label for label in state.definitions(kind).values()})


def create(state: State, from_obj: ObjectType, to_obj: ObjectType, body: Mapping[str, Any]) -> list[Definition]:
    """Creates a label and its inverse; the 51st of a pair is a 437 (observed, API 2026-09)."""
    absent = [key for key in ("label", "name") if not body.get(key)]
    if absent:
        raise required_attributes("PublicAssociationDefinitionCreateRequest", absent)
    name, label = str(body["name"]), str(body["label"])
    inverse_label = str(body.get("inverseLabel") or label)
    _check_new(state, from_obj, to_obj, name, label)
    associate(state, from_obj, to_obj)
    known = types(state, from_obj, to_obj).values()
    own = [each for each in known if each["category"] == USER_DEFINED and each["label"]]
    if len(own) >= LABELS_PER_PAIR:
        pair = f"{from_obj.plural} and {to_obj.plural}"
        message = f"No more than {LABELS_PER_PAIR} association types are allowed between {pair}"
        raise HubSpotError(437, message, "VALIDATION_ERROR")
    state.define("association.name", name, {})
    type_id = int(state.next_id("association.type", 1))
    # One type serves both ways inside an object when no inverse is named (associations guide).
    single = from_obj == to_obj and not body.get("inverseLabel")
    inverse_id = type_id if single else int(state.next_id("association.type", 1))
    define(state, from_obj, to_obj, USER_DEFINED, type_id, inverse_id, label, name)
    for each in (type_id, inverse_id):
        settling.note(state, settling.LABEL_NAMES, str(each), None)
    if not single:
        define(state, to_obj, from_obj, USER_DEFINED, inverse_id, type_id, inverse_label, name)
    shown = [{"category": USER_DEFINED, "typeId": type_id, "label": label}]
    return shown if single else [*shown, {"category": USER_DEFINED, "typeId": inverse_id, "label": inverse_label}]


def associate(state: State, one: ObjectType, other: ObjectType, name: str | None = None) -> int:
    """The unlabelled type of a pair, made if need be; of custom objects it is the portal's own (assumed)."""
    found = default_type(state, one, other)
    if found is not None:
        return found[1]
    type_id = int(state.next_id("association.type", 1))
    inverse_id = type_id if one == other else int(state.next_id("association.type", 1))
    define(state, one, other, USER_DEFINED, type_id, inverse_id, None, name or f"{one.singular}_to_{other.singular}")
    if one != other:
        define(
            state, other, one, USER_DEFINED, inverse_id, type_id, None, name or f"{other.singular}_to_{one.singular}"
        )
    return type_id


def associate_activity(state: State, obj: ObjectType, activity: ObjectType) -> None:
    """HubSpot's own type between a custom object and an activity (ids: assumed to be the portal's own)."""
    type_id = int(state.next_id("association.activity", 100_001))
    inverse_id = int(state.next_id("association.activity", 100_001))
    name = f"{obj.singular}_to_{activity.singular}"
    define(state, obj, activity, HUBSPOT_DEFINED, type_id, inverse_id, None, name)
    name = f"{activity.singular}_to_{obj.singular}"
    define(state, activity, obj, HUBSPOT_DEFINED, inverse_id, type_id, None, name)


def default_type(state: State, one: ObjectType, other: ObjectType) -> tuple[str, int] | None:
    """Category and id of a pair's unlabelled type."""
    if (one.type_id, other.type_id) in DEFAULT_TYPES:
        return HUBSPOT_DEFINED, DEFAULT_TYPES[one.type_id, other.type_id]
    plain = [each for each in types(state, one, other).values() if each["label"] is None]
    return (plain[0]["category"], plain[0]["typeId"]) if plain else None


def of_object(state: State, type_id: str) -> list[tuple[str, str, Definition]]:
    """Unlabelled and labelled types that begin or end at an object, with the ids of both ends."""
    found = []
    for other in (*(obj.type_id for obj in EVERY), *state.definitions("schema")):
        for one, two in dict.fromkeys(((type_id, other), (other, type_id))):
            found += [(one, two, each) for each in state.definitions(f"association.type:{one}:{two}").values()]
    return found


def update(state: State, from_obj: ObjectType, to_obj: ObjectType, body: Mapping[str, Any]) -> None:
    """Renames a label; without ``inverseLabel`` both sides take the new one (observed, API 2026-09)."""
    if body.get("associationTypeId") is None or not body.get("label"):
        raise required_attributes("PublicAssociationDefinitionUpdateRequest", ["associationTypeId", "label"])
    old = _own(state, from_obj, to_obj, integer("associationTypeId", body["associationTypeId"]))
    label = str(body["label"])
    inverse = types(state, to_obj, from_obj)[old["inverse"]]
    _redefine(state, from_obj, to_obj, old, label)
    if inverse["typeId"] != old["typeId"]:
        _redefine(state, to_obj, from_obj, inverse, str(body.get("inverseLabel") or label))


def delete(state: State, from_obj: ObjectType, to_obj: ObjectType, type_id: int) -> None:
    """Removes a label in both directions, and from every pair that bears it."""
    old = _own(state, from_obj, to_obj, type_id)
    for side, other, each in ((from_obj, to_obj, type_id), (to_obj, from_obj, old["inverse"])):
        state.undefine(_kind(side, other), _key(each))
        state.links(side.type_id, other.type_id).drop_type((USER_DEFINED, each))
    state.undefine("association.name", old["name"])


def dissociate(state: State, obj: ObjectType, type_id: int) -> None:
    """Removes the unlabelled type that a schema made, both ways; 404 for any other (assumed)."""
    for one, other, each in of_object(state, obj.type_id):
        if each["typeId"] == type_id and each["category"] == USER_DEFINED:
            for ends, gone in (((one, other), type_id), ((other, one), each["inverse"])):
                state.undefine(f"association.type:{ends[0]}:{ends[1]}", _key(gone))
                state.links(*ends).drop_type((USER_DEFINED, gone))
            return
    raise not_found(f"Association {type_id} does not exist for object type {obj.type_id}.")


def define(
    state: State,
    from_obj: ObjectType,
    to_obj: ObjectType,
    category: str,
    type_id: int,
    inverse_id: int,
    label: str | None,
    name: str | None = None,
) -> None:
    """Stores one direction of a type."""
    body = {"category": category, "typeId": type_id, "label": label, "name": name, "inverse": inverse_id}
    state.define(_kind(from_obj, to_obj), _key(type_id), body)


def _redefine(state: State, from_obj: ObjectType, to_obj: ObjectType, old: Definition, label: str) -> None:
    state.define(_kind(from_obj, to_obj), _key(old["typeId"]), {**old, "label": label})


def _own(state: State, from_obj: ObjectType, to_obj: ObjectType, type_id: int) -> Definition:
    found = types(state, from_obj, to_obj).get(type_id)
    if found is None:
        raise not_found(f"Association type {type_id} does not exist between {from_obj.plural} and {to_obj.plural}.")
    if found["category"] != USER_DEFINED:
        # Words: assumed.
        raise invalid(f"Association type {type_id} is defined by HubSpot and cannot be changed.")
    return found


def _check_new(state: State, from_obj: ObjectType, to_obj: ObjectType, name: str, label: str) -> None:
    if state.definition("association.name", name) is not None:
        sub_category = "AssociationDefinitionError.NAME_EXISTS"
        raise already_exists(f"An association type with the name '{name}' already exists.", sub_category)
    for each in types(state, from_obj, to_obj).values():
        if (each["label"] or "").casefold() == label.casefold():
            sub_category = "AssociationDefinitionError.LABEL_EXISTS"
            raise already_exists(f"An association type with the label '{label}' already exists.", sub_category)


def _kind(from_obj: ObjectType, to_obj: ObjectType) -> str:
    return f"association.type:{from_obj.type_id}:{to_obj.type_id}"


def _key(type_id: int) -> str:
    return f"{type_id:08d}"
