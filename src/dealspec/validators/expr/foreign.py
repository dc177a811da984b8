"""Refuses by their tokens the habits of other languages, each with what to write here instead. Reads no grammar."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlglot.tokenizer_core import Token, TokenType

from dealspec.validators.expr.calls import NAMES
from dealspec.validators.expr.faults import ExprCode, Faults
from dealspec.validators.expr.habits import (
    BEFORE_TEXT,
    CURLY,
    DOUBLED,
    MATHS,
    MONEY,
    NO_PARAMETER,
    STATEMENTS,
    SYMBOLS,
    TWO_SIGNS,
    UNITS,
    WORDS,
)

_T = TokenType
_OPERANDS = frozenset({_T.VAR, _T.NUMBER, _T.STRING, _T.TRUE, _T.FALSE, _T.NULL, _T.DATE})
_ENDS = frozenset({_T.VAR, _T.NUMBER, _T.STRING, _T.TRUE, _T.FALSE, _T.NULL, _T.R_PAREN})
_SIGNS = frozenset({_T.EQ, _T.NEQ, _T.LT, _T.LTE, _T.GT, _T.GTE})
_PAIRED = _SIGNS | {_T.DASH}
_INFIX = _SIGNS | {_T.AND, _T.OR, _T.IS, _T.IN, _T.BETWEEN, _T.RLIKE, _T.CARET_AT, _T.AT_GT, _T.LIKE, _T.GLOB}
_TESTS = _INFIX - _SIGNS - {_T.AND, _T.OR, _T.IS}
_OPENING = frozenset({_T.L_PAREN, _T.COMMA, _T.AND, _T.OR})
_DOTTED = re.compile(r"[\d.]+")
_DOTTED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_COMMENT = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|`[^`]*`|/\*.*?\*/|--\s[^\n]*|(--|\{#)", re.DOTALL)

_Told = tuple[ExprCode, int, str, str]


def refused(text: str, found: Sequence[Token], faults: Faults) -> bool:
    """Whether a token tells that the condition is written in another language; the fault of the first one is kept."""
    told = _comment(text) if "--" in text or "{#" in text else None
    for index in range(len(found)):
        if told:
            break
        told = _told(text, found, index)
    if told:
        faults.add(*told)
    return told is not None


def _told(text: str, found: Sequence[Token], index: int) -> _Told | None:
    token = found[index]
    kind = token.token_type
    before = found[index - 1] if index else None
    if kind in _OPERANDS:
        if kind is _T.VAR:
            told = _odd_word(token, found, index)
            if told:
                return told
        return _in_a_row(text, before, token) if before and before.token_type in _ENDS else None
    if kind in _SIGNS and before and before.token_type in _PAIRED:
        return _two_signs(before, token)
    if kind in _INFIX and (before is None or before.token_type in _OPENING):
        shown = text[token.start : token.end + 1]
        return ExprCode.SYNTAX, token.start, f"Nothing stands before '{shown}'.", "Write a value or a condition there."
    if kind in _SIGNS:
        return None
    return _is_something(found, index) if kind is _T.IS else _symbol(text, found, index)


def _odd_word(token: Token, found: Sequence[Token], index: int) -> _Told | None:
    word = token.text
    if not word.isascii():
        return _odd_character(token)
    if word.startswith("$"):
        hint = f"Write the number alone: {word[1:]}." if MONEY.match(word) else NO_PARAMETER
        return ExprCode.FOREIGN, token.start, f"'{word}' is neither a field nor a number.", hint
    if word.lower() in STATEMENTS and _starts_a_statement(found, index):
        what = f"'{word}' begins a statement, and this is a condition."
        hint = "Compare fields of the record itself; use a rule with 'conflict:' to compare records."
        return ExprCode.FOREIGN, token.start, what, hint
    return None


def _odd_character(token: Token) -> _Told | None:
    word = token.text
    curly = CURLY.search(word)
    if curly:
        inner = CURLY.sub("", word)
        hint = f"Write straight single quotes: '{inner}'." if inner else "Write straight single quotes."
        return ExprCode.QUOTED, token.start + curly.start(), f"{curly[0]} is not a quote of the language.", hint
    for place, character in enumerate(word):
        if character in MATHS:
            what, hint = f"'{character}' is not a sign of the language.", f"Write '{MATHS[character]}'."
            return ExprCode.FOREIGN, token.start + place, what, hint
    if MONEY.match(word):
        what, hint = f"'{word}' is neither a field nor a number.", f"Write the number alone: {word[1:]}."
        return ExprCode.FOREIGN, token.start, what, hint
    return None


def _starts_a_statement(found: Sequence[Token], index: int) -> bool:
    opens = index == 0 or found[index - 1].token_type is _T.L_PAREN
    follower = found[index + 1].token_type if index + 1 < len(found) else None
    return opens and follower in (_T.VAR, _T.STAR, _T.NUMBER, _T.STRING)


def _in_a_row(text: str, before: Token, token: Token) -> _Told:
    """Two values without anything between them."""
    word, earlier = token.text.lower(), before.text.lower()
    shown = text[before.start : before.end + 1]
    if before.token_type is _T.VAR and earlier == "case":
        hint = "Write '(a and b) or (not a and c)'."
        return ExprCode.FOREIGN, before.start, "There is no 'case' in the language.", hint
    if before.token_type is _T.VAR and earlier == "distinct":
        return ExprCode.FOREIGN, before.start, "There is no 'distinct' in the language.", "Leave it out."
    if token.token_type is _T.STRING and before.token_type is _T.VAR and earlier in BEFORE_TEXT:
        return ExprCode.FOREIGN, before.start, f"'{shown}' before a text means nothing here.", BEFORE_TEXT[earlier]
    if before.token_type is _T.VAR and earlier in NAMES:
        hint = f"Write {earlier}({text[token.start : token.end + 1]})."
        return ExprCode.SYNTAX, before.start, f"{earlier}() needs brackets.", hint
    if token.token_type is _T.VAR and before.token_type is _T.NUMBER and word in UNITS:
        return ExprCode.FOREIGN, before.start, "A duration is written with days().", f"Write days({before.text})."
    if token.token_type is _T.VAR and word in WORDS:
        return ExprCode.FOREIGN, token.start, f"'{token.text}' is not part of the language.", WORDS[word]
    following = text[token.start : token.end + 1]
    if before.token_type is _T.NUMBER and token.start == before.end + 1:
        return ExprCode.SYNTAX, before.start, f"'{shown}{following}' is not a number.", "Write for example 1000 or 12.5"
    what = f"Nothing stands between {_quoted(shown)} and {_quoted(following)}."
    return ExprCode.SYNTAX, token.start, what, "Put a comparison, 'and' or 'or' between them."


def _two_signs(before: Token, token: Token) -> _Told:
    pair = before.text + token.text
    if pair in TWO_SIGNS and token.start == before.end + 1:
        return ExprCode.FOREIGN, before.start, f"'{pair}' is not part of the language.", TWO_SIGNS[pair]
    what = f"'{before.text}' and '{token.text}' stand in a row."
    return ExprCode.SYNTAX, token.start, what, "Write one of them, with a value on each side."


def _is_something(found: Sequence[Token], index: int) -> _Told | None:
    rest = found[index + 1 : index + 3]
    negated = bool(rest) and rest[0].token_type is _T.NOT and rest[0].text != "!"
    after = rest[1:] if negated else rest[:1]
    if not after or after[0].token_type is _T.NULL or after[0].text.lower() == "blank":
        return None
    token, test = after[0], "is not blank" if negated else "is blank"
    if token.text.lower() in ("empty", "missing", "unknown", "none", "nothing"):
        hint = f"Write '{test}'."
    elif token.token_type in (_T.TRUE, _T.FALSE):
        hint = "Write the condition alone, or 'not' before it."
    else:
        hint = f"Write '{test}', or compare with '{'<>' if negated else '='}'."
    return ExprCode.FOREIGN, token.start, "Only 'blank' stands after 'is' and 'is not'.", hint


def _symbol(text: str, found: Sequence[Token], index: int) -> _Told | None:
    token = found[index]
    kind = token.token_type
    after = found[index + 1] if index + 1 < len(found) else None
    if kind is _T.IDENTIFIER:
        written = text[token.start : token.end + 1]
        hint = f"Text is written in single quotes: '{token.text}'. A field's name is written without quotes."
        return ExprCode.QUOTED, token.start, f"{written} is in the wrong quotes.", hint
    if kind is _T.SEMICOLON:
        return ExprCode.FOREIGN, token.start, "A condition is one expression; ';' ends it.", "Remove the ';'."
    if kind is _T.NOT and token.text == "!":
        return ExprCode.FOREIGN, token.start, "'!' is not part of the language.", "Write 'not'."
    if kind is _T.COLON and after and after.token_type is _T.EQ:
        return ExprCode.FOREIGN, token.start, "':=' is not part of the language.", "Write '='."
    if kind in DOUBLED and after and after.token_type is kind and after.start == token.end + 1:
        shown, hint = DOUBLED[kind]
        return ExprCode.FOREIGN, token.start, f"{shown} is not part of the language.", hint
    if kind is _T.PLACEHOLDER and index and found[index - 1].token_type in _ENDS:
        return ExprCode.FOREIGN, token.start, "'?' is not part of the language.", WORDS["then"]
    if kind is _T.WHERE and index > 1 and found[index - 2].token_type is _T.FILTER:
        return None
    if kind is _T.WHERE and found[0].text.lower() == "count":
        hint = "Write count(partner_contacts) filter (where role = 'ae') >= 1."
        return ExprCode.SYNTAX, token.start, "'where' stands outside of 'filter (...)'.", hint
    if kind in SYMBOLS:
        written = _quoted(text[token.start : token.end + 1])
        return ExprCode.FOREIGN, token.start, f"{written} is not part of the language.", SYMBOLS[kind]
    return _by_place(text, found, index)


def _by_place(text: str, found: Sequence[Token], index: int) -> _Told | None:
    """Signs that mean something in one place and nothing in another."""
    token = found[index]
    before = found[index - 1] if index else None
    after = found[index + 1] if index + 1 < len(found) else None
    if token.token_type is _T.NOT and before and before.token_type in _ENDS and after:
        return _not_between(token, after)
    if token.token_type is _T.L_PAREN and after and after.token_type is _T.R_PAREN:
        is_other = before and (before.token_type is _T.IN or before.token_type not in _OPENING | _INFIX)
        return None if is_other else (ExprCode.SYNTAX, token.start, "The brackets are empty.", "Write a condition.")
    if token.token_type is _T.DOT and before and after and before.token_type is after.token_type is _T.NUMBER:
        return _dotted_number(text, before)
    if token.token_type is _T.MOD:
        is_percent = before and before.token_type is _T.NUMBER and (not after or after.token_type not in _OPERANDS)
        hint = f"A percent is 0 to 100: write {before.text}." if before and is_percent else "There are + - * / only."
        return ExprCode.FOREIGN, token.start, "'%' is not part of the language.", hint
    if token.token_type is _T.STAR and (before is None or before.token_type not in _ENDS):
        hint = "Name what is meant: count(partner_contacts) >= 1."
        return ExprCode.FOREIGN, token.start, "'*' stands for no field here.", hint
    return _thousands(found, index) if token.token_type is _T.COMMA and before and after else None


def _not_between(token: Token, after: Token) -> _Told | None:
    """``a not b``."""
    if after.token_type in _TESTS:
        return None
    if after.token_type is _T.VAR and after.text.lower() in WORDS:
        word = after.text
        return ExprCode.FOREIGN, after.start, f"'{word}' is not part of the language.", WORDS[word.lower()]
    return ExprCode.SYNTAX, token.start, "'not' stands between two values.", "Write '<>', or 'not' before a condition."


def _dotted_number(text: str, first: Token) -> _Told:
    written = _DOTTED.match(text, first.start)
    shown = written[0] if written else first.text
    day = _DOTTED_DAY.fullmatch(shown)
    if not day:
        return ExprCode.SYNTAX, first.start, f"'{shown}' is not a number.", "Write for example 1000 or 12.5"
    hint = f"Write date '{day[3]}-{day[2]:0>2}-{day[1]:0>2}'."
    return ExprCode.BARE_DATE, first.start, f"{shown} is not how a date is written.", hint


def _thousands(found: Sequence[Token], index: int) -> _Told | None:
    before, comma, after = found[index - 1 : index + 2]
    is_number = before.token_type is after.token_type is _T.NUMBER and before.end + 1 == comma.start == after.start - 1
    if not is_number or len(after.text.partition(".")[0]) != len("000") or _in_a_list(found, index):
        return None
    return ExprCode.SYNTAX, comma.start, "A number is written without commas.", f"Write {before.text}{after.text}."


def _in_a_list(found: Sequence[Token], index: int) -> bool:
    """Whether the innermost open bracket belongs to ``in`` or to a function."""
    depth = 0
    for place in range(index - 1, 0, -1):
        kind = found[place].token_type
        depth += (kind is _T.R_PAREN) - (kind is _T.L_PAREN)
        if depth < 0:
            return found[place - 1].token_type in (_T.IN, _T.VAR)
    return False


def _comment(text: str) -> _Told | None:
    """Two minus signs that a reader of SQL takes for a comment, and comments of templates; real comments may stand."""
    for match in _COMMENT.finditer(text):
        opened = match[1]
        if opened == "--" and not text[match.end() : match.end() + 1].isspace():
            what = "'--' begins a comment, and the rest of the line would not count."
            hint = "For minus a negative number put a space between the two, for a comment one behind them."
            return ExprCode.FOREIGN, match.start(1), what, hint
        if opened == "{#":
            return ExprCode.FOREIGN, match.start(1), "'{#' is not part of the language.", "A comment is /* ... */."
    return None


def _quoted(written: str) -> str:
    return written if written.endswith("'") else f"'{written}'"
