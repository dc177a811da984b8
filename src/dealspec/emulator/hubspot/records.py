"""Records of an object: create, change, archive, with the values HubSpot maintains itself. Reads live in views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dealspec.emulator.hubspot import (
    approvals,
    association_counts,
    associations,
    catalogue,
    governance,
    record_values,
    settling,
)
from dealspec.emulator.hubspot.errors import invalid, record_not_found
from dealspec.emulator.hubspot.objects import DEALS, ObjectType
from dealspec.emulator.hubspot.state import State
from dealspec.emulator.hubspot.tables import Body

FIRST_ID = 20_000_000_001


@dataclass(frozen=True, slots=True)
class Written:
    """A record that was created or changed, and warnings about the values it was given."""

    record_id: str
    warnings: tuple[dict[str, Any], ...]


def create(state: State, obj: ObjectType, item: Mapping[str, Any], *, latest: bool) -> Written:
    """Creates a record with its associations."""
    checked = record_values.checked(state, obj, item.get("properties"), {}, latest=latest)
    links = associations.parsed(state, obj, item.get("associations"))
    governance.check_create(state, obj, checked.values)
    record_id = put_new(state, obj, checked.values)
    for other, to_id, specs in links:
        associations.link(state, obj, record_id, other, to_id, specs)
    return Written(record_id, checked.warnings)


def put_new(state: State, obj: ObjectType, values: Mapping[str, str]) -> str:
    """Stores a new record of checked values; returns its id."""
    now = state.now()
    record_id = state.next_id("record.id", FIRST_ID)
    # The creation date may be given on create; everything else of the kind is HubSpot's own.
    created = values.get(obj.created) or now
    properties = {name: value for name, value in values.items() if value}
    properties |= {obj.created: created, obj.modified: now, "hs_object_id": record_id}
    body: Body = {
        "properties": properties,
        "createdAt": created,
        "updatedAt": now,
        "archived": False,
        "history": {},
    }
    if obj.has_pipelines:
        properties |= approvals.entered(state, obj, record_id, properties)
    if obj is DEALS:
        _maintain_deal(state, body, None, now)
    state.records(obj.type_id).put(record_id, body)
    settling.note_record(state, obj, record_id, None)
    return record_id


def update(state: State, obj: ObjectType, record_id: str, raw: Any, *, latest: bool) -> Written:
    """Changes values of a live record; "" clears."""
    old = live(state, obj, record_id)
    checked = record_values.checked(state, obj, raw, old["properties"], latest=latest, record_id=record_id)
    now = state.now()
    properties = dict(old["properties"])
    history = dict(old["history"])
    for name, value in checked.values.items():
        before = properties.get(name, "")
        if value != before:
            past = history.get(name) or ([[before, old["createdAt"]]] if before else [])
            history[name] = [[value, now], *past]
        properties[name] = value
    properties = {name: value for name, value in properties.items() if value}
    governance.check_change(state, obj, record_id, old["properties"], properties)
    properties[obj.modified] = now
    if obj.has_pipelines and properties.get(obj.place[1]) != old["properties"].get(obj.place[1]):
        properties |= approvals.entered(state, obj, record_id, properties)
    body = {**old, "properties": properties, "updatedAt": now, "history": history}
    if obj is DEALS:
        _maintain_deal(state, body, old["properties"].get("dealstage"), now)
    state.dirty = True
    state.records(obj.type_id).put(record_id, body)
    settling.note_record(state, obj, record_id, old)
    return Written(record_id, checked.warnings)


def archive(state: State, obj: ObjectType, record_id: str) -> None:
    """Moves a record to the recycle bin; does not touch its modification time (airbyte issue 19838)."""
    body = state.records(obj.type_id).get(record_id)
    if body is None or body["archived"]:
        # Deleting what is gone is no error (assumed from the idempotent DELETE of the objects API).
        return
    governance.check_archive(state, obj, body["properties"])
    state.dirty = True
    state.records(obj.type_id).put(record_id, {**body, "archived": True, "archivedAt": state.now()})
    settling.note_record(state, obj, record_id, body)
    association_counts.mark_neighbours(state, obj, record_id)


def live(state: State, obj: ObjectType, record_id: str) -> Body:
    """A record that is not archived; raises 404."""
    body = state.records(obj.type_id).get(record_id)
    if body is None or body["archived"]:
        raise record_not_found(record_id)
    return body


def resolve(state: State, obj: ObjectType, given: str, id_property: str | None) -> str | None:
    """The record id behind an id or a unique property's value."""
    if id_property in (None, "", "hs_object_id"):
        return given
    prop = catalogue.find(state, obj, str(id_property))
    if prop is None or not prop.unique:
        raise invalid(f"The property {id_property} is not a unique identifier property for {obj.plural}.")
    value = given.lower() if id_property == "email" else given
    return state.records(obj.type_id).find(prop.name, value)


def _maintain_deal(state: State, body: Body, old_stage: str | None, now: str) -> None:
    properties = body["properties"]
    amount = properties.get("amount")
    properties.pop("amount_in_home_currency", None)
    if amount:
        # One currency in a fresh portal, so the home amount is the amount.
        properties["amount_in_home_currency"] = amount
    stage = properties.get("dealstage")
    probability = catalogue.stages(state).get(properties.get("pipeline", ""), {}).get(stage or "")
    if probability is not None:
        properties |= {
            "hs_deal_stage_probability": str(probability),
            "hs_is_closed": "true" if probability in (0.0, 1.0) else "false",
            "hs_is_closed_won": "true" if probability == 1.0 else "false",
            "hs_is_closed_lost": "true" if probability == 0.0 else "false",
        }
    if stage != old_stage:
        if old_stage:
            _leave(properties, old_stage, now)
        if stage:
            properties[f"hs_v2_date_entered_{stage}"] = now
            properties["hs_v2_date_entered_current_stage"] = now


def _leave(properties: dict[str, str], stage: str, now: str) -> None:
    """Stamps the leaving of a stage, and the milliseconds spent there: the last time, and in all (unit: assumed)."""
    properties[f"hs_v2_date_exited_{stage}"] = now
    entered = properties.get(f"hs_v2_date_entered_{stage}")
    if entered is None:
        return
    spent = int((datetime.fromisoformat(now) - datetime.fromisoformat(entered)).total_seconds() * 1000)
    before = int(properties.get(f"hs_v2_cumulative_time_in_{stage}", "0"))
    properties[f"hs_v2_latest_time_in_{stage}"] = str(spent)
    properties[f"hs_v2_cumulative_time_in_{stage}"] = str(before + spent)
