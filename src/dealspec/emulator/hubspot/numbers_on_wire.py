"""Whole numbers as bodies and paths spell them. Knows no range."""

from __future__ import annotations

import re
from typing import Any

from dealspec.emulator.hubspot.errors import invalid_json

_DIGITS = re.compile(r"[0-9]{1,4000}")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


def is_digits(text: str) -> bool:
    """Whether a text is made of the ten digits alone; other scripts' digits are none."""
    return _DIGITS.fullmatch(text) is not None


def integer(name: str, value: Any) -> int:
    """A whole number out of a body; texts of digits count, as HubSpot's JSON reader has it. Raises 400 otherwise."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    raise invalid_json(f"Cannot deserialize value of type `java.lang.Integer` from {name} {str(value)[:50]!r}")
