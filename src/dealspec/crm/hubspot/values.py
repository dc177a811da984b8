"""A record's property text as the language's values. Pure.

Every value is text or null on the wire, and a declared type can lie: a number may hold ``1;2`` (airbyte issue 60971).
Such a value reads as ``None`` and is counted by whoever asks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from dealspec.provisioner.resource import Json
from dealspec.schema.model import FieldType


def value_of(text: object, kind: FieldType | None) -> Json:
    """The value of a property; ``None`` where it is blank; raises ``ValueError`` where it is not of its type."""
    if text is None or text == "":
        return None
    return _READERS.get(kind, str)(str(text))


def _number(text: str) -> int | float:
    try:
        return _spelled(Decimal(text))
    except InvalidOperation:
        raise ValueError from None


def _percent(text: str) -> int | float:
    """HubSpot's fraction as 0-100."""
    try:
        return _spelled(Decimal(text) * 100)
    except InvalidOperation:
        raise ValueError from None


def _spelled(value: Decimal) -> int | float:
    if not value.is_finite():
        raise ValueError
    return int(value) if value == value.to_integral_value() else float(value)


def _checkbox(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError
    return text == "true"


def _date(text: str) -> str:
    return _moment(text).date().isoformat()


def _datetime(text: str) -> str:
    return _moment(text).replace(microsecond=0, tzinfo=None).isoformat()


def _moment(text: str) -> datetime:
    """ISO 8601, with or without a time, or milliseconds since 1970, which some reads give (airbyte pull 10576)."""
    if text.lstrip("-").isdigit() and len(text) > len("20260101"):
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _choices(text: str) -> list[Json]:
    """Joined by ``;``, which may also lead (crm/properties guide)."""
    return [part for part in text.split(";") if part]


_READERS: Mapping[FieldType | None, Callable[[str], Json]] = {
    FieldType.NUMBER: _number,
    FieldType.CURRENCY: _number,
    FieldType.PERCENT: _percent,
    FieldType.CHECKBOX: _checkbox,
    FieldType.DATE: _date,
    FieldType.DATETIME: _datetime,
    FieldType.MULTI_SELECT: _choices,
}
