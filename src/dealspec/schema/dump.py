"""A schema as files: the canonical text of everything it says, and nothing that it does not say. Writes no file.

Driven by the model's dataclasses: attributes come in their reading order, those at their default are left out.
"""

from __future__ import annotations

import dataclasses
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import compress
from typing import Any

from dealspec.schema.load import SourceFile
from dealspec.schema.model import Expr, Schema, Value, humanised
from dealspec.schema.project import TargetConfig
from dealspec.schema.reading_order import reading_order
from dealspec.schema.yaml_text import Section, Tree, document


def dump(schema: Schema) -> tuple[SourceFile, ...]:
    """The schema's files by relative name: one per object, one per pipeline with its gates, one per other section."""
    return tuple(SourceFile(name, _text(root)) for name, root in sorted(_files(schema).items()))


def _text(root: Section) -> str:
    """A schema file; what it says is what is meant, so that no variable is seen in it."""
    text = document(root)
    return document(_literal(root)) if "${" in text else text


def _literal(tree: Tree) -> Tree:
    if isinstance(tree, str):
        return tree.replace("${", "$${")
    if isinstance(tree, dict):
        return type(tree)({key: _literal(value) for key, value in tree.items()})
    return [_literal(item) for item in tree] if isinstance(tree, list) else tree


def dump_target(target: TargetConfig) -> str:
    """The ``targets:`` of a ``dealspec.yaml`` that declares this one; secrets stay the references that they are."""
    return document(Section(targets=Section({target.name: _record(target, named=True)})))


def _files(schema: Schema) -> dict[str, Section]:
    files: dict[str, Section] = {}
    for name, obj in schema.objects.items():
        files[f"schema/{_free(name)}.yaml"] = Section(objects=Section({name: _record(obj, named=True)}))
    for name, pipeline in schema.pipelines.items():
        files[f"schema/pipelines/{name}.yaml"] = Section(pipelines=Section({name: _record(pipeline, named=True)}))
    for name, gate in schema.gates.items():
        home = f"schema/pipelines/{gate.pipeline}.yaml" if gate.pipeline in schema.pipelines else "schema/gates.yaml"
        gates = files.setdefault(home, Section()).setdefault("gates", Section())
        gates[name] = _record(gate, named=True)
    for section, declared in _sections(schema):
        files[f"schema/{section}.yaml"] = Section({section: _tree(declared)})
    return files


_HOMED = ("objects", "pipelines", "gates")
"""The sections whose things have a file of their own."""


def _sections(schema: Schema) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for item in dataclasses.fields(schema):
        declared = getattr(schema, item.name)
        if item.compare and item.name not in _HOMED and declared != _default(item):
            yield item.name, declared


def _free(name: str) -> str:
    """An object's file name, clear of the sections' own files."""
    taken = {item.name for item in dataclasses.fields(Schema)}
    return f"{name}_" if name.rstrip("_") in taken else name


def _tree(value: Any) -> Tree:
    kind: Any = type(value)
    return _writer(kind)(value)


@cache
def _writer(kind: Any) -> Callable[[Any], Tree]:
    """What makes a tree of a value of this type; looked for once, however many values there are."""
    if kind in _SHORTHANDS:
        return _SHORTHANDS[kind]
    if issubclass(kind, StrEnum):
        return operator.attrgetter("_value_")
    for base, writer in _WRITERS.items():
        if issubclass(kind, base):
            return writer
    return _record if dataclasses.is_dataclass(kind) else lambda value: value


def _mapping(value: Mapping[str, Any]) -> Tree:
    if value and dataclasses.is_dataclass(next(iter(value.values()))):
        return Section({key: _record(item, named=True) for key, item in value.items()})
    return {key: _tree(item) for key, item in value.items()}


def _list(value: Iterable[Any]) -> Tree:
    return [_tree(item) for item in value]


def _record(thing: Any, *, named: bool = False) -> dict[str, Tree]:
    """What a dataclass says; a ``named`` one has its name from the key it stands under."""
    kind: Any = type(thing)
    names, read, defaults = _attributes(kind, named)
    said: dict[str, Tree] = {}
    given = read(thing)
    # Nearly all of a field's forty attributes are at their default: those are passed over without a step each.
    for at in compress(range(len(names)), map(operator.is_not, given, defaults)):
        if (value := given[at]) != defaults[at]:
            kind = type(value)
            said[names[at]] = _writer(kind)(value)
    return said


@cache
def _attributes(kind: Any, named: bool) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]], tuple[Any, ...]]:
    """The attributes that count: their names, what reads them all, their defaults."""
    defaults = {item.name: _default(item) for item in dataclasses.fields(kind)}
    names = tuple(name for name in reading_order(kind) if not (named and name == "name"))
    read: Any = operator.attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
    return names, read, tuple(defaults[name] for name in names)


def _default(item: dataclasses.Field[Any]) -> Any:
    if item.default_factory is not dataclasses.MISSING:
        return item.default_factory()
    return item.default


def _value(value: Value) -> Tree:
    """A picklist value by its name alone, where that says it all."""
    if _besides(value) != _BARE:
        return _record(value)
    return value.name if value.label == humanised(value.name) else {"name": value.name, "label": value.label}


def _expression(value: Expr) -> Tree:
    return value.text


_besides = operator.attrgetter(*(name for name in reading_order(Value) if name not in ("name", "label")))
_BARE = _besides(Value("", ""))
_SHORTHANDS: Mapping[type, Callable[[Any], Tree]] = {Value: _value, Expr: _expression}
_WRITERS: Mapping[type, Callable[[Any], Tree]] = {
    date: date.isoformat,
    Mapping: _mapping,
    list: _list,
    tuple: _list,
}
