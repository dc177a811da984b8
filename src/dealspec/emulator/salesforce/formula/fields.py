"""Reading one field of a record as formulas see it: percent as a fraction, ids in 15 characters, blank text as null."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from dealspec.emulator.salesforce.formula.decimals import INTERNAL
from dealspec.emulator.salesforce.formula.functions.table import Evaluator
from dealspec.emulator.salesforce.formula.run import Run
from dealspec.emulator.salesforce.formula.types import Type, field_type, is_id
from dealspec.emulator.salesforce.formula.values import FormulaError, Value

Converter: TypeAlias = Callable[[Value], Value]


def reader(name: str, metadata_type: str, *, before: bool, blanks_as_zero: bool) -> Evaluator:
    """The closure that reads the field, of the record as it was with `before`."""
    if field_type(metadata_type) is Type.LOCATION:
        return _location(name, before=before)
    convert = _converter(name, metadata_type, blanks_as_zero=blanks_as_zero)
    usual = _AS_THEY_ARE.get(field_type(metadata_type))

    def read(run: Run) -> Value:
        values = run.before if before else run.record
        try:
            value = values[name]
        except KeyError:
            value = run.spelled_otherwise(values, name)
        return value if type(value) is usual else convert(value)

    return read


# Values of exactly these types need no conversion; everything else goes through a converter.
_AS_THEY_ARE: dict[Type | None, type] = {Type.BOOLEAN: bool, Type.DATE: date, Type.TIME: time}


def _location(name: str, *, before: bool) -> Evaluator:
    """`latitude;longitude` from the components `X__Latitude__s` and `X__Longitude__s` of `X__c` (Object Reference)."""
    stem = name.removesuffix("__c")
    parts = [
        reader(f"{stem}__{part}__s", "Number", before=before, blanks_as_zero=False)
        for part in ("Latitude", "Longitude")
    ]

    def read(run: Run) -> Value:
        latitude, longitude = (part(run) for part in parts)
        return None if latitude is None or longitude is None else f"{latitude};{longitude}"

    return read


def without_suffix(value: str) -> str | None:
    """An id as formulas see it: 15 characters (simplysfdc 2013/05; salesforce.stackexchange.com/q/205931)."""
    return (value[:15] if len(value) == 18 else value) or None


def _converter(name: str, metadata_type: str, *, blanks_as_zero: bool) -> Converter:
    kind = field_type(metadata_type)
    match kind:
        case Type.NUMBER:
            blank = Decimal(0) if blanks_as_zero else None
            percent = metadata_type.lower() == "percent"

            def number(value: Value) -> Value:
                return blank if value is None else _number(name, value, percent=percent)

            if not percent:
                return lambda value: value if type(value) is Decimal and value.is_finite() else number(value)
            return number
        case Type.BOOLEAN:
            return lambda value: value if type(value) is bool else _of_type(name, value or False, bool)
        case Type.DATE:
            return lambda value: None if value is None else _date(name, value)
        case Type.DATETIME:
            return lambda value: None if value is None else _moment(name, value)
        case Type.TIME:
            return lambda value: None if value is None else _of_type(name, value, time)
        case _ if is_id(metadata_type):
            return lambda value: without_suffix(value) if type(value) is str else _text(name, value)
        case _:
            return lambda value: (value or None) if type(value) is str else _text(name, value)


def _text(name: str, value: Value) -> Value:
    return None if value is None else (str(_of_type(name, value, str)) or None)


def _number(name: str, value: object, *, percent: bool) -> Decimal:
    if not isinstance(value, Decimal):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _mismatch(name)
        value = Decimal(str(value))
    if not value.is_finite():
        raise _mismatch(name)
    return value.scaleb(-2, INTERNAL) if percent else value


def _date(name: str, value: Value) -> date:
    if isinstance(value, datetime) or not isinstance(value, date):
        raise _mismatch(name)
    return value


def _moment(name: str, value: Value) -> datetime:
    if not isinstance(value, datetime):
        raise _mismatch(name)
    return value if value.tzinfo is not None else value.replace(tzinfo=UTC)


def _of_type(name: str, value: Value, wanted: type) -> Value:
    if not isinstance(value, wanted):
        raise _mismatch(name)
    return value


def _mismatch(name: str) -> FormulaError:
    return FormulaError(f"Field {name} holds a value that is not of the field's type")
