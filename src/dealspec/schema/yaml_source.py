"""YAML text to a node graph whose every value knows its file, line and column. Decides nothing about the language."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

import yaml

from dealspec.core.diagnostics import Diagnostic
from dealspec.core.source import Position

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # PyYAML built without libyaml: slower, same nodes
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

Node = yaml.Node


@dataclass(slots=True)
class Faults:
    """Collects, while files are read: diagnostics, the place of every value by its dotted path, and doubts.

    A name is in doubt when what it stands for could not be read: whether it is used rightly cannot be said yet.
    """

    found: list[Diagnostic] = field(default_factory=list)
    places: dict[str, Position] = field(default_factory=dict)
    doubts: set[str] = field(default_factory=set)

    def add(self, code: str, summary: str, at: Node | Position, *, why: str = "", hint: str = "") -> None:
        """One more fault, at a node or a position."""
        place = at if isinstance(at, Position) else position_of(at)
        self.found.append(Diagnostic(code, summary, place, why=why, hint=hint))


def compose(text: str, name: str, faults: Faults) -> Node | None:
    """The root node of a YAML text, or None when it is empty or its one syntax fault was added to ``faults``."""
    loader = _Loader(_Named(text, name))
    try:
        root: Node | None = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Position(name, mark.line + 1, mark.column + 1) if mark else Position(name, 1, 1)
        why = "A tab cannot indent YAML." if "'\\t'" in str(error.problem) else ""
        hint = "Indent with spaces." if why else "Mend the syntax here; the other faults of this file show after that."
        faults.add("YML001", f"YAML syntax: {error.problem or error.context}.", place, why=why, hint=hint)
        return None
    except yaml.reader.ReaderError as error:
        faults.add(
            "YML001",
            f"YAML syntax: a character that YAML does not allow ({error.reason}).",
            Position(name, 1, 1),
            hint="Save the file as UTF-8 text without control characters.",
        )
        return None
    finally:
        loader.dispose()
    return root


def position_of(node: Node) -> Position:
    """Where a node begins."""
    mark = node.start_mark
    if mark is None:  # a node that merges several files
        return Position("", 1, 1)
    return Position(mark.name, mark.line + 1, mark.column + 1)


def kind_of(node: Node) -> str:
    """What a node is, in words a person uses."""
    if isinstance(node, yaml.MappingNode):
        return "a mapping"
    if isinstance(node, yaml.SequenceNode):
        return "a list"
    words = {
        "tag:yaml.org,2002:int": "a number",
        "tag:yaml.org,2002:float": "a number",
        "tag:yaml.org,2002:bool": "a true/false value",
        "tag:yaml.org,2002:null": "nothing",
        "tag:yaml.org,2002:timestamp": "a date",
    }
    return words.get(node.tag, "text")


class _Named(io.StringIO):
    """Text that tells the parser which file it is."""

    def __init__(self, text: str, name: str) -> None:
        super().__init__(text)
        self.name = name
