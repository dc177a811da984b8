"""The tree of a pattern; one-character sets and zero-width tests are kept as Python patterns that mean the same."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Mode(Enum):
    """How a repetition gives back what it took."""

    GREEDY = ""
    LAZY = "?"
    POSSESSIVE = "+"


@dataclass(frozen=True, slots=True)
class Chars:
    """Exactly one character that the Python pattern `source` matches."""

    source: str


@dataclass(frozen=True, slots=True)
class Assertion:
    """A zero-width test: `source` is a Python pattern that takes nothing."""

    source: str


@dataclass(frozen=True, slots=True)
class Back:
    """What capture `group` took, once more; with `fold`, ASCII letters in either case."""

    group: int
    fold: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """One after the other."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first of the options that fits."""

    options: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Capture:
    """Remembers what `body` took as `group`."""

    body: Part
    group: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """`body` from `least` to `most` times (None: no end)."""

    body: Part
    least: int
    most: int | None
    mode: Mode


@dataclass(frozen=True, slots=True)
class Atomic:
    """`body` in its first way alone."""

    body: Part


@dataclass(frozen=True, slots=True)
class Ahead:
    """Looks whether `body` follows, or does not."""

    body: Part
    negated: bool


Part: TypeAlias = Chars | Assertion | Back | Sequence | Choice | Capture | Repeat | Atomic | Ahead
