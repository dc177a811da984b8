"""Parses a property's definition out of a request and adds HubSpot's defaults. Looks at one property alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from dealspec.emulator.hubspot import calculation_text
from dealspec.emulator.hubspot.errors import HubSpotError, invalid, required_attributes, unrecognized_field
from dealspec.emulator.hubspot.state import Definition

REQUIRED = ("name", "label", "type", "fieldType", "groupName")

# Type and field type pairs: developers.hubspot.com, crm/properties guide.
FIELD_TYPES: Mapping[str, frozenset[str]] = {
    "string": frozenset({"text", "textarea", "html", "phonenumber", "file", "calculation_equation"}),
    "number": frozenset({"number", "calculation_equation"}),
    "bool": frozenset({"booleancheckbox", "calculation_equation"}),
    "enumeration": frozenset({"select", "radio", "checkbox", "booleancheckbox", "calculation_equation"}),
    "date": frozenset({"date"}),
    "datetime": frozenset({"date"}),
    "phone_number": frozenset({"phonenumber"}),
}

HINTS: Mapping[str, frozenset[str]] = {
    "numberDisplayHint": frozenset({"currency", "duration", "formatted", "percentage", "probability", "unformatted"}),
    "textDisplayHint": frozenset(
        {
            *("domain_name", "email", "ip_address", "multi_line", "phone_number", "physical_address", "postal_code"),
            "unformatted_single_line",
        }
    ),
}

_MODEL = "PropertyCreate"
_TEXTS = ("label", "type", "fieldType", "groupName", "description", "calculationFormula", "currencyPropertyName")
_FLAGS = ("formField", "hidden", "hasUniqueValue", "externalOptions", "showCurrencySymbol")
_CREATE_ONLY = ("hasUniqueValue", "dataSensitivity", "externalOptions", "referencedObjectType")
_IGNORED = ("dateDisplayHint",)
_KEYS = {*REQUIRED, *_TEXTS, *_FLAGS, *_CREATE_ONLY, *_IGNORED, *HINTS, "options", "displayOrder"}
_SENSITIVITIES = {"non_sensitive", "sensitive", "highly_sensitive"}
_NAME = re.compile(r"[a-z][a-z0-9_]*")

_DEFAULTS: Definition = {
    "description": "",
    "formField": False,
    "options": [],
    "displayOrder": -1,
    "hidden": False,
    "hasUniqueValue": False,
    "externalOptions": False,
    "dataSensitivity": "non_sensitive",
}


def created(body: Mapping[str, Any]) -> Definition:
    """A property as a create call defines it; raises for what no property may be."""
    missing = [name for name in REQUIRED if not body.get(name)]
    if missing:
        raise required_attributes(_MODEL, missing)
    _check_name(str(body["name"]))
    if body.get("dataSensitivity", "non_sensitive") not in _SENSITIVITIES:
        raise invalid(f"Invalid dataSensitivity: {body['dataSensitivity']}")
    return _settled({**_DEFAULTS, "name": body["name"], **_parsed(body)})


def patched(old: Definition, body: Mapping[str, Any]) -> Definition:
    """``old`` with a patch's keys over it. Create-only keys are ignored with a 200 (observed, API 2026-09)."""
    changes = {name: value for name, value in _parsed(body).items() if name not in _CREATE_ONLY}
    merged = {**old, **changes}
    if old.get("currencyPropertyName") and not merged["currencyPropertyName"]:
        # Once named, a currency property can be replaced but never taken away (observed, API 2026-09).
        merged["currencyPropertyName"] = old["currencyPropertyName"]
    if merged["type"] in ("enumeration", "bool") and "options" not in changes:
        merged["options"] = old["options"]
    return _settled(merged)


def _parsed(body: Mapping[str, Any]) -> Definition:
    for name in body:
        if name not in _KEYS:
            raise unrecognized_field(name, _MODEL)
    parsed: Definition = {name: str(body[name]) for name in _TEXTS if body.get(name) is not None}
    parsed |= {name: _flag(name, body[name]) for name in _FLAGS if body.get(name) is not None}
    parsed |= {name: _hint(name, body[name]) for name in HINTS if body.get(name) is not None}
    parsed |= {name: body[name] for name in ("dataSensitivity", "referencedObjectType") if body.get(name)}
    if body.get("displayOrder") is not None:
        parsed["displayOrder"] = _integer("displayOrder", body["displayOrder"])
    if body.get("options") is not None:
        parsed["options"] = _options(body["options"])
    return parsed


def _settled(prop: Definition) -> Definition:
    kind, field = prop["type"], prop["fieldType"]
    if kind not in FIELD_TYPES or field not in FIELD_TYPES[kind]:
        raise invalid(f"Invalid type and fieldType combination: type '{kind}' does not allow fieldType '{field}'.")
    if prop.get("calculationFormula") and field != "calculation_equation":
        # A formula forces the field type (observed, API 2026-09).
        prop["fieldType"] = field = "calculation_equation"
    prop["calculated"] = field == "calculation_equation"
    if prop.get("calculationFormula"):
        prop["calculationFormula"] = calculation_text.stored(prop["calculationFormula"])
    if prop["calculated"] and not prop.get("calculationFormula"):
        raise invalid("calculationFormula is required for fieldType calculation_equation.")
    if prop["externalOptions"] and prop.get("referencedObjectType") != "OWNER":
        raise invalid("externalOptions requires referencedObjectType OWNER.")
    _check_options(prop)
    if prop.get("currencyPropertyName") and not prop.get("showCurrencySymbol"):
        raise HubSpotError(
            400,
            "Only properties that show a currency symbol can name a currency property.",
            sub_category="PropertyValidationError.ONLY_CURRENCY_PROPERTIES_CAN_SPECIFY_CURRENCY",
        )
    return prop


def _check_options(prop: Definition) -> None:
    values = [option["value"] for option in prop["options"]]
    is_bool = prop["type"] == "bool" or (prop["type"] == "enumeration" and prop["fieldType"] == "booleancheckbox")
    if is_bool and not prop["calculated"]:
        if sorted(values) != ["false", "true"]:
            message = f"Boolean properties must have exactly two options, true and false; found: {values}"
            raise invalid(message, "PropertyValidationError.INVALID_BOOLEAN_OPTION")
    elif prop["type"] == "enumeration" and not prop["calculated"]:
        if prop["externalOptions"]:
            prop["options"] = []
        elif not values:
            raise invalid("Enumeration properties must have at least one option.")
    else:
        # Options of other types are dropped (assumed).
        prop["options"] = []


def _options(raw: Any) -> list[Definition]:
    if not isinstance(raw, list) or not all(isinstance(item, dict) for item in raw):
        raise invalid("options must be a list of objects.")
    options = [_option(item) for item in raw]
    for key in ("value", "label"):
        seen: set[str] = set()
        for option in options:
            if option[key] in seen:
                raise invalid(f"Property option {key}s must be unique: '{option[key]}' is used more than once.")
            seen.add(option[key])
    return options


def _option(item: Mapping[str, Any]) -> Definition:
    missing = [key for key in ("label", "value") if item.get(key) in (None, "")]
    if missing:
        raise required_attributes("OptionInput", missing)
    option: Definition = {
        "label": str(item["label"]),
        "value": str(item["value"]),
        "displayOrder": _integer("displayOrder", item.get("displayOrder", -1)),
        "hidden": _flag("hidden", item.get("hidden", False)),
    }
    if item.get("description") is not None:
        option["description"] = str(item["description"])
    if sum(len(str(option.get(key, ""))) for key in ("label", "value", "description")) > 3000:
        # knowledge.hubspot.com, property field types: 3,000 characters per option.
        raise invalid(f"Property option '{option['value'][:50]}' is longer than 3000 characters.")
    return option


def _check_name(name: str) -> None:
    # Pattern and length: assumed.
    if not _NAME.fullmatch(name) or len(name) > 100:
        raise invalid(
            f"Invalid property name '{name}': names hold lower-case letters, digits and underscores, start with a"
            " letter and have at most 100 characters.",
        )


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise invalid(f"{name} must be true or false.")
    return value


def _integer(name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise invalid(f"{name} must be an integer.")
    return value


def _hint(name: str, value: Any) -> str:
    if value not in HINTS[name]:
        raise invalid(f"Invalid {name}: '{value}'.")
    return str(value)
