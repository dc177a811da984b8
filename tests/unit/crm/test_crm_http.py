"""The loopback rule, the retry policy, and what a session never sends along."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from dealspec.core.errors import InvalidInput, VendorError
from dealspec.crm.http import Busy, Retries, open_session, origin_of, retry_after_s

REMOTE = "https://acme.example"


@pytest.mark.parametrize(
    ("url", "origin", "is_loopback"),
    [
        ("https://acme.example", "https://acme.example", False),
        ("https://acme.example:8443/some/path?q", "https://acme.example:8443", False),
        ("http://localhost:8080", "http://localhost:8080", True),
        ("http://127.0.0.1:1/", "http://127.0.0.1:1", True),
        ("http://127.9.9.9", "http://127.9.9.9", True),
        ("https://[::1]:9", "https://[::1]:9", True),
    ],
)
def test_origins(url: str, origin: str, is_loopback: bool) -> None:
    found = origin_of(url)

    assert (found.url, found.is_loopback) == (origin, is_loopback)


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://acme.example", "CRM001"),
        ("http://localhost.acme.example", "CRM001"),
        ("http://127.0.0.1.acme.example", "CRM001"),
        ("http://10.0.0.1", "CRM001"),
        ("https://user:secret@acme.example", "CRM002"),
        ("https://acme.example:port", "CRM002"),
        ("acme.example", "CRM002"),
        ("", "CRM002"),
    ],
)
def test_urls_that_are_refused(url: str, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        origin_of(url)

    assert [diagnostic.code for diagnostic in caught.value.diagnostics] == [code]
    assert "secret" not in repr(caught.value.diagnostics)


def test_credentials_of_netrc_never_replace_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine acme.example login someone password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))

    with open_session(origin_of(REMOTE)) as session:
        request = requests.Request("GET", REMOTE + "/x", headers={"Authorization": "Bearer ours"})
        prepared = session.prepare_request(request)

    assert prepared.headers["Authorization"] == "Bearer ours"


class Calls:
    """Fails with each error in turn, then answers."""

    def __init__(self, *errors: VendorError) -> None:
        self.errors, self.count, self.waits = list(errors), 0, list[float]()

    def __call__(self) -> str:
        self.count += 1
        if self.errors:
            raise self.errors.pop(0)
        return "answer"

    def sent(self, *, safe: bool, attempts: int = 5) -> str:
        return Retries(attempts=attempts, longest_wait_s=20, sleep=self.waits.append).call(self, safe=safe)


def test_a_safe_call_waits_twice_as_long_each_time_or_as_long_as_it_is_told() -> None:
    calls = Calls(Busy("busy"), Busy("busy"), Busy("busy", retry_after_s=3), Busy("busy", retry_after_s=900))

    assert calls.sent(safe=True) == "answer"
    assert calls.waits == [0.5, 1.0, 3.0, 20.0]


@pytest.mark.parametrize(
    ("error", "safe", "count"),
    [
        (Busy("busy", status=503), True, 2),
        (Busy("busy", status=503), False, 1),
        (Busy("too many", status=429), False, 2),
        (VendorError("no", status=400), True, 1),
    ],
)
def test_what_is_repeated(error: VendorError, safe: bool, count: int) -> None:
    calls = Calls(error)

    if count == 1:
        with pytest.raises(VendorError) as caught:
            calls.sent(safe=safe)
        assert caught.value is error
    else:
        assert calls.sent(safe=safe) == "answer"

    assert calls.count == count


def test_the_last_error_is_raised_when_the_attempts_are_spent() -> None:
    calls = Calls(*(Busy(f"busy {number}") for number in range(9)))

    with pytest.raises(Busy, match="busy 2"):
        calls.sent(safe=True, attempts=3)

    assert calls.count == 3


@pytest.mark.parametrize(
    ("header", "seconds"), [(None, None), ("", None), ("7", 7.0), ("-1", 0.0), ("Wed, 21 Oct 2026 07:28:00 GMT", None)]
)
def test_retry_after(header: str | None, seconds: float | None) -> None:
    assert retry_after_s(header) == seconds
