"""A declared field takes neither the name of a built-in field nor a word of the language."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.schema.model import Schema
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS
from dealspec.validators.checks.check import Check, Fault

_WORDS = frozenset(
    ["and", "or", "not", "is", "in", "between", "null", "true", "false", "date", "matches", "has", "blank"]
)


def _find(schema: Schema) -> Iterator[Fault]:
    for obj, field in schema.fields():
        standard = BUILT_IN_OBJECTS.get(obj.name)
        if standard and field.name in standard.fields:
            what = f"'{field.name}' is a built-in field of {obj.name}."
            yield Fault(what, field.position, "It needs no declaration; give another field another name.")
        elif field.name in _WORDS:
            what = f"'{field.name}' is a word of the condition language."
            yield Fault(what, field.position, f"Write for example {field.name}_value.")


CHECK = Check(
    code="CHK017",
    title="Field with a reserved name",
    why="A condition that uses the name could mean either of the two.",
    bad="objects:\n  opportunity:\n    fields:\n      amount: {type: number}\n",
    good="objects:\n  opportunity:\n    fields:\n      quoted_amount: {type: number}\n",
    find=_find,
)
