"""What it means that a foreign client changed something: who changed what, and the only thing a plan may then name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Client = TypeVar("Client")
GONE = "create"
"""The whole of it is gone, so that a plan would create it."""
IGNORED = ""
"""The CRM accepts the attempt and changes nothing."""
Seen = Mapping[str, list[str] | str]
"""By address the paths that differ, or ``GONE``."""


@dataclass(frozen=True)
class Change(Generic[Client]):
    """``undo`` takes back first what an apply alone does not mend."""

    name: str
    make: Callable[[Client], None]
    seen: Seen
    undo: Callable[[Client], None] | None = None


@dataclass(frozen=True)
class Refusal(Generic[Client]):
    """What the CRM lets nobody change: the managed attribute if it is one, the attempt, the vendor's words."""

    name: str
    attribute: str
    make: Callable[[Client], None]
    words: str


def one(address: str, *paths: str) -> Seen:
    return {address: sorted(paths)}


def attribute_of(kind: str, path: str) -> str:
    """``field values.*.label`` for ``fields.opportunity.partner_motion: values.reseller.label``."""
    parts = path.split(".")
    if parts[0] == "values":
        parts[1] = "*"
    if parts[0] in ("fields", "stages", "record_types", "picklists"):
        parts = [parts[0], "*"]
    return f"{kind} {'.'.join(parts)}"
