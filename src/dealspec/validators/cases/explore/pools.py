"""The values worth trying for each field: the constants of the conditions, their neighbours, declared choices. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

from dealspec.schema.model import FieldType, Schema
from dealspec.validators.cases.explore.samples import sample
from dealspec.validators.cases.model import Value
from dealspec.validators.expr import Scope
from dealspec.validators.expr.nodes import (
    Changed,
    Compare,
    Contains,
    Days,
    EndsWith,
    FieldRef,
    Has,
    In,
    Length,
    Literal,
    Matches,
    Node,
    Shift,
    StartsWith,
    ValueKind,
    fields_used,
    walk,
)
from dealspec.validators.expr.patterns import problem
from dealspec.validators.judgement import Judgement, JudgementKind

_LINKS = ("first", "second")
_FAR = (1, 30, 400)
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Pools:
    """Values to try by column, never blank; ``stages`` are the stored values of the object's stages, lost ones too."""

    by_column: dict[str, tuple[Value, ...]]
    stages: tuple[str, ...]

    @classmethod
    def of(cls, judgement: Judgement, schema: Schema, as_of: datetime) -> Pools:
        """The pools for everything that a judgement reads."""
        filler = _Filler(schema, judgement, as_of)
        refs = sorted(_read(judgement), key=lambda ref: ref.column)
        pools = {ref.column: tuple(dict.fromkeys(filler.values(ref))) for ref in refs if ref.type or ref.kind is _LINK}
        own = (pipeline for pipeline in schema.pipelines.values() if pipeline.object == judgement.object)
        stages = tuple(pipeline.stage_value(stage.name) for pipeline in own for stage in pipeline.stages)
        return cls({column: values for column, values in pools.items() if values}, stages)


_LINK = ValueKind.REFERENCE


def _read(judgement: Judgement) -> set[FieldRef]:
    found = set(fields_used(judgement.when) | fields_used(judgement.that)) | set(judgement.require)
    if judgement.conflict is not None:
        found |= {*judgement.conflict.same, judgement.conflict.different}
    for node in _nodes(judgement):
        if isinstance(node, Changed):
            found.add(replace(node.item, prior=True))
    return found | {replace(ref, prior=False) for ref in found if ref.prior}


def _nodes(judgement: Judgement) -> list[Node]:
    return [found for node in (judgement.when, judgement.that) if node is not None for found in walk(node)]


class _Filler:
    """The constants of one judgement, and one method per kind of value."""

    def __init__(self, schema: Schema, judgement: Judgement, as_of: datetime) -> None:
        self.schema, self.as_of, self.judged = schema, as_of, judgement
        nodes = _nodes(judgement)
        constants = [node.value for node in nodes if isinstance(node, Literal)]
        self.numbers = [value for value in constants if isinstance(value, Decimal)]
        self.texts = _texts(nodes)
        self.dates = [value for value in constants if isinstance(value, date)]
        spans = [abs(node.count) for node in nodes if isinstance(node, Days)]
        spans += [abs(node.days) for node in nodes if isinstance(node, Shift)]
        self.spans = sorted({one + by for one in (*spans, 0) for by in (-1, 0, 1)} | set(_FAR) | {sum(spans)})
        self.lengths = bool([node for node in nodes if isinstance(node, Length)])
        self.patterns = [node.pattern for node in nodes if isinstance(node, Matches)]
        self.fragments = [node.prefix for node in nodes if isinstance(node, StartsWith)]
        self.fragments += [node.suffix for node in nodes if isinstance(node, EndsWith)]
        self.fragments += [node.part for node in nodes if isinstance(node, Contains)]

    def values(self, ref: FieldRef) -> Iterator[Value]:
        if ref.type is FieldType.CONTACT_ROLES:
            yield from self.several(ref)
            return
        match ref.kind:
            case ValueKind.BOOLEAN:
                yield from (True, False)
            case ValueKind.NUMBER:
                yield from self.within(ref)
            case ValueKind.DATE:
                yield from (*self.dates, *(self.as_of.date() + timedelta(days=days) for days in self.days()))
            case ValueKind.DATETIME:
                yield from (self.as_of + timedelta(days=days) for days in self.days())
            case ValueKind.CHOICE:
                yield from self.names(ref) or [*self.texts.get(ref.column, ()), "other"]
            case ValueKind.CHOICES:
                yield from self.several(ref)
            case ValueKind.REFERENCE:
                yield from _LINKS
            case ValueKind.TEXT:
                yield from self.words(ref)

    def days(self) -> list[int]:
        """Days from now, the nearest first, and of two as near the later."""
        return sorted({sign * span for span in self.spans for sign in (-1, 1)}, key=lambda day: (abs(day), -day))

    def names(self, ref: FieldRef) -> list[str]:
        return [value.name for value in Scope(self.schema, ref.object).values(ref)]

    def several(self, ref: FieldRef) -> Iterator[Value]:
        names = self.names(ref) or list(self.texts.get(ref.column, ()))
        yield from ((name,) for name in names)
        yield from ((name, name) for name in names if ref.type is FieldType.CONTACT_ROLES)
        if len(names) > 1:
            yield tuple(names)

    def within(self, ref: FieldRef) -> Iterator[Value]:
        """Numbers that the field may hold, unless just that is judged."""
        declared = self.schema.field_of(ref.object, ref.name)
        low, high = (declared.min, declared.max) if declared else (None, None)
        ends = [end for end in (low, high) if end is not None]
        tried = {one + by for one in (*self.numbers, *ends, Decimal(1)) for by in (-1, 0, 1)}
        tried |= {Decimal(10), Decimal(100), Decimal(1000)}
        for number in sorted(tried, key=lambda one: (one <= 0, abs(one))):
            fits = (low is None or number >= low) and (high is None or number <= high)
            if fits or self.judged.kind is JudgementKind.RANGE:
                yield number

    def words(self, ref: FieldRef) -> Iterator[Value]:
        """Texts that the field may hold, unless just that is judged."""
        random = Random(ref.column)  # noqa: S311
        declared = self.schema.field_of(ref.object, ref.name)
        pattern = declared.pattern if declared and not self.is_judged_form(ref) else None
        if pattern is not None and problem(pattern) is None:
            yield from (sample(pattern, random) for _ in range(5))
            return
        made = [sample(one, random) for one in self.patterns if problem(one) is None for _ in range(3)]
        tried = [
            "some text",
            *self.texts.get(ref.column, ()),
            *self.fragments,
            *made,
            *(f"x{one}y" for one in self.fragments),
        ]
        limits = [int(number) for number in self.numbers if 0 < number < _LONGEST] if self.lengths else []
        if declared and declared.length and self.is_judged_form(ref):
            tried.append("x" * (declared.length + 1))
        tried += ["x" * (limit + by) for limit in limits for by in (-1, 0, 1)]
        yield from (text for text in tried if text.strip())

    def is_judged_form(self, ref: FieldRef) -> bool:
        return self.judged.kind is JudgementKind.FORMAT and ref.name == self.judged.id.split(".")[1]


def _texts(nodes: Sequence[Node]) -> dict[str, list[str]]:
    """The constants that stand beside a field in one condition, by its column."""
    found: dict[str, list[str]] = {}
    for node in nodes:
        if isinstance(node, (Compare, In, Has)):
            said = [one.value for one in walk(node) if isinstance(one, Literal) and isinstance(one.value, str)]
            for ref in sorted(fields_used(node), key=lambda ref: ref.column):
                found.setdefault(ref.column, []).extend(said)
    return found


def earlier_stages(judgement: Judgement, schema: Schema) -> Sequence[str]:
    """The stored values of the stages before a gate's own, the nearest first; none of anything else."""
    pipeline = schema.pipelines.get(judgement.pipeline or "")
    if pipeline is None or judgement.reached is None:
        return ()
    names = [stage.name for stage in pipeline.stages]
    before = names[: names.index(str(judgement.enters))]
    return [pipeline.stage_value(name) for name in reversed(before)]


def midnight(moment: datetime) -> datetime:
    """The beginning of a moment's day, in UTC."""
    return datetime.combine(moment.astimezone(UTC).date(), datetime.min.time(), UTC)
