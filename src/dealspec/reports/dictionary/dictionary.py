"""Builds the data dictionary of a schema: every page as plain values, in the order of the files. Renders nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dealspec.reports.dictionary.entries import (
    Dictionary,
    Fact,
    FieldEntry,
    FieldGroup,
    Listing,
    NativeEntry,
    ObjectPage,
    ValueSetEntry,
)
from dealspec.reports.dictionary.field_entry import built_in_entry, field_entry, native_facts, value_entries
from dealspec.reports.dictionary.judged_entry import pipeline_entry, rule_entry
from dealspec.reports.dictionary.places import Places
from dealspec.reports.dictionary.prose import (
    RECORD_TYPES,
    VALIDATION_RULES,
    Code,
    Inline,
    Link,
    Prose,
    anchor,
    listed,
    object_page,
)
from dealspec.reports.dictionary.uses import Uses, uses
from dealspec.schema.model import Field, FieldType, Object, RecordType, Schema, ValidationRule, ValueSet, humanised
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS, salesforce_name
from dealspec.validators.judgement import Judgement, JudgementKind


def dictionary(schema: Schema, judgements: Iterable[Judgement], version: str) -> Dictionary:
    """The dictionary of a sound schema and of the ``judgements`` that follow from it; ``version`` is the tool's."""
    every = tuple(judgements)
    places = Places(schema)
    found = uses(schema, every, places)
    rules = {one.id: one for one in every if one.kind in (JudgementKind.RULE, JudgementKind.CONFLICT)}
    return Dictionary(
        version=version,
        objects=tuple(_object(obj, places, found) for obj in places.objects),
        pipelines=tuple(pipeline_entry(one, every, places) for one in schema.pipelines.values()),
        rules=tuple(rule_entry(rule, rules.get(rule.name), places) for rule in schema.rules.values()),
        value_sets=tuple(_value_set(one, places) for one in schema.value_sets.values()),
        record_types=tuple(
            _record_type(obj, one, places) for obj in schema.objects.values() for one in obj.record_types.values()
        ),
        validation_rules=tuple(
            _validation_rule(obj, one, places)
            for obj in schema.objects.values()
            for one in obj.validation_rules.values()
        ),
    )


def _object(obj: Object, places: Places, found: Uses) -> ObjectPage:
    known = BUILT_IN_OBJECTS.get(obj.name)
    built_in = [item for name, item in known.fields.items() if name not in obj.fields] if known else []
    return ObjectPage(
        path=object_page(obj.name),
        name=obj.name,
        label=places.object_label(obj.name),
        description=obj.description or "",
        facts=tuple(_object_facts(obj)),
        related=tuple(_related(obj, places)),
        groups=tuple(_groups(obj, places, found)),
        built_in=tuple(built_in_entry(obj.name, item, found.get((obj.name, item.name), ())) for item in built_in),
    )


def _object_facts(obj: Object) -> Iterator[Fact]:
    known = BUILT_IN_OBJECTS.get(obj.name)
    salesforce = obj.salesforce.name or salesforce_name(Field(obj.name, FieldType.OTHER))
    yield Fact("Salesforce", (Code(known.salesforce if known else salesforce),))
    yield Fact("HubSpot", (Code(known.hubspot if known else obj.hubspot.name or obj.name),))
    if obj.plural:
        yield Fact("Plural", (obj.plural,))
    yield from native_facts("Salesforce", obj.salesforce.native)
    yield from native_facts("HubSpot", obj.hubspot.native)


def _related(obj: Object, places: Places) -> Iterator[Fact]:
    schema = places.schema
    links: dict[str, list[Link]] = {
        "Pipelines": [places.pipeline(one.name) for one in schema.pipelines.values() if one.object == obj.name],
        "Rules": [places.rule(one.name) for one in schema.rules.values() if one.object == obj.name],
        "Record types": [_record_type_link(obj, one) for one in obj.record_types.values()],
        "Validation rules": [_validation_rule_link(obj, one) for one in obj.validation_rules.values()],
    }
    yield from (Fact(label, listed(found)) for label, found in links.items() if found)


def _groups(obj: Object, places: Places, found: Uses) -> Iterator[FieldGroup]:
    """The fields by HubSpot group: declared groups first, then those that fields name, then fields without one."""
    entries: dict[str, list[FieldEntry]] = {name: [] for name in obj.groups}
    for field in obj.fields.values():
        entry = field_entry(obj, field, places, found.get((obj.name, field.name), ()))
        entries.setdefault(field.hubspot.group or "", []).append(entry)
    rest = entries.pop("", [])
    for name, members in entries.items():
        declared = obj.groups.get(name)
        label = (declared.label if declared else None) or humanised(name)
        yield FieldGroup(name, label, anchor("group", name), tuple(members))
    if rest:
        yield FieldGroup("", "Without a group" if entries else "Fields", anchor("group", ""), tuple(rest))


def _value_set(declared: ValueSet, places: Places) -> ValueSetEntry:
    used = [
        (places.field(obj.name, field.name), f" ({places.object_label(obj.name)})")
        for obj, field in places.schema.fields()
        if field.value_set == declared.name
    ]
    facts = [Fact("In every Salesforce org as", (Code(declared.standard),))] if declared.standard else []
    facts += [Fact("In the orgs", ("Only these values may exist",))] if declared.exact else []
    facts += [Fact("Salesforce", (Code(declared.salesforce.name),))] if declared.salesforce.name else []
    facts += [Fact("Used by", link_and_object) for link_and_object in used]
    facts += native_facts("Salesforce", declared.salesforce.native)
    link = places.value_set(declared.name)
    return ValueSetEntry(
        name=declared.name,
        label=link.text,
        anchor=link.anchor,
        description=declared.description or "",
        facts=tuple(facts),
        values=value_entries(declared.values),
    )


def _record_type_link(obj: Object, declared: RecordType) -> Link:
    return Link(declared.label, RECORD_TYPES, anchor("record_type", obj.name, declared.name))


def _record_type(obj: Object, declared: RecordType, places: Places) -> NativeEntry:
    facts = [Fact("Business process", (Code(declared.business_process),))] if declared.business_process else []
    for name, values in declared.picklists.items():
        field = obj.fields.get(name)
        labels = {value.name: value.label for value in field.values} if field else {}
        known: Inline = places.field(obj.name, name) if field else Code(name)
        shown = listed(labels.get(value, value) for value in values) if values else ("no value",)
        first = declared.defaults.get(name)
        begins: Prose = (f"; begins with {labels.get(first, first)}",) if first else ()
        facts.append(Fact("Values", (known, ": ", *shown, *begins)))
    others = {name: value for name, value in declared.defaults.items() if name not in declared.picklists}
    facts += [Fact("Begins with", (Code(name), f": {value}")) for name, value in others.items()]
    facts += native_facts("Salesforce", declared.native)
    link = _record_type_link(obj, declared)
    return NativeEntry(
        name=declared.name,
        label=declared.label,
        anchor=link.anchor,
        description=declared.description or "",
        object=places.object_link(obj.name),
        active=declared.active is not False,
        facts=tuple(facts),
    )


def _validation_rule_link(obj: Object, declared: ValidationRule) -> Link:
    return Link(declared.name, VALIDATION_RULES, anchor("validation_rule", obj.name, declared.name))


def _validation_rule(obj: Object, declared: ValidationRule, places: Places) -> NativeEntry:
    field = obj.fields.get(declared.error_field or "")
    at: Inline = places.field(obj.name, field.name) if field else Code(declared.error_field or "")
    facts = [Fact("Says", (declared.message,))]
    facts += [Fact("Shown at", (at,))] if declared.error_field else []
    return NativeEntry(
        name=declared.name,
        label=declared.name,
        anchor=_validation_rule_link(obj, declared).anchor,
        description=declared.description or "",
        object=places.object_link(obj.name),
        active=declared.active,
        facts=tuple(facts),
        listings=(Listing("Refuses a record when", declared.formula),),
    )
