"""One request with what its handler needs around it. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from dealspec.emulator.salesforce import errors, ids
from dealspec.emulator.salesforce.access import Session
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.web import Request, Response


@dataclass(frozen=True, slots=True)
class Call:
    """One request of a known session; ``serve`` is how the org serves any request, for those that carry others."""

    org: OrgState
    request: Request
    session: Session
    version: str
    serve: Callable[[Call], Response]

    @property
    def base(self) -> str:
        """``/services/data/vNN.0``."""
        return f"/services/data/v{self.version}"

    def json(self) -> Any:
        """The body as JSON; raises ``ApiError``."""
        try:
            return self.request.json()
        except ValueError as error:
            raise errors.bad_json(f"Unexpected character or end of input: {error}") from error

    def record_id(self, text: str) -> str:
        """An id in its long form; raises ``ApiError`` MALFORMED_ID."""
        if not ids.is_id(text):
            raise errors.ApiError(400, "MALFORMED_ID", f"malformed id {text}")
        return ids.long_form(text)

    def within(self, request: Request) -> Response:
        """Serves a request that came inside this one; raises ``ApiError`` and ``SaveError``."""
        return self.serve(replace(self, request=request))
