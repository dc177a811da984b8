"""Puts the values of variables and policies where ``${name}`` stands, before anything is typed. Reads no environment.

A value that is nothing but a reference takes the variable's own kind; inside other text a variable is its text.
``$${`` stands for ``${`` itself. Keys are never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import yaml

from dealspec.core.diagnostics import Diagnostic, Severity, did_you_mean
from dealspec.core.source import Position
from dealspec.core.written import Insertion, Written
from dealspec.schema.filled import Filled
from dealspec.schema.yaml_source import Faults, Node, kind_of, name_of, position_of

REFERENCE = re.compile(r"\$\$\{|\$\{([^{}]*)\}?")
_NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*")
_TEXT, _INT, _FLOAT = (f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float"))
_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)")


@dataclass(frozen=True, slots=True)
class Constant:
    """What a reference stands for, as it is written, and whether it is a number."""

    text: str
    is_number: bool


@dataclass(slots=True)
class Variables:
    """What may be referred to, by name; remembers what was."""

    known: Mapping[str, Constant]
    used: set[str] = field(default_factory=set)
    refused: Mapping[str, str] = field(default_factory=dict)
    """What has a name and cannot be referred to, with the reason."""


def declared(node: Node | None, faults: Faults) -> tuple[dict[str, Constant], dict[str, Position]]:
    """The variables of a ``variables:`` section and where each stands; only text and numbers can be one."""
    found: dict[str, Constant] = {}
    places: dict[str, Position] = {}
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        name = str(key.value)
        constant = _constant(value)
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            why = "Names are lower-case letters, digits and underscores, and begin with a letter."
            faults.add("SCH005", f"'{name}' cannot be a name.", key, why=why)
        elif constant is None:
            faults.doubts.add(name)
            what = f"The variable '{name}' is {kind_of(value)}."
            why = "A variable is one text or one plain number, and never refers to another."
            faults.add("SCH012", what, value, why=why, hint="Put it in quotes if it is text.")
        else:
            found[name], places[name] = constant, position_of(key)
    return found, places


def filled(node: Node, variables: Variables, faults: Faults) -> Node:
    """The node with every reference replaced; nodes without one stay the same objects."""
    return _Filler(variables, faults).fill(node)


def constants(node: Node, path: str) -> Iterator[tuple[str, Constant]]:
    """Every text and number below a node by its dotted path; items of a list go by their ``name``."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from constants(value, f"{path}.{key.value}")
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            if name := name_of(item):
                yield from constants(item, f"{path}.{name}")
    elif (constant := _constant(node)) is not None:
        yield path, constant


def unused(places: Mapping[str, Position], used: set[str], what: str) -> Iterator[Diagnostic]:
    """A warning for each name that nothing refers to."""
    for name, place in places.items():
        if name not in used:
            hint = f"Take it out, or refer to it in a condition or a text: ${{{name}}}"
            yield Diagnostic(
                "SCH011",
                f"Nothing uses the {what} '{name}'.",
                place,
                "Changing it would change nothing.",
                hint,
                Severity.WARNING,
            )


def _constant(node: Node) -> Constant | None:
    if not isinstance(node, yaml.ScalarNode):
        return None
    if isinstance(node, Filled) and node.tag in (_INT, _FLOAT):
        return Constant(node.value, True)
    if node.tag in (_INT, _FLOAT) and _NUMBER.fullmatch(node.value):
        return Constant(str(node.value), True)
    if node.tag == _TEXT and not (REFERENCE.search(node.value)):
        return Constant(str(node.value), False)
    return None


@dataclass(slots=True)
class _Filler:
    variables: Variables
    faults: Faults
    done: dict[int, Node] = field(default_factory=dict)

    def fill(self, node: Node) -> Node:
        """Aliases are filled once: the same node stands in several places."""
        if id(node) not in self.done:
            self.done[id(node)] = self.fresh(node)
        return self.done[id(node)]

    def fresh(self, node: Node) -> Node:
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node) if node.tag == _TEXT and "${" in node.value else node
        is_mapping = isinstance(node, yaml.MappingNode)
        found = self.changed([value for _, value in node.value] if is_mapping else node.value)
        if not found:
            return node
        if is_mapping:
            pairs = [(key, found.get(at, value)) for at, (key, value) in enumerate(node.value)]
            return yaml.MappingNode(node.tag, pairs, node.start_mark, node.end_mark)
        items = [found.get(at, item) for at, item in enumerate(node.value)]
        return yaml.SequenceNode(node.tag, items, node.start_mark, node.end_mark)

    def changed(self, nodes: Iterable[Node]) -> dict[int, Node]:
        """What becomes of the nodes that do not stay the same, by their number."""
        return {
            at: new
            for at, node in enumerate(nodes)
            if (not isinstance(node, yaml.ScalarNode) or "${" in node.value) and (new := self.fill(node)) is not node
        }

    def scalar(self, node: yaml.ScalarNode) -> Node:
        text = str(node.value)
        whole = REFERENCE.fullmatch(text)
        parts: list[str] = []
        insertions: list[Insertion] = []
        end = 0
        is_sound = True
        for match in REFERENCE.finditer(text):
            constant = Constant("${", False) if match[0] == "$${" else self.constant(match, node)
            is_sound = is_sound and constant is not None
            put = constant.text if constant else ""
            parts += [text[end : match.start()], put]
            begin = sum(map(len, parts)) - len(put)
            insertions.append(Insertion(begin, begin + len(put), match.start(), match.end()))
            end = match.end()
            if whole and constant and constant.is_number:
                return Filled(node, put, Written(text, tuple(insertions)), tag=_FLOAT if "." in put else _INT)
        value = "".join((*parts, text[end:]))
        return Filled(node, value, Written(text, tuple(insertions)), is_sound=is_sound)

    def constant(self, match: re.Match[str], node: Node) -> Constant | None:
        name = (match[1] or "").strip()
        if not match[0].endswith("}") or not _NAME.fullmatch(name):
            why = "`${` begins the name of a variable."
            hint = "Write ${name}, or $${ for the characters themselves."
            self.faults.add("SCH013", f"'{match[0]}' names no variable.", node, why=why, hint=hint)
            return None
        self.variables.used.add(name)
        found = self.variables.known.get(name)
        if found is None and name not in self.faults.doubts:
            why = self.variables.refused.get(name, "")
            declare = "Declare it under `variables:`, or write $${ for the characters themselves."
            hint = "Write a multiple of 24 there." if why else did_you_mean(name, self.variables.known, declare)
            self.faults.add("SCH010", f"There is no variable '{name}'.", node, why=why, hint=hint)
        return found
