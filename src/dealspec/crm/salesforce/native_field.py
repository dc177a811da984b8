"""A field as Salesforce's XML. Pure: a copy of the live one with what is wanted laid over it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import cast

from dealspec.crm.salesforce.capabilities import FIELD_TYPES, NativeType
from dealspec.crm.salesforce.choices import settle
from dealspec.crm.salesforce.field_elements import BLANKS, DELETE_CONSTRAINTS, FLAGS, HOISTED, NUMBERS, TEXTS
from dealspec.crm.salesforce.markup import Element, child_of, entry, flag, made, put, text_of
from dealspec.crm.salesforce.native_json import put_json
from dealspec.provisioner.resource import Json, Resource
from dealspec.schema.model import FieldType

_WORDS = {"label", "active", "default", "color", "description", "when"}
"""What a value says in our words; the rest of its keys are elements by their own names."""
_KEPT = ("fullName", "description", "inlineHelpText", "trackHistory")
"""What a field keeps when its type changes: the old type's elements do not carry."""


def field(wanted: Resource, live: Element | None) -> Element:
    """A CustomField inside its object's file."""
    attributes = wanted.attributes
    element = deepcopy(live) if live is not None else made("fields", ("fullName", wanted.native["name"]))
    element.tag = "fields"
    if "type" in attributes:
        element = _of_type(element, attributes)
    _plain(element, attributes)
    if attributes.get("to"):
        put(element, "referenceTo", wanted.native["to"])
        if element.find("relationshipName") is None:
            put(element, "relationshipName", wanted.native["relationship"])
    if "roll_up" in attributes:
        _roll_up(element, _mapping(attributes["roll_up"]), wanted.native)
    _choices(element, wanted)
    for tag, value in _mapping(attributes.get("native")).items():
        home = child_of(element, HOISTED[tag]) if tag in HOISTED else element
        put_json(home, tag, value)
    return element


def merge_values(element: Element, tag: str, values: Mapping[str, Json]) -> None:
    """Adds the values that are missing and brings those that are there to what is said; touches no other, save that
    one default unsays the rest.
    """
    if any(_mapping(said).get("default") for said in values.values()):
        for value in element.findall(tag):
            put(value, "default", False)
    for name, declared in values.items():
        said = _mapping(declared)
        found = entry(element, tag, "fullName", name)
        value = made(tag, ("fullName", name), ("default", False)) if found is None else found
        if found is None:
            element.append(value)
        put(value, "label", said["label"])
        for word in ("default", "color", "description"):
            if word in said:
                put(value, word, said[word])
        if flag(value, "isActive", default=True) != said["active"]:
            put(value, "isActive", said["active"])
        for own in said.keys() - _WORDS:
            put_json(value, own, said[own])


def _of_type(element: Element, attributes: Mapping[str, Json]) -> Element:
    """The element with the wanted type, made afresh where it is not of that type yet."""
    is_formula = attributes["type"] == FieldType.FORMULA.value
    word = str(attributes["result"] if is_formula else attributes["type"])
    known = FIELD_TYPES[FieldType(word)] if word in _WORDED else NativeType(word, {})
    if text_of(element, "type") != known.name or is_formula != (element.find("formula") is not None):
        kept = [deepcopy(child) for child in element if child.tag in _KEPT]
        defaults = dict(_formula_defaults(known) if is_formula else known.defaults)
        if known.name == "Percent" and "scale" in attributes and not is_formula:
            defaults["precision"] = 5 + cast(int, attributes["scale"])
        return made("fields", *kept, ("type", known.name), *defaults.items())
    return element


def _formula_defaults(result: NativeType) -> Mapping[str, str | int | bool]:
    """A formula that gives a number must say its digits; others say nothing of size (Metadata API, CustomField)."""
    return {"precision": 18, "scale": result.defaults["scale"]} if "scale" in result.defaults else {}


def _plain(element: Element, attributes: Mapping[str, Json]) -> None:
    for name, tag in (*TEXTS.items(), ("relationship", "relationshipName"), ("formula", "formula")):
        if name in attributes:
            put(element, tag, attributes[name] or None)
    for name, tag in NUMBERS.items():
        if name in attributes:
            put(element, tag, attributes[name])
    for name, tag in FLAGS.items():
        if attributes.get(name) or (name in attributes and element.find(tag) is not None):
            put(element, tag, attributes[name])
    if "default" in attributes:
        put(element, "defaultValue", attributes["default"])
    for name, tag, words in (
        ("on_delete", "deleteConstraint", DELETE_CONSTRAINTS),
        ("blanks", "formulaTreatBlanksAs", BLANKS),
    ):
        if name in attributes:
            put(element, tag, words[str(attributes[name])])


def _roll_up(element: Element, said: Mapping[str, Json], native: Mapping[str, str]) -> None:
    put(element, "summaryOperation", said["operation"])
    put(element, "summaryForeignKey", f"{native['of']}.{native['through']}")
    put(element, "summarizedField", f"{native['of']}.{native['summarizes']}" if said.get("summarizes") else None)


def _choices(element: Element, wanted: Resource) -> None:
    attributes = wanted.attributes
    if "value_set" in attributes:
        put(child_of(element, "valueSet"), "valueSetName", wanted.native["value_set"])
    if "values" in attributes:
        put(child_of(element, "valueSet"), "restricted", bool(attributes.get("restricted", True)))
        definition = child_of(element, "valueSet/valueSetDefinition")
        if definition.find("sorted") is None:
            put(definition, "sorted", False)
        merge_values(definition, "value", _mapping(attributes["values"]))
        settle(definition, "value", dict(attributes))
    if "depends_on" in attributes:
        put(child_of(element, "valueSet"), "controllingField", wanted.native["depends_on"])
        _dependencies(child_of(element, "valueSet"), _mapping(attributes.get("values")))


def _dependencies(value_set: Element, values: Mapping[str, Json]) -> None:
    for name, declared in values.items():
        controlling = _mapping(declared).get("when")
        if controlling is None:
            continue
        setting = entry(value_set, "valueSettings", "valueName", name)
        if setting is None:
            setting = made("valueSettings", ("valueName", name))
            value_set.append(setting)
        put_json(setting, "controllingFieldValue", controlling)


def _mapping(value: Json) -> dict[str, Json]:
    return cast("dict[str, Json]", value or {})


_WORDED = {logical.value for logical in FIELD_TYPES}
