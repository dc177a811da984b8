"""Pipelines and rules speak of objects that we know."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.core.diagnostics import did_you_mean
from dealspec.schema.model import Schema
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS
from dealspec.validators.checks.check import Check, Fault

_STAGED = frozenset(name for name, obj in BUILT_IN_OBJECTS.items() if "stage" in obj.fields)


def _find(schema: Schema) -> Iterator[Fault]:
    known = {*BUILT_IN_OBJECTS, *schema.objects}
    named = [
        *(("pipeline", one.name, one.object, one.position) for one in schema.pipelines.values()),
        *(("rule", one.name, one.object, one.position) for one in schema.rules.values()),
    ]
    for kind, name, obj, declared_at in named:
        if obj in known and (kind != "pipeline" or obj in _STAGED or obj not in BUILT_IN_OBJECTS):
            continue
        position = schema.place(f"{kind}s", name, "object") or declared_at
        if obj not in known:
            yield Fault(f"The {kind} '{name}' names an unknown object '{obj}'.", position, did_you_mean(obj, known))
        else:
            what = f"The pipeline '{name}' is for {obj}, which has no stages in both CRMs."
            yield Fault(what, position, f"Pipelines are for {', '.join(sorted(_STAGED))} and objects of your own.")


CHECK = Check(
    code="CHK019",
    title="Unknown object",
    why="There are no records of it to judge.",
    bad="rules:\n  checked: {object: acount, that: today() > date '2026-01-31'}\n",
    good="rules:\n  checked: {object: account, that: today() > date '2026-01-31'}\n",
    find=_find,
)
