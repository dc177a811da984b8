"""HubSpot's own faults, and its answers to calls that a fault refuses. Decides nothing of when one strikes.

Statuses and what a client should do about them: developers.hubspot.com, error-handling. Bodies of 423, 477 and 5xx:
assumed; what stands before HubSpot's servers answers 502, 504 and 52x in HTML.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid5

from dealspec.emulator.hubspot.errors import HubSpotError, too_many_requests
from dealspec.emulator.web import Request, Response

WORDS: Mapping[str, str] = {
    "423": "The call is refused: a lock is held, for two seconds.",
    "477": "The call is refused: the account is being moved; Retry-After says for how long.",
    "429": "The call is refused: too many in ten seconds, without Retry-After.",
    "429-wait": "The same, with Retry-After.",
    "429-secondly": "The call is refused: too many searches in a second.",
    "429-daily": "The call is refused: too many calls in a day.",
}
_GROUP = "publicapi:private-apps:api-calls-rolling"
_RETRY_AFTER_S = 10
_READS = ("/search", "/batch/read", "/access-token-info")


def refusal(fault: str, request: Request) -> Response | None:
    """The answer to a call that one of ``WORDS``, or a status such as "503", refuses; else None."""
    error = _error(fault)
    if error is None:
        return None
    correlation_id = str(uuid5(NAMESPACE_URL, f"dealspec:fault:{fault}:{request.method}:{request.path}"))
    return error.response(correlation_id, request.headers.get("accept", ""))


def writes(request: Request) -> bool:
    """Whether a call changes what later reads see."""
    return request.method != "GET" and not request.path.rstrip("/").endswith(_READS)


def _error(fault: str) -> HubSpotError | None:
    policies = {"429": "TEN_SECONDLY_ROLLING", "429-wait": "TEN_SECONDLY_ROLLING", "429-secondly": "SECONDLY",
                "429-daily": "DAILY"}  # fmt: skip
    if fault in policies:
        return too_many_requests(policies[fault], _GROUP, _RETRY_AFTER_S if fault == "429-wait" else None)
    if fault == "423":
        return HubSpotError(423, "This resource is locked. Try again in a few seconds.", "LOCKED")
    if fault == "477":
        headers = {"Retry-After": str(_RETRY_AFTER_S)}
        return HubSpotError(
            477, "A migration of this account is in progress.", "MIGRATION_IN_PROGRESS", headers=headers
        )
    if not (fault.isascii() and fault.isdigit()):
        return None
    status = int(fault)
    if status in (502, 504) or 520 <= status < 530:
        page = f"<html><head><title>{status}</title></head><body><h1>Error {status}</h1></body></html>"
        return HubSpotError(status, "", None, html=page.encode())
    return HubSpotError(status, "internal error" if status == 500 else "Service unavailable", None)
