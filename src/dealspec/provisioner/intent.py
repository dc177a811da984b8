"""What is declared about the way from live to wanted: renamed, removed, exact. Pure; knows no vendor's API.

Renaming and removing cannot be carried out yet. So that a renamed field is never made anew beside the old one, and a
removed one never comes back, both are held: left out of what is planned, with a step for a person. Nothing is guessed:
what is held depends on what the target really holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from dealspec.core.coverage import Gap
from dealspec.provisioner.former_values import held_values, values_of, with_former_values
from dealspec.provisioner.ports import Crm
from dealspec.provisioner.resource import Json, Kind, LiveState, ManualStep, Projection, Resource
from dealspec.schema.model import Field, Object, Schema
from dealspec.schema.vocabulary import hubspot_name, salesforce_name
from dealspec.validators.judgement import JudgementKind
from dealspec.validators.judgements import judgements

UNDECLARED = "undeclared_values"
"""The attribute by which an adapter says that it takes undeclared values of an ``exact`` choice away itself."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What may be planned, and what is held: steps for a person, and what waits for them."""

    schema: Schema
    manual: tuple[ManualStep, ...] = ()
    waiting: tuple[Gap, ...] = ()


def watched(schema: Schema, crm: Crm) -> Schema | None:
    """The fields that a target must be asked for: those to be removed, and renamed ones under their former name.

    None when there is none of them.
    """
    objects: dict[str, Object] = {}
    for obj in schema.objects.values():
        fields = {each.name: each for field in obj.fields.values() if (each := _watched(field, crm))}
        if fields:
            objects[obj.name] = replace(obj, fields=fields, record_types={}, validation_rules={})
    return Schema(objects=objects, value_sets=schema.value_sets) if objects else None


def field_resources(projection: Projection) -> tuple[Resource, ...]:
    """The resources of a projection that stand for fields."""
    return tuple(resource for resource in projection.resources if resource.kind is Kind.FIELD)


def settled(schema: Schema, crm: Crm, live: LiveState) -> Settled:
    """The schema without what must not be planned, given what the target holds."""
    held: set[tuple[str, str]] = set()
    manual: list[ManualStep] = []
    planned = schema
    for obj, field in schema.fields():
        address = f"fields.{obj.name}.{field.name}"
        if field.removed:
            held.add((obj.name, field.name))
            if address in live.resources:
                manual.append(_removal(address, field, crm))
        elif _is_renamed(field, crm) and address not in live.resources:
            former = f"fields.{obj.name}.{field.renamed_from}"
            if former in live.resources:
                held.add((obj.name, field.name))
                manual.append(_renaming(address, field, crm))
        elif renames := held_values(obj, field, live):
            planned = with_former_values(planned, obj, field, renames)
            manual.append(_replacement(address, field.shown_label, {old.name: new for new, old in renames.items()}))
    planned = _without(planned, held) if held else planned
    if planned is schema:
        return Settled(schema)
    return Settled(planned, tuple(manual), tuple(_waiting(schema, planned)))


def undeclared(schema: Schema, projection: Projection, live: LiveState) -> Iterator[ManualStep]:
    """A step for each exact choice that has more values than are declared, where the adapter takes none away."""
    resources = {resource.address: resource for resource in projection.resources}
    for obj, field in schema.fields():
        if field.exact:
            yield from _undeclared(f"fields.{obj.name}.{field.name}", field.shown_label, resources, live)
    for value_set in schema.value_sets.values():
        if value_set.exact:
            yield from _undeclared(f"value_sets.{value_set.name}", value_set.label or value_set.name, resources, live)


def unwritten(schema: Schema, crm: Crm) -> tuple[Gap, ...]:
    """What is declared and this CRM cannot be told of.

    HubSpot has no API for its duplicate management, Salesforce none for approvals that is spoken here.
    """
    if crm is not Crm.HUBSPOT:
        why = "An approval in Salesforce is an approval process, which nobody declares here; HubSpot alone gets it."
        hint = "Have who approves enter it in a field, and let a gate ask for that."
        return tuple(
            Gap(f"pipelines.{each.name}.rules.approval", why, hint)
            for each in schema.pipelines.values()
            if each.rules.approval
        )
    why = "HubSpot finds duplicates in its own way, and no API can tell it how."
    hint = "Look through them in HubSpot (Data Management > Data Quality), or declare a field as unique."
    return tuple(
        Gap(f"{kind}.{obj.name}.{name}", why, hint)
        for obj in schema.objects.values()
        for kind, rules in (("matching_rules", obj.matching_rules), ("duplicate_rules", obj.duplicate_rules))
        for name in rules
    )


def placed_by_hand(schema: Schema, crm: Crm) -> tuple[ManualStep, ...]:
    """A step for each object whose fields name a section, where no API places them: on HubSpot's cards."""
    if crm is not Crm.HUBSPOT:
        return ()
    steps = []
    for obj in schema.objects.values():
        sections: dict[str, list[str]] = {}
        for field in obj.fields.values():
            if field.section and not field.removed:
                sections.setdefault(field.section, []).append(field.shown_label)
        if sections:
            lines = tuple(f"Card {name}: {', '.join(labels)}." for name, labels in sections.items())
            title = f"Place {sum(map(len, sections.values()))} fields of {obj.name} on its record page"
            where = "Settings > Objects > the object > Record customization: HubSpot lets no API place properties."
            steps.append(ManualStep(f"layouts.{obj.name}", title, (where, *lines)))
    return tuple(steps)


def _watched(field: Field, crm: Crm) -> Field | None:
    if field.removed:
        return replace(field, removed=False)
    return _former(field) if _is_renamed(field, crm) else None


def _former(field: Field) -> Field:
    salesforce, hubspot = replace(field.salesforce, name=None), replace(field.hubspot, name=None)
    return replace(field, name=field.renamed_from or "", salesforce=salesforce, hubspot=hubspot)


def _is_renamed(field: Field, crm: Crm) -> bool:
    """Whether the field's name in this CRM changes with its logical one."""
    return field.renamed_from is not None and _name(_former(field), crm) != _name(field, crm)


def _name(field: Field, crm: Crm) -> str:
    return salesforce_name(field) if crm is Crm.SALESFORCE else hubspot_name(field)


def _without(schema: Schema, held: set[tuple[str, str]]) -> Schema:
    objects = {
        obj.name: replace(obj, fields={name: each for name, each in obj.fields.items() if (obj.name, name) not in held})
        for obj in schema.objects.values()
    }
    return replace(schema, objects=objects)


def _waiting(schema: Schema, planned: Schema) -> Iterator[Gap]:
    """The gates that ask for what is held; rules are for audits alone."""
    possible = {judgement.id for judgement in judgements(planned)[0]}
    for judgement in judgements(schema)[0]:
        if judgement.id not in possible and judgement.kind in (JudgementKind.GATE, JudgementKind.MEMBERSHIP):
            why = "It asks for a field or value that waits for a person."
            yield Gap(judgement.address, why, "Do the step by hand, then plan again.")


def _renaming(address: str, field: Field, crm: Crm) -> ManualStep:
    old, new = _name(_former(field), crm), _name(field, crm)
    return ManualStep(
        address,
        f"Rename {old} to {new}",
        (
            f"{field.shown_label} is declared as renamed, and {old} holds its records' values. dealspec does not rename"
            " yet, and would otherwise make an empty field beside it.",
            f"To keep the field as it is called there, declare its name: {crm.value}: {{name: {old}}}",
            f"Or rename it to {new} in the CRM's own screens, where the CRM allows that.",
            "Or take renamed_from out, to have a new, empty field made.",
            "Then plan again.",
        ),
    )


def _removal(address: str, field: Field, crm: Crm) -> ManualStep:
    return ManualStep(
        address,
        f"Remove {_name(field, crm)}",
        (
            f"{field.shown_label} is declared as removed and is still there. dealspec does not delete fields yet, and"
            " leaves it as it is.",
            "Look in the CRM for what still uses it, and export its values if you may need them.",
            "Delete it in the CRM's own screens.",
            "Then take the declaration out.",
        ),
    )


def _replacement(address: str, label: str, renames: Mapping[str, str]) -> ManualStep:
    pairs = ", ".join(f"{old} to {new}" for old, new in sorted(renames.items()))
    return ManualStep(
        address,
        f"Rename values of {label}: {pairs}",
        (
            "Records hold the old values. dealspec does not replace values yet, and would otherwise add the new ones"
            " beside them.",
            *(f"Replace {old} by {new} in the CRM's own screens." for old, new in sorted(renames.items())),
            "Then plan again.",
        ),
    )


def _undeclared(address: str, label: str, resources: Mapping[str, Resource], live: LiveState) -> Iterator[ManualStep]:
    wanted = resources.get(address)
    if wanted is None:
        return
    if UNDECLARED in wanted.attributes:
        found = live.resources.get(address)
        if found is not None and (gone := found.attributes.get(UNDECLARED)):
            yield _loss(address, label, [str(name) for name in gone] if isinstance(gone, list) else [])
        return
    declared, present = values_of(wanted), values_of(live.resources.get(address))
    if declared and (extra := sorted(name for name, said in present.items() if name not in declared and _in_use(said))):
        yield ManualStep(
            address,
            f"Take {', '.join(extra)} out of {label}",
            (
                "Its values are declared as exact, and these are none of them. dealspec does not take them away here.",
                "Replace them on the records that hold them, then deactivate them in the CRM's own screens.",
                "Or declare them.",
            ),
        )


def _loss(address: str, label: str, names: list[str]) -> ManualStep:
    return ManualStep(
        address,
        f"Before applying: {', '.join(names)} of {label} can then no longer be chosen",
        (
            "The values are declared as exact, and these are none of them. Records that hold them keep them.",
            "Look for records, reports, flows and imports that use them, and declare what is still needed.",
            "Replace them on the records that should move on.",
        ),
    )


def _in_use(said: Json) -> bool:
    return not (isinstance(said, dict) and said.get("active") is False)
