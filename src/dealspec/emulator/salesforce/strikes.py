"""What Salesforce answers when a fault strikes: its own kinds of trouble, in its codes and words. Decides no strike.

``emulator/faults.py`` says when; rules that save several things ask ``unlucky`` and ``check_picklist_job`` here.
"""

from __future__ import annotations

import re

from dealspec.emulator.salesforce import errors, soap
from dealspec.emulator.salesforce.errors import Fault, MetadataError, SoapFault
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.wire import Body
from dealspec.emulator.web import Request, Response

WORDS = {
    "expired-session": "The call is refused as if its session had ended: 401 INVALID_SESSION_ID, in SOAP a fault.",
    "request-limit": "The call is refused: 403 REQUEST_LIMIT_EXCEEDED, in SOAP a fault.",
    "lock-row": "Whatever the call saves is refused: UNABLE_TO_LOCK_ROW.",
    "partial-success": "Of several things that one call or job saves, the last is refused: UNABLE_TO_LOCK_ROW.",
    "picklist-job": "Picklists cannot be saved or deleted, as a background job works on one.",
    "deploy-stuck": "A deploy that starts does nothing until it is lifted; deploys show as in progress.",
}
"""Salesforce's own faults."""
LOCKED = Fault("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record")
"""Observed (gh:RoseSilverSoftware/IlluminatedCloud#1539)."""
_LIMIT = ("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
"""Observed in public logs; the status is documented (Status Codes and Error Responses)."""
_PICKLIST_JOB = "Cannot update or delete a picklist while a picklist background job is being executed."
"""Observed (gh:forcedotcom/cli#1971)."""
_DOWN = {
    "500": ("UNKNOWN_EXCEPTION", "An unexpected error occurred."),
    "502": ("SERVER_UNAVAILABLE", "Bad Gateway"),
    "504": ("SERVER_UNAVAILABLE", "Gateway Timeout"),
}
_UNAVAILABLE = ("SERVER_UNAVAILABLE", "Server is currently unavailable; please retry your request")
"""503 is documented; codes of the other statuses and all words are assumed."""
_JOBS = re.compile(r"/services/(oauth2/|data/v[^/]+/(jobs|metadata|tooling/query|query|queryAll)(/|$))")


def call_name(request: Request) -> str:
    """Method and path; for SOAP also the operation."""
    name = f"{request.method} {request.path}"
    return f"{name} {_operation(request)}" if _is_soap(request) else name


def writes(request: Request) -> bool:
    """Whether later reads see an effect of the call at once: jobs and deploys do their work later."""
    if _is_soap(request):
        return re.fullmatch(r"(create|update|upsert|delete|rename)Metadata", _operation(request)) is not None
    return request.method in ("POST", "PATCH", "PUT", "DELETE") and _JOBS.match(request.path) is None


def refusal(fault: str, request: Request) -> Response | None:
    """The answer to a call that a fault refuses as a whole, or None."""
    match fault:
        case "expired-session":
            status, code, words = 401, "INVALID_SESSION_ID", errors.INVALID_SESSION
        case "request-limit":
            status, (code, words) = 403, _LIMIT
        case _ if fault.isdigit():
            status, (code, words) = int(fault), _DOWN.get(fault, _UNAVAILABLE)
        case _:
            return None
    if not _is_soap(request):
        return Response.json(status, [{"message": words, "errorCode": code}])
    answer = soap.fault(SoapFault(code, errors.SOAP_INVALID_SESSION if status == 401 else words))
    return Response(status if fault.isdigit() else answer.status, answer.body, answer.headers)


def unlucky(org: OrgState, place: int, count: int) -> Fault | None:
    """The refusal of the thing at ``place`` among ``count`` that are saved together, if a fault strikes it."""
    last_of_several = "partial-success" in org.struck and count > 1 and place == count - 1
    return LOCKED if last_of_several or "lock-row" in org.struck else None


def check_picklist_job(org: OrgState, type_name: str, body: Body) -> None:
    """Raises ``MetadataError`` when a picklist would be saved while a job works on one."""
    picklist = type_name in ("StandardValueSet", "GlobalValueSet") or "valueSet" in body
    if picklist and "picklist-job" in org.struck:
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", _PICKLIST_JOB)


def _is_soap(request: Request) -> bool:
    return request.path.startswith("/services/Soap/")


def _operation(request: Request) -> str:
    try:
        return soap.read_envelope(request.body)[2].name
    except SoapFault:
        return ""
