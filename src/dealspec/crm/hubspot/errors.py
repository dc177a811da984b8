"""HubSpot's refusals as our errors: what, why, what to do. Every part of its envelope may be missing.

Envelope: developers.hubspot.com, "error-handling". Never repeats a token.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from dealspec.core.errors import MissingAccess, VendorError
from dealspec.crm.http import Busy, retry_after_s
from dealspec.crm.hubspot.registry import Endpoint

NativeJson = dict[str, Any]

BUSY_STATUSES = frozenset({423, 429, 477, 502, 503, 504, *range(521, 527)})
"""Lock, rate limit, migration, upstream: developers.hubspot.com, "error-handling"."""

_NEW_KEY = "Make a service key (Development > Keys > Service keys) and put it where the target's `token` points."
_ADD_SCOPE = (
    "Add it under Development > Keys > Service keys > your key > Scopes, or for a private app under Development >"
    " Legacy apps > your app > Scopes, and run the command again."
)


class Unreachable(VendorError):
    """The call never left: nothing was done."""


def from_answer(
    endpoint: Endpoint, params: Mapping[str, str], status: int, headers: Mapping[str, str], body: bytes
) -> VendorError:
    """The error for an answer other than success."""
    said = parsed(body)
    message = str(said.get("message") or f"HTTP {status} without an explanation")
    code = str(said.get("category") or said.get("errorType") or "")
    request_id = str(said.get("correlationId") or headers.get("x-hubspot-correlation-id") or "")
    if status == 401:
        return VendorError(
            "HubSpot does not accept the token.",
            vendor_code=code, status=status, request_id=request_id, why=message, hint=_NEW_KEY,
        )  # fmt: skip
    if status == 403:
        return _missing_access(endpoint, params, said, message, code, request_id)
    what = f"HubSpot refused to {endpoint.title}: {message}"
    if status in BUSY_STATUSES and said.get("policyName") != "DAILY":
        wait_s = retry_after_s(headers.get("retry-after"))
        return Busy(what, retry_after_s=wait_s, vendor_code=code, status=status, request_id=request_id)
    hint = "The daily quota is spent until midnight in the account's time zone." if status == 429 else ""
    sub = str(said.get("subCategory") or "")
    return VendorError(what, vendor_code=sub or code, status=status, request_id=request_id, hint=hint)


def parsed(body: bytes) -> NativeJson:
    """An answer's JSON object; empty for HTML or nothing, as some 404s and the front door answer."""
    try:
        value = json.loads(body) if body else {}
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def no_answer(endpoint: Endpoint, host: str, reason: str, *, sent: bool) -> VendorError:
    """The error for a call that came back with nothing; ``sent``: HubSpot may have received and done it."""
    if not sent:
        return Unreachable(
            f"Cannot reach {host}.", why=reason, hint="Check the target's url, the network and any proxy."
        )
    what = f"{host} did not answer the call to {endpoint.title}."
    if endpoint.repeatable:
        return VendorError(what, why=reason, retryable=True, hint="Try again in a minute.")
    return VendorError(
        what, why=f"{reason}; it may have been done all the same.", hint="Plan again: it shows what is there."
    )


def words(error: VendorError) -> str:
    """One line for a step that failed: the vendor's words, its code and request id."""
    text = error.what if not error.why else f"{error.what} {error.why}"
    code = f" [{error.vendor_code}]" if error.vendor_code else ""
    request = f" (request {error.request_id})" if error.request_id else ""
    return f"{text}{code}{request}"


def _missing_access(
    endpoint: Endpoint, params: Mapping[str, str], said: NativeJson, message: str, code: str, request_id: str
) -> MissingAccess:
    named = [
        str(scope)
        for item in said.get("errors") or ()
        for scope in (item.get("context") or {}).get("requiredGranularScopes") or ()
    ]
    ours = endpoint.scopes_for(params)
    scopes = [scope for scope in ours if scope in named] or named or list(ours)
    return MissingAccess(
        f"The HubSpot token may not {endpoint.title} ({', '.join(params.values())})."
        if params
        else f"The HubSpot token may not {endpoint.title}.",
        vendor_code=code, status=403, request_id=request_id,
        why=f"It lacks the scope {' or '.join(scopes)}." if scopes else message,
        hint=_ADD_SCOPE,
    )  # fmt: skip
