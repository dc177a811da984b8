"""What both embedded orgs share of HTTP: requests, responses, and a table of routes. Knows no vendor."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as a handler sees it; header names are lower case."""

    method: str
    path: str
    query: Mapping[str, list[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    origin: str = ""
    """Scheme and authority the client called, e.g. ``http://127.0.0.1:8080``; vendors echo it in their URLs."""

    @classmethod
    def of(cls, method: str, target: str, headers: Mapping[str, str], body: bytes, origin: str) -> Request:
        """A request from an HTTP request line's target (path and query, percent-encoded)."""
        parts = urlsplit(target)
        query = parse_qs(parts.query, keep_blank_values=True)
        lower = {name.lower(): value for name, value in headers.items()}
        return cls(method.upper(), parts.path, query, lower, body, origin)

    def arg(self, name: str, default: str | None = None) -> str | None:
        """The first value of a query parameter."""
        values = self.query.get(name)
        return values[0] if values else default

    def json(self) -> Any:
        """The body as JSON; raises ``ValueError`` when it is not."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP answer."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    chunks: Iterator[bytes] | None = None
    """A body too large to hold, in pieces, instead of ``body``; it is sent in the chunked encoding."""
    delay_s: float = 0.0
    """How long the server holds the answer back."""
    drop: bool = False
    """Whether the server ends the connection instead of answering."""

    @classmethod
    def json(cls, status: int, payload: Any, headers: Mapping[str, str] | None = None) -> Response:
        """A JSON answer."""
        body = json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()
        return cls(status, body, {"Content-Type": "application/json;charset=UTF-8", **(headers or {})})

    @classmethod
    def empty(cls, status: int = 204) -> Response:
        """An answer without a body."""
        return cls(status)


T = TypeVar("T")
Handler = Callable[..., Response]
"""Called as ``handler(org, request, **path_parameters)``."""


@dataclass(frozen=True, slots=True)
class Route(Generic[T]):
    """One row of a route table: ``Route("GET", "/services/data/{version}/limits", handlers.limits)``.

    ``{name}`` matches one percent-decoded path segment, ``{name*}`` the rest of the path. A trailing slash is optional.
    """

    method: str
    template: str
    handler: Callable[..., T]


class RouteTable(Generic[T]):
    """Finds the route of a request; among several that match, the one with most literal segments wins."""

    def __init__(self, routes: Iterable[Route[T]]) -> None:
        self.routes = tuple(routes)
        ordered = sorted(self.routes, key=lambda route: _specificity(route.template))
        self._compiled = [(_pattern(route.template), route) for route in ordered]

    def find(self, request: Request) -> tuple[Route[T], dict[str, str]] | set[str]:
        """The route and its path parameters, or the set of methods this path has (empty: no such path)."""
        methods: set[str] = set()
        for pattern, route in self._compiled:
            match = pattern.fullmatch(request.path)
            if match is None:
                continue
            if route.method == request.method:
                return route, {name: unquote(value) for name, value in match.groupdict().items()}
            methods.add(route.method)
        return methods


def _specificity(template: str) -> tuple[int, int]:
    segments = template.split("/")
    return (sum(segment.startswith("{") for segment in segments), -len(segments))


def _pattern(template: str) -> re.Pattern[str]:
    parts = []
    for piece in re.split(r"(\{\w+\*?\})", template):
        if piece.startswith("{"):
            name = piece.strip("{}*")
            parts.append(f"(?P<{name}>.+)" if piece.endswith("*}") else f"(?P<{name}>[^/]+)")
        else:
            parts.append(re.escape(piece))
    return re.compile("".join(parts) + "/?")
