"""The embedded Salesforce org: one store behind the vendor's HTTP surface. Decides nothing itself; see ``routes``."""

from __future__ import annotations

from dealspec.emulator.clock import Clock
from dealspec.emulator.salesforce import fresh
from dealspec.emulator.salesforce.dispatch import dispatch
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.store import Store
from dealspec.emulator.web import Request, Response


class SalesforceOrg(OrgState):
    """An org over a store; its definitions and first records are made when the store is new."""

    def __init__(self, store: Store, clock: Clock, *, seed: int = 1) -> None:
        """``seed`` names the org: another seed, another org id. It counts only when the store is new."""
        super().__init__(store, clock)
        identity = store.document("org", "identity")
        if identity is None:
            with self.transaction():
                identity = fresh.create(self, seed)
        self.org_id, self.user_id = identity["orgId"], identity["userId"]
        self.access_token = identity["token"]

    def handle(self, request: Request) -> Response:
        """Answers one HTTP request, also a wrong one."""
        return dispatch(self, request)

    def add_user_token(self, permissions: list[str]) -> tuple[str, str]:
        """A new user with the listed permissions only, and a token of theirs: ``(token, user id)``."""
        return fresh.add_user_token(self, permissions)
