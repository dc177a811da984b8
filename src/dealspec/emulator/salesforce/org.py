"""The embedded Salesforce org: one store behind the vendor's HTTP surface. Decides nothing itself; see ``routes``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dealspec.emulator.clock import Clock
from dealspec.emulator.salesforce import errors, fresh, ids
from dealspec.emulator.salesforce.access import PERMISSIONS, AccessBook, Session
from dealspec.emulator.salesforce.catalog import Catalog
from dealspec.emulator.salesforce.definitions import Definitions
from dealspec.emulator.salesforce.records import Records
from dealspec.emulator.store import Store
from dealspec.emulator.web import Request, Response

DAILY_REQUESTS = 15000
"""API calls a day in a Developer Edition org (limits cheat sheet; assumed still true)."""


class SalesforceOrg:
    """An org over a store; its definitions and first records are made when the store is new."""

    def __init__(self, store: Store, clock: Clock, *, seed: int = 1) -> None:
        """``seed`` names the org: another seed, another org id. It counts only when the store is new."""
        self.store, self.clock = store, clock
        self.definitions = Definitions(store, clock)
        self.catalog = Catalog(self.definitions)
        self.access = AccessBook(store, self.catalog)
        self.records = Records(store, clock, self.catalog, self.access)
        self.cursors: dict[str, Any] = {}
        identity = store.document("org", "identity")
        if identity is None:
            with self.transaction():
                identity = fresh.create(self, seed)
        self.org_id: str = identity["orgId"]
        self.user_id: str = identity["userId"]
        self.access_token: str = identity["token"]

    def handle(self, request: Request) -> Response:
        """Answers one HTTP request, also a wrong one."""
        from dealspec.emulator.salesforce.dispatch import dispatch

        return dispatch(self, request)

    def add_user_token(self, permissions: list[str]) -> tuple[str, str]:
        """A new user with the listed permissions only, and a token of theirs: ``(token, user id)``."""
        number = self.store.next("token")
        user_id = fresh.add_user(self, number)
        known = [name for name in PERMISSIONS if name in permissions]
        return self.access.add_token(self.org_id, number, user_id, known), user_id

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside happen or none; what was computed from rolled-back writes is dropped."""
        try:
            with self.store.transaction():
                yield
        except BaseException:
            self.forget()
            raise

    def forget(self) -> None:
        """Drops everything computed from definitions and records."""
        self.catalog.forget()
        self.access.forget()
        self.records.forget()

    def formula_globals(self) -> dict[str, Any]:
        """The ``$User`` and ``$Permission`` names that a formula may use, with the administrator's values."""
        administrator = Session(self.user_id, frozenset(PERMISSIONS))
        return self.records.user_globals(administrator)

    def limit_info(self) -> str:
        """The ``Sforce-Limit-Info`` value after one more metered call (REST API guide, API usage header)."""
        day = self.clock.now().date().isoformat()
        return f"api-usage={self.store.next(f'api-usage.{day}')}/{DAILY_REQUESTS}"


@dataclass(frozen=True, slots=True)
class Call:
    """One request with what handlers need around it."""

    org: SalesforceOrg
    request: Request
    session: Session
    version: str

    @property
    def base(self) -> str:
        """``/services/data/vNN.0``."""
        return f"/services/data/v{self.version}"

    def json(self) -> Any:
        """The body as JSON; raises ``ApiError``."""
        try:
            return self.request.json()
        except ValueError as error:
            raise errors.bad_json(f"Unexpected character or end of input: {error}") from error

    def record_id(self, text: str) -> str:
        """An id in its long form; raises ``ApiError`` MALFORMED_ID."""
        if not ids.is_id(text):
            raise errors.ApiError(400, "MALFORMED_ID", f"malformed id {text}")
        return ids.long_form(text)
