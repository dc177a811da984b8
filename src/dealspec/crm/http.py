"""What every adapter's transport obeys: the loopback rule for plain http, and one retry policy. Knows no vendor."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from dealspec.core.diagnostics import Diagnostic
from dealspec.core.errors import InvalidInput, Refused, VendorError

if TYPE_CHECKING:
    import requests

T = TypeVar("T")

CONNECT_TIMEOUT_S = 15.0
READ_TIMEOUT_S = 600.0
"""Longer than any vendor lets one call run: the server gives up before we do."""
TRANSIENT_STATUSES = frozenset((420, 429, 502, 503, 504))


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host and port of a target."""

    scheme: str
    host: str
    port: int | None

    @property
    def authority(self) -> str:
        """``host`` or ``host:port``; an IPv6 host in brackets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """``scheme://host:port`` without a trailing slash."""
        return f"{self.scheme}://{self.authority}"

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this machine: ``localhost``, 127.0.0.0/8 or ::1."""
        return _is_loopback(self.host)


def origin_of(url: str) -> Origin:
    """The origin of a target's URL; raises ``InvalidInput`` on plain http that leaves this machine, or on no URL."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise InvalidInput(
            [Diagnostic("CRM002", "The target's url is not of the form https://host.", hint="Copy it from the CRM.")],
            "The target's url cannot be used.",
        )
    if parts.scheme == "http" and not _is_loopback(host):
        raise InvalidInput(
            [
                Diagnostic(
                    "CRM001",
                    f"The target's url http://{host} is not encrypted.",
                    why="The access token would travel in clear; http is for embedded orgs on this machine only.",
                    hint=f"Write https://{host}.",
                )
            ],
            "The target's url cannot be used.",
        )
    return Origin(parts.scheme, host, port)


def open_session(origin: Origin, ca_file: Path | None = None) -> requests.Session:
    """A session whose calls to ``origin`` follow its scheme, whatever scheme a library hard-codes.

    ``ca_file`` replaces every other set of trusted authorities, the environment's too. No proxy, ``.netrc`` entry or
    redirect sees a token: proxies from the environment serve remote hosts only, redirects are errors.
    """
    import requests
    from requests.adapters import HTTPAdapter

    class SchemeFollower(HTTPAdapter):
        def send(self, request, stream=False, timeout=None, verify=True, cert=None, proxies=None):  # type: ignore[no-untyped-def]
            parts = urlsplit(request.url)
            request.url = parts._replace(scheme=origin.scheme).geturl()
            trusted = str(ca_file) if ca_file else verify
            limits = timeout or (CONNECT_TIMEOUT_S, READ_TIMEOUT_S)
            return super().send(request, stream, limits, trusted, cert, proxies)

    session = requests.Session()
    session.trust_env = not origin.is_loopback
    session.auth = _as_it_is
    session.max_redirects = 0
    for scheme in ("https", "http"):
        session.mount(f"{scheme}://{origin.authority}/", SchemeFollower(pool_maxsize=16))
    return session


class ReadOnly(Refused):
    """A call that would write, by a transport that was opened to read only; it was not sent."""

    def __init__(self, what: str, authority: str) -> None:
        super().__init__(
            f"Nothing was sent: this command only reads {authority}, and '{what}' writes.",
            why="It was opened for calls that the registry of endpoints tags as reads, whatever their verb.",
            hint="Please report this: a command that only reads asked for a write.",
        )


class Busy(VendorError):
    """The vendor could not answer just now; ``retry_after_s`` is what it asked us to wait, when it did."""

    def __init__(self, what: str, *, retry_after_s: float | None = None, **rest: str | int | None) -> None:
        super().__init__(what, retryable=True, **rest)  # type: ignore[arg-type]
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Retries:
    """Repeats what is safe to repeat, a bounded number of times, waiting as long as the vendor asks or twice as long
    as before.

    Safe is a read, and any call that was refused before it was begun (429). A write whose answer was lost is never
    repeated blindly.
    """

    attempts: int = 5
    first_wait_s: float = 0.5
    longest_wait_s: float = 60.0
    sleep: Callable[[float], None] = time.sleep

    def call(self, send: Callable[[], T], *, safe: bool) -> T:
        """What ``send`` returns; its last ``VendorError`` when the attempts are spent or repeating is not safe."""
        from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

        def may_repeat(error: BaseException) -> bool:
            return isinstance(error, VendorError) and error.retryable and (safe or error.status == 429)

        def wait_s(state: RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            asked = error.retry_after_s if isinstance(error, Busy) else None
            grown: float = self.first_wait_s * 2 ** (state.attempt_number - 1)
            return min(self.longest_wait_s, grown if asked is None else asked)

        policy = Retrying(
            stop=stop_after_attempt(self.attempts),
            wait=wait_s,
            retry=retry_if_exception(may_repeat),
            sleep=self.sleep,
            reraise=True,
        )
        return policy(send)


def retry_after_s(header: str | None) -> float | None:
    """The seconds that a ``Retry-After`` header asks for; None when it is absent or a date (RFC 9110 §10.2.3)."""
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
