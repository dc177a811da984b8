"""Turns a SOQL condition into a predicate over stored records, with the vendor's type checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from dealspec.emulator.salesforce import ids, soql, soql_dates
from dealspec.emulator.salesforce.catalog import NUMERIC, Field
from dealspec.emulator.salesforce.values import datetime_text

Predicate = Callable[[Mapping[str, Any]], bool]
Getter = Callable[[Mapping[str, Any]], Any]
Finder = Callable[[soql.Path], tuple[Field, Getter]]
"""Finds a path's final field and how to read it from a record, or raises INVALID_FIELD."""
Runner = Callable[[soql.Query], set[Any]]
"""Runs a semi-join's query and gives the values of its one field."""

_REFERENCES = frozenset(("Id", "Lookup", "MasterDetail", "Hierarchy"))
_AS_IS = _REFERENCES | {"Date", "DateTime", "Time"}


def compile_condition(text: str, condition: soql.Condition, find: Finder, run: Runner, today: date) -> Predicate:
    """The predicate; raises ``ApiError``."""
    if isinstance(condition, soql.Logic):
        parts = [compile_condition(text, part, find, run, today) for part in condition.parts]
        if condition.operator == "NOT":
            return lambda record: not parts[0](record)
        combine = all if condition.operator == "AND" else any
        return lambda record: combine(part(record) for part in parts)
    field, get = find(condition.path)
    if not field.filterable:
        words = f"field '{field.name}' can not be filtered in a query call"
        raise soql.failure(text, condition.path.at, "INVALID_FIELD", words)
    if isinstance(condition, soql.Semijoin):
        found, negated = run(condition.query), condition.negated
        return lambda record: (get(record) in found) != negated
    return _Comparison(text, field, get, today).compile(condition)


class _Comparison:
    def __init__(self, text: str, field: Field, get: Getter, today: date) -> None:
        self.text, self.field, self.get, self.today = text, field, get, today

    def compile(self, node: soql.Compare) -> Predicate:
        get, operator = self.get, node.operator
        if operator in ("INCLUDES", "EXCLUDES"):
            return self._multi(node)
        if isinstance(node.values[0], soql.DateLiteral):
            return self._dates(node, node.values[0])
        wanted = [self._operand(node, value) for value in node.values]
        first, fold = wanted[0], self._fold
        match operator:
            case "=":
                return lambda record: fold(get(record)) == first
            case "!=":
                return lambda record: fold(get(record)) != first
            case "IN":
                return lambda record: fold(get(record)) in wanted
            case "NOT IN":
                return lambda record: fold(get(record)) not in wanted
            case "LIKE":
                pattern = _like(str(node.values[0]))
                return lambda record: get(record) is not None and pattern.fullmatch(str(get(record))) is not None
        return lambda record: _ordered(operator, fold(get(record)), first)

    def _fold(self, value: Any) -> Any:
        # Text equality ignores case unless the field is case-sensitive (SOQL reference, comparison operators).
        if isinstance(value, str) and self.field.type not in _AS_IS and not self.field.case_sensitive:
            return value.lower()
        return value

    def _operand(self, node: soql.Compare, value: soql.Literal) -> Any:
        kind = self.field.type
        if value is None:
            return False if kind == "Checkbox" else None
        if kind == "Checkbox" and isinstance(value, bool):
            return value
        if kind in NUMERIC and isinstance(value, Decimal):
            return float(value)
        if kind == "Date" and isinstance(value, date) and not isinstance(value, datetime):
            return value.isoformat()
        if kind == "DateTime" and isinstance(value, datetime):
            return datetime_text(value)
        if kind not in NUMERIC and kind not in ("Checkbox", "Date", "DateTime") and isinstance(value, str):
            return self._text(node, value)
        raise self._mismatch(node, value)

    def _text(self, node: soql.Compare, value: str) -> str:
        if self.field.type not in _REFERENCES:
            return str(self._fold(re.sub(r"\\([%_])", r"\1", value)))
        if value and not ids.is_id(value):
            words = f"invalid ID field: {value}"
            raise soql.failure(self.text, node.path.at, "INVALID_QUERY_FILTER_OPERATOR", words)
        return ids.long_form(value)

    def _mismatch(self, node: soql.Compare, value: soql.Literal) -> Exception:
        kind = {"Checkbox": "boolean", "Date": "date", "DateTime": "dateTime"}.get(self.field.type, "double")
        if kind == "double" and self.field.type not in NUMERIC:
            kind = "string"
        quotes = "and should be enclosed in quotes" if kind == "string" else "and should not be enclosed in quotes"
        words = f"value of filter criterion for field '{self.field.name}' must be of type {kind}"
        if kind == "string" or isinstance(value, str):
            words = f"{words} {quotes}"
        return soql.failure(self.text, node.path.at, "INVALID_FIELD", words)

    def _multi(self, node: soql.Compare) -> Predicate:
        if self.field.type != "MultiselectPicklist":
            words = f"operator {node.operator} is only valid on multipicklist fields"
            raise soql.failure(self.text, node.path.at, "INVALID_QUERY_FILTER_OPERATOR", words)
        wanted = [set(str(value).split(";")) for value in node.values]
        get, includes = self.get, node.operator == "INCLUDES"
        return lambda record: any(group <= set((get(record) or "").split(";")) for group in wanted) == includes

    def _dates(self, node: soql.Compare, literal: soql.DateLiteral) -> Predicate:
        found = soql_dates.span(literal, self.today)
        if found is None:
            words = f"unexpected token: '{literal.name}'"
            raise soql.failure(self.text, node.path.at, "MALFORMED_QUERY", words)
        if self.field.type not in ("Date", "DateTime"):
            raise self._mismatch(node, literal)
        first, after = (self._day(day) for day in found)
        get, operator = self.get, node.operator
        tests: dict[str, Callable[[str], bool]] = {
            "=": lambda value: first <= value < after,
            "!=": lambda value: not first <= value < after,
            "<": lambda value: value < first,
            "<=": lambda value: value < after,
            ">": lambda value: value >= after,
            ">=": lambda value: value >= first,
        }
        test = tests.get(operator, tests["="])
        return lambda record: (operator == "!=") if get(record) is None else test(get(record))

    def _day(self, day: date) -> str:
        if self.field.type == "Date":
            return day.isoformat()
        return datetime_text(datetime(day.year, day.month, day.day, tzinfo=UTC))


def _ordered(operator: str, left: Any, right: Any) -> bool:
    if left is None or right is None:
        return False
    match operator:
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
        case _:
            return bool(left >= right)


def _like(pattern: str) -> re.Pattern[str]:
    parts = []
    for piece in re.split(r"(\\[%_]|%|_)", pattern):
        parts.append({"%": ".*", "_": "."}.get(piece) or re.escape(piece[1:] if piece[:1] == "\\" else piece))
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)
