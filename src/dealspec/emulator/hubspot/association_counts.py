"""Properties that follow from a record's associations: counts and the primary company. Links nothing.

They do not bump the modification date (assumed).
"""

from __future__ import annotations

from dealspec.emulator.hubspot import custom_objects
from dealspec.emulator.hubspot.objects import COMPANIES, CONTACTS, DEALS, EVERY, ObjectType
from dealspec.emulator.hubspot.state import State
from dealspec.emulator.hubspot.tables import Link

_COUNTS = (
    (DEALS, CONTACTS, "num_associated_contacts"),
    (COMPANIES, CONTACTS, "num_associated_contacts"),
    (COMPANIES, DEALS, "num_associated_deals"),
    (CONTACTS, DEALS, "num_associated_deals"),
)
_PRIMARY: tuple[tuple[ObjectType, Link, str], ...] = (
    (DEALS, ("HUBSPOT_DEFINED", 5), "hs_primary_associated_company"),
    (CONTACTS, ("HUBSPOT_DEFINED", 1), "associatedcompanyid"),
)


def mark(state: State, obj: ObjectType, record_id: str, other: ObjectType, to_id: str) -> None:
    """Notes that both ends of an association need a count; ``settle`` does it once per call and record."""
    state.uncounted[obj, record_id, other] = None
    state.uncounted[other, to_id, obj] = None


def mark_neighbours(state: State, obj: ObjectType, record_id: str) -> None:
    """Notes that every record that a record is linked to needs a count."""
    for other in (*EVERY, *custom_objects.every(state)):
        for to_id in state.links(obj.type_id, other.type_id).of(record_id):
            mark(state, obj, record_id, other, to_id)


def settle(state: State) -> None:
    """Brings every noted count up to date; the call's own answer does not show them yet, as HubSpot's lag (assumed)."""
    for obj, record_id, other in list(state.uncounted):
        _refresh(state, obj, record_id, other)
    state.uncounted.clear()


def _refresh(state: State, obj: ObjectType, record_id: str, other: ObjectType) -> None:
    table = state.records(obj.type_id)
    body = table.get(record_id)
    if body is None:
        return
    others = state.records(other.type_id)
    linked = state.links(obj.type_id, other.type_id).of(record_id)
    live = [to_id for to_id in linked if (to := others.get(to_id)) is not None and not to["archived"]]
    values: dict[str, str] = {}
    for one, counted, name in _COUNTS:
        if one is obj and counted is other:
            values[name] = str(len(live))
    for one, link, name in _PRIMARY:
        if one is obj and other is COMPANIES:
            values[name] = next((to_id for to_id in live if link in linked[to_id]), "")
    properties = {**body["properties"], **values}
    properties = {name: value for name, value in properties.items() if value}
    if properties != body["properties"]:
        state.dirty = True
        table.put(record_id, {**body, "properties": properties})
