"""Which gates and rules use which fields. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import Field, Object, Schema
from dealspec.validators.expr.nodes import fields_used
from dealspec.validators.judgement import Judgement, JudgementKind
from dealspec.validators.judgements import judgements


def users(schema: Schema) -> Iterator[tuple[Object, Field, Judgement]]:
    """Each declared field with each gate or rule that asks for it; its own range and format do not count."""
    found, _ = judgements(schema)
    for judgement in found:
        if judgement.kind in (JudgementKind.RANGE, JudgementKind.FORMAT):
            continue
        compared = (*judgement.conflict.same, judgement.conflict.different) if judgement.conflict else ()
        asked = {*judgement.require, *compared, *fields_used(judgement.when), *fields_used(judgement.that)}
        for obj, name in sorted({(ref.object, ref.name) for ref in asked}):
            if field := schema.field_of(obj, name):
                yield schema.objects[obj], field, judgement
