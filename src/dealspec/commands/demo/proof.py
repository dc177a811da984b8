"""Tries to move a deal past a gate that it does not satisfy, as any integration would: plain HTTP, no dealspec code."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

from dealspec.provisioner.ports import Crm

_READY = (
    "SELECT Id FROM Opportunity WHERE StageName = 'reseller_qualification' AND RecordType.DeveloperName = 'Reseller' "
    "AND Partner_Motion__c = 'reseller' AND Sku_List__c = null LIMIT 1"
)
_NEXT = "reseller_configure_quote"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A save that a CRM refused: what was tried, and the vendor's code and words."""

    move: str
    code: str
    message: str


def prove_refusal(crm: Crm, url: str, token: str) -> Refusal | None:
    """The refusal of a bad move by Salesforce; None for HubSpot, whose required fields bind no API token."""
    if crm is Crm.HUBSPOT:
        return None
    base = f"{url}/services/data/v66.0"
    _, found = _call("GET", f"{base}/query?q={quote(_READY)}", token)
    record = found["records"][0]["Id"]
    status, body = _call("PATCH", f"{base}/sobjects/Opportunity/{record}", token, {"StageName": _NEXT})
    if status < 400:
        return None
    return Refusal(
        f"Qualification to Configure & Quote without its evidence, HTTP {status}",
        body[0]["errorCode"],
        body[0]["message"],
    )


def _call(method: str, url: str, token: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    data = json.dumps(body).encode() if body is not None else None
    request = Request(url, data, headers, method=method)  # noqa: S310 (the url is an embedded org's own)
    try:
        with build_opener(ProxyHandler({})).open(request) as answer:
            text = answer.read()
            return answer.status, json.loads(text) if text else None
    except HTTPError as error:
        with error:
            return error.code, json.loads(error.read())
