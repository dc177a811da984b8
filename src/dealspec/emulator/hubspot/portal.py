"""The embedded HubSpot portal: one request in, one answer out. Finds the route, checks the key, guards the store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import NAMESPACE_URL, uuid5

from dealspec.emulator.clock import Clock
from dealspec.emulator.faults import FaultDoor
from dealspec.emulator.hubspot import association_counts, fresh, limits, rates, strikes, tokens
from dealspec.emulator.hubspot.bodies import ANY, SHAPES
from dealspec.emulator.hubspot.call import Call
from dealspec.emulator.hubspot.errors import HubSpotError, credentials_not_found, missing_scopes, not_served
from dealspec.emulator.hubspot.paths import dated_spelling
from dealspec.emulator.hubspot.routes import OWN_PATHS, TABLE, Endpoint
from dealspec.emulator.hubspot.state import State
from dealspec.emulator.store import Store
from dealspec.emulator.web import Request, Response


class HubSpotPortal:
    """A portal over a store; a store without one gets the definitions of a fresh developer test portal.

    ``access_token`` is a service key that holds every scope; ``portal_id`` is the account's number.
    """

    fault_words: Mapping[str, str] = strikes.WORDS

    def __init__(self, store: Store, clock: Clock, *, faults: Sequence[str] = ()) -> None:
        """Raises ``FaultError`` for a fault nobody knows (``emulator/faults.py``)."""
        self._state = State(store, clock)
        if self._state.definition("portal", "self") is None:
            with store.transaction():
                fresh.create(self._state)
        with store.transaction():
            fresh.complete(self._state)
        self.portal_id = int(limits.identity(self._state)["portalId"])
        self.access_token = tokens.first(self._state)
        self._answered = 0
        self._door = FaultDoor(self, "hubspot", faults)

    def handle(self, request: Request) -> Response:
        """Answers one request, as the portal would or as its faults make it."""
        return self._door.handle(request)

    def call_name(self, request: Request) -> str:
        """What a fault's ``call=`` is compared with: method, path, and the path's dated spelling."""
        return f"{request.method} {request.path} {dated_spelling(request.path)}"

    def writes(self, request: Request) -> bool:
        """Whether a request changes what later reads see, at once."""
        return strikes.writes(request)

    def refusal(self, fault: str, request: Request) -> Response | None:
        """The answer to a call that a fault refuses as a whole."""
        return strikes.refusal(fault, request)

    def answer(self, request: Request, struck: frozenset[str] = frozenset()) -> Response:
        """Answers one request that no fault keeps from the portal; a refusal leaves the store as it was."""
        self._answered += 1
        correlation_id = str(uuid5(NAMESPACE_URL, f"dealspec:{self.portal_id}:call:{self._answered}"))
        headers = {"X-HubSpot-Correlation-Id": correlation_id}
        try:
            key = self._key(request)
            headers |= self._count(key, request.path)
            answer = self._answer(request, key)
        except HubSpotError as error:
            answer = error.response(correlation_id, request.headers.get("accept", ""))
        return replace(answer, headers={**headers, **answer.headers})

    def rehearse(self, request: Request) -> Response:
        """Answers one request and takes every effect on definitions and records back."""
        response: Response | None = None
        try:
            with self._state.store.transaction():
                response = self.answer(request)
                raise _TakenBack
        except _TakenBack:
            self._state.forget()
        assert response is not None
        return response

    def _key(self, request: Request) -> tokens.Key | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return tokens.lookup(self._state, token.strip()) if scheme.lower() == "bearer" else None

    def _count(self, key: tokens.Key | None, path: str) -> Mapping[str, str]:
        """Rate headers; the portal's own endpoints and calls of nobody are not counted."""
        if key is None or path.startswith(OWN_PATHS):
            return {}
        return rates.admit(self._state, key.app, path)

    def _answer(self, request: Request, key: tokens.Key | None) -> Response:
        endpoint, call, parameters = self._routed(request)
        call.check_query_length()
        self._admit(endpoint, key, parameters)
        self._state.actor = key.user if key else None
        self._state.scopes = key.scopes if key else frozenset()
        if request.method == "GET":
            return endpoint(call, **parameters)
        return self._write(endpoint, call, parameters)

    def _routed(self, request: Request) -> tuple[Endpoint, Call, dict[str, str]]:
        found = TABLE.find(replace(request, path=dated_spelling(request.path)))
        if isinstance(found, set):
            raise not_served(request.method, request.path)
        route, parameters = found
        version = parameters.pop("version", "")
        endpoint = route.handler
        if not isinstance(endpoint, Endpoint) or version not in endpoint.versions:
            raise not_served(request.method, request.path)
        return endpoint, Call(self._state, request, version, SHAPES.get(endpoint.name, ANY)), parameters

    def _admit(self, endpoint: Endpoint, key: tokens.Key | None, parameters: dict[str, str]) -> None:
        if endpoint.scopes is None:
            return
        if key is None:
            raise credentials_not_found()
        needed = endpoint.scopes(parameters)
        if needed and not needed & key.scopes:
            raise missing_scopes(needed)

    def _write(self, endpoint: Endpoint, call: Call, parameters: dict[str, str]) -> Response:
        state = self._state
        state.dirty = False
        refusal: HubSpotError | None = None
        try:
            with state.store.transaction():
                try:
                    answer = endpoint(call, **parameters)
                    association_counts.settle(state)
                    return answer
                except HubSpotError as error:
                    # Nothing written: nothing to undo, and what memory holds stays warm.
                    if state.dirty:
                        raise
                    refusal = error
        except BaseException:
            state.forget()
            raise
        raise refusal


class _TakenBack(Exception):
    """Ends a rehearsal."""
