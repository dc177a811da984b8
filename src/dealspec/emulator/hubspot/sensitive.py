"""Sensitive properties: made where the account allows it and the key holds the scope, and hidden from keys without it.

developers.hubspot.com, sensitive-data; the two refusals: observed, API 2026-09. Enterprise (assumed).
"""

from __future__ import annotations

from typing import Any

from dealspec.emulator.hubspot import settings
from dealspec.emulator.hubspot.errors import HubSpotError, invalid
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import State


def check_create(state: State, obj: ObjectType, prop: dict[str, Any]) -> None:
    """Raises for a sensitive property that cannot be made here, or not by this key."""
    if prop["dataSensitivity"] == "non_sensitive":
        return
    if not settings.of(state)["sensitiveData"] or not settings.at_least(state, "ENTERPRISE"):
        raise invalid(
            "This portal is not enabled for sensitive data.",
            "PropertyValidationError.PORTAL_NOT_ENABLED_FOR_SENSITIVE_DATA",
        )
    if not _holds(state, obj, prop["dataSensitivity"], "write"):
        # The second shape of a 403: no category, no list of scopes.
        raise HubSpotError(403, "Missing required scope for: sensitive-data-property-create", None)


def may_read(state: State, obj: ObjectType, sensitivity: str) -> bool:
    """Whether the calling key sees values of a sensitivity; others are left out without a word (assumed)."""
    return sensitivity == "non_sensitive" or _holds(state, obj, sensitivity, "read")


def _holds(state: State, obj: ObjectType, sensitivity: str, verb: str) -> bool:
    word = "custom" if obj.is_custom else obj.plural
    return f"crm.objects.{word}.{sensitivity}.{verb}.v2" in state.scopes
