"""Logical names are lower-case words joined by underscores."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dealspec.core.source import Position
from dealspec.schema.model import Schema
from dealspec.validators.checks.check import Check, Fault

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def _find(schema: Schema) -> Iterator[Fault]:
    for kind, name, position in _named(schema):
        if not _NAME.fullmatch(name):
            suggestion = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_").lstrip("0123456789_")
            hint = f"Write {suggestion}" if suggestion else "Use lower-case letters, digits and underscores."
            yield Fault(f"'{name}' is no name for a {kind}.", position, hint)


def _named(schema: Schema) -> Iterator[tuple[str, str, Position]]:
    for obj in schema.objects.values():
        yield "object", obj.name, obj.position
        yield from (("field", field.name, field.position) for field in obj.fields.values())
        yield from (("group", group.name, group.position) for group in obj.groups.values())
    for pipeline in schema.pipelines.values():
        yield "pipeline", pipeline.name, pipeline.position
        yield from (("stage", stage.name, stage.position) for stage in pipeline.stages)
    yield from (("gate", gate.name, gate.position) for gate in schema.gates.values())
    yield from (("rule", rule.name, rule.position) for rule in schema.rules.values())


CHECK = Check(
    code="CHK014",
    title="Name of the wrong form",
    why="Conditions, addresses and both CRMs use the name, so it must be a plain word in each of them.",
    bad="fields:\n  Partner-Motion: {type: text}\n",
    good="fields:\n  partner_motion: {type: text}\n",
    find=_find,
)
