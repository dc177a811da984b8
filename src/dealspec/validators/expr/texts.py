"""Tests and functions of text: what each takes and makes."""

from __future__ import annotations

from collections.abc import Callable

from dealspec.validators.expr import patterns
from dealspec.validators.expr.build import fits_case
from dealspec.validators.expr.faults import ExprCode
from dealspec.validators.expr.fitting import Typing, is_a, is_constant, judgeable, kind_of, said
from dealspec.validators.expr.nodes import (
    Contains,
    EndsWith,
    FieldRef,
    Literal,
    Matches,
    Node,
    StartsWith,
    ValueKind,
)

TextTest = Callable[[Typing, Node, Node], Node | None]


def matches(typing: Typing, item: Node, pattern: Node) -> Node | None:
    """``item matches 'pattern'``, the whole text."""
    found = _constant(typing, "matches", item, pattern)
    if not found:
        return None
    problem = patterns.problem(found)
    if problem:
        typing.refuse(pattern, problem.what, problem.hint, ExprCode.PATTERN)
        return None
    return Matches(item, found, item.position)


def starts_with(typing: Typing, item: Node, prefix: Node) -> Node | None:
    """``item starts with 'prefix'``."""
    found = _constant(typing, "starts with", item, prefix)
    return StartsWith(item, found, item.position) if found else None


def ends_with(typing: Typing, item: Node, suffix: Node) -> Node | None:
    """``item ends with 'suffix'``."""
    found = _constant(typing, "ends with", item, suffix)
    return EndsWith(item, found, item.position) if found else None


def contains(typing: Typing, item: Node, part: Node) -> Node | None:
    """``item contains 'part'``."""
    found = _constant(typing, "contains", item, part)
    return Contains(item, found, item.position) if found else None


def is_text(node: Node) -> bool:
    """Whether the value is a text that differs from record to record."""
    return kind_of(node) is ValueKind.TEXT and not is_constant(node)


def _constant(typing: Typing, word: str, item: Node, constant: Node) -> str:
    """The text to look for; empty, with the fault kept, where it or what it is looked for in does not fit."""
    if not judgeable(typing, item):
        return ""
    if not is_text(item):
        what, hint = f"'{word}' reads a text field, and {is_a(item)}.", "Use '=' or 'in'."
        if kind_of(item) is ValueKind.CHOICES:
            hint = f"Write {said(item)} has 'value'."
        elif isinstance(item, Literal):
            hint = f"Write the field first: name {word} '...'."
        typing.refuse(item, what, hint)
    elif not isinstance(constant, Literal) or not isinstance(constant.value, str) or not constant.value:
        name = said(item) if isinstance(item, FieldRef) else "name"
        typing.refuse(constant, f"'{word}' needs some text in single quotes.", f"Write {name} {word} 'DR-'.")
    elif word == "matches" or fits_case(typing, item, constant):
        return constant.value
    return ""
