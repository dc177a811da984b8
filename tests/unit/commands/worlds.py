"""Both embedded orgs behind loopback ports of this process, and small projects that lead there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from tests.running import Ran, dealspec

from dealspec.emulator.clock import FixedClock
from dealspec.emulator.hubspot.portal import HubSpotPortal
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.server import Org, Server
from dealspec.emulator.store import Store
from dealspec.emulator.web import Request, Response

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CRMS = ("salesforce", "hubspot")

SCHEMA = """\
objects:
  opportunity:
    fields:
      partner_motion: {label: Partner motion, type: picklist, values: [direct, reseller]}
      registration: {label: Registration, type: text, length: 20}
      decided_on: {label: Decided on, type: date}
pipelines:
  reseller:
    when: partner_motion = 'reseller'
    stages:
      - {name: registered, label: Registered, probability: 10}
      - {name: quoted, label: Quoted, probability: 60}
      - {name: won, label: Won deal, probability: 100, outcome: won}
      - {name: lost, label: Lost deal, probability: 0, outcome: lost}
gates:
  quote: {pipeline: reseller, enters: quoted, require: [registration], message: Register the deal first.}
rules:
  motion_missing: {that: partner_motion is not blank, message: The deal has no motion.}
  decided_long_ago:
    when: decided_on is not blank
    that: decided_on >= today()
    severity: warning
    message: The decision is old.
"""

EMBEDDED = """\
targets:
  salesforce: {crm: salesforce, embedded: true}
  hubspot: {crm: hubspot, embedded: true}
"""


@dataclass(frozen=True)
class World:
    """Where both orgs answer, and the tokens that a command of ``project`` is given."""

    urls: dict[str, str]
    tokens: dict[str, str]
    ids: dict[str, str]

    def with_token(self, crm: str, token: str) -> World:
        return replace(self, tokens={**self.tokens, crm: token})

    def narrow_token(self, crm: str, *rights: str) -> str:
        """A token of somebody who may do no more than this."""
        kind = "permissions" if crm == "salesforce" else "scopes"
        return str(self._post(crm, "/__embedded__/tokens", {kind: list(rights)})["access_token"])

    def make_deal(self, crm: str, **values: object) -> str:
        if crm == "salesforce":
            native = {"Name": "Deal", "CloseDate": "2026-12-31", "StageName": "Prospecting", **values}
            return str(self._post(crm, "/services/data/v66.0/sobjects/Opportunity", native)["id"])
        native = {"dealname": "Deal", "pipeline": "default", "dealstage": "appointmentscheduled", **values}
        return str(self._post(crm, "/crm/v3/objects/deals", {"properties": native})["id"])

    def relabel(self, crm: str, label: str) -> None:
        """Gives the field ``registration`` another label, as anybody in the CRM may."""
        if crm == "hubspot":
            body = {"label": label}
            self._ask("PATCH", crm, "/crm/v3/properties/deals/registration", json=body).raise_for_status()
            return
        field = f"<fullName>Opportunity.Registration__c</fullName><label>{label}</label><length>20</length>"
        envelope = (
            '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="http://soap.sforce.com/2006/04/metadata">'
            f"<e:Header><SessionHeader><sessionId>{self.tokens[crm]}</sessionId></SessionHeader></e:Header><e:Body>"
            f'<updateMetadata><metadata xsi:type="CustomField">{field}<type>Text</type></metadata></updateMetadata>'
            "</e:Body></e:Envelope>"
        )
        headers = {"Content-Type": "text/xml", "SOAPAction": '""'}
        answer = self._ask("POST", crm, "/services/Soap/m/66.0", data=envelope.encode(), headers=headers)
        assert "<success>true</success>" in answer.text, answer.text

    def _post(self, crm: str, path: str, body: dict[str, Any]) -> Any:
        answer = self._ask("POST", crm, path, json=body)
        assert answer.status_code in (200, 201), answer.text
        return answer.json()

    def _ask(self, method: str, crm: str, path: str, **arguments: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.tokens[crm]}", **arguments.pop("headers", {})}
        with requests.Session() as session:
            session.trust_env = False
            return session.request(method, self.urls[crm] + path, headers=headers, timeout=30, **arguments)


@dataclass(frozen=True)
class Project:
    """A project on disk; every command gets the world's tokens from the environment."""

    folder: Path
    world: World | None = None

    def run(self, *args: object, **variables: str) -> Ran:
        tokens = {}
        if self.world:
            tokens = {"SF_TOKEN": self.world.tokens["salesforce"], "HS_TOKEN": self.world.tokens["hubspot"]}
        return dealspec("-C", self.folder, *args, env={**tokens, **variables})

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path


@contextmanager
def world(wrap: Callable[[Org], Org] = lambda org: org) -> Iterator[World]:
    """Two fresh orgs at ``NOW``; ``wrap`` may stand before each and change what it answers."""
    with ExitStack() as stack:
        stores = [stack.enter_context(_store()) for _ in CRMS]
        org, portal = SalesforceOrg(stores[0], FixedClock(NOW)), HubSpotPortal(stores[1], FixedClock(NOW))
        servers = [Server(wrap(each)).start() for each in (org, portal)]
        for server in servers:
            stack.callback(server.stop)
        yield World(
            dict(zip(CRMS, (server.url for server in servers), strict=True)),
            {"salesforce": org.access_token, "hubspot": portal.access_token},
            {"salesforce": org.org_id, "hubspot": str(portal.portal_id)},
        )


class Production:
    """An org that says it is a customer's real one; all else is as it was."""

    def __init__(self, org: Org) -> None:
        self._org = org

    def handle(self, request: Request) -> Response:
        answer = self._org.handle(request)
        body = answer.body.replace(b"Developer Edition", b"Enterprise Edition").replace(b"DEVELOPER_TEST", b"STANDARD")
        return replace(answer, body=body)


def embedded_project(folder: Path, schema: str = SCHEMA) -> Project:
    made = Project(folder)
    made.write("dealspec.yaml", EMBEDDED)
    made.write("schema/deals.yaml", schema)
    return made


def remote_project(folder: Path, to: World, schema: str = SCHEMA, ids: dict[str, str] | None = None) -> Project:
    """Targets ``salesforce`` and ``hubspot`` in a world, pinned to ``ids`` (default: the orgs that are there)."""
    pinned = {**to.ids, **(ids or {})}
    made = Project(folder, to)
    auth = 'auth: {access_token: "${SF_TOKEN}"}'
    made.write(
        "dealspec.yaml",
        f"""\
targets:
  salesforce: {{crm: salesforce, url: "{to.urls["salesforce"]}", {auth}, org_id: {pinned["salesforce"]}}}
  hubspot: {{crm: hubspot, url: "{to.urls["hubspot"]}", token: "${{HS_TOKEN}}", portal_id: {pinned["hubspot"]}}}
""",
    )
    made.write("schema/deals.yaml", schema)
    return made


@contextmanager
def _store() -> Iterator[Store]:
    store = Store()
    try:
        yield store
    finally:
        store.close()
