"""A file as it was read: its name and its text. Opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file's name, as diagnostics show it, and its text."""

    name: str
    text: str


Fetch = Callable[[str], SourceFile]
"""Reads a file by its name; raises ``FileNotFoundError``, or ``InvalidInput`` for one that cannot be read as text."""
