"""Schema files as one tree of keys that knows where each key stands. Decides nothing and opens nothing.

Mappings that are spread over files are one branch with several spots. A list whose items are plain words, or mappings
with a ``name``, is a branch too: its items are found by that word or name. Everything else is a leaf.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import yaml

from dealspec.core.diagnostics import ordered
from dealspec.core.errors import InvalidInput
from dealspec.schema.load import SourceFile
from dealspec.schema.yaml_source import Faults, Node, compose

Path = tuple[str, ...]
Content = Any
"""A dict of contents, a ``Listed``, or a leaf's own: what two versions are compared by. Comments do not count."""


class Shape(Enum):
    """What a branch is."""

    MAP = auto()
    LIST = auto()
    LEAF = auto()


class Listed(tuple[tuple[str, Content], ...]):
    """The content of a list with names: pairs of name and content, in order."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """One place where a branch stands: its value, its key unless it is an item of a list, and what it stands in."""

    file: str
    key: Node | None
    value: Node
    parent: Node | None

    @property
    def in_flow(self) -> bool:
        """Whether it stands inside brackets or braces."""
        return self.parent is not None and is_flow(self.parent)

    @property
    def line(self) -> int:
        """Its line, from 1."""
        mark = (self.key or self.value).start_mark
        return mark.line + 1 if mark else 1


def is_flow(node: Node) -> bool:
    """Whether a mapping or list is written in braces or brackets."""
    return isinstance(node, yaml.CollectionNode) and bool(node.flow_style)


@dataclass(frozen=True, slots=True, eq=False)
class Branch:
    """A key and what is below it. ``shared``: it is written as an alias, or others are aliases of it."""

    shape: Shape
    content: Content
    spots: tuple[Spot, ...]
    children: Mapping[str, Branch]
    shared: bool = False

    def leaves(self, path: Path = ()) -> Iterator[Path]:
        """The paths of everything that is not a mapping with keys."""
        if self.shape is not Shape.MAP or not self.children:
            yield path
            return
        for name, child in self.children.items():
            yield from child.leaves((*path, name))

    def at(self, path: Path) -> Branch | None:
        """The branch at a path below this one."""
        found: Branch | None = self
        for name in path:
            found = found.children.get(name) if found else None
        return found


def tree(files: Iterable[SourceFile]) -> Branch:
    """The files as one tree; raises ``InvalidInput`` with every fault of their syntax."""
    faults = Faults()
    roots = []
    for file in sorted(files, key=lambda each: each.name):
        root = compose(file.text, file.name, faults)
        if root is not None:
            roots.append(_Reader(file.name, _repeated(root)).branch(Spot(file.name, None, root, None)))
    if faults.found:
        raise InvalidInput(ordered(faults.found))
    maps = [root for root in roots if root.shape is Shape.MAP]
    return _joined(maps) if maps else Branch(Shape.MAP, {}, (), {})


def content_of(children: Mapping[str, Branch]) -> dict[str, Content]:
    """The content of a mapping with these children."""
    return {name: child.content for name, child in children.items()}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns one file's nodes into branches."""

    file: str
    repeated: frozenset[int]

    def branch(self, spot: Spot) -> Branch:
        node, shared = spot.value, id(spot.value) in self.repeated
        if isinstance(node, yaml.MappingNode):
            children = {
                str(key.value): self.branch(Spot(self.file, key, value, node))
                for key, value in reversed(node.value)
                if isinstance(key, yaml.ScalarNode)
            }
            children = dict(reversed(children.items()))
            return Branch(Shape.MAP, content_of(children), (spot,), children, shared)
        if isinstance(node, yaml.SequenceNode):
            items = [self.branch(Spot(self.file, None, value, node)) for value in node.value]
            names = [_name(value) for value in node.value]
            if all(names) and len(set(names)) == len(names):
                children = {str(name): item for name, item in zip(names, items, strict=True)}
                content = Listed((name, child.content) for name, child in children.items())
                return Branch(Shape.LIST, content, (spot,), children, shared)
            return Branch(Shape.LEAF, tuple(item.content for item in items), (spot,), {}, shared)
        return Branch(Shape.LEAF, (node.tag, node.value), (spot,), {}, shared)


def _name(item: Node) -> str | None:
    if isinstance(item, yaml.ScalarNode):
        return str(item.value)
    if isinstance(item, yaml.MappingNode):
        found = [value.value for key, value in item.value if key.value == "name" and isinstance(value, yaml.ScalarNode)]
        return str(found[0]) if found else None
    return None


def _joined(branches: list[Branch]) -> Branch:
    """The same key of several files; where a file disagrees on what it is, the first one counts."""
    first = branches[0]
    if len(branches) == 1 or first.shape is not Shape.MAP:
        return first
    maps = [branch for branch in branches if branch.shape is Shape.MAP]
    named: dict[str, list[Branch]] = {}
    for branch in maps:
        for name, child in branch.children.items():
            named.setdefault(name, []).append(child)
    children = {name: _joined(some) for name, some in named.items()}
    spots = tuple(spot for branch in maps for spot in branch.spots)
    return Branch(Shape.MAP, content_of(children), spots, children, any(branch.shared for branch in maps))


def _repeated(root: Node) -> frozenset[int]:
    """The nodes that stand in more than one place."""
    seen: set[int] = set()
    twice: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            twice.add(id(node))
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            waiting += [child for pair in node.value for child in pair]
        elif isinstance(node, yaml.SequenceNode):
            waiting += node.value
    return frozenset(twice)
