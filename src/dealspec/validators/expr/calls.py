"""The functions of the language: what each takes and makes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dealspec.core.diagnostics import did_you_mean
from dealspec.core.source import Position
from dealspec.validators.expr import counting, saves, texts
from dealspec.validators.expr.arithmetic import MAX_SHIFT
from dealspec.validators.expr.faults import ExprCode
from dealspec.validators.expr.fitting import Typing, is_a, judgeable, kind_of
from dealspec.validators.expr.nodes import (
    Age,
    Days,
    FieldRef,
    IsNew,
    Length,
    Literal,
    Node,
    TextCall,
    TextFunction,
    Today,
    ValueKind,
)

_USAGE = {
    "today": ("nothing", "close_date >= today()"),
    "days": (f"one whole number from 0 to {MAX_SHIFT:,}", "age(created_at) <= days(7)"),
    "age": ("one date or time field", "age(created_at) <= days(7)"),
    "business_days": ("two dates, the earlier first", "business_days(close_date, today()) <= 5"),
    "length": ("one text field", "length(name) >= 3"),
    "lower": ("one text field", "lower(name) = 'acme'"),
    "upper": ("one text field", "upper(name) = 'ACME'"),
    "trim": ("one text field", "trim(name) = 'Acme'"),
    "count": ("one field that is a collection", "count(partner_contacts) >= 1"),
    "previous": ("one field", "previous(amount) is not blank"),
    "changed": ("one field", "changed(amount)"),
    "entered": ("the name of one stage in single quotes", "entered('quote')"),
    "is_new": ("nothing", "is_new()"),
}
NAMES = frozenset(_USAGE)
_LATER = frozenset(["sum", "avg", "min", "max", "hours", "concat", "round", "abs", "year", "month", "day"])
_FOREIGN = {
    "now": "Use today(), or age() for a time.",
    "current_date": "Write today().",
    "getdate": "Write today().",
    "yesterday": "Write today() - days(1).",
    "tomorrow": "Write today() + days(1).",
    "date": "A date is written date '2026-01-31'.",
    "contains": "Write name contains 'x'.",
    "substring": "Write name starts with 'x', ends with 'x', contains 'x', or matches 'pattern'.",
    "left": "Write name starts with 'x'.",
    "right": "Write name ends with 'x'.",
    "all": "Join comparisons with 'and'.",
    "convert": "Every field has its type already; leave it out.",
    "isblank": "Write 'field is blank'.",
    "isnull": "Write 'field is blank'.",
    "coalesce": "Test 'is blank' first: amount is blank or amount > 0.",
    "nvl": "Test 'is blank' first: amount is blank or amount > 0.",
    "ifnull": "Test 'is blank' first: amount is blank or amount > 0.",
    "blankvalue": "Test 'is blank' first: amount is blank or amount > 0.",
    "nullif": "Test 'is blank' first: amount is blank or amount > 0.",
    "ischanged": "Write changed(field).",
    "priorvalue": "Write previous(field).",
    "isnew": "Write is_new().",
    "ispickval": "Compare the field: partner_motion = 'direct'.",
    "includes": "Write field has 'value'.",
    "regex": "Write field matches 'pattern'.",
    "regexp_like": "Write field matches 'pattern'.",
    "len": "Write length(name).",
    "starts_with": "Write name starts with 'x'.",
    "begins": "Write name starts with 'x'.",
    "ends_with": "Write name ends with 'x'.",
    "datediff": "Subtract: close_date - start_date <= days(7).",
    "dateadd": "Add: close_date + days(7).",
    "networkdays": "Write business_days(start, end).",
    "workdays": "Write business_days(start, end).",
    "is_blank": "Write 'field is blank'.",
    "if": "Write '(a and b) or (not a and c)'.",
    "iif": "Write '(a and b) or (not a and c)'.",
    "case": "Join conditions with 'and' and 'or'.",
    "exists": "Count a collection: count(partner_contacts) >= 1.",
    "any": "Write field in ('a', 'b').",
    "cast": "Every field has its type already; leave it out.",
    "text": "Compare the field itself.",
    "to_date": "A date is written date '2026-01-31'.",
    "value": "Compare the field itself.",
}


def known(typing: Typing, name: str, offset: int) -> bool:
    """Whether the language has a function of that name, here; else the fault is kept."""
    if name in saves.NAMES:
        return saves.allowed(typing, name, offset)
    if name in NAMES:
        return True
    if name in _LATER:
        hint = f"There are {', '.join(sorted(NAMES))}."
        typing.faults.add(ExprCode.UNSUPPORTED, offset, f"{name}() is not supported yet.", hint)
        return False
    hint = _FOREIGN.get(name) or did_you_mean(name, NAMES)
    typing.faults.add(ExprCode.UNKNOWN_FUNCTION, offset, f"There is no function '{name}'.", hint)
    return False


def call(typing: Typing, name: str, offset: int, arguments: Sequence[Node]) -> Node | None:
    """The node that a call of a known function stands for; None, with the fault kept, when its arguments do not fit."""
    if not all(judgeable(typing, argument) for argument in arguments if name != "count"):
        return None
    before = len(typing.faults.found)
    made = _made(typing, name, typing.faults.at(offset), arguments)
    if made is None and len(typing.faults.found) == before:
        typing.faults.add(ExprCode.ARGUMENTS, offset, *_misuse(name, arguments))
    return made


def _made(typing: Typing, name: str, position: Position, arguments: Sequence[Node]) -> Node | None:
    """The node; None without a fault where the arguments are too many, too few or of the wrong kind."""
    if not arguments:
        return Today(position) if name == "today" else IsNew(position) if name == "is_new" else None
    if name == "business_days" and len(arguments) == 2:
        return counting.business_days(typing, arguments[0], arguments[1], position)
    if len(arguments) > 1:
        return None
    only = arguments[0]
    if isinstance(only, Literal):
        return _of_constant(typing, name, position, only)
    if name in _TEXT and texts.is_text(only):
        return Length(only, position) if name == "length" else TextCall(TextFunction(name), only, position)
    return _of_field(typing, name, position, only) if isinstance(only, FieldRef) else None


_TEXT = frozenset(["length", *TextFunction])


def _of_constant(typing: Typing, name: str, position: Position, only: Literal) -> Node | None:
    if name == "entered" and isinstance(only.value, str):
        return saves.entered(typing, only, position)
    if name != "days" or not isinstance(only.value, Decimal):
        return None
    is_count = only.value == only.value.to_integral_value() and 0 <= only.value <= MAX_SHIFT
    return Days(int(only.value), position) if is_count else None


def _of_field(typing: Typing, name: str, position: Position, only: FieldRef) -> Node | None:
    if name == "age" and only.kind in (ValueKind.DATE, ValueKind.DATETIME):
        return Age(only, position)
    if name == "count":
        return counting.count(typing, only, None, position)
    if name == "previous":
        return saves.previous(typing, only, position)
    return saves.changed(typing, only, position) if name == "changed" else None


def _misuse(name: str, arguments: Sequence[Node]) -> tuple[str, str]:
    takes, example = _USAGE[name]
    what, hint = f"{name}() takes {takes}.", f"Write for example {example}."
    only = arguments[0] if len(arguments) == 1 else None
    if only is None or takes == "nothing" or name == "business_days":
        return what, hint
    if name == "age" and kind_of(only) in (ValueKind.DATE, ValueKind.DATETIME):
        return what, "Subtract it from today: today() - close_date <= days(7)."
    is_odd_count = name == "days" and isinstance(only, Literal) and isinstance(only.value, Decimal)
    return (what if is_odd_count else f"{what[:-1]}, and {is_a(only)}."), hint
