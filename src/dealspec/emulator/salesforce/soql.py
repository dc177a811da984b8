"""Parses SOQL into a tree; knows no object and no field. Faults are the vendor's MALFORMED_QUERY with a caret.

Grammar: SOQL and SOSL Reference, "SELECT". Not served: TYPEOF, USING SCOPE, WITH, HAVING, ROLLUP, CUBE.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from dealspec.emulator.salesforce.errors import ApiError


@dataclass(frozen=True, slots=True)
class Path:
    """A field path and where it stands (0-based)."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Aggregate:
    """``COUNT()``, ``COUNT(Id) total``, ``SUM(Amount)``."""

    function: str
    path: Path | None
    alias: str | None
    at: int


@dataclass(frozen=True, slots=True)
class DateLiteral:
    """``TODAY``, ``LAST_N_DAYS:30``."""

    name: str
    number: int = 0


Literal = None | bool | str | Decimal | date | datetime | DateLiteral


@dataclass(frozen=True, slots=True)
class Compare:
    """``path operator literal``; the literals of IN, INCLUDES and their opposites are several."""

    path: Path
    operator: str
    values: tuple[Literal, ...]


@dataclass(frozen=True, slots=True)
class Semijoin:
    """``path [NOT] IN (SELECT field FROM ...)``."""

    path: Path
    negated: bool
    query: Query


@dataclass(frozen=True, slots=True)
class Logic:
    """``AND``, ``OR`` or ``NOT`` over conditions."""

    operator: str
    parts: tuple[Condition, ...]


Condition = Compare | Semijoin | Logic


@dataclass(frozen=True, slots=True)
class Order:
    """One ORDER BY item."""

    path: Path
    descending: bool
    nulls_last: bool


@dataclass(frozen=True, slots=True)
class Query:
    """One SELECT."""

    text: str
    items: tuple[Path | Aggregate | Query, ...]
    entity: Path
    where: Condition | None = None
    groups: tuple[Path, ...] = ()
    orders: tuple[Order, ...] = ()
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<string>'(?:[^'\\]|\\.)*')
    |(?P<datetime>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d))|(?P<date>\d{4}-\d\d-\d\d)
    |(?P<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?P<name>[A-Za-z_$][\w$]*(?:\.[A-Za-z_]\w*)*)
    |(?P<op><=|>=|!=|<>|[=<>(),:])""",
    re.VERBOSE,
)
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
_FUNCTIONS = frozenset(("COUNT", "COUNT_DISTINCT", "SUM", "AVG", "MIN", "MAX", "FIELDS"))
_CLAUSES = frozenset(("WHERE", "GROUP", "ORDER", "LIMIT", "OFFSET", "FOR", "HAVING", "WITH", "USING", "ALL"))


def parse(text: str) -> Query:
    """The query; raises ``ApiError`` MALFORMED_QUERY."""
    parser = _Parser(text)
    query = parser.query()
    parser.finish()
    return query


def failure(text: str, at: int, code: str, message: str) -> ApiError:
    """A query fault as the vendor shows it: the text, a caret, the position, the words (observed)."""
    before = text[:at]
    row = before.count("\n") + 1
    column = at - (before.rfind("\n") + 1) + 1
    start = max(0, at - 40)
    excerpt = text[start : at + 40]
    caret = " " * (at - start) + "^"
    return ApiError(400, code, f"\n{excerpt}\n{caret}\nERROR at Row:{row}:Column:{column}\n{message}")


@dataclass(slots=True)
class _Parser:
    text: str
    tokens: list[_Token] = field(default_factory=list)
    at: int = 0

    def __post_init__(self) -> None:
        position = 0
        while position < len(self.text):
            match = _TOKEN.match(self.text, position)
            if match is None:
                char = self.text[position]
                words = "unexpected char: " + ("''" if char == "'" else f"'{char}'")
                raise failure(self.text, position, "MALFORMED_QUERY", words)
            if match.lastgroup != "space":
                self.tokens.append(_Token(str(match.lastgroup), match.group(), position))
            position = match.end()
        self.tokens.append(_Token("end", "<EOF>", len(self.text)))

    def query(self) -> Query:
        self.expect("SELECT")
        items: list[Path | Aggregate | Query] = [self.item()]
        while self.take(","):
            items.append(self.item())
        self.expect("FROM")
        entity = self.path()
        if self.peek().kind == "name" and self.peek().text.upper() not in _CLAUSES:
            self.at += 1
        where = self.condition() if self.take("WHERE") else None
        groups = self.groups() if self.take("GROUP") else ()
        orders = self.orders() if self.take("ORDER") else ()
        limit = self.count() if self.take("LIMIT") else None
        offset = self.count() if self.take("OFFSET") else 0
        if self.take("FOR"):
            self.at += 1
        if self.take("ALL"):
            self.expect("ROWS")
        return Query(self.text, tuple(items), entity, where, groups, orders, limit, offset)

    def finish(self) -> None:
        if self.peek().kind != "end":
            raise self.unexpected(self.peek())

    def item(self) -> Path | Aggregate | Query:
        if self.take("("):
            inner = self.query()
            self.expect(")")
            return inner
        token = self.peek()
        if token.text.upper() in _FUNCTIONS and self.tokens[self.at + 1].text == "(":
            self.at += 2
            path = None if self.peek().text == ")" else self.path()
            self.expect(")")
            alias = None
            if self.peek().kind == "name" and self.peek().text.upper() != "FROM":
                alias = self.path().text
            return Aggregate(token.text.upper(), path, alias, token.at)
        return self.path()

    def condition(self) -> Condition:
        first = self.term()
        word = self.peek().text.upper()
        if word not in ("AND", "OR"):
            return first
        parts = [first]
        while self.take(word):
            parts.append(self.term())
        if self.peek().text.upper() in ("AND", "OR"):
            # Mixing AND and OR needs brackets (SOQL reference, "Condition Expression").
            raise self.unexpected(self.peek())
        return Logic(word, tuple(parts))

    def term(self) -> Condition:
        if self.take("NOT"):
            return Logic("NOT", (self.term(),))
        if self.take("("):
            inner = self.condition()
            self.expect(")")
            return inner
        path = self.path()
        token = self.peek()
        self.at += 1
        operator = token.text.upper()
        if operator == "NOT":
            self.expect("IN")
            operator = "NOT IN"
        if operator in ("IN", "NOT IN"):
            self.expect("(")
            if self.peek().text.upper() == "SELECT":
                inner_query = self.query()
                self.expect(")")
                return Semijoin(path, operator == "NOT IN", inner_query)
            return Compare(path, operator, self.literals())
        if operator in ("INCLUDES", "EXCLUDES"):
            self.expect("(")
            return Compare(path, operator, self.literals())
        if operator not in ("=", "!=", "<>", "<", "<=", ">", ">=", "LIKE"):
            self.at -= 1
            raise self.unexpected(self.peek())
        return Compare(path, "!=" if operator == "<>" else operator, (self.literal(),))

    def literals(self) -> tuple[Literal, ...]:
        values = [self.literal()]
        while self.take(","):
            values.append(self.literal())
        self.expect(")")
        return tuple(values)

    def literal(self) -> Literal:
        token = self.peek()
        self.at += 1
        match token.kind:
            case "string":
                return re.sub(r"\\(u[0-9a-fA-F]{4}|.)", _unescape, token.text[1:-1])
            case "number":
                return Decimal(token.text)
            case "date":
                return self._moment(token, date.fromisoformat)
            case "datetime":
                return self._moment(token, datetime.fromisoformat)
            case "name":
                word = token.text.upper()
                if word in ("TRUE", "FALSE", "NULL"):
                    return None if word == "NULL" else word == "TRUE"
                if self.take(":"):
                    return DateLiteral(word, self.count())
                return DateLiteral(word)
        raise self.unexpected(token)

    def _moment(self, token: _Token, read: Callable[[str], Literal]) -> Literal:
        try:
            return read(token.text)
        except ValueError:
            raise failure(self.text, token.at, "MALFORMED_QUERY", f"Invalid date: {token.text}") from None

    def groups(self) -> tuple[Path, ...]:
        self.expect("BY")
        paths = [self.path()]
        while self.take(","):
            paths.append(self.path())
        return tuple(paths)

    def orders(self) -> tuple[Order, ...]:
        self.expect("BY")
        orders = [self.order()]
        while self.take(","):
            orders.append(self.order())
        return tuple(orders)

    def order(self) -> Order:
        path = self.path()
        descending = self.take("DESC")
        if not descending:
            self.take("ASC")
        nulls_last = False
        if self.take("NULLS"):
            nulls_last = self.take("LAST")
            if not nulls_last:
                self.expect("FIRST")
        return Order(path, descending, nulls_last)

    def count(self) -> int:
        token = self.peek()
        if token.kind != "number" or not token.text.isdigit():
            raise self.unexpected(self.peek())
        self.at += 1
        return int(token.text)

    def path(self) -> Path:
        token = self.peek()
        if token.kind != "name":
            raise self.unexpected(self.peek())
        self.at += 1
        return Path(token.text, token.at)

    def peek(self) -> _Token:
        return self.tokens[self.at]

    def take(self, word: str) -> bool:
        found = self.peek().kind != "string" and self.peek().text.upper() == word
        self.at += found
        return found

    def expect(self, word: str) -> None:
        if not self.take(word):
            token = self.peek()
            seen = "<EOF>" if token.kind == "end" else token.text
            words = f"expecting a {word}, found '{seen}'" if token.kind == "end" else f"unexpected token: '{seen}'"
            raise failure(self.text, token.at, "MALFORMED_QUERY", words)

    def unexpected(self, token: _Token) -> ApiError:
        return failure(self.text, token.at, "MALFORMED_QUERY", f"unexpected token: '{token.text}'")


def _unescape(match: re.Match[str]) -> str:
    code = match.group(1)
    if code.startswith("u") and len(code) == 5:
        return chr(int(code[1:], 16))
    # ``\%`` and ``\_`` keep their backslash: LIKE reads it.
    return match.group(0) if code in "%_" else _ESCAPES.get(code, code)
