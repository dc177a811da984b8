"""Writes edits into the text of one file and leaves every other character as it is. Decides nothing.

Texts are cut and pasted by the places of their nodes, so comments, blank lines, quotes and order of what is not
edited stay. Every edit is a pair of offsets and a text; they are put in from the end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import yaml

from dealspec.schema.merge.three_way import Edit
from dealspec.schema.merge.tree import Branch, Path, Shape, Spot, is_flow
from dealspec.schema.yaml_source import Node

INDENT = 2
_BLANK_OR_COMMENT = re.compile(r"[ \t]*(#.*)?$")


class Unwritable(Exception):
    """The file's layout has no place that is surely right."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Characters ``start`` to ``end`` become ``text``."""

    start: int
    end: int
    text: str


def apply(text: str, cuts: Sequence[Cut]) -> str:
    """The text with every cut made; those at one place in their order."""
    done: list[str] = []
    at = 0
    for cut in sorted(cuts, key=lambda each: (each.start, each.end)):
        if cut.start < at:
            raise Unwritable
        done += [text[at : cut.start], cut.text]
        at = cut.end
    return "".join([*done, text[at:]])


def added(edit: Edit, holder: Branch, spot: Spot, text: str, sources: Mapping[str, str]) -> Cut:
    """An addition to the mapping or list at ``spot``, behind its nearest earlier sibling."""
    assert edit.new is not None
    siblings = [name for name in edit.after if _stands_in(holder, name, spot)]
    before = _spot_in(holder, siblings[0], spot) if siblings else None
    origin = edit.new.spots[0]
    if is_flow(spot.value):
        return _added_in_flow(edit, holder, spot, before, text, sources[origin.file])
    if isinstance(spot.value, yaml.MappingNode) and origin.key is not None:
        column = _column(spot.value.value[0][0])
    elif isinstance(spot.value, yaml.SequenceNode) and spot.value.value:
        column = _dash(spot.value.value[0], text)[1]
    else:
        raise Unwritable
    piece = _piece(edit, origin, column, sources[origin.file], as_item=isinstance(spot.value, yaml.SequenceNode))
    if before is not None:
        place = _lines(before, text)[1]
        return Cut(place, place, ("" if text[:place].endswith("\n") else "\n") + piece)
    first = _first_child(spot)
    place = _lines(first, text)[0]
    return Cut(place, place, piece)


def appended(path: Path, origin: Spot, text: str, source: str) -> Cut:
    """An addition for which the file has no mapping yet: its keys from the top, at the end of the file."""
    if origin.key is None:
        raise Unwritable
    outer = "".join(f"{' ' * (INDENT * depth)}{name}:\n" for depth, name in enumerate(path[:-1]))
    piece = _shifted(_slice(origin, source, lead=True), INDENT * (len(path) - 1) - _column(origin.key))
    gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    return Cut(len(text), len(text), f"{gap}{outer}{piece}")


def changed(edit: Edit, spot: Spot, text: str, sources: Mapping[str, str]) -> Cut:
    """The value at ``spot`` replaced by the blueprint's, with its way to write it where that fits."""
    assert edit.new is not None
    origin = edit.new.spots[0]
    source = sources[origin.file]
    start, end = _start(spot.value), _end(spot.value, text)
    if spot.key is None or spot.in_flow or origin.key is None or origin.in_flow:
        return Cut(start, end, _flow(origin.value))
    key, theirs = _start(spot.key), _column(spot.key)
    written = source[_start(origin.key) : max(_end(origin.value, source), _end(origin.key, source) + 1)]
    end = max(end, _end(spot.key, text) + 1)
    written = _shifted(written, theirs - _column(origin.key), first=False)
    if _is_block_text(origin.value):
        # A comment behind the old value would become a part of the new text: it goes up to its first line.
        comment = text[end : _line_end(end, text)]
        head, rest = written.split("\n", 1)
        return Cut(key, end + len(comment), f"{head}{comment}\n{rest}")
    return Cut(key, end, written)


def removed(spot: Spot, text: str) -> Cut:
    """The key at ``spot`` taken out, with the comment right above it."""
    if spot.in_flow:
        return _removed_in_flow(spot, text)
    start, end = _lines(spot, text)
    before = text[:start]
    # Of two blank lines around it, one goes too.
    if before.endswith("\n\n") and (end == len(text) or text[end:].startswith("\n")):
        start -= 1
    return Cut(start, end, "")


def written(spot: Spot, text: str) -> str:
    """What stands at ``spot`` with the comment above it, free of indentation: to compare two ways of writing it."""
    piece = text[slice(*_lines(spot, text))] if not spot.in_flow else text[_start(spot.value) : _end(spot.value, text)]
    return "\n".join(line.strip() for line in piece.strip().splitlines())


def shown(branch: Branch | None, sources: Mapping[str, str]) -> str:
    """A version as its file has it, for a person to read; empty when it is not there."""
    if branch is None:
        return ""
    parts = []
    for spot in branch.spots:
        text = sources[spot.file]
        piece = text[_start(spot.key or spot.value) : _end(spot.value, text)]
        parts.append(_shifted(piece, -_column(spot.key or spot.value), first=False))
    return "\n".join(parts)


def _piece(edit: Edit, origin: Spot, column: int, source: str, *, as_item: bool) -> str:
    """The new entry as lines of a block, with its comments, indented to ``column``."""
    if not as_item:
        if origin.in_flow or origin.key is None:
            return f"{' ' * column}{edit.path[-1]}: {_flow(origin.value)}\n"
        lines = _slice(origin, source, lead=True)
        gap = "\n" if _after_blank_line(origin, source) else ""
        return gap + _shifted(lines, column - _column(origin.key))
    if origin.in_flow:
        return f"{' ' * column}- {_flow(origin.value)}\n"
    return _shifted(_slice(origin, source, lead=True), column - _dash(origin.value, source)[1])


def _added_in_flow(edit: Edit, holder: Branch, spot: Spot, before: Spot | None, text: str, source: str) -> Cut:
    assert edit.new is not None
    value = _flow(edit.new.spots[0].value)
    entry = value if holder.shape is Shape.LIST else f"{edit.path[-1]}: {value}"
    if before is not None:
        place = _end(before.value, text)
        return Cut(place, place, f", {entry}")
    place = _start(spot.value) + 1
    return Cut(place, place, f"{entry}, " if spot.value.value else entry)


def _removed_in_flow(spot: Spot, text: str) -> Cut:
    assert spot.parent is not None
    ends = [(_start(key), _end(value, text)) for key, value in _pairs(spot.parent)]
    at = next(number for number, (_, value) in enumerate(_pairs(spot.parent)) if value is spot.value)
    if at > 0:
        return Cut(ends[at - 1][1], ends[at][1], "")
    return Cut(ends[0][0], ends[1][0] if len(ends) > 1 else ends[0][1], "")


def _pairs(node: Node) -> list[tuple[Node, Node]]:
    if isinstance(node, yaml.MappingNode):
        return list(node.value)
    return [(item, item) for item in node.value]


def _first_child(spot: Spot) -> Spot:
    key, value = _pairs(spot.value)[0]
    return Spot(spot.file, key if key is not value else None, value, spot.value)


def _stands_in(holder: Branch, name: str, spot: Spot) -> bool:
    child = holder.children.get(name)
    return child is not None and any(each.parent is spot.value for each in child.spots)


def _spot_in(holder: Branch, name: str, spot: Spot) -> Spot:
    return next(each for each in holder.children[name].spots if each.parent is spot.value)


def _slice(spot: Spot, text: str, *, lead: bool) -> str:
    start, end = _lines(spot, text)
    piece = text[start:end]
    return piece if piece.endswith("\n") else f"{piece}\n"


def _lines(spot: Spot, text: str) -> tuple[int, int]:
    """From the comment right above an entry of a block to the end of its last line."""
    head = _start(spot.key) if spot.key is not None else _dash(spot.value, text)[0]
    start = text.rfind("\n", 0, head) + 1
    if text[start:head].strip():
        raise Unwritable
    end = _end(spot.value, text)
    if spot.key is not None:
        end = max(end, _end(spot.key, text) + 1)
    stop = _line_end(end, text)
    if not _BLANK_OR_COMMENT.fullmatch(text[end:stop]):
        raise Unwritable
    while start > 0:
        above = text.rfind("\n", 0, start - 1) + 1
        line = text[above : start - 1]
        if line.strip().startswith("#") and len(line) - len(line.lstrip()) == head - (text.rfind("\n", 0, head) + 1):
            start = above
        else:
            break
    return start, min(stop + 1, len(text))


def _after_blank_line(spot: Spot, text: str) -> bool:
    start = _lines(spot, text)[0]
    return text[:start].endswith("\n\n")


def _dash(item: Node, text: str) -> tuple[int, int]:
    """Where the dash before an item of a block list stands, and its column."""
    at = _start(item)
    dash = text.rfind("-", 0, at)
    if dash < 0 or text[dash + 1 : at].strip():
        raise Unwritable
    return dash, dash - (text.rfind("\n", 0, dash) + 1)


def _is_block_text(node: Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")


def _line_end(at: int, text: str) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def _start(node: Node) -> int:
    assert node.start_mark is not None
    return node.start_mark.index


def _column(node: Node) -> int:
    assert node.start_mark is not None
    return node.start_mark.column


def _end(node: Node, text: str) -> int:
    """Behind the last character that belongs to the node; the mark of a block is behind what follows it."""
    assert node.end_mark is not None
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        key, value = last if isinstance(last, tuple) else (last, last)
        return max(_end(value, text), _end(key, text) + (key is not value))
    if _is_block_text(node):
        start = _start(node)
        return start + len(text[start : node.end_mark.index].rstrip())
    return node.end_mark.index


def _shifted(piece: str, columns: int, *, first: bool = True) -> str:
    """The lines moved right, or left as far as they can; the first one stays where it is unless asked."""
    lines = piece.split("\n")
    for number, line in enumerate(lines):
        if not line.strip() or (number == 0 and not first):
            continue
        if columns >= 0:
            lines[number] = " " * columns + line
        else:
            lines[number] = line[min(-columns, len(line) - len(line.lstrip(" "))) :]
    return "\n".join(lines)


def _flow(node: Node) -> str:
    """A value on one line, as it may stand inside brackets."""
    text = yaml.serialize(_flowing(node), Dumper=yaml.SafeDumper, width=float("inf"), allow_unicode=True)
    return text.removesuffix("\n").removesuffix("\n...").removesuffix("\n")


def _flowing(node: Node) -> Node:
    if isinstance(node, yaml.MappingNode):
        pairs = [(_flowing(key), _flowing(value)) for key, value in node.value]
        return yaml.MappingNode(node.tag, pairs, flow_style=True)
    if isinstance(node, yaml.SequenceNode):
        return yaml.SequenceNode(node.tag, [_flowing(item) for item in node.value], flow_style=True)
    assert isinstance(node, yaml.ScalarNode)
    style = node.style if node.style in ("'", '"') else None
    return yaml.ScalarNode(node.tag, node.value, style=style)
