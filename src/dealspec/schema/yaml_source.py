"""YAML text to a node graph whose every value knows its file, line and column. Decides nothing about the language."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from dealspec.core.diagnostics import Diagnostic
from dealspec.core.source import Position
from dealspec.schema.syntax_hints import MEND, hint_for, hint_for_tab

try:
    from yaml import CSafeLoader as _SafeLoader
except ImportError:  # PyYAML built without libyaml: slower, same nodes
    from yaml import SafeLoader as _SafeLoader  # type: ignore[assignment]

Node = yaml.Node
Path = tuple[str, ...]
"""The keys, and the numbers of list items, that lead to a value."""

TEXT, NULL, BOOL = (f"tag:yaml.org,2002:{name}" for name in ("str", "null", "bool"))
NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_MAP, _LIST = "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"
TAGS = frozenset(
    (
        TEXT,
        NULL,
        BOOL,
        *NUMBERS,
        _MAP,
        _LIST,
        *(f"tag:yaml.org,2002:{name}" for name in ("value", "timestamp", "merge")),
    )
)
"""What YAML's own readings of plain text and structure are called; others are asked for by ``!``."""


class _Loader(_SafeLoader):
    """Tells kinds of scalars apart as PyYAML does, without its rules by path, which are asked at every node."""

    def resolve(self, kind: type[Node], value: Any, implicit: Any) -> str:
        if kind is not yaml.ScalarNode:
            return _MAP if kind is yaml.MappingNode else _LIST
        if implicit[0]:
            for tag, form in self.yaml_implicit_resolvers.get(value[:1], ()):
                if form.match(value):
                    return str(tag)
        return TEXT

    def descend_resolver(self, current_node: Node | None, current_index: Any) -> None:
        """Nothing: there are no rules by path."""

    def ascend_resolver(self) -> None:
        """Nothing: there are no rules by path."""


class Places(Mapping[Path, Position]):
    """Where each value stands, by its path. A place is made when it is asked for: most never are."""

    def __init__(self) -> None:
        self.marks: dict[Path, yaml.Mark | None] = {}

    def __getitem__(self, path: Path) -> Position:
        return _position(self.marks[path])

    def __iter__(self) -> Iterator[Path]:
        return iter(self.marks)

    def __len__(self) -> int:
        return len(self.marks)


@dataclass(slots=True)
class Faults:
    """Collects, while files are read: diagnostics, the place of every value by its path, and doubts.

    A name is in doubt when what it stands for could not be read: whether it is used rightly cannot be said yet.
    """

    found: list[Diagnostic] = field(default_factory=list)
    places: Places = field(default_factory=Places)
    doubts: set[str] = field(default_factory=set)

    def add(self, code: str, summary: str, at: Node | Position, *, why: str = "", hint: str = "") -> None:
        """One more fault, at a node or a position."""
        place = at if isinstance(at, Position) else position_of(at)
        self.found.append(Diagnostic(code, summary, place, why=why, hint=hint))


def compose(text: str, name: str, faults: Faults) -> Node | None:
    """The root node of a YAML text, or None when it is empty or its one syntax fault was added to ``faults``."""
    named = _Named(text.removeprefix("\ufeff"), name)
    loader = _Loader(named)
    try:
        if _may_be_deep(text):
            _refuse_depth(_Loader(_Named(named.getvalue(), name)))
        root: Node | None = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        _add_syntax_fault(error, text, name, faults)
        return None
    except yaml.reader.ReaderError as error:
        _add_character_fault(error, text, name, faults)
        return None
    except RecursionError:  # PyYAML without libyaml
        faults.add("YML001", f"YAML syntax: {_TOO_DEEP}.", Position(name, 1, 1), hint=MEND)
        return None
    finally:
        loader.dispose()
    if root is not None and _ALIAS.search(text) and _expands_too_far(root):
        faults.add(
            "YML009",
            f"The aliases of this file stand for more than {_MOST_EXPANDED:,} values, or for themselves.",
            root,
            why="A short file could fill the memory.",
            hint="Write the values out instead of naming them by `*`.",
        )
        return None
    return root


_TOO_DEEP = "this is nested too deeply"
_DEEPEST = 500
_BRACKETS_THAT_MAY_BE_DEEP = 5_000
_DEEP_LINE = re.compile(r"\n[ ?:-]{1000}")


def _may_be_deep(text: str) -> bool:
    """Whether it is worth a look how deep the text nests: libyaml's composer recurses, and would end the process."""
    return text.count("[") + text.count("{") > _BRACKETS_THAT_MAY_BE_DEEP or bool(_DEEP_LINE.search("\n" + text))


def _refuse_depth(loader: _Loader) -> None:
    """Raises ``yaml.MarkedYAMLError`` where the text nests too deeply."""
    depth = 0
    while loader.check_event():
        event = loader.get_event()
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEEPEST:
                mark = event.start_mark
                raise yaml.MarkedYAMLError(problem=_TOO_DEEP, problem_mark=mark)  # type: ignore[arg-type]
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


_ALIAS = re.compile(r"\*(?<![^\s\ufeff\[\]{},:?-]\*)[^\s\[\]{},]")
"""What may be an alias: some also stand in text, but no alias looks otherwise."""

_MOST_EXPANDED = 100_000
"""Values that aliases may repeat beyond what the file itself holds."""


def _add_syntax_fault(error: yaml.MarkedYAMLError, text: str, name: str, faults: Faults) -> None:
    mark = error.problem_mark or error.context_mark
    place = Position(name, mark.line + 1, mark.column + 1) if mark else Position(name, 1, 1)
    if error.problem == "but found another document":
        hint = "Put each document into a file of its own, or take the `---` between them out."
        faults.add("YML008", "A second YAML document begins here.", place, hint=hint)
        return
    lines = text.removeprefix("\ufeff").split("\n")
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())] or line[place.column - 1 : place.column] == "\t":
        faults.add("YML012", "A tab cannot indent YAML.", place, hint=hint_for_tab(lines, place.line))
        return
    context = error.context_mark
    problem = error.problem or error.context or ""
    opened = (context.line + 1, context.column + 1) if context else None
    faults.add("YML001", f"YAML syntax: {problem}.", place, hint=hint_for(lines, problem, place.line, opened))


def _add_character_fault(error: yaml.reader.ReaderError, text: str, name: str, faults: Faults) -> None:
    found = _NOT_YAML.search(text)
    before = text[: found.start()] if found else ""
    place = Position(name, before.count("\n") + 1, len(before) - before.rfind("\n"))
    what = f"U+{ord(found[0]):04X}" if found else str(error.reason)
    faults.add(
        "YML013",
        f"YAML does not allow the character {what}.",
        place,
        hint="Take it out, or write it as an escape in double quotes.",
    )


_NOT_YAML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def _expands_too_far(root: Node) -> bool:
    """Whether walking the nodes with every alias followed would take far more steps than there are nodes, or no end."""
    sizes: dict[int, int] = {}
    waiting: list[tuple[Node, bool]] = [(root, False)]
    while waiting:
        node, children_done = waiting.pop()
        if id(node) in sizes and not children_done:
            if sizes[id(node)] == _UNDERWAY:
                return True
            continue
        children = _children(node)
        if not children_done and children:
            sizes[id(node)] = _UNDERWAY
            waiting.append((node, True))
            waiting += [(child, False) for child in children]
        else:
            sizes[id(node)] = 1 + sum(sizes[id(child)] for child in children)
    return sizes[id(root)] - len(sizes) > _MOST_EXPANDED


_UNDERWAY = -1


def _children(node: Node) -> list[Node]:
    if isinstance(node, yaml.MappingNode):
        return [child for pair in node.value for child in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def position_of(node: Node) -> Position:
    """Where a node begins."""
    return _position(node.start_mark)


def _position(mark: yaml.Mark | None) -> Position:
    if mark is None:  # a node that merges several files
        return Position("", 1, 1)
    return Position(mark.name, mark.line + 1, mark.column + 1)


def name_of(item: Node) -> str | None:
    """The name of a list's item: the text itself, or what its ``name`` says."""
    if isinstance(item, yaml.MappingNode):
        names = (value.value for key, value in item.value if key.value == "name" and isinstance(value, yaml.ScalarNode))
        return next(names, None)
    return str(item.value) if isinstance(item, yaml.ScalarNode) else None


def kind_of(node: Node) -> str:
    """What a node is, in words a person uses."""
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    if node.tag in NUMBERS:
        return "a number"
    words = {BOOL: "a true/false value", NULL: "nothing", "tag:yaml.org,2002:timestamp": "a date"}
    return words.get(node.tag, "text")


class _Named(io.StringIO):
    """Text that tells the parser which file it is."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name
