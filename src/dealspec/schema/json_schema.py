"""The JSON Schema (draft 2020-12) of schema files and of ``dealspec.yaml``, by the same type hints as ``decode``.

It says what may stand where, for editors: completion, descriptions, underlined slips. What the loader asks beyond that
(YAML traps, names that exist, conditions) is not in it; what it refuses, the loader refuses too.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import types
import typing
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from importlib import resources
from typing import Any, get_args, get_origin

from dealspec.schema.decode import is_json
from dealspec.schema.descriptions import DESCRIPTIONS
from dealspec.schema.model import Expr, RecordType, Schema, ValidationRule, Value
from dealspec.schema.project import Project

KINDS: Mapping[str, type] = {"schema": Schema, "project": Project}
"""The kinds of file, and what each is read into."""

_TITLES = {"schema": "A schema file of dealspec", "project": "dealspec.yaml"}
_NAME = "^[a-z][a-z0-9_]*$"
_VARIABLE = r"^\$\{[a-z][a-z0-9_.]*\}$"
"""What may stand for a number."""
_SCALARS: Mapping[Any, str] = {
    str: "string",
    Expr: "string",
    int: "integer",
    Decimal: "number",
    bool: "boolean",
    date: "string",
}
_OF_FILES: Mapping[str, Any] = {
    "variables": {
        "description": "Texts and numbers by name; `${name}` stands for them in any value.",
        "type": "object",
        "propertyNames": {"pattern": _NAME},
        "additionalProperties": {"type": ["string", "number"]},
    },
    "include": {
        "description": "Schema files outside the folder that belong to it, by their paths from this file.",
        "type": "array",
        "items": {"type": "string", "pattern": "\\.ya?ml$"},
    },
}
"""What a schema file says of itself, and what is read goes by."""
_VENDOR_NAMED = (RecordType, ValidationRule)
_NUMBERS_TOO = ("TargetConfig.org_id", "TargetConfig.portal_id")
"""Identifiers that may be written without quotes."""


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of file, made from the model as it is now. Raises ``KeyError`` for no such kind."""
    root = KINDS[kind]
    definitions: dict[str, Any] = {}
    body = _record(root, definitions, named=False)
    if root is Schema:
        body["properties"] |= _OF_FILES
    # A schema file may hold comments alone.
    body["type"] = ["object", "null"] if root is Schema else "object"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:dealspec:file:{kind}",
        "title": _TITLES[kind],
        **body,
        "$defs": dict(sorted(definitions.items())),
    }


def text_of(kind: str) -> str:
    """``json_schema`` as the text of its file."""
    return json.dumps(json_schema(kind), ensure_ascii=False, indent=2) + "\n"


def shipped(kind: str) -> str:
    """The file that comes with this version of dealspec. Raises ``FileNotFoundError`` for no such kind."""
    folder = resources.files("dealspec.schema").joinpath("json")
    return folder.joinpath(f"{kind}.schema.json").read_text(encoding="utf-8")


def _form(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    origin = get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _form(next(arg for arg in get_args(hint) if arg is not type(None)), definitions)
    if origin is tuple:
        return {"type": "array", "items": _form(get_args(hint)[0], definitions)}
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(get_args(hint)[1], definitions)
    if hint in (int, Decimal):
        return {"type": [_SCALARS[hint], "string"], "pattern": _VARIABLE}
    if hint in _SCALARS:
        return {"type": _SCALARS[hint]}
    if issubclass(hint, StrEnum):
        return {"enum": [member.value for member in hint]}
    if hint is Value:
        return {"anyOf": [{"type": "string"}, _reference(hint, definitions, named=False)]}
    return _reference(hint, definitions, named=False)


def _mapping(hint: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    if is_json(hint):
        return {"type": "object"}
    if not dataclasses.is_dataclass(hint):
        return {"type": "object", "additionalProperties": _form(hint, definitions)}
    assert isinstance(hint, type)
    names = {} if hint in _VENDOR_NAMED else {"propertyNames": {"pattern": _NAME}}
    return {"type": "object", **names, "additionalProperties": _reference(hint, definitions, named=True)}


def _reference(hint: type, definitions: dict[str, Any], *, named: bool) -> dict[str, Any]:
    """A pointer to a class's own definition, which is written the first time that it is pointed to."""
    if hint.__name__ not in definitions:
        definitions[hint.__name__] = {}
        definitions[hint.__name__] = _record(hint, definitions, named=named)
    return {"$ref": f"#/$defs/{hint.__name__}"}


def _record(hint: type, definitions: dict[str, Any], *, named: bool) -> dict[str, Any]:
    """A class's keys; a ``named`` one has its name from the key that it stands under."""
    hints = typing.get_type_hints(hint)
    # What does not count in comparisons is noted by the loader, never written by a user.
    keys = [item for item in dataclasses.fields(hint) if item.compare and not (named and item.name == "name")]
    required = [item.name for item in keys if _is_mandatory(item)]
    properties = {item.name: _property(hint, item, _form(hints[item.name], definitions)) for item in keys}
    first_paragraph = inspect.cleandoc(hint.__doc__ or "").split("\n\n")[0]
    return {
        "description": " ".join(first_paragraph.replace("``", "`").split()),
        "type": "object",
        **({"required": required} if required else {}),
        "properties": properties,
        "additionalProperties": False,
    }


def _property(hint: type, item: dataclasses.Field[Any], form: dict[str, Any]) -> dict[str, Any]:
    key = f"{hint.__name__}.{item.name}"
    if key in _NUMBERS_TOO:
        form = {"type": ["string", "integer"]}
    default = item.default
    said = {"default": default} if isinstance(default, str | bool) else {}
    words = DESCRIPTIONS.get(key) or DESCRIPTIONS.get(item.name)
    return {**({"description": words} if words else {}), **form, **said}


def _is_mandatory(item: dataclasses.Field[Any]) -> bool:
    return item.default is dataclasses.MISSING and item.default_factory is dataclasses.MISSING
