"""Bytes and JSON to and from one Salesforce org, through simple-salesforce; SOAP by hand over the same session.

Judges nothing and knows no metadata type. The transport follows the scheme of the url and nothing else differs.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from xml.etree.ElementTree import ParseError

from dealspec.core.errors import VendorError
from dealspec.crm.http import ReadOnly, Retries, open_session, origin_of
from dealspec.crm.salesforce import markup, registry
from dealspec.crm.salesforce.faults import code_and_message, refusal, unreachable
from dealspec.crm.salesforce.registry import Endpoint

if TYPE_CHECKING:
    import requests

T = TypeVar("T")

READ_AT_ONCE = 10
"""Names in one readMetadata call (Metadata API guide, readMetadata)."""


class Client:
    """One org, one token. Threads may share it."""

    def __init__(
        self,
        url: str,
        access_token: str,
        *,
        api_version: str,
        ca_file: Path | None = None,
        retries: Retries | None = None,
        read_only: bool = False,
    ) -> None:
        """Makes no call. Raises ``InvalidInput`` for an http url that leaves this machine."""
        from simple_salesforce.api import Salesforce

        self.origin = origin_of(url)
        self.api_version = api_version
        self._token = access_token
        self._read_only = read_only
        self._retries = retries or Retries()
        self._session = open_session(self.origin, ca_file)
        self._session.hooks["response"].append(self._heard)
        self._rest = Salesforce(
            session_id=access_token,
            instance=self.origin.authority,
            version=api_version,
            session=self._session,
            object_pairs_hook=dict,
        )
        self._soap_url = f"https://{self.origin.authority}/services/Soap/m/{api_version}"
        self._last = threading.local()
        self._counting = threading.Lock()
        self.calls = 0
        """HTTP calls made so far."""

    @property
    def token_is_jwt(self) -> bool:
        """Whether the token is a JWT, which no SOAP endpoint takes (github.com/forcedotcom/cli/issues/3297)."""
        return "!" not in self._token and self._token.count(".") == 2

    def userinfo(self) -> dict[str, Any]:
        """Who the token belongs to: at least ``user_id`` and ``organization_id``."""
        found = self._json(registry.USERINFO, lambda: self._rest.oauth2("userinfo"))
        if not {"user_id", "organization_id"} <= found.keys():
            raise self._stranger(registry.USERINFO)
        return found

    def versions(self) -> list[dict[str, str]]:
        """The API versions that the org serves; needs no token."""
        url = f"https://{self.origin.authority}/services/data"

        def send() -> list[dict[str, str]]:
            answer = self._session.get(url)
            if answer.status_code != 200:
                raise refusal(registry.VERSIONS, answer.status_code, "", "", answer.headers)
            found: list[dict[str, str]] = answer.json()
            return found

        return self._ask(registry.VERSIONS, send)

    def limits(self) -> dict[str, dict[str, int]]:
        """The org's allowances: ``{"DailyApiRequests": {"Max", "Remaining"}, ...}``."""
        return self._json(registry.LIMITS, self._rest.limits)

    def describe(self, object_name: str) -> dict[str, Any]:
        """An object as the token's user sees it."""
        path = f"sobjects/{object_name}/describe"
        return self._json(registry.DESCRIBE, lambda: self._rest.restful(path))

    def query(self, soql: str) -> Iterator[dict[str, Any]]:
        """The rows of a query, page by page."""
        page = self._json(registry.QUERY, lambda: self._rest.query(soql))
        while True:
            yield from page["records"]
            if page["done"]:
                return
            following = page["nextRecordsUrl"]
            page = self._json(registry.QUERY, lambda: self._rest.query_more(following, identifier_is_url=True))  # noqa: B023

    def create(self, object_name: str, body: Mapping[str, str]) -> str:
        """Creates a record, once, and gives its id."""
        path = f"sobjects/{object_name}"
        answer = self._json(registry.CREATE, lambda: self._rest.restful(path, method="POST", json=dict(body)))
        return str(answer["id"])

    def start_deploy(self, zip_file: bytes, options: Mapping[str, bool | str]) -> str:
        """Hands a zip to the org and gives the deployment's id; sent once."""
        import json

        files = {
            "json": (None, json.dumps({"deployOptions": dict(options)}), "application/json"),
            "file": ("package.zip", zip_file, "application/zip"),
        }
        # requests writes the multipart header itself, boundary included, once simple-salesforce's is taken away.
        headers = {"Content-Type": None}

        def send() -> Any:
            return self._rest.restful("metadata/deployRequest", method="POST", files=files, headers=headers)

        return str(self._json(registry.DEPLOY, send)["id"])

    def deploy_status(self, deploy_id: str) -> dict[str, Any]:
        """The deployment's ``DeployResult`` so far."""
        path, details = f"metadata/deployRequest/{deploy_id}", {"includeDetails": "true"}
        answer = self._json(registry.DEPLOY_STATUS, lambda: self._rest.restful(path, details))
        found: dict[str, Any] = answer["deployResult"]
        return found

    def read_metadata(self, type_name: str, names: Sequence[str]) -> dict[str, markup.Element]:
        """Components by full name; names that the org does not have are left out. One call for every ten names."""
        found: dict[str, markup.Element] = {}
        for start in range(0, len(names), READ_AT_ONCE):
            asked = "".join(
                f"<fullNames>{markup.escaped(name)}</fullNames>" for name in names[start : start + READ_AT_ONCE]
            )
            answer = self._soap(registry.READ_METADATA, f"<type>{markup.escaped(type_name)}</type>{asked}")
            for record in answer.iter("records"):
                if not markup.is_nil(record):
                    found[markup.text_of(record, "fullName")] = record
        return found

    def list_metadata(self, *type_names: str) -> dict[str, list[str]]:
        """Full names by type, of up to three types: one call (Metadata API guide, listMetadata)."""
        asked = "".join(f"<queries><type>{markup.escaped(name)}</type></queries>" for name in type_names)
        version = f"<asOfVersion>{markup.escaped(self.api_version)}</asOfVersion>"
        answer = self._soap(registry.LIST_METADATA, asked + version)
        found: dict[str, list[str]] = {name: [] for name in type_names}
        for result in answer.iter("result"):
            found.setdefault(markup.text_of(result, "type"), []).append(markup.text_of(result, "fullName"))
        return found

    def close(self) -> None:
        """Frees the connections."""
        self._session.close()

    def _soap(self, endpoint: Endpoint, body: str) -> markup.Element:
        if self.token_is_jwt:
            raise VendorError(
                "The access token is a JWT, and Salesforce's Metadata API takes no JWT.",
                vendor_code="INVALID_SESSION_ID",
                why="SOAP endpoints accept opaque session tokens only, of the form 00D...!...",
                hint="Let the connected app issue opaque tokens, or take one from: sf org auth show-access-token.",
            )
        envelope = (
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" '
            f'xmlns="{markup.NAMESPACE}"><soapenv:Header><SessionHeader><sessionId>{markup.escaped(self._token)}</sessionId>'
            f"</SessionHeader></soapenv:Header><soapenv:Body><{endpoint.name}>{body}</{endpoint.name}></soapenv:Body>"
            "</soapenv:Envelope>"
        ).encode()
        headers = {"Content-Type": "text/xml; charset=UTF-8", "SOAPAction": '""'}

        def send() -> markup.Element:
            answer = self._session.post(self._soap_url, data=envelope, headers=headers)
            try:
                root = markup.parse(answer.content)
            except ParseError:
                raise self._stranger(endpoint) from None
            fault = root.find("Body/Fault")
            if fault is not None or answer.status_code != 200:
                code = markup.text_of(fault, "faultcode").rpartition(":")[2]
                raise refusal(endpoint, answer.status_code, code, markup.text_of(fault, "faultstring"), answer.headers)
            if root.find(f"Body/{endpoint.name}Response") is None:
                raise self._stranger(endpoint)
            return root

        return self._ask(endpoint, send)

    def _json(self, endpoint: Endpoint, send: Callable[[], Any]) -> dict[str, Any]:
        found = self._ask(endpoint, send)
        if not isinstance(found, dict):
            raise self._stranger(endpoint)
        return found

    def _ask(self, endpoint: Endpoint, send: Callable[[], T]) -> T:
        if self._read_only and not endpoint.reads:
            raise ReadOnly(endpoint.name, self.origin.authority)
        import requests
        from simple_salesforce.exceptions import SalesforceError

        def once() -> T:
            try:
                return send()
            except SalesforceError as error:
                code, message = code_and_message(error.content)
                headers = getattr(self._last, "headers", {})
                raise refusal(endpoint, int(error.status), code, message, headers) from None
            except requests.exceptions.JSONDecodeError:
                raise self._stranger(endpoint) from None
            except requests.exceptions.RequestException as error:
                raise unreachable(endpoint, self.origin.authority, error) from None

        return self._retries.call(once, safe=endpoint.reads)

    def _stranger(self, endpoint: Endpoint) -> VendorError:
        return VendorError(
            f"{self.origin.authority} does not answer {endpoint.name} as Salesforce does.",
            vendor_code="NOT_SALESFORCE",
            hint="Check that the target's url is the org's instance url.",
        )

    def _heard(self, answer: requests.Response, *_: object, **__: object) -> None:
        self._last.headers = answer.headers
        with self._counting:
            self.calls += 1
