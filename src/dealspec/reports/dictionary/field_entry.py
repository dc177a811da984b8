"""One declared field as an entry: its limits, its names in both CRMs, who writes and who sees it. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping

from dealspec.reports.dictionary.entries import Fact, FieldEntry, Listing, Mark, ValueEntry
from dealspec.reports.dictionary.places import Places
from dealspec.reports.dictionary.prose import Code, Inline, Prose, anchor, listed
from dealspec.reports.view import counted
from dealspec.schema.model import Aggregate, Blanks, Field, FieldType, Json, Object, OnDelete, Stamp, Value
from dealspec.schema.vocabulary import BuiltIn, hubspot_name, salesforce_name

EDITOR = "Dealspec_Editor"
READER = "Dealspec_Reader"
PARTNER_SAFE = "Dealspec_Partner_Safe"
"""The permission sets that give access to fields in Salesforce."""

_STAMPS = {
    Stamp.PERSON: "A person",
    Stamp.HISTORY: "The CRM's own history",
    Stamp.AUTOMATION: "An automation: a flow in Salesforce, a workflow in HubSpot",
}
_ON_DELETE = {
    OnDelete.SET_NULL: "This field is emptied when the record that it names is deleted",
    OnDelete.RESTRICT: "The record that it names cannot be deleted",
    OnDelete.CASCADE: "This record is deleted with the record that it names",
}
_BLANKS = {Blanks.ZERO: "Blank fields count as zero", Blanks.BLANK: "Blank fields make it blank"}
_AGGREGATES = {
    Aggregate.COUNT: "How many",
    Aggregate.SUM: "The sum",
    Aggregate.MIN: "The lowest",
    Aggregate.MAX: "The highest",
}


def field_entry(obj: Object, field: Field, places: Places, uses: tuple[Prose, ...]) -> FieldEntry:
    """The entry of a declared field; ``uses`` are phrases on what reads it."""
    return FieldEntry(
        name=field.name,
        label=field.shown_label,
        anchor=anchor("field", field.name),
        kind=_kind(field, places),
        salesforce=_salesforce(field),
        hubspot=_hubspot(field),
        description=field.description or "",
        help=field.help or "",
        marks=tuple(_marks(field)),
        facts=(*_facts(obj, field, places), Fact("Access", _access(field))),
        values=value_entries(field.values, places.schema.field_of(obj.name, field.depends_on or "")),
        listings=tuple(_listings(field)),
        uses=uses,
    )


def built_in_entry(obj: str, item: BuiltIn, uses: tuple[Prose, ...]) -> FieldEntry:
    """The entry of a field that every org has."""
    derived = "worked out from associations and stages"
    return FieldEntry(
        name=item.name,
        label=item.label,
        anchor=anchor("field", item.name),
        kind=_words(item.type) if item.type else item.name,
        salesforce=(Code(item.salesforce),),
        hubspot=(Code(item.hubspot),) if item.hubspot else (derived,),
        uses=uses,
    )


def value_entries(values: Iterable[Value], controlling: Field | None = None) -> tuple[ValueEntry, ...]:
    """The values of a choice; ``controlling`` is the field that decides which of them can be chosen."""
    return tuple(ValueEntry(value.label, value.name, tuple(_value_notes(value, controlling))) for value in values)


def native_facts(vendor: str, native: Mapping[str, Json]) -> Iterator[Fact]:
    """What is passed on to one CRM as it is written."""
    if native:
        said = (f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in native.items())
        yield Fact(f"Also set in {vendor}", listed(Code(text) for text in said))


def _words(kind: FieldType) -> str:
    return kind.value.replace("_", " ")


def _kind(field: Field, places: Places) -> str:
    words = _words(field.type)
    if field.type is FieldType.OTHER:
        words = " / ".join(dict.fromkeys(name for name in (field.salesforce.type, field.hubspot.type) if name)) or words
    if field.length is not None:
        words += f" ({field.length:,})"
    if field.result:
        words += f" giving {_words(field.result)}"
    return f"{words} to {places.object_label(field.to)}" if field.to else words


def _salesforce(field: Field) -> Prose:
    if field.type is FieldType.CONTACT_ROLES:
        return ("contact roles of the record",)
    return (Code(salesforce_name(field)),)


def _hubspot(field: Field) -> Prose:
    if field.type is FieldType.CONTACT_ROLES:
        return ("labels on associated contacts",)
    return (Code(hubspot_name(field)),)


def _marks(field: Field) -> Iterator[Mark]:
    if field.removed:
        yield Mark("being removed", "error")
    if field.deprecated:
        yield Mark("deprecated", "warning")
    flags = {
        "required": field.required,
        "unique": field.unique,
        "external id": field.external_id,
        "history kept": field.track_history,
        "protected": field.protected,
    }
    yield from (Mark(word) for word, said in flags.items() if said)
    if field.partner_safe:
        yield Mark("partner-safe", "good")


def _facts(obj: Object, field: Field, places: Places) -> Iterator[Fact]:
    if field.stamp:
        yield Fact("Written by", (_STAMPS[field.stamp],))
    if field.type.is_computed:
        yield Fact("Written by", ("The CRM, which works it out",))
    yield from _limits(field)
    yield from _choice(obj, field, places)
    yield from _reference(field, places)
    if field.default is not None:
        yield Fact("Default", (Code(field.default),))
    if field.number_format:
        yield Fact("Numbered", (Code(field.number_format),))
    if field.blanks:
        yield Fact("Blanks", (_BLANKS[field.blanks],))
    if field.renamed_from:
        yield Fact("Formerly", (Code(field.renamed_from),))
    if field.values_renamed:
        renamed = (f"{old} is now {new}" for old, new in field.values_renamed.items())
        yield Fact("Renamed values", listed(renamed))
    if field.salesforce.relationship:
        yield Fact("Relationship in Salesforce", (Code(field.salesforce.relationship),))
    yield from native_facts("Salesforce", field.salesforce.native)
    yield from native_facts("HubSpot", field.hubspot.native)


def _limits(field: Field) -> Iterator[Fact]:
    ends = [f"at least {field.min:,f}"] if field.min is not None else []
    ends += [f"at most {field.max:,f}"] if field.max is not None else []
    if ends:
        yield Fact("Range", (" and ".join(ends),))
    if field.pattern is not None:
        yield Fact("Form", (Code(field.pattern),))
    digits = [counted(field.precision, "digit")] if field.precision is not None else []
    digits += [counted(field.scale, "decimal")] if field.scale is not None else []
    if digits:
        yield Fact("Digits", (", ".join(digits),))
    if field.case_sensitive is not None:
        yield Fact("Letter case", ("Counts" if field.case_sensitive else "Does not count",))
    if field.lines is not None:
        yield Fact("Shown on", (counted(field.lines, "line"),))


def _choice(obj: Object, field: Field, places: Places) -> Iterator[Fact]:
    if field.value_set:
        shared = places.schema.value_sets.get(field.value_set)
        count = f", {counted(len(shared.values), 'value')}" if shared else ""
        yield Fact("Value set", (places.value_set(field.value_set) if shared else Code(field.value_set), count))
    if field.depends_on:
        yield Fact("Values depend on", (places.field(obj.name, field.depends_on),))
    if field.restricted is not None:
        yield Fact("Other values", ("Refused" if field.restricted else "Taken",))
    if field.exact:
        yield Fact("In the orgs", ("Only these values may exist",))


def _reference(field: Field, places: Places) -> Iterator[Fact]:
    if field.to:
        yield Fact("Names a record of", (places.object(field.to),))
    if field.on_delete:
        yield Fact("On deletion", (_ON_DELETE[field.on_delete],))
    if source := field.roll_up:
        words = _AGGREGATES[source.operation]
        summed: tuple[Inline, ...] = (" of ", places.field(source.of, source.summarizes)) if source.summarizes else ()
        through = places.field(source.of, source.through)
        yield Fact("Sums up", (words, *summed, " over ", places.object(source.of), ", through ", through))


def _value_notes(value: Value, controlling: Field | None) -> Iterator[str]:
    if value.description:
        yield value.description
    if value.default:
        yield "default"
    if value.active is False:
        yield "no longer offered"
    if value.when:
        labels = {item.name: item.label for item in controlling.values} if controlling else {}
        yield "for " + ", ".join(labels.get(name, name) for name in value.when)
    yield from (f"{key}: {json.dumps(said, ensure_ascii=False)}" for key, said in value.salesforce.items())
    if value.color:
        yield f"colour {value.color}"


def _listings(field: Field) -> Iterator[Listing]:
    formulas = {
        "Formula": field.formula,
        "Formula in Salesforce": field.salesforce.formula,
        "Formula in HubSpot": field.hubspot.formula,
    }
    yield from (Listing(title, text) for title, text in formulas.items() if text)


def _access(field: Field) -> Prose:
    """Who may see it. Roles, required and master-detail fields carry no field-level security in Salesforce."""
    if field.type in (FieldType.CONTACT_ROLES, FieldType.MASTER_DETAIL) or field.required:
        return ("Whoever may see the record",)
    if field.salesforce.granted is False or not salesforce_name(field).endswith("__c"):
        return ("As the org's own permissions say",)
    readers = (READER, PARTNER_SAFE) if field.partner_safe else (READER,)
    edits = " reads" if field.type.is_computed else " edits"
    return (Code(EDITOR), edits, *(item for name in readers for item in (", ", Code(name), " reads")))
