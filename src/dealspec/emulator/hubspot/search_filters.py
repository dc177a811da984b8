"""Compiles a search's filters into a predicate over record values. Reads no table itself.

Operators: developers.hubspot.com, crm/search-the-crm. Text compares without case, enumerations with it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from math import nan
from typing import Any

from dealspec.emulator.hubspot.errors import invalid
from dealspec.emulator.hubspot.numbers_on_wire import is_digits
from dealspec.emulator.hubspot.values import Property

Values = Mapping[str, str]
Predicate = Callable[[Values], bool]
Key = float | str

GROUPS, FILTERS_PER_GROUP, FILTERS = 5, 6, 18
_ONE = {"EQ", "NEQ", "LT", "LTE", "GT", "GTE", "CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"}
_MANY = {"IN", "NOT_IN"}
_NONE = {"HAS_PROPERTY", "NOT_HAS_PROPERTY"}
OPERATORS = frozenset(_ONE | _MANY | _NONE | {"BETWEEN"})


def checked_groups(raw: Any) -> list[list[Mapping[str, Any]]]:
    """Filters by group; raises beyond 5 groups, 6 filters in one, 18 in all."""
    groups = [group.get("filters") or [] for group in raw or ()]
    if len(groups) > GROUPS:
        raise invalid(f"The maximum number of filterGroups is {GROUPS}; found {len(groups)}.")
    if any(len(group) > FILTERS_PER_GROUP for group in groups):
        raise invalid(f"The maximum number of filters in a filterGroup is {FILTERS_PER_GROUP}.")
    if sum(len(group) for group in groups) > FILTERS:
        raise invalid(f"The maximum number of filters is {FILTERS}.")
    return groups


def compile_filter(item: Mapping[str, Any], prop: Property) -> Predicate:
    """One filter as a predicate."""
    operator = str(item.get("operator"))
    _check_operands(item, operator, prop.name)
    name = prop.name
    if operator == "HAS_PROPERTY":
        return lambda values: bool(values.get(name))
    if operator == "NOT_HAS_PROPERTY":
        return lambda values: not values.get(name)
    if operator in ("CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"):
        token = _token(str(item["value"]))
        wanted = operator == "CONTAINS_TOKEN"
        return lambda values: (token.search(values.get(name) or "") is not None) == wanted
    return _comparison(item, operator, prop)


def sort_key(prop: Property) -> Callable[[str], Key]:
    """How a property's stored values compare; a value that is not of the declared type equals nothing."""
    key = _key_of(prop)

    def of_stored(text: str) -> Key:
        try:
            return key(text)
        except ValueError:
            return nan

    return of_stored


def _comparison(item: Mapping[str, Any], operator: str, prop: Property) -> Predicate:
    name, key = prop.name, sort_key(prop)
    if operator in _MANY:
        many = {_asked(prop, value) for value in item["values"]}
        if operator == "IN":
            return lambda values: bool(values.get(name)) and not many.isdisjoint(_keys(values[name], prop, key))
        return lambda values: not values.get(name) or many.isdisjoint(_keys(values[name], prop, key))
    one = _asked(prop, item["value"])
    if operator == "EQ":
        return lambda values: bool(values.get(name)) and one in _keys(values[name], prop, key)
    if operator == "NEQ":
        # A record without the value does not equal it, so it is found (assumed, as with NOT_IN).
        return lambda values: not values.get(name) or one not in _keys(values[name], prop, key)
    high = _asked(prop, item["highValue"]) if operator == "BETWEEN" else one
    tests: Mapping[str, Callable[[Any], bool]] = {
        "LT": lambda value: value < one,
        "LTE": lambda value: value <= one,
        "GT": lambda value: value > one,
        "GTE": lambda value: value >= one,
        "BETWEEN": lambda value: one <= value <= high,
    }
    test = tests[operator]
    return lambda values: bool(values.get(name)) and test(key(values[name]))


def _keys(value: str, prop: Property, key: Callable[[str], Key]) -> set[Key]:
    return {key(item) for item in value.split(";")} if prop.multiple else {key(value)}


def _key_of(prop: Property) -> Callable[[str], Key]:
    if prop.kind == "number" or prop.name == "hs_object_id":
        return float
    if prop.kind in ("date", "datetime"):
        return _milliseconds
    if prop.kind in ("enumeration", "bool"):
        return str
    return str.lower


def _asked(prop: Property, value: Any) -> Key:
    try:
        return _key_of(prop)(str(value))
    except ValueError:
        raise invalid(f"There was a problem with the request: '{value}' is not a valid filter value.") from None


def _milliseconds(text: str) -> Key:
    if is_digits(text.lstrip("-")):
        return float(text)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000


def _token(text: str) -> re.Pattern[str]:
    pattern = ".*".join(re.escape(part) for part in text.split("*"))
    return re.compile(rf"(?<!\w){pattern}(?!\w)" if "*" not in text else pattern, re.IGNORECASE)


def _check_operands(item: Mapping[str, Any], operator: str, name: str) -> None:
    if operator not in OPERATORS:
        raise invalid(f"Invalid operator: {operator}")
    needed: Sequence[str] = ()
    if operator in _ONE:
        needed = ("value",)
    elif operator in _MANY:
        needed = ("values",)
    elif operator == "BETWEEN":
        needed = ("value", "highValue")
    for key in needed:
        if item.get(key) in (None, "", []):
            raise invalid(f"operator {operator} requires {key} for property {name}")
