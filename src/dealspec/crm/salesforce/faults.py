"""What Salesforce says when it refuses, as our errors: the vendor's code kept, what to do added. Sends nothing.

Codes and statuses: REST API guide, "Status Codes and Error Responses"; SOAP faults carry the same codes after ``sf:``.
"""

from __future__ import annotations

from collections.abc import Mapping

from dealspec.core.errors import MissingAccess, VendorError
from dealspec.crm.http import TRANSIENT_STATUSES, Busy, retry_after_s
from dealspec.crm.salesforce.registry import Endpoint

_ACCESS = frozenset(
    (
        "API_DISABLED_FOR_ORG",
        "API_CURRENTLY_DISABLED",
        "INSUFFICIENT_ACCESS",
        "INSUFFICIENT_ACCESS_OR_READONLY",
        "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
        "FUNCTIONALITY_NOT_ENABLED",
    )
)
_TRANSIENT = frozenset(
    (
        "SERVER_UNAVAILABLE",
        "UNABLE_TO_LOCK_ROW",
        "FUNCTIONALITY_TEMPORARILY_UNAVAILABLE",
        "REQUEST_RUNNING_TOO_LONG",
        "INVALID_QUERY_LOCATOR",
    )
)
_NEW_TOKEN = "Take a new one (sf org auth show-access-token), and check that the url is that org's instance url."  # noqa: S105
_VERSION = "Set the target's API version to one that the org lists under /services/data."


def refusal(
    endpoint: Endpoint, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> VendorError:
    """The error for a refused call. ``message`` is the vendor's; ours never repeats what was sent."""
    sent = headers or {}
    request_id = sent.get("X-SFDC-Request-Id", "") or sent.get("X-Request-Id", "")
    why = f"{code}: {message.removeprefix(code + ':').strip()}" if code else message
    if code == "INVALID_SESSION_ID" or status == 401:
        what = "Salesforce does not accept the access token."
        return VendorError(
            what,
            vendor_code=code or "INVALID_SESSION_ID",
            status=status,
            request_id=request_id,
            why=why,
            hint=_NEW_TOKEN,
        )
    if code in _ACCESS:
        permission = endpoint.permission or "API Enabled"
        return MissingAccess(
            f"The Salesforce user may not call {endpoint.name}.",
            vendor_code=code,
            status=status,
            request_id=request_id,
            why=why,
            hint=f"Give the user the permission '{permission}', in a permission set or its profile.",
        )
    if code in ("UNSUPPORTED_API_VERSION", "InvalidVersion") or status == 410:
        what = "Salesforce does not serve this API version."
        return VendorError(what, vendor_code=code, status=status, request_id=request_id, why=why, hint=_VERSION)
    if code == "REQUEST_LIMIT_EXCEEDED" and "TotalRequests" in message:
        what = "The org has spent its API calls of the last 24 hours."
        hint = "Wait until calls come free, or raise the org's allowance; nothing was retried, so as not to use more."
        return VendorError(what, vendor_code=code, status=status, request_id=request_id, why=why, hint=hint)
    if status in TRANSIENT_STATUSES or code in _TRANSIENT or code == "REQUEST_LIMIT_EXCEEDED":
        return Busy(
            f"Salesforce could not answer {endpoint.name} just now.",
            retry_after_s=retry_after_s(sent.get("Retry-After")),
            vendor_code=code,
            status=status,
            request_id=request_id,
            why=why,
            hint="Try again in a few minutes.",
        )
    return VendorError(
        f"Salesforce refused {endpoint.name}.", vendor_code=code, status=status, request_id=request_id, why=why
    )


def unreachable(endpoint: Endpoint, host: str, error: Exception) -> VendorError:
    """The error for a call that got no answer: the name of what went wrong, never the library's text of it."""
    import requests

    if isinstance(error, requests.exceptions.SSLError):
        return VendorError(
            f"The certificate of {host} is not trusted.",
            vendor_code="TLS",
            why="Nothing was sent: the server could not prove who it is.",
            hint="Name the authority that signed it as the target's ca_file, or check the url.",
        )
    if isinstance(error, requests.exceptions.TooManyRedirects):
        return VendorError(
            f"{host} answers with a redirect.",
            vendor_code="REDIRECT",
            why="The token is sent only to the url that you named.",
            hint="Use the org's instance url, as in Setup > My Domain.",
        )
    if isinstance(error, requests.exceptions.Timeout):
        return Busy(
            f"{host} did not answer {endpoint.name} in time.", vendor_code="TIMEOUT", hint="Try again in a few minutes."
        )
    return VendorError(
        f"{host} cannot be reached.",
        vendor_code="UNREACHABLE",
        # A name that does not resolve or a port that nobody listens on stays so; a dropped connection may come back.
        retryable="NewConnectionError" not in repr(error) and "NameResolutionError" not in repr(error),
        why=f"{type(error).__name__} on {endpoint.name}.",
        hint="Check the target's url and the network; an embedded org must be running.",
    )


def code_and_message(content: object) -> tuple[str, str]:
    """The vendor's code and words in a decoded REST error: a list of errors, an OAuth error, or text."""
    if isinstance(content, list) and content and isinstance(content[0], dict):
        first = content[0]
        return str(first.get("errorCode") or first.get("statusCode") or ""), str(first.get("message") or "")
    if isinstance(content, dict):
        code = content.get("errorCode") or content.get("error") or ""
        return str(code), str(content.get("message") or content.get("error_description") or "")
    return "", str(content)[:200] if isinstance(content, str) and "<html" not in content.lower() else ""
