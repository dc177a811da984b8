"""What ``${policies...}`` may refer to: every number and text of the policies, declared or default.

Conditions count days: what is declared in hours can also be referred to in days (``${policies.decision_days}``), where
it is a whole number of them.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Any

import yaml

from dealspec.schema.policy import Policies
from dealspec.schema.variables import Constant, constants
from dealspec.schema.yaml_source import Node

POLICIES = "policies"
_HOURS, _DAYS = "_hours", "_days"


def policy_constants(node: Node | None) -> tuple[dict[str, Constant], dict[str, str]]:
    """The constants by reference, and what has a name but no constant, with the reason."""
    said = dict(constants(node, POLICIES)) if node is not None else {}
    # A list that is said is said whole: none of its usual items is left.
    lists = tuple(f"{POLICIES}.{key}." for key in _lists(node))
    defaults = {path: item for path, item in _defaults(Policies(), POLICIES) if not path.startswith(lists)}
    known = defaults | said
    refused: dict[str, str] = {}
    for path, constant in list(known.items()):
        if path.endswith(_HOURS) and constant.is_number:
            in_days = path.removesuffix(_HOURS) + _DAYS
            hours = Decimal(constant.text)
            if hours != int(hours) or int(hours) % 24:
                refused[in_days] = f"{constant.text} hours are not a whole number of days, and conditions count days."
            else:
                known.setdefault(in_days, Constant(str(int(hours) // 24), True))
    return known, refused


def _lists(node: Node | None) -> list[str]:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return [str(key.value) for key, value in pairs if isinstance(value, yaml.SequenceNode)]


def _defaults(value: Any, path: str) -> Iterator[tuple[str, Constant]]:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | Decimal):
        yield path, Constant(str(value), True)
    elif isinstance(value, str):
        yield path, Constant(value.value if isinstance(value, StrEnum) else value, False)
    elif isinstance(value, tuple):
        for item in value:
            if name := getattr(item, "name", None):
                yield from _defaults(item, f"{path}.{name}")
    elif dataclasses.is_dataclass(value):
        for item in dataclasses.fields(value):
            if item.compare:
                yield from _defaults(getattr(value, item.name), f"{path}.{item.name}")
