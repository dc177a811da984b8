"""Schema files to a ``Schema``: all faults of all files at once. Takes text and names; opens nothing.

Files merge: an object may be extended in several, but the same thing declared twice is a fault that names both places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import yaml

from dealspec.core.diagnostics import Diagnostic, did_you_mean, ordered
from dealspec.schema.decode import decode, entries
from dealspec.schema.model import Schema
from dealspec.schema.yaml_source import Faults, Node, compose, position_of

_SECTIONS = ("objects", "pipelines", "gates", "rules")


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
    merged = yaml.MappingNode("tag:yaml.org,2002:map", [])
    for file in sorted(files, key=lambda file: file.name):
        root = compose(file.text.removeprefix("\ufeff"), file.name, faults)
        if root is not None:
            _merge_file(merged, root, faults)
        elif any(fault.position and fault.position.file == file.name for fault in faults.found):
            faults.doubts.update(_DECLARED.findall(file.text))
    schema = decode(merged, Schema, faults) or Schema()
    return Reading(replace(schema, places=faults.places), ordered(faults.found), frozenset(faults.doubts))


def _merge_file(merged: yaml.MappingNode, root: Node, faults: Faults) -> None:
    for section, key_node, value_node in entries(root, faults):
        if section not in _SECTIONS:
            hint = did_you_mean(section, _SECTIONS)
            faults.add("SCH001", f"Unknown key '{section}'.", key_node, hint=hint)
            continue
        _merge_entry(merged, section, key_node, value_node, faults, depth=_MERGE_DEPTH[section])


_MERGE_DEPTH = {"objects": 4, "pipelines": 2, "gates": 2, "rules": 2}
"""How many levels of keys may be spread over files: ``objects.<object>.fields.<field>``, ``gates.<gate>``."""


def _merge_entry(
    into: yaml.MappingNode, key: str, key_node: Node, value_node: Node, faults: Faults, *, depth: int
) -> None:
    existing = next((pair for pair in into.value if pair[0].value == key), None)
    mergeable = depth > 1 and isinstance(value_node, yaml.MappingNode)
    if existing is None:
        fresh = yaml.MappingNode(value_node.tag, [], value_node.start_mark, value_node.end_mark) if mergeable else None
        into.value.append((key_node, fresh or value_node))
        if fresh is None:
            return
        existing = into.value[-1]
    if not (mergeable and isinstance(existing[1], yaml.MappingNode)):
        faults.add(
            "SCH007",
            f"'{key}' is declared twice.",
            key_node,
            why=f"It is already declared at {position_of(existing[0])}.",
            hint="Keep one of the two, or give one another name.",
        )
        return
    for child, child_key, child_value in entries(value_node, faults):
        _merge_entry(existing[1], child, child_key, child_value, faults, depth=depth - 1)
