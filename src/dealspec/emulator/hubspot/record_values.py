"""Values of one record write: each checked against its property, then against the others. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dealspec.emulator.hubspot import admin_rules, catalogue, custom_objects, limits
from dealspec.emulator.hubspot.errors import HubSpotError, conflict, invalid, invalid_json, invalid_values
from dealspec.emulator.hubspot.objects import CONTACTS, DEALS, ObjectType
from dealspec.emulator.hubspot.state import State
from dealspec.emulator.hubspot.values import Problem, Property, normal, text

Values = dict[str, str]


@dataclass(frozen=True, slots=True)
class Checked:
    """Values ready to store ("" clears), and warnings about those that were changed on the way."""

    values: Values
    warnings: tuple[dict[str, Any], ...]


def checked(
    state: State,
    obj: ObjectType,
    raw: Any,
    old: Mapping[str, str],
    *,
    latest: bool,
    record_id: str | None = None,
) -> Checked:
    """The values of a write; raises one error that names every bad one.

    ``latest``: the call came by 2026-09, which normalises a date off midnight with a warning instead of refusing it,
    and enforces what administrators require.
    """
    if not isinstance(raw, Mapping):
        raise invalid_json("properties must be an object")
    problems: list[dict[str, Any]] = []
    values: Values = {}
    warnings: list[dict[str, Any]] = []
    for name, given in raw.items():
        try:
            values[name] = _one(state, obj, name, text(given), creating=record_id is None, latest=latest)
            if latest and _was_normalised(state, obj, name, text(given)):
                warnings.append(_warning(name, text(given), values[name]))
        except Problem as problem:
            problems.append(_shown(state, name, problem, text(given)))
    if not problems and obj.has_pipelines:
        refused = _place(state, obj, values, old)
        problems += [_shown(state, name, problem, values[name]) for name, problem in refused]
    if problems:
        raise invalid_values(problems)
    if record_id is None:
        _check_required(state, obj, values)
    if latest:
        admin_rules.check(state, obj, values, old, creating=record_id is None)
    _check_unique(state, obj, values, record_id)
    return Checked(values, tuple(warnings))


def _check_required(state: State, obj: ObjectType, values: Values) -> None:
    """Required properties of custom objects and activities, asked on every version (assumed; long-standing)."""
    absent = [name for name in custom_objects.required(state, obj) if not values.get(name)]
    if absent:
        raise invalid(f"Error creating {obj.singular}. Some required properties were not set: {absent}")


def _one(state: State, obj: ObjectType, name: str, value: str, *, creating: bool, latest: bool) -> str:
    prop = catalogue.find(state, obj, name)
    if prop is None:
        raise Problem("PROPERTY_DOESNT_EXIST", f'Property "{name}" does not exist')
    if prop.read_only and not (creating and name == obj.created):
        raise Problem("READ_ONLY_VALUE", f'"{name}" is a read only property; its value cannot be set.')
    if value == "":
        return ""
    if prop.owner:
        return _owner(state, prop, value)
    return normal(prop, value, lenient=latest)


def _was_normalised(state: State, obj: ObjectType, name: str, value: str) -> bool:
    prop = catalogue.find(state, obj, name)
    if prop is None or prop.kind != "date" or not value:
        return False
    try:
        normal(prop, value, lenient=False)
    except Problem:
        return True
    return False


def _warning(name: str, raw: str, kept: str) -> dict[str, Any]:
    # Category and context keys: 2026-09 upgrade notes; the words are assumed.
    return {
        "category": "PROPERTY_VALUE_NORMALIZED",
        "message": f"The value of {name} was normalized.",
        "context": {"rawValue": [raw], "normalizedValue": [kept], "propertyName": [name]},
    }


def _owner(state: State, prop: Property, value: str) -> str:
    # An owner property takes the ids of owners alone (code and words: assumed).
    if value not in catalogue.owner_ids(state):
        raise Problem("INVALID_OWNER_ID", f"{value} is not a valid owner id for {prop.name}.")
    return value


def _place(state: State, obj: ObjectType, values: Values, old: Mapping[str, str]) -> list[tuple[str, Problem]]:
    """Pipeline and stage must belong together; a stage alone stands in the record's, else the default pipeline.

    developers.hubspot.com, deals guide; a pipeline written without its stage is refused when they disagree (assumed). A
    custom object's default pipeline is the first that it was given (assumed).
    """
    in_pipeline, at_stage = obj.place
    if at_stage not in values and in_pipeline not in values:
        return []
    pipelines = catalogue.stages(state, obj)
    default = "default" if obj is DEALS else next(iter(pipelines), "")
    pipeline = values.get(in_pipeline) or old.get(in_pipeline) or default
    stage = values.get(at_stage, old.get(at_stage, ""))
    if pipeline not in pipelines:
        name = in_pipeline if values.get(in_pipeline) else at_stage
        return [(name, _not_allowed(pipeline if name == in_pipeline else stage, pipelines))]
    if stage and stage not in pipelines[pipeline]:
        name = at_stage if values.get(at_stage) else in_pipeline
        return [(name, _not_allowed(stage, pipelines[pipeline]))]
    values[in_pipeline] = pipeline
    return []


def _not_allowed(value: str, allowed: Mapping[str, object]) -> Problem:
    return Problem("INVALID_OPTION", f"{value} was not one of the allowed options: [{', '.join(allowed)}]")


def _shown(state: State, name: str, problem: Problem, value: str) -> dict[str, Any]:
    # Keys as sampled in marketing-automation issue 206.
    return {
        "isValid": False,
        "message": problem.message,
        "error": problem.code,
        "name": name,
        "localizedErrorMessage": problem.message,
        "propertyValue": value,
        "portalId": limits.identity(state)["portalId"],
    }


def _check_unique(state: State, obj: ObjectType, values: Values, record_id: str | None) -> None:
    for name, value in values.items():
        prop = catalogue.find(state, obj, name)
        if value and prop is not None and prop.unique:
            holder = state.records(obj.type_id).find(name, value)
            if holder is not None and holder != record_id:
                raise _taken(obj, name, value, holder)


def _taken(obj: ObjectType, name: str, value: str, holder: str) -> HubSpotError:
    if obj is CONTACTS and name == "email":
        return conflict(f"Contact already exists. Existing ID: {holder}")
    # Words for custom unique properties: assumed.
    return conflict(f"{obj.singular.capitalize()} with {name} '{value}' already exists. Existing ID: {holder}")
