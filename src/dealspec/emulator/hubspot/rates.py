"""Counts calls, writes the rate headers, and refuses what is over a limit when ``rateLimits`` is switched on.

Figures by tier, headers, and what search is exempt from: developers.hubspot.com, usage-guidelines. A refused call takes
nothing out of a bucket (assumed). The counts live in memory: a restarted portal begins anew.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dealspec.emulator.hubspot import limits, settings
from dealspec.emulator.hubspot.errors import HubSpotError, too_many_requests
from dealspec.emulator.hubspot.state import State

SEARCHES_PER_SECOND = 5
PER_OAUTH_APP = 110
"""Calls in ten seconds of an OAuth app per account; nothing is said of a day."""
_TEN_SECONDS: Mapping[str, int] = {"FREE": 100, "STARTER": 100, "PROFESSIONAL": 190, "ENTERPRISE": 190}
_DAILY: Mapping[str, int] = {"FREE": 250_000, "STARTER": 250_000, "PROFESSIONAL": 625_000, "ENTERPRISE": 1_000_000}
_WITH_INCREASE, _MORE_A_DAY = 250, 1_000_000


@dataclass(frozen=True, slots=True)
class App:
    """Who calls: the buckets are per app. ``oauth`` apps have a limit of their own and no daily one."""

    name: str
    oauth: bool = False


def admit(state: State, app: App, path: str) -> Mapping[str, str]:
    """Counts one call and returns its headers; raises 429 when limits are enforced and a bucket is empty."""
    now = state.clock.now()
    if path.rstrip("/").endswith("/search"):
        _take(state, "search", SEARCHES_PER_SECOND, 1, now, "SECONDLY")
        _count_day(state, app, now)
        return {}
    maximum = per_ten_seconds(state, app)
    try:
        used = _take(state, app.name, maximum, 10, now, "TEN_SECONDLY_ROLLING")
        _count_day(state, app, now)
    except HubSpotError as error:
        error.headers = {**headers(state, app, 0), **error.headers}
        raise
    return headers(state, app, maximum - used)


def headers(state: State, app: App, remaining: int) -> Mapping[str, str]:
    """The rate headers of an answer outside search; an OAuth app's lack the daily pair."""
    maximum = per_ten_seconds(state, app)
    found = {
        "X-HubSpot-RateLimit-Max": str(maximum),
        "X-HubSpot-RateLimit-Remaining": str(remaining),
        "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
        # Deprecated and not enforced; a tenth of the ten-second figure (assumed).
        "X-HubSpot-RateLimit-Secondly": str(maximum // 10),
        "X-HubSpot-RateLimit-Secondly-Remaining": str(maximum // 10 - 1),
    }
    if app.oauth:
        return found
    left = max(0, daily(state) - calls_today(state))
    return {**found, "X-HubSpot-RateLimit-Daily": str(daily(state)), "X-HubSpot-RateLimit-Daily-Remaining": str(left)}


def per_ten_seconds(state: State, app: App) -> int:
    """Calls that an app may make in any ten seconds."""
    if app.oauth:
        return PER_OAUTH_APP
    chosen = settings.of(state)
    return _WITH_INCREASE if chosen["apiLimitIncreases"] else _TEN_SECONDS[chosen["tier"]]


def daily(state: State) -> int:
    """Calls that all private apps and service keys of the account may make in a day."""
    chosen = settings.of(state)
    return _DAILY[chosen["tier"]] + _MORE_A_DAY * int(chosen["apiLimitIncreases"])


def calls_today(state: State) -> int:
    """Calls of private apps since midnight in the account's time zone and since the process started."""
    return state.calls.get(_day(state, state.clock.now()), 0)


def midnight(state: State, now: datetime) -> datetime:
    """When the day's count begins anew: the next midnight in the account's time zone."""
    local = now.astimezone(ZoneInfo(limits.identity(state)["timeZone"]))
    return (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def _take(state: State, bucket: str, maximum: int, seconds: int, now: datetime, policy: str) -> int:
    """Takes one call out of a rolling window; returns how many it now holds. Switched off, it is never fuller."""
    if not settings.of(state)["rateLimits"]:
        return 1
    moment = now.timestamp()
    window = state.windows.setdefault(bucket, deque())
    while window and window[0] <= moment - seconds:
        window.popleft()
    if len(window) >= maximum:
        wait = window[0] + seconds - moment
        raise too_many_requests(policy, _group(state), _retry_after(state, wait))
    window.append(moment)
    return len(window)


def _count_day(state: State, app: App, now: datetime) -> None:
    if app.oauth:
        return
    day = _day(state, now)
    if state.calls.get(day, 0) >= daily(state) and settings.of(state)["rateLimits"]:
        wait = (midnight(state, now) - now).total_seconds()
        raise too_many_requests("DAILY", _group(state), _retry_after(state, wait))
    state.calls = {day: state.calls.get(day, 0) + 1}


def _day(state: State, now: datetime) -> str:
    return str(now.astimezone(ZoneInfo(limits.identity(state)["timeZone"])).date())


def _group(state: State) -> str:
    identity = limits.identity(state)
    # The part behind "publicapi:" as public samples show it for private apps (assumed for service keys).
    return f"publicapi:private-apps:api-calls-rolling:{identity['portalId']}-{identity['appId']}"


def _retry_after(state: State, seconds: float) -> int | None:
    """Whole seconds; None unless switched on: Retry-After is documented for no 429, and reported for some."""
    return max(1, -int(-seconds // 1)) if settings.of(state)["retryAfter"] else None
