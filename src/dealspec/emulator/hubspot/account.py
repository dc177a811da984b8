"""What a portal tells about itself and about the day's calls."""

from __future__ import annotations

from typing import Any

from dealspec.emulator.hubspot import limits, rates
from dealspec.emulator.hubspot.state import State, timestamp

_SHOWN = (
    "portalId", "accountType", "timeZone", "companyCurrency", "additionalCurrencies", "utcOffset",
    "utcOffsetMilliseconds", "uiDomain", "dataHostingLocation",
)  # fmt: skip


def details(state: State) -> dict[str, Any]:
    """The account-info details answer."""
    identity = limits.identity(state)
    return {key: identity[key] for key in _SHOWN}


def daily_usage(state: State) -> dict[str, Any]:
    """The daily usage answer (keys: OpenAPI account-info file)."""
    now = state.clock.now()
    usage = {
        "name": "private-apps-api-calls-daily",
        "usageLimit": rates.daily(state),
        "currentUsage": rates.calls_today(state),
        "collectedAt": timestamp(now),
        "fetchStatus": "SUCCESS",
        "resetsAt": timestamp(rates.midnight(state, now)),
    }
    return {"results": [usage]}
