"""A gate names a stage that exists and that a deal can be held back from."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.core.diagnostics import did_you_mean
from dealspec.core.source import Position
from dealspec.schema.model import Gate, Outcome, Schema
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    for gate in schema.gates.values():
        pipeline = schema.pipelines.get(gate.pipeline)
        if pipeline is None:
            hint = did_you_mean(gate.pipeline, schema.pipelines)
            yield Fault(
                f"Gate '{gate.name}' names an unknown pipeline '{gate.pipeline}'.", _at(schema, gate, "pipeline"), hint
            )
            continue
        stage = pipeline.stage(gate.enters)
        if stage is None:
            hint = did_you_mean(gate.enters, [stage.name for stage in pipeline.stages])
            what = f"Gate '{gate.name}' names an unknown stage '{gate.enters}' of the pipeline '{pipeline.name}'."
            yield Fault(what, _at(schema, gate, "enters"), hint)
        elif stage.outcome is Outcome.LOST:
            what = f"Gate '{gate.name}' stands before the lost stage '{gate.enters}'."
            hint = "Moves to a lost stage are exempt; name an open or won stage."
            yield Fault(what, _at(schema, gate, "enters"), hint)


def _at(schema: Schema, gate: Gate, key: str) -> Position:
    return schema.place("gates", gate.name, key) or gate.position


CHECK = Check(
    code="CHK001",
    title="Gate at an unknown stage",
    why="A gate stands at the entry of one stage of one pipeline; elsewhere it would never be judged.",
    bad="gates:\n  quote: {pipeline: reseler, enters: configure_quote, require: [protection_end]}\n",
    good="gates:\n  quote: {pipeline: reseller, enters: configure_quote, require: [protection_end]}\n",
    find=_find,
)
