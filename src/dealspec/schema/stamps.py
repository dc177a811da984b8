"""Dates that a person does not write, and the moment that each one's name tells. Pure; guesses nothing.

``notes_updated_at`` tells the change of ``notes``; ``quoted_at`` the entry of the stage ``quoted``; ``request_sent_at``
that ``request_status``, or another choice that begins with ``request``, becomes ``sent``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dealspec.schema.model import Field, Object, Pipeline, Schema, Stage, Stamp
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS

_CHANGES = ("_updated_at", "_changed_at", "_modified_at")


@dataclass(frozen=True, slots=True)
class Moment:
    """A date and what happens then: a field changes, or becomes ``value``; a stage is entered; or the name tells none.

    ``watched`` is the logical name of a field of the same object, declared or built in.
    """

    field: Field
    watched: str = ""
    value: str = ""
    stages: tuple[tuple[Pipeline, Stage], ...] = ()

    @property
    def meaning(self) -> str:
        """What the date is for, as its declaration says it."""
        return (self.field.description or self.field.shown_label).rstrip(".")


def moments(schema: Schema, obj: Object, stamp: Stamp) -> tuple[Moment, ...]:
    """The dates of an object that are stamped so, in the order of their declaration."""
    return tuple(_moment(schema, obj, field) for field in obj.fields.values() if field.stamp is stamp)


def _moment(schema: Schema, obj: Object, field: Field) -> Moment:
    known = BUILT_IN_OBJECTS.get(obj.name)
    watchable = {*obj.fields, *(known.fields if known else ())}
    for ending in _CHANGES:
        watched = field.name.removesuffix(ending)
        if watched != field.name and watched in watchable:
            return Moment(field, watched)
    word = field.name.removesuffix("_at")
    if stages := tuple(_stages(schema, obj, word)):
        return Moment(field, stages=stages)
    becoming = {(each.name, value) for each, value in _values(schema, obj) if _tells(word, each.name, value)}
    if len(becoming) == 1:
        return Moment(field, *becoming.pop())
    return Moment(field)


def _stages(schema: Schema, obj: Object, word: str) -> Iterator[tuple[Pipeline, Stage]]:
    named = word.removeprefix("entered_").removesuffix("_entered")
    for pipeline in schema.pipelines.values():
        if pipeline.object == obj.name:
            yield from (
                (pipeline, one) for one in pipeline.stages if named in (one.name, f"{pipeline.name}_{one.name}")
            )


def _values(schema: Schema, obj: Object) -> Iterator[tuple[Field, str]]:
    for field in obj.fields.values():
        shared = schema.value_sets.get(field.value_set or "")
        yield from ((field, value.name) for value in field.values or (shared.values if shared else ()))


def _tells(word: str, choice: str, value: str) -> bool:
    """Whether ``registration_submitted`` tells of the choice ``registration_status`` and its value ``submitted``."""
    start = word.removesuffix(value).removesuffix("_")
    return word.endswith(value) and bool(start) and f"{choice}_".startswith(f"{start}_")
