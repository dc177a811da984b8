"""Who and where: userinfo, identity, versions, resources, limits, and tokens for other users."""

from __future__ import annotations

from typing import Any

from dealspec.emulator.salesforce import errors, fresh
from dealspec.emulator.salesforce.access import PERMISSIONS
from dealspec.emulator.salesforce.call import Call
from dealspec.emulator.salesforce.state import DAILY_REQUESTS, OrgState
from dealspec.emulator.web import Request, Response

_LABELS = ("Winter '{}", "Spring '{}", "Summer '{}")
_LIMITS = {
    "DailyAsyncApexExecutions": 250000, "DailyBulkApiBatches": 15000, "DailyBulkV2QueryFileStorageMB": 976562,
    "DailyBulkV2QueryJobs": 10000, "DataStorageMB": 5, "FileStorageMB": 20, "HourlyTimeBasedWorkflow": 50,
}  # fmt: skip
"""Some of the limits of a Developer Edition org (REST API guide, Limits; numbers assumed)."""


def versions(org: OrgState, request: Request) -> Response:
    """``GET /services/data``: no token, not metered."""
    listed = [
        {"label": _label(number), "url": f"/services/data/v{number}.0", "version": f"{number}.0"}
        for number in range(31, 67)
    ]
    return Response.json(200, listed)


def new_token(org: OrgState, request: Request) -> Response:
    """Ours: ``{"permissions": [...]}`` -> a token whose user lacks every permission that is not listed."""
    try:
        wanted = request.json()["permissions"]
    except (ValueError, KeyError, TypeError):
        raise errors.bad_json('expected {"permissions": [...]}') from None
    unknown = [name for name in wanted if name not in PERMISSIONS]
    if unknown:
        raise errors.bad_json(f"unknown permissions: {unknown}; known: {list(PERMISSIONS)}")
    with org.transaction():
        token, user_id = fresh.add_user_token(org, wanted)
    return Response.json(201, {"access_token": token, "user_id": user_id, "permissions": sorted(wanted)})


def userinfo(call: Call) -> Response:
    """``GET /services/oauth2/userinfo``."""
    return Response.json(200, _person(call, call.session.user_id))


def identity(call: Call, org_id: str, user_id: str) -> Response:
    """``GET /id/{org}/{user}``."""
    known = call.org.store.record("User", call.record_id(user_id))
    if known is None or call.record_id(org_id) != call.org.org_id:
        raise errors.not_found("Missing_OAuth_Token")
    person = _person(call, known["Id"])
    names = {"id": person["sub"], "username": known["Username"], "display_name": known["Name"], "status": {}}
    return Response.json(200, {**person, **names, "asserted_user": True, "active": True, "is_active": True})


def resources(call: Call) -> Response:
    """``GET /services/data/vNN.0``: the resources, and the caller's identity URL, which jsforce follows."""
    names = ("sobjects", "query", "queryAll", "limits", "composite", "metadata", "jobs", "tooling")
    paths = {name: f"{call.base}/{name}" for name in names}
    url = f"{call.request.origin}/id/{call.org.org_id}/{call.session.user_id}"
    return Response.json(200, {**paths, "identity": url})


def limits(call: Call) -> Response:
    """``GET .../limits``."""
    used = int(call.org.limit_info().removeprefix("api-usage=").partition("/")[0])
    daily = {"DailyApiRequests": {"Max": DAILY_REQUESTS, "Remaining": max(0, DAILY_REQUESTS - used)}}
    rest = {name: {"Max": number, "Remaining": number} for name, number in _LIMITS.items()}
    jobs = rest["DailyBulkV2QueryJobs"]
    jobs["Remaining"] -= call.org.store.counter(f"bulk-query.{call.org.clock.now().date()}")
    return Response.json(200, {**daily, **rest})


def _person(call: Call, user_id: str) -> dict[str, Any]:
    user = call.org.store.record("User", user_id) or {}
    origin, org_id = call.request.origin, call.org.org_id
    rest = f"{origin}/services/data/v{{version}}/"
    return {
        "sub": f"{origin}/id/{org_id}/{user_id}", "user_id": user_id, "organization_id": org_id,
        "preferred_username": user["Username"], "nickname": user["Alias"], "name": user["Name"],
        "email": user["Email"], "email_verified": True, "given_name": user["FirstName"],
        "family_name": user["LastName"], "zoneinfo": user["TimeZoneSidKey"], "user_type": "STANDARD",
        "language": "en_US", "locale": "en_US", "utcOffset": 0, "is_app_installed": True, "urls": {
            "metadata": f"{origin}/services/Soap/m/{{version}}/{org_id}", "rest": rest,
            "sobjects": f"{rest}sobjects/", "query": f"{rest}query/", "custom_domain": origin,
        },
    }  # fmt: skip


def _label(number: int) -> str:
    # Version 66 is Spring '26 and each year has three releases (Bulk API guide, version menu).
    years, season = divmod(number - 65, 3)
    return _LABELS[season].format(26 + years)
