"""How many records of an object one record may be associated with: limits that an administrator sets per type.

Shapes: associations-schema/limits pages of the API reference. Changelog "introducing custom association limits": a
label's limit stays within its pair's own. Professional. Words and sub-categories of the refusals: assumed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dealspec.emulator.hubspot import association_labels as labels
from dealspec.emulator.hubspot import settings
from dealspec.emulator.hubspot.errors import invalid, missing_feature, not_found, required_attributes
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import Definition, State
from dealspec.emulator.hubspot.tables import Link

NONE = 500_000
"""What a type without a limit of its own allows (observed, API 2026-09)."""
_PREFIX = "association.limit:"


def listed(state: State, one: ObjectType, other: ObjectType) -> list[Definition]:
    """The types of one direction that have a limit."""
    known = labels.types(state, one, other)
    found = []
    for limit in state.definitions(_kind(one, other)).values():
        row = {key: limit[key] for key in ("category", "typeId", "userEnforcedMaxToObjectIds")}
        label = known[limit["typeId"]]["label"] if limit["typeId"] in known else None
        found.append({**row, "label": label} if label else row)
    return found


def put(state: State, one: ObjectType, other: ObjectType, item: Mapping[str, Any], *, new: bool) -> Definition:
    """Sets or changes the limit of a type; raises 400 for one that is there already, or not there yet."""
    if not settings.at_least(state, "PROFESSIONAL"):
        raise missing_feature("association limits")
    link, most = _link(state, one, other, item), item.get("maxToObjectIds")
    if isinstance(most, bool) or not isinstance(most, int):
        raise required_attributes("PublicAssociationDefinitionConfigurationCreateRequest", ["maxToObjectIds"])
    if not 0 < most < NONE:
        raise invalid(f"maxToObjectIds must be between 1 and {NONE - 1}.")
    if (of(state, one, other, link) is None) != new:
        words = "already" if new else "not yet"
        raise invalid(f"Association type {link[1]} is {words} limited.")
    _check_within(state, one, other, link, most)
    row = {"category": link[0], "typeId": link[1], "userEnforcedMaxToObjectIds": most}
    state.define(_kind(one, other), _key(link[1]), row)
    return row


def purge(state: State, one: ObjectType, other: ObjectType, item: Mapping[str, Any]) -> None:
    """Takes a limit away; one that is not there is no error (assumed)."""
    link = _link(state, one, other, item)
    state.undefine(_kind(one, other), _key(link[1]))


def check(state: State, one: ObjectType, one_id: str, other: ObjectType, other_id: str, links: Iterable[Link]) -> None:
    """Raises 400 when one more association would be over a limit in this direction."""
    held = state.links(one.type_id, other.type_id).of(one_id)
    for link in links:
        most = of(state, one, other, link)
        if most is None or link in held.get(other_id, ()):
            continue
        if sum(link in each for each in held.values()) >= most:
            message = f"{one.singular} {one_id} already has {most} associations of type {link[1]} to {other.plural}."
            context = {"fromObjectId": [one_id], "associationTypeId": [str(link[1])], "limit": [str(most)]}
            raise invalid(message, "crm.associations.ASSOCIATION_LIMIT_EXCEEDED", context)


def of(state: State, one: ObjectType, other: ObjectType, link: Link) -> int | None:
    """The limit of a type in one direction."""
    found = state.definition(_kind(one, other), _key(link[1]))
    return None if found is None else int(found["userEnforcedMaxToObjectIds"])


def _check_within(state: State, one: ObjectType, other: ObjectType, link: Link, most: int) -> None:
    default = labels.default_type(state, one, other)
    if default is None:
        return
    if link == default:
        limits = (row["userEnforcedMaxToObjectIds"] for row in listed(state, one, other) if row["typeId"] != link[1])
        least = max(limits, default=1)
        if most < least:
            raise invalid(f"maxToObjectIds must be between {least} and {NONE - 1}.")
        return
    ceiling = of(state, one, other, default)
    if ceiling is not None and most > ceiling:
        raise invalid(f"maxToObjectIds must be between 1 and {ceiling}.")


def _link(state: State, one: ObjectType, other: ObjectType, item: Mapping[str, Any]) -> Link:
    type_id = item.get("typeId")
    if isinstance(type_id, bool) or not isinstance(type_id, int):
        raise required_attributes("PublicAssociationSpec", ["typeId"])
    known = labels.types(state, one, other).get(type_id)
    if known is None or item.get("category", known["category"]) != known["category"]:
        raise not_found(f"Association type {type_id} does not exist between {one.plural} and {other.plural}.")
    return known["category"], type_id


def _kind(one: ObjectType, other: ObjectType) -> str:
    return f"{_PREFIX}{one.type_id}:{other.type_id}"


def _key(type_id: int) -> str:
    return f"{type_id:08d}"
