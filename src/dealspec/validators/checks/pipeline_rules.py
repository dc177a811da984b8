"""The rules of a pipeline name stages that it has, and approvers by email."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.core.diagnostics import did_you_mean
from dealspec.schema.model import Pipeline, Schema
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    for pipeline in schema.pipelines.values():
        yield from _unknown_stages(schema, pipeline)
        for stage, approval in pipeline.rules.approval.items():
            place = schema.place("pipelines", pipeline.name, "rules", "approval", stage) or approval.position
            wrong = [each for each in approval.approvers if not _is_email(each)]
            if wrong or not approval.approvers:
                named = f"'{wrong[0]}' as an approver" if wrong else "no approver"
                what = f"The approval at '{stage}' of '{pipeline.name}' names {named}."
                yield Fault(what, place, "Name users by their email: approvers: [jane@example.com]")


def _unknown_stages(schema: Schema, pipeline: Pipeline) -> Iterator[Fault]:
    path = ("pipelines", pipeline.name, "rules")
    named = [
        *((("create_in", str(at)), stage) for at, stage in enumerate(pipeline.rules.create_in)),
        *((("approval", stage), stage) for stage in pipeline.rules.approval),
    ]
    for where, stage in named:
        if pipeline.stage(stage) is None:
            what = f"The rules of '{pipeline.name}' name an unknown stage '{stage}'."
            place = schema.place(*path, *where) or pipeline.position
            yield Fault(what, place, did_you_mean(stage, [each.name for each in pipeline.stages]))


def _is_email(text: str) -> bool:
    name, _, domain = text.partition("@")
    return bool(name) and "." in domain and not any(character.isspace() for character in text)


CHECK = Check(
    code="CHK031",
    title="Pipeline rule that no CRM could keep",
    why="A rule holds at stages of its own pipeline, and an approval needs somebody who can give it.",
    bad=(
        "pipelines:\n"
        "  renewal:\n"
        "    stages:\n"
        "      - {name: due, label: Due, probability: 60}\n"
        "      - {name: lost, label: Lost, probability: 0, outcome: lost}\n"
        "    rules: {create_in: [intake]}\n"
    ),
    good=(
        "pipelines:\n"
        "  renewal:\n"
        "    stages:\n"
        "      - {name: due, label: Due, probability: 60}\n"
        "      - {name: lost, label: Lost, probability: 0, outcome: lost}\n"
        "    rules: {create_in: [due]}\n"
    ),
    find=_find,
)
