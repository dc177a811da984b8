"""Service keys and user-level OAuth tokens, and the scopes each holds. Checks nothing of a call's content."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from dealspec.emulator.hubspot import limits, rates
from dealspec.emulator.hubspot.actors import Actor, actor
from dealspec.emulator.hubspot.errors import credentials_not_found, expired_token, not_found
from dealspec.emulator.hubspot.scopes import ALL
from dealspec.emulator.hubspot.state import State


@dataclass(frozen=True, slots=True)
class Key:
    """What a token stands for. ``user`` is the acting user of a user-level OAuth token, None for a service key."""

    app: rates.App
    scopes: frozenset[str]
    user: Actor | None


def create(state: State, scopes: Iterable[str], user: Mapping[str, Any] | None = None) -> str:
    """A new token that holds ``scopes``; ``oauth`` is always added (observed).

    Without ``user`` a service key. With ``{userId, superAdmin?, teamIds?, editAssociations?, expiresIn?}`` a user-level
    OAuth token, as an installed public app gets one.
    """
    portal_id = limits.identity(state)["portalId"]
    number = state.next_id("token", 1)
    name = uuid5(NAMESPACE_URL, f"dealspec:{portal_id}:{number}")
    token = f"pat-na1-{name}" if user is None else f"C{name.hex}"
    body: dict[str, Any] = {"scopes": sorted({*scopes, "oauth"}), "number": int(number)}
    if user is not None:
        body |= {"user": dict(user), "expiresAt": state.clock.now().timestamp() + float(user.get("expiresIn") or 1800)}
    state.define("token", token, body)
    return token


def first(state: State) -> str:
    """The key made with the portal; it holds every scope."""
    tokens = state.definitions("token")
    return min(tokens, key=lambda token: tokens[token]["number"])


def lookup(state: State, token: str) -> Key | None:
    """What a token stands for; None for an unknown one, 401 for one that has expired."""
    body = state.definition("token", token)
    if body is None:
        return None
    scopes, user = frozenset(body["scopes"]), body.get("user")
    if user is None:
        return Key(rates.App(f"app:{body['number']}"), scopes, None)
    if body["expiresAt"] <= state.clock.now().timestamp():
        raise expired_token()
    return Key(rates.App("app:oauth", oauth=True), scopes, actor(user))


def introspect(state: State, token: str) -> dict[str, Any]:
    """What ``/oauth/v2/private-apps/get/access-token-info`` tells of a key; raises 401 for an unknown one."""
    key = lookup(state, token)
    if key is None:
        raise credentials_not_found()
    identity = limits.identity(state)
    return {
        "userId": key.user.user_id if key.user else int(identity["userId"]),
        "hubId": identity["portalId"],
        "appId": identity["appId"],
        "scopes": sorted(key.scopes),
    }


def introspect_oauth(state: State, token: str) -> dict[str, Any]:
    """What ``/oauth/v1/access-tokens/{token}`` tells of an OAuth token; 404 for any other (assumed)."""
    body = state.definition("token", token) or {}
    key = lookup(state, token)
    if key is None or key.user is None:
        raise not_found("access token not found")
    identity = limits.identity(state)
    return {
        "token": token,
        "user": f"user-{key.user.user_id}@example.com",
        "hub_domain": f"{identity['portalId']}.example.com",
        "scopes": sorted(key.scopes),
        "hub_id": identity["portalId"],
        "app_id": identity["appId"],
        "expires_in": int(body["expiresAt"] - state.clock.now().timestamp()),
        "user_id": key.user.user_id,
        "token_type": "access",
    }


def all_scopes() -> frozenset[str]:
    """Every scope the portal knows."""
    return ALL
