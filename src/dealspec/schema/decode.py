"""From YAML nodes to the model's dataclasses, by their type hints. Reports every fault; raises nothing.

A dataclass is read from a mapping: its fields are the keys, and one without default is mandatory. The ``name`` of an
entry in ``Mapping[str, X]`` comes from its key, ``position`` from the node. An unknown key is a fault, with the nearest
known one as hint.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import types
import typing
from collections.abc import Callable, Hashable, Mapping
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_origin

import yaml

from dealspec.core.diagnostics import did_you_mean
from dealspec.schema.filled import Filled
from dealspec.schema.model import RecordType, ValidationRule, Value, humanised
from dealspec.schema.scalars import MISSING, SCALARS, number, text
from dealspec.schema.yaml_source import BOOL, NULL, NUMBERS, TAGS, TEXT, Faults, Node, Path, kind_of, position_of

T = TypeVar("T")

_Reader = Callable[[Node, Faults, Path, Node | None], Any]
"""Makes a value of one type from a node, its path and, for an entry of a mapping of names, the node of its key."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_DEEPEST_JSON = 40
_VENDOR_NAMED = (RecordType, ValidationRule)
"""Known by the vendor's own names, in whatever letter case."""


def decode(node: Node, hint: type[T], faults: Faults) -> T | None:
    """The value of type ``hint`` that a node says, without what had faults; None when nothing of it could be read.

    Every value's place is noted in ``faults.places`` under its path (``("gates", "quote", "require", "0")``), and in
    ``faults.doubts`` the names of what is left out.
    """
    value = _decode(node, _reader(typing.cast(Hashable, hint)), faults, ())
    return None if value is MISSING else value


def entries(node: Node, faults: Faults) -> list[tuple[str, Node, Node]]:
    """A mapping's entries as (key, key node, value node); other nodes and repeated keys are faults."""
    if not isinstance(node, yaml.MappingNode):
        faults.add(
            "SCH002", f"A mapping is expected here, not {kind_of(node)}.", node, hint="Write `key: value` lines."
        )
        return []
    seen: dict[str, Node] = {}
    result = []
    for key_node, value_node in node.value:
        key = _key(key_node, faults)
        if key is None:
            continue
        if key in seen:
            faults.add(
                "YML002",
                f"The key '{key}' stands twice.",
                key_node,
                why=f"It is already given at {position_of(seen[key])}, and YAML would silently keep only the last.",
                hint="Keep one of the two.",
            )
            continue
        seen[key] = key_node
        result.append((key, key_node, value_node))
    return result


def has_strange_tag(node: Node, faults: Faults) -> bool:
    """Whether a node has a tag such as ``!!python/object``, which is then a fault."""
    if node.tag in TAGS:
        return False
    tag = node.tag.replace("tag:yaml.org,2002:", "!!")
    faults.add(
        "YML011",
        f"Tags such as '{tag}' are not part of the language.",
        node,
        hint="Take it out; quotes make text of anything.",
    )
    return True


def _key(node: Node, faults: Faults) -> str | None:
    if node.tag == TEXT and isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if not isinstance(node, yaml.ScalarNode):
        faults.add("YML003", "A key must be plain text.", node)
        return None
    if node.tag == "tag:yaml.org,2002:merge":
        faults.add("YML004", "`<<` merges are not part of the language.", node, hint="Write the keys out.")
        return None
    if node.tag == BOOL:
        faults.add(
            "YML005",
            f"YAML reads the key '{node.value}' as true or false.",
            node,
            hint=f'Put it in quotes: "{node.value}".',
        )
        return None
    return str(node.value)


def _decode(node: Node, read: _Reader, faults: Faults, path: Path, key_node: Node | None = None) -> Any:
    faults.places.marks[path] = node.start_mark
    if node.tag not in TAGS and has_strange_tag(node, faults):
        return MISSING
    if isinstance(node, Filled) and not node.is_sound:
        return MISSING
    return read(node, faults, path, key_node)


@functools.cache
def _reader(hint: Hashable) -> _Reader:
    """What reads a type; worked out once, since a schema has thousands of values and few types."""
    origin = get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _reader(next(arg for arg in get_args(hint) if arg is not type(None)))
    if origin is tuple:
        item = _reader(get_args(hint)[0])
        return lambda node, faults, path, _: _sequence(node, item, faults, path)
    if origin is not None and issubclass(origin, Mapping):
        inner = get_args(hint)[1]
        if is_json(inner):
            return lambda node, faults, _path, _key: _native(node, faults)
        named = dataclasses.is_dataclass(inner) and inner not in _VENDOR_NAMED
        value = _reader(inner)
        return lambda node, faults, path, _: _mapping(node, value, named, faults, path)
    if scalar := SCALARS.get(hint):
        return lambda node, faults, _path, _key: scalar(node, faults)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        members = {member.value: member for member in hint}
        return lambda node, faults, _path, _key: _choice(node, members, faults)
    if hint is Value:
        return _value
    return functools.partial(_record, _plan(hint))


@functools.cache
def is_json(hint: Any) -> bool:
    """Whether a hint is ``Json``. It refers to itself, so that its resolved forms are not equal to each other."""
    return get_origin(hint) in (types.UnionType, typing.Union) and {bool, str} <= set(get_args(hint))


def _native(node: Node, faults: Faults) -> Any:
    """A vendor's own keys."""
    if isinstance(node, yaml.MappingNode):
        return _json(node, faults)
    entries(node, faults)
    return MISSING


def _json(node: Node, faults: Faults, depth: int = 0) -> Any:
    """What a vendor says, taken as it is: mappings, lists, text, numbers, true and false."""
    if has_strange_tag(node, faults):
        return MISSING
    if depth > _DEEPEST_JSON:
        faults.add("SCH009", f"This is nested more than {_DEEPEST_JSON} levels deep.", node)
        return MISSING
    if isinstance(node, yaml.MappingNode):
        return {key: _json(value, faults, depth + 1) for key, _, value in entries(node, faults)}
    if isinstance(node, yaml.SequenceNode):
        return [_json(item, faults, depth + 1) for item in node.value]
    if node.tag == NULL:
        return None
    if node.tag == BOOL and node.value in ("true", "false"):
        return node.value == "true"
    if node.tag in NUMBERS:
        value = number(node, faults)
        return value if value is MISSING else int(value) if value == value.to_integral_value() else float(value)
    return text(node, faults)


def _sequence(node: Node, read: _Reader, faults: Faults, path: Path) -> Any:
    if not isinstance(node, yaml.SequenceNode):
        faults.add("SCH002", f"A list is expected here, not {kind_of(node)}.", node, hint=_as_list(node))
        return MISSING
    items = []
    for index, item_node in enumerate(node.value):
        item = _decode(item_node, read, faults, (*path, str(index)))
        if item is MISSING:
            faults.doubts.update({*path[1:2], *_names(item_node)})
        else:
            items.append(item)
    return tuple(items)


def _names(node: Node) -> list[str]:
    """The names a node may have wanted to declare: itself, or its ``name``."""
    if isinstance(node, yaml.MappingNode):
        return [value.value for key, value in node.value if key.value == "name" and isinstance(value, yaml.ScalarNode)]
    return [str(node.value)] if isinstance(node, yaml.ScalarNode) else []


def _mapping(node: Node, read: _Reader, are_named: bool, faults: Faults, path: Path) -> Any:
    result = {}
    for key, key_node, value_node in entries(node, faults):
        if are_named and not _NAME.fullmatch(key):
            faults.add(
                "SCH005",
                f"'{key}' cannot be a name.",
                key_node,
                why="Names are lower-case letters, digits and underscores, and begin with a letter.",
                hint=f"For example '{_as_name(key)}'.",
            )
            faults.doubts |= {key, _as_name(key)}
        place = (*path, key)
        value = _decode(value_node, read, faults, place, key_node)
        if value is MISSING:
            faults.doubts.add(key)
        else:
            result[key] = value
        faults.places.marks[place] = key_node.start_mark
    return result


@dataclasses.dataclass(frozen=True, slots=True)
class _Plan:
    """How a dataclass is read: what reads each of its keys, those it must have, and what comes from its place."""

    make: type
    readers: Mapping[str, _Reader]
    required: tuple[str, ...]
    has_name: bool
    has_position: bool
    nameless: Mapping[str, _Reader]
    """The readers without that of the name, which an entry has from its key."""


@functools.cache
def _plan(hint: type) -> _Plan:
    hints = typing.get_type_hints(hint)
    nothing = dataclasses.MISSING
    fields = dataclasses.fields(hint)
    readers = {item.name: _reader(hints[item.name]) for item in fields if item.name != "position"}
    required = [item.name for item in fields if item.default is nothing and item.default_factory is nothing]
    nameless = {key: read for key, read in readers.items() if key != "name"}
    return _Plan(hint, readers, tuple(required), "name" in hints, "position" in hints, nameless)


def _record(plan: _Plan, node: Node, faults: Faults, path: Path, key_node: Node | None) -> Any:
    given: dict[str, Any] = {"position": position_of(key_node or node)} if plan.has_position else {}
    readers = plan.readers
    if plan.has_name and isinstance(key_node, yaml.ScalarNode):
        given["name"] = key_node.value
        readers = plan.nameless
    for key, key_node, value_node in entries(node, faults):
        read = readers.get(key)
        if read is None:
            faults.add("SCH001", f"Unknown key '{key}'.", key_node, hint=did_you_mean(key, readers))
        elif value_node.tag == NULL:
            _add_nothing(key, key_node, value_node, faults)
        elif (value := _decode(value_node, read, faults, (*path, key))) is not MISSING:
            given[key] = value
        elif path:
            faults.doubts.add(path[-1])
    if not isinstance(node, yaml.MappingNode):
        return MISSING
    absent = [key for key in plan.required if key not in given]
    return _lacking(node, absent, faults) if absent else plan.make(**given)


def _lacking(node: yaml.MappingNode, absent: list[str], faults: Faults) -> Any:
    said = {key_node.value for key_node, _ in node.value if isinstance(key_node, yaml.ScalarNode)}
    for key in absent:
        if key not in said:
            faults.add("SCH004", f"'{key}' is missing.", node, hint=f"Add `{key}: ...`.")
    return MISSING


def _add_nothing(key: str, key_node: Node, value_node: Node, faults: Faults) -> None:
    word = value_node.value
    if not word:
        faults.add("SCH003", f"'{key}' has no value.", key_node, hint="Give it one, or leave the line out.")
        return
    hint = f'Leave the line out, or put it in quotes: "{word}".'
    faults.add("YML006", f"YAML reads {word} as nothing, so '{key}' has no value.", value_node, hint=hint)


def _choice(node: Node, members: Mapping[str, StrEnum], faults: Faults) -> Any:
    said = text(node, faults)
    if said is MISSING or said in members:
        return said if said is MISSING else members[said]
    faults.add("SCH006", f"'{said}' is not one of the choices here.", node, hint=did_you_mean(said, members))
    return MISSING


def _value(node: Node, faults: Faults, path: Path, key_node: Node | None) -> Any:
    """A picklist value may be given as its name alone."""
    if not isinstance(node, yaml.ScalarNode):
        return _record(_plan(Value), node, faults, path, key_node)
    name = text(node, faults)
    return MISSING if name is MISSING else Value(name, humanised(name), position=position_of(node))


def _as_list(node: Node) -> str:
    plain = isinstance(node, yaml.ScalarNode) and re.fullmatch(r"[A-Za-z_][\w ]*", node.value)
    return f"Write [{node.value}]." if plain else "Write [a, b] or `- a` lines."


def _as_name(text: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return name if name[:1].isalpha() else f"f_{name}"
