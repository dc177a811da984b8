"""A pipeline has a stage for lost deals."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.core.diagnostics import Severity
from dealspec.schema.model import Outcome, Schema
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    for pipeline in schema.pipelines.values():
        if pipeline.stages and all(stage.outcome is not Outcome.LOST for stage in pipeline.stages):
            hint = "Add {name: closed_lost, label: Closed Lost, probability: 0, outcome: lost}."
            yield Fault(f"The pipeline '{pipeline.name}' has no lost stage.", pipeline.position, hint)


CHECK = Check(
    code="CHK015",
    title="Pipeline without a lost stage",
    why="A deal that cannot be lost stays open for ever, or is closed in a stage of another pipeline.",
    bad=(
        "pipelines:\n"
        "  referral:\n"
        "    when: partner_motion = 'referral'\n"
        "    stages:\n"
        "      - {name: intro, label: Intro, probability: 10}\n"
    ),
    good=(
        "pipelines:\n"
        "  referral:\n"
        "    when: partner_motion = 'referral'\n"
        "    stages:\n"
        "      - {name: intro, label: Intro, probability: 10}\n"
        "      - {name: lost, label: Lost, probability: 0, outcome: lost}\n"
    ),
    find=_find,
    severity=Severity.WARNING,
)
