"""Pipelines and rules speak of objects that we know."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.core.diagnostics import did_you_mean
from dealspec.schema.model import Schema
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    known = {*BUILT_IN_OBJECTS, *schema.objects}
    named = [
        *(("pipeline", one.name, one.object, one.position) for one in schema.pipelines.values()),
        *(("rule", one.name, one.object, one.position) for one in schema.rules.values()),
    ]
    for kind, name, obj, position in named:
        if obj not in known:
            yield Fault(f"The {kind} '{name}' names an unknown object '{obj}'.", position, did_you_mean(obj, known))


CHECK = Check(
    code="CHK019",
    title="Unknown object",
    why="There are no records of it to judge.",
    bad="rules:\n  stale: {object: oportunity, that: close_date >= today()}\n",
    good="rules:\n  stale: {object: opportunity, that: close_date >= today()}\n",
    find=_find,
)
