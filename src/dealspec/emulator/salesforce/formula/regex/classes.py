"""Character classes with Java's unions and intersections, as Python patterns that match exactly one character."""

from __future__ import annotations

import re

from dealspec.emulator.salesforce.formula.regex.escapes import Escapes, refused


class ClassReader:
    """Reads one `[...]` at the cursor."""

    def __init__(self, escapes: Escapes) -> None:
        self._escapes = escapes

    def read(self) -> str:
        """The class as a pattern of one character; the cursor then stands behind its `]`."""
        self._escapes.at += 1
        negated = self._escapes.take("^")
        sides = [self._union(first=True)]
        while self._escapes.take("&&"):
            sides.append(self._union(first=False))
        if not self._escapes.take("]"):
            raise refused("unclosed character class")
        if len(sides) == 1:
            plain, others = sides[0]
            if not others:
                return f"[{'^' if negated else ''}{plain}]"
        # Negation comes last: [^a-z&&[^b]] is everything but what both sides hold (Java 9 and later).
        source = "".join(f"(?={_joined(side)})" for side in sides)
        return rf"(?:(?!{source})[\s\S])" if negated else rf"(?:{source}[\s\S])"

    def _union(self, *, first: bool) -> tuple[str, list[str]]:
        """Members up to `]` or `&&`: the inside of a plain class, and classes that cannot stand in one."""
        plain, others = "", list[str]()
        while True:
            char = self._escapes.next()
            if not char:
                raise refused("unclosed character class")
            if self._escapes.starts("&&") or (char == "]" and not first):
                if not plain and not others:
                    raise refused("an empty side of &&")
                return plain, others
            if char == "[":
                others.append(self.read())
            else:
                source, is_set = self._member()
                if is_set and source.startswith("^"):
                    others.append(f"[{source}]")
                else:
                    plain += source if is_set else self._range(source)
            first = False

    def _member(self) -> tuple[str, bool]:
        escapes = self._escapes
        char = escapes.next()
        if char != "\\":
            escapes.at += 1
            return _inside(char), False
        if escapes.peek(1) == "Q":
            return "".join(map(_inside, escapes.quoted())), True
        return escapes.one()

    def _range(self, low: str) -> str:
        """`low` alone, or up to what follows a `-` that is neither last nor before a nested class."""
        escapes = self._escapes
        if escapes.next() != "-" or escapes.peek(1) in ("]", "[", "") or escapes.peek(1) + escapes.peek(2) == "&&":
            return low
        escapes.at += 1
        high, is_set = self._member()
        if is_set:
            raise refused("a range that ends in a set")
        return f"{low}-{high}"


def _joined(side: tuple[str, list[str]]) -> str:
    plain, others = side
    return "|".join([f"[{plain}]"] * bool(plain) + others)


def _inside(char: str) -> str:
    """The character as a member of a Python class."""
    return re.escape(char) if char.isascii() and not char.isalnum() else char
