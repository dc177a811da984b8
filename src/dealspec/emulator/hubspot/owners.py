"""The portal's owners: the people a record can be given to. ``hubspot_owner_id`` holds ``id``, never ``userId``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dealspec.emulator.hubspot import limits
from dealspec.emulator.hubspot.errors import not_found, required_attributes
from dealspec.emulator.hubspot.state import State

FIRST_OWNER_ID = 81_000_001


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


def create(state: State, body: Mapping[str, Any]) -> dict[str, Any]:
    """Another owner, as a new user of the portal becomes one."""
    if not body.get("email"):
        raise required_attributes("EmbeddedOwner", ["email"])
    number = int(state.next_id("owner", 1))
    user_id = int(limits.identity(state)["userId"]) + number
    now = state.now()
    owner: dict[str, Any] = {
        "id": str(FIRST_OWNER_ID + number),
        "email": str(body["email"]),
        "type": "PERSON",
        "firstName": str(body.get("firstName") or ""),
        "lastName": str(body.get("lastName") or ""),
        "userId": user_id,
        "userIdIncludingInactive": user_id,
        "createdAt": now,
        "updatedAt": now,
        "archived": False,
    }
    state.define("owner", owner["id"], owner)
    return owner
