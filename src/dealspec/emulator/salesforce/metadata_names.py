"""The checks that many definitions share: API names, mandatory elements, text lengths, picklist values."""

from __future__ import annotations

import re
from typing import Any

from dealspec.emulator.salesforce.errors import MetadataError
from dealspec.emulator.salesforce.wire import Body

_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*")
MAX_NAME = 40
MAX_VALUE = 255
"""Characters of a picklist value (Help: picklist_limitations)."""


def check_name(name: str, label: str = "Field Name", longest: int = MAX_NAME) -> None:
    """Letters, digits, single underscores, a letter first (Tooling API guide, ValidationRule; words observed)."""
    if not _NAME.fullmatch(name):
        words = (
            f"The {label} field can only contain underscores and alphanumeric characters. It must be unique, begin"
            " with a letter, not include spaces, not end with an underscore, and not contain two consecutive"
            " underscores."
        )
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", f"{label}: {words}", "fullName")
    check_length(label, name, longest, "fullName")


def check_length(label: str, text: str | None, longest: int, element: str) -> None:
    """A text that is not too long."""
    if text is not None and len(text) > longest:
        words = f"{label}: data value too large: {text} (max length={longest})"
        raise MetadataError("STRING_TOO_LONG", words, element)


def require(body: Body, *elements: str) -> None:
    """Mandatory elements are there (words observed)."""
    for element in elements:
        if body.get(element) in (None, "", []):
            raise MetadataError("REQUIRED_FIELD_MISSING", f"Required field is missing: {element}", element)


def unknown(element: str, type_name: str, name: str) -> MetadataError:
    """A reference to a component that is not there (observed)."""
    return MetadataError("INVALID_CROSS_REFERENCE_KEY", f"In field: {element} - no {type_name} named {name} found")


def merged_values(owner: str, values: list[Body], old: list[Body]) -> list[Body]:
    """Values with their defaults, checked; a known value that is left out is kept inactive (assumed: the file is the
    whole list, and the platform deactivates rather than forgets).
    """
    names: set[str] = set()
    labels: set[str] = set()
    merged = []
    for value in values:
        require(value, "fullName")
        whole = {**value, "default": bool(value.get("default")), "label": value.get("label") or value["fullName"]}
        if whole.get("isActive") is True:
            # Only a deactivated value says so on read (observed).
            del whole["isActive"]
        check_length("Picklist value", whole["fullName"], MAX_VALUE, "fullName")
        if whole["fullName"].lower() in names:
            words = f"Field:{owner}, value:{whole['fullName']} appears more than once"
            raise MetadataError("DUPLICATE_VALUE", words, "value")
        if whole.get("isActive", True) and whole["label"].lower() in labels:
            raise MetadataError("DUPLICATE_VALUE", f"Duplicate label: {whole['label']}", "label")
        names.add(whole["fullName"].lower())
        if whole.get("isActive", True):
            labels.add(whole["label"].lower())
        merged.append(whole)
    gone = [value for value in old if value["fullName"].lower() not in names]
    return merged + [{**value, "default": False, "isActive": False} for value in gone]


def defaulted(body: Body, **defaults: Any) -> Body:
    """The body with a default for each element that it leaves out."""
    return {**defaults, **{name: value for name, value in body.items() if value is not None}}
