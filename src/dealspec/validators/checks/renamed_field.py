"""What a field is said to have been called is not still declared beside it."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import Field, Object, Schema
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    for obj, field in schema.fields():
        for what, hint in _contradictions(obj, field):
            place = schema.place("objects", obj.name, "fields", field.name, "renamed_from") or field.position
            yield Fault(what, place, hint)


def _contradictions(obj: Object, field: Field) -> Iterator[tuple[str, str]]:
    former = field.renamed_from
    if former == field.name:
        yield f"'{field.name}' is said to be renamed from itself.", "Name what it was called before."
    elif former in obj.fields:
        yield f"'{field.name}' is renamed from '{former}', which is still declared.", f"Take '{former}' out."
    elif former and sum(other.renamed_from == former for other in obj.fields.values()) > 1:
        yield f"'{field.name}' and another field are renamed from '{former}'.", "Only one of them can be it."
    if field.removed and (former or field.protected):
        other = "renamed" if former else "protected"
        yield f"'{field.name}' is to be removed and {other}.", f"Take removed or {other} out."


CHECK = Check(
    code="CHK021",
    title="Intents that contradict each other",
    why="It cannot be told which of the two is meant, and a wrong guess loses data.",
    bad=(
        "objects:\n"
        "  opportunity:\n"
        "    fields:\n"
        "      partner_kind: {type: text}\n"
        "      partner_type: {type: text, renamed_from: partner_kind}\n"
    ),
    good="objects:\n  opportunity:\n    fields:\n      partner_type: {type: text, renamed_from: partner_kind}\n",
    find=_find,
)
