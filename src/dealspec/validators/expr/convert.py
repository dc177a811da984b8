"""Turns sqlglot's tree into our nodes by an allow-list: what is not named here is a fault with a place and a hint."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial

from sqlglot import exp

from dealspec.validators.expr import arithmetic, build, calls, counting, names, texts
from dealspec.validators.expr.arithmetic import MAX_DECIMALS, MAX_NUMBER
from dealspec.validators.expr.faults import ExprCode, Faults
from dealspec.validators.expr.fitting import Typing
from dealspec.validators.expr.grammar import offset_of, span_of
from dealspec.validators.expr.nodes import And, ArithmeticOp, FieldRef, Literal, Node, Not, Op, Or
from dealspec.validators.expr.scope import Scope

_OPS: dict[type[exp.Expr], Op] = {
    exp.EQ: Op.EQ,
    exp.NEQ: Op.NE,
    exp.LT: Op.LT,
    exp.LTE: Op.LE,
    exp.GT: Op.GT,
    exp.GTE: Op.GE,
}
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


_FOREIGN: dict[type[exp.Expr], str] = {
    exp.Tuple: "Compare one value at a time, or write field in ('a', 'b').",
    exp.Dot: "A function takes its field in brackets: lower(account.name).",
    exp.Star: "Name what is meant: count(partner_contacts) >= 1.",
    exp.Distinct: "Leave it out.",
}


def _foreign(tree: exp.Expr, typing: Typing) -> Node | None:
    usual = "Use comparisons, 'in', 'between', 'is blank', 'matches', 'starts with', 'has', 'and', 'or', 'not'."
    start, end = span_of(tree)
    what = f"This is not part of the language: {typing.faults.expr.text[start:end]}"
    typing.faults.add(ExprCode.FOREIGN, start, what, _FOREIGN.get(type(tree), usual))
    return None


def _column(tree: exp.Expr, typing: Typing) -> Node | None:
    parts = [tree.args[part] for part in ("catalog", "db", "table", "this") if tree.args.get(part) is not None]
    if isinstance(parts[-1], exp.Star):
        return _foreign(tree, typing)
    return names.resolved(typing, [(str(part.this), offset_of(part)) for part in parts])


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
    if re.match(r"0\d", str(tree.this)):
        hint = f"Write {number.normalize():f}, or text in single quotes: '{tree.this}'."
        typing.faults.add(ExprCode.SYNTAX, offset, f"{tree.this} begins with a zero.", hint)
        return None
    exponent = number.as_tuple().exponent
    if abs(number) >= MAX_NUMBER or not isinstance(exponent, int) or -exponent > MAX_DECIMALS:
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
        place = offset_of(tree.args.get("field") or tree)
        typing.faults.add(ExprCode.SYNTAX, place, "'in' needs a list of values.", hint)
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


def _text_test(make: texts.TextTest, tree: exp.Expr, typing: Typing) -> Node | None:
    left, right = _convert(tree.this, typing), _convert(tree.expression, typing)
    return make(typing, left, right) if left and right else None


def _negative(tree: exp.Expr, typing: Typing) -> Node | None:
    item = _convert(tree.this, typing)
    return arithmetic.negated(typing, item) if item else None


_BARE_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}/\d{4}")


def _arithmetic(op: ArithmeticOp, tree: exp.Expr, typing: Typing) -> Node | None:
    start, end = span_of(tree)
    text = typing.faults.expr.text[start:end]
    if _BARE_DATE.fullmatch(text):
        what, hint = (
            f"{text} is read as a {'division' if '/' in text else 'subtraction'}, not as a date.",
            f"Write date '{_as_iso(text)}'.",
        )
        typing.faults.add(ExprCode.BARE_DATE, start, what, hint)
        return None
    left, right = _convert(tree.this, typing), _convert(tree.expression, typing)
    return arithmetic.combined(typing, op, left, right) if left and right else None


def _as_iso(text: str) -> str:
    if "/" in text:
        return "2026-01-31"
    return "-".join(part.zfill(2) for part in text.split("-"))


def _call(tree: exp.Expr, typing: Typing) -> Node | None:
    name, offset = str(tree.this).lower(), offset_of(tree)
    if not calls.known(typing, name, offset):
        return None
    arguments = [_argument(name, argument, typing) for argument in tree.expressions]
    if any(argument is None for argument in arguments):
        return None
    return calls.call(typing, name, offset, [argument for argument in arguments if argument])


def _argument(function: str, tree: exp.Expr, typing: Typing) -> Node | None:
    if function == "entered" and isinstance(tree, exp.Column) and len(tree.args) == 1:
        what, hint = (
            "A stage is named in single quotes.",
            f"Write entered('{'quote' if tree.name == 'stage' else tree.name}').",
        )
        typing.faults.add(ExprCode.ARGUMENTS, offset_of(tree), what, hint)
        return None
    return _convert(tree, typing)


def _filter(tree: exp.Expr, typing: Typing) -> Node | None:
    """``count(collection) filter (where condition)``."""
    call, where = tree.this, tree.expression.this
    name, offset = str(call.this).lower(), offset_of(call)
    if not isinstance(call, exp.Anonymous) or name != "count" or len(call.expressions) != 1:
        what, hint = "Only count() has a filter.", "Write count(partner_contacts) filter (where role = 'ae') >= 1."
        typing.faults.add(ExprCode.FOREIGN, offset, what, hint)
        return None
    item = _convert(call.expressions[0], typing)
    if not isinstance(item, FieldRef):
        return calls.call(typing, name, offset, [item]) if item else None
    if not counting.countable(typing, item):
        return None
    element = Typing(typing.scope.elements(item), typing.faults)
    condition = _convert(where, element)
    condition = build.truth(element, condition) if condition else None
    return counting.count(typing, item, condition, typing.faults.at(offset)) if condition else None


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
    exp.RegexpLike: partial(_text_test, texts.matches),
    exp.StartsWith: partial(_text_test, texts.starts_with),
    exp.EndsWith: partial(_text_test, texts.ends_with),
    exp.Contains: partial(_text_test, texts.contains),
    exp.ArrayContainsAll: partial(_text_test, build.has),
    exp.Neg: _negative,
    exp.Add: partial(_arithmetic, ArithmeticOp.ADD),
    exp.Sub: partial(_arithmetic, ArithmeticOp.SUBTRACT),
    exp.Mul: partial(_arithmetic, ArithmeticOp.MULTIPLY),
    exp.Div: partial(_arithmetic, ArithmeticOp.DIVIDE),
    exp.Anonymous: _call,
    exp.Filter: _filter,
}
