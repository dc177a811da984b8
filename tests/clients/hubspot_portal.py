"""An embedded portal and the real hubspot-api-client before it, with the client's own checks of every model on."""

from __future__ import annotations

import gc
import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hubspot import HubSpot

from dealspec.emulator.clock import RealClock
from dealspec.emulator.hubspot.portal import HubSpotPortal
from dealspec.emulator.server import Server
from dealspec.emulator.store import Store


@dataclass(frozen=True)
class Served:
    """A served portal: the typed client, and plain calls beside it."""

    client: HubSpot
    url: str
    token: str

    def call(self, method: str, path: str, body: object = None) -> Any:
        """The parsed answer to a plain call."""
        request = urllib.request.Request(
            self.url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.loads(answer.read() or b"null")


@contextmanager
def served_portal() -> Iterator[Served]:
    """A fresh portal for the length of a ``with`` block."""
    store = Store()
    portal = HubSpotPortal(store, RealClock())
    server = Server(portal).start()
    # host leads typed calls, base_url plain ones; with one of them the other kind leaves for the public API.
    client = HubSpot(
        access_token=portal.access_token, host=server.url, base_url=server.url, client_side_validation=True
    )
    try:
        yield Served(client, server.url, portal.access_token)
    finally:
        server.stop()
        store.close()
        # The client keeps a pool per sub-package and closes none of them.
        gc.collect()
