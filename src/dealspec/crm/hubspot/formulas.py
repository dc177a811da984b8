"""Calculation formulas told apart by what they say, not by how they are spelled. Evaluates nothing.

HubSpot stores a formula in its own spelling of letter case, quotes, operators and numbers (observed, API 2026-09), so
the text that was sent never reads back. Grammar: developers.hubspot.com, crm/properties, "calculation property syntax".
"""

from __future__ import annotations

import re
from decimal import Decimal

_TOKEN = re.compile(
    r"""\s+
    | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
    | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
    | (?P<sign><=|>=|==|!=|<>|&&|\|\||.)""",
    re.VERBOSE | re.DOTALL,
)
_SIGNS = {"==": "=", "<>": "!=", "&&": "and", "||": "or", "!": "not"}
_WORDS = {"equals": "="}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def same(one: str, other: str) -> bool:
    """Whether two formulas differ in spelling at most."""
    return one == other or normal(one) == normal(other)


def normal(formula: str) -> tuple[str, ...]:
    """The formula's words, numbers, signs and quoted texts, each in one spelling."""
    return tuple(_spelled(match) for match in _TOKEN.finditer(formula) if match.lastgroup)


def _spelled(match: re.Match[str]) -> str:
    text = match.group()
    match match.lastgroup:
        case "text":
            return '"' + _ESCAPED.sub(r"\1", text[1:-1]) + '"'
        case "number":
            return format(Decimal(text).normalize(), "f")
        case "word":
            return _WORDS.get(text.lower(), text.lower())
        case _:
            return _SIGNS.get(text, text)
