"""Lays one target's file over the schema: its keys replace or add, ``omit`` takes away, ``names`` maps to what exists.

Works on nodes, before anything is typed, so that every value keeps the place in the file it was written in. The base's
nodes are never changed: what differs is built anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

import yaml

from dealspec.core.diagnostics import did_you_mean
from dealspec.schema.decode import entries
from dealspec.schema.model import humanised
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS
from dealspec.schema.yaml_source import Faults, Node, kind_of, name_of

NAMES, OMIT = "names", "omit"

Path = tuple[str, ...]
_TEXT, _MAP = "tag:yaml.org,2002:str", "tag:yaml.org,2002:map"
_OF_OBJECT = ("fields", "groups", "record_types", "validation_rules", "matching_rules", "duplicate_rules")
_ADDRESSED = ("objects", "pipelines", "gates", "rules", "value_sets", "calendars")


def laid_over(base: Node, over: Node, faults: Faults) -> Node:
    """The base with what the other says: mappings key by key, a list by its items' names, anything else replaced."""
    if not isinstance(over, yaml.MappingNode):
        return over
    if isinstance(base, yaml.SequenceNode) and base.value and all(name_of(item) for item in base.value):
        return _patched(base, over, faults)
    if not isinstance(base, yaml.MappingNode):
        return over
    said = {key: (key_node, value) for key, key_node, value in entries(over, faults)}
    pairs = []
    for key_node, value in base.value:
        found = said.pop(key_node.value, None)
        pairs.append((key_node, laid_over(value, found[1], faults) if found else value))
    return yaml.MappingNode(base.tag, [*pairs, *said.values()], base.start_mark, base.end_mark)


def without(root: Node, omitted: Node, faults: Faults) -> Node:
    """The schema without what a list of addresses names; globs stand for one step of an address each."""
    if not isinstance(omitted, yaml.SequenceNode):
        hint = "Write `- fields.opportunity.partner_motion` lines."
        faults.add("SCH002", f"A list is expected here, not {kind_of(omitted)}.", omitted, hint=hint)
        return root
    for item in omitted.value:
        if not isinstance(item, yaml.ScalarNode):
            faults.add("SCH002", f"Text is expected here, not {kind_of(item)}.", item)
            continue
        smaller = _without(root, _path(item.value))
        if smaller is root:
            _add_unknown(item, root, faults)
        root = smaller
    return root


def renamed(root: Node, names: Node, crm: str, faults: Faults) -> Node:
    """The schema with the names that things already have in one CRM, by address."""
    for address, key_node, value in entries(names, faults):
        path = _path(address)
        if not _exists(root, path):
            _add_unknown(key_node, root, faults)
        elif slot := _slot(path, crm):
            root = laid_over(root, _nested((*path, *slot), value, key_node), faults)
        else:
            what = f"'{address}' cannot be given a name of its own in {crm}."
            faults.add("SCH018", what, key_node, why=_WHY_NOT, hint="Leave the line out.")
    return root


_WHY_NOT = (
    "A name can be given to a field, a stage, a pipeline (in HubSpot its id, in Salesforce its record type), an object"
    " of your own, and in Salesforce to a value set, a record type, a matching rule or a duplicate rule."
)


def _slot(path: Path, crm: str) -> Path | None:
    """Where the model keeps the name that a thing has in a CRM."""
    match path:
        case ("objects", name) if name not in BUILT_IN_OBJECTS:
            return (crm, "name")
        case ("objects", _, "fields", _):
            return (crm, "name")
        case ("pipelines", _, "stages", _):
            return ("value",)
        case ("pipelines", _) if crm == "hubspot":
            return (crm, "id")
        case (
            ("pipelines", _)
            | ("value_sets", _)
            | ("objects", _, "record_types" | "matching_rules" | "duplicate_rules", _)
        ) if crm == "salesforce":
            return (crm, "name")
    return None


def _patched(base: yaml.SequenceNode, over: yaml.MappingNode, faults: Faults) -> Node:
    """A list whose items are named, with what a mapping says of some of them."""
    said = {key: (key_node, value) for key, key_node, value in entries(over, faults)}
    names = [str(name_of(item)) for item in base.value]
    items = []
    for name, item in zip(names, base.value, strict=True):
        found = said.pop(name, None)
        items.append(laid_over(_opened(item), found[1], faults) if found else item)
    for name, (key_node, _) in said.items():
        hint = did_you_mean(name, names, "To add one, write the whole list.")
        faults.add("SCH019", f"There is no '{name}' in this list.", key_node, why=_WHOLE_LIST, hint=hint)
    return yaml.SequenceNode(base.tag, items, base.start_mark, base.end_mark)


_WHOLE_LIST = "A mapping over a list changes the items of those names; the order of a list is said by a list alone."


def _opened(item: Node) -> Node:
    """A value that is given as its name alone, as the mapping it stands for."""
    if not isinstance(item, yaml.ScalarNode):
        return item
    pairs = [(_text("name", item), item), (_text("label", item), _text(humanised(str(item.value)), item))]
    return yaml.MappingNode(_MAP, pairs, item.start_mark, item.end_mark)


def _text(text: str, at: Node) -> yaml.ScalarNode:
    return yaml.ScalarNode(_TEXT, text, at.start_mark, at.end_mark)


def _nested(path: Path, value: Node, at: Node) -> Node:
    for key in reversed(path):
        value = yaml.MappingNode(_MAP, [(_text(key, at), value)], at.start_mark, at.end_mark)
    return value


def _path(address: str) -> Path:
    head, *rest = address.split(".")
    return ("objects", rest[0], head, *rest[1:]) if head in _OF_OBJECT and rest else (head, *rest)


def _children(node: Node) -> list[tuple[str, Node]]:
    if isinstance(node, yaml.MappingNode):
        return [(str(key.value), value) for key, value in node.value]
    return [(name_of(item) or "", item) for item in node.value] if isinstance(node, yaml.SequenceNode) else []


def _exists(node: Node, path: Path) -> bool:
    if not path:
        return True
    return any(name == path[0] and _exists(child, path[1:]) for name, child in _children(node))


def _without(node: Node, path: Path) -> Node:
    """The node without what a path of globs leads to; the same node where it leads nowhere."""
    if not isinstance(node, yaml.MappingNode | yaml.SequenceNode):
        return node
    is_mapping = isinstance(node, yaml.MappingNode)
    kept = []
    for entry, (name, child) in zip(node.value, _children(node), strict=True):
        if not fnmatchcase(name, path[0]):
            kept.append(entry)
        elif len(path) > 1:
            smaller = _without(child, path[1:])
            unchanged = smaller is child
            kept.append(entry if unchanged else (entry[0], smaller) if is_mapping else smaller)
    if len(kept) == len(node.value) and all(new is old for new, old in zip(kept, node.value, strict=True)):
        return node
    return type(node)(node.tag, kept, node.start_mark, node.end_mark)


def _add_unknown(item: Node, root: Node, faults: Faults) -> None:
    why = "An address leads to something that the schema declares."
    hint = did_you_mean(str(item.value), _addresses(root))
    faults.add("SCH016", f"Nothing has the address '{item.value}'.", item, why=why, hint=hint)


def _addresses(root: Node) -> Iterator[str]:
    sections = dict(_children(root))
    for section in _ADDRESSED:
        for name, node in _children(sections[section]) if section in sections else ():
            yield f"{section}.{name}"
            for kind, members in _children(node):
                yield from _members(section, name, kind, [member for member, _ in _children(members)])


def _members(section: str, name: str, kind: str, members: Sequence[str]) -> Iterator[str]:
    if section == "objects" and kind in _OF_OBJECT:
        yield from (f"{kind}.{name}.{member}" for member in members)
    elif section == "pipelines" and kind == "stages":
        yield from (f"pipelines.{name}.stages.{member}" for member in members)
