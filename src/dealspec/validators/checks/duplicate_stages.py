"""The stages of a pipeline can be told apart, by name and by label, and there is at least one."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import Schema
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    stored: dict[tuple[str, str], str] = {}
    for pipeline in schema.pipelines.values():
        if not pipeline.stages:
            yield Fault(f"The pipeline '{pipeline.name}' has no stages.", pipeline.position, "List them: stages: [...]")
        labels: dict[str, str] = {}
        for stage in pipeline.stages:
            value = pipeline.stage_value(stage.name)
            owner = stored.setdefault((pipeline.object, value), pipeline.name)
            if owner != pipeline.name or value in labels.values():
                what = f"The stage '{stage.name}' of '{pipeline.name}' is stored as '{value}', like another one."
                yield Fault(what, stage.position, "Give each stage a name of its own.")
            elif stage.label.casefold() in labels:
                what = f"Two stages of '{pipeline.name}' have the label '{stage.label}'."
                yield Fault(what, stage.position, "Give each stage a label of its own.")
            labels.setdefault(stage.label.casefold(), value)


CHECK = Check(
    code="CHK007",
    title="Stages that cannot be told apart",
    why="A record is in one stage: two with one name are one value in a CRM, two with one label look the same.",
    bad=(
        "pipelines:\n"
        "  referral:\n"
        "    when: partner_motion = 'referral'\n"
        "    stages:\n"
        "      - {name: intro, label: Intro, probability: 10}\n"
        "      - {name: meeting, label: Intro, probability: 20}\n"
        "      - {name: lost, label: Lost, probability: 0, outcome: lost}\n"
    ),
    good=(
        "pipelines:\n"
        "  referral:\n"
        "    when: partner_motion = 'referral'\n"
        "    stages:\n"
        "      - {name: intro, label: Intro, probability: 10}\n"
        "      - {name: meeting, label: Meeting, probability: 20}\n"
        "      - {name: lost, label: Lost, probability: 0, outcome: lost}\n"
    ),
    find=_find,
)
