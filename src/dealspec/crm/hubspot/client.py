"""JSON to and from HubSpot through the official client's own connection pool; counts calls; never interprets them.

The official client (hubspot-api-client 12) speaks for us, below its typed models: those drop keys of a property that
an audit must see (display hints, sensitivity), know no dated paths and no property validations, and its
``api_request`` opens a connection per call and prints network errors to the terminal.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from dealspec.crm.http import Origin, ReadOnly, Retries, origin_of
from dealspec.crm.hubspot.capabilities import API_VERSION, OWNERS_PAGE, PARALLEL_CALLS
from dealspec.crm.hubspot.errors import NativeJson, from_answer, no_answer, parsed
from dealspec.crm.hubspot.registry import LIST_OWNERS, LIST_SCHEMAS, OBJECT_PARAMS, Endpoint

CONNECT_TIMEOUT_S = 15.0
READ_TIMEOUT_S = 120.0


@dataclass(frozen=True, slots=True)
class Answer:
    """A success: its JSON object (empty when there is none) and HubSpot's correlation id."""

    status: int
    body: NativeJson
    request_id: str

    @property
    def results(self) -> list[NativeJson]:
        """The ``results`` of a list or batch answer."""
        return list(self.body.get("results") or ())


class Client:
    """One portal behind one token."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        api_version: str = API_VERSION,
        retries: Retries | None = None,
        read_only: bool = False,
    ) -> None:
        """Raises ``InvalidInput`` for plain http that leaves this machine. Opens nothing yet."""
        from hubspot.crm.properties import ApiClient, Configuration

        self.origin = origin_of(url)
        self.api_version = api_version
        self.token = token
        self._read_only = read_only
        self._retries = retries or Retries()
        configuration = Configuration(host=self.origin.url)
        configuration.retries = False  # urllib3's own would repeat behind our back, and follow redirects
        configuration.connection_pool_maxsize = 2 * PARALLEL_CALLS
        configuration.proxy = _proxy_for(self.origin)
        self._http = ApiClient(configuration).rest_client
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Accept": "application/json, */*;q=0.1",
            "User-Agent": "dealspec",
        }
        self._object_ids: dict[str, str] = {}
        self._calls = 0
        self._count = threading.Lock()

    @property
    def calls(self) -> int:
        """HTTP calls made so far, repeats included."""
        return self._calls

    def call(
        self,
        endpoint: Endpoint,
        params: Mapping[str, str] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Answer:
        """The answer to a call. Raises ``VendorError``, ``MissingAccess``, or ``ReadOnly`` for a write."""
        if self._read_only and not endpoint.reads:
            raise ReadOnly(endpoint.title, self.origin.authority)
        known = self._with_ids(params or {})
        return self._retries.call(lambda: self._send(endpoint, known, query, body), safe=endpoint.repeatable)

    def schemas(self) -> list[NativeJson]:
        """The portal's custom objects, freshly listed."""
        found = self.call(LIST_SCHEMAS).results
        self._object_ids = {f"p_{schema['name']}": str(schema["objectTypeId"]) for schema in found}
        return found

    def users(self) -> dict[str, str]:
        """Emails of the portal's owners, in lower case, by user id."""
        found: dict[str, str] = {}
        after = ""
        while True:
            answer = self.call(LIST_OWNERS, query={"limit": str(OWNERS_PAGE), **({"after": after} if after else {})})
            named = (each for each in answer.results if each.get("userId") and each.get("email"))
            found |= {str(each["userId"]): str(each["email"]).lower() for each in named}
            after = str(((answer.body.get("paging") or {}).get("next") or {}).get("after") or "")
            if not after:
                return found

    def object_id(self, name: str) -> str:
        """The portal's id of the custom object called ``p_<name>``, or that name where there is none."""
        return self._with_ids({"object": name})["object"]

    def _with_ids(self, params: Mapping[str, str]) -> dict[str, str]:
        """A custom object's ``p_<name>`` becomes its id; a bare name is refused (observed, API 2026-09)."""
        custom = [name for name in OBJECT_PARAMS if params.get(name, "").startswith("p_")]
        if any(params[name] not in self._object_ids for name in custom):
            self.schemas()
        return {**params, **{name: self._object_ids.get(params[name], params[name]) for name in custom}}

    def close(self) -> None:
        """Closes every pooled connection."""
        self._http.pool_manager.clear()

    def _send(
        self, endpoint: Endpoint, params: Mapping[str, str], query: Mapping[str, str] | None, body: object
    ) -> Answer:
        from hubspot.crm.properties.exceptions import ApiException
        from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

        with self._count:
            self._calls += 1
        url = f"{self.origin.url}{endpoint.path(self.api_version, params)}"
        try:
            answer = self._http.request(
                endpoint.method, url,
                query_params=dict(query) if query else None, headers=dict(self._headers), body=body,
                _request_timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
            )  # fmt: skip
        except ApiException as error:
            if not error.status:
                raise no_answer(endpoint, self.origin.authority, _said(error.reason), sent=False) from None
            headers = {name.lower(): value for name, value in (error.headers or {}).items()}
            raise from_answer(endpoint, params, error.status, headers, error.body or b"") from None
        except (NewConnectionError, ConnectTimeoutError, SSLError) as error:
            raise no_answer(endpoint, self.origin.authority, _said(error), sent=False) from None
        except HTTPError as error:
            raise no_answer(endpoint, self.origin.authority, _said(error), sent=True) from None
        request_id = answer.getheader("X-HubSpot-Correlation-Id", "") or ""
        return Answer(answer.status, parsed(answer.data), request_id)


def _proxy_for(origin: Origin) -> str | None:
    """The environment's proxy, for hosts other than this machine; the official client does not look for one."""
    from urllib.request import getproxies, proxy_bypass

    if origin.is_loopback or proxy_bypass(origin.host):
        return None
    return getproxies().get(origin.scheme)


def _said(error: object) -> str:
    """The last part of urllib3's words, without its object addresses."""
    return str(error).strip().rsplit(">: ", 1)[-1].rsplit(": ", 1)[-1] or type(error).__name__
