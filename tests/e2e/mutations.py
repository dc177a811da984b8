"""Every scalar of a set of schema files, each with other values that could stand in its place. Knows no blueprint."""

from __future__ import annotations

import dataclasses
import json
import re
import types
import typing
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, get_args, get_origin

import yaml

from dealspec.schema.load import SourceFile
from dealspec.schema.model import Expr, Schema, Value

_WORDS_IN_QUOTES = re.compile(r"'[^']*'")
_NUMBERS = re.compile(r"(?<![\w.])[0-9]+(?![\w.])")


@dataclass(frozen=True, slots=True)
class Mutation:
    """One scalar of one file, by its path in the schema, and what is written instead of it."""

    file: int
    path: tuple[str, ...]
    begin: int
    end: int
    declaration: range
    """The lines of what the scalar belongs to: a field, a gate, a rule."""
    old: str
    new: str
    text: str
    """The new value as it stands in the file."""
    is_key: bool = False

    @property
    def key(self) -> str:
        """The key that the scalar stands under, or is."""
        return next((step for step in reversed(self.path) if not step.isdigit()), "")

    def __str__(self) -> str:
        return f"{'.'.join(self.path)}{' (key)' if self.is_key else ''}: {self.old!r} -> {self.new!r}"

    def applied(self, files: Sequence[SourceFile]) -> list[SourceFile]:
        """The files with the one scalar changed."""
        changed = list(files)
        file = files[self.file]
        changed[self.file] = SourceFile(file.name, file.text[: self.begin] + self.text + file.text[self.end :])
        return changed


def mutations(files: Sequence[SourceFile], names: Mapping[str, Sequence[str]]) -> Iterator[Mutation]:
    """Every mutation of every scalar; ``names`` lists, by key (``require``), what may be named there."""
    for number, file in enumerate(files):
        root = yaml.compose(file.text, Loader=yaml.CSafeLoader)
        declarations = dict(_declarations(root, ()))
        for path, node, hint, is_key in _scalars(root, (), Schema):
            lines = next(found for end in range(len(path), -1, -1) if (found := declarations.get(path[:end])))
            begin, end = node.start_mark.index, node.end_mark.index
            tail = "\n" if file.text[begin:end].endswith("\n") else ""
            for new, text in _others(node, path, hint, is_key, names):
                yield Mutation(number, path, begin, end, lines, str(node.value), new, text + tail, is_key)


def _declarations(node: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], range]]:
    """The lines of every named thing, and of the file itself, by path."""
    yield path, range(node.start_mark.line + 1, node.end_mark.line + 2)
    depth = 4 if path[:1] == ("objects",) else 2
    for key, value in node.value if isinstance(node, yaml.MappingNode) and len(path) < depth else ():
        below = (*path, str(key.value))
        yield from _declarations(value, below)
        yield below, range(key.start_mark.line + 1, value.end_mark.line + 2)


def _scalars(node: Any, path: tuple[str, ...], hint: Any) -> Iterator[tuple[tuple[str, ...], Any, Any, bool]]:
    if isinstance(node, yaml.ScalarNode):
        yield path, node, hint, False
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            below = (*path, str(key.value))
            yield below, key, None, True
            yield from _scalars(value, below, _inside(hint, str(key.value)))
    else:
        for number, item in enumerate(node.value):
            yield from _scalars(item, (*path, str(number)), _inside(hint, None))


def _inside(hint: Any, key: str | None) -> Any:
    if key is None:
        return _plain(get_args(hint)[0])
    if (origin := get_origin(hint)) is not None and issubclass(origin, Mapping):
        return _plain(get_args(hint)[1])
    return _plain(typing.get_type_hints(hint)[key]) if dataclasses.is_dataclass(hint) else None


def _plain(hint: Any) -> Any:
    if get_origin(hint) in (types.UnionType, typing.Union):
        return next(arg for arg in get_args(hint) if arg is not type(None))
    return hint


def _others(
    node: Any, path: tuple[str, ...], hint: Any, is_key: bool, names: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, str]]:
    """Other values, as they are read and as they are written."""
    old = str(node.value)
    if is_key:
        yield f"{old}_x", f"{old}_x"
    elif hint is bool:
        other = "false" if old == "true" else "true"
        yield other, other
    elif hint in (int, Decimal):
        step = 24 if path[-1].endswith("_hours") else 1
        numbers = {int(old) + step, max(0, int(old) - step)} - {int(old)}
        yield from ((str(other), str(other)) for other in sorted(numbers))
    elif isinstance(hint, type) and issubclass(hint, StrEnum):
        yield from ((other.value, other.value) for other in hint if other.value != old)
    else:
        yield from ((new, json.dumps(new)) for new in _texts(old, path, hint, names))


def _texts(old: str, path: tuple[str, ...], hint: Any, names: Mapping[str, Sequence[str]]) -> Iterator[str]:
    kind = next(step for step in reversed(path) if not step.isdigit())
    if hint is Expr:
        yield f"not ({old})"
        for found in (*_WORDS_IN_QUOTES.finditer(old), *_NUMBERS.finditer(old)):
            other = f"'{found[0][1:-1]}_x'" if found[0].startswith("'") else str(int(found[0]) + 1)
            yield old[: found.start()] + other + old[found.end() :]
    elif kind in names:
        yield f"{old}_x"
        others = [name for name in names[kind] if name != old]
        yield others[len("".join(path)) % len(others)]
    elif hint is Value or path[-1] == "name":
        yield f"{old}_x"
    else:
        yield f"{old[:-1]}{'y' if old.endswith('x') else 'x'}" if len(old) > 1 else f"{old}x"
