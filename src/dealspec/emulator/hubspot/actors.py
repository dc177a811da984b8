"""The user behind a user-level OAuth token: what HubSpot's settings let that user do. Knows no token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Actor:
    """An acting user. Calls of service keys and private apps have none, and bypass what is asked of users."""

    user_id: int
    super_admin: bool
    team_ids: frozenset[int]
    edits_associations: bool


def actor(raw: Mapping[str, Any]) -> Actor:
    """A user as the portal's own tokens endpoint takes one; every right but super admin is given unless denied."""
    return Actor(
        int(raw["userId"]),
        bool(raw.get("superAdmin", False)),
        frozenset(int(team) for team in raw.get("teamIds") or ()),
        bool(raw.get("editAssociations", True)),
    )
