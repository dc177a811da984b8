"""One property value from the wire to the store: text in HubSpot's spelling, or a problem in its words.

Types and spellings: developers.hubspot.com, crm/properties; error codes as sampled in public threads, else assumed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from dealspec.emulator.hubspot import validations
from dealspec.emulator.hubspot.errors import invalid_json
from dealspec.emulator.hubspot.numbers_on_wire import is_digits
from dealspec.emulator.hubspot.state import Definition, timestamp

TEXT_LIMIT = 65_536

_NUMBER = re.compile(r"-?(\d+(\.\d*)?|\.\d+)")
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
_STAMP = re.compile(r"-?\d{9,}")


class Problem(Exception):
    """Why a value is refused: HubSpot's code and words."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Property:
    """A property as the record rules see it, parsed once per change of definitions."""

    name: str
    kind: str
    options: Mapping[str, Definition] | None
    """None: any value."""
    owner: bool
    """Whether it holds the id of an owner."""
    multiple: bool
    read_only: bool
    unique: bool
    rules: tuple[validations.Rule, ...]
    sensitivity: str = "non_sensitive"


def parse(prop: Definition, rules: list[validations.Rule]) -> Property:
    """A definition made ready for values."""
    closed = prop["type"] in ("enumeration", "bool") and not prop["externalOptions"] and bool(prop["options"])
    metadata = prop["modificationMetadata"]
    return Property(
        prop["name"],
        prop["type"],
        {option["value"]: option for option in prop["options"]} if closed else None,
        prop.get("referencedObjectType") == "OWNER",
        prop["fieldType"] == "checkbox",
        bool(metadata["readOnlyValue"] or prop["calculated"]),
        bool(prop["hasUniqueValue"]) or prop["name"] == "email",
        tuple(rules),
        prop["dataSensitivity"],
    )


def text(raw: Any) -> str:
    """A JSON value as text; numbers and booleans are taken for their spelling, structures are refused."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int | float):
        return str(raw)
    raise invalid_json("Cannot deserialize value of type `java.lang.String` from Object value")


def normal(prop: Property, value: str, *, lenient: bool) -> str:
    """A value in the store's spelling; raises :class:`Problem`. ``lenient`` calls have odd dates normalised."""
    spelled = _spelled(prop, value, lenient)
    for rule in prop.rules:
        broken = validations.problem(rule, spelled)
        if broken:
            raise Problem(*broken)
    return spelled


def _spelled(prop: Property, value: str, lenient: bool) -> str:
    if prop.kind == "string" or prop.kind == "phone_number":
        if prop.name == "email":
            return _email(value)
        if len(value) > TEXT_LIMIT:
            raise Problem("INVALID_LENGTH", f"Value is longer than {TEXT_LIMIT} characters.")
        return value
    if prop.options is not None:
        return _option(prop, value)
    if prop.kind == "number":
        # Exponents are refused (marketing-automation issue 206).
        if not _NUMBER.fullmatch(value):
            raise Problem("INVALID_INTEGER", f"{value} was not a valid number.")
        return value
    if prop.kind == "date":
        return _date(value, lenient)
    if prop.kind == "datetime":
        return _datetime(value)
    return value


def _email(value: str) -> str:
    email = value.strip().lower()
    if not _EMAIL.fullmatch(email):
        raise Problem("INVALID_EMAIL", f"Email address {value} is invalid")
    return email


def _option(prop: Property, value: str) -> str:
    chosen = [item for item in value.split(";") if item] if prop.multiple else [value]
    for item in chosen:
        if prop.options is not None and item not in prop.options:
            allowed = ", ".join(prop.options)
            raise Problem("INVALID_OPTION", f"{item} was not one of the allowed options: [{allowed}]")
    return ";".join(chosen)


def _date(value: str, lenient: bool) -> str:
    try:
        if len(value) == 10 and not is_digits(value):
            return date.fromisoformat(value).isoformat()
        moment = _moment(value)
    except (ValueError, OverflowError, OSError):
        raise Problem("INVALID_DATE", f"{value} was not a valid date.") from None
    if not lenient and (moment.hour or moment.minute or moment.second or moment.microsecond):
        # Words of hubspot-api-php issue 74; dated versions normalise instead (2026-09 upgrade notes).
        clock = f"{moment.hour}:{moment.minute}:{moment.second}.{moment.microsecond // 1000}"
        raise Problem("INVALID_DATE", f"{value} is at {clock} UTC, not midnight!")
    return moment.date().isoformat()


def _datetime(value: str) -> str:
    try:
        return timestamp(_moment(value))
    except (ValueError, OverflowError, OSError):
        raise Problem("INVALID_DATE", f"{value} was not a valid date.") from None


def _moment(value: str) -> datetime:
    if _STAMP.fullmatch(value) or is_digits(value):
        return datetime.fromtimestamp(int(value) / 1000, UTC)
    moment = datetime.fromisoformat(value)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
