"""Calculation formulas in the portal's own spelling, and the properties that they read. Evaluates none.

That letter case, quotes, operators and the spelling of numbers change on the way into the store: observed, API
2026-09. Which spelling they change to: assumed. Grammar: developers.hubspot.com, crm/properties.
"""

from __future__ import annotations

import re
from decimal import Decimal

_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<number>\d+(?:\.\d*)?|\.\d+)"""
    r"""|(?P<word>[A-Za-z_]\w*)|(?P<sign><=|>=|==|!=|<>|&&|\|\||\S)""",
    re.DOTALL,
)
_SYNTAX = frozenset({"if", "then", "else", "elseif", "endif", "and", "or", "not", "is", "equals"})
_CONSTANTS = frozenset({"true", "false", "null"})
_OPERATORS = {"==": "=", "<>": "!=", "&&": "and", "||": "or", "equals": "="}


def stored(formula: str) -> str:
    """The formula as a read shows it."""
    text, before = "", ""
    for match in _TOKEN.finditer(formula):
        piece = _spelled(match)
        calls = piece == "(" and before.isidentifier() and before not in _SYNTAX
        tight = not text or before == "(" or piece in (")", ",") or calls
        text += piece if tight else f" {piece}"
        before = piece
    return text


def operands(formula: str) -> set[str]:
    """Names of the properties that a formula reads; quoted text, calls and keywords are none."""
    found: set[str] = set()
    tokens = list(_TOKEN.finditer(formula))
    for at, match in enumerate(tokens):
        following = tokens[at + 1].group() if at + 1 < len(tokens) else ""
        word = match.group().lower()
        if match.lastgroup == "word" and following != "(" and word not in _SYNTAX | _CONSTANTS:
            found.add(word)
    return found


def _spelled(match: re.Match[str]) -> str:
    text = match.group()
    if match.lastgroup == "text":
        inner = re.sub(r"\\(.)", r"\1", text[1:-1])
        return '"' + inner.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if match.lastgroup == "number":
        return format(Decimal(text).normalize(), "f")
    return _OPERATORS.get(text.lower(), text.lower())
