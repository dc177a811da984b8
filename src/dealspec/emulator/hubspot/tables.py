"""Records and links of the store, held parsed in memory and written through. Knows no rule."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from typing import Any

from dealspec.emulator.store import Store

Body = dict[str, Any]
Link = tuple[str, int]
"""An association's category and type id."""


class RecordTable:
    """The records of one object by id, archived ones included, with an index per looked-up property."""

    def __init__(self, store: Store, type_id: str) -> None:
        self._store = store
        self._object = f"record:{type_id}"
        self._rows = dict(store.records(self._object))
        self._order = sorted(int(record_id) for record_id in self._rows)
        self._indexes: dict[str, dict[str, str]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, record_id: str) -> Body | None:
        """One record, archived or not; the caller must not change it."""
        return self._rows.get(record_id)

    def after(self, record_id: int) -> Iterator[tuple[str, Body]]:
        """Every record whose id is greater, in id order."""
        for position in range(bisect_right(self._order, record_id), len(self._order)):
            key = str(self._order[position])
            yield key, self._rows[key]

    def put(self, record_id: str, body: Body) -> None:
        """Creates or replaces a record."""
        old = self._rows.get(record_id)
        if old is None:
            insort(self._order, int(record_id))
        for name, index in self._indexes.items():
            _unindex(index, name, record_id, old)
            _index(index, name, record_id, body)
        self._rows[record_id] = body
        self._store.put_record(self._object, record_id, body)

    def remove(self, record_id: str) -> None:
        """Takes a record away for good."""
        old = self._rows.pop(record_id, None)
        if old is None:
            return
        del self._order[bisect_left(self._order, int(record_id))]
        for name, index in self._indexes.items():
            _unindex(index, name, record_id, old)
        self._store.delete_record(self._object, record_id)

    def find(self, name: str, value: str) -> str | None:
        """The id of the live record that holds ``value`` in the property ``name``."""
        index = self._indexes.get(name)
        if index is None:
            index = self._indexes[name] = {}
            for record_id, body in self._rows.items():
                _index(index, name, record_id, body)
        return index.get(value)


class LinkTable:
    """The associations from one object to another: from id, to id, links."""

    def __init__(self, store: Store, from_type: str, to_type: str) -> None:
        self._store = store
        self._object = f"link:{from_type}:{to_type}"
        self._links: dict[str, dict[str, tuple[Link, ...]]] = {}
        for key, body in store.records(self._object):
            from_id, to_id = key.split(":")
            links = tuple((category, type_id) for category, type_id in body["links"])
            self._links.setdefault(from_id, {})[to_id] = links

    def of(self, from_id: str) -> dict[str, tuple[Link, ...]]:
        """Links of one record by the other's id, in order of creation; the caller must not change it."""
        return self._links.get(from_id, {})

    def put(self, from_id: str, to_id: str, links: tuple[Link, ...]) -> None:
        """Sets the links of a pair; none removes it."""
        pairs = self._links.setdefault(from_id, {})
        if pairs.get(to_id) == links:
            return
        if links:
            pairs[to_id] = links
            self._store.put_record(self._object, f"{from_id}:{to_id}", {"links": links})
        elif pairs.pop(to_id, None) is not None:
            self._store.delete_record(self._object, f"{from_id}:{to_id}")

    def drop_type(self, link: Link) -> None:
        """Removes one kind of link from every pair."""
        for from_id, pairs in list(self._links.items()):
            for to_id, links in list(pairs.items()):
                if link in links:
                    self.put(from_id, to_id, tuple(other for other in links if other != link))


def _index(index: dict[str, str], name: str, record_id: str, body: Body) -> None:
    value = body["properties"].get(name)
    if value and not body["archived"]:
        index[value] = record_id


def _unindex(index: dict[str, str], name: str, record_id: str, body: Body | None) -> None:
    value = body and body["properties"].get(name)
    if value and index.get(value) == record_id:
        del index[value]
