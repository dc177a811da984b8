"""What a CRM works out of a record's stage: its pipeline, and whether it is open or won. Decides nothing else."""

from __future__ import annotations

from dealspec.schema.model import Outcome, Pipeline, Schema, Stage
from dealspec.validators.cases.model import Record, Value

DERIVED = ("pipeline", "is_open", "is_won")


def derived(record: Record, obj: str, schema: Schema) -> Record:
    """The record with what follows from its stage, where it does not say that itself."""
    place = _place(record.get("stage"), obj, schema)
    if place is None:
        return record
    pipeline, stage = place
    follows: dict[str, Value] = {
        "pipeline": pipeline.name,
        "is_open": stage.outcome is Outcome.OPEN,
        "is_won": stage.outcome is Outcome.WON,
    }
    return {**follows, **record}


def _place(value: Value, obj: str, schema: Schema) -> tuple[Pipeline, Stage] | None:
    for pipeline in schema.pipelines.values():
        for stage in pipeline.stages if pipeline.object == obj else ():
            if pipeline.stage_value(stage.name) == value:
                return pipeline, stage
    return None
