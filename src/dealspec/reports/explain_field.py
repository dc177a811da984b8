"""The page of a field: what it is, what each CRM calls it, who writes it, and what judges it. Reads no org."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dealspec.provisioner.ports import Crm
from dealspec.provisioner.resource import Projection
from dealspec.reports.explanation import Explanation, Part
from dealspec.reports.view import crm_label
from dealspec.schema.model import Field, Schema, Stamp, Value
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS, hubspot_name, salesforce_name
from dealspec.validators.expr.nodes import FieldRef, fields_used
from dealspec.validators.judgement import Judgement, JudgementKind

_WRITERS = {
    Stamp.PERSON: "A person.",
    Stamp.HISTORY: "The CRM, in its history of changes.",
    Stamp.AUTOMATION: "An automation in the CRM.",
}


def field_addresses(schema: Schema) -> tuple[str, ...]:
    """Every field that can be explained, declared and built in: ``fields.<object>.<field>``."""
    declared = [f"fields.{obj.name}.{field.name}" for obj, field in schema.fields()]
    built_in = [f"fields.{obj.name}.{name}" for obj in BUILT_IN_OBJECTS.values() for name in obj.fields]
    return tuple(dict.fromkeys((*declared, *built_in)))


def field_page(
    schema: Schema, address: str, judgements: Sequence[Judgement], projections: Mapping[Crm, Projection]
) -> Explanation:
    """What there is to say of the field at an address out of ``field_addresses``."""
    _, obj, name = address.split(".")
    declared = schema.field_of(obj, name)
    if declared is None:
        built_in = BUILT_IN_OBJECTS[obj].fields[name]
        title, parts = built_in.label, list(_built_in(obj, name))
    else:
        title, parts = declared.shown_label, list(_declared(schema, obj, declared))
        parts[2:2] = [_name_in(crm, address, obj, declared, projections[crm]) for crm in projections]
    return Explanation.of("field", address, title, (*parts, *_used_by(obj, name, judgements)))


def fields_of(judgement: Judgement) -> frozenset[FieldRef]:
    """Every field that a judgement reads."""
    conflict = judgement.conflict
    compared = (*conflict.same, conflict.different) if conflict else ()
    return fields_used(judgement.when) | fields_used(judgement.that) | frozenset((*judgement.require, *compared))


def _built_in(obj: str, name: str) -> Iterator[Part]:
    home = BUILT_IN_OBJECTS[obj]
    field = home.fields[name]
    yield Part.of("Object", home.label)
    yield Part.of("Type", f"{field.type or name} (built in; every schema may use it)")
    yield Part.of("Salesforce", f"{home.salesforce}.{field.salesforce}")
    yield Part.of("HubSpot", f"{home.hubspot}.{field.hubspot}" if field.hubspot else "derived, not a property")


def _declared(schema: Schema, obj: str, field: Field) -> Iterator[Part]:
    yield Part.of("Object", obj)
    yield Part.of("Type", _type(field))
    yield Part.of("Description", field.description or "")
    yield Part.of("Help text", field.help or "")
    yield Part("Values", tuple(_value(value) for value in _values(schema, field)))
    yield Part.of("Limits", "; ".join(_limits(field)))
    yield Part.of("Written by", _WRITERS[field.stamp] if field.stamp else "")
    yield Part.of("Partner-safe", "Yes: partners may see it." if field.partner_safe else "No: partners do not see it.")
    yield Part.of("Intent", "; ".join(_intent(field)))
    yield Part.of("Declared at", str(field.position))


def _type(field: Field) -> str:
    target = f" to {field.to}" if field.to else ""
    result = f" of type {field.result}" if field.result else ""
    return f"{field.type}{target}{result}"


def _values(schema: Schema, field: Field) -> Sequence[Value]:
    shared = schema.value_sets.get(field.value_set or "")
    return field.values or (shared.values if shared else ())


def _value(value: Value) -> str:
    inactive = " (inactive)" if value.active is False else ""
    only = f" (only with {', '.join(value.when)})" if value.when else ""
    about = f": {value.description}" if value.description else ""
    return f"{value.name} - {value.label}{inactive}{only}{about}"


def _limits(field: Field) -> Iterator[str]:
    if field.required:
        yield "required on every save"
    if field.unique:
        yield "unique"
    if field.length is not None:
        yield f"at most {field.length:,} characters"
    if field.min is not None:
        yield f"at least {field.min:,f}"
    if field.max is not None:
        yield f"at most {field.max:,f}"
    if field.pattern is not None:
        yield f"of the form {field.pattern}"
    if field.depends_on:
        yield f"its values depend on {field.depends_on}"
    if field.track_history:
        yield "its history is tracked"


def _intent(field: Field) -> Iterator[str]:
    if field.renamed_from:
        yield f"was called {field.renamed_from}"
    for old, new in field.values_renamed.items():
        yield f"its value {old} becomes {new}"
    marks = {
        "its values are exactly these": field.exact,
        "deprecated": field.deprecated,
        "to be removed": field.removed,
        "protected from removal": field.protected,
    }
    yield from (words for words, said in marks.items() if said)


def _name_in(crm: Crm, address: str, obj: str, field: Field, projection: Projection) -> Part:
    held = next((item for item in projection.resources if item.address == address), None)
    gap = next((gap for gap in projection.unsupported if gap.subject == address), None)
    if held is None:
        return Part.of(crm_label(crm.value), f"Not held there. {gap.why if gap else ''}".rstrip())
    home = schema_name(crm, obj)
    name = salesforce_name(field) if crm is Crm.SALESFORCE else hubspot_name(field)
    shown = f"{home}.{name}" if home else name
    return Part.of(crm_label(crm.value), f"{shown}. In part: {gap.why}" if gap else shown)


def schema_name(crm: Crm, obj: str) -> str:
    """What a CRM calls a standard object; empty for a custom one."""
    known = BUILT_IN_OBJECTS.get(obj)
    if known is None:
        return ""
    return known.salesforce if crm is Crm.SALESFORCE else known.hubspot


def _used_by(obj: str, name: str, judgements: Sequence[Judgement]) -> Iterator[Part]:
    using = [item for item in judgements if (obj, name) in {(ref.object, ref.name) for ref in fields_of(item)}]
    gates = (JudgementKind.GATE, JudgementKind.MEMBERSHIP)
    rules = (JudgementKind.RULE, JudgementKind.CONFLICT)
    yield Part("Gates", tuple(f"{item.address}: {item.message}" for item in using if item.kind in gates))
    yield Part("Rules", tuple(f"{item.address}: {item.message}" for item in using if item.kind in rules))
    rest = (item for item in using if item.kind not in (*gates, *rules))
    yield Part("Own limits, audited", tuple(f"{item.id}: {item.message}" for item in rest))
