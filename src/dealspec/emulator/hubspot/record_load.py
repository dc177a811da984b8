"""Creates many records of one shape at once, for tests of size. Checks the shape once and the rest not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dealspec.emulator.hubspot import record_values, records
from dealspec.emulator.hubspot.errors import invalid
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import State

MOST = 1_000_000
_PLACE = "{n}"


def load(state: State, obj: ObjectType, body: Mapping[str, Any]) -> dict[str, Any]:
    """Makes ``count`` records of ``properties``; returns the first and the last id."""
    count, raw = body.get("count"), body.get("properties")
    if isinstance(count, bool) or not isinstance(count, int) or not 0 < count <= MOST:
        raise invalid(f"count takes a number from 1 to {MOST}.")
    if not isinstance(raw, Mapping):
        raise invalid("properties must be an object of values.")
    shape = {name: value if isinstance(value, str) else str(value) for name, value in raw.items()}
    numbered = [name for name, value in shape.items() if _PLACE in value]
    first = record_values.checked(state, obj, _numbered(shape, numbered, 1), {}, latest=False).values
    ids = []
    for number in range(1, count + 1):
        values = {**first, **{name: shape[name].replace(_PLACE, str(number)) for name in numbered}}
        ids.append(records.put_new(state, obj, values))
    return {"created": count, "firstId": ids[0], "lastId": ids[-1]}


def _numbered(shape: Mapping[str, str], names: list[str], number: int) -> dict[str, str]:
    return {**shape, **{name: shape[name].replace(_PLACE, str(number)) for name in names}}
