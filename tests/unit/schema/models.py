"""Any schema that can be declared, drawn from the model's type hints: a new attribute needs no word here."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_origin

from hypothesis import strategies as st

from dealspec.schema.model import Expr, RecordType, Schema, ValidationRule

TRAPS = (
    *("", " ", "no", "Yes", "on", "y", "N", "null", "~", "001", "08", "1_000", "0x1F", "0o7", "1e3", "1.5", ".5", "5."),
    *("2026-01-31", "2026-01-31T12:00:00Z", "1:30", ".inf", "-.nan", "=", "<<", "-", "?", ":", "- a", "? a", ": a"),
    *("-a", "a: b", "a:b", "a #b", "a#b", "#a", "a:", " a", "a ", "\ta", "a\t", "a\tb", "a, b", "[a]", "{a}", "a]"),
    *(
        "a?",
        "&a",
        "*a",
        "!a",
        "|",
        ">",
        "%a",
        "@a",
        "`a",
        "'a'",
        '"a"',
        "it's",
        'say "hi"',
        "back\\slash",
        "\\'",
        '\\"',
    ),
    *("${", "${a}", "$${a}", "$$${a}", "${a", "a ${b} $${c}"),
    *("---", "a\nb", "a\nb\n", "a\n\n", "\na", "\n", "\n\n", " a\nb", "a\n b\n", "a\r\nb", "a\r", "\ta\nb", "a\n\t"),
    *("a\n \n", "...\n", "\x00", "\x07", "\x85", "\u2028", "\ufeff", "\xa0", "\u200b", "\U0001f91d", "Ünïcode"),
    *("日本語", "العربية", "\ue000"),
)
"""Texts that YAML would read as something else, or not as written."""

_marks = st.text(alphabet="ab:-?#,[]{}&*!|>'\"%@`\\ \t\n\r01._=~", max_size=12)
texts = st.sampled_from(TRAPS) | st.text(max_size=20) | _marks
names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
numbers = st.decimals(allow_nan=False, allow_infinity=False, places=None, min_value=-(10**20), max_value=10**20)
floats = st.floats(allow_nan=False, allow_infinity=False)
json = st.recursive(
    st.none() | st.booleans() | st.integers() | floats | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)


def schemas() -> st.SearchStrategy[Schema]:
    return any_of(Schema)


@cache
def any_of(hint: Any) -> st.SearchStrategy[Any]:
    origin = get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return st.none() | any_of(next(arg for arg in get_args(hint) if arg is not type(None)))
    if origin is tuple:
        return st.lists(any_of(get_args(hint)[0]), max_size=3).map(tuple)
    if origin is not None and issubclass(origin, Mapping):
        return _mappings(get_args(hint)[1])
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return st.sampled_from(list(hint))
    return _SIMPLE[hint] if hint in _SIMPLE else _records(hint)


def _mappings(hint: Any) -> st.SearchStrategy[dict[str, Any]]:
    if _is_json(hint):
        return st.dictionaries(texts, json, max_size=3)
    if not dataclasses.is_dataclass(hint):
        return st.dictionaries(texts, any_of(hint), max_size=3)
    keys = texts.filter(bool) if hint in (RecordType, ValidationRule) else names
    entries = st.dictionaries(keys, any_of(hint), max_size=3)
    return entries.map(lambda found: {key: dataclasses.replace(value, name=key) for key, value in found.items()})


def _is_json(hint: Any) -> bool:
    return get_origin(hint) in (types.UnionType, typing.Union) and str in get_args(hint) and bool in get_args(hint)


def _records(hint: Any) -> st.SearchStrategy[Any]:
    """Mostly few attributes at once, so that a failing case shows which."""
    hints = typing.get_type_hints(hint)
    given = {item.name: _attribute(item, hints[item.name]) for item in dataclasses.fields(hint) if item.compare}
    return st.builds(hint, **given)


def _attribute(item: dataclasses.Field[Any], hint: Any) -> st.SearchStrategy[Any]:
    if item.default is not dataclasses.MISSING:
        return st.just(item.default) | any_of(hint)
    if item.default_factory is not dataclasses.MISSING:
        return st.builds(item.default_factory) | any_of(hint)
    return any_of(hint)


_SIMPLE: dict[Any, st.SearchStrategy[Any]] = {
    str: texts,
    int: st.integers(),
    bool: st.booleans(),
    Decimal: numbers,
    date: st.dates(),
    Expr: st.builds(Expr, texts),
}
