"""Loads a Salesforce project's files into an embedded org through its own deploy door: all of them or none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from dealspec.emulator.loads import BrokenFile, Loaded, LoadError
from dealspec.emulator.salesforce.source_package import API_VERSION, SourcePackage, package_of
from dealspec.emulator.web import Request, Response

_PATH = f"/services/data/v{API_VERSION}/metadata/deployRequest"
_BOUNDARY = "dealspec-load"


class Door(Protocol):
    """An org that answers, and the token that opens it."""

    access_token: str

    def handle(self, request: Request) -> Response:
        """Answers one request."""
        ...


def load(org: Door, folder: Path) -> Loaded:
    """Deploys every file that the org models; raises ``LoadError``, with which nothing is loaded."""
    package = package_of(folder)
    skipped = tuple(f"{count} {suffix}" for suffix, count in sorted(package.skipped.items()))
    if package.components:
        result = _deployed(org, package.data)
        if not result["success"]:
            raise LoadError(_broken(result, package))
    return Loaded(package.components, skipped)


def _deployed(org: Door, data: bytes) -> dict[str, Any]:
    options = json.dumps({"deployOptions": {"rollbackOnError": True, "singlePackage": True}})
    head = f"--{_BOUNDARY}\r\nContent-Disposition: form-data; name="
    body = (
        f'{head}"json"\r\nContent-Type: application/json\r\n\r\n{options}\r\n'
        f'{head}"file"; filename="deploy.zip"\r\nContent-Type: application/zip\r\n\r\n'
    ).encode() + data
    kind = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
    started = _send(org, "POST", _PATH, body + f"\r\n--{_BOUNDARY}--\r\n".encode(), kind)
    while True:
        result: dict[str, Any] = _send(org, "GET", f"{_PATH}/{started['id']}?includeDetails=true")["deployResult"]
        if result["done"]:
            return result


def _send(org: Door, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Any:
    sent = {"Authorization": f"Bearer {org.access_token}", **(headers or {})}
    answer = org.handle(Request.of(method, path, sent, body, "http://127.0.0.1"))
    parsed = json.loads(answer.body)
    if answer.status >= 400:
        raise LoadError([BrokenFile("the deploy", str(parsed[0]["message"]))])
    return parsed


def _broken(result: Mapping[str, Any], package: SourcePackage) -> list[BrokenFile]:
    return [_place(item, package) for item in result["details"]["componentFailures"]]


def _place(failure: Mapping[str, Any], package: SourcePackage) -> BrokenFile:
    """The file that a failure is about; lines are known only of files that went into the package as they are."""
    named = package.origins.get((failure["componentType"], failure["fullName"]))
    whole = package.origins.get(("", failure["fileName"]))
    line = (
        f":{failure['lineNumber']}"
        if whole and not failure["fileName"].endswith(".object") and failure.get("lineNumber")
        else ""
    )
    path = named or whole
    place = f"{path}{line}" if path else f"{failure['fileName']} ({failure['fullName']})"
    return BrokenFile(place, str(failure["problem"]))
