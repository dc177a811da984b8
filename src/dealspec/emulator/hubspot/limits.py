"""The portal's counted limits and its own identity document. Figures of an Enterprise developer test portal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from dealspec.emulator.hubspot import settings
from dealspec.emulator.hubspot.errors import invalid
from dealspec.emulator.hubspot.objects import SERVED, ObjectType
from dealspec.emulator.hubspot.state import Definition, State

PROPERTIES_PER_OBJECT = 1_000
UNIQUE_PER_OBJECT = 10
PIPELINES_PER_OBJECT = 100
RECORDS_PER_OBJECT = 15_000_000
CUSTOM_RECORDS = 10_000_000
CALCULATED = 200
"""Records and calculated properties: assumed."""
_PROPERTIES_OVERALL: Mapping[str, int] = {"FREE": 10, "STARTER": 10_000, "PROFESSIONAL": 10_000, "ENTERPRISE": 10_000}
_PIPELINES: Mapping[str, int] = {"FREE": 0, "STARTER": 15, "PROFESSIONAL": 100, "ENTERPRISE": 350}
"""Pipelines beyond the default one, over all objects."""
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
    everywhere = sum(len(custom_properties(state, each)) for each in objects(state))
    if everywhere >= properties_overall(state):
        message = f"You have reached the limit of {properties_overall(state)} custom properties."
        raise invalid(message, "PropertyValidationError.PROPERTY_LIMIT_REACHED")
    custom = custom_properties(state, obj)
    if len(custom) >= PROPERTIES_PER_OBJECT:
        message = f"You have reached the limit of {PROPERTIES_PER_OBJECT} custom properties for {obj.plural}."
        raise invalid(message, "PropertyValidationError.PROPERTY_LIMIT_REACHED")
    if unique and sum(prop["hasUniqueValue"] for prop in custom) >= UNIQUE_PER_OBJECT:
        message = f"You have reached the limit of {UNIQUE_PER_OBJECT} unique properties for {obj.plural}."
        raise invalid(message, "PropertyValidationError.UNIQUE_PROPERTY_LIMIT_REACHED")


def check_pipeline_count(state: State, obj: ObjectType) -> None:
    """Raises when one more pipeline does not fit (figures: seat pricing pages and observation; text: assumed)."""
    here = len(state.definitions(f"pipeline:{obj.type_id}"))
    added = sum(len(state.definitions(f"pipeline:{each.type_id}")) for each in objects(state)) - 1
    if here >= PIPELINES_PER_OBJECT or added >= _PIPELINES[settings.of(state)["tier"]]:
        raise invalid("You have reached the limit of pipelines.", "PipelineError.PIPELINE_LIMIT_REACHED")


def properties_overall(state: State) -> int:
    """Custom properties that the portal's tier allows (Free: unverified)."""
    return _PROPERTIES_OVERALL[settings.of(state)["tier"]]


def objects(state: State) -> list[ObjectType]:
    """What limits are counted over: contacts, companies, deals, and the portal's custom objects."""
    custom = [
        ObjectType(schema["objectTypeId"], schema["labels"]["plural"], schema["labels"]["singular"], "", (), ())
        for schema in state.definitions("schema").values()
        if not schema["archived"]
    ]
    return [*SERVED, *custom]


def check_batch(inputs: Any) -> list[dict[str, Any]]:
    """A batch's inputs; raises for none, more than 100 or no objects (texts: assumed)."""
    if not isinstance(inputs, list) or not all(isinstance(item, dict) for item in inputs):
        raise invalid("Invalid input JSON on line 1, column 1: inputs must be a list of objects")
    if len(inputs) > BATCH_INPUTS:
        raise invalid(f"The maximum number of inputs is {BATCH_INPUTS}; found {len(inputs)}.")
    return inputs


def custom_properties(state: State, obj: ObjectType) -> list[Definition]:
    """The active properties that HubSpot did not make."""
    properties = state.definitions(f"property:{obj.type_id}").values()
    return [prop for prop in properties if not prop["archived"] and not prop.get("hubspotDefined")]
