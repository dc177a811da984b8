"""The embedded Salesforce org as a foreign administrator uses it: plain HTTP, no code of ours but the server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from dealspec.emulator.clock import FixedClock
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.server import Server
from dealspec.emulator.store import Store

_NS = "http://soap.sforce.com/2006/04/metadata"
_VERSION = "66.0"


@dataclass(frozen=True, slots=True)
class Served:
    """A running org and a session of its administrator."""

    url: str
    token: str
    org: SalesforceOrg
    session: requests.Session

    def token_with(self, *permissions: str) -> str:
        answer = self.session.post(f"{self.url}/__embedded__/tokens", json={"permissions": list(permissions)})
        return str(answer.json()["access_token"])

    def edit(self, type_name: str, full_name: str, pattern: str, replacement: str) -> None:
        """Changes one place of a component by hand: read, replace in the text, update."""
        body = self._soap("readMetadata", f"<type>{type_name}</type><fullNames>{full_name}</fullNames>")
        record = re.search(r"<records[^>]*>(.*)</records>", body, re.DOTALL)
        assert record is not None, body
        text, count = re.subn(pattern, replacement, record[1], count=1, flags=re.DOTALL)
        assert count == 1, f"{pattern} is not in {record[1]}"
        answer = self._soap("updateMetadata", f'<metadata xsi:type="{type_name}">{text}</metadata>')
        assert "<success>true</success>" in answer, answer

    def make(self, type_name: str, elements: str) -> None:
        answer = self._soap("createMetadata", f'<metadata xsi:type="{type_name}">{elements}</metadata>')
        assert "<success>true</success>" in answer, answer

    def delete(self, type_name: str, full_name: str) -> None:
        answer = self._soap("deleteMetadata", f"<type>{type_name}</type><fullNames>{full_name}</fullNames>")
        assert "<success>true</success>" in answer, answer

    def create(self, name: str, **values: object) -> str:
        url = f"{self.url}/services/data/v{_VERSION}/sobjects/{name}"
        answer = self.session.post(url, json=values, headers={"Authorization": f"Bearer {self.token}"})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def create_many(self, name: str, rows: list[dict[str, object]]) -> None:
        url = f"{self.url}/services/data/v{_VERSION}/composite/sobjects"
        headers = {"Authorization": f"Bearer {self.token}"}
        for start in range(0, len(rows), 200):
            records = [{"attributes": {"type": name}, **row} for row in rows[start : start + 200]]
            answer = self.session.post(url, json={"records": records}, headers=headers)
            assert all(result["success"] for result in answer.json()), answer.text

    def try_create(self, name: str, **values: object) -> requests.Response:
        url = f"{self.url}/services/data/v{_VERSION}/sobjects/{name}"
        return self.session.post(url, json=values, headers={"Authorization": f"Bearer {self.token}"})

    def remove(self, name: str, soql: str, chosen: Callable[[dict[str, Any]], bool]) -> None:
        base, headers = f"{self.url}/services/data/v{_VERSION}", {"Authorization": f"Bearer {self.token}"}
        rows = self.session.get(f"{base}/query", params={"q": soql}, headers=headers).json()["records"]
        [row] = [row for row in rows if chosen(row)]
        answer = self.session.delete(f"{base}/sobjects/{name}/{row['Id']}", headers=headers)
        assert answer.status_code == 204, answer.text

    def ids(self, soql: str) -> dict[str, str]:
        """Ids by name, or developer name."""
        url = f"{self.url}/services/data/v{_VERSION}/query"
        answer = self.session.get(url, params={"q": soql}, headers={"Authorization": f"Bearer {self.token}"})
        rows = answer.json()["records"]
        return {row.get("DeveloperName") or row["Name"]: row["Id"] for row in rows}

    def _soap(self, operation: str, body: str) -> str:
        envelope = (
            '<?xml version="1.0" encoding="UTF-8"?><e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/" '
            f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns="{_NS}"><e:Header><SessionHeader><sessionId>'
            f"{self.token}</sessionId></SessionHeader></e:Header><e:Body><{operation}>{body}</{operation}></e:Body>"
            "</e:Envelope>"
        )
        headers = {"Content-Type": "text/xml", "SOAPAction": '""'}
        answer = self.session.post(f"{self.url}/services/Soap/m/{_VERSION}", data=envelope.encode(), headers=headers)
        return answer.text


@contextmanager
def served(wrap: Callable[[SalesforceOrg], object] | None = None) -> Iterator[Served]:
    """A fresh org behind a loopback port; ``wrap`` may stand before it, as a proxy that counts or fails."""
    store = Store()
    org = SalesforceOrg(store, FixedClock(datetime(2026, 3, 2, 9, 30, tzinfo=UTC)))
    server = Server(wrap(org) if wrap else org).start()  # type: ignore[arg-type]
    try:
        with requests.Session() as session:
            session.trust_env = False
            yield Served(server.url, org.access_token, org, session)
    finally:
        server.stop()
        store.close()
