"""Plain HTTP to one CRM: what a probe asks is what is sent. Refuses writes that are not about our own things.

A write names something with our prefix, in its path or its body, or a record that was made here.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from dealspec.commands.conformance.probe import PREFIX, NotProbed
from dealspec.core.errors import VendorError

if TYPE_CHECKING:
    import requests

    from dealspec.wiring import Door

_TIMEOUT_S = (15.0, 120.0)
_PATIENCE = 4
"""How often a call that the vendor turned away as one too many is sent again; nothing has happened then."""
_SETTLING_S = 1.0
"""How long a vendor may answer a read with the state before a write: HubSpot's definitions take under a second."""
_LONGEST_WAIT_S = 15.0


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    text: str

    def json(self) -> Any:
        """The body as JSON, or None where it is none."""
        try:
            return json.loads(self.text)
        except ValueError:
            return None


@dataclass(slots=True)
class Wire:
    """One CRM's address and key."""

    door: Door
    session: requests.Session
    made: set[str] = field(default_factory=set)
    """Ids of records that were made here."""
    calls: int = 0
    _wrote: bool = False

    def read(self, method: str, path: str, body: object = None, *, headers: Mapping[str, str] | None = None) -> Reply:
        """A call that changes nothing, by the vendor's word or because it is refused; ``headers`` replace our own."""
        return self._send(method, path, body, headers)

    def write(self, method: str, path: str, body: object = None, *, headers: Mapping[str, str] | None = None) -> Reply:
        """A call that may change something of ours; raises ``AssertionError`` for anything else."""
        text = body if isinstance(body, str) else json.dumps(body)
        ours = PREFIX in path or PREFIX in text or any(made in path or made in text for made in self.made)
        assert ours, f"{method} {path} names nothing that a probe has made"
        return self._send(method, path, body, headers, writes=True)

    def _send(
        self, method: str, path: str, body: object, headers: Mapping[str, str] | None, *, writes: bool = False
    ) -> Reply:
        if self._wrote and method == "GET" and not self.door.is_loopback:
            time.sleep(_SETTLING_S)
        self._wrote = writes
        data = None if body is None else (body if isinstance(body, str) else json.dumps(body)).encode()
        sent = {"Authorization": f"Bearer {self.door.token}", "Content-Type": "application/json"}
        for attempt in range(_PATIENCE + 1):
            reply = self._once(method, path, data, {**sent, **(headers or {})})
            if reply.status != 429 or attempt == _PATIENCE:
                break
            time.sleep(min(float(reply.headers.get("retry-after") or 1.0), _LONGEST_WAIT_S))
        if reply.status == 429:
            raise NotProbed("the vendor's rate limit is used up")
        return reply

    def _once(self, method: str, path: str, data: bytes | None, headers: Mapping[str, str]) -> Reply:
        import requests

        self.calls += 1
        try:
            answer = self.session.request(
                method, self.door.url + path, data=data, headers=headers, timeout=_TIMEOUT_S, allow_redirects=False
            )
        except requests.RequestException as error:
            kind = type(error).__name__
            raise VendorError(f"The target did not answer {method} {path.partition('?')[0]}: {kind}.") from error
        return Reply(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, answer.text)
