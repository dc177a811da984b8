"""A condition on a moment (`..._at`) knows who writes that moment down."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import FieldType, Schema
from dealspec.validators.checks.check import Check, Fault
from dealspec.validators.expr.nodes import FieldRef, fields_used
from dealspec.validators.judgements import judgements


def _find(schema: Schema) -> Iterator[Fault]:
    found, _ = judgements(schema)
    users: dict[FieldRef, list[str]] = {}
    for judgement in found:
        for ref in {*judgement.require, *fields_used(judgement.when), *fields_used(judgement.that)}:
            users.setdefault(ref, []).append(judgement.id)
    for obj, field in schema.fields():
        judged_by = users.get(FieldRef(obj.name, field.name, field.type), [])
        is_moment = field.type in (FieldType.DATE, FieldType.DATETIME) and field.name.endswith("_at")
        if is_moment and field.stamp is None and judged_by:
            what = f"'{field.name}' is judged by '{judged_by[0]}', and nothing says who writes it."
            yield Fault(what, field.position, "Add stamp: person, history or automation.")


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
