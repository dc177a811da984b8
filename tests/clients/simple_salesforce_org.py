"""An embedded Salesforce org on loopback, and the real simple-salesforce pointed at it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce

from dealspec.emulator.clock import FixedClock
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.server import Server
from dealspec.emulator.store import Store

VERSION = "66.0"


class Downgrade(HTTPAdapter):
    """simple-salesforce knows https only; the embedded org on plain http is reached by rewriting its URLs."""

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.url = str(request.url).replace("https://127.0.0.1", "http://127.0.0.1", 1)
        return super().send(request, *args, **kwargs)


@contextmanager
def salesforce() -> Iterator[Salesforce]:
    store = Store()
    org = SalesforceOrg(store, FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC)))
    server = Server(org).start()
    session = requests.Session()
    session.trust_env = False
    session.mount("https://127.0.0.1", Downgrade())
    host = server.url.removeprefix("http://")
    client = Salesforce(instance=host, session_id=org.access_token, version=VERSION, session=session)
    client.metadata_url = client.metadata_url.replace("https:", "http:")
    try:
        yield client
    finally:
        session.close()
        server.stop()
        store.close()
