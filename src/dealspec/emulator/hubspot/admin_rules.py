"""What an administrator sets in HubSpot's settings alone: conditional and create-form required properties.

HubSpot has no API to set or read them, so the portal has an endpoint of its own. Record writes on 2026-09 paths obey
them; v3 and 2026-03 ignore them (changelog: crm-api-write-validation-enforcement, 8 Sep 2026).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dealspec.emulator.hubspot import catalogue
from dealspec.emulator.hubspot.errors import HubSpotError, invalid, required_attributes
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import Definition, State

_KIND = "admin.rules"


def put(state: State, obj: ObjectType, body: Mapping[str, Any]) -> Definition:
    """Replaces an object's rules.

    ``conditional`` is a list of ``{propertyName, value, requiredProperties}``, ``createRequired`` a list of names.
    """
    conditional = [_conditional(state, obj, item) for item in body.get("conditional") or ()]
    on_create = [_known(state, obj, name) for name in body.get("createRequired") or ()]
    rules = {"objectTypeId": obj.type_id, "conditional": conditional, "createRequired": on_create}
    state.define(_KIND, obj.type_id, rules)
    return rules


def check(state: State, obj: ObjectType, written: Mapping[str, str], old: Mapping[str, str], *, creating: bool) -> None:
    """Raises when the record would break a rule that the write touches (which writes count: assumed)."""
    rules = state.definition(_KIND, obj.type_id)
    if rules is None:
        return
    after = {**old, **written}
    errors = []
    for rule in rules["conditional"]:
        name, required = rule["propertyName"], rule["requiredProperties"]
        if after.get(name) == rule["value"] and not {name, *required}.isdisjoint(written):
            errors += [_missing(each, name) for each in required if not after.get(each)]
    if creating:
        errors += [_missing(each, None) for each in rules["createRequired"] if not after.get(each)]
    if errors:
        raise HubSpotError(400, errors[0]["message"], errors=errors)


def _missing(name: str, controller: str | None) -> dict[str, Any]:
    # Codes and context: the changelog; the words around the bracketed controller: assumed.
    if controller is None:
        message, code = f"Property {name} is required to create a record.", "MISSING_REQUIRED_PROPERTY"
    else:
        message = f"Property {name} is required by the value of [{controller}]."
        code = "MISSING_CONDITIONAL_REQUIRED_PROPERTY"
    return {"message": message, "code": code, "context": {"propertyName": [name]}}


def _conditional(state: State, obj: ObjectType, item: Any) -> Definition:
    keys = ("propertyName", "value", "requiredProperties")
    absent = [key for key in keys if not isinstance(item, Mapping) or not item.get(key)]
    if absent:
        raise required_attributes("ConditionalRule", absent)
    return {
        "propertyName": _known(state, obj, item["propertyName"]),
        "value": str(item["value"]),
        "requiredProperties": [_known(state, obj, name) for name in item["requiredProperties"]],
    }


def _known(state: State, obj: ObjectType, name: Any) -> str:
    if catalogue.find(state, obj, str(name)) is None:
        raise invalid(f'Property "{name}" does not exist')
    return str(name)
