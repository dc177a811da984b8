"""Schema files to a ``Schema``: all faults of all files at once. Takes text and names; opens nothing.

Files merge: an object may be extended in several, but the same thing declared twice is a fault that names both places.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import yaml

from dealspec.core.diagnostics import Diagnostic, did_you_mean, ordered
from dealspec.schema.decode import decode, entries, has_strange_tag
from dealspec.schema.model import Schema
from dealspec.schema.yaml_source import Faults, Node, compose, position_of

_SECTIONS = tuple(item.name for item in dataclasses.fields(Schema) if item.compare)
_MERGE_DEPTH = {section: 4 if section == "objects" else 2 for section in _SECTIONS}
"""How many levels of keys may be spread over files: ``objects.<object>.fields.<field>``, ``gates.<gate>``."""

_DECLARED = re.compile(r"^\s*(?:- *)?(?:\{ *)?(?:name: *)?([a-z][a-z0-9_]*)", re.MULTILINE)
"""What may be a name in a file that YAML itself cannot read."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file's name, as diagnostics show it, and its text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read: the schema without its faulty parts, every fault, and the names of what is left out."""

    schema: Schema
    faults: tuple[Diagnostic, ...]
    doubts: frozenset[str]


def load(files: Iterable[SourceFile]) -> tuple[Schema | None, tuple[Diagnostic, ...]]:
    """The schema that the files declare together, and every fault; no schema when there is one."""
    reading = read(files)
    return (None if reading.faults else reading.schema), reading.faults


def read(files: Iterable[SourceFile]) -> Reading:
    """As much of the schema as can be read, so that its other faults can be told in the same run."""
    faults = Faults()
    merged = _Merged(faults)
    for file in sorted(files, key=lambda file: file.name):
        root = compose(file.text, file.name, faults)
        if root is not None:
            merged.add_file(root)
        elif any(fault.position and fault.position.file == file.name for fault in faults.found):
            faults.doubts.update(_DECLARED.findall(file.text))
    schema = decode(merged.root, Schema, faults) or Schema()
    return Reading(replace(schema, places=faults.places), ordered(faults.found), frozenset(faults.doubts))


class _Merged:
    """The mapping that all files make together; keys are found by name, however many there are."""

    def __init__(self, faults: Faults) -> None:
        self.root = yaml.MappingNode("tag:yaml.org,2002:map", [])
        self._faults = faults
        self._known: dict[int, dict[str, tuple[Node, Node]]] = {id(self.root): {}}

    def add_file(self, root: Node) -> None:
        """One more file's sections."""
        if has_strange_tag(root, self._faults):
            return
        for section, key_node, value_node in entries(root, self._faults):
            if section in _SECTIONS:
                self._add(self.root, section, key_node, value_node, _MERGE_DEPTH[section])
            else:
                hint = did_you_mean(section, _SECTIONS)
                self._faults.add("SCH001", f"Unknown key '{section}'.", key_node, hint=hint)

    def _add(self, into: yaml.MappingNode, key: str, key_node: Node, value_node: Node, depth: int) -> None:
        known = self._known[id(into)]
        mergeable = depth > 1 and isinstance(value_node, yaml.MappingNode)
        if key not in known:
            known[key] = (key_node, self._opened(value_node) if mergeable else value_node)
            into.value.append(known[key])
        existing_key, existing = known[key]
        if mergeable and isinstance(existing, yaml.MappingNode):
            for child, child_key, child_value in entries(value_node, self._faults):
                self._add(existing, child, child_key, child_value, depth - 1)
        elif existing is not value_node:
            self._faults.add(
                "SCH007",
                f"'{key}' is declared twice.",
                key_node,
                why=f"It is already declared at {position_of(existing_key)}.",
                hint="Keep one of the two, or give one another name.",
            )

    def _opened(self, node: Node) -> yaml.MappingNode:
        """An empty mapping in the node's place, for its entries and those of other files."""
        fresh = yaml.MappingNode(node.tag, [], node.start_mark, node.end_mark)
        self._known[id(fresh)] = {}
        return fresh
