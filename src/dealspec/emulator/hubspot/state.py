"""What every rule works on: definitions, records and links of one portal, its clock, and what is computed from them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

from dealspec.emulator.clock import Clock
from dealspec.emulator.hubspot.actors import Actor
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.tables import Body, LinkTable, RecordTable
from dealspec.emulator.store import Store

T = TypeVar("T")
Definition = dict[str, Any]


class State:
    """One portal's state. ``dirty`` says that a call has written something that a refusal must undo."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = ShiftedClock(clock, store)
        self.dirty = False
        self.actor: Actor | None = None
        """The user on whose behalf the present call is made; None for service keys."""
        self.scopes: frozenset[str] = frozenset()
        """What the present call's key holds."""
        self.calls: dict[str, int] = {}
        self.windows: dict[str, deque[float]] = {}
        self.reads: dict[tuple[str, str], int] = {}
        """How often what has not settled was read, by kind and key."""
        self.unsearched: dict[tuple[str, str], tuple[Body | None, float]] = {}
        """What search still knows of a record, by object and id, and until when."""
        self.counted: dict[str, tuple[float, Any, int]] = {}
        """Answers of limits tracking: when counted, what, how often given."""
        self.uncounted: dict[tuple[ObjectType, str, ObjectType], None] = {}
        self._computed: dict[str, Any] = {}
        self._tables: dict[str, RecordTable] = {}
        self._links: dict[tuple[str, str], LinkTable] = {}

    def now(self) -> str:
        """The clock's time as HubSpot writes it: ISO 8601, milliseconds, Z."""
        return timestamp(self.clock.now())

    def next_id(self, counter: str, start: int) -> str:
        """A counter's next number as text."""
        self.dirty = True
        return str(self.store.next(counter, start))

    def definitions(self, kind: str) -> dict[str, Definition]:
        """Every definition of a kind by key; the caller must not change them."""
        return self.store.documents(kind)

    def definition(self, kind: str, key: str) -> Definition | None:
        """One definition, or None; the caller must not change it."""
        return self.store.document(kind, key)

    def define(self, kind: str, key: str, body: Definition) -> None:
        """Creates or replaces a definition."""
        self.dirty = True
        self._computed.clear()
        self.store.put_document(kind, key, body)

    def undefine(self, kind: str, key: str) -> None:
        """Removes a definition, if there is one."""
        self.dirty = True
        self._computed.clear()
        self.store.delete_document(kind, key)

    def computed(self, key: str, build: Callable[[], T]) -> T:
        """What ``build`` returns, kept until any definition changes."""
        if key not in self._computed:
            self._computed[key] = build()
        return cast(T, self._computed[key])

    def records(self, type_id: str) -> RecordTable:
        """The records of an object. Whoever writes to it says so with ``dirty``."""
        if type_id not in self._tables:
            self._tables[type_id] = RecordTable(self.store, type_id)
        return self._tables[type_id]

    def links(self, from_type: str, to_type: str) -> LinkTable:
        """The associations from one object to another. Whoever writes to it says so with ``dirty``."""
        pair = (from_type, to_type)
        if pair not in self._links:
            self._links[pair] = LinkTable(self.store, from_type, to_type)
        return self._links[pair]

    def forget(self) -> None:
        """Drops what memory holds, after the store has rolled back."""
        self._computed.clear()
        self._tables.clear()
        self._links.clear()
        self.uncounted.clear()


class ShiftedClock:
    """The clock a portal was given, put forward by as many seconds as its user asked for."""

    def __init__(self, base: Clock, store: Store) -> None:
        self._base = base
        self._store = store
        self._ahead = timedelta(seconds=(store.document("embedded", "clock") or {"ahead": 0})["ahead"])

    def now(self) -> datetime:
        """The current time, aware, in UTC."""
        return self._base.now() + self._ahead

    def advance(self, seconds: float) -> None:
        """Puts the clock forward; the store remembers."""
        ahead = self._ahead + timedelta(seconds=seconds)
        self._store.put_document("embedded", "clock", {"ahead": ahead.total_seconds()})
        self._ahead = ahead


def timestamp(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
