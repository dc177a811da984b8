"""The regular expressions that Java (Salesforce), RE2 (the audit) and HubSpot read alike; all others are refused.

Allowed: characters, ``.``, classes ``[a-z]``, ``\\d \\w \\s \\D \\W \\S``, groups ``( )`` and ``(?: )``, ``|``, the
quantifiers ``* + ? {n} {n,} {n,m}`` and their lazy forms, ``^`` first and ``$`` last. A pattern always matches the
whole value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

MAX_REPEAT = 1_000
"""RE2 refuses higher counts."""

_CLASSES = frozenset("dDwWsS")
_CONTROL = frozenset("tnrf")
_LINE_ENDS = "\\n\\r\\x{85}\\x{2028}\\x{2029}"
_BLANKS = " \\t\\n\\x0B\\f\\r"
_COUNT = re.compile(r"\{(\d{1,6})(?:,(\d{1,6})?)?\}")


@dataclass(frozen=True, slots=True)
class PatternProblem:
    """What is wrong with a pattern, and what to write instead."""

    what: str
    hint: str


def problem(pattern: str) -> PatternProblem | None:
    """Why the pattern cannot be used, or None."""
    try:
        to_re2(pattern)
    except _NotPortableError as found:
        return found.problem
    return None


def to_re2(pattern: str) -> str:
    """The pattern for RE2, with ``.`` and ``\\s`` spelled out as Java means them; ValueError for a refused one."""
    scanner = _Scanner(pattern)
    translated = scanner.run()
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        message = str(error).partition(" at position")[0]
        raise _NotPortableError(f"The pattern cannot be read: {message}.", "Correct it.") from None
    return translated


class _NotPortableError(ValueError):
    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.problem = PatternProblem(what, hint)


class _Scanner:
    """Walks the pattern once, refusing what the engines read differently."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.out: list[str] = []

    def run(self) -> str:
        while self.at < len(self.pattern):
            character = self.pattern[self.at]
            step = {"\\": self.escape, "[": self.character_class, "(": self.group, "{": self.count}.get(character)
            if step:
                step()
            else:
                self.plain(character)
        return "".join(self.out)

    def take(self, count: int, translated: str | None = None) -> None:
        written = self.pattern[self.at : self.at + count]
        self.out.append(written if translated is None else translated)
        self.at += count

    def plain(self, character: str) -> None:
        if character == "^" and self.at > 0:
            self.refuse("'^' in the middle of a pattern", "It already matches the whole value; leave '^' out.")
        if character == "$" and self.at < len(self.pattern) - 1:
            self.refuse("'$' in the middle of a pattern", "It already matches the whole value; leave '$' out.")
        if character in "]}":
            self.refuse(f"'{character}' that nothing opens", f"Write \\{character} for the character itself.")
        if character in "*+?" and self.pattern[self.at + 1 : self.at + 2] == "+":
            self.refuse(f"'{character}+'", "Possessive repetition exists only in Java; leave the '+' out.")
        self.take(1, f"[^{_LINE_ENDS}]" if character == "." else None)

    def escape(self) -> None:
        escaped = self.pattern[self.at + 1 : self.at + 2]
        if escaped in _CLASSES and escaped:
            spelled = {"s": f"[{_BLANKS}]", "S": f"[^{_BLANKS}]"}
            self.take(2, spelled.get(escaped))
        else:
            self.single_escape(escaped)

    def single_escape(self, escaped: str) -> None:
        if not escaped:
            self.refuse("a '\\' at the end", "Write \\\\ for the character itself.")
        if escaped.isdigit():
            self.refuse(f"'\\{escaped}', a reference to a group", "Write the repeated part again.")
        if escaped not in _CONTROL and (escaped.isalnum() or not escaped.isascii()):
            self.refuse(f"'\\{escaped}'", "Use \\d, \\w, \\s or a class such as [A-Z].")
        self.take(2)

    def character_class(self) -> None:
        self.take(2 if self.pattern.startswith("[^", self.at) else 1)
        start = self.at
        while self.at < len(self.pattern):
            character = self.pattern[self.at]
            following = self.pattern[self.at : self.at + 2]
            if character == "]" and self.at > start:
                self.take(1)
                return
            if character in "[]" or following in ("&&", "--", "||", "~~"):
                shown = following if following in ("&&", "--", "||", "~~") else character
                self.refuse(f"'{shown}' inside a class", f"Write \\{character} for the character itself.")
            if character == "\\":
                self.class_escape()
            else:
                self.take(1)
        self.refuse("a '[' that is never closed", "Close it with ']'.")

    def class_escape(self) -> None:
        escaped = self.pattern[self.at + 1 : self.at + 2]
        if escaped == "S":
            self.refuse("'\\S' inside a class", "Use [^\\s...] or list the characters.")
        if escaped and escaped in _CLASSES:
            self.take(2, _BLANKS if escaped == "s" else None)
        else:
            self.single_escape(escaped)

    def group(self) -> None:
        if self.pattern.startswith("(?:", self.at):
            self.take(3)
        elif self.pattern.startswith("(?", self.at):
            kind = self.pattern[self.at : self.at + 3]
            self.refuse(f"'{kind}'", "Use ( ) or (?: ); looking around, names and flags are not in every engine.")
        else:
            self.take(1)

    def count(self) -> None:
        found = _COUNT.match(self.pattern, self.at)
        if not found:
            self.refuse("'{' without a count", "Write {3}, {3,} or {3,5}, or \\{ for the character itself.")
        low, high = int(found[1]), int(found[2] or found[1])
        if high > MAX_REPEAT or low > high:
            self.refuse(f"'{found[0]}'", f"Counts run from low to high and up to {MAX_REPEAT:,}.")
        self.take(len(found[0]))
        if self.pattern.startswith("+", self.at):
            self.refuse(f"'{found[0]}+'", "Possessive repetition exists only in Java; leave the '+' out.")

    def refuse(self, what: str, hint: str) -> NoReturn:
        raise _NotPortableError(f"The pattern has {what}, which not every engine reads alike.", hint)
