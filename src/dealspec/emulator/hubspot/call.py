"""One call to the portal as a handler sees it: who calls, with what, under which API version."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from dealspec.emulator.hubspot import bodies, custom_objects
from dealspec.emulator.hubspot.errors import invalid, invalid_json, query_too_long
from dealspec.emulator.hubspot.numbers_on_wire import is_digits
from dealspec.emulator.hubspot.objects import ObjectType, object_type
from dealspec.emulator.hubspot.state import State
from dealspec.emulator.web import Request, Response

Json = dict[str, Any]

QUERY_LIMIT = 16_000
"""Characters of query string from which the front door answers 414 (measured: PostHog pull 31617)."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request on its way to a rule."""

    state: State
    request: Request
    version: str
    """``v3``, ``v4``, ``2026-03`` or ``2026-09``."""
    shape: bodies.Shape = bodies.ANY
    """What the body must be made of."""

    @property
    def dated(self) -> bool:
        """Whether the caller uses a dated version."""
        return not self.version.startswith("v")

    def object(self, name: str) -> ObjectType:
        """The object a path names: a custom one of this portal, or one that every portal has."""
        return custom_objects.find(self.state, name) or object_type(name)

    def flag(self, name: str, default: bool = False) -> bool:
        """A true/false query parameter."""
        value = self.request.arg(name)
        return default if value is None else value.lower() == "true"

    def names(self, name: str) -> list[str]:
        """A query parameter that may repeat and may hold a comma-separated list."""
        return [item for value in self.request.query.get(name, []) for item in value.split(",") if item]

    def limit(self, default: int, maximum: int) -> int:
        """The page size asked for; raises beyond ``maximum``."""
        text = self.request.arg("limit", str(default)) or str(default)
        if not is_digits(text) or not 0 < int(text) <= maximum:
            raise invalid(f"Invalid limit: {text}. The limit must be between 1 and {maximum}.")
        return int(text)

    def body(self) -> Json:
        """The body as a JSON object."""
        parsed = self._parsed()
        if not isinstance(parsed, dict):
            raise invalid_json("Cannot deserialize value: a JSON object is expected")
        bodies.check(self.shape, parsed)
        return parsed

    def body_list(self) -> list[Any]:
        """The body as a JSON array."""
        parsed = self._parsed()
        if not isinstance(parsed, list):
            raise invalid_json("Cannot deserialize value: a JSON array is expected")
        bodies.check(self.shape, parsed)
        return parsed

    def _parsed(self) -> Any:
        try:
            parsed = self.request.json()
            if b"\\u" in self.request.body:
                # Half a surrogate pair is no text: nothing could answer with it.
                json.dumps(parsed, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            raise invalid_json("Unexpected character or end of input") from None
        return parsed

    def next_page(self, after: str) -> Json:
        """The ``paging`` part of a list answer."""
        query = {name: values for name, values in self.request.query.items() if name != "after"}
        link = f"{self.request.origin}{self.request.path}?{urlencode({**query, 'after': [after]}, doseq=True)}"
        return {"next": {"after": after, "link": link}}

    def check_edits_associations(self) -> None:
        """Raises for a user without the right, on 2026-09 alone (changelog: crm-api-write-validation-enforcement)."""
        actor = self.state.actor
        if self.version == "2026-09" and actor is not None and not (actor.super_admin or actor.edits_associations):
            raise invalid("Missing 'Edit Associations' permission.")

    def check_query_length(self) -> None:
        """Raises the front door's 414."""
        if self.request.query and len(urlencode(self.request.query, doseq=True)) > QUERY_LIMIT:
            raise query_too_long()


def ok(payload: Any, status: int = 200) -> Response:
    """A JSON answer."""
    return Response.json(status, payload)


def done() -> Response:
    """204."""
    return Response.empty()
