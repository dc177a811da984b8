"""Resolves names of stages and pipelines in comparisons, and expands the order of stages to explicit sets."""

from __future__ import annotations

from collections.abc import Sequence

from dealspec.core.diagnostics import did_you_mean
from dealspec.core.source import Position
from dealspec.schema.model import Outcome, Pipeline, Stage
from dealspec.validators.expr.faults import ExprCode, Faults
from dealspec.validators.expr.nodes import FieldRef, Literal, Node, Not, Op, Or, PipelineIs, StageIn, ValueKind
from dealspec.validators.expr.scope import Scope


def comparison(scope: Scope, faults: Faults, op: Op, field: FieldRef, value: Literal) -> Node | None:
    """``stage op 'x'`` or ``pipeline op 'x'``. Order leaves lost stages out; other pipelines' records are not in it."""
    if field.kind is ValueKind.PIPELINE:
        if op not in (Op.EQ, Op.NE):
            faults.add(ExprCode.TYPES, field.position, "Pipelines have no order.", "Use '=', '<>' or 'in'.")
            return None
        found: Node | None = _pipeline(scope, faults, field, value)
    else:
        place = _stage(scope, faults, value)
        found = _stages(op, field, *place) if place else None
        if found and not found.stages:
            side = "before" if op is Op.LT else "after"
            what = f"No stage comes {side} '{value.value}'."
            faults.add(ExprCode.UNKNOWN_VALUE, value.position, what, f"Write '{op}=', or name another stage.")
            return None
    return Not(found, field.position) if found and op is Op.NE else found


def membership(scope: Scope, faults: Faults, field: FieldRef, values: Sequence[Literal]) -> Node | None:
    """``stage in (...)`` or ``pipeline in (...)``: one test per pipeline, joined by ``or``."""
    if field.kind is ValueKind.PIPELINE:
        tests: list[Node | None] = [_pipeline(scope, faults, field, value) for value in values]
    else:
        places = [_stage(scope, faults, value) for value in values]
        if not all(places):
            return None
        by_pipeline: dict[str, list[Stage]] = {}
        pipelines = {place[0].name: place[0] for place in places if place}
        for place in places:
            if place:
                by_pipeline.setdefault(place[0].name, []).append(place[1])
        tests = [stage_in(pipelines[name], found, field) for name, found in by_pipeline.items()]
    known = tuple(test for test in tests if test)
    if len(known) < len(tests):
        return None
    return known[0] if len(known) == 1 else Or(known, field.position)


def between(scope: Scope, faults: Faults, field: FieldRef, low: Literal, high: Literal) -> Node | None:
    """``stage between 'x' and 'y'``: both and those between them, lost ones left out unless they are named."""
    first, last = _stage(scope, faults, low), _stage(scope, faults, high)
    if first is None or last is None:
        return None
    pipeline, stages = first[0], first[0].stages
    if last[0].name != pipeline.name:
        what = f"'{low.value}' and '{high.value}' are stages of different pipelines."
        faults.add(ExprCode.TYPES, high.position, what, "Name two stages of one pipeline.")
        return None
    order = stages[stages.index(first[1]) : stages.index(last[1]) + 1]
    chosen = [stage for stage in order if stage.outcome is not Outcome.LOST or stage in (first[1], last[1])]
    if not chosen:
        what = "Nothing lies between these two: the first stage comes later."
        faults.add(ExprCode.TYPES, low.position, what, "Write the earlier stage first.")
    return stage_in(pipeline, chosen, field) if chosen else None


def entered(scope: Scope, faults: Faults, stage: Literal, position: Position) -> StageIn | None:
    """The stages that ``entered('stage')`` speaks of: that one and those after it; of a lost stage that one alone."""
    place = _stage(scope, faults, stage)
    if place is None:
        return None
    pipeline, first = place
    chosen = (first,) if first.outcome is Outcome.LOST else pipeline.at_or_after(first.name)
    return stage_in(pipeline, chosen, FieldRef(scope.object, "stage", None, position))


def stage_in(pipeline: Pipeline, stages: Sequence[Stage], at: FieldRef) -> StageIn:
    """The test for being in one of these stages of a pipeline."""
    names = tuple(stage.name for stage in stages)
    stored = tuple(map(pipeline.stage_value, names))
    return StageIn(pipeline.name, names, at.prior, at.position, tuple(stage.label for stage in stages), stored)


def _stages(op: Op, field: FieldRef, pipeline: Pipeline, stage: Stage) -> StageIn:
    order = [one for one in pipeline.stages if one.outcome is not Outcome.LOST or one is stage]
    place = order.index(stage)
    chosen = {
        Op.EQ: [stage],
        Op.NE: [stage],
        Op.LT: order[:place],
        Op.LE: order[: place + 1],
        Op.GT: order[place + 1 :],
        Op.GE: order[place:],
    }[op]
    return stage_in(pipeline, chosen, field)


def _stage(scope: Scope, faults: Faults, value: Literal) -> tuple[Pipeline, Stage] | None:
    """The stage that a name means: its own name where that is unique, else ``<pipeline>_<stage>``."""
    every = [(pipeline, stage) for pipeline in scope.pipelines() for stage in pipeline.stages]
    exact = [place for place in every if place[0].stage_value(place[1].name) == value.value]
    found = exact or [place for place in every if place[1].name == value.value]
    if len(found) == 1:
        return found[0]
    full = [pipeline.stage_value(stage.name) for pipeline, stage in found or every]
    if found:
        what, hint = f"Several pipelines have a stage '{value.value}'.", f"Write one of {', '.join(sorted(full))}."
    else:
        what, hint = f"There is no stage '{value.value}'.", did_you_mean(str(value.value), full)
    faults.add(ExprCode.UNKNOWN_VALUE, value.position, what, hint)
    return None


def _pipeline(scope: Scope, faults: Faults, field: FieldRef, value: Literal) -> PipelineIs | None:
    known = {pipeline.name: pipeline for pipeline in scope.schema.pipelines.values() if pipeline.object == field.object}
    found = known.get(str(value.value))
    if found:
        return PipelineIs(found.name, field.position, found.shown_label)
    what = f"There is no pipeline '{value.value}'."
    faults.add(ExprCode.UNKNOWN_VALUE, value.position, what, did_you_mean(str(value.value), known))
    return None
