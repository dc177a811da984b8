"""What the names in an expression mean: the fields, values and stages that a condition on one object can see."""

from __future__ import annotations

from dataclasses import dataclass

from dealspec.core.source import Position
from dealspec.schema.model import NOWHERE, Aggregate, Field, FieldType, Pipeline, Schema, Value
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS, REFERENCES
from dealspec.validators.expr.nodes import ELEMENTS, FieldRef

ROLE = "role"
"""The one field of an element of contact roles."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The schema, the object whose records are judged and, where there is one, the pipeline they are in.

    ``state_only``: the condition chooses records by their state, so that it cannot ask how they got there.
    ``collection``: the field whose elements are judged, each by itself, in place of the record.
    """

    schema: Schema
    object: str
    pipeline: Pipeline | None = None
    state_only: bool = False
    collection: FieldRef | None = None

    def field(self, name: str, position: Position = NOWHERE) -> FieldRef | None:
        """The field of that name, declared or built in; None when there is none. A declared field comes first."""
        if self.collection:
            return FieldRef(ELEMENTS, ROLE, FieldType.PICKLIST, position, "Role") if name == ROLE else None
        declared = self.schema.field_of(self.object, name)
        if declared:
            return FieldRef(self.object, name, self.type_of(declared), position, declared.shown_label)
        standard = BUILT_IN_OBJECTS.get(self.object)
        built_in = standard.fields.get(name) if standard else None
        return FieldRef(self.object, name, built_in.type, position, built_in.label) if built_in else None

    def type_of(self, declared: Field) -> FieldType:
        """What the values of a declared field are: of a formula its result, of a roll-up what it sums up."""
        if declared.type is FieldType.FORMULA:
            return declared.result or FieldType.OTHER
        if declared.type is not FieldType.ROLL_UP:
            return declared.type
        source = declared.roll_up
        if source is None or source.operation is Aggregate.COUNT or source.summarizes is None:
            return FieldType.NUMBER
        summed = self.schema.field_of(source.of, source.summarizes)
        return summed.type if summed else FieldType.NUMBER

    def names(self) -> tuple[str, ...]:
        """Every name that ``field`` knows, declared ones first."""
        if self.collection:
            return (ROLE,)
        declared = self.schema.objects.get(self.object)
        standard = BUILT_IN_OBJECTS.get(self.object)
        return (*(declared.fields if declared else ()), *(standard.fields if standard else ()))

    def values(self, ref: FieldRef) -> tuple[Value, ...]:
        """The declared values of a picklist or multi-select field, or of the roles of a collection."""
        named = self.collection if self.collection and ref.object == ELEMENTS else ref
        declared = self.schema.field_of(named.object, named.name)
        shared = self.schema.value_sets.get(declared.value_set) if declared and declared.value_set else None
        return shared.values if shared else declared.values if declared else ()

    def pipelines(self) -> tuple[Pipeline, ...]:
        """The pipelines of the object; only the own one where the records are known to be in one."""
        if self.pipeline:
            return (self.pipeline,)
        return tuple(found for found in self.schema.pipelines.values() if found.object == self.object)

    def beyond(self, lookup: FieldRef) -> Scope | None:
        """The scope of the record that a lookup names; None where nothing says of which object that is."""
        declared = self.schema.field_of(lookup.object, lookup.name)
        target = declared.to if declared else REFERENCES.get((lookup.object, lookup.name))
        return Scope(self.schema, target) if target else None

    def leads_astray(self, lookup: FieldRef) -> bool:
        """Whether a declared lookup names an object that nobody knows."""
        declared = self.schema.field_of(lookup.object, lookup.name)
        return declared is not None and declared.to not in BUILT_IN_OBJECTS and declared.to not in self.schema.objects

    def elements(self, collection: FieldRef) -> Scope:
        """The scope of one element of a collection."""
        return Scope(self.schema, self.object, state_only=True, collection=collection)
