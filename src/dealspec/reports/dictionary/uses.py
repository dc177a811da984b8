"""Who uses a field: the pipelines, gates, rules and other fields that read it, said in a few words. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dealspec.reports.dictionary.places import Places
from dealspec.reports.dictionary.prose import Code, Inline, Prose
from dealspec.schema.model import Schema
from dealspec.validators.expr.nodes import FieldRef, fields_used
from dealspec.validators.judgement import Judgement, JudgementKind

Uses = Mapping[tuple[str, str], tuple[Prose, ...]]
"""By object and field: one phrase per use, in the order of the schema."""


def uses(schema: Schema, judgements: Iterable[Judgement], places: Places) -> Uses:
    """Every use of every field, built-in ones too."""
    found: dict[tuple[str, str], dict[Prose, None]] = {}
    for obj, name, prose in (*_judged(schema, judgements, places), *_between_fields(schema, places)):
        found.setdefault((obj, name), {})[prose] = None
    return {key: tuple(phrases) for key, phrases in found.items()}


def _judged(schema: Schema, judgements: Iterable[Judgement], places: Places) -> Iterator[tuple[str, str, Prose]]:
    for judgement in judgements:
        match judgement.kind:
            case JudgementKind.MEMBERSHIP:
                assert judgement.pipeline is not None
                text = "Selects the records of the pipeline "
                yield from _each(fields_used(judgement.when), text, places.pipeline(judgement.pipeline))
            case JudgementKind.GATE:
                link = places.gate(schema.gates[judgement.id])
                yield from _each(judgement.require, "Must be filled in to enter ", link)
                yield from _each(fields_used(judgement.that), "Is judged on entering ", link)
            case JudgementKind.RULE | JudgementKind.CONFLICT:
                rule = places.rule(judgement.id)
                conflict = judgement.conflict
                compared = frozenset((*conflict.same, conflict.different)) if conflict else frozenset()
                yield from _each(fields_used(judgement.that) | compared, "Is judged by the rule ", rule)
                yield from _each(fields_used(judgement.when), "Selects the records of the rule ", rule)
            case JudgementKind.RANGE | JudgementKind.FORMAT:
                continue


def _each(refs: Iterable[FieldRef], text: str, link: Inline) -> Iterator[tuple[str, str, Prose]]:
    for ref in sorted(refs, key=lambda ref: (ref.object, ref.name)):
        yield ref.object, ref.name, (text, link)


def _between_fields(schema: Schema, places: Places) -> Iterator[tuple[str, str, Prose]]:
    for obj, field in schema.fields():
        link = places.field(obj.name, field.name)
        if field.depends_on:
            yield obj.name, field.depends_on, ("Decides which values can be chosen for ", link)
        if field.roll_up:
            summed = "Is summed up by " if field.roll_up.summarizes else "Leads to the records that are counted by "
            name = field.roll_up.summarizes or field.roll_up.through
            yield field.roll_up.of, name, (summed, places.object(obj.name), ": ", link)
    for obj in schema.objects.values():
        for record_type in obj.record_types.values():
            for name in record_type.picklists:
                yield obj.name, name, ("Has values of its own in the record type ", Code(record_type.name))
