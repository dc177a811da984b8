"""The cursor over a pattern and what its backslashes mean for one character; it builds no tree."""

from __future__ import annotations

import re

from dealspec.emulator.salesforce.formula.regex import characters
from dealspec.emulator.salesforce.formula.values import FormulaError

_KEPT = set("dDwWsSnrtf")
_CODES = {
    "x": re.compile(r"([0-9a-fA-F]{2})|\{([0-9a-fA-F]+)\}"),
    "u": re.compile(r"([0-9a-fA-F]{4})"),
    "0": re.compile(r"([0-3]?[0-7]{1,2})"),
    "c": re.compile(r"([\x40-\x7f])"),
}
_LOW_SURROGATE = re.compile(r"\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_PROPERTY = re.compile(r"\{(\w+)\}|([A-Z])")


def refused(what: str) -> FormulaError:
    """The error for a pattern that Java refuses or that this evaluator cannot match exactly."""
    return FormulaError(f"REGEX cannot evaluate the pattern: {what}", unsupported="REGEX")


class Escapes:
    """A cursor: `at` is where it stands in the pattern."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self.at = 0

    def next(self) -> str:
        """The character at the cursor, empty at the end."""
        return self.peek(0)

    def peek(self, offset: int) -> str:
        """The character so many places on, empty beyond the end."""
        return self._pattern[self.at + offset : self.at + offset + 1]

    def starts(self, text: str) -> bool:
        """Whether `text` stands at the cursor."""
        return self._pattern.startswith(text, self.at)

    def take(self, text: str) -> bool:
        """Goes past `text` where it stands at the cursor."""
        if not self.starts(text):
            return False
        self.at += len(text)
        return True

    def quoted(self) -> str:
        """Goes past `\\Q...\\E` and gives what is between."""
        start = self.at + 2
        end = self._pattern.find("\\E", start)
        self.at = len(self._pattern) if end < 0 else end + 2
        return self._pattern[start:] if end < 0 else self._pattern[start:end]

    def one(self) -> tuple[str, bool]:
        """Goes past the escape of one character or set: its source inside a Python class, and whether it is a set."""
        start = self.at
        char = self.peek(1)
        self.at += 2
        if not char:
            raise refused("nothing after a backslash")
        if not (char.isascii() and char.isalnum()):
            return re.escape(char), False
        if char in _KEPT:
            return f"\\{char}", char in "dDwWsS"
        match char:
            case "p" | "P":
                return self._property(negated=char == "P"), True
            case "h" | "v":
                return characters.HORIZONTAL if char == "h" else characters.VERTICAL, True
            case "H" | "V":
                return "^" + (characters.HORIZONTAL if char == "H" else characters.VERTICAL), True
            case "x" | "u" | "0" | "c" | "e" | "a":
                return re.escape(self._character(char)), False
        raise refused(self._pattern[start : start + 2])

    def _property(self, *, negated: bool) -> str:
        found = _PROPERTY.match(self._pattern, self.at)
        if found is None:
            raise refused("\\p without a name")
        self.at = found.end()
        name = found[1] or found[2]
        source = characters.named(name)
        if source is None:
            raise refused(f"\\p{{{name}}}")
        return f"^{source}" if negated else source

    def _character(self, kind: str) -> str:
        if kind in "ea":
            return {"e": "\x1b", "a": "\x07"}[kind]
        found = _CODES[kind].match(self._pattern, self.at)
        if found is None:
            raise refused(f"\\{kind}")
        self.at = found.end()
        if kind == "c":
            return chr(ord(found[1]) ^ 64)
        code = int(next(group for group in found.groups() if group), 8 if kind == "0" else 16)
        if kind == "u" and 0xD800 <= code < 0xDC00:
            code = self._pair(code)
        if code > 0x10FFFF:
            raise refused(f"\\{kind}")
        return chr(code)

    def _pair(self, high: int) -> int:
        """Java reads two surrogates in a row as the one character they are."""
        found = _LOW_SURROGATE.match(self._pattern, self.at)
        if found is None:
            return high
        self.at = found.end()
        return 0x10000 + ((high - 0xD800) << 10) + int(found[1], 16) - 0xDC00
