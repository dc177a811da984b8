"""The one tree of nodes that several schema files make together. The same thing in two of them is a fault."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import yaml

from dealspec.core.diagnostics import did_you_mean
from dealspec.schema.decode import entries, has_strange_tag
from dealspec.schema.yaml_source import Faults, Node, position_of


class Merged:
    """The mapping that all files make; keys are found by name, however many there are.

    ``depths`` says how many levels of keys may be spread over files, by section; ``ours`` are sections that somebody
    else reads.
    """

    def __init__(self, faults: Faults, depths: Mapping[str, int], ours: Collection[str] = ()) -> None:
        self.root = yaml.MappingNode("tag:yaml.org,2002:map", [])
        self._faults = faults
        self._depths = depths
        self._ours = ours
        self._known: dict[int, dict[str, tuple[Node, Node]]] = {id(self.root): {}}

    def add_file(self, root: Node) -> None:
        """One more file's sections."""
        if has_strange_tag(root, self._faults):
            return
        for section, key_node, value_node in entries(root, self._faults):
            if section in self._depths:
                self._add(self.root, section, key_node, value_node, self._depths[section])
            elif section not in self._ours:
                hint = did_you_mean(section, [*self._depths, *self._ours])
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
