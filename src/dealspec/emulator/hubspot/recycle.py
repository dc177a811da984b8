"""What is archived lives for 90 days, then it is gone (knowledge.hubspot.com, organize and export properties)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import State

KEPT = timedelta(days=90)


def is_gone(state: State, archived: Mapping[str, Any]) -> bool:
    """Whether a definition or record was archived so long ago that nobody sees it any more."""
    if not archived["archived"] or "archivedAt" not in archived:
        return False
    return state.clock.now() - datetime.fromisoformat(archived["archivedAt"]) > KEPT


def drop_values(state: State, obj: ObjectType, name: str) -> None:
    """Takes a purged property's values and history off every record."""
    state.dirty = True
    table = state.records(obj.type_id)
    for record_id, body in list(table.after(0)):
        if name in body["properties"] or name in body["history"]:
            table.put(record_id, {**body, **{part: _without(body[part], name) for part in ("properties", "history")}})


def _without(values: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name}
