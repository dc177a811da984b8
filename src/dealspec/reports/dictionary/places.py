"""Which page and which name belong to a thing of the schema. Pure; links only to what has a place."""

from __future__ import annotations

from dataclasses import dataclass

from dealspec.reports.dictionary.prose import RULES, VALUE_SETS, Inline, Link, anchor, object_page, pipeline_page
from dealspec.schema.model import Gate, Object, Schema, humanised
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS
from dealspec.validators.expr import FieldRef


@dataclass(frozen=True, slots=True)
class Places:
    """Links to what a schema declares."""

    schema: Schema

    @property
    def objects(self) -> tuple[Object, ...]:
        """The objects that have a page: declared ones, then those that pipelines and rules are about."""
        named = [pipeline.object for pipeline in self.schema.pipelines.values()]
        named += [rule.object for rule in self.schema.rules.values()]
        bare = [name for name in dict.fromkeys(named) if name not in self.schema.objects]
        return (*self.schema.objects.values(), *(Object(name) for name in bare))

    def object_label(self, name: str) -> str:
        """What people call an object."""
        declared, known = self.schema.objects.get(name), BUILT_IN_OBJECTS.get(name)
        return (declared.label if declared else None) or (known.label if known else humanised(name))

    def object(self, name: str) -> Inline:
        """The object's page, or its bare name where it has none."""
        known = any(obj.name == name for obj in self.objects)
        return Link(self.object_label(name), object_page(name)) if known else self.object_label(name)

    def object_link(self, name: str) -> Link:
        """The page of an object that has one."""
        return Link(self.object_label(name), object_page(name))

    def field(self, obj: str, name: str, label: str = "") -> Link:
        """A field's place on the page of its object."""
        declared = self.schema.field_of(obj, name)
        shown = declared.shown_label if declared else label or humanised(name)
        return Link(shown, object_page(obj), anchor("field", name))

    def refs(self, refs: frozenset[FieldRef]) -> tuple[Link, ...]:
        """The fields that a condition reads, by label."""
        links = {self.field(ref.object, ref.name, ref.shown_label) for ref in refs}
        return tuple(sorted(links, key=lambda link: (link.text.casefold(), link.page, link.anchor)))

    def gate(self, gate: Gate) -> Link:
        """A gate's place at the entry of its stage."""
        pipeline = self.schema.pipelines[gate.pipeline]
        stage = pipeline.stage(gate.enters)
        text = f"{stage.label if stage else gate.enters} ({pipeline.shown_label})"
        return Link(text, pipeline_page(pipeline.name), anchor("gate", gate.name))

    def pipeline(self, name: str) -> Link:
        """A pipeline's page."""
        return Link(self.schema.pipelines[name].shown_label, pipeline_page(name))

    def rule(self, name: str) -> Link:
        """A rule's place among the rules."""
        return Link(humanised(name), RULES, anchor("rule", name))

    def value_set(self, name: str) -> Link:
        """A value set's place among the value sets."""
        declared = self.schema.value_sets.get(name)
        return Link((declared.label if declared else None) or humanised(name), VALUE_SETS, anchor("value_set", name))
