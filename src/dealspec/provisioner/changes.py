"""Differences between wanted and live, as data: sorted, drawn, stored and executed without being recomputed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dealspec.provisioner.resource import Json, Kind, Resource


class Action(StrEnum):
    """What a change does to a resource."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"

    @property
    def sign(self) -> str:
        """``+``, ``~`` or ``-``."""
        return {"create": "+", "update": "~", "delete": "-"}[self.value]


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """One attribute, by its path within the resource (``values.reseller.label``); ``None``: not there."""

    path: str
    before: Json
    after: Json


@dataclass(frozen=True, slots=True)
class Create:
    """The resource is wanted and not there."""

    wanted: Resource

    @property
    def address(self) -> str:
        """Where the change happens."""
        return self.wanted.address

    @property
    def kind(self) -> Kind:
        """What it happens to."""
        return self.wanted.kind

    @property
    def action(self) -> Action:
        """Always a creation."""
        return Action.CREATE


@dataclass(frozen=True, slots=True)
class Update:
    """The resource is there and differs in these attributes."""

    wanted: Resource
    live: Resource
    attributes: tuple[AttributeChange, ...]

    @property
    def address(self) -> str:
        """Where the change happens."""
        return self.wanted.address

    @property
    def kind(self) -> Kind:
        """What it happens to."""
        return self.wanted.kind

    @property
    def action(self) -> Action:
        """Always an update."""
        return Action.UPDATE


Change = Create | Update
