"""The page layout of our own of each object whose fields name a section; nobody else's is read or written. Pure.

A layout must hold what the platform requires of it, else it is refused ("Layout must contain an item for required
layout field: Probability", "Field:Name must be Required": public deploy reports; the sets of accounts and contacts are
assumed). Which profile and record type sees it is the org's to say: a step by hand.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from typing import cast
from urllib.parse import quote

from dealspec.crm.salesforce import names
from dealspec.crm.salesforce.choices import said_of
from dealspec.crm.salesforce.markup import Element, made, put, text_of
from dealspec.provisioner.resource import Json, Kind, ManualStep, Resource
from dealspec.schema.model import Field, FieldType, Object, Schema
from dealspec.schema.vocabulary import salesforce_name

NAME = "Dealspec Partner Sales"
BASE = "Information"
"""The section that holds what every record of the object shows."""
_BASE_FIELDS: Mapping[str, tuple[str, ...]] = {
    "Opportunity": ("Name", "AccountId", "StageName", "CloseDate", "Amount", "Probability", "OwnerId"),
    "Account": ("Name", "OwnerId", "Website", "Phone"),
    "Contact": ("Name", "AccountId", "Email", "Phone"),
}
_REQUIRED = ("Name", "StageName", "CloseDate")
_SEPARATOR = ", "


def full_name(object_name: str, layout: str | None) -> str:
    """A layout's full name, its own name percent-encoded (github.com/forcedotcom/cli/issues/155)."""
    return f"{object_name}-{quote(layout or NAME, safe=' -_').replace('.', '%2E')}"


def is_ours(full_name: str) -> bool:
    """Whether a layout is named as ours are where nobody says another name."""
    return full_name.endswith(f"-{NAME}")


def project_layouts(schema: Schema, there: Collection[str]) -> tuple[list[Resource], list[ManualStep]]:
    """A layout for each object that has fields in sections, and the step that shows it to people.

    ``there`` holds the addresses of the fields that are projected.
    """
    resources: list[Resource] = []
    manual: list[ManualStep] = []
    for obj in schema.objects.values():
        held = [field for field in obj.fields.values() if f"fields.{obj.name}.{field.name}" in there]
        placed = [field for field in held if field.type is not FieldType.CONTACT_ROLES]
        if any(field.section for field in placed):
            resources.append(_layout(obj, placed))
            manual.append(_assignment(schema, obj))
    return resources, manual


def layout_attributes(element: Element, wanted: Mapping[str, Json]) -> dict[str, Json]:
    """What a Layout says of the sections and fields that are wanted."""
    declared = cast("dict[str, str]", wanted["sections"])
    live = {text_of(section, "label"): _fields(section) for section in element.findall("layoutSections")}
    sections: dict[str, Json] = {}
    for label, listed in declared.items():
        if label in live:
            ours = listed.split(_SEPARATOR)
            sections[label] = _SEPARATOR.join(name for name in live[label] if name in ours)
    return {"sections": sections, "order": _SEPARATOR.join(label for label in live if label in declared)}


def layout(wanted: Resource, live: Element | None) -> Element:
    """A Layout's file: the live one with the declared fields in their sections; what others put there stays."""
    element = deepcopy(live) if live is not None else made("Layout")
    element.tag = "Layout"
    put(element, "fullName", None)
    declared = cast("dict[str, str]", wanted.attributes["sections"])
    items = {text_of(item, "field"): item for item in element.iter("layoutItems") if text_of(item, "field")}
    sections = {text_of(section, "label"): section for section in element.findall("layoutSections")}
    _take_out(element, {name for listed in declared.values() for name in listed.split(_SEPARATOR)})
    for label, listed in declared.items():
        if label not in sections:
            sections[label] = _section(label)
            element.append(sections[label])
        ours = [_item(name, wanted.native[f"behavior.{name}"], items.get(name)) for name in listed.split(_SEPARATOR)]
        _deal(sections[label], [*ours, *sections[label].findall("layoutColumns/layoutItems")])
    _in_order(element, [sections[label] for label in declared])
    return element


def sections_of(element: Element) -> dict[str, str]:
    """The section of each of the org's own fields on a layout of ours, by API name."""
    return {
        name: text_of(section, "label")
        for section in element.findall("layoutSections")
        for name in _fields(section)
        if names.is_custom(name)
    }


def is_base(field: Field) -> bool:
    """Whether the field stands among the first of every page when nobody says where: it cannot be left out."""
    return bool(field.required) or field.type is FieldType.MASTER_DETAIL


def _layout(obj: Object, fields: list[Field]) -> Resource:
    object_name = names.object_name(obj)
    placed = {salesforce_name(field): field for field in fields if field.section}
    base = [name for name in _BASE_FIELDS.get(object_name, ("Name", "OwnerId")) if name not in placed]
    if any(field.type is FieldType.MASTER_DETAIL for field in fields):
        base = [name for name in base if name != "OwnerId"]
    base += [salesforce_name(field) for field in fields if not field.section and is_base(field)]
    sections: dict[str, list[str]] = {BASE: base}
    for name, field in placed.items():
        sections.setdefault(field.section or BASE, []).append(name)
    listed: dict[str, Json] = {label: _SEPARATOR.join(found) for label, found in sections.items() if found}
    attributes: dict[str, Json] = {"sections": listed, "order": said_of(listed, exact=False).get("order", "")}
    if not attributes["order"]:
        attributes["order"] = next(iter(listed))
    native = {"type": "Layout", "name": full_name(object_name, obj.salesforce.layout)}
    auto_named = _is_auto_named(obj)
    by_api = {salesforce_name(field): field for field in fields}
    for name in (name for found in sections.values() for name in found):
        is_auto = auto_named and name == "Name"
        native[f"behavior.{name}"] = "Readonly" if is_auto else _behavior(name, by_api.get(name))
    requires = [f"objects.{obj.name}"] if names.is_made(object_name) else []
    requires += [f"fields.{obj.name}.{field.name}" for field in fields if field.section or is_base(field)]
    return Resource(f"layouts.{obj.name}", Kind.LAYOUT, attributes, native, tuple(requires))


def _is_auto_named(obj: Object) -> bool:
    """Whether Salesforce numbers the object's records itself, so that nobody gives them a name."""
    name_field = obj.salesforce.native.get("nameField")
    return isinstance(name_field, dict) and name_field.get("type") == "AutoNumber"


def _behavior(name: str, field: Field | None) -> str:
    if field is None:
        return "Required" if name in _REQUIRED else "Edit"
    return "Required" if is_base(field) else "Readonly" if field.type.is_computed else "Edit"


def _assignment(schema: Schema, obj: Object) -> ManualStep:
    object_name, name = names.object_name(obj), obj.salesforce.layout or NAME
    types = [item.record_type for item in schema.pipelines.values() if item.object == obj.name]
    types += [item.salesforce.name or item.name for item in obj.record_types.values()]
    shown = f" and the record types {', '.join(types)}" if types else ""
    return ManualStep(
        f"layouts.{obj.name}",
        f"Show people the page layout {name} of {object_name}",
        (
            f"Setup > Object Manager > {object_name} > Page Layouts > Page Layout Assignment > Edit Assignment.",
            f"Choose {name} for the profiles of partner sales{shown}. dealspec never changes a profile.",
            "A Lightning record page with Dynamic Forms does not follow layouts: place the fields on it instead.",
        ),
    )


def _fields(section: Element) -> list[str]:
    return [text_of(item, "field") for item in section.findall("layoutColumns/layoutItems") if text_of(item, "field")]


def _take_out(element: Element, ours: Collection[str]) -> None:
    for column in element.findall("layoutSections/layoutColumns"):
        for item in column.findall("layoutItems"):
            if text_of(item, "field") in ours:
                column.remove(item)


def _item(name: str, behavior: str, live: Element | None) -> Element:
    item = live if live is not None else made("layoutItems", ("field", name))
    if live is None or behavior == "Required":
        put(item, "behavior", behavior)
    return item


def _section(label: str) -> Element:
    flags = (("customLabel", label != BASE), ("detailHeading", True), ("editHeading", True), ("label", label))
    return made(
        "layoutSections", *flags, ("style", "TwoColumnsTopToBottom"), made("layoutColumns"), made("layoutColumns")
    )


def _deal(section: Element, items: list[Element]) -> None:
    """The items over the columns, the first column first."""
    columns = section.findall("layoutColumns")
    for column in columns:
        for item in column.findall("layoutItems"):
            column.remove(item)
    each = -(-len(items) // len(columns)) if columns else 0
    for place, item in enumerate(items):
        columns[place // each].append(item)


def _in_order(element: Element, ours: list[Element]) -> None:
    places = [place for place, child in enumerate(element) if child in ours]
    for place, section in zip(places, ours, strict=True):
        element[place] = section


def placed(element: Element | None, fields: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The fields that a layout of ours holds in sections, by our names; ``fields`` gives those by API name."""
    for api_name, label in sections_of(element).items() if element is not None else ():
        if api_name in fields:
            yield fields[api_name], label
