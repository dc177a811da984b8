"""Reads the text of a condition with sqlglot, under one small dialect. Knows operators, never fields or types."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlglot import exp, parser, tokens
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokenizer_core import Token, TokenType

from dealspec.validators.expr.faults import ExprCode, Faults

MAX_CHARACTERS = 4_000
MAX_TOKENS = 1_000
MAX_DEPTH = 40

_STATEMENTS = frozenset(
    ["select", "insert", "update", "delete", "create", "drop", "alter", "with", "values", "exec", "merge"]
)
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
    """Refuse by their tokens the things that a SQL reader would take for something else."""
    before = len(faults.found)
    if not found:
        faults.add(ExprCode.SYNTAX, 0, "The condition is empty.", "Write one, or leave the key out.")
    if len(found) > MAX_TOKENS:
        faults.add(ExprCode.TOO_LARGE, 0, "The condition has too many words.", "Split it into several rules.")
    depth = 0
    for index, token in enumerate(found):
        depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
        if depth > MAX_DEPTH:
            faults.add(
                ExprCode.TOO_LARGE, token.start, "The condition is nested too deeply.", "Split it into several rules."
            )
            break
        _refuse_foreign(text, found, index, faults)
    return len(faults.found) == before


def _refuse_foreign(text: str, found: list[Token], index: int, faults: Faults) -> None:
    token = found[index]
    if token.token_type is TokenType.IDENTIFIER:
        written = text[token.start : token.end + 1]
        hint = f"Text is written in single quotes: '{token.text}'. A field's name is written without quotes."
        faults.add(ExprCode.QUOTED, token.start, f"{written} is in the wrong quotes.", hint)
    elif token.token_type is TokenType.SEMICOLON:
        faults.add(ExprCode.FOREIGN, token.start, "A condition is one expression; ';' ends it.", "Remove the ';'.")
    elif token.text.lower() in _STATEMENTS and _starts_a_statement(found, index):
        faults.add(
            ExprCode.FOREIGN,
            token.start,
            f"'{token.text}' begins a statement, and this is a condition.",
            "Compare fields of the record itself; use a rule with 'conflict:' to compare records.",
        )


def _starts_a_statement(found: list[Token], index: int) -> bool:
    opens = index == 0 or found[index - 1].token_type is TokenType.L_PAREN
    follower = found[index + 1].token_type if index + 1 < len(found) else None
    return opens and follower in (TokenType.VAR, TokenType.STAR, TokenType.NUMBER, TokenType.STRING)


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
    faults.add(ExprCode.SYNTAX, token.start, summary, "Write for example: amount > 0 and close_date >= today()")


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
