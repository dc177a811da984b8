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
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar, get_args, get_origin

import yaml

from dealspec.core.diagnostics import did_you_mean
from dealspec.schema.filled import Filled
from dealspec.schema.model import Expr, RecordType, ValidationRule, Value, humanised
from dealspec.schema.yaml_source import Faults, Node, kind_of, position_of

T = TypeVar("T")
MISSING: Any = object()
"""What a decoder answers after it has reported a fault."""

_Path = tuple[str, ...]
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_STR, _NULL, _BOOL, _EQUALS = (f"tag:yaml.org,2002:{name}" for name in ("str", "null", "bool", "value"))
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_OTHER_TAGS = (f"tag:yaml.org,2002:{name}" for name in ("map", "seq", "timestamp", "merge"))
_KNOWN_TAGS = frozenset((_STR, _NULL, _BOOL, _EQUALS, *_NUMBERS, *_OTHER_TAGS))
_PLAIN_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)")
"""What every reader of YAML, 1.1 or 1.2, takes for the same number."""
_LIKE_A_NUMBER = re.compile(
    r"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9_]+)(?:e[-+]?[0-9]+)?|[-+]?[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?"
    r"|[-+]?0[xob][0-9a-f_]+|[-+]?\.?(?:inf|nan)",
    re.IGNORECASE,
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DEEPEST_JSON = 40
_VENDOR_NAMED = (RecordType, ValidationRule)
"""Known by the vendor's own names, in whatever letter case."""


def decode(node: Node, hint: type[T], faults: Faults) -> T | None:
    """The value of type ``hint`` that a node says, without what had faults; None when nothing of it could be read.

    Every value's place is noted in ``faults.places`` under its dotted path (``gates.quote.require.0``), and in
    ``faults.doubts`` the names of what is left out.
    """
    value = _decode(node, hint, faults, ())
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
    if node.tag in _KNOWN_TAGS:
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
    if not isinstance(node, yaml.ScalarNode):
        faults.add("YML003", "A key must be plain text.", node)
        return None
    if node.tag == "tag:yaml.org,2002:merge":
        faults.add("YML004", "`<<` merges are not part of the language.", node, hint="Write the keys out.")
        return None
    if node.tag == _BOOL:
        faults.add(
            "YML005",
            f"YAML reads the key '{node.value}' as true or false.",
            node,
            hint=f'Put it in quotes: "{node.value}".',
        )
        return None
    return str(node.value)


def _decode(node: Node, hint: Any, faults: Faults, path: _Path, key_node: Node | None = None) -> Any:
    faults.places[".".join(path)] = position_of(node)
    if has_strange_tag(node, faults) or (isinstance(node, Filled) and not node.is_sound):
        return MISSING
    origin = get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        inner = next(arg for arg in get_args(hint) if arg is not type(None))
        return _decode(node, inner, faults, path)
    if origin is tuple:
        return _sequence(node, get_args(hint)[0], faults, path)
    if origin is not None and issubclass(origin, Mapping):
        inner = get_args(hint)[1]
        return _native(node, faults) if is_json(inner) else _mapping(node, inner, faults, path)
    if decoder := _SCALARS.get(hint):
        return decoder(node, faults)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return _choice(node, hint, faults)
    return _record(node, hint, faults, path, key_node)


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
    if node.tag == _NULL:
        return None
    if node.tag == _BOOL and node.value in ("true", "false"):
        return node.value == "true"
    if node.tag in _NUMBERS:
        value = _number(node, faults)
        return value if value is MISSING else int(value) if value == value.to_integral_value() else float(value)
    return _text(node, faults)


def _sequence(node: Node, hint: Any, faults: Faults, path: _Path) -> Any:
    if not isinstance(node, yaml.SequenceNode):
        faults.add(
            "SCH002", f"A list is expected here, not {kind_of(node)}.", node, hint="Write [a, b] or `- a` lines."
        )
        return MISSING
    items = []
    for index, item_node in enumerate(node.value):
        item = _decode(item_node, hint, faults, (*path, str(index)))
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


def _mapping(node: Node, hint: Any, faults: Faults, path: _Path) -> Any:
    result = {}
    for key, key_node, value_node in entries(node, faults):
        if dataclasses.is_dataclass(hint) and hint not in _VENDOR_NAMED and not _NAME.fullmatch(key):
            faults.add(
                "SCH005",
                f"'{key}' cannot be a name.",
                key_node,
                why="Names are lower-case letters, digits and underscores, and begin with a letter.",
                hint=f"For example '{_as_name(key)}'.",
            )
            faults.doubts.add(key)
        value = _decode(value_node, hint, faults, (*path, key), key_node)
        if value is MISSING:
            faults.doubts.add(key)
        else:
            result[key] = value
        faults.places[".".join((*path, key))] = position_of(key_node)
    return result


def _record(node: Node, hint: Any, faults: Faults, path: _Path, key_node: Node | None) -> Any:
    if shorthand := _SHORTHANDS.get(hint):
        value = shorthand(node, faults)
        if value is not None:
            return value
    fields = _fields_of(hint)
    given: dict[str, Any] = {"position": position_of(key_node or node)} if "position" in fields else {}
    if isinstance(key_node, yaml.ScalarNode) and "name" in fields:
        given["name"] = key_node.value
    known = [key for key in fields if key != "position" and key not in given]
    for key, key_node, value_node in entries(node, faults):
        if key not in known:
            faults.add("SCH001", f"Unknown key '{key}'.", key_node, hint=did_you_mean(key, known))
        elif value_node.tag == _NULL:
            _add_nothing(key, key_node, value_node, faults)
        elif (value := _decode(value_node, fields[key].type, faults, (*path, key))) is not MISSING:
            given[key] = value
        elif path:
            faults.doubts.add(path[-1])
    if not isinstance(node, yaml.MappingNode):
        return MISSING
    said = {key_node.value for key_node, _ in node.value if isinstance(key_node, yaml.ScalarNode)}
    absent = [key for key in known if fields[key].required and key not in given]
    for key in absent:
        if key not in said:
            faults.add("SCH004", f"'{key}' is missing.", node, hint=f"Add `{key}: ...`.")
    return MISSING if absent else hint(**given)


def _add_nothing(key: str, key_node: Node, value_node: Node, faults: Faults) -> None:
    word = value_node.value
    if not word:
        faults.add("SCH003", f"'{key}' has no value.", key_node, hint="Give it one, or leave the line out.")
        return
    hint = f'Leave the line out, or put it in quotes: "{word}".'
    faults.add("YML006", f"YAML reads {word} as nothing, so '{key}' has no value.", value_node, hint=hint)


@dataclasses.dataclass(frozen=True, slots=True)
class _FieldHint:
    type: Any
    required: bool


@functools.cache
def _fields_of(hint: type) -> dict[str, _FieldHint]:
    hints = typing.get_type_hints(hint)
    nothing = dataclasses.MISSING
    return {
        item.name: _FieldHint(hints[item.name], item.default is nothing and item.default_factory is nothing)
        for item in dataclasses.fields(hint)
    }


def _text(node: Node, faults: Faults) -> Any:
    if isinstance(node, yaml.ScalarNode) and (node.tag in (_STR, _EQUALS) or isinstance(node, Filled)):
        return str(node.value)
    if not isinstance(node, yaml.ScalarNode) or not node.value:
        faults.add("SCH002", f"Text is expected here, not {kind_of(node)}.", node)
    else:
        faults.add(
            "YML006",
            f"YAML reads {node.value} as {kind_of(node)}, but text is expected here.",
            node,
            hint=f'Put it in quotes: "{node.value}".',
        )
    return MISSING


def _number(node: Node, faults: Faults) -> Any:
    if isinstance(node, yaml.ScalarNode) and _LIKE_A_NUMBER.fullmatch(node.value) and _is_bare(node):
        if _PLAIN_NUMBER.fullmatch(node.value):
            return Decimal(node.value)
        faults.add(
            "YML007",
            f"{node.value} is a number that not every reader of YAML reads alike.",
            node,
            why="Leading zeros, underscores, colons, exponents and other bases mean different things to them.",
            hint="Write a plain decimal number, such as 1000 or 0.5.",
        )
        return MISSING
    faults.add("SCH002", f"A number is expected here, not {kind_of(node)}.", node, hint="Write a plain decimal number.")
    return MISSING


def _is_bare(node: yaml.ScalarNode) -> bool:
    return node.style not in ("'", '"', "|", ">")


def _integer(node: Node, faults: Faults) -> Any:
    value = _number(node, faults)
    if value is MISSING or value == value.to_integral_value():
        return value if value is MISSING else int(value)
    faults.add("SCH002", f"A whole number is expected here, not {node.value}.", node)
    return MISSING


def _date(node: Node, faults: Faults) -> Any:
    """A day, with or without quotes: YAML's own reading of it is the one that is meant."""
    if isinstance(node, yaml.ScalarNode) and _DAY.fullmatch(node.value):
        try:
            return date.fromisoformat(node.value)
        except ValueError:
            faults.add(
                "SCH002", f"There is no day {node.value}.", node, hint="Write year-month-day, such as 2026-12-25."
            )
            return MISSING
    what = f"A date is expected here, not {kind_of(node)}."
    faults.add("SCH002", what, node, hint="Write year-month-day, such as 2026-12-25.")
    return MISSING


def _boolean(node: Node, faults: Faults) -> Any:
    if isinstance(node, yaml.ScalarNode) and node.tag == _BOOL and node.value in ("true", "false"):
        return node.value == "true"
    faults.add("SCH002", f"true or false is expected here, not {kind_of(node)}.", node, hint="Write true or false.")
    return MISSING


def _choice(node: Node, hint: type[StrEnum], faults: Faults) -> Any:
    text = _text(node, faults)
    known = [member.value for member in hint]
    if text is MISSING or text in known:
        return text if text is MISSING else hint(text)
    faults.add("SCH006", f"'{text}' is not one of the choices here.", node, hint=did_you_mean(text, known))
    return MISSING


def _expression(node: Node, faults: Faults) -> Any:
    text = _text(node, faults)
    if text is MISSING:
        return MISSING
    place = position_of(node)
    # A quoted text begins after its quote; a block's text begins on the line below its `|` or `>`.
    quoted = getattr(node, "style", None) in ("'", '"')
    written = node.written if isinstance(node, Filled) else None
    return Expr(text, place.shifted(1) if quoted else place, written)


def _value(node: Node, faults: Faults) -> Value | None:
    """A picklist value may be given as its name alone."""
    if not isinstance(node, yaml.ScalarNode):
        return None
    text = _text(node, faults)
    return MISSING if text is MISSING else Value(text, humanised(text), position=position_of(node))


_SCALARS: dict[Any, Callable[[Node, Faults], Any]] = {
    str: _text,
    int: _integer,
    bool: _boolean,
    Decimal: _number,
    date: _date,
    Expr: _expression,
}
_SHORTHANDS: dict[Any, Callable[[Node, Faults], Any]] = {Value: _value}


def _as_name(text: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")
    return name if name[:1].isalpha() else f"f_{name}"
