"""What a person needs to know of a resource in one line, in words. Pure; knows attributes, no vendor."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from dealspec.provisioner.resource import Json, Kind, Resource
from dealspec.reports.view import counted


def label(resource: Resource) -> str:
    """What people call it; of a gate, what it tells them."""
    return str(resource.attributes.get("label") or resource.attributes.get("message") or "")


def essentials(resource: Resource) -> str:
    """``picklist, 6 values``; ``text (20), unique``; ``25 %``; empty when its label says all."""
    match resource.kind:
        case Kind.FIELD:
            words = _field(resource.attributes)
        case Kind.STAGE:
            words = _stage(resource.attributes)
        case Kind.VALIDATION | Kind.PIPELINE_RULES:
            # As a formula it has a message, which is its label.
            words = iter(()) if "formula" in resource.attributes else _limits(resource.attributes)
        case Kind.GROUP | Kind.GATE | Kind.VALIDATION_RULE | Kind.DUPLICATE_RULE | Kind.MATCHING_RULE | Kind.LAYOUT:
            words = iter(())
        case Kind.PIPELINE | Kind.GRANT | Kind.OBJECT | Kind.VALUE_SET | Kind.RECORD_TYPE:
            words = _holdings(resource.attributes)
    return ", ".join(words)


def shown(value: Json) -> str:
    """A value as a reader expects it: text in quotes, mappings without, ``(none)`` for what is not there."""
    match value:
        case None:
            return "(none)"
        case dict():
            return "{" + ", ".join(f"{key}: {shown(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(shown(item) for item in value) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def every_attribute(attributes: Mapping[str, Json], parent: str = "") -> Iterator[tuple[str, str]]:
    """Each attribute by its path with what it is to be, texts as they are."""
    for key, value in attributes.items():
        path = f"{parent}.{key}" if parent else key
        if isinstance(value, dict) and value:
            yield from every_attribute(value, path)
        else:
            yield path, value if isinstance(value, str) else shown(value)


def _field(attributes: Mapping[str, Json]) -> Iterator[str]:
    kind = str(attributes.get("type", "")).replace("_", " ")
    length, scale, to = attributes.get("length"), attributes.get("scale"), attributes.get("to")
    if kind and isinstance(length, int):
        kind += f" ({length:,})"
    if kind:
        yield f"{kind} to {to}" if to else kind
    if isinstance(scale, int) and scale:
        yield counted(scale, "decimal")
    yield from _counts(attributes)
    for flag in ("unique", "required"):
        if attributes.get(flag) is True:
            yield flag


def _stage(attributes: Mapping[str, Json]) -> Iterator[str]:
    if (probability := attributes.get("probability")) is not None:
        yield f"{probability} %"
    if (outcome := attributes.get("outcome")) not in (None, "open"):
        yield str(outcome)


def _limits(attributes: Mapping[str, Json]) -> Iterator[str]:
    """``min 0, max 100``; ``no skipping``."""
    for key, value in attributes.items():
        words = key.replace("_", " ")
        if value is True:
            yield words
        elif isinstance(value, dict):
            yield f"{words} at {counted(len(value), 'stage')}"
        elif isinstance(value, list):
            yield f"{words} {', '.join(map(str, value))}"
        elif value is not None and value is not False:
            yield f"{words} {value}"


def _holdings(attributes: Mapping[str, Json]) -> Iterator[str]:
    yield from _counts(attributes)
    for key, value in attributes.items():
        if value is True and key != "active":
            yield key.replace("_", " ")


def _counts(attributes: Mapping[str, Json]) -> Iterator[str]:
    for key, value in attributes.items():
        if isinstance(value, dict) and value:
            yield counted(len(value), key.replace("_", " ").removesuffix("s"))
