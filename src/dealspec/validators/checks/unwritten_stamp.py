"""A condition on a moment (`..._at`) knows who writes that moment down."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import Field, FieldType, Schema
from dealspec.validators.checks.check import Check, Fault
from dealspec.validators.expr.nodes import fields_used
from dealspec.validators.judgements import judgements


def _find(schema: Schema) -> Iterator[Fault]:
    moments = [(obj, field) for obj, field in schema.fields() if field.stamp is None and _is_moment(field)]
    if not moments:
        return
    found, _ = judgements(schema)
    judged_by: dict[tuple[str, str], str] = {}
    for judgement in found:
        for ref in {*judgement.require, *fields_used(judgement.when), *fields_used(judgement.that)}:
            judged_by.setdefault((ref.object, ref.name), judgement.id)
    for obj, field in moments:
        if first := judged_by.get((obj.name, field.name)):
            what = f"'{field.name}' is judged by '{first}', and nothing says who writes it."
            yield Fault(what, field.position, "Add stamp: person, history or automation.")


def _is_moment(field: Field) -> bool:
    return field.type in (FieldType.DATE, FieldType.DATETIME) and field.name.endswith("_at")


CHECK = Check(
    code="CHK005",
    title="Condition on a moment that nobody writes",
    why="If no one writes the moment, it stays blank, and every finding about it is noise.",
    bad=(
        "objects:\n"
        "  opportunity:\n"
        "    fields:\n"
        "      notes_at: {type: datetime}\n"
        "rules:\n"
        "  stale_notes: {that: age(notes_at) <= days(7)}\n"
    ),
    good=(
        "objects:\n"
        "  opportunity:\n"
        "    fields:\n"
        "      notes_at: {type: datetime, stamp: automation}\n"
        "rules:\n"
        "  stale_notes: {that: age(notes_at) <= days(7)}\n"
    ),
    find=_find,
)
