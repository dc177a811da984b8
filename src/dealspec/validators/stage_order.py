"""How records may move through a pipeline, as judgements of a save. An audit of current values can judge none of them.

HubSpot has rules of its own for this; where a CRM has none, the same is asked of every save. The first save of a record
moves it nowhere; moves to and from lost stages are free. An approval is a person's, and no condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dealspec.core.diagnostics import Severity
from dealspec.schema.model import NOWHERE, Check, Outcome, Pipeline, Schema, Stage
from dealspec.validators.dialects.words import joined
from dealspec.validators.expr import Scope, analyse
from dealspec.validators.expr.nodes import And, IsNew, Node, Not, PipelineIs, StageIn, conjoined
from dealspec.validators.judgement import Judgement, JudgementKind, Part
from dealspec.validators.wording import noun


def stage_orders(schema: Schema) -> tuple[Judgement, ...]:
    """A judgement for each pipeline of a sound schema whose rules restrict moves: ``pipelines.<pipeline>.rules``."""
    return tuple(found for pipeline in schema.pipelines.values() if (found := stage_order(schema, pipeline)))


def stage_order(schema: Schema, pipeline: Pipeline) -> Judgement | None:
    """What the rules of one pipeline ask of a save, or None where they restrict no move."""
    parts = tuple(_parts(pipeline))
    if not parts:
        return None
    return Judgement(
        id=f"{pipeline.name}.rules",
        address=f"pipelines.{pipeline.name}.rules",
        kind=JudgementKind.ORDER,
        object=pipeline.object,
        pipeline=pipeline.name,
        enters=None,
        when=_selection(schema, pipeline),
        require=(),
        that=conjoined(*(part.node for part in parts)),
        conflict=None,
        check=Check.ALWAYS,
        severity=Severity.ERROR,
        message=_message(pipeline),
        hint=f"Move the {noun(pipeline.object)} stage by stage, or have somebody do it who may pass by.",
        position=pipeline.position,
        parts=parts,
    )


def _selection(schema: Schema, pipeline: Pipeline) -> Node | None:
    if pipeline.when is None:
        return PipelineIs(pipeline.name, NOWHERE, pipeline.shown_label)
    typed, _ = analyse(pipeline.when, Scope(schema, pipeline.object, state_only=True))
    return typed.root if typed else None


def _parts(pipeline: Pipeline) -> Iterator[Part]:
    rules = pipeline.rules
    order = [stage for stage in pipeline.stages if stage.outcome is not Outcome.LOST]
    if rules.no_skipping:
        for at in range(len(order) - 2):
            words = f"a stage after {order[at].label} is skipped"
            yield Part(_never_moved(pipeline, order[at : at + 1], order[at + 2 :]), words)
    if rules.no_moving_back:
        for at in range(len(order) - 1):
            yield Part(
                _never_moved(pipeline, order[at + 1 :], order[at : at + 1]), f"it moves back to {order[at].label}"
            )
    if rules.create_in:
        elsewhere = [stage for stage in pipeline.stages if stage.name not in rules.create_in]
        if elsewhere:
            born = And((IsNew(NOWHERE), _at(pipeline, elsewhere)), NOWHERE)
            yield Part(Not(born, NOWHERE), f"it is created elsewhere than {_named(pipeline)}")


def _never_moved(pipeline: Pipeline, before: Sequence[Stage], after: Sequence[Stage]) -> Node:
    was, now = _at(pipeline, before, prior=True), _at(pipeline, after)
    return Not(And((Not(IsNew(NOWHERE), NOWHERE), was, now), NOWHERE), NOWHERE)


def _at(pipeline: Pipeline, stages: Sequence[Stage], *, prior: bool = False) -> StageIn:
    names, labels = tuple(stage.name for stage in stages), tuple(stage.label for stage in stages)
    return StageIn(pipeline.name, names, prior, NOWHERE, labels, tuple(map(pipeline.stage_value, names)))


def _message(pipeline: Pipeline) -> str:
    rules = pipeline.rules
    said = [
        *(["skips no stage"] if rules.no_skipping else []),
        *(["does not move back"] if rules.no_moving_back else []),
        *([f"begins at {_named(pipeline)}"] if rules.create_in else []),
    ]
    return f"A {noun(pipeline.object)} of {pipeline.shown_label} {joined(said)}."


def _named(pipeline: Pipeline) -> str:
    return joined([stage.label for stage in pipeline.stages if stage.name in pipeline.rules.create_in], "or")
