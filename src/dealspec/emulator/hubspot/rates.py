"""Counts calls and writes the rate headers. Throttles nobody yet: the buckets refill with every call.

Figures: developers.hubspot.com, usage-guidelines, Enterprise. Search answers carry no rate headers.
"""

from __future__ import annotations

from collections.abc import Mapping

from dealspec.emulator.hubspot.state import State

PER_TEN_SECONDS, DAILY = 190, 1_000_000


def count(state: State, path: str) -> Mapping[str, str]:
    """Counts one call in memory; returns its headers. The place where a full bucket would raise a 429."""
    today = f"calls:{state.clock.now().date()}"
    state.calls[today] = state.calls.get(today, 0) + 1
    if path.endswith("/search"):
        return {}
    return {
        "X-HubSpot-RateLimit-Max": str(PER_TEN_SECONDS),
        "X-HubSpot-RateLimit-Remaining": str(PER_TEN_SECONDS - 1),
        "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
        "X-HubSpot-RateLimit-Daily": str(DAILY),
        "X-HubSpot-RateLimit-Daily-Remaining": str(max(0, DAILY - state.calls[today])),
    }


def calls_today(state: State) -> int:
    """Calls since midnight of the portal's clock and since the process started."""
    return state.calls.get(f"calls:{state.clock.now().date()}", 0)
