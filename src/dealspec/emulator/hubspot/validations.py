"""Property validation rules: stored as PUT, and enforced on record writes where their arguments are clear.

Enforced on every API version since 24 Jul 2023 (changelog: property validation rules enforced for APIs). Enforced
here: lengths, numbers, dates, ALPHANUMERIC and REGEX; the other rule types are stored alone (assumed arguments).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from dealspec.emulator.hubspot import patterns, properties
from dealspec.emulator.hubspot.errors import invalid, not_found, required_attributes
from dealspec.emulator.hubspot.numbers_on_wire import is_digits
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import State

Rule = dict[str, Any]

RULE_TYPES = frozenset(
    {
        "AFTER_DATETIME_DURATION", "AFTER_DURATION", "ALPHANUMERIC", "BEFORE_DATETIME_DURATION",
        "BEFORE_DURATION", "DAYS_OF_WEEK", "DECIMAL", "DOMAIN",
        "EMAIL", "EMAIL_ALLOWED_DOMAINS", "EMAIL_BLOCKED_DOMAINS", "END_DATE",
        "END_DATETIME", "FORMAT", "MAX_LENGTH", "MAX_NUMBER",
        "MIN_LENGTH", "MIN_NUMBER", "PHONE_NUMBER_WITH_EXPLICIT_COUNTRY_CODE", "REGEX",
        "SPECIAL_CHARACTERS", "START_DATE", "START_DATETIME", "URL",
        "URL_ALLOWED_DOMAINS", "URL_BLOCKED_DOMAINS", "WHITESPACE",
    }
)  # fmt: skip
_TYPES = ("string", "number", "date", "datetime", "phone_number")


def listed(state: State, obj: ObjectType) -> list[dict[str, Any]]:
    """Every property that has rules."""
    return [
        {"propertyName": name, "propertyValidationRules": list(body["rules"].values())}
        for name, body in state.definitions(_kind(obj)).items()
    ]


def read(state: State, obj: ObjectType, name: str) -> list[Rule]:
    """One property's rules; none is no error."""
    properties.read(state, obj, name, archived=False, sensitivity="non_sensitive")
    body = state.definition(_kind(obj), name)
    return list(body["rules"].values()) if body else []


def read_rule(state: State, obj: ObjectType, name: str, rule_type: str) -> Rule:
    """One rule; 404 when the property has none of that type (text: assumed)."""
    for rule in read(state, obj, name):
        if rule["ruleType"] == rule_type:
            return rule
    raise not_found(f"No {rule_type} rule exists for property {name}.")


def put_rule(state: State, obj: ObjectType, name: str, rule_type: str, body: Mapping[str, Any]) -> None:
    """Sets the rule of one type and leaves the others."""
    prop = properties.read(state, obj, name, archived=False, sensitivity="non_sensitive")
    if rule_type not in RULE_TYPES:
        raise invalid(f"Invalid rule type: {rule_type}")
    if prop["type"] not in _TYPES:
        raise invalid(f"Validation rules are not supported for properties of type {prop['type']}.")
    arguments = body.get("ruleArguments")
    if not isinstance(arguments, list):
        raise required_attributes("PropertyValidationRuleRequest", ["ruleArguments"])
    rule: Rule = {"ruleType": rule_type, "ruleArguments": [str(argument) for argument in arguments]}
    if body.get("shouldApplyNormalization") is not None:
        rule["shouldApplyNormalization"] = bool(body["shouldApplyNormalization"])
    check_arguments(rule_type, rule["ruleArguments"])
    old = state.definition(_kind(obj), name) or {"rules": {}}
    state.define(_kind(obj), name, {"rules": {**old["rules"], rule_type: rule}})


def of(state: State, obj: ObjectType, name: str) -> list[Rule]:
    """A property's rules, for the record rules."""
    body = state.definition(_kind(obj), name)
    return list(body["rules"].values()) if body else []


def problem(rule: Rule, value: str) -> tuple[str, str] | None:
    """Error code and words when ``value`` breaks ``rule`` (INVALID_ALPHA: changelog; the others: assumed)."""
    check = _CHECKS.get(rule["ruleType"])
    arguments = rule["ruleArguments"]
    if check is None or check[0](value, arguments):
        return None
    return check[1], check[2].format(*arguments, "", "")


def check_arguments(rule_type: str, arguments: Sequence[str]) -> None:
    """Raises for arguments that the rule type cannot use (texts: assumed)."""
    check = _CHECKS.get(rule_type)
    try:
        if check is not None and (arguments or rule_type != "ALPHANUMERIC"):
            check[0]("2000-01-01" if "DATE" in rule_type else "0", arguments)
    except (ValueError, IndexError, InvalidOperation, re.error):
        raise invalid(f"Invalid ruleArguments for {rule_type}: {list(arguments)}") from None


def _kind(obj: ObjectType) -> str:
    return f"validation:{obj.type_id}"


def _number(text: str) -> Decimal:
    return Decimal(text)


def _day(text: str) -> date:
    if is_digits(text.lstrip("-")):
        return datetime.fromtimestamp(int(text) / 1000, UTC).date()
    return datetime.fromisoformat(text).date()


def _moment(text: str) -> datetime:
    if is_digits(text.lstrip("-")):
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


_Check = tuple[Callable[[str, Sequence[str]], bool], str, str]

_CHECKS: Mapping[str, _Check] = {
    "MIN_LENGTH": (lambda v, a: len(v) >= int(a[0]), "MIN_LENGTH", "Enter at least {0} characters"),
    "MAX_LENGTH": (lambda v, a: len(v) <= int(a[0]), "MAX_LENGTH", "Enter at most {0} characters"),
    "MIN_NUMBER": (lambda v, a: _number(v) >= _number(a[0]), "MIN_NUMBER", "Enter a number of at least {0}"),
    "MAX_NUMBER": (lambda v, a: _number(v) <= _number(a[0]), "MAX_NUMBER", "Enter a number of at most {0}"),
    "START_DATE": (lambda v, a: _day(v) >= _day(a[0]), "START_DATE", "Enter a date on or after {0}"),
    "END_DATE": (lambda v, a: _day(v) <= _day(a[0]), "END_DATE", "Enter a date on or before {0}"),
    "START_DATETIME": (lambda v, a: _moment(v) >= _moment(a[0]), "START_DATETIME", "Enter a time from {0} on"),
    "END_DATETIME": (lambda v, a: _moment(v) <= _moment(a[0]), "END_DATETIME", "Enter a time up to {0}"),
    "REGEX": (lambda v, a: patterns.matches(a[0], v), "REGEX", "Enter a value that matches {0}"),
    "ALPHANUMERIC": (lambda v, a: _alphanumeric(v, a), "INVALID_ALPHA", "Enter only letters"),
}


def _alphanumeric(value: str, arguments: Sequence[str]) -> bool:
    # Only ALPHABETIC-like arguments are enforced; which words HubSpot uses for them is assumed.
    if "ALPHABETIC_ONLY" in arguments:
        return value.replace(" ", "").isalpha()
    return True
