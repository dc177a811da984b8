"""One connection to a CRM's JSON API over plain HTTP. Repeats nothing and knows no vendor."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from dealspec.core.errors import VendorError


class Wire:
    """A kept-alive connection with its token; a ``with`` block closes it."""

    def __init__(self, url: str, token: str) -> None:
        parts = urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(parts.netloc, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *error: object) -> None:
        self._connection.close()

    def get(self, path: str) -> Any:
        """The parsed answer; raises ``VendorError``."""
        return self._call("GET", path, None)

    def post(self, path: str, body: object) -> Any:
        """The parsed answer; raises ``VendorError``."""
        return self._call("POST", path, json.dumps(body).encode())

    def _call(self, method: str, path: str, body: bytes | None) -> Any:
        try:
            self._connection.request(method, path, body, self._headers)
            answer = self._connection.getresponse()
            text = answer.read()
        except OSError as error:
            raise VendorError("The CRM stopped answering while it was seeded.", why=str(error)) from error
        if answer.status >= 300:
            raise VendorError(
                f"The CRM refused to be seeded: {method} {path.partition('?')[0]} answered {answer.status}.",
                status=answer.status,
                hint="Seed an org to which the fields and stages were applied, and the gates were not yet.",
            )
        return json.loads(text)
