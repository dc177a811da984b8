"""What a text is drawn on: how wide, and whether it takes colour. Asks no terminal; the caller says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Screen:
    """``width`` in characters; without ``colour`` no escape sequence is written."""

    width: int = 80
    colour: bool = False


PLAIN = Screen()
"""Paper, a file, a pipe: 80 columns, no colour."""
