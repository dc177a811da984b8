"""Keys of a property that the language does not model, carried verbatim under ``hubspot.native``. Pure.

Which keys can be written when: hubspot.md facts are HubSpot's OpenAPI files and observations on API 2026-09.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.forms import Form, pair_of
from dealspec.provisioner.resource import Json

DEFAULTS: Mapping[str, Json] = {
    "formField": False,
    "displayOrder": -1,
    "hidden": False,
    "showCurrencySymbol": False,
    "currencyPropertyName": None,
    "numberDisplayHint": None,
    "textDisplayHint": None,
    "dataSensitivity": "non_sensitive",
    "externalOptions": False,
    "referencedObjectType": None,
    "type": None,
    "fieldType": None,
    "options": None,
}
"""Every key that may be said, and the value HubSpot gives it when it is not."""

CREATE_ONLY = frozenset({"dataSensitivity", "externalOptions", "referencedObjectType"})
"""Later writes answer 200 and change nothing (observed, API 2026-09)."""

MODELLED: Mapping[str, str] = {
    "name": "hubspot.name",
    "label": "label",
    "description": "description",
    "groupName": "hubspot.group",
    "hasUniqueValue": "unique",
    "calculationFormula": "hubspot.formula",
}
"""Keys that the language has a word for."""

READ_ONLY = frozenset(
    {
        *("archived", "archivedAt", "calculated", "createdAt", "createdUserId", "updatedAt", "updatedUserId"),
        *("hubspotDefined", "modificationMetadata", "sensitiveDataCategories", "dateDisplayHint"),
    }
)
"""HubSpot's own: a write of them is refused or ignored."""

_OPTION_DEFAULTS: Mapping[str, Json] = {"hidden": False, "description": None}
BOOLEAN_OPTIONS: list[NativeJson] = [
    {"label": "Yes", "value": "true", "displayOrder": 0, "hidden": False},
    {"label": "No", "value": "false", "displayOrder": 1, "hidden": False},
]
"""A ``bool`` needs exactly these two values (observed, API 2026-09)."""


def problem(key: str) -> str:
    """Why a key cannot be said under ``native``, or nothing."""
    if key in MODELLED:
        return f"`native.{key}` is said by `{MODELLED[key]}`"
    if key in READ_ONLY:
        return f"`native.{key}` is HubSpot's own and cannot be written"
    return "" if key in DEFAULTS else f"`native.{key}` is no key of HubSpot's properties"


def live(native: NativeJson, keys: Sequence[str]) -> dict[str, Json]:
    """These keys of a live property."""
    return {key: _shown(native, key) for key in keys}


def carried(native: NativeJson, form: Form) -> dict[str, Json]:
    """What a live property says beyond its form and HubSpot's defaults."""
    said: dict[str, Json] = {}
    for key, default in DEFAULTS.items():
        value = _shown(native, key)
        if key not in ("type", "fieldType", "options") and value is not None and value != form.hints.get(key, default):
            said[key] = value
    for key, value, usual in zip(("type", "fieldType"), pair_of(native), form.pair, strict=True):
        if value != usual:
            said[key] = value
    if form.pair == ("bool", "booleancheckbox") and _shown(native, "options") != short(BOOLEAN_OPTIONS):
        said["options"] = _shown(native, "options")
    return said


def in_order(options: Sequence[NativeJson]) -> list[NativeJson]:
    """Options as HubSpot shows them: -1 sorts after every other order (crm/properties guide)."""
    return sorted(options, key=lambda each: (order_of(each) < 0, order_of(each)))


def short(options: Sequence[Mapping[str, Json]]) -> list[Json]:
    """Options in their order, without that order's figures and without defaults."""
    kept = ("value", "label", "hidden", "description")
    return [
        {key: each[key] for key in kept if each.get(key, _OPTION_DEFAULTS.get(key)) != _OPTION_DEFAULTS.get(key)}
        for each in in_order([dict(option) for option in options])
    ]


def order_of(option: Mapping[str, Json]) -> int:
    """An option's place; -1 is behind all others."""
    order = option.get("displayOrder")
    return int(order) if isinstance(order, int | float) else -1


def _shown(native: NativeJson, key: str) -> Json:
    if key == "options":
        return short(native.get("options") or ())
    value = native.get(key)
    return DEFAULTS.get(key) if value is None else value
