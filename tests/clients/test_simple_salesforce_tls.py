"""simple-salesforce as it is, over https, against the embedded org's own certificate authority."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests
from simple_salesforce import Salesforce

from dealspec.emulator.clock import FixedClock
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.server import Server
from dealspec.emulator.store import Store
from dealspec.emulator.tls import loopback_context


def test_the_client_needs_no_patch_but_the_certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)
    context, ca_file = loopback_context(tmp_path)
    store = Store()
    org = SalesforceOrg(store, FixedClock(datetime(2026, 11, 22, 12, tzinfo=UTC)))
    server = Server(org, tls=context).start()

    with requests.Session() as session:
        session.verify = str(ca_file)
        sf = Salesforce(instance=server.url.removeprefix("https://"), session_id=org.access_token, session=session)
        answer = sf.query("SELECT OrganizationType FROM Organization")
    server.stop()
    store.close()

    assert answer["records"][0]["OrganizationType"] == "Developer Edition"
