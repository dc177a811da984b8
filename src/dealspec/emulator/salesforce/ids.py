"""Salesforce record ids: 15 case-sensitive characters, and the 18-character form with its checksum."""

from __future__ import annotations

import hashlib

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_INSTANCE = "Ak00000"
"""The seven characters after the key prefix; on the real platform they name the instance (assumed: any will do)."""


def record_id(key_prefix: str, number: int) -> str:
    """The 18-character id of the ``number``-th record of a kind."""
    digits = ""
    while number:
        number, digit = divmod(number, 62)
        digits = _ALPHABET[digit] + digits
    return long_form(f"{key_prefix}{_INSTANCE}{digits:0>5}")


def org_id(seed: int) -> str:
    """The 18-character id of the org that a seed names."""
    number = int.from_bytes(hashlib.sha256(f"org {seed}".encode()).digest()[:6], "big") % 62**5
    return record_id("00D", number)


def long_form(text: str) -> str:
    """The 18-character form of a 15-character id; anything else is returned as it is.

    The three last characters say which of the others are capitals (Help: 000383751).
    """
    if len(text) != 15:
        return text
    checksum = ""
    for start in (0, 5, 10):
        bits = sum(1 << place for place, char in enumerate(text[start : start + 5]) if "A" <= char <= "Z")
        checksum += _SUFFIX[bits]
    return text + checksum


def is_id(text: object) -> bool:
    """Whether a value has the form of an id: 15 or 18 letters and digits."""
    return isinstance(text, str) and len(text) in (15, 18) and text.isascii() and text.isalnum()
