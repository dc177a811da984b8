"""Pipelines, gates and rules as entries: what is asked of whom, in words, with links to the fields. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dealspec.reports.dictionary.entries import GateEntry, Listing, PipelinePage, RuleEntry, StageEntry
from dealspec.reports.dictionary.places import Places
from dealspec.reports.dictionary.prose import anchor, pipeline_page
from dealspec.schema.model import Check, Expr, Gate, Pipeline, Rule, Stage
from dealspec.validators.dialects.words import sentence, to_words
from dealspec.validators.expr.nodes import And, FieldRef, Node, PipelineIs, StageIn, fields_used, walk
from dealspec.validators.judgement import Judgement, JudgementKind

_JUDGED = {
    Check.ENTRY: "Judged as a record enters the stage, or jumps beyond it.",
    Check.ALWAYS: "Judged on every save, in this stage and the later ones.",
}


def pipeline_entry(pipeline: Pipeline, judgements: Iterable[Judgement], places: Places) -> PipelinePage:
    """The page of a pipeline; ``judgements`` are those of the whole schema."""
    every = tuple(judgements)
    membership = next(
        (one for one in every if one.kind is JudgementKind.MEMBERSHIP and one.pipeline == pipeline.name), None
    )
    gates = {one.id: one for one in every if one.kind is JudgementKind.GATE and one.pipeline == pipeline.name}
    when = membership.when if membership else None
    chosen = to_words(when) if when is not None else "those that are in it"
    return PipelinePage(
        path=pipeline_page(pipeline.name),
        name=pipeline.name,
        label=pipeline.shown_label,
        description=pipeline.description or "",
        object=places.object_link(pipeline.object),
        selects=chosen,
        reads=places.refs(fields_used(when)),
        always=(membership.message, membership.hint) if membership else (),
        written=tuple(_written(when=pipeline.when)),
        stages=tuple(_stage(pipeline, stage, gates, places) for stage in pipeline.stages),
        rules=tuple(places.rule(one.id) for one in every if _is_rule(one) and _is_about(one, pipeline)),
    )


def rule_entry(rule: Rule, judgement: Judgement | None, places: Places) -> RuleEntry:
    """The entry of a rule; without judgement only what is written."""
    return RuleEntry(
        name=rule.name,
        title=places.rule(rule.name).text,
        anchor=anchor("rule", rule.name),
        message=judgement.message if judgement else rule.message or places.rule(rule.name).text,
        sentence=sentence(judgement) if judgement else "",
        hint=judgement.hint if judgement else rule.hint or "",
        description=rule.description or "",
        severity=rule.severity,
        object=places.object_link(rule.object),
        reads=places.refs(_fields(judgement)) if judgement else (),
        written=tuple(_written(when=rule.when, that=rule.that)),
    )


def _stage(pipeline: Pipeline, stage: Stage, gates: Mapping[str, Judgement], places: Places) -> StageEntry:
    every = places.schema.gates.values()
    declared = [gate for gate in every if gate.pipeline == pipeline.name and gate.enters == stage.name]
    return StageEntry(
        name=stage.name,
        label=stage.label,
        anchor=anchor("stage", stage.name),
        value=pipeline.stage_value(stage.name),
        probability=f"{stage.probability.normalize():f} %",
        outcome=stage.outcome,
        gates=tuple(_gate(gate, gates.get(gate.name), pipeline, places) for gate in declared),
    )


def _gate(gate: Gate, judgement: Judgement | None, pipeline: Pipeline, places: Places) -> GateEntry:
    that = judgement.that if judgement else None
    labels = {ref.name: ref.shown_label for ref in judgement.require} if judgement else {}
    return GateEntry(
        name=gate.name,
        anchor=anchor("gate", gate.name),
        message=judgement.message if judgement else gate.message or "",
        description=gate.description or "",
        severity=gate.severity,
        judged=_JUDGED[gate.check],
        require=tuple(places.field(pipeline.object, name, labels.get(name, "")) for name in gate.require),
        that=tuple(_first_upper(to_words(item)) for item in _items(that)),
        reads=places.refs(fields_used(that)),
        written=tuple(_written(that=gate.that)),
    )


def _fields(judgement: Judgement) -> frozenset[FieldRef]:
    conflict = judgement.conflict
    compared: frozenset[FieldRef] = frozenset((*conflict.same, conflict.different)) if conflict else frozenset()
    return fields_used(judgement.when) | fields_used(judgement.that) | compared


def _items(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node.items if isinstance(node, And) else (node,)


def _written(**exprs: Expr | None) -> Iterator[Listing]:
    yield from (Listing(key, expr.text) for key, expr in exprs.items() if expr is not None)


def _is_rule(judgement: Judgement) -> bool:
    return judgement.kind in (JudgementKind.RULE, JudgementKind.CONFLICT)


def _is_about(judgement: Judgement, pipeline: Pipeline) -> bool:
    """Whether a condition names the pipeline or one of its stages."""
    nodes = [found for node in (judgement.when, judgement.that) if node is not None for found in walk(node)]
    return any(isinstance(node, (StageIn, PipelineIs)) and node.pipeline == pipeline.name for node in nodes)


def _first_upper(text: str) -> str:
    return text[:1].upper() + text[1:]
