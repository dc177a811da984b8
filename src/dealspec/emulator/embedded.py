"""Starts embedded orgs on loopback and stops them. Knows where their files lie; nothing of what they answer."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from dealspec.emulator.clock import Clock
from dealspec.emulator.server import Server
from dealspec.emulator.store import Store


@dataclass(frozen=True, slots=True)
class SalesforceDoor:
    """Where an embedded Salesforce org answers and what opens it. ``https_url`` and ``ca_file`` come together."""

    url: str
    https_url: str
    ca_file: str
    access_token: str
    org_id: str

    def as_json(self) -> dict[str, str]:
        """The keys that ``dealspec emulate`` prints."""
        return {
            "url": self.url,
            "https_url": self.https_url,
            "ca_file": self.ca_file,
            "access_token": self.access_token,
            "org_id": self.org_id,
        }


@dataclass(frozen=True, slots=True)
class HubSpotDoor:
    """Where an embedded HubSpot portal answers and what opens it."""

    url: str
    access_token: str
    portal_id: str

    def as_json(self) -> dict[str, str]:
        """The keys that ``dealspec emulate`` prints."""
        return {"url": self.url, "access_token": self.access_token, "portal_id": self.portal_id}


class EmbeddedOrgs:
    """The orgs that this process runs; leaving the ``with`` block stops them and frees their files."""

    def __init__(self, clock: Clock, faults: Sequence[str] = ()) -> None:
        """``faults`` strike the orgs they address, from the start (``emulator/faults.py``)."""
        self._clock, self._faults = clock, faults
        self._stack = ExitStack()

    def __enter__(self) -> EmbeddedOrgs:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def salesforce(self, file: Path | None = None, *, port: int = 0, https_port: int | None = None) -> SalesforceDoor:
        """Starts an org over its SQLite file (None: in memory); with ``https_port`` also over TLS (0: any free one).

        Raises ``FaultError`` for a fault that the org does not know.
        """
        from dealspec.emulator.salesforce.org import SalesforceOrg

        org = SalesforceOrg(self._store(file), self._clock, faults=self._faults)
        lock = threading.RLock()
        http = self._serve(Server(org, port, lock=lock))
        if https_port is None:
            return SalesforceDoor(http.url, "", "", org.access_token, org.org_id)
        from dealspec.emulator.tls import loopback_context

        context, ca_file = loopback_context(self._certificates(file))
        https = self._serve(Server(org, https_port, tls=context, lock=lock))
        return SalesforceDoor(http.url, https.url, str(ca_file), org.access_token, org.org_id)

    def hubspot(self, file: Path | None = None, *, port: int = 0) -> HubSpotDoor:
        """Starts a portal over its SQLite file (None: in memory)."""
        from dealspec.emulator.hubspot.portal import HubSpotPortal

        portal = HubSpotPortal(self._store(file), self._clock)
        http = self._serve(Server(portal, port))
        return HubSpotDoor(http.url, portal.access_token, str(portal.portal_id))

    def _store(self, file: Path | None) -> Store:
        store = Store(file)
        self._stack.callback(store.close)
        return store

    def _serve(self, server: Server) -> Server:
        server.start()
        self._stack.callback(server.stop)
        return server

    def _certificates(self, file: Path | None) -> Path:
        if file is not None:
            return file.parent / "tls"
        return Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="dealspec-tls-")))
