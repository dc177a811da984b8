"""The functions of the language: what each takes and makes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dealspec.core.diagnostics import did_you_mean
from dealspec.validators.expr.build import Typing
from dealspec.validators.expr.faults import ExprCode
from dealspec.validators.expr.nodes import Age, Days, FieldRef, Length, Literal, Node, Today, ValueKind

MAX_DAYS = 36_525
"""A hundred years: further, a date leaves the calendar of some CRM."""

_USAGE = {
    "today": "today()",
    "days": "days(7)",
    "age": "age(created_at)",
    "length": "length(name)",
}
NAMES = frozenset(_USAGE)
_LATER = frozenset(
    ["lower", "upper", "trim", "count", "sum", "entered", "previous", "changed", "business_days", "now", "hours"]
)


def known(typing: Typing, name: str, offset: int) -> bool:
    """Whether the language has a function of that name; else the fault is kept."""
    if name in NAMES:
        return True
    if name in _LATER and name != "now":
        what, hint = f"{name}() is not supported yet.", f"Use {', '.join(sorted(_USAGE.values()))}."
        typing.faults.add(ExprCode.UNSUPPORTED, offset, what, hint)
        return False
    hint = "Use today(), or age() for a time." if name == "now" else did_you_mean(name, NAMES)
    typing.faults.add(ExprCode.UNKNOWN_FUNCTION, offset, f"There is no function '{name}'.", hint)
    return False


def call(typing: Typing, name: str, offset: int, arguments: Sequence[Node]) -> Node | None:
    """The node that a call of a known function stands for; None, with the fault kept, when its arguments do not fit."""
    position = typing.faults.at(offset)
    if name == "today" and not arguments:
        return Today(position)
    only = arguments[0] if len(arguments) == 1 else None
    if name == "days" and isinstance(only, Literal) and isinstance(only.value, Decimal):
        if only.value == only.value.to_integral_value() and 0 <= only.value <= MAX_DAYS:
            return Days(int(only.value), position)
    elif name == "age" and isinstance(only, FieldRef) and only.kind in (ValueKind.DATE, ValueKind.DATETIME):
        return Age(only, position)
    elif name == "length" and isinstance(only, FieldRef) and only.kind is ValueKind.TEXT:
        return Length(only, position)
    typing.faults.add(ExprCode.ARGUMENTS, offset, *_misuse(name, only))
    return None


def _misuse(name: str, only: Node | None) -> tuple[str, str]:
    needs = {
        "today": "today() takes nothing.",
        "days": f"days() takes one whole number from 0 to {MAX_DAYS:,}.",
        "age": "age() takes one date or time field.",
        "length": "length() takes one text field.",
    }[name]
    if isinstance(only, FieldRef):
        needs = f"{needs[:-1]}, and {only.name} is a {only.kind}."
    return needs, f"Write for example {_USAGE[name]}."
