"""Recorded HTTP of the adapters: how it is recorded, scrubbed, kept and played back.

``DEALSPEC_RECORD=1 pytest tests/contract/test_cassettes.py`` records it anew against the embedded orgs. A cassette says
where it comes from: ``origin: embedded`` proves that an adapter still asks and understands the same, not that the
vendor answers so; ``origin: live`` (``make live``) does. Played back, nothing listens and nothing is sent.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

import vcr
import yaml
from urllib3 import HTTPHeaderDict
from vcr.stubs import VCRHTTPResponse

FOLDER = Path(__file__).parents[1] / "cassettes"
RECORDING = os.environ.get("DEALSPEC_RECORD") == "1"
ORIGIN, LIVE = "embedded", "live"
PLACE = "http://127.0.0.1:9"
"""Where played back targets are said to be: the discard port, on which nothing listens."""
TOKEN = "scrubbed"
PROBES = "dealspec_probe_"
"""How everything begins that ``dealspec conform`` makes."""
KEPT_HEADERS = frozenset(
    (
        "content-type",
        "location",
        "retry-after",
        "sforce-call-options",
        "sforce-limit-info",
        "soapaction",
        "www-authenticate",
    )
)
"""All others are dropped: who asks, dates, cookies, correlation ids, lengths."""


@contextmanager
def cassette(
    name: str,
    secrets: Sequence[str] = (),
    *,
    origin: str = ORIGIN,
    folder: Path = FOLDER,
    recording: bool = RECORDING,
) -> Iterator[None]:
    """Plays ``<name>.yaml``; or records it, with these secrets and every address taken out."""
    scrubber = (_LiveScrubber if origin == LIVE else _Scrubber)(tuple(secrets))
    recorder = vcr.VCR(
        cassette_library_dir=str(folder),
        record_mode=vcr.mode.ALL if recording else vcr.mode.NONE,
        match_on=("method", "path", "query", "content"),
        decode_compressed_response=True,
        before_record_request=scrubber.request,
        before_record_response=scrubber.response,
    )
    if recording:
        (folder / f"{name}.yaml").unlink(missing_ok=True)  # vcrpy would add to it
    recorder.register_matcher("content", _same_content)
    recorder.register_serializer("sorted", _Sorted(origin))
    with _alone(), _urllib3_headers(), recorder.use_cassette(f"{name}.yaml", serializer="sorted") as played:
        yield
        assert recording or played.all_played, f"{name}.yaml holds answers that nobody asked for: record it anew"


def _alone() -> Any:
    """One call at a time: vcrpy takes its patches away for every thread while it opens one connection."""
    start = ThreadPoolExecutor.__init__

    def one_worker(self: ThreadPoolExecutor, max_workers: int | None = None, *args: Any, **more: Any) -> None:
        start(self, 1, *args, **more)

    return mock.patch.object(ThreadPoolExecutor, "__init__", one_worker)


def _urllib3_headers() -> Any:
    """vcrpy's answers give their headers as http.client does, a list; urllib3's, which they stand for, as a mapping."""
    return mock.patch.multiple(
        VCRHTTPResponse,
        getheaders=lambda self: HTTPHeaderDict(self.headers.items()),
        getheader=lambda self, name, default=None: self.headers.get(name, default),
    )


class _Scrubber:
    """Takes out secrets and addresses; the same on what is recorded and on what is matched against it."""

    kept = KEPT_HEADERS

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._secrets = secrets

    def request(self, request: Any) -> Any:
        parts = urlsplit(request.uri)
        request.uri = f"{PLACE}{parts.path}{'?' + parts.query if parts.query else ''}"
        request.headers = {name: value for name, value in request.headers.items() if name.lower() in self.kept}
        if request.body:
            request.body = self._clean(request.body)
        return request

    def response(self, response: dict[str, Any]) -> dict[str, Any]:
        kept = {name: values for name, values in response["headers"].items() if name.lower() in self.kept}
        return {
            "status": response["status"],
            "headers": {name: [self._text(value) for value in values] for name, values in kept.items()},
            "body": {"string": self._clean(response["body"]["string"])},
        }

    def _clean(self, body: bytes | str) -> bytes:
        text = body if isinstance(body, str) else bytes(body).decode()
        return self._text(text).encode()

    def _text(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, TOKEN)
        text = re.sub(r"<sessionId>[^<]*</sessionId>", f"<sessionId>{TOKEN}</sessionId>", text)
        text = re.sub(r'("correlationId":\s*)"[^"]*"', rf'\1"{TOKEN}"', text)
        return re.sub(r"https?://(?:127\.0\.0\.1|localhost):\d+", PLACE, text)


_HOST = re.compile(r"https?://(?!127\.0\.0\.1:9\b)[\w.-]+\.[\w-]+(?::\d+)?(?=[/\"'<\s\\]|$)")


class _LiveScrubber(_Scrubber):
    """Also takes out of a real org what nobody else need know: hosts, people, the org's id, definitions of its own."""

    kept = KEPT_HEADERS | {"x-hubspot-ratelimit-max"}

    def __init__(self, secrets: tuple[str, ...]) -> None:
        super().__init__(tuple(secret for secret in secrets if not secret.isdigit()))
        self._numbers = [secret for secret in secrets if secret.isdigit()]

    def response(self, response: dict[str, Any]) -> dict[str, Any]:
        scrubbed = super().response(response)
        scrubbed["body"]["string"] = _without_strangers(scrubbed["body"]["string"])
        return scrubbed

    def _text(self, text: str) -> str:
        text = super()._text(text)
        for number in self._numbers:
            text = text.replace(number, "1" * len(number))  # a number still: JSON takes no zeros in front
        text = re.sub(_HOST, PLACE, text)
        text = re.sub(r"[\w.+-]+@[\w-]+\.[\w.-]+", "person@example.com", text)
        return re.sub(r"\b00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?\b", "00D000000000000EAA", text)


def _without_strangers(body: bytes) -> bytes:
    """A list of definitions without those that are neither the vendor's nor the probes'."""
    try:
        document = json.loads(body)
    except ValueError:
        return body
    if not isinstance(document, dict) or not isinstance(document.get("results"), list):
        return body
    kept = [row for row in document["results"] if row.get("hubspotDefined") or PROBES in json.dumps(row)]
    return json.dumps({**document, "results": kept}, separators=(",", ":")).encode()


def _same_content(one: Any, other: Any) -> None:
    assert (one.body or b"") == (other.body or b"")


class _Sorted:
    """The cassette as YAML, exchanges in an order that does not depend on which thread was first."""

    def __init__(self, origin: str) -> None:
        self._origin = origin

    def serialize(self, document: Mapping[str, Any]) -> str:
        exchanges = sorted(document["interactions"], key=_place)
        return yaml.dump({"origin": self._origin, "version": document["version"], "interactions": exchanges}, width=120)

    def deserialize(self, text: str) -> dict[str, Any]:
        document = yaml.safe_load(text)
        assert document.pop("origin") == self._origin
        return dict(document)


def _place(exchange: Mapping[str, Any]) -> tuple[str, str, str]:
    request = exchange["request"]
    return request["uri"], request["method"], str(request["body"])
