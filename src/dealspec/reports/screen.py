"""What a text is drawn on: how wide, and whether it takes colour. Asks no terminal; the caller says."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Screen:
    """``width`` in characters; without ``colour`` no escape sequence is written."""

    width: int = 80
    colour: bool = False


PLAIN = Screen()
"""Paper, a file, a pipe: 80 columns, no colour."""


def harmless(text: str) -> str:
    """The text without what a terminal would obey rather than show; a label in a CRM may hold anything."""
    return _CONTROL.sub("\ufffd", text)
