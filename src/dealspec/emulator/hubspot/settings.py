"""What a user of the portal may switch: tier, rate limits, settling, and the choice between two reported behaviours.

HubSpot has no such switches; the portal's own ``/__embedded__/settings`` reads and changes them, and the store keeps
them. By default nothing throttles and nothing lags: a tool that is not told otherwise meets the portal at its calmest.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from dealspec.emulator.hubspot.errors import invalid
from dealspec.emulator.hubspot.state import Definition, State

TIERS = ("FREE", "STARTER", "PROFESSIONAL", "ENTERPRISE")

SETTLING: Mapping[str, float] = {"schemas": 70, "labelNames": 300, "search": 5, "limits": 40}
"""Seconds that reads lag behind a write when all of it is switched on with ``true`` (observed, API 2026-09; search has
no figure but "seconds": php issue 59)."""

_CHOICES: Mapping[str, tuple[Any, ...]] = {
    "tier": TIERS,
    "apiLimitIncreases": (0, 1, 2),
    "rateLimits": (False, True),
    "retryAfter": (False, True),
    "archivedNames": ("restore", "fresh"),
    "sensitiveData": (False, True),
}
_DEFAULTS: Definition = {
    "tier": "ENTERPRISE",
    "apiLimitIncreases": 0,
    "rateLimits": False,
    "retryAfter": False,
    "archivedNames": "restore",
    "sensitiveData": False,
    "settling": dict.fromkeys(SETTLING, 0),
}


def of(state: State) -> Definition:
    """Every setting; the caller must not change them."""
    return {**_DEFAULTS, **(state.definition("embedded", "settings") or {})}


def change(state: State, body: Mapping[str, Any]) -> Definition:
    """Changes the given settings; raises 400 for an unknown one or a value it cannot have."""
    new = of(state)
    for name, value in body.items():
        new[name] = _settling(new["settling"], value) if name == "settling" else _choice(name, value)
    state.define("embedded", "settings", new)
    return new


def settling(state: State, what: str) -> float:
    """Seconds that reads of ``what`` lag behind writes."""
    return cast(float, of(state)["settling"][what])


def at_least(state: State, tier: str) -> bool:
    """Whether the portal's tier is ``tier`` or above."""
    return TIERS.index(of(state)["tier"]) >= TIERS.index(tier)


def _choice(name: str, value: Any) -> Any:
    if name not in _CHOICES:
        raise invalid(f"Unknown setting {name}; there are {', '.join((*_CHOICES, 'settling'))}.")
    if not any(value == choice and isinstance(value, type(choice)) for choice in _CHOICES[name]):
        raise invalid(f"Setting {name} takes one of {list(_CHOICES[name])}, not {value!r}.")
    return value


def _settling(old: Mapping[str, float], value: Any) -> dict[str, float]:
    if isinstance(value, bool):
        return dict(SETTLING) if value else dict.fromkeys(SETTLING, 0)
    if not isinstance(value, Mapping) or not set(value) <= set(SETTLING):
        raise invalid(f"Setting settling takes true, false or seconds for {', '.join(SETTLING)}.")
    for name, seconds in value.items():
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 <= seconds < 1e9:
            raise invalid(f"settling.{name} takes seconds, not {seconds!r}.")
    return {**old, **value}
