"""Tokens to the syntax tree, by the precedence of FE Formula.g4; it knows function names and arities, never fields."""

from __future__ import annotations

from dealspec.emulator.salesforce.formula.functions import FUNCTIONS
from dealspec.emulator.salesforce.formula.lexer import Kind, Token, tokens
from dealspec.emulator.salesforce.formula.messages import no_such_function, wrong_count
from dealspec.emulator.salesforce.formula.nodes import Call, Field, Literal, Node
from dealspec.emulator.salesforce.formula.values import FormulaError

MAXIMUM_CHARACTERS = 3_900  # FE FormulaInfo.java
MAXIMUM_BYTES = 4_000  # stored, UTF-8: simplysfdc 2013/11
MAXIMUM_DEPTH = 80  # ours, so that Python's stack holds; Salesforce is bound by the compiled size alone


def parse_tree(formula: str) -> Node:
    """The tree of one formula; raises FormulaError for length, syntax, unknown functions and wrong counts."""
    if len(formula) > MAXIMUM_CHARACTERS:
        raise FormulaError(
            f"Formula is too long ({len(formula):,} characters).  Maximum length is {MAXIMUM_CHARACTERS:,} characters"
        )
    size_bytes = len(formula.encode("utf-8", "surrogatepass"))
    if size_bytes > MAXIMUM_BYTES:
        raise FormulaError(
            f"The size of your string is {size_bytes:,} bytes but may not exceed {MAXIMUM_BYTES:,} bytes."
        )
    parser = _Parser(tokens(formula))
    root = parser.expression(1)
    parser.finish()
    return root


# Loosest first. `^` really is looser than `*` and `/`: Formula.g4 nests exponentExpression (`*` `/`) inside
# multiplicativeExpression (`^`). That the platform keeps this order is assumed: the grammar is Salesforce's own.
_PRECEDENCE = {
    "||": 1,
    "&&": 2,
    **dict.fromkeys(("=", "==", "<>", "!="), 3),
    **dict.fromkeys(("<", ">", "<=", ">="), 4),
    **dict.fromkeys(("+", "-", "&"), 5),
    "^": 6,
    **dict.fromkeys(("*", "/"), 7),
}
_CANONICAL = {"||": "OR", "&&": "AND", "==": "=", "!=": "<>", "!": "NOT"}
_CONSTANTS = {"TRUE": True, "FALSE": False, "NULL": None}


class _Parser:
    def __init__(self, stream: list[Token]) -> None:
        self._stream = stream
        self._next = 0
        self._depths: dict[int, int] = {}
        self._nesting = 0

    def expression(self, loosest: int) -> Node:
        left = self._unary()
        while True:
            operator = self._peek()
            level = _PRECEDENCE.get(operator.text, 0) if operator.kind is Kind.SYMBOL else 0
            if level < loosest:
                return left
            self._next += 1
            right = self.expression(level + 1)
            left = self._joined(operator, left, right)

    def finish(self) -> None:
        extra = self._peek()
        if extra.kind is not Kind.END:
            shown = f"'{extra.text}'" if extra.kind is Kind.SYMBOL else extra.text
            raise FormulaError(f"Syntax error. Extra {shown}", extra.position)

    def _joined(self, operator: Token, left: Node, right: Node) -> Node:
        name = _CANONICAL.get(operator.text, operator.text)
        operands: tuple[Node, ...] = (left, right)
        if name in ("AND", "OR") and isinstance(left, Call) and left.spelling == operator.text:
            operands = (*left.operands, right)  # both stop at the same operand, so the chain may be flat
        return self._call(name, operands, operator.position, operator.text)

    def _unary(self) -> Node:
        token = self._peek()
        signs: list[Token] = []
        while token.text in ("+", "-", "!", "NOT") and token.kind in (Kind.SYMBOL, Kind.KEYWORD):
            signs.append(token)
            self._next += 1
            token = self._peek()
        node = self._primary()
        for sign in reversed(signs):
            name = {"+": "unary +", "-": "unary -"}.get(sign.text, "NOT")
            node = self._call(name, (node,), sign.position, sign.text)
        return node

    def _primary(self) -> Node:
        token = self._peek()
        self._next += 1
        if token.kind in (Kind.NUMBER, Kind.TEXT):
            return Literal(token.value, token.position)
        if token.kind is Kind.KEYWORD:
            return Literal(_CONSTANTS[token.text], token.position)
        if token.kind is Kind.NAME:
            return self._function(token) if self._peek().text == "(" else Field(token.text, token.position)
        if token.text == "(" and token.kind is Kind.SYMBOL:
            self._descend(token.position)
            inner = self.expression(1)
            self._close()
            return inner
        raise FormulaError(f"Syntax error.  Found '{token.text}'", token.position)

    def _function(self, token: Token) -> Node:
        self._next += 1
        self._descend(token.position)
        operands: list[Node] = []
        if not self._at(")"):
            operands.append(self.expression(1))
            while self._at(","):
                self._next += 1
                operands.append(self.expression(1))
        self._close()
        name = token.text.upper()
        function = FUNCTIONS.get(name)
        if function is None or not name[0].isalpha():
            raise no_such_function(token.text, token.position)
        call = self._call(name, tuple(operands), token.position, token.text)
        expected = function.arity.fault(len(operands))
        if expected is not None:
            raise wrong_count(call, expected)
        return call

    def _call(self, name: str, operands: tuple[Node, ...], position: int, spelling: str) -> Call:
        call = Call(name, operands, position, spelling)
        depth = 1 + max((self._depths.get(id(operand), 0) for operand in operands), default=0)
        self._depths[id(call)] = depth
        _limit(depth, position)
        return call

    def _descend(self, position: int) -> None:
        self._nesting += 1
        _limit(self._nesting, position)

    def _close(self) -> None:
        self._nesting -= 1
        if not self._at(")"):
            raise FormulaError("Syntax error.  Missing ')'", self._peek().position)
        self._next += 1

    def _at(self, symbol: str) -> bool:
        token = self._peek()
        return token.kind is Kind.SYMBOL and token.text == symbol

    def _peek(self) -> Token:
        return self._stream[self._next]


def _limit(depth: int, position: int) -> None:
    if depth > MAXIMUM_DEPTH:
        raise FormulaError(
            f"The formula nests deeper than the {MAXIMUM_DEPTH} levels this org can evaluate",
            position,
            unsupported="nesting",
        )
