"""Turns a schema into judgements: gates, membership of pipelines, ranges, formats and rules. Judges nothing itself."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from decimal import Decimal

from dealspec.core.diagnostics import Diagnostic, Severity, ordered
from dealspec.schema.model import NOWHERE, Check, Expr, Field, FieldType, Gate, Object, Pipeline, Rule, Schema, Stage
from dealspec.validators import wording
from dealspec.validators.expr import Scope, analyse
from dealspec.validators.expr.nodes import (
    Compare,
    FieldRef,
    IsBlank,
    Length,
    Literal,
    Matches,
    Node,
    Not,
    Op,
    PipelineIs,
    StageIn,
    ValueKind,
    conjoined,
)
from dealspec.validators.expr.patterns import problem
from dealspec.validators.judgement import ConflictOn, Judgement, JudgementKind, Part

__all__ = ["ConflictOn", "Judgement", "JudgementKind", "Part", "judgements"]


def judgements(schema: Schema) -> tuple[tuple[Judgement, ...], tuple[Diagnostic, ...]]:
    """Every judgement, in file order, and every fault in their expressions.

    What names an unknown pipeline, stage or field, or has a faulty expression, is left out: ``check_schema`` says so.
    """
    for known, result in tuple(_RECENT):
        if known is schema:
            return result
    builder = _Builder(schema)
    found = tuple(builder.all())
    result = found, ordered(builder.diagnostics)
    _RECENT.append((schema, result))
    return result


_RECENT: deque[tuple[Schema, tuple[tuple[Judgement, ...], tuple[Diagnostic, ...]]]] = deque(maxlen=4)
"""The last schemas judged: one command asks for the same one to check it, to project it, and to count and audit."""


class _Builder:
    """Builds judgements and collects the diagnostics of their expressions."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.diagnostics: list[Diagnostic] = []
        self.sound = True

    def all(self) -> Iterator[Judgement]:
        whens = {pipeline.name: self.selection(pipeline) for pipeline in self.schema.pipelines.values()}
        for pipeline in self.schema.pipelines.values():
            when, sound = whens[pipeline.name]
            if sound and pipeline.when is not None:
                yield _membership(pipeline, when)
        for gate in self.schema.gates.values():
            yield from self.attempt(lambda gate=gate: self.gate(gate, whens))  # type: ignore[misc]
        for obj, declared in self.schema.fields():
            yield from _limits(obj, declared)
        for rule in self.schema.rules.values():
            yield from self.attempt(lambda rule=rule: self.rule(rule))  # type: ignore[misc]

    def attempt(self, build: Callable[[], Judgement | None]) -> Iterator[Judgement]:
        """What ``build`` made, unless a part of it was unusable."""
        self.sound = True
        found = build()
        if found is not None and self.sound:
            yield found

    def selection(self, pipeline: Pipeline) -> tuple[Node | None, bool]:
        """The records of a pipeline, and whether that could be read; without ``when`` those that are in it."""
        self.sound = True
        if pipeline.when is None:
            return PipelineIs(pipeline.name, NOWHERE, pipeline.shown_label), True
        return self.condition(pipeline.when, Scope(self.schema, pipeline.object, state_only=True)), self.sound

    def condition(self, expr: Expr | None, scope: Scope) -> Node | None:
        if expr is None:
            return None
        typed, diagnostics = analyse(expr, scope)
        self.diagnostics.extend(diagnostics)
        self.sound = self.sound and typed is not None
        return typed.root if typed else None

    def field(self, name: str, scope: Scope) -> FieldRef | None:
        found = scope.field(name)
        usable = found is not None and found.kind not in (ValueKind.BOOLEAN, ValueKind.OTHER)
        self.sound = self.sound and usable
        return found

    def gate(self, gate: Gate, whens: dict[str, tuple[Node | None, bool]]) -> Judgement | None:
        pipeline = self.schema.pipelines.get(gate.pipeline)
        scope = Scope(self.schema, pipeline.object if pipeline else "opportunity", pipeline)
        that = self.condition(gate.that, scope)
        require = tuple(ref for name in gate.require if (ref := self.field(name, scope)))
        stage = pipeline.stage(gate.enters) if pipeline else None
        if pipeline is None or stage is None or not whens[pipeline.name][1]:
            return None
        reached = _stage_in(pipeline, pipeline.at_or_after(stage.name))
        return Judgement(
            id=gate.name,
            address=f"gates.{gate.name}",
            kind=JudgementKind.GATE,
            object=pipeline.object,
            pipeline=pipeline.name,
            enters=stage.name,
            when=conjoined(whens[pipeline.name][0], reached),
            require=require,
            that=that,
            conflict=None,
            check=gate.check,
            severity=gate.severity,
            message=gate.message or wording.gate_message(stage, require, that),
            hint=wording.gate_hint(pipeline.object, stage, require, that),
            position=gate.position,
            parts=_parts(require, that),
        )

    def rule(self, rule: Rule) -> Judgement | None:
        scope = Scope(self.schema, rule.object, state_only=rule.conflict is not None)
        when, that = self.condition(rule.when, scope), self.condition(rule.that, scope)
        conflict = None
        if rule.conflict:
            same = tuple(ref for name in rule.conflict.same if (ref := self.field(name, scope)))
            different = self.field(rule.conflict.different, scope)
            conflict = ConflictOn(same, different) if different else None
        if that is None and conflict is None:
            return None
        return Judgement(
            id=rule.name,
            address=f"rules.{rule.name}",
            kind=JudgementKind.CONFLICT if conflict else JudgementKind.RULE,
            object=rule.object,
            pipeline=None,
            enters=None,
            when=when,
            require=(),
            that=that,
            conflict=conflict,
            check=Check.ALWAYS,
            severity=rule.severity,
            message=rule.message or wording.rule_message(when, that, conflict),
            hint=rule.hint or wording.rule_hint(that, conflict),
            position=rule.position,
            parts=_parts((), that),
        )


def _parts(require: tuple[FieldRef, ...], that: Node | None) -> tuple[Part, ...]:
    filled = [Part(_filled(ref), f"{ref.shown_label} is blank") for ref in require]
    return (*filled, *((Part(that, wording.not_so(that)),) if that is not None else ()))


def _filled(ref: FieldRef) -> Not:
    return Not(IsBlank(ref, ref.position), ref.position)


def _stage_in(pipeline: Pipeline, stages: tuple[Stage, ...]) -> StageIn:
    names, labels = tuple(stage.name for stage in stages), tuple(stage.label for stage in stages)
    return StageIn(pipeline.name, names, False, NOWHERE, labels, tuple(map(pipeline.stage_value, names)))


def _membership(pipeline: Pipeline, when: Node | None) -> Judgement:
    """Records that a pipeline selects are in that pipeline and in one of its stages, lost ones included."""
    that = conjoined(
        PipelineIs(pipeline.name, NOWHERE, pipeline.shown_label), _stage_in(pipeline, tuple(pipeline.stages))
    )
    return _always(
        f"{pipeline.name}.membership",
        f"gates.{pipeline.name}.membership",
        JudgementKind.MEMBERSHIP,
        pipeline,
        when,
        that,
        wording.membership(pipeline),
    )


def _limits(obj: Object, declared: Field) -> Iterator[Judgement]:
    """The declared range, format and length of a field, asked wherever it is not blank."""
    ref = FieldRef(obj.name, declared.name, declared.type, declared.position, declared.shown_label)
    ends = [(Op.GE, declared.min), (Op.LE, declared.max)]
    within = conjoined(*(Compare(op, ref, Literal(end)) for op, end in ends if end is not None))
    if within is not None and declared.type.is_numeric:
        yield _limit(obj, declared, "range", within, wording.out_of_range(declared))
    if declared.pattern is not None and declared.type.is_textual and problem(declared.pattern) is None:
        form = Matches(ref, declared.pattern, ref.position)
        yield _limit(obj, declared, "format", form, wording.malformed(declared))
    if declared.length is not None and declared.type in _OF_ANY_LENGTH:
        short = Compare(Op.LE, Length(ref, ref.position), Literal(Decimal(declared.length)), ref.position)
        yield _limit(obj, declared, "length", short, wording.too_long(declared))


_OF_ANY_LENGTH = frozenset({FieldType.URL, FieldType.EMAIL, FieldType.PHONE})
"""Texts whose length no CRM lets a field say (Metadata API guide, CustomField): it is judged instead."""


def _limit(obj: Object, declared: Field, name: str, that: Node, words: tuple[str, str]) -> Judgement:
    kind = JudgementKind.RANGE if name == "range" else JudgementKind.FORMAT
    identity = f"{obj.name}.{declared.name}.{name}"
    ref = FieldRef(obj.name, declared.name, declared.type, declared.position, declared.shown_label)
    return _always(identity, f"validations.{identity}", kind, (obj, declared), _filled(ref), that, words)


def _always(
    identity: str,
    address: str,
    kind: JudgementKind,
    source: Pipeline | tuple[Object, Field],
    when: Node | None,
    that: Node | None,
    words: tuple[str, str],
) -> Judgement:
    """A judgement that no one wrote as such: it follows from a declaration, and holds on every save."""
    pipeline = source if isinstance(source, Pipeline) else None
    return Judgement(
        id=identity,
        address=address,
        kind=kind,
        object=source.object if isinstance(source, Pipeline) else source[0].name,
        pipeline=pipeline.name if pipeline else None,
        enters=None,
        when=when,
        require=(),
        that=that,
        conflict=None,
        check=Check.ALWAYS,
        severity=Severity.ERROR,
        message=words[0],
        hint=words[1],
        position=source.position if isinstance(source, Pipeline) else source[1].position,
        parts=_parts((), that),
    )
