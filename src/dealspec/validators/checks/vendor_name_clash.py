"""No two fields of an object have the same name in a CRM, and no two lookups to one object the same relationship."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dealspec.core.source import Position
from dealspec.schema.model import Object, Schema
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS, hubspot_name, salesforce_name
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    for obj in schema.objects.values():
        standard = BUILT_IN_OBJECTS.get(obj.name)
        built_in = standard.fields.values() if standard else ()
        fields = obj.fields.values()
        in_salesforce = [(salesforce_name(field), field.name, field.position) for field in fields]
        in_hubspot = [(hubspot_name(field), field.name, field.position) for field in fields]
        yield from _clashes(obj, "Salesforce", {one.salesforce: one.name for one in built_in}, in_salesforce)
        yield from _clashes(obj, "HubSpot", {one.hubspot: one.name for one in built_in if one.hubspot}, in_hubspot)
    yield from _relationships(schema)


def _clashes(
    obj: Object, crm: str, taken: dict[str, str], named: Iterable[tuple[str, str, Position]]
) -> Iterator[Fault]:
    owners = {name.casefold(): owner for name, owner in taken.items()}
    for name, field, position in named:
        owner = owners.setdefault(name.casefold(), field)
        if owner != field:
            what = f"'{field}' and '{owner}' of {obj.name} are both called '{name}' in {crm}."
            yield Fault(what, position, f"Give one of them another name: {crm.lower()}: {{name: ...}}")


def _relationships(schema: Schema) -> Iterator[Fault]:
    """Lookups whose relationships are named by hand, and alike, in the object that both lead to."""
    owners: dict[tuple[str, str], str] = {}
    for obj, field in schema.fields():
        name = field.salesforce.relationship
        if not (name and field.to and field.type.is_reference):
            continue
        here = f"{obj.name}.{field.name}"
        owner = owners.setdefault((field.to, name.casefold()), here)
        if owner != here:
            place = schema.place("objects", obj.name, "fields", field.name, "salesforce", "relationship")
            what = f"'{here}' and '{owner}' are both called '{name}' on {field.to} in Salesforce."
            hint = "Give one of them another name: salesforce: {relationship: ...}"
            yield Fault(what, place or field.position, hint)


CHECK = Check(
    code="CHK012",
    title="Two fields with one name in a CRM",
    why="They would be one field there, and each apply would undo the other.",
    bad=(
        "objects:\n"
        "  opportunity:\n"
        "    fields:\n"
        "      quote_sent: {type: date, hubspot: {name: sent}}\n"
        "      order_sent: {type: date, hubspot: {name: sent}}\n"
    ),
    good=("objects:\n  opportunity:\n    fields:\n      quote_sent: {type: date}\n      order_sent: {type: date}\n"),
    find=_find,
)
