"""What reads still show of the time before a write, for as long as the settings say. Off, it shows nothing old.

A window ends by the portal's clock, or after ``READS`` reads of the thing (assumed), so that a portal whose clock
stands still settles too. Observed, API 2026-09: single reads of a schema flip between old and new; lists of schemas
settle sooner; names of association labels come minutes later; limits lag. Search lags by seconds (php issue 59).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dealspec.emulator.hubspot import settings
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import Definition, State
from dealspec.emulator.hubspot.tables import Body

READS = 12
SCHEMAS, LABEL_NAMES, SEARCH, LIMITS = "schemas", "labelNames", "search", "limits"
_LIST_PART = 5 / 70
"""The part of a schema's window in which lists without definitions are old too: 5 of 70 seconds."""


def note(state: State, what: str, key: str, old: Definition | None) -> None:
    """Notes what a thing was before a write; ``None`` where it was not there."""
    seconds = settings.settling(state, what)
    if seconds:
        now = state.clock.now().timestamp()
        state.define(_kind(what), key, {"old": old, "since": now, "until": now + seconds})
        state.reads.pop((what, key), None)


def unsettled(state: State, what: str, key: str) -> Definition | None:
    """The note of a thing that has not settled, ``{old, since, until}``; counts one read."""
    found = state.definition(_kind(what), key)
    if found is None or found["until"] <= state.clock.now().timestamp():
        return None
    reads = state.reads[what, key] = state.reads.get((what, key), 0) + 1
    return found if reads <= READS else None


def schema_read(state: State, key: str, new: Definition) -> Definition:
    """A schema as one read shows it: each second read of an unsettled one is old."""
    found = unsettled(state, SCHEMAS, key)
    if found is None or state.reads[SCHEMAS, key] % 2:
        return new
    return dict(found["old"])


def schema_listed(state: State, key: str, new: Definition) -> Definition:
    """A schema as a list without definitions shows it."""
    found = unsettled(state, SCHEMAS, key)
    if found is None:
        return new
    soon = found["since"] + (found["until"] - found["since"]) * _LIST_PART
    return dict(found["old"]) if state.clock.now().timestamp() < soon else new


def schema_base(state: State, key: str, new: Definition) -> Definition:
    """What a PATCH starts from: fields it leaves out may come back from before the last write (observed)."""
    found = unsettled(state, SCHEMAS, key)
    return new if found is None else dict(found["old"])


def note_record(state: State, obj: ObjectType, record_id: str, old: Body | None) -> None:
    """Notes what search knew of a record before a write; lives in memory alone."""
    seconds = settings.settling(state, SEARCH)
    if seconds:
        now = state.clock.now().timestamp()
        known, until = state.unsearched.get((obj.type_id, record_id), (old, 0.0))
        state.unsearched[obj.type_id, record_id] = known if until > now else old, now + seconds


def searched(state: State, obj: ObjectType, record_id: str, new: Body) -> Body | None:
    """A record as search knows it; ``None`` where it does not know it yet."""
    found = state.unsearched.get((obj.type_id, record_id))
    if found is None:
        return new
    reads = state.reads[SEARCH, record_id] = state.reads.get((SEARCH, record_id), 0) + 1
    if found[1] <= state.clock.now().timestamp() or reads > READS:
        del state.unsearched[obj.type_id, record_id]
        del state.reads[SEARCH, record_id]
        return new
    return found[0]


def limit_answer(state: State, key: str, compute: Callable[[], Any]) -> Any:
    """An answer of limits tracking, counted anew once the last count is old enough."""
    seconds = settings.settling(state, LIMITS)
    now = state.clock.now().timestamp()
    if not seconds:
        return compute()
    kept = state.counted.get(key)
    if kept is None or kept[0] + seconds <= now or kept[2] >= READS:
        kept = (now, compute(), 0)
    state.counted[key] = (kept[0], kept[1], kept[2] + 1)
    return kept[1]


def _kind(what: str) -> str:
    return f"settling:{what}"
