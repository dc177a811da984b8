"""YAML text to a tree that keeps what parsers drop: styles, comments, blank lines. Knows no model and writes nothing.

Comments and blank lines belong to the entry that follows them. Comments at the end of a block, indented like it, belong
to the block.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceStartEvent,
)

BLANK = ""
"""A blank line among comments."""


@dataclass(slots=True)
class Node:
    """A scalar, alias or collection as it is written. ``style`` is that of YAML: None, quotes, ``|``, ``>``."""

    first: int
    last: int
    column: int
    prefix: str = ""
    """Anchor and tag, with a space behind."""


@dataclass(slots=True)
class Scalar(Node):
    """A text and how it stands there.

    ``lines`` is the source of what takes several lines; of a block its header, then its lines without indentation.
    """

    value: str = ""
    style: str | None = None
    lines: tuple[str, ...] = ()


@dataclass(slots=True)
class Alias(Node):
    """A name of what stands elsewhere."""

    name: str = ""


@dataclass(slots=True)
class Entry:
    """One key with its value, or one item of a list: then ``key`` is None."""

    key: Scalar | None
    value: Node
    above: list[str] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)
    """Comments on its own lines."""


@dataclass(slots=True)
class Collection(Node):
    """A mapping or a list."""

    is_mapping: bool = True
    in_flow: bool = False
    entries: list[Entry] = field(default_factory=list)
    below: list[str] = field(default_factory=list)
    """Comments behind the last entry."""

    def has_comments(self) -> bool:
        """Whether a comment stands anywhere inside."""
        inner = (entry.value for entry in self.entries if isinstance(entry.value, Collection))
        own = any(entry.behind or any(entry.above) for entry in self.entries)
        return own or any(self.below) or any(one.has_comments() for one in inner)


@dataclass(frozen=True, slots=True)
class Layout:
    """A file: its root, or None, the comments before and behind everything, and all that it holds, sorted."""

    root: Node | None
    above: tuple[str, ...]
    below: tuple[str, ...]
    comments: tuple[str, ...]


class StrangeKey(ValueError):
    """A list, mapping or alias as a key; its line and column count from 1."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__(line, column)
        self.line = line
        self.column = column


def layout(text: str) -> Layout:
    """The tree of a YAML text that parses. Raises ``StrangeKey`` where a key is not text."""
    events: list[Event] = [event for event in yaml.parse(text, Loader=yaml.SafeLoader) if isinstance(event, _KEPT)]
    reader = iter(events)
    first = next(reader, None)
    root = None if first is None else _node(first, reader, text, 0)
    notes = _Notes(text, events)
    comments = sorted([*(note.text for note in notes.whole if note.text), *notes.behind.values()])
    below = notes.before(_END) if root is None else _Attacher(notes).attach(root)
    # Comments on a line without an entry, such as that of `---`.
    homeless = tuple(notes.behind.values())
    return Layout(root, homeless, tuple(note.text for note in below), tuple(comments))


_KEPT = (NodeEvent, CollectionEndEvent)


def _node(event: Event, reader: Iterator[Event], text: str, parent: int) -> Node:
    start, end = _span(event)
    place = (start.line, end.line, start.column)
    if isinstance(event, AliasEvent):
        return Alias(*place, name=str(event.anchor))
    assert isinstance(event, ScalarEvent | MappingStartEvent | SequenceStartEvent)
    prefix = f"&{event.anchor} " if event.anchor else ""
    if isinstance(event, ScalarEvent):
        if event.tag and event.tag != "!" and not any(event.implicit):
            prefix += event.tag.replace("tag:yaml.org,2002:", "!!") + " "
        return _scalar(event, place, prefix, text, parent)
    return _collection(event, reader, place, prefix, text)


def _scalar(event: ScalarEvent, place: tuple[int, int, int], prefix: str, text: str, parent: int) -> Scalar:
    start, end = _span(event)
    source = text[start.index : end.index]
    if prefix:  # the mark of a scalar with properties stands before them
        source = re.sub(r"\A(?:[&!]\S*\s+)+", "", source)
    if event.style not in ("|", ">"):
        lines = source.split("\n") if "\n" in source else []
        return Scalar(*place, prefix=prefix, value=event.value, style=event.style, lines=tuple(lines))
    header, *body = source.split("\n")
    if end.index == len(text) and not text.endswith("\n"):
        header = re.sub(r"\A([|>])[-+]?([1-9]?)[-+]?", r"\1\2-", header)
    lines = _without_indentation(header, body, parent)
    return Scalar(place[0], place[0] + len(lines), place[2], prefix, event.value, event.style, (header, *lines))


def _without_indentation(header: str, body: list[str], parent: int) -> list[str]:
    """A block's lines; blank ones at its end are part of it only where its header says so (``+``)."""
    number = re.match(r"[|>][-+]?([1-9])", header)
    first = next((line for line in body if line.strip(" ")), "")
    indentation = parent + int(number[1]) if number else len(first) - len(first.lstrip(" "))
    lines = [line[indentation:] for line in body]
    if not body[-1].strip(" "):  # what stands before the next entry
        lines.pop()
    while lines and not lines[-1] and "+" not in header.partition("#")[0]:
        lines.pop()
    return lines


def _collection(
    event: MappingStartEvent | SequenceStartEvent,
    reader: Iterator[Event],
    place: tuple[int, int, int],
    prefix: str,
    text: str,
) -> Collection:
    is_mapping = isinstance(event, MappingStartEvent)
    found = Collection(*place, prefix=prefix, is_mapping=is_mapping, in_flow=bool(event.flow_style))
    while not isinstance(item := next(reader), CollectionEndEvent):
        node = _node(item, reader, text, found.column)
        if not is_mapping:
            found.entries.append(Entry(None, node))
        elif isinstance(node, Scalar):
            found.entries.append(Entry(node, _node(next(reader), reader, text, node.column)))
        else:
            raise StrangeKey(node.first + 1, node.column + 1)
    if found.in_flow:
        found.last = _span(item)[1].line
    else:
        inner = found.entries[-1].value if found.entries else found
        found.last = inner.last
        found.column = found.entries[0].key.column if found.entries and found.entries[0].key else found.column
    return found


def _span(event: Event) -> tuple[Any, Any]:
    """Where an event begins and ends in the text."""
    return event.start_mark, event.end_mark


@dataclass(frozen=True, slots=True)
class _Note:
    line: int
    column: int
    text: str


class _Notes:
    """The comments and blank lines of a text, in order, each taken once."""

    def __init__(self, text: str, events: list[Event]) -> None:
        scalars = [event for event in events if isinstance(event, ScalarEvent)]
        self._starts = [_span(event)[0].index for event in scalars]
        self._ends = [_span(event)[1].index for event in scalars]
        self.whole: list[_Note] = []
        self.behind: dict[int, str] = {}
        at = 0
        for number, line in enumerate(text.split("\n")):
            self._add(number, line, at)
            at += len(line) + 1
        self._taken = 0

    def before(self, line: int) -> list[_Note]:
        """The notes above a line that were not taken yet, without double blank lines."""
        start = self._taken
        while self._taken < len(self.whole) and self.whole[self._taken].line < line:
            self._taken += 1
        return self.whole[start : self._taken]

    def _add(self, number: int, line: str, at: int) -> None:
        column = next((each.start() for each in _HASH.finditer(line) if not self._in_scalar(at + each.start())), None)
        if column is not None and line[:column].strip():
            self.behind[number] = line[column:].rstrip()
        elif column is not None:
            self.whole.append(_Note(number, column, line[column:].rstrip()))
        elif not line.strip():
            self.whole.append(_Note(number, -1, BLANK))

    def _in_scalar(self, index: int) -> bool:
        nearest = bisect_right(self._starts, index) - 1
        return nearest >= 0 and index < self._ends[nearest]


_HASH = re.compile("#")


class _Attacher:
    """Gives every comment and blank line to an entry or a block."""

    def __init__(self, notes: _Notes) -> None:
        self.notes = notes

    def attach(self, root: Node) -> list[_Note]:
        """All notes above the last entry, and those at the end of a block; answers what is left."""
        if isinstance(root, Collection):
            self._walk(root)
        return self._tail(self._open(root), self.notes.before(_END), -1)

    def _walk(self, block: Collection) -> None:
        chain: list[Collection] = []
        for entry in block.entries:
            start = entry.key or entry.value
            above = self.notes.before(start.first)
            rest = self._tail(chain, above, block.column) if not block.in_flow else above
            entry.above = [note.text for note in rest]
            if not _begins_with_entry(entry):
                self._behind(entry, start.last if entry.key else start.first)
            if isinstance(entry.value, Collection):
                self._walk(entry.value)
                self._behind(entry, entry.value.last)
            else:
                self._skip(entry.value)
                self._behind(entry, entry.value.last)
            chain = self._open(entry.value)
        if block.in_flow:
            block.below += [note.text for note in self.notes.before(block.last) if note.text]

    def _behind(self, entry: Entry, line: int) -> None:
        comment = self.notes.behind.pop(line, None)
        if comment is not None:
            entry.behind.append(comment)

    def _skip(self, value: Node) -> None:
        """Blank lines inside of a text of several lines are part of it."""
        if isinstance(value, Scalar) and value.lines:
            self.notes.before(value.last + 1)

    def _open(self, node: Node) -> list[Collection]:
        """The blocks that end where a node ends, outermost first."""
        found: list[Collection] = []
        while isinstance(node, Collection) and not node.in_flow and node.entries:
            found.append(node)
            node = node.entries[-1].value
        return found

    def _tail(self, chain: list[Collection], notes: list[_Note], column: int) -> list[_Note]:
        """Gives comments to the blocks that they are indented like; answers those that are not deeper than a column."""
        while chain:
            comment = next((number for number, note in enumerate(notes) if note.text), None)
            if comment is None or notes[comment].column <= column:
                break
            home = next((each for each in reversed(chain) if each.column <= notes[comment].column), chain[0])
            home.below += [note.text for note in notes[: comment + 1]]
            notes = notes[comment + 1 :]
        return notes


def _begins_with_entry(entry: Entry) -> bool:
    """Whether a comment on its first line is about an entry inside it."""
    value = entry.value
    if not isinstance(value, Collection) or not value.entries or value.last == value.first:
        return False
    first = value.entries[0].key or value.entries[0].value
    return first.first == (entry.key or value).last


_END = 1 << 60
