"""What a portal tells about itself and about the day's calls."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from dealspec.emulator.hubspot import limits
from dealspec.emulator.hubspot.rates import DAILY, calls_today
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
    midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    usage = {
        "name": "private-apps-api-calls-daily",
        "usageLimit": DAILY,
        "currentUsage": calls_today(state),
        "collectedAt": timestamp(now),
        "fetchStatus": "SUCCESS",
        "resetsAt": timestamp(midnight),
    }
    return {"results": [usage]}
