"""What the embedded org knows: its store, and the read models over it. Serves nothing; the rules take it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dealspec.emulator.clock import Clock
from dealspec.emulator.salesforce.access import AccessBook, Session
from dealspec.emulator.salesforce.catalog import Catalog
from dealspec.emulator.salesforce.definitions import Definitions
from dealspec.emulator.salesforce.records import Records
from dealspec.emulator.salesforce.values import datetime_text
from dealspec.emulator.store import Store

DAILY_REQUESTS = 15000
"""API calls a day in a Developer Edition org (limits cheat sheet; assumed still true)."""


class OrgState:
    """Definitions and records over one store, and who the org is once ``fresh`` has said it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store, self.clock = store, clock
        self.definitions = Definitions(store, clock)
        self.catalog = Catalog(self.definitions)
        self.access = AccessBook(store, self.catalog)
        self.records = Records(store, clock, self.catalog, self.access)
        self.cursors: dict[str, Any] = {}
        self.org_id = self.user_id = self.access_token = ""
        self.struck: frozenset[str] = frozenset()
        """The faults that strike the request in hand."""

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

    def session(self, token: str) -> Session | None:
        """The session of a token, or None for one that nobody has or that has ended."""
        document = self.store.document("token", token) or {}
        ended = "expires" in document and document["expires"] <= datetime_text(self.clock.now())
        return None if ended else self.access.session(token)

    def limit_info(self) -> str:
        """The ``Sforce-Limit-Info`` value after one more metered call (REST API guide, API usage header)."""
        day = self.clock.now().date().isoformat()
        return f"api-usage={self.store.next(f'api-usage.{day}')}/{DAILY_REQUESTS}"
