"""Stored metadata components by type and full name. Judges nothing: the rules in ``metadata_*`` do that first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dealspec.emulator.clock import Clock
from dealspec.emulator.salesforce import ids
from dealspec.emulator.salesforce.wire import Body
from dealspec.emulator.store import Store

_PREFIXES = {
    "CustomObject": "01I", "CustomField": "00N", "ValidationRule": "03d", "RecordType": "012", "BusinessProcess": "019",
    "PermissionSet": "0PS", "CustomPermission": "0CP", "GlobalValueSet": "0Nt", "StandardValueSet": "0Nu",
    "MatchingRule": "0JD", "DuplicateRule": "0Bm", "Layout": "00h",
}  # fmt: skip
"""Key prefixes; 00N, 012, 0PS and 03d are known, the others assumed. A type not listed gets 0MD (ours)."""

CHILD_TYPES = {
    "CustomField": "fields",
    "ValidationRule": "validationRules",
    "RecordType": "recordTypes",
    "BusinessProcess": "businessProcesses",
}
"""Types whose full name is ``Object.Name``, and their element inside a CustomObject."""


@dataclass(frozen=True, slots=True)
class Component:
    """One stored component."""

    type: str
    full_name: str
    id: str
    body: Body
    created: str
    modified: str

    @property
    def object(self) -> str:
        """The object of a child component, else the full name."""
        return self.full_name.partition(".")[0]

    @property
    def name(self) -> str:
        """The name inside its object."""
        return self.full_name.rpartition(".")[2]


class Definitions:
    """Components in a store; each save gets an id and dates."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store, self._clock = store, clock

    def get(self, type_name: str, full_name: str) -> Component | None:
        """One component, or None."""
        document = self._store.document(_kind(type_name), full_name)
        return None if document is None else _component(type_name, full_name, document)

    def find(self, type_name: str, full_name: str) -> Component | None:
        """As ``get``, without regard to case (API names are unique that way; Help: field names)."""
        exact = self.get(type_name, full_name)
        if exact is not None:
            return exact
        wanted = full_name.lower()
        keys = (key for key in self._store.documents(_kind(type_name)) if key.lower() == wanted)
        return self.get(type_name, next(keys, ""))

    def all(self, type_name: str) -> Iterator[Component]:
        """Every component of a type, by name."""
        for full_name, document in sorted(self._store.documents(_kind(type_name)).items()):
            yield _component(type_name, full_name, document)

    def of_object(self, type_name: str, object_name: str) -> Iterator[Component]:
        """Every child component of an object, by name."""
        prefix = object_name + "."
        for full_name, document in sorted(self._store.documents(_kind(type_name)).items()):
            if full_name.startswith(prefix):
                yield _component(type_name, full_name, document)

    def put(self, type_name: str, full_name: str, body: Body) -> Component:
        """Creates or replaces a component."""
        now = self._clock.now().strftime("%Y-%m-%dT%H:%M:%S.000Z")
        old = self.get(type_name, full_name)
        prefix = _PREFIXES.get(type_name, "0MD")
        component_id = old.id if old else ids.record_id(prefix, self._store.next(f"id.{prefix}"))
        created = old.created if old else now
        document = {"id": component_id, "created": created, "modified": now, "body": body}
        self._store.put_document(_kind(type_name), full_name, document)
        return Component(type_name, full_name, component_id, body, created, now)

    def delete(self, type_name: str, full_name: str) -> bool:
        """Removes a component; tells whether there was one."""
        return self._store.delete_document(_kind(type_name), full_name)


def _kind(type_name: str) -> str:
    return f"metadata.{type_name}"


def _component(type_name: str, full_name: str, document: dict[str, Any]) -> Component:
    return Component(type_name, full_name, document["id"], document["body"], document["created"], document["modified"])
