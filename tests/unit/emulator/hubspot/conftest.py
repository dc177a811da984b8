"""A fresh portal per test, called in process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dealspec.emulator.hubspot.portal import HubSpotPortal
from dealspec.emulator.store import Store
from dealspec.emulator.web import Request, Response

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass
class Hands:
    """A clock that moves only when a test moves it."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment


@dataclass
class Caller:
    """Calls a portal as a client would; answers are (status, parsed body)."""

    portal: HubSpotPortal
    token: str
    clock: Hands

    def wait_an_hour(self) -> None:
        self.clock.moment += timedelta(hours=1)

    def raw(self, method: str, target: str, body: Any = None, **headers: str) -> Response:
        payload = b"" if body is None else json.dumps(body).encode()
        sent = {"Authorization": f"Bearer {self.token}", **headers}
        return self.portal.handle(Request.of(method, target, sent, payload, "http://127.0.0.1:1"))

    def __call__(self, method: str, target: str, body: Any = None) -> tuple[int, Any]:
        answer = self.raw(method, target, body)
        return answer.status, json.loads(answer.body) if answer.body[:1] in (b"{", b"[") else answer.body.decode()

    def get(self, target: str) -> Any:
        status, body = self("GET", target)
        assert status == 200, body
        return body

    def post(self, target: str, body: Any) -> Any:
        status, answer = self("POST", target, body)
        assert status in (200, 201), answer
        return answer

    def with_scopes(self, *scopes: str) -> Caller:
        return Caller(
            self.portal, self.post("/__embedded__/tokens", {"scopes": list(scopes)})["access_token"], self.clock
        )

    def with_user(self, *scopes: str, user_id: int = 71_000_009, **rights: Any) -> Caller:
        """A caller with a user-level OAuth token."""
        body = {"scopes": list(scopes), "user": {"userId": user_id, **rights}}
        return Caller(self.portal, self.post("/__embedded__/tokens", body)["access_token"], self.clock)


@pytest.fixture
def hubspot():
    store, clock = Store(), Hands(NOON)
    portal = HubSpotPortal(store, clock)
    yield Caller(portal, portal.access_token, clock)
    store.close()


@pytest.fixture
def group(hubspot: Caller) -> str:
    """A property group of deals for the test's own properties."""
    hubspot.post("/crm/properties/2026-09/deals/groups", {"name": "partner_sales", "label": "Partner sales"})
    return "partner_sales"
