"""Every error of the portal, in HubSpot's words. Never decides when to raise one.

Envelope and catalogue: developers.hubspot.com, "error-handling". A text marked "assumed" has no public sample.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dealspec.emulator.web import Response

Context = Mapping[str, Sequence[str]]

_AUTH_HELP = "https://developers.hubspot.com/docs/methods/auth/oauth-overview"
_NO_PAGE = b"<html><head><title>Error 404 Not Found</title></head><body><h2>HTTP ERROR 404 Not Found</h2></body></html>"
_TOO_LONG = b"<html><head><title>414 Request-URI Too Large</title></head><body>414 Request-URI Too Large</body></html>"


class HubSpotError(Exception):
    """An answer other than success; ``html`` ones carry no JSON at all."""

    def __init__(
        self,
        status: int,
        message: str,
        category: str | None = "VALIDATION_ERROR",
        *,
        sub_category: str | None = None,
        context: Context | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
        html: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.category = category
        self.sub_category = sub_category
        self.context = context
        self.errors = errors
        self.html = html
        self.headers = headers or {}
        self.extra = extra or {}

    def body(self) -> dict[str, Any]:
        """The envelope without its correlation id; absent parts are left out."""
        parts = {
            "status": "error",
            "message": self.message,
            "errors": list(self.errors),
            "category": self.category,
            "subCategory": self.sub_category,
            "context": {name: list(values) for name, values in self.context.items()} if self.context else None,
            **self.extra,
        }
        return {name: part for name, part in parts.items() if part}

    def response(self, correlation_id: str, accept: str = "") -> Response:
        """The HTTP answer; an HTML one is empty for a client that accepts only JSON (observed, API 2026-09)."""
        headers = {"X-HubSpot-Correlation-Id": correlation_id, **self.headers}
        if self.html is None:
            return Response.json(self.status, {**self.body(), "correlationId": correlation_id}, headers)
        if accept == "application/json":
            return Response(self.status, b"", headers)
        return Response(self.status, self.html, {"Content-Type": "text/html;charset=iso-8859-1", **headers})


def not_served(method: str, path: str) -> HubSpotError:
    """501: ours alone; HubSpot never answers so."""
    message = f"The embedded portal does not serve {method} {path}."
    return HubSpotError(501, message, "EMBEDDED_PORTAL_ROUTE_NOT_SERVED")


def credentials_not_found() -> HubSpotError:
    """401 for a missing or unknown token (category name: assumed)."""
    words = "Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more"
    return HubSpotError(401, f"{words} details at {_AUTH_HELP}", "INVALID_AUTHENTICATION")


def expired_token() -> HubSpotError:
    """401 for an OAuth token whose time is up (category name and words: assumed)."""
    return HubSpotError(401, "The OAuth token used to make this call expired.", "EXPIRED_AUTHENTICATION")


def missing_scopes(scopes: Iterable[str]) -> HubSpotError:
    """403 for a token that holds none of ``scopes``."""
    message = "This app hasn't been granted all required scopes to make this call."
    required = {
        "message": "One or more of the following scopes are required.",
        "context": {"requiredGranularScopes": sorted(scopes)},
    }
    help_text = "Read more about required scopes here: https://developers.hubspot.com/scopes."
    return HubSpotError(403, f"{message} {help_text}", "MISSING_SCOPES", errors=[required])


def missing_feature(feature: str) -> HubSpotError:
    """403 for what the portal's tier does not have: names no scope (that such 403s exist: observed; words: assumed)."""
    return HubSpotError(403, f"This account does not have access to {feature}.", "MISSING_SCOPES")


def unknown_object_type(name: str) -> HubSpotError:
    """400 for a name no object has (observed, API 2026-09)."""
    return HubSpotError(400, f"Unable to infer object type from: {name}")


def invalid_json(detail: str) -> HubSpotError:
    """400 for a body that cannot be read into the call's input."""
    return HubSpotError(400, f"Invalid input JSON on line 1, column 1: {detail}")


def required_attributes(model: str, names: Iterable[str]) -> HubSpotError:
    """400 for a body that lacks required keys (text: assumed)."""
    return invalid_json(f"Cannot build {model}, some of required attributes are not set [{', '.join(names)}]")


def unrecognized_field(name: str, model: str) -> HubSpotError:
    """400 for a key the call does not know: a read body can never be posted back (hubspot-api-nodejs issue 10)."""
    return invalid_json(f'Unrecognized field "{name}" (class {model}), not marked as ignorable')


def invalid(message: str, sub_category: str | None = None, context: Context | None = None) -> HubSpotError:
    """400 VALIDATION_ERROR."""
    return HubSpotError(400, message, sub_category=sub_category, context=context)


def not_found(message: str, context: Context | None = None, sub_category: str | None = None) -> HubSpotError:
    """404 OBJECT_NOT_FOUND."""
    return HubSpotError(404, message, "OBJECT_NOT_FOUND", context=context, sub_category=sub_category)


def record_not_found(record_id: str) -> HubSpotError:
    """404 for one record."""
    return not_found("Object not found.  objectId are usually numeric.", {"id": [record_id]})


def records_not_found(label: str, ids: Sequence[str]) -> HubSpotError:
    """The one error of a batch that names every missing id (context shape: assumed)."""
    message = f"Could not get some {label} objects, they may be deleted or not exist. Check that ids are valid."
    return not_found(message, {"ids": ids})


def page_not_found() -> HubSpotError:
    """404 in HTML, as a missing pipeline or stage reads (observed, API 2026-09)."""
    return HubSpotError(404, "", None, html=_NO_PAGE)


def resource_not_found() -> HubSpotError:
    """404 without a category, as a write to a missing pipeline or stage answers (observed, API 2026-09)."""
    return HubSpotError(404, "resource not found", None)


def query_too_long() -> HubSpotError:
    """414 in HTML, around 16 kB of query string (airbyte issue 33976)."""
    return HubSpotError(414, "", None, html=_TOO_LONG)


def already_exists(message: str, sub_category: str) -> HubSpotError:
    """409 OBJECT_ALREADY_EXISTS."""
    return HubSpotError(409, message, "OBJECT_ALREADY_EXISTS", sub_category=sub_category)


def conflict(message: str) -> HubSpotError:
    """409 CONFLICT."""
    return HubSpotError(409, message, "CONFLICT")


def too_many_requests(policy: str, group: str, retry_after: int | None) -> HubSpotError:
    """429: no category, and keys of its own (hubspot-api-python issue 117, usage-guidelines)."""
    return HubSpotError(
        429,
        f"You have reached your {policy.lower()} limit.",
        None,
        headers={} if retry_after is None else {"Retry-After": str(retry_after)},
        extra={"errorType": "RATE_LIMIT", "policyName": policy, "groupName": group},
    )


def server_error() -> HubSpotError:
    """500 without a category, as overlong pipeline and stage ids earn (observed, API 2026-09)."""
    return HubSpotError(500, "internal error", None)


def invalid_values(problems: Sequence[Mapping[str, Any]]) -> HubSpotError:
    """400 for record values: a JSON array as text in the message (sample: marketing-automation issue 206)."""
    text = json.dumps(list(problems), ensure_ascii=False, separators=(",", ":"))
    errors = [{"message": p["message"], "code": p["error"], "context": {"propertyName": [p["name"]]}} for p in problems]
    return HubSpotError(400, f"Property values were not valid: {text}", errors=errors)
