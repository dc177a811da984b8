"""The Metadata REST API: start a deploy with a multipart body, ask for its result."""

from __future__ import annotations

import json
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from dealspec.emulator.salesforce import deploy, errors, ids, quick_deploy
from dealspec.emulator.salesforce.call import Call
from dealspec.emulator.salesforce.errors import ApiError
from dealspec.emulator.salesforce.quick_deploy import QuickDeployError
from dealspec.emulator.web import Request, Response

_TESTS = {"numFailures": 0, "numTestsRun": 0, "totalTime": 0.0, "failures": [], "successes": []}


def start(call: Call) -> Response:
    """``POST .../metadata/deployRequest``: parts are known by content type, as clients name and order them freely."""
    _check_right(call)
    if call.request.headers.get("content-type", "").lower().startswith("application/json"):
        return _quick_by_body(call)
    given, data = _parts(call.request)
    options = deploy.options_of(given)
    deploy_id = deploy.start(call.org, call.session.user_id, data, options)
    document = call.org.store.document("deploy", deploy_id) or {}
    result = deploy.unfinished(document["result"], "Pending")
    url = f"{call.request.origin}{call.base}/metadata/deployRequest/{deploy_id}"
    return Response.json(201, {"id": deploy_id, "url": url, "deployOptions": given, "deployResult": result})


def status(call: Call, deploy_id: str) -> Response:
    """``GET .../metadata/deployRequest/{id}?includeDetails=true``."""
    _check_right(call)
    result = deploy.poll(call.org, deploy_id)
    if result is None:
        raise errors.not_found()
    details = {**result.pop("details"), "runTestResult": _TESTS}
    if call.request.arg("includeDetails") == "true":
        result["details"] = details
    url = f"{call.request.origin}{call.base}/metadata/deployRequest/{result['id']}"
    return Response.json(200, {"id": result["id"], "url": url, "deployResult": result})


def quick(call: Call, deploy_id: str) -> Response:
    """``POST .../metadata/deployRequest/{validation id}``: deploys a recent validation."""
    _check_right(call)
    try:
        new_id = quick_deploy.start(call.org, call.session.user_id, deploy_id)
    except QuickDeployError as error:
        raise ApiError(400, error.code, str(error)) from error
    url = f"{call.request.origin}{call.base}/metadata/deployRequest/{new_id}"
    return Response.json(201, {"id": new_id, "url": url, "validatedDeployRequestId": ids.long_form(deploy_id)})


def cancel(call: Call, deploy_id: str) -> Response:
    """``PATCH .../metadata/deployRequest/{id}`` with ``{"deployResult":{"status":"Canceling"}}`` (status assumed)."""
    _check_right(call)
    given = call.json()
    result = given.get("deployResult") if isinstance(given, dict) else None
    if not isinstance(result, dict) or result.get("status") != "Canceling":
        raise errors.bad_json('expected {"deployResult": {"status": "Canceling"}}')
    if call.org.store.document("deploy", ids.long_form(deploy_id)) is None:
        raise errors.not_found()
    refused = deploy.cancel(call.org, call.session.user_id, deploy_id)
    if refused is not None:
        raise ApiError(400, "INVALID_ID_FIELD", refused)
    document = call.org.store.document("deploy", ids.long_form(deploy_id)) or {}
    shown = {**document["result"], "done": False, "status": "Canceling"}
    url = f"{call.request.origin}{call.base}/metadata/deployRequest/{ids.long_form(deploy_id)}"
    return Response.json(202, {"id": ids.long_form(deploy_id), "url": url, "deployResult": shown})


def _quick_by_body(call: Call) -> Response:
    """The same as jsforce asks for it: ``{"validatedDeployRequestId": id}``."""
    given = call.json()
    validation_id = given.get("validatedDeployRequestId") if isinstance(given, dict) else None
    if not isinstance(validation_id, str):
        raise errors.bad_json("expected validatedDeployRequestId")
    return quick(call, validation_id)


def _check_right(call: Call) -> None:
    if not call.session.may_use_metadata:
        raise errors.no_right()


def _parts(request: Request) -> tuple[dict[str, Any], bytes]:
    kind = request.headers.get("content-type", "")
    if not kind.lower().startswith("multipart/form-data"):
        raise ApiError(415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be multipart/form-data")
    head = f"Content-Type: {kind}\r\nMIME-Version: 1.0\r\n\r\n".encode()
    message = BytesParser(policy=policy.HTTP).parsebytes(head + request.body)
    options: dict[str, Any] | None = None
    data: bytes | None = None
    for part in message.iter_parts():
        assert isinstance(part, EmailMessage)
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        if part.get_content_type() == "application/json":
            options = _options(content)
        elif data is None:
            data = content
    if data is None:
        raise ApiError(400, "REQUIRED_FIELD_MISSING", "Required part is missing: file")
    return options or {}, data


def _options(content: bytes) -> dict[str, Any]:
    try:
        options = json.loads(content)["deployOptions"]
    except (ValueError, KeyError, TypeError) as error:
        raise errors.bad_json("Expected a JSON part with deployOptions") from error
    return options if isinstance(options, dict) else {}
