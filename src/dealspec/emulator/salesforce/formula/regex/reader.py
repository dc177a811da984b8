"""Java pattern text to its tree; what has no exact counterpart is a FormulaError that names it, never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dealspec.emulator.salesforce.formula.regex import characters
from dealspec.emulator.salesforce.formula.regex.classes import ClassReader
from dealspec.emulator.salesforce.formula.regex.escapes import Escapes, refused
from dealspec.emulator.salesforce.formula.regex.tree import (
    Ahead,
    Assertion,
    Atomic,
    Back,
    Capture,
    Chars,
    Choice,
    Mode,
    Part,
    Repeat,
    Sequence,
)
from dealspec.emulator.salesforce.formula.regex.writer import written

_AT_END = rf"(?=(?:\r\n|[{characters.LINE_ENDS}])?\Z)"  # Java's `$` and `\Z`: before a last line end too
_GROUP = re.compile(r"\((?:\?(?:(:|=|!|>|<=|<!)|<([A-Za-z][A-Za-z0-9]*)>|([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)])))?")
_QUANTIFIER = re.compile(r"(?:([*+?])|\{(\d+)(?:(,)(\d*))?\})([+?]?)")
_COUNTS: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_SETS = "dDwWsS"
_TESTS = {"b": r"\b", "B": r"\B", "A": r"\A", "z": r"\Z", "Z": _AT_END}
_DEEPEST = 60  # nested groups; ours, so that Python's stack holds


@dataclass(frozen=True, slots=True)
class _Flags:
    fold: bool = False
    dotall: bool = False

    def switched(self, names: str, *, on: bool) -> _Flags:
        if set(names) - set("is"):
            raise refused(f"flag {names}")
        return _Flags(on if "i" in names else self.fold, on if "s" in names else self.dotall)


class Reader:
    """Reads one pattern from left to right; `groups` is how many captures it has."""

    def __init__(self, pattern: str) -> None:
        self._escapes = Escapes(pattern)
        self._pattern = pattern
        self._flags = _Flags()
        self._named: dict[str, int] = {}
        self._depth = 0
        self.groups = 0

    def whole(self) -> Part:
        """The tree of the whole pattern; raises FormulaError."""
        root = self._choice()
        if self._escapes.at < len(self._pattern):
            raise refused("an unmatched )")
        return root

    def _choice(self) -> Part:
        """Up to the end of the group or pattern; a flag switched on in one option holds in the next."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise refused(f"more than {_DEEPEST} groups in each other")
        options = [self._sequence()]
        while self._escapes.take("|"):
            options.append(self._sequence())
        self._depth -= 1
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Part:
        parts: list[Part] = []
        while self._escapes.next() not in ("", "|", ")"):
            parts.extend(self._quantified(self._atoms()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _quantified(self, atoms: list[Part]) -> list[Part]:
        """The atoms with the quantifier that follows applied to the last, as Java does after `\\E` too."""
        found = _QUANTIFIER.match(self._pattern, self._escapes.at)
        if found is None:
            return atoms
        if not atoms:
            raise refused("a quantifier of nothing")
        self._escapes.at = found.end()
        sign, least, comma, most, mode = found.groups()
        low, high = _COUNTS[sign] if sign else (int(least), int(most) if most else None if comma else int(least))
        if high is not None and high < low:
            raise refused("illegal repetition range")
        if self._escapes.next() in ("*", "+", "?", "{"):
            raise refused("illegal repetition")
        return [*atoms[:-1], Repeat(atoms[-1], low, high, Mode(mode))]

    def _atoms(self) -> list[Part]:
        char = self._escapes.next()
        match char:
            case "\\":
                return self._escaped()
            case "(":
                return self._group()
            case "*" | "+" | "?" | "{":
                raise refused("illegal repetition")
            case "[":
                return [self._folding(ClassReader(self._escapes).read())]
        self._escapes.at += 1
        match char:
            case ".":
                return [Chars(r"[\s\S]" if self._flags.dotall else f"[^{characters.LINE_ENDS}]")]
            case "^":
                return [Assertion(r"\A")]
            case "$":
                return [Assertion(_AT_END)]
            case _:
                return [self._folding(re.escape(char))]

    def _folding(self, source: str) -> Chars:
        return Chars(f"(?i:{source})" if self._flags.fold else source)

    def _escaped(self) -> list[Part]:
        escapes = self._escapes
        char = escapes.peek(1)
        if char in _TESTS:
            escapes.at += 2
            return [Assertion(_TESTS[char])]
        if char == "R":
            escapes.at += 2
            return [Atomic(Choice((Sequence((Chars(r"\r"), Chars(r"\n"))), Chars(f"[{characters.VERTICAL}]"))))]
        if char == "Q":
            return [self._folding(re.escape(one)) for one in escapes.quoted()]
        if char == "k":
            return [Back(self._named_group(), self._flags.fold)]
        if char and char in "123456789":
            return [Back(self._numbered_group(), self._flags.fold)]
        source, is_set = escapes.one()
        return [self._folding(f"[{source}]" if is_set and char not in _SETS else source)]

    def _named_group(self) -> int:
        found = re.compile(r"\\k<([A-Za-z][A-Za-z0-9]*)>").match(self._pattern, self._escapes.at)
        if found is None or found[1] not in self._named:
            raise refused("\\k without a group of that name before it")
        self._escapes.at = found.end()
        return self._named[found[1]]

    def _numbered_group(self) -> int:
        """As many digits as name a group that was opened before, at least one (Java's Pattern.ref)."""
        self._escapes.at += 1
        number = 0
        while (digit := self._escapes.next()).isdigit() and digit.isascii():
            if number and number * 10 + int(digit) > self.groups:
                break
            number = number * 10 + int(digit)
            self._escapes.at += 1
        if number > self.groups:
            raise refused(f"\\{number} before its group")
        return number

    def _group(self) -> list[Part]:
        found = _GROUP.match(self._pattern, self._escapes.at)
        assert found is not None
        if found.group() == "(" and self._pattern.startswith("(?", self._escapes.at):
            raise refused("group " + self._pattern[self._escapes.at : self._escapes.at + 4])
        self._escapes.at = found.end()
        kind, name, switched_on, switched_off, end = found.groups()
        inside = self._flags
        if end is not None:
            inside = inside.switched(switched_on, on=True).switched(switched_off or "", on=False)
            if end == ")":
                self._flags = inside
                return []
        return [self._closed(kind, name, inside, plain=found.group() == "(")]

    def _closed(self, kind: str | None, name: str | None, inside: _Flags, *, plain: bool) -> Part:
        group = 0
        if plain or name is not None:
            self.groups += 1
            group = self.groups
            if name is not None:
                self._named[name] = group
        outer, self._flags = self._flags, inside
        body = self._choice()
        self._flags = outer  # what was switched inside ends with the group
        if not self._escapes.take(")"):
            raise refused("a group that is not closed")
        match kind:
            case "=" | "!":
                return Ahead(body, negated=kind == "!")
            case ">":
                return Atomic(body)
            case "<=" | "<!":
                return _behind(body, kind)
            case _:
                return Capture(body, group) if group else Sequence((body,))


def _behind(body: Part, kind: str) -> Assertion:
    """A look behind of fixed length, which Python evaluates as Java does."""
    source = f"(?{kind}{written(body)})"
    if isinstance(body, Capture) or "(?P<" in source:
        raise refused("a capture in a look behind")
    try:
        re.compile(source, re.ASCII)
    except re.error:
        raise refused("a look behind of no fixed length") from None
    return Assertion(source)
