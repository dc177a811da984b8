"""The fields that gates require and conflicts compare exist, and can be blank."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.core.diagnostics import did_you_mean
from dealspec.core.source import Position
from dealspec.schema.model import FieldType, Schema
from dealspec.validators.checks.check import Check, Fault
from dealspec.validators.expr import Scope
from dealspec.validators.expr.nodes import ValueKind


def _find(schema: Schema) -> Iterator[Fault]:
    for gate in schema.gates.values():
        pipeline = schema.pipelines.get(gate.pipeline)
        scope = Scope(schema, pipeline.object if pipeline else "opportunity")
        for number, name in enumerate(gate.require):
            place = ("gates", gate.name, "require", str(number))
            yield from _faults(scope, f"Gate '{gate.name}' requires", name, place, gate.position)
    for rule in schema.rules.values():
        if rule.conflict:
            shared = ((name, ("same", str(number))) for number, name in enumerate(rule.conflict.same))
            for name, end in (*shared, (rule.conflict.different, ("different",))):
                path = ("rules", rule.name, "conflict", *end)
                yield from _faults(
                    Scope(schema, rule.object), f"Rule '{rule.name}' compares", name, path, rule.position
                )


def _faults(scope: Scope, subject: str, name: str, path: tuple[str, ...], declared_at: Position) -> Iterator[Fault]:
    field = scope.field(name)
    kind = field and field.kind
    if kind not in (None, ValueKind.BOOLEAN, ValueKind.OTHER):
        return
    position = scope.schema.place(*path) or declared_at
    if field is None:
        yield Fault(f"{subject} an unknown field '{name}'.", position, did_you_mean(name, scope.names()))
    elif kind is ValueKind.BOOLEAN:
        what = f"{subject} '{name}', a checkbox, and a checkbox is never blank."
        yield Fault(what, position, f"Write it as a condition: that: {name}")
    elif field.type is FieldType.CONTACT_ROLES:
        what = f"{subject} '{name}', a collection, and a collection is never blank."
        yield Fault(what, position, f"Count its elements: that: count({name}) >= 1")
    else:
        what = f"{subject} '{name}', which holds something that cannot be judged yet."
        yield Fault(what, position, "Name a field whose value can be compared.")


CHECK = Check(
    code="CHK002",
    title="Unknown field in a gate or a conflict",
    why="A field that does not exist can be neither required nor compared.",
    bad="gates:\n  quote: {pipeline: reseller, enters: configure_quote, require: [protection_ends]}\n",
    good="gates:\n  quote: {pipeline: reseller, enters: configure_quote, require: [protection_end]}\n",
    find=_find,
)
