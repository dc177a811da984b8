"""The embedded Salesforce org: one store behind the vendor's HTTP surface. Decides nothing itself; see ``routes``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dealspec.emulator.clock import Clock
from dealspec.emulator.faults import FaultDoor
from dealspec.emulator.salesforce import fresh, strikes
from dealspec.emulator.salesforce.dispatch import dispatch
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.store import Store
from dealspec.emulator.web import Request, Response


class SalesforceOrg(OrgState):
    """An org over a store; its definitions and first records are made when the store is new."""

    fault_words: Mapping[str, str] = strikes.WORDS

    def __init__(self, store: Store, clock: Clock, *, seed: int = 1, faults: Sequence[str] = ()) -> None:
        """``seed`` names the org: another seed, another org id. It counts only when the store is new.

        Raises ``FaultError`` for a fault nobody knows (``emulator/faults.py``).
        """
        super().__init__(store, clock)
        identity = store.document("org", "identity")
        if identity is None:
            with self.transaction():
                identity = fresh.create(self, seed)
        self.org_id, self.user_id = identity["orgId"], identity["userId"]
        self.access_token = identity["token"]
        self._door = FaultDoor(self, "salesforce", faults)

    def handle(self, request: Request) -> Response:
        """Answers one HTTP request, also a wrong one."""
        return self._door.handle(request)

    def answer(self, request: Request, struck: frozenset[str]) -> Response:
        """Answers one request that no fault keeps from the org."""
        self.struck = struck
        try:
            return dispatch(self, request)
        finally:
            self.struck = frozenset()

    def rehearse(self, request: Request) -> Response:
        """Answers one request and takes every effect back."""
        response = Response.empty()
        try:
            with self.transaction():
                response = self.answer(request, frozenset())
                raise _TakeBack
        except _TakeBack:
            return response

    def call_name(self, request: Request) -> str:
        """What a fault's ``call=`` is compared with."""
        return strikes.call_name(request)

    def writes(self, request: Request) -> bool:
        """Whether a request changes what later reads see, at once."""
        return strikes.writes(request)

    def refusal(self, fault: str, request: Request) -> Response | None:
        """The answer to a call that a fault refuses as a whole."""
        return strikes.refusal(fault, request)

    def add_user_token(self, permissions: list[str]) -> tuple[str, str]:
        """A new user with the listed permissions only, and a token of theirs: ``(token, user id)``."""
        return fresh.add_user_token(self, permissions)


class _TakeBack(Exception):
    """Ends a rehearsal."""
