"""From one YAML scalar to one value: text, numbers, dates, true and false. Reports every fault; raises nothing.

What two readers of YAML take for different values is refused rather than guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from dealspec.schema.filled import Filled
from dealspec.schema.model import Expr
from dealspec.schema.yaml_source import BOOL, TEXT, Faults, Node, kind_of, position_of

MISSING: Any = object()
"""What a reader answers after it has reported a fault."""

Scalar = Callable[[Node, Faults], Any]

_EQUALS = "tag:yaml.org,2002:value"
_PLAIN_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)")
"""What every reader of YAML, 1.1 or 1.2, takes for the same number."""
_NUMBER_IN_TEXT = re.compile(r" *(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?) *[%A-Za-z]*")
"""Text that a number can be made of: one in quotes, or one with a unit."""
_MEANT = dict.fromkeys(("yes", "y", "on", "true"), "true") | dict.fromkeys(("no", "n", "off", "false"), "false")
"""What people write for true and false."""
_LIKE_A_NUMBER = re.compile(
    r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9_]+)(?:e[-+]?[0-9]+)?|[-+]?[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?"
    r"|[-+]?0[xob][0-9a-f_]+|[-+]?\.?(?:inf|nan)",
    re.IGNORECASE,
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def text(node: Node, faults: Faults) -> Any:
    """What a node says as text; a number or a word that YAML takes for something else is a fault."""
    if node.tag == TEXT and type(node) is yaml.ScalarNode:  # nearly all of them
        return node.value
    if isinstance(node, yaml.ScalarNode) and (node.tag in (TEXT, _EQUALS) or isinstance(node, Filled)):
        return str(node.value)
    if not isinstance(node, yaml.ScalarNode) or not node.value:
        faults.add("SCH002", f"Text is expected here, not {kind_of(node)}.", node)
    else:
        faults.add(
            "YML006",
            f"YAML reads {node.value} as {kind_of(node)}, but text is expected here.",
            node,
            hint=f'Put it in quotes: "{node.value}".',
        )
    return MISSING


def number(node: Node, faults: Faults) -> Any:
    """What a node says as a ``Decimal``, where every reader of YAML takes it for the same."""
    if isinstance(node, yaml.ScalarNode) and _LIKE_A_NUMBER.fullmatch(node.value) and _is_bare(node):
        if _PLAIN_NUMBER.fullmatch(node.value):
            return Decimal(node.value)
        faults.add(
            "YML007",
            f"{node.value} is a number that not every reader of YAML reads alike.",
            node,
            why="Leading zeros, underscores, colons, exponents and other bases mean different things to them.",
            hint="Write a plain decimal number, such as 1000 or 0.5.",
        )
        return MISSING
    said = _NUMBER_IN_TEXT.fullmatch(node.value) if isinstance(node, yaml.ScalarNode) else None
    hint = f"Write {said[1]}, without quotes or a unit." if said else "Write a plain decimal number."
    faults.add("SCH002", f"A number is expected here, not {kind_of(node)}.", node, hint=hint)
    return MISSING


def _is_bare(node: yaml.ScalarNode) -> bool:
    return node.style not in ("'", '"', "|", ">")


def _integer(node: Node, faults: Faults) -> Any:
    value = number(node, faults)
    if value is MISSING or value == value.to_integral_value():
        return value if value is MISSING else int(value)
    hint = f"Write for example {int(value)}."
    faults.add("SCH002", f"A whole number is expected here, not {node.value}.", node, hint=hint)
    return MISSING


def _date(node: Node, faults: Faults) -> Any:
    """A day, with or without quotes: YAML's own reading of it is the one that is meant."""
    if isinstance(node, yaml.ScalarNode) and _DAY.fullmatch(node.value):
        try:
            return date.fromisoformat(node.value)
        except ValueError:
            faults.add(
                "SCH002", f"There is no day {node.value}.", node, hint="Write year-month-day, such as 2026-12-25."
            )
            return MISSING
    what = f"A date is expected here, not {kind_of(node)}."
    faults.add("SCH002", what, node, hint="Write year-month-day, such as 2026-12-25.")
    return MISSING


def _boolean(node: Node, faults: Faults) -> Any:
    is_said = isinstance(node, Filled) or (isinstance(node, yaml.ScalarNode) and node.tag == BOOL)
    if is_said and node.value in ("true", "false"):
        return node.value == "true"
    meant = _MEANT.get(node.value.lower()) if isinstance(node, yaml.ScalarNode) else None
    if meant:
        what, hint = f"Not every reader of YAML reads {node.value} as {meant}.", f"Write {meant}."
    else:
        what, hint = f"true or false is expected here, not {kind_of(node)}.", "Write true or false."
    faults.add("SCH002", what, node, hint=hint)
    return MISSING


def _expression(node: Node, faults: Faults) -> Any:
    said = text(node, faults)
    if said is MISSING:
        return MISSING
    place = position_of(node)
    # A quoted text begins after its quote; a block's text begins on the line below its `|` or `>`.
    quoted = getattr(node, "style", None) in ("'", '"')
    written = node.written if isinstance(node, Filled) else None
    return Expr(said, place.shifted(1) if quoted else place, written)


SCALARS: Mapping[Any, Scalar] = {
    str: text,
    int: _integer,
    bool: _boolean,
    Decimal: number,
    date: _date,
    Expr: _expression,
}
