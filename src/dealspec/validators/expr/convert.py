"""Turns sqlglot's tree into our nodes by an allow-list: what is not named here is a fault with a place and a hint."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial

from sqlglot import exp

from dealspec.core.diagnostics import did_you_mean
from dealspec.validators.expr import build, calls
from dealspec.validators.expr.build import Typing
from dealspec.validators.expr.faults import ExprCode, Faults
from dealspec.validators.expr.grammar import offset_of, span_of
from dealspec.validators.expr.nodes import And, Literal, Node, Not, Op, Or
from dealspec.validators.expr.scope import Scope

_OPS: dict[type[exp.Expr], Op] = {
    exp.EQ: Op.EQ,
    exp.NEQ: Op.NE,
    exp.LT: Op.LT,
    exp.LTE: Op.LE,
    exp.GT: Op.GT,
    exp.GTE: Op.GE,
}
_MAX_NUMBER = Decimal(10) ** 18
_MAX_DECIMALS = 10
_YEARS = range(1700, 4001)
"""Salesforce refuses dates outside these years."""


def condition(tree: exp.Expr, scope: Scope, faults: Faults) -> Node | None:
    """The tree as a node that is true or false; None, with every fault kept, when it is not one."""
    typing = Typing(scope, faults)
    root = _convert(tree, typing)
    if root is None or faults.found:
        return None
    return build.truth(typing, root)


def _convert(tree: exp.Expr | None, typing: Typing) -> Node | None:
    if tree is None:
        typing.faults.add(ExprCode.SYNTAX, 0, "Something is missing in the condition.", "Write for example: amount > 0")
        return None
    if type(tree) in _OPS:
        return _comparison(tree, typing)
    handler = _HANDLERS.get(type(tree), _foreign)
    return handler(tree, typing)


def _foreign(tree: exp.Expr, typing: Typing) -> Node | None:
    hint = "Use comparisons, 'in', 'between', 'is blank', 'matches', 'starts with', 'has', 'and', 'or', 'not'."
    start, end = span_of(tree)
    what = f"This is not part of the language: {typing.faults.expr.text[start:end]}"
    typing.faults.add(ExprCode.FOREIGN, start, what, hint)
    return None


def _column(tree: exp.Expr, typing: Typing) -> Node | None:
    offset, name = offset_of(tree), tree.name
    if tree.args.get("table") is not None:
        what = "A field of another object cannot be read from here yet."
        typing.faults.add(ExprCode.UNSUPPORTED, offset, what, "Compare fields of the record itself.")
        return None
    found = typing.scope.field(name, typing.faults.at(offset))
    if found is None:
        is_call = name in calls.NAMES
        hint = f"Did you mean {name}()?" if is_call else did_you_mean(name, typing.scope.names())
        what = f"There is no field '{name}' on {typing.scope.object}."
        typing.faults.add(ExprCode.UNKNOWN_FIELD, offset, what, hint)
    return found


def _literal(tree: exp.Expr, typing: Typing) -> Node | None:
    offset = offset_of(tree)
    place = typing.faults.at(offset)
    if tree.is_string:
        return Literal(str(tree.this), place)
    try:
        number = Decimal(str(tree.this))
    except InvalidOperation:
        typing.faults.add(ExprCode.SYNTAX, offset, f"'{tree.this}' is not a number.", "Write for example 1000 or 12.5")
        return None
    exponent = number.as_tuple().exponent
    if abs(number) >= _MAX_NUMBER or not isinstance(exponent, int) or -exponent > _MAX_DECIMALS:
        what = f"'{tree.this}' has more digits than a CRM keeps."
        typing.faults.add(ExprCode.TYPES, offset, what, "Write less than 18 digits and at most 10 decimals.")
        return None
    return Literal(number, place)


def _boolean(tree: exp.Expr, typing: Typing) -> Node:
    return Literal(bool(tree.this), typing.faults.at(offset_of(tree)))


def _null(tree: exp.Expr, typing: Typing) -> None:
    hint = "Write 'field is blank' or 'field is not blank'."
    typing.faults.add(ExprCode.NULL, offset_of(tree), "'null' is not a value of the language.", hint)


def _date(tree: exp.Expr, typing: Typing) -> Node | None:
    """Only ``date '...'`` reaches us as a cast: every other function stays a plain name."""
    text, offset = tree.name, offset_of(tree)
    try:
        if not tree.args["to"].is_type("date") or len(text) != len("2026-01-31"):
            raise ValueError(text)
        moment = date.fromisoformat(text)
        if moment.year not in _YEARS:
            raise ValueError(text)
    except ValueError:
        hint = "Write year, month, day: date '2026-01-31'."
        typing.faults.add(ExprCode.TYPES, offset, f"'{text}' is not a day of the calendar.", hint)
        return None
    return Literal(moment, typing.faults.at(max(0, typing.faults.expr.text.lower().rfind("date", 0, offset))))


def _paren(tree: exp.Expr, typing: Typing) -> Node | None:
    return _convert(tree.this, typing)


def _not(tree: exp.Expr, typing: Typing) -> Node | None:
    item = _convert(tree.this, typing)
    item = build.truth(typing, item) if item else None
    return Not(item, item.position) if item else None


def _connective(make: type[And] | type[Or], tree: exp.Expr, typing: Typing) -> Node | None:
    items: list[Node | None] = []
    for operand in tree.flatten(unnest=False):
        item = _convert(operand, typing)
        items.append(build.truth(typing, item) if item else None)
    found: list[Node] = []
    for item in items:
        if item is None:
            return None
        found.extend(item.items if isinstance(item, make) else (item,))
    return make(tuple(found), found[0].position)


def _comparison(tree: exp.Expr, typing: Typing) -> Node | None:
    for side in (tree.this, tree.expression):
        if type(side) in _OPS:
            what = "Two comparisons stand in a row."
            typing.faults.add(ExprCode.CHAINED, offset_of(side), what, "Join two comparisons with 'and'.")
            return None
        if isinstance(side, exp.Null):
            hint = "Write 'is blank' or 'is not blank'."
            typing.faults.add(ExprCode.NULL, offset_of(side), "Nothing is equal to null.", hint)
            return None
    left, right = _convert(tree.this, typing), _convert(tree.expression, typing)
    return build.comparison(typing, _OPS[type(tree)], left, right) if left and right else None


def _in(tree: exp.Expr, typing: Typing) -> Node | None:
    written = tree.expressions
    if not written:
        hint = "Write the values in parentheses: in ('reseller', 'referral')."
        typing.faults.add(ExprCode.SYNTAX, offset_of(tree), "'in' needs a list of values.", hint)
        return None
    item = _convert(tree.this, typing)
    values = [_convert(value, typing) for value in written]
    return build.membership(typing, item, values) if item else None


def _between(tree: exp.Expr, typing: Typing) -> Node | None:
    item, low, high = (_convert(tree.args.get(name), typing) for name in ("this", "low", "high"))
    return build.between(typing, item, low, high) if item and low and high else None


def _is(tree: exp.Expr, typing: Typing) -> Node | None:
    if isinstance(tree.expression, exp.Null):
        hint = "Write 'is blank' or 'is not blank'."
        typing.faults.add(ExprCode.NULL, offset_of(tree.expression), "Blank is not called null here.", hint)
        return None
    item = _convert(tree.this, typing)
    return build.blank(typing, item) if item else None


def _text_test(make: build.TextTest, tree: exp.Expr, typing: Typing) -> Node | None:
    left, right = _convert(tree.this, typing), _convert(tree.expression, typing)
    return make(typing, left, right) if left and right else None


def _negative(tree: exp.Expr, typing: Typing) -> Node | None:
    item = _convert(tree.this, typing)
    if isinstance(item, Literal) and isinstance(item.value, Decimal):
        return Literal(-item.value, item.position)
    if item is not None:
        what = "Only a number can be negative yet."
        typing.faults.add(ExprCode.UNSUPPORTED, offset_of(tree), what, "Write for example -5.")
    return None


def _sum(sign: int, tree: exp.Expr, typing: Typing) -> Node | None:
    if _is_bare_date(tree):
        offset = offset_of(tree)
        text = typing.faults.expr.text[offset:].split()[0].rstrip("),;")
        what = f"{text} is read as a subtraction, not as a date."
        typing.faults.add(ExprCode.BARE_DATE, offset, what, f"Write date '{text}'.")
        return None
    left, right = _convert(tree.this, typing), _convert(tree.expression, typing)
    return build.shifted(typing, left, sign, right) if left and right else None


def _is_bare_date(tree: exp.Expr) -> bool:
    inner = tree.this
    if not (isinstance(tree, exp.Sub) and isinstance(inner, exp.Sub)):
        return False
    parts = (inner.this, inner.expression, tree.expression)
    return all(isinstance(part, exp.Literal) and not part.is_string for part in parts)


def _arithmetic(tree: exp.Expr, typing: Typing) -> None:
    what = "Arithmetic with numbers is not supported yet."
    hint = "Dates can be moved: close_date + days(7)."
    typing.faults.add(ExprCode.UNSUPPORTED, offset_of(tree), what, hint)


def _call(tree: exp.Expr, typing: Typing) -> Node | None:
    name, offset = str(tree.this).lower(), offset_of(tree)
    if not calls.known(typing, name, offset):
        return None
    arguments = [_convert(argument, typing) for argument in tree.expressions]
    if any(argument is None for argument in arguments):
        return None
    return calls.call(typing, name, offset, [argument for argument in arguments if argument])


_Handler = Callable[[exp.Expr, Typing], Node | None]
_HANDLERS: dict[type[exp.Expr], _Handler] = {
    exp.Column: _column,
    exp.Literal: _literal,
    exp.Boolean: _boolean,
    exp.Null: _null,
    exp.Cast: _date,
    exp.Paren: _paren,
    exp.Not: _not,
    exp.And: partial(_connective, And),
    exp.Or: partial(_connective, Or),
    exp.In: _in,
    exp.Between: _between,
    exp.Is: _is,
    exp.RegexpLike: partial(_text_test, build.matches),
    exp.StartsWith: partial(_text_test, build.starts_with),
    exp.ArrayContainsAll: partial(_text_test, build.has),
    exp.Neg: _negative,
    exp.Add: partial(_sum, 1),
    exp.Sub: partial(_sum, -1),
    exp.Mul: _arithmetic,
    exp.Div: _arithmetic,
    exp.Mod: _arithmetic,
    exp.Anonymous: _call,
}
