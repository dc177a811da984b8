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
from dealspec.emulator.keeping import KeptOrg
from dealspec.emulator.loads import Loaded
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
        self.loaded: dict[Path, Loaded] = {}
        self._stack = ExitStack()

    def __enter__(self) -> EmbeddedOrgs:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def salesforce(
        self, file: Path | None = None, *, port: int = 0, https_port: int | None = None, load: Sequence[Path] = ()
    ) -> SalesforceDoor:
        """Starts an org over its SQLite file (None: in memory); with ``https_port`` also over TLS (0: any free one).

        ``load``: folders of Salesforce projects that are deployed first. Raises ``FaultError`` for a fault that the
        org does not know and ``LoadError`` for files that it does not take.
        """
        from dealspec.emulator.salesforce.org import SalesforceOrg

        def opened(store: Store) -> SalesforceOrg:
            return SalesforceOrg(store, self._clock, faults=self._faults)

        store = self._store(file)
        if load:
            self._load_source(store, load)
        kept = KeptOrg(store, opened, self._folder(file, "snapshots"))
        org, lock = kept.org, threading.RLock()
        http = self._serve(Server(kept, port, lock=lock))
        if https_port is None:
            return SalesforceDoor(http.url, "", "", org.access_token, org.org_id)
        from dealspec.emulator.tls import loopback_context

        context, ca_file = loopback_context(self._folder(file, "tls"))
        https = self._serve(Server(kept, https_port, tls=context, lock=lock))
        return SalesforceDoor(http.url, https.url, str(ca_file), org.access_token, org.org_id)

    def hubspot(self, file: Path | None = None, *, port: int = 0, load: Sequence[Path] = ()) -> HubSpotDoor:
        """Starts a portal over its SQLite file (None: in memory).

        ``load``: exports of definitions that are made first; raises ``LoadError`` for what the portal does not take.
        """
        from dealspec.emulator.hubspot.portal import HubSpotPortal

        def opened(store: Store) -> HubSpotPortal:
            return HubSpotPortal(store, self._clock, faults=self._faults)

        store = self._store(file)
        if load:
            self._load_exports(store, load)
        kept = KeptOrg(store, opened, self._folder(file, "snapshots"))
        http = self._serve(Server(kept, port))
        return HubSpotDoor(http.url, kept.org.access_token, str(kept.org.portal_id))

    def _load_source(self, store: Store, folders: Sequence[Path]) -> None:
        from dealspec.emulator.salesforce.org import SalesforceOrg
        from dealspec.emulator.salesforce.source_load import load

        for folder in folders:
            self.loaded[folder] = load(SalesforceOrg(store, self._clock), folder)

    def _load_exports(self, store: Store, files: Sequence[Path]) -> None:
        from dealspec.emulator.hubspot.export_load import load
        from dealspec.emulator.hubspot.portal import HubSpotPortal

        for file in files:
            self.loaded[file] = load(HubSpotPortal(store, self._clock), file, store.transaction)

    def _store(self, file: Path | None) -> Store:
        store = Store(file)
        self._stack.callback(store.close)
        return store

    def _serve(self, server: Server) -> Server:
        server.start()
        self._stack.callback(server.stop)
        return server

    def _folder(self, file: Path | None, purpose: str) -> Path:
        """A folder beside the org's file, or one that goes with the process."""
        if file is None:
            return Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix=f"dealspec-{purpose}-")))
        return file.parent / (purpose if purpose == "tls" else f"{file.stem}.{purpose}")
