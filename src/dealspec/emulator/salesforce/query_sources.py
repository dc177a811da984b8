"""What a query reads from: objects by name and rows of them, whether stored or made on the spot. Holds neither."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from dealspec.emulator.salesforce.catalog import Field, ObjectType


class Objects(Protocol):
    """The objects that a query may name."""

    def names(self) -> list[str]:
        """Every object."""
        ...

    def object(self, name: str) -> ObjectType | None:
        """An object in any case."""
        ...


class Rows(Protocol):
    """Where a query finds what it reads."""

    def all(self, object_name: str, *, deleted: bool = False) -> Iterator[dict[str, Any]]:
        """Every row of an object."""
        ...

    def load(self, object_name: str, record_id: str) -> dict[str, Any] | None:
        """One row, or None."""
        ...

    def output(self, object_type: ObjectType, field: Field, body: Mapping[str, Any]) -> Any:
        """A field's value as the API writes it."""
        ...
