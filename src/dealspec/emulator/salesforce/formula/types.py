"""The types of formula values and of fields inside formulas; it evaluates nothing."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum


class Type(Enum):
    """A static type; the value is its name in messages (FE labels.xml, FormulaFieldExceptionDataTypes)."""

    TEXT = "Text"
    NUMBER = "Number"
    DATE = "Date"
    DATETIME = "DateTime"
    TIME = "Time"
    BOOLEAN = "Boolean"
    PICKLIST = "Picklist"
    MULTIPICKLIST = "Multi-Select Picklist"
    LOCATION = "Geolocation"
    """Two coordinates; its name in messages is assumed, FE has none. Its values are `latitude;longitude` inside."""

    NULL = "Null"
    RUNTIME = "Runtime Validated Type"
    """Known only when evaluated: what VLOOKUP found, a global without a value."""


def field_type(metadata_type: str) -> Type | None:
    """The type a field of this Metadata FieldType has in formulas; None when formulas cannot read it.

    Ids and lookups are text in formulas (FE FieldReferenceCommandInfo leaves their class to the platform; assumed).
    """
    return _FIELD_TYPES.get(metadata_type.lower())


def is_id(metadata_type: str) -> bool:
    """Whether the field holds a record id."""
    return metadata_type.lower() in _IDS


def common(left: Type, right: Type) -> Type | None:
    """The one type both fit, None when there is none (FE FormulaTypeUtils.getCommonSuperType)."""
    if left is right or right is Type.NULL:
        return left
    if left is Type.NULL:
        return right
    if Type.RUNTIME in (left, right):
        return Type.RUNTIME
    return None


_IDS = {"id", "lookup", "masterdetail", "hierarchy", "metadatarelationship"}
_TEXTS = {
    "text",
    "textarea",
    "longtextarea",
    "html",
    "email",
    "phone",
    "url",
    "autonumber",
    "combobox",
    "externallookup",
    "indirectlookup",
}
_FIELD_TYPES = {
    **dict.fromkeys(_IDS | _TEXTS, Type.TEXT),
    **dict.fromkeys(("number", "currency", "percent", "summary"), Type.NUMBER),
    "checkbox": Type.BOOLEAN,
    "date": Type.DATE,
    "datetime": Type.DATETIME,
    "time": Type.TIME,
    "location": Type.LOCATION,
    "picklist": Type.PICKLIST,
    "multiselectpicklist": Type.MULTIPICKLIST,
}


def value_type(value: object) -> Type:
    """The static type of a known value; RUNTIME for none."""
    return _VALUE_TYPES.get(type(value), Type.RUNTIME)


_VALUE_TYPES: dict[type, Type] = {
    str: Type.TEXT,
    Decimal: Type.NUMBER,
    int: Type.NUMBER,
    float: Type.NUMBER,
    bool: Type.BOOLEAN,
    date: Type.DATE,
    datetime: Type.DATETIME,
    time: Type.TIME,
}
