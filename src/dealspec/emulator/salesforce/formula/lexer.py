"""Formula text to tokens, by the rules of FE LexerRules.g4; it knows no grammar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from dealspec.emulator.salesforce.formula.values import FormulaError


class Kind(Enum):
    """What a token is."""

    NUMBER = "number"
    TEXT = "text"
    NAME = "name"
    KEYWORD = "keyword"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One token: `text` as written (keywords upper-cased), `value` for literals, `position` 0-based."""

    kind: Kind
    text: str
    position: int
    value: str | Decimal | None = None


def tokens(formula: str) -> list[Token]:
    """All tokens, the last of kind END; raises FormulaError for a character or string no rule matches."""
    found: list[Token] = []
    position = 0
    while position < len(formula):
        match = _TOKEN.match(formula, position)
        if match is None:
            raise _unreadable(formula, position)
        token = _token(match)
        if token is not None:
            found.append(token)
        position = match.end()
    found.append(Token(Kind.END, "end of formula", len(formula)))
    return found


_KEYWORDS = {"TRUE", "FALSE", "NULL", "NOT"}
_TOKEN = re.compile(
    r"""(?P<space>[ \t\f\r\n]+)
      | (?P<comment>/\*.*?\*/)
      | (?P<number>[0-9]+(?:\.[0-9]+)?)
      | (?P<text>"(?:\\[nrtNRT"'\\]|[^"\\])*"|'(?:\\[nrtNRT"'\\]|[^'\\])*')
      | (?P<name>[A-Za-z$\u0130\u212A][A-Za-z0-9$_:.#\u0130\u212A]*)
      | (?P<symbol>\|\||&&|==|<>|!=|<=|>=|[=<>+\-&^*/!(),])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t"}


def _token(match: re.Match[str]) -> Token | None:
    text, position = match.group(), match.start()
    match match.lastgroup:
        case "number":
            return Token(Kind.NUMBER, text, position, Decimal(text))
        case "text":
            return Token(Kind.TEXT, text, position, _unquoted(text, position))
        case "name" if text.upper() in _KEYWORDS:
            return Token(Kind.KEYWORD, text.upper(), position)
        case "name":
            return Token(Kind.NAME, text, position)
        case "symbol":
            return Token(Kind.SYMBOL, text, position)
        case _:
            return None


def _unquoted(text: str, position: int) -> str:
    if "\n" in text or "\r" in text:  # FE Formula.g4: a raw line break in a string fails the constant's predicate
        raise FormulaError(f"Syntax error.  Found '{text}'", position)
    # The lexer takes \N \R \T too; that they mean the same as in lower case is assumed, FE's tests show none.
    return _ESCAPE.sub(lambda found: _ESCAPED.get(found[1].lower(), found[1]), text[1:-1])


def _unreadable(formula: str, position: int) -> FormulaError:
    if formula.startswith("/*", position):
        return FormulaError("Syntax error.  Missing '*/'", position)
    return FormulaError(f"Syntax error.  Found '{formula[position]}'", position)
