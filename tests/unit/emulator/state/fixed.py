"""Fresh embedded orgs whose clock stands still, called in process, and logs of calls that are replayed on them."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dealspec.emulator.clock import FixedClock
from dealspec.emulator.hubspot.portal import HubSpotPortal
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.store import Store
from dealspec.emulator.web import Request, Response

NOON = FixedClock(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
Call = tuple[str, str, Any]
"""Method, target and body; ``$last`` stands for the id in the latest answer that had one."""
MADE = {"salesforce": SalesforceOrg, "hubspot": HubSpotPortal}
NS = 'xmlns="http://soap.sforce.com/2006/04/metadata"'


def fresh(vendor: str, file: Path | None = None) -> Any:
    return MADE[vendor](Store(file), NOON)


def call(org: Any, method: str, target: str, body: Any = None, kind: str = "application/json") -> Response:
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    headers = {"Authorization": f"Bearer {org.access_token}", "Content-Type": kind}
    return org.handle(Request.of(method, target, headers, data, "http://127.0.0.1:1"))


def deployed(org: Any, data: bytes) -> Response:
    """Starts a deploy of a zip, all or nothing."""
    options = '{"deployOptions": {"rollbackOnError": true, "singlePackage": true}}'
    body = (
        f'--x\r\nContent-Disposition: form-data; name="json"\r\nContent-Type: application/json\r\n\r\n{options}\r\n'
        '--x\r\nContent-Disposition: form-data; name="file"\r\nContent-Type: application/zip\r\n\r\n'
    ).encode() + data
    path = "/services/data/v66.0/metadata/deployRequest"
    return call(org, "POST", path, body + b"\r\n--x--\r\n", "multipart/form-data; boundary=x")


def package(fields: Iterable[str]) -> bytes:
    """A zip of text fields of deals."""
    names = list(fields)
    members = "".join(f"<members>Opportunity.{name}</members>" for name in names)
    inner = "".join(
        f"<fields><fullName>{name}</fullName><label>{name}</label><type>Text</type><length>40</length></fields>"
        for name in names
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        manifest = f"<types>{members}<name>CustomField</name></types><version>66.0</version>"
        archive.writestr(zipfile.ZipInfo("package.xml"), f"<Package {NS}>{manifest}</Package>")
        archive.writestr(zipfile.ZipInfo("objects/Opportunity.object"), f"<CustomObject {NS}>{inner}</CustomObject>")
    return stream.getvalue()


def replayed(org: Any, log: Iterable[Call]) -> list[str]:
    """Every answer in full: status, headers, body."""
    answers, last = [], "none"
    for method, target, body in log:
        if method == "DEPLOY":
            answer = deployed(org, package(body))
        else:
            text = json.dumps(body).replace("$last", last)
            answer = call(org, method, target.replace("$last", last), json.loads(text))
        answers.append(f"{answer.status} {sorted(answer.headers.items())} {answer.body.decode()}")
        last = _id(answer) or last
    return answers


def _id(answer: Response) -> str:
    try:
        found = json.loads(answer.body)
    except ValueError:
        return ""
    return str(found.get("id", "")) if isinstance(found, dict) else ""


if __name__ == "__main__":  # another process, with another order of sets
    print("\n".join(replayed(fresh(sys.argv[1], Path(sys.argv[2])), json.load(sys.stdin))))
