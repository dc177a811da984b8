"""Service keys of the portal and the scopes each holds. Keeps them in the store; checks nothing of a call's content."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from dealspec.emulator.hubspot import limits
from dealspec.emulator.hubspot.errors import credentials_not_found
from dealspec.emulator.hubspot.scopes import ALL
from dealspec.emulator.hubspot.state import State


def create(state: State, scopes: Iterable[str]) -> str:
    """A new service key that holds ``scopes``; ``oauth`` is always added (observed)."""
    portal_id = limits.identity(state)["portalId"]
    number = state.next_id("token", 1)
    token = f"pat-na1-{uuid5(NAMESPACE_URL, f'dealspec:{portal_id}:{number}')}"
    state.define("token", token, {"scopes": sorted({*scopes, "oauth"}), "number": int(number)})
    return token


def first(state: State) -> str:
    """The key made with the portal; it holds every scope."""
    tokens = state.definitions("token")
    return min(tokens, key=lambda token: tokens[token]["number"])


def scopes_of(state: State, token: str) -> frozenset[str]:
    """Scopes of a key; raises 401 for an unknown one."""
    body = state.definition("token", token)
    if body is None:
        raise credentials_not_found()
    return frozenset(body["scopes"])


def introspect(state: State, token: str) -> dict[str, Any]:
    """What ``/oauth/v2/private-apps/get/access-token-info`` tells of a key."""
    scopes = scopes_of(state, token)
    identity = limits.identity(state)
    return {
        "userId": int(identity["userId"]),
        "hubId": identity["portalId"],
        "appId": identity["appId"],
        "scopes": sorted(scopes),
    }


def all_scopes() -> frozenset[str]:
    """Every scope the portal knows."""
    return ALL
