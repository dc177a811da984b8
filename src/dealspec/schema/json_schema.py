"""The JSON Schema (draft 2020-12) of schema files, overlays and ``dealspec.yaml``, by the type hints of ``decode``.

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

from dealspec.schema import overlay
from dealspec.schema.decode import is_json
from dealspec.schema.descriptions import DESCRIPTIONS
from dealspec.schema.model import Expr, RecordType, Schema, ValidationRule, Value
from dealspec.schema.project import Project

KINDS: Mapping[str, type] = {"schema": Schema, "overlay": Schema, "project": Project}
"""The kinds of file, and what each is read into."""

_TITLES = {"schema": "A schema file of dealspec", "overlay": "An overlay of dealspec", "project": "dealspec.yaml"}
_NAME = "^[a-z][a-z0-9_]*$"
_VARIABLE = r"^\$\{ *[a-z][a-z0-9_.]* *\}$"
"""What may stand for a number, or for true or false."""
_WITH_VARIABLE = r"\$\{"
"""What may stand for a choice, which a variable may also be a part of."""
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
_OF_OVERLAYS: Mapping[str, Any] = {
    overlay.OMIT: {
        "description": "What this target does not have, by address; `*` stands for any text within one step of it.",
        "type": "array",
        "items": {"type": "string"},
    },
    overlay.NAMES: {
        "description": "What a thing is called in this target already, by its address.",
        "type": "object",
        "additionalProperties": {"type": "string"},
    },
}
"""What an overlay alone can say."""
_VENDOR_NAMED = (RecordType, ValidationRule)
_NUMBERS_TOO = ("TargetConfig.org_id", "TargetConfig.portal_id")
"""Identifiers that may be written without quotes."""


def json_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema of a kind of file, made from the model as it is now. Raises ``KeyError`` for no such kind."""
    root = KINDS[kind]
    forms = _Forms(takes_variables=root is Schema)
    body = forms.record(root, is_named=False, is_change=kind == "overlay")
    if root is Schema:
        body["properties"] |= {**_OF_FILES, **(_OF_OVERLAYS if kind == "overlay" else {})}
    # A schema file may hold comments alone.
    body["type"] = ["object", "null"] if root is Schema else "object"
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:dealspec:file:{kind}",
        "title": _TITLES[kind],
        **body,
        "$defs": dict(sorted(forms.definitions.items())),
    }


def text_of(kind: str) -> str:
    """``json_schema`` as the text of its file."""
    return json.dumps(json_schema(kind), ensure_ascii=False, indent=2) + "\n"


def shipped(kind: str) -> str:
    """The file that comes with this version of dealspec. Raises ``FileNotFoundError`` for no such kind."""
    folder = resources.files("dealspec.schema").joinpath("json")
    return folder.joinpath(f"{kind}.schema.json").read_text(encoding="utf-8")


@dataclasses.dataclass(slots=True)
class _Forms:
    """Makes the forms of hints, and collects those of classes. A change says only some keys of what it changes."""

    takes_variables: bool
    definitions: dict[str, Any] = dataclasses.field(default_factory=dict)

    def form(self, hint: Any, *, is_change: bool) -> dict[str, Any]:
        origin = get_origin(hint)
        if origin in (types.UnionType, typing.Union):
            return self.form(next(arg for arg in get_args(hint) if arg is not type(None)), is_change=is_change)
        if origin is tuple:
            return self.list_of(get_args(hint)[0], is_change=is_change)
        if origin is not None and issubclass(origin, Mapping):
            return self.mapping(get_args(hint)[1], is_change=is_change)
        if hint in _SCALARS:
            return self.scalar(hint)
        if issubclass(hint, StrEnum):
            choices = {"enum": [member.value for member in hint]}
            return (
                {"anyOf": [choices, {"type": "string", "pattern": _WITH_VARIABLE}]} if self.takes_variables else choices
            )
        if hint is Value:
            return {"anyOf": [{"type": "string"}, self.reference(hint, is_named=False, is_change=is_change)]}
        return self.reference(hint, is_named=False, is_change=is_change)

    def scalar(self, hint: Any) -> dict[str, Any]:
        if self.takes_variables and hint in (int, Decimal, bool):
            return {"type": [_SCALARS[hint], "string"], "pattern": _VARIABLE}
        return {"type": _SCALARS[hint]}

    def list_of(self, hint: Any, *, is_change: bool) -> dict[str, Any]:
        """A list is said whole; over one whose items have names, a change may say items of it by name."""
        whole = {"type": "array", "items": self.form(hint, is_change=False)}
        has_names = not dataclasses.is_dataclass(hint) or any(item.name == "name" for item in dataclasses.fields(hint))
        if not (is_change and has_names):
            return whole
        return {"anyOf": [whole, {"type": "object", "additionalProperties": self.form(hint, is_change=True)}]}

    def mapping(self, hint: Any, *, is_change: bool) -> dict[str, Any]:
        if is_json(hint):
            return {"type": "object"}
        if not dataclasses.is_dataclass(hint):
            return {"type": "object", "additionalProperties": self.form(hint, is_change=is_change)}
        assert isinstance(hint, type)
        names = {} if hint in _VENDOR_NAMED else {"propertyNames": {"pattern": _NAME}}
        below = self.reference(hint, is_named=True, is_change=is_change)
        return {"type": "object", **names, "additionalProperties": below}

    def reference(self, hint: type, *, is_named: bool, is_change: bool) -> dict[str, Any]:
        """A pointer to a class's own definition, which is written the first time that it is pointed to."""
        name = f"{hint.__name__}Change" if is_change else hint.__name__
        if name not in self.definitions:
            self.definitions[name] = {}
            self.definitions[name] = self.record(hint, is_named=is_named, is_change=is_change)
        return {"$ref": f"#/$defs/{name}"}

    def record(self, hint: type, *, is_named: bool, is_change: bool) -> dict[str, Any]:
        """A class's keys; a named one has its name from the key that it stands under."""
        hints = typing.get_type_hints(hint)
        # What does not count in comparisons is noted by the loader, never written by a user.
        keys = [item for item in dataclasses.fields(hint) if item.compare and not (is_named and item.name == "name")]
        required = [] if is_change else [item.name for item in keys if _is_mandatory(item)]
        forms = {item.name: self.form(hints[item.name], is_change=is_change) for item in keys}
        first_paragraph = inspect.cleandoc(hint.__doc__ or "").split("\n\n")[0]
        return {
            "description": " ".join(first_paragraph.replace("``", "`").split()),
            "type": "object",
            **({"required": required} if required else {}),
            "properties": {item.name: _property(hint, item, forms[item.name]) for item in keys},
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
