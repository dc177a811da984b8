"""Merges one record into another. The secondary disappears; the primary keeps its values and remembers.

``hs_merged_object_ids``: dbt_hubspot issue 134. That the primary's values win, that gaps are filled, that associations
move, and that only contacts are still found by their old id: assumed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dealspec.emulator.hubspot import associations, custom_objects, governance, records
from dealspec.emulator.hubspot.errors import invalid, required_attributes
from dealspec.emulator.hubspot.objects import CONTACTS, EVERY, ObjectType
from dealspec.emulator.hubspot.state import State
from dealspec.emulator.hubspot.tables import Body


def merge(state: State, obj: ObjectType, body: Mapping[str, Any]) -> str:
    """Merges ``objectIdToMerge`` into ``primaryObjectId``; returns the primary's id."""
    absent = [key for key in ("primaryObjectId", "objectIdToMerge") if not body.get(key)]
    if absent:
        raise required_attributes("PublicMergeInput", absent)
    primary, secondary = str(body["primaryObjectId"]), str(body["objectIdToMerge"])
    if primary == secondary:
        raise invalid("A record cannot be merged with itself.")
    winner, loser = records.live(state, obj, primary), records.live(state, obj, secondary)
    merged = _merged(state, obj, winner, loser, secondary)
    governance.check_change(state, obj, primary, winner["properties"], merged["properties"])
    state.dirty = True
    _move_links(state, obj, primary, secondary)
    state.records(obj.type_id).remove(secondary)
    state.records(obj.type_id).put(primary, merged)
    state.define(_kind(obj), secondary, {"into": primary})
    return primary


def followed(state: State, obj: ObjectType, record_id: str) -> str:
    """The id that a contact merged away is now found under; any other id as it is."""
    seen: set[str] = set()
    while obj is CONTACTS and record_id not in seen:
        seen.add(record_id)
        record_id = (state.definition(_kind(obj), record_id) or {"into": record_id})["into"]
    return record_id


def _merged(state: State, obj: ObjectType, winner: Body, loser: Body, secondary: str) -> Body:
    now = state.now()
    held, gone = winner["properties"], loser["properties"]
    before = [id_ for each in (held, gone) for id_ in each.get("hs_merged_object_ids", "").split(";") if id_]
    properties = {**gone, **held, "hs_merged_object_ids": ";".join(dict.fromkeys([*before, secondary]))}
    if obj is CONTACTS:
        stamps = [gone.get("hs_calculated_merged_vids", ""), held.get("hs_calculated_merged_vids", "")]
        moment = int(state.clock.now().timestamp() * 1000)
        properties["hs_calculated_merged_vids"] = ";".join([*filter(None, stamps), f"{secondary}:{moment}"])
    properties |= {name: held[name] for name in (obj.created, "hs_object_id")}
    properties[obj.modified] = now
    return {**winner, "properties": properties, "updatedAt": now}


def _move_links(state: State, obj: ObjectType, primary: str, secondary: str) -> None:
    for other in (*EVERY, *custom_objects.every(state)):
        for to_id, links in list(state.links(obj.type_id, other.type_id).of(secondary).items()):
            associations.remove(state, obj, secondary, other, to_id)
            body = state.records(other.type_id).get(to_id)
            if body is not None and not body["archived"] and to_id != primary:
                held = state.links(obj.type_id, other.type_id).of(primary)
                keeps_primary = any(_is_primary(link) for each in held.values() for link in each)
                moved = [link for link in links if not (keeps_primary and _is_primary(link))]
                associations.link(state, obj, primary, other, to_id, moved)


def _is_primary(link: tuple[str, int]) -> bool:
    return link[0] == "HUBSPOT_DEFINED" and link[1] in (1, 2, 5, 6)


def _kind(obj: ObjectType) -> str:
    return f"merged:{obj.type_id}"
