"""The portal's counted limits and its own identity document. Figures of an Enterprise developer test portal."""

from __future__ import annotations

from typing import Any, cast

from dealspec.emulator.hubspot.errors import invalid
from dealspec.emulator.hubspot.objects import SERVED, ObjectType
from dealspec.emulator.hubspot.state import Definition, State

PROPERTIES_OVERALL = 10_000
PROPERTIES_PER_OBJECT = 1_000
UNIQUE_PER_OBJECT = 10
PIPELINES_PER_OBJECT = 100
STAGES_PER_PIPELINE = 100
LABELS_PER_PAIR = 50
CUSTOM_OBJECTS = 10
BATCH_INPUTS = 100


def identity(state: State) -> Definition:
    """The portal's own document: portalId, ownerId, userId and account details."""
    return cast(Definition, state.definition("portal", "self"))


def user_id(state: State) -> str:
    """The id of the portal's only user, who owns its keys."""
    return str(identity(state)["userId"])


def check_property_count(state: State, obj: ObjectType, *, unique: bool) -> None:
    """Raises when one more custom property does not fit (texts: assumed; figures: limits API, properties guide)."""
    custom = _custom_properties(state, obj)
    if len(custom) >= PROPERTIES_PER_OBJECT:
        message = f"You have reached the limit of {PROPERTIES_PER_OBJECT} custom properties for {obj.plural}."
        raise invalid(message, "PropertyValidationError.PROPERTY_LIMIT_REACHED")
    if unique and sum(prop["hasUniqueValue"] for prop in custom) >= UNIQUE_PER_OBJECT:
        message = f"You have reached the limit of {UNIQUE_PER_OBJECT} unique properties for {obj.plural}."
        raise invalid(message, "PropertyValidationError.UNIQUE_PROPERTY_LIMIT_REACHED")


def check_batch(inputs: Any) -> list[dict[str, Any]]:
    """A batch's inputs; raises for none, more than 100 or no objects (texts: assumed)."""
    if not isinstance(inputs, list) or not all(isinstance(item, dict) for item in inputs):
        raise invalid("Invalid input JSON on line 1, column 1: inputs must be a list of objects")
    if len(inputs) > BATCH_INPUTS:
        raise invalid(f"The maximum number of inputs is {BATCH_INPUTS}; found {len(inputs)}.")
    return inputs


def custom_property_usage(state: State) -> dict[str, Any]:
    """The custom-properties answer of the limits tracking API."""
    rows = [_row(obj, PROPERTIES_PER_OBJECT, len(_custom_properties(state, obj))) for obj in SERVED]
    usage = sum(row["usage"] for row in rows)
    return {
        "overallLimit": PROPERTIES_OVERALL,
        "overallUsage": usage,
        "overallPercentage": _percentage(usage, PROPERTIES_OVERALL),
        "byObjectType": rows,
    }


def pipeline_usage(state: State) -> dict[str, Any]:
    """The pipelines answer of the limits tracking API (shape: assumed)."""
    rows = [
        _row(obj, PIPELINES_PER_OBJECT, len(state.definitions(f"pipeline:{obj.type_id}")))
        for obj in SERVED
        if obj.plural == "deals"
    ]
    return {"hubspotDefinedObjectTypes": rows, "customObjectTypes": {"byObjectType": []}}


def _custom_properties(state: State, obj: ObjectType) -> list[Definition]:
    properties = state.definitions(f"property:{obj.type_id}").values()
    return [prop for prop in properties if not prop["archived"] and not prop.get("hubspotDefined")]


def _row(obj: ObjectType, limit: int, usage: int) -> dict[str, Any]:
    return {
        "objectTypeId": obj.type_id,
        "singularLabel": obj.singular.capitalize(),
        "pluralLabel": obj.plural.capitalize(),
        "limit": limit,
        "usage": usage,
        "percentage": _percentage(usage, limit),
    }


def _percentage(usage: int, limit: int) -> float:
    return round(100 * usage / limit, 2)
