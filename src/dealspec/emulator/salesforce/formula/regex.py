"""Java regular expressions to Python's, for whole texts; what has no exact counterpart is an error, never a guess."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from dealspec.emulator.salesforce.formula.values import FormulaError


@lru_cache(maxsize=512)
def matcher(pattern: str) -> Callable[[str], re.Match[str] | None]:
    """A function that matches a whole text; raises FormulaError for a bad pattern or one that cannot be translated.

    Salesforce stops a match after a million character reads ("Regular expression runtime exceeded"); Python cannot
    count them, so patterns that backtrack without end are not stopped here.
    """
    translated = _Translation(pattern).whole()
    try:
        # Java's \d \w \s and case folding are ASCII unless a flag says otherwise.
        return re.compile(translated, re.ASCII).fullmatch
    except (re.error, OverflowError, RecursionError) as fault:
        raise _refused(str(fault)) from None


_LINE_ENDS = r"\n\r\u0085\u2028\u2029"
_AT_END = rf"(?=(?:\r\n|[{_LINE_ENDS}])?\Z)"  # Java's `$` and `\Z`: before a last line end too
_HORIZONTAL = r" \t\xa0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000"
_VERTICAL = r"\n\x0b\f\r\x85\u2028\u2029"
_POSIX = {
    "Lower": "a-z",
    "Upper": "A-Z",
    "ASCII": r"\x00-\x7f",
    "Alpha": "a-zA-Z",
    "Digit": "0-9",
    "Alnum": "a-zA-Z0-9",
    "Punct": r"!-/:-@\[-`{-~",
    "Graph": "!-~",
    "Print": " -~",
    "Blank": r" \t",
    "Cntrl": r"\x00-\x1f\x7f",
    "XDigit": "0-9a-fA-F",
    "Space": r" \t\n\x0b\f\r",
}
_CATEGORIES = {"L", "Lu", "Ll", "Lt", "Lm", "Lo", "N", "Nd", "Nl", "No", "P", "S", "Z", "M", "Sc"}
_ALIASES = {"IsL": "L", "IsLu": "Lu", "IsLl": "Ll", "IsN": "N", "IsNd": "Nd", "IsP": "P", "IsZ": "Z", "IsM": "M"}
_SETS = {"d", "D", "w", "W", "s", "S"}
_SAME_ESCAPES = set("dDwWsSbBnrtfA")
_GROUP_OPENINGS = re.compile(r"\((?:\?(?:[:=!>]|<[=!]|<([A-Za-z][A-Za-z0-9]*)>|([is]+):))?")
_QUANTIFIER = re.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})[+?]?")
_LEADING_FLAGS = re.compile(r"\(\?([a-zA-Z]+)\)")


class _Translation:
    """One left-to-right pass; `_dotall` follows the group one is in."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._dotall = [False]

    def whole(self) -> str:
        flags = self._flags()
        out: list[str] = []
        while self._at < len(self._pattern):
            out.append(self._next())
        body = "".join(out)
        return f"(?{flags}:{body})" if flags else body

    def _flags(self) -> str:
        found = _LEADING_FLAGS.match(self._pattern)
        if found is None:
            return ""
        if set(found[1]) - set("is"):
            raise _refused(f"flag (?{found[1]})")
        self._at = found.end()
        self._dotall = ["s" in found[1]]
        return "".join(sorted(set(found[1])))

    def _next(self) -> str:
        char = self._pattern[self._at]
        match char:
            case "\\":
                return self._escape(in_class=False)
            case "[":
                return self._class()
            case "(":
                return self._open()
            case ")":
                if len(self._dotall) > 1:
                    self._dotall.pop()
                self._at += 1
                return ")"
            case "*" | "+" | "?" | "{":
                return self._quantifier()
            case ".":
                self._at += 1
                return "." if self._dotall[-1] else f"[^{_LINE_ENDS}]"
            case "$":
                self._at += 1
                return _AT_END
            case _:
                self._at += 1
                return char if char in "^|" else re.escape(char)

    def _open(self) -> str:
        opening = _GROUP_OPENINGS.match(self._pattern, self._at)
        assert opening is not None
        if opening.group() == "(" and self._pattern.startswith("(?", self._at):
            raise _refused("group " + self._pattern[self._at : self._at + 4])
        self._at = opening.end()
        self._dotall.append(self._dotall[-1] or "s" in (opening[2] or ""))
        return f"(?P<{opening[1]}>" if opening[1] else opening.group()

    def _quantifier(self) -> str:
        found = _QUANTIFIER.match(self._pattern, self._at)
        if found is None:
            raise _refused("illegal repetition")
        self._at = found.end()
        return found.group()

    def _escape(self, *, in_class: bool) -> str:
        if self._at + 1 >= len(self._pattern):
            raise _refused("nothing after a backslash")
        char = self._pattern[self._at + 1]
        start = self._at
        self._at += 2
        if not (char.isascii() and char.isalnum()):
            return re.escape(char)
        if char in _SAME_ESCAPES and not (in_class and char in "bBA"):
            return f"\\{char}"
        match char:
            case "Q":
                return self._quoted(in_class=in_class)
            case "p" | "P":
                return self._property(negated=char == "P", in_class=in_class)
            case "h" | "v":
                ranges = _HORIZONTAL if char == "h" else _VERTICAL
                return ranges if in_class else f"[{ranges}]"
            case "x" | "u" | "0" | "c" | "e" | "a":
                return re.escape(self._character(char))
        return self._escape_outside_class(char, start, in_class=in_class)

    def _escape_outside_class(self, char: str, start: int, *, in_class: bool) -> str:
        if not in_class:
            match char:
                case "H" | "V":
                    return f"[^{_HORIZONTAL if char == 'H' else _VERTICAL}]"
                case "R":
                    return rf"(?:\r\n|[{_VERTICAL}])"
                case "z":
                    return r"\Z"
                case "Z":
                    return _AT_END
                case "k":
                    return self._named_reference()
            if char in "123456789" and not self._pattern[self._at : self._at + 1].isdigit():
                return f"\\{char}"
        raise _refused(self._pattern[start : start + 2])

    def _named_reference(self) -> str:
        found = re.compile(r"<([A-Za-z][A-Za-z0-9]*)>").match(self._pattern, self._at)
        if found is None:
            raise _refused("\\k without a name")
        self._at = found.end()
        return f"(?P={found[1]})"

    def _character(self, kind: str) -> str:
        forms = {
            "x": r"([0-9a-fA-F]{2})|\{([0-9a-fA-F]+)\}",
            "u": r"([0-9a-fA-F]{4})",
            "0": r"([0-3]?[0-7]{1,2})",
            "c": r"([\x40-\x7f])",
        }
        if kind in "ea":
            return {"e": "\x1b", "a": "\x07"}[kind]
        found = re.compile(forms[kind]).match(self._pattern, self._at)
        if found is None:
            raise _refused(f"\\{kind}")
        self._at = found.end()
        if kind == "c":
            return chr(ord(found[1]) ^ 64)
        code = int(next(group for group in found.groups() if group), 8 if kind == "0" else 16)
        if code > 0x10FFFF:
            raise _refused(f"\\{kind}")
        return chr(code)

    def _quoted(self, *, in_class: bool) -> str:
        end = self._pattern.find("\\E", self._at)
        text = self._pattern[self._at :] if end < 0 else self._pattern[self._at : end]
        self._at = len(self._pattern) if end < 0 else end + 2
        escaped = re.escape(text)
        # In Java a quantifier after \E applies to the last character alone, as it does in Python.
        return escaped if text or in_class else "(?:)"

    def _property(self, *, negated: bool, in_class: bool) -> str:
        found = re.compile(r"\{(\w+)\}|([A-Z])").match(self._pattern, self._at)
        if found is None:
            raise _refused("\\p without a name")
        self._at = found.end()
        name = found[1] or found[2]
        ranges = _POSIX.get(name) or _category(_ALIASES.get(name, name))
        if ranges is None or (negated and in_class):
            raise _refused(f"\\p{{{name}}}")
        if in_class:
            return ranges
        return f"[{'^' if negated else ''}{ranges}]"

    def _class(self) -> str:
        self._at += 1
        out = "["
        if self._pattern.startswith("^", self._at):
            self._at += 1
            out += "^"
        first = True
        after_set = False
        while True:
            char = self._pattern[self._at : self._at + 1]
            if not char:
                raise _refused("unclosed character class")
            if char == "]" and not first:
                self._at += 1
                return out + "]"
            member = self._class_member(char)
            # After a set such as \w Java reads `-` as itself, where Python sees a broken range.
            out += "\\-" if member == "-" and after_set else member
            after_set = char == "\\" and (member[1:] in _SETS or "-" in member[2:])
            first = False

    def _class_member(self, char: str) -> str:
        if char == "\\":
            return self._escape(in_class=True)
        if char == "[" or self._pattern.startswith("&&", self._at):
            raise _refused("a union or intersection of character classes")
        if self._pattern.startswith("--", self._at):
            raise _refused("-- in a character class")
        self._at += 1
        return char if char == "-" else re.escape(char)


@lru_cache(maxsize=len(_CATEGORIES))
def _category(name: str) -> str | None:
    """The characters of a Unicode general category as the inside of a class; None for an unknown one."""
    if name not in _CATEGORIES:
        return None
    ranges: list[list[int]] = []
    for code in range(0x110000):
        if unicodedata.category(chr(code)).startswith(name):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


def _refused(what: str) -> FormulaError:
    return FormulaError(f"REGEX cannot evaluate the pattern: {what}", unsupported="REGEX")
