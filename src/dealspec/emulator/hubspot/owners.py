"""The portal's owners: the people a record can be given to. ``hubspot_owner_id`` holds ``id``, never ``userId``."""

from __future__ import annotations

from typing import Any

from dealspec.emulator.hubspot.errors import not_found
from dealspec.emulator.hubspot.state import State


def all_of(state: State) -> list[dict[str, Any]]:
    """Every owner, by id."""
    return list(state.definitions("owner").values())


def listed(state: State, *, email: str | None, archived: bool) -> list[dict[str, Any]]:
    """Owners by email (case ignored) and archive state."""
    wanted = email.lower() if email else None
    return [
        owner
        for owner in all_of(state)
        if owner["archived"] == archived and (wanted is None or owner["email"].lower() == wanted)
    ]


def read(state: State, owner_id: str, *, by_user: bool) -> dict[str, Any]:
    """One owner by its id or its user's."""
    for owner in all_of(state):
        if str(owner["userId"] if by_user else owner["id"]) == owner_id:
            return owner
    raise not_found("resource not found", {"id": [owner_id]})
