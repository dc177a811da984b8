"""The canonical layout of a file that a person wrote: same meaning, same comments, one look. Opens no file.

Keys of a declaration stand in their reading order, named things in the author's. Blocks are indented by two; what the
author wrote in brackets stays in brackets where it fits on a line and holds no comment. Quotes stay where YAML needs
them; texts of several lines stay as they are. At most one blank line is left between two entries, and none is added.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, get_args, get_origin

import yaml

from dealspec.core.diagnostics import Diagnostic
from dealspec.core.errors import InvalidInput
from dealspec.core.source import Position
from dealspec.schema.load import SourceFile, read
from dealspec.schema.model import Schema
from dealspec.schema.reading_order import reading_order
from dealspec.schema.yaml_layout import Alias, Collection, Entry, Layout, Node, Scalar, StrangeKey, layout
from dealspec.schema.yaml_source import Faults, compose
from dealspec.schema.yaml_text import scalar

_INDENTED = re.compile(r"\A([|>][-+]?)[1-9]")
"""The header of a block that names its indentation, since its first line begins with blanks."""

WIDTH = 120
"""Columns up to which what stands in brackets stays on one line."""


def formatted(file: SourceFile, kind: type = Schema) -> str:
    """The file's text in the canonical layout; raises ``InvalidInput`` when YAML cannot read it with one meaning."""
    if faults := _faults(file):
        raise InvalidInput(faults)
    text = file.text.removeprefix("\ufeff")
    try:
        found = layout(text)
    except StrangeKey as key:
        place = Position(file.name, key.line, key.column)
        raise InvalidInput([Diagnostic("YML003", "A key must be plain text.", place)]) from key
    written = "".join(f"{line}\n" for line in _Writer(kind, reorders="*" not in text).document(found))
    if _meaning(text) != _meaning(written) or found.comments != layout(written).comments:
        raise AssertionError(f"{file.name} would not mean the same after it was formatted")
    return written


def _faults(file: SourceFile) -> list[Diagnostic]:
    return [fault for fault in read([file]).faults if fault.code.startswith("YML")]


def _meaning(text: str) -> object:
    """What a text says, apart from the order of its keys."""
    root = compose(text, "", Faults())
    return root and _value(root)


def _value(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return frozenset((key.value, _value(value)) for key, value in node.value)
    if isinstance(node, yaml.SequenceNode):
        return tuple(_value(item) for item in node.value)
    return node.tag, node.value


class _Writer:
    """Writes a tree as lines; knows where it is in the model by type hints."""

    def __init__(self, kind: type, *, reorders: bool) -> None:
        self.kind = kind
        self.reorders = reorders

    def document(self, found: Layout) -> Iterator[str]:
        yield from found.above
        if isinstance(found.root, Collection) and (not found.root.in_flow or not self._fits(found.root, 0, self.kind)):
            yield from self._block(found.root, "", self.kind)
        elif found.root is not None:
            yield self._flow(found.root, self.kind)
            yield from _noted(getattr(found.root, "below", ()), "", first=False)
        end = max((number for number, note in enumerate(found.below, 1) if note), default=0)
        yield from _noted(found.below[:end], "", first=found.root is None)

    def _block(self, block: Collection, indent: str, hint: Any) -> Iterator[str]:
        for number, entry in enumerate(self._ordered(block, hint)):
            yield from _noted(entry.above, indent, first=number == 0)
            yield from self._entry(entry, indent, _inside(hint, entry))
        yield from _noted(block.below, indent, first=False)

    def _entry(self, entry: Entry, indent: str, hint: Any) -> Iterator[str]:
        lead = f"{indent}-" if entry.key is None else f"{indent}{_key(entry.key)}:"
        value = entry.value
        if isinstance(value, Collection) and not self._stays_in_flow(value, len(lead) + 1, hint):
            yield from self._nested(entry, value, lead, indent, hint)
            return
        if isinstance(value, Scalar) and value.lines and value.style in (None, "|", ">"):
            yield from (f"{indent}{comment}" for comment in entry.behind)
            yield from _lines(value, lead, indent)
            return
        below = value.below if isinstance(value, Collection) else []
        yield from (f"{indent}{comment}" for comment in (*below, *entry.behind[:-1]) if comment)
        shown = self._flow(value, hint, in_flow=False)
        yield " ".join(part for part in (lead, shown, *entry.behind[-1:]) if part)

    def _nested(self, entry: Entry, value: Collection, lead: str, indent: str, hint: Any) -> Iterator[str]:
        """A block below its key, or behind its dash."""
        yield from (f"{indent}{comment}" for comment in entry.behind[:-1])
        if entry.key is None and value.is_mapping and not value.prefix and not entry.behind:
            first = self._ordered(value, hint)[0]
            yield from _noted(first.above, indent, first=True)
            first.above = []
            lines = self._block(value, f"{indent}  ", hint)
            yield f"{lead} {next(lines).lstrip(' ')}"
            yield from lines
            return
        yield " ".join(part for part in (lead, value.prefix.strip(), *entry.behind[-1:]) if part)
        yield from self._block(value, f"{indent}  ", hint)

    def _ordered(self, block: Collection, hint: Any) -> list[Entry]:
        keys = _keys(hint) if self.reorders and hint is not self.kind else {}
        places = {key: place for place, key in enumerate(keys)}
        return sorted(block.entries, key=lambda entry: places.get(entry.key.value if entry.key else "", len(places)))

    def _stays_in_flow(self, value: Collection, columns: int, hint: Any) -> bool:
        return not value.entries or (value.in_flow and not value.has_comments() and self._fits(value, columns, hint))

    def _fits(self, value: Collection, columns: int, hint: Any) -> bool:
        return not value.has_comments() and columns + len(self._flow(value, hint)) <= WIDTH

    def _flow(self, node: Node, hint: Any, *, in_flow: bool = True) -> str:
        """A value on one line."""
        if isinstance(node, Alias):
            return f"*{node.name}"
        if isinstance(node, Scalar):
            is_plain = node.style is None and not node.lines
            return node.prefix + (node.value if is_plain else scalar(node.value, in_flow))
        assert isinstance(node, Collection)
        parts = []
        for entry in self._ordered(node, hint):
            shown = self._flow(entry.value, _inside(hint, entry))
            parts.append(shown if entry.key is None else f"{_key(entry.key, in_flow=True)}: {shown}")
        inner = ", ".join(parts)
        return node.prefix + (f"{{{inner}}}" if node.is_mapping else f"[{inner}]")


def _key(key: Scalar, *, in_flow: bool = False) -> str:
    return key.prefix + (key.value if key.style is None and not key.lines else scalar(key.value, in_flow))


def _lines(value: Scalar, lead: str, indent: str) -> Iterator[str]:
    """A text of several lines as it is, moved to its new indentation."""
    if value.style is None:
        first, *rest = (line.strip() for line in value.lines)
        yield f"{lead} {value.prefix}{first}"
        yield from (f"{indent}  {line}" if line else "" for line in rest)
        return
    header, *body = value.lines
    shown = _INDENTED.sub(r"\g<1>2", header.rstrip())
    yield f"{lead} {value.prefix}{shown}"
    yield from (f"{indent}  {line}" if line else "" for line in body)


def _noted(notes: Iterable[str], indent: str, *, first: bool) -> Iterator[str]:
    """Comments and blank lines above an entry: never two blank lines, and none at the beginning of a block."""
    after_blank = first
    for note in notes:
        if note or not after_blank:
            yield f"{indent}{note}" if note else ""
        after_blank = not note


def _inside(hint: Any, entry: Entry) -> Any:
    """The hint of an entry's value; None where the model says nothing about it."""
    if entry.key is None:
        return _plain(get_args(hint)[0]) if get_origin(hint) is tuple else None
    if (origin := get_origin(hint)) is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return _plain(get_args(hint)[1])
    return _keys(hint).get(entry.key.value)


def _plain(hint: Any) -> Any:
    """A hint without ``None``."""
    if get_origin(hint) in (types.UnionType, typing.Union):
        return next(arg for arg in get_args(hint) if arg is not type(None))
    return hint


@cache
def _keys(hint: Any) -> Mapping[str, Any]:
    """A declaration's keys in their order, each with its hint; empty for what is no declaration."""
    if not dataclasses.is_dataclass(hint) or not isinstance(hint, type):
        return {}
    hints = typing.get_type_hints(hint)
    return {key: _plain(hints[key]) for key in reading_order(hint)}
