"""Turns a JSON value into what a field stores, or refuses it as the API does before triggers run.

"API requests at this point check only foreign keys, field formats, maximum lengths and restricted picklists"
(Apex guide, order of execution). Stored forms: text, bool, int/float, ``YYYY-MM-DD``, ``...T00:00:00.000+0000``.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

from dealspec.emulator.salesforce import errors, ids
from dealspec.emulator.salesforce.catalog import NUMERIC, Field
from dealspec.emulator.salesforce.errors import SaveError

Stored = str | bool | int | float | None

_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,4})?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T.*)?")
_DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,3})?Z?")


def to_stored(field: Field, value: object) -> Stored:
    """The value as the field keeps it; raises ``SaveError``. An empty text becomes null."""
    if value is None or value == "":
        if field.type == "Checkbox":
            # A checkbox is never null; the API refuses null for it (observed in public threads).
            raise SaveError(errors.wrong_json_type("boolean", "VALUE_NULL"))
        return None
    if field.type == "Checkbox":
        return _checkbox(value)
    if field.type in NUMERIC:
        return _number(field, value)
    if not isinstance(value, str):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise SaveError(errors.wrong_json_type(_expected(field), _token(value)))
        value = str(value)
    match field.type:
        case "Date":
            return _date(value)
        case "DateTime":
            return datetime_text(_datetime(value))
        case "Time":
            return _time(value)
        case "Id" | "Lookup" | "MasterDetail" | "Hierarchy":
            return _reference(field, value)
        case "Picklist":
            return _choice(field, value)
        case "MultiselectPicklist":
            return ";".join(str(_choice(field, item.strip())) for item in value.split(";") if item.strip()) or None
        case _:
            return _text(field, value)


def datetime_text(moment: datetime) -> str:
    """A moment as the REST API writes it."""
    moment = moment.astimezone(UTC)
    return f"{moment.replace(tzinfo=None).isoformat(timespec='seconds')}.{moment.microsecond // 1000:03d}+0000"


def from_datetime_text(text: str) -> datetime:
    """The moment of a stored datetime."""
    return datetime.fromisoformat(text[:-5]).replace(tzinfo=UTC)


def _checkbox(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    raise SaveError(errors.wrong_json_type("boolean", _token(value)))


def _number(field: Field, value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise SaveError(errors.wrong_json_type("double", _token(value)))
    if not _NUMBER.fullmatch(str(value)):
        raise SaveError(errors.wrong_json_type("double", _token(value)))
    number = Decimal(str(value))
    if abs(number) >= Decimal(10) ** (field.precision - field.scale):
        raise SaveError(errors.out_of_range(field.label, value, field.name))
    # More decimals than the scale are rounded, not refused (Object Reference, field types: precision and scale).
    number = number.quantize(Decimal(1).scaleb(-field.scale), ROUND_HALF_UP)
    return int(number) if field.type == "Integer" else float(number)


def _date(value: str) -> str:
    try:
        # A datetime is cut to its date (assumed).
        if _DATE.fullmatch(value):
            return date.fromisoformat(value[:10]).isoformat()
    except ValueError:
        pass
    raise SaveError(errors.wrong_json_type("date", _token(value)))


def _datetime(value: str) -> datetime:
    try:
        if _DATETIME.fullmatch(value):
            moment = datetime.fromisoformat(value)
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise SaveError(errors.wrong_json_type("datetime", _token(value)))


def _time(value: str) -> str:
    if not _TIME.fullmatch(value):
        raise SaveError(errors.wrong_json_type("time", _token(value)))
    clock, _, fraction = value.rstrip("Z").partition(".")
    return f"{clock}.{fraction:0<3}Z"


def _reference(field: Field, value: str) -> str:
    if not ids.is_id(value):
        raise SaveError(errors.malformed_id(field.label, value, field.name))
    return ids.long_form(value)


def _choice(field: Field, value: str) -> str:
    match = next((choice for choice in field.choices if choice.name.lower() == value.lower()), None)
    if field.restricted and (match is None or not match.active):
        raise SaveError(errors.bad_picklist_value(field.label, value, field.name))
    if len(value) > 255:
        raise SaveError(errors.too_long(field.label, value, 255, field.name))
    # A value that differs only in case is stored as defined (assumed).
    return value if match is None else match.name


def _text(field: Field, value: str) -> str | None:
    # Leading and trailing white space is removed from text, except in long text (observed; assumed in detail).
    kept = value if field.type in ("LongTextArea", "Html", "TextArea") else value.strip()
    if field.length and len(kept) > field.length:
        raise SaveError(errors.too_long(field.label, kept, field.length, field.name))
    if field.type == "Email" and not _EMAIL.fullmatch(kept):
        raise SaveError(errors.bad_email(field.label, kept, field.name))
    return kept or None


def _expected(field: Field) -> str:
    return {"Date": "date", "DateTime": "datetime", "Time": "time"}.get(field.type, "string")


def _token(value: object) -> str:
    if isinstance(value, str):
        return f"VALUE_STRING value {value}"
    if isinstance(value, bool):
        return f"VALUE_{str(value).upper()}"
    if isinstance(value, dict | list):
        return "START_OBJECT" if isinstance(value, dict) else "START_ARRAY"
    return f"VALUE_NUMBER value {value}"
