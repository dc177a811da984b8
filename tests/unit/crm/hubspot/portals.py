"""An embedded portal per test, a small schema, and a foreign hand that speaks plain HTTP."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from dealspec.crm.hubspot.adapter import HubSpotTarget
from dealspec.emulator.clock import FixedClock
from dealspec.emulator.hubspot.portal import HubSpotPortal
from dealspec.emulator.server import Server
from dealspec.emulator.store import Store
from dealspec.provisioner.changes import Change
from dealspec.provisioner.diff import diff
from dealspec.schema.model import (
    Expr,
    Field,
    FieldType,
    Group,
    HubSpotField,
    Object,
    Outcome,
    Pipeline,
    Schema,
    Stage,
    Value,
)

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Portal:
    """A served portal and its service key."""

    url: str
    token: str
    portal_id: int

    def send(self, method: str, path: str, body: object = None) -> Any:
        """The parsed answer to a call of someone else's."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read() or b"null")

    def token_with(self, *scopes: str) -> str:
        """A key that holds only these scopes."""
        return str(self.send("POST", "/__embedded__/tokens", {"scopes": list(scopes)})["access_token"])


@dataclass(frozen=True, slots=True)
class Served:
    """What it takes to close a portal again."""

    portal: Portal
    server: Server
    store: Store

    def close(self) -> None:
        self.server.stop()
        self.store.close()


def served() -> Served:
    """A fresh portal on a free loopback port."""
    store = Store()
    org = HubSpotPortal(store, FixedClock(NOW))
    server = Server(org).start()
    return Served(Portal(server.url, org.access_token, org.portal_id), server, store)


def a_schema() -> Schema:
    """Every kind of field, two objects, one pipeline."""
    one, two = Value("direct", "Direct"), Value("reseller", "Reseller")
    fields = (
        Field("partner_motion", FieldType.PICKLIST, description="Which channel.", values=(one, two)),
        Field("regions", FieldType.MULTI_SELECT, values=(Value("emea", "EMEA"), Value("amer", "Americas"))),
        Field("attribution_percent", FieldType.PERCENT, label="Attribution %"),
        Field("margin", FieldType.CURRENCY),
        Field("seats", FieldType.NUMBER),
        Field("registration", FieldType.TEXT, unique=True, hubspot=HubSpotField(name="deal_registration_id")),
        Field("notes", FieldType.LONG_TEXT, help="What happened last."),
        Field("offer", FieldType.URL),
        Field("desk", FieldType.EMAIL, hubspot=HubSpotField(group="desk")),
        Field("hotline", FieldType.PHONE),
        Field("protected", FieldType.CHECKBOX),
        Field("protection_end", FieldType.DATE),
        Field("fit_at", FieldType.DATETIME),
        Field("partner", FieldType.LOOKUP, to="account"),
        Field("partner_roles", FieldType.CONTACT_ROLES, values=(Value("ae", "Partner AE"), Value("se", "Partner SE"))),
    )
    deal = Object("opportunity", {each.name: each for each in fields}, {"desk": Group("desk", "Deal desk")})
    tier = Field("tier", FieldType.PICKLIST, values=(Value("gold", "Gold"),))
    account = Object("account", {"tier": tier})
    stages = (
        Stage("registered", "Deal Registration", Decimal(10)),
        Stage("quote", "Configure & Quote", Decimal("62.5")),
        Stage("launch", "Launch", Decimal(100), Outcome.WON),
        Stage("lost", "Closed Lost", Decimal(0), Outcome.LOST),
    )
    reseller = Pipeline("reseller", Expr("partner_motion = 'reseller'"), stages, label="Reseller")
    return Schema({"opportunity": deal, "account": account}, {"reseller": reseller})


def pending(target: HubSpotTarget, schema: Schema) -> tuple[Change, ...]:
    """What would have to change."""
    wanted = target.project(schema).resources
    return diff(wanted, target.read(wanted).resources)


def carry_out(target: HubSpotTarget, changes: Sequence[Change]) -> dict[str, str]:
    """Does every step; what failed, by address."""
    failed: dict[str, str] = {}
    for step in target.steps(changes):
        outcome = target.execute(step)
        assert {*outcome.done, *outcome.failed} == set(step.addresses)
        failed |= outcome.failed
    return failed
