"""From a request to its handler and back: tokens, versions, errors and the usage header; one place for each."""

from __future__ import annotations

import re
from dataclasses import replace

from dealspec.emulator.salesforce import errors, handlers_soap
from dealspec.emulator.salesforce.call import Call
from dealspec.emulator.salesforce.errors import ApiError, SaveError
from dealspec.emulator.salesforce.routes import ADMIN, OPEN, ROUTES
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.web import Request, Response

FIRST_VERSION = 31
"""Older versions are retired (Help: 000354473)."""
DEFAULT_VERSION = "66.0"


def dispatch(org: OrgState, request: Request) -> Response:
    """Answers one request."""
    if request.path.startswith("/services/Soap/"):
        return handlers_soap.answer(org, request)
    try:
        response = _route(org, request)
    except ApiError as error:
        body = [{"message": error.message, "errorCode": error.code}]
        response = Response.json(error.status, body)
    except SaveError as error:
        response = Response.json(error.status, [fault.rest() for fault in error.faults])
    if request.path.startswith("/services/data/") and response.status != 401:
        headers = {**response.headers, "Sforce-Limit-Info": org.limit_info()}
        return replace(response, headers=headers)
    return response


def run(call: Call) -> Response:
    """Runs a request of a known session; raises ``ApiError`` and ``SaveError``."""
    found = ROUTES.find(call.request)
    if isinstance(found, set):
        if found:
            raise errors.wrong_method(call.request.method, sorted(found))
        raise errors.not_served(call.request.method, call.request.path)
    route, parameters = found
    parameters.pop("version", None)
    return route.handler(call, **parameters)


def _route(org: OrgState, request: Request) -> Response:
    for table in (OPEN, ADMIN):
        found = table.find(request)
        if not isinstance(found, set):
            return found[0].handler(org, request, **found[1])
    version = _version(request.path)
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() not in ("bearer", "oauth"):
        token = request.arg("oauth_token") or ""
    session = org.session(token.strip())
    if session is None:
        raise errors.invalid_session()
    if "ApiEnabled" not in session.permissions:
        raise ApiError(403, "API_DISABLED_FOR_ORG", errors.API_DISABLED)
    org.records.surroundings.session = session
    return run(Call(org, request, session, version, run))


def _version(path: str) -> str:
    match = re.match(r"/services/data/v([^/]+)", path)
    if match is None:
        return DEFAULT_VERSION
    number = re.fullmatch(r"(\d{1,3})\.0", match.group(1))
    if number is None or int(number.group(1)) > int(DEFAULT_VERSION.split(".")[0]) + 2:
        raise errors.not_found()
    if int(number.group(1)) < FIRST_VERSION:
        raise errors.retired_version(match.group(1))
    return match.group(1)
