"""simple-salesforce logs in to the embedded org with client credentials; its SOAP login is told why not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce, SalesforceAuthenticationFailed

from dealspec.emulator.clock import RealClock
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.server import Server
from dealspec.emulator.store import Store


class ToLoopback(HTTPAdapter):
    """Sends every call to the embedded org: the client knows no login host but the vendor's."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        request.url = self.url + request.path_url
        return super().send(request, *args, **kwargs)


@pytest.fixture
def session() -> Iterator[requests.Session]:
    store = Store()
    server = Server(SalesforceOrg(store, RealClock())).start()
    with requests.Session() as session:
        session.trust_env = False
        session.mount("https://", ToLoopback(server.url))
        yield session
    server.stop()
    store.close()


def test_client_credentials_open_the_org(session: requests.Session) -> None:
    app = session.post("https://any/__embedded__/apps", json={}).json()

    sf = Salesforce(consumer_key=app["client_id"], consumer_secret=app["client_secret"], domain="embedded.my",
                    session=session)  # fmt: skip

    assert sf.query("SELECT Name FROM Organization")["totalSize"] == 1
    assert sf.oauth2("userinfo")["preferred_username"] == app["username"]


def test_a_wrong_secret_raises_with_the_vendors_words(session: requests.Session) -> None:
    app = session.post("https://any/__embedded__/apps", json={}).json()

    with pytest.raises(SalesforceAuthenticationFailed, match=r"invalid_client\): invalid client credentials"):
        Salesforce(consumer_key=app["client_id"], consumer_secret="x", domain="embedded.my", session=session)


def test_the_soap_login_raises_with_its_reason(session: requests.Session) -> None:
    with pytest.raises(SalesforceAuthenticationFailed, match=r"INVALID_OPERATION\): SOAP API login"):
        Salesforce(username="a", password="b", security_token="c", session=session)
