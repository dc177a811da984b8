"""Batch answers: 200-like when all went well, 207 with ``errors`` when some failed (error-handling page)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from dealspec.emulator.hubspot.call import ok
from dealspec.emulator.hubspot.errors import HubSpotError
from dealspec.emulator.hubspot.state import State
from dealspec.emulator.web import Response

Json = dict[str, Any]


def each(state: State, inputs: Sequence[Json], rule: Callable[[Json], Json], status: int) -> Response:
    """Applies ``rule`` to every input on its own; what was done before a failure stays."""
    results: list[Json] = []
    errors: list[HubSpotError] = []
    for item in inputs:
        try:
            results.append(rule(item))
        except HubSpotError as error:
            errors.append(error)
    return answer(state, results, errors, status)


def answer(state: State, results: Sequence[Any], errors: Sequence[HubSpotError], status: int) -> Response:
    """The batch body; 207 when there are errors."""
    now = state.now()
    body: Json = {"status": "COMPLETE", "results": list(results), "startedAt": now, "completedAt": now}
    if not errors:
        return ok(body, status)
    items = [_item(error) for error in errors]
    return ok({**body, "numErrors": len(items), "errors": items}, 207)


def _item(error: HubSpotError) -> Json:
    # StandardError of the OpenAPI files: every key but id and subCategory is required.
    body = error.body()
    return {"context": {}, "links": {}, "errors": [], **body, "category": body.get("category", "VALIDATION_ERROR")}
