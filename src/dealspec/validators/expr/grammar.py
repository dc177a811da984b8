"""Reads the text of a condition with sqlglot, under one small dialect. Knows operators, never fields or types."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlglot import exp, parser, tokens
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from dealspec.validators.expr.faults import ExprCode, Faults
from dealspec.validators.expr.foreign import refused

MAX_CHARACTERS = 4_000
MAX_TOKENS = 1_000
MAX_DEPTH = 40

_BLANK = "blank"


def parse(text: str, faults: Faults) -> exp.Expr | None:
    """The syntax tree of a condition; None, with the fault kept, when there is none."""
    found = _tokens(text, faults)
    if found is None or not _acceptable(text, found, faults):
        return None
    try:
        trees = RuleParser(dialect=RuleDialect()).parse_into(exp.Condition, found, text)
    except ParseError as error:
        _report(error, text, found, faults)
        return None
    except RecursionError:
        faults.add(ExprCode.TOO_LARGE, 0, "The condition is nested too deeply.", "Split it into several rules.")
        return None
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, exp.Expr):
        faults.add(ExprCode.SYNTAX, 0, "This is not a condition.", "Write for example: amount > 0")
        return None
    return tree


def offset_of(tree: exp.Expr) -> int:
    """Where a subtree begins in the text: the first of its tokens that kept a place."""
    return span_of(tree)[0]


def span_of(tree: exp.Expr) -> tuple[int, int]:
    """From the first to behind the last character of those of a subtree's tokens that kept a place."""
    placed = [node.meta for node in tree.walk() if "start" in node.meta]
    if not placed:
        return 0, 0
    return min(meta["start"] for meta in placed), max(meta["end"] for meta in placed) + 1


def _is_blank(reader: Any, this: exp.Expr) -> exp.Expr:
    negated = reader._match(TokenType.NOT)
    if reader._match_text_seq("BLANK"):
        right: exp.Expr = exp.var(_BLANK)
    else:
        right = reader._parse_null() or reader.raise_error("Expected 'blank' after 'is'")
    tree = exp.Is(this=this, expression=right)
    return exp.Not(this=tree) if negated else tree


def _placed(make: type[exp.Expr], **arguments: Any) -> Any:
    return lambda reader, token: reader.expression(make(**arguments), token)


class RuleTokenizer(tokens.Tokenizer):
    """Few keywords, so that nearly every word can be a field's name."""

    IDENTIFIERS: ClassVar[list[str | tuple[str, str]]] = ['"', "`"]
    KEYWORDS: ClassVar[dict[str, TokenType]] = {
        "AND": TokenType.AND,
        "OR": TokenType.OR,
        "NOT": TokenType.NOT,
        "IS": TokenType.IS,
        "IN": TokenType.IN,
        "BETWEEN": TokenType.BETWEEN,
        "NULL": TokenType.NULL,
        "TRUE": TokenType.TRUE,
        "FALSE": TokenType.FALSE,
        "DATE": TokenType.DATE,
        "MATCHES": TokenType.RLIKE,
        "STARTS WITH": TokenType.CARET_AT,
        "ENDS WITH": TokenType.LIKE,
        "CONTAINS": TokenType.GLOB,
        "HAS": TokenType.AT_GT,
        "FILTER": TokenType.FILTER,
        "WHERE": TokenType.WHERE,
        "<=": TokenType.LTE,
        ">=": TokenType.GTE,
        "<>": TokenType.NEQ,
        "!=": TokenType.NEQ,
    }
    COMMANDS: ClassVar[set[TokenType]] = set()


class RuleParser(parser.Parser):
    """Conditions only; every function stays a plain name, to be judged by our own list."""

    FUNCTIONS: ClassVar[dict[str, Any]] = {}
    FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {}
    NO_PAREN_FUNCTIONS: ClassVar[dict[Any, Any]] = {}
    NO_PAREN_FUNCTION_PARSERS: ClassVar[dict[str, Any]] = {}
    PRIMARY_PARSERS: ClassVar[dict[Any, Any]] = {
        **parser.Parser.PRIMARY_PARSERS,
        TokenType.NULL: _placed(exp.Null),
        TokenType.TRUE: _placed(exp.Boolean, this=True),
        TokenType.FALSE: _placed(exp.Boolean, this=False),
    }
    RANGE_PARSERS: ClassVar[dict[Any, Any]] = {
        kind: parser.Parser.RANGE_PARSERS[kind]
        for kind in (TokenType.BETWEEN, TokenType.IN, TokenType.RLIKE, TokenType.CARET_AT, TokenType.AT_GT)
    } | {
        TokenType.IS: _is_blank,
        TokenType.LIKE: parser.binary_range_parser(exp.EndsWith),
        TokenType.GLOB: parser.binary_range_parser(exp.Contains),
    }


class RuleDialect(Dialect):
    """The one dialect in which conditions are written."""

    Tokenizer = RuleTokenizer
    Parser = RuleParser


def _tokens(text: str, faults: Faults) -> list[Token] | None:
    if len(text) > MAX_CHARACTERS:
        faults.add(
            ExprCode.TOO_LARGE,
            0,
            f"The condition has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read.",
            "Split it into several rules.",
        )
        return None
    try:
        return RuleTokenizer(dialect=RuleDialect()).tokenize(text)
    except TokenError:
        faults.add(
            ExprCode.SYNTAX,
            _unclosed(text),
            "A quote or a comment is opened here and never closed.",
            "Close it; a quote inside text is written twice: 'it''s'.",
        )
        return None


def _acceptable(text: str, found: list[Token], faults: Faults) -> bool:
    """Refuse what is empty, too large, or written in another language."""
    before = len(faults.found)
    if not found and not refused(text, found, faults):
        faults.add(ExprCode.SYNTAX, 0, "The condition is empty.", "Write one, or leave the key out.")
    if len(found) > MAX_TOKENS:
        faults.add(ExprCode.TOO_LARGE, 0, "The condition has too many words.", "Split it into several rules.")
    depth = 0
    for token in found:
        depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
        if depth > MAX_DEPTH:
            faults.add(
                ExprCode.TOO_LARGE, token.start, "The condition is nested too deeply.", "Split it into several rules."
            )
            break
    return len(faults.found) == before and not refused(text, found, faults)


def _report(error: ParseError, text: str, found: list[Token], faults: Faults) -> None:
    """Give sqlglot's error its place in our text, and our words."""
    detail = error.errors[0] if error.errors else {}
    place = (detail.get("line"), detail.get("col"))
    token = next((token for token in found if (token.line, token.col) == place), found[-1])
    written = text[token.start : token.end + 1]
    shown = written if written.startswith("'") else f"'{written}'"
    if token is found[-1] and str(detail.get("description", "")).startswith(("Required", "Expecting")):
        summary = f"The condition stops after {shown}: something is missing."
    else:
        summary = f"{shown} is not expected here."
    hint = _HINTS.get(written.lower(), "Write for example: amount > 0 and close_date >= today()")
    faults.add(ExprCode.SYNTAX, token.start, summary, hint)


_HINTS = {
    ",": "Join conditions with 'and'; write 'between 1 and 2', and lists in brackets: in ('a', 'b').",
    ")": "Remove it, or open a bracket before.",
    "filter": "Write count(partner_contacts) filter (where role = 'ae') >= 1.",
}


def _unclosed(text: str) -> int:
    """Where the quote or comment begins that runs to the end of the text."""
    offset, opened, closing = 0, 0, ""
    while offset < len(text):
        if closing:
            if text.startswith(closing, offset):
                offset, closing = offset + len(closing) - 1, ""
        elif text[offset] in "'\"`":
            opened, closing = offset, text[offset]
        elif text.startswith("/*", offset):
            opened, closing, offset = offset, "*/", offset + 1
        elif text.startswith("--", offset):
            opened, closing, offset = offset, "\n", offset + 1
        offset += 1
    return opened
