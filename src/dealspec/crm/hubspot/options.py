"""Declared values as a property's options and back. Pure.

HubSpot replaces the whole list of options, so live ones stay, in live order, with wanted ones over and after them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.native_keys import BOOLEAN_OPTIONS
from dealspec.provisioner.resource import Json, Resource
from dealspec.schema.model import FieldType, Value

UNDECLARED = "undeclared_values"
"""With ``exact``: the values that can be chosen and are not declared. Wanted there are none."""

_OPTION_KEYS = ("label", "value", "displayOrder", "hidden", "description")


def to_attribute(values: Iterable[Value]) -> dict[str, Json]:
    """Declared values by name."""
    return {value.name: _said(value) for value in values}


def live_attribute(native: NativeJson) -> dict[str, Json]:
    """Live options by value."""
    return {
        str(option["value"]): {
            "label": option["label"],
            "hidden": bool(option.get("hidden")),
            "description": option.get("description") or "",
        }
        for option in native.get("options") or ()
    }


def undeclared(native: NativeJson, declared: Mapping[str, Json]) -> list[Json]:
    """Values that can be chosen in HubSpot and are not declared, by name."""
    live = native.get("options") or ()
    names = sorted(str(each["value"]) for each in live if not each.get("hidden") and each["value"] not in declared)
    return list(names)


def merged(wanted: Resource, live: Sequence[NativeJson], *, hide_others: bool = False) -> list[NativeJson]:
    """The whole list to send: live options with the wanted ones over and after them.

    ``hide_others`` hides what is not declared: hidden, a value stays on the records that hold it.
    """
    given = wanted.attributes.get("native")
    spelled = given.get("options") if isinstance(given, dict) else None
    if isinstance(spelled, list):
        return [
            {"displayOrder": at, "hidden": False, **each} for at, each in enumerate(spelled) if isinstance(each, dict)
        ]
    if wanted.attributes["type"] == FieldType.CHECKBOX:
        return BOOLEAN_OPTIONS
    values = wanted.attributes.get("values")
    values = values if isinstance(values, dict) else {}
    kept = [{key: option[key] for key in _OPTION_KEYS if option.get(key) is not None} for option in live]
    for option in kept:
        said = values.get(option["value"])
        if isinstance(said, dict):
            option |= said
        elif hide_others:
            option["hidden"] = True
    return kept + _following(kept, values)


def _following(kept: Sequence[NativeJson], values: Mapping[str, Json]) -> list[NativeJson]:
    present = {option["value"] for option in kept}
    orders = [int(option.get("displayOrder", -1)) for option in kept]
    # -1 sorts after every positive order, so a list that uses it can only be appended to with -1.
    unordered, following = -1 in orders, max(orders, default=-1) + 1
    added: list[NativeJson] = []
    for name, said in values.items():
        if name not in present and isinstance(said, dict):
            order = -1 if unordered else following + len(added)
            added.append({"value": name, "displayOrder": order, **said})
    return added


def _said(value: Value) -> dict[str, Json]:
    said: dict[str, Json] = {"label": value.label, "hidden": value.active is False}
    return said | ({"description": value.description} if value.description else {})
