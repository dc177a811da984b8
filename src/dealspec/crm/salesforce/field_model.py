"""A CustomField as the declared model says it: what the server would say anyway is left unsaid. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, cast

from dealspec.crm.salesforce.capabilities import FIELD_TYPES
from dealspec.crm.salesforce.field_elements import FLAGS, NUMBERS, native_elements, own_attributes
from dealspec.crm.salesforce.fitness import misplaced
from dealspec.crm.salesforce.granted import Granted
from dealspec.crm.salesforce.markup import Element, texts_of
from dealspec.crm.salesforce.names import relationship_by_rule
from dealspec.provisioner.resource import Json
from dealspec.schema.model import (
    Aggregate,
    Blanks,
    Field,
    FieldType,
    OnDelete,
    RollUp,
    SalesforceField,
    Value,
    humanised,
)

_ALWAYS = {"fullName", "type", "label", "description", "inlineHelpText", "valueSet", *FLAGS.values(), "defaultValue"}
_REFERENCE = {"referenceTo", "relationshipName", "deleteConstraint"}
_STANDARD_TAGS = _ALWAYS | _REFERENCE
_SUMMARY = {"summaryForeignKey", "summaryOperation", "summarizedField"}
_FORMULA = {"formula", "formulaTreatBlanksAs"}
_FIRST = ("relationshipOrder", 0)
"""What the org says of an object's only master."""
_TAGS = {"default": "defaultValue", **FLAGS}
_VALUE_TAGS = {"fullName", "label", "isActive", "default", "color", "description", "active", "when"}
_PLAIN = 5
"""What is said of every value: label, active, default, color, description."""


@dataclass(frozen=True, slots=True)
class Words:
    """How an org's references are called here, and who was granted which field."""

    object: Callable[[str], str]
    field: Callable[[str, str], str]
    value_set: Callable[[str], str]
    granted: Granted


def field_of(obj: str, name: str, full_name: str, override: str | None, element: Element, words: Words) -> Field:
    """The field as it would be declared; ``obj`` and ``name`` are its logical names, ``full_name`` its API name.

    Raises ``ValueError`` for a definition that means nothing.
    """
    texts = texts_of(element)
    said = own_attributes(element, texts)
    traits = _TRAITS.get(cast(str, said["type"]), _OTHER)
    kind = traits.type
    object_api, _, api_name = full_name.partition(".")
    own: dict[str, Any] = {}
    attributes = _words(name, said) | _numbers(traits, said)
    if (default := _default(kind, said)) is not None:
        attributes["default"] = default
    if traits is _OTHER:
        own["type"] = said["type"]
    if kind is FieldType.FORMULA:
        own["formula"] = said["formula"]
        attributes |= _formula(said)
    if kind is FieldType.AUTO_NUMBER and said["number_format"] != FIELD_TYPES[kind].defaults["displayFormat"]:
        attributes["number_format"] = _said(said["number_format"])
    if kind is FieldType.ROLL_UP:
        attributes["roll_up"] = _roll_up(cast("dict[str, Any]", said["roll_up"]), words)
    if traits.is_reference:
        by_rule = relationship_by_rule(obj, name, api_name)
        own["relationship"] = None if said["relationship"] == by_rule else said["relationship"]
        attributes |= _reference(said, words)
    if traits.has_values:
        attributes |= _choices(object_api, said, words)
    if native := _native(element, texts, traits.own if said.get("value_set") else traits.modelled):
        own["native"] = native
    granted = None
    if kind is not FieldType.MASTER_DETAIL and not said["required"]:
        granted, safe = words.granted.access(full_name, computed=traits.is_computed)
        attributes["partner_safe"] = safe
    particular = SalesforceField(override, granted=granted, **own) if own else _own(override, granted)
    return _honest(Field(name, kind, **attributes, salesforce=particular), said)


def standard_field_of(name: str, api_name: str, element: Element) -> Field | None:
    """What an org says of one of Salesforce's own fields, or None when it says nothing."""
    texts = texts_of(element)
    said = own_attributes(element, texts)
    native = _native(element, texts, _STANDARD_TAGS)
    own = SalesforceField(name=api_name, native=native)
    help_, description, tracked = _said(said["help"]), _said(said["description"]), said["track_history"] is True
    if not (native or help_ or description or tracked):
        return None
    history = True if tracked else None
    return Field(name, FieldType.OTHER, description=description, help=help_, track_history=history, salesforce=own)


def values_of(said: Json) -> tuple[Value, ...]:
    """Values as they would be declared: an active value that is no default says neither."""
    return tuple(_value(name, cast("dict[str, Any]", item)) for name, item in cast("dict[str, Json]", said).items())


def native_of(native: Mapping[str, Json], modelled: Collection[str] = ()) -> dict[str, Json]:
    """The elements that are not modelled and say something: a flag that is off says what the server would."""
    return {
        tag: value
        for tag, value in native.items()
        if tag not in modelled and value is not False and value not in ("", None, [], {}) and (tag, value) != _FIRST
    }


def _words(name: str, said: Mapping[str, Json]) -> dict[str, Any]:
    """The texts and the flags that are set."""
    attributes: dict[str, Any] = {flag: True for flag in FLAGS if said[flag]}
    if (label := said["label"]) != humanised(name):
        attributes["label"] = label
    if description := said["description"]:
        attributes["description"] = description
    if help_ := said["help"]:
        attributes["help"] = help_
    return attributes


def _numbers(traits: _Traits, said: Mapping[str, Json]) -> dict[str, Any]:
    """Sizes that differ from those that a new field would get; raises ``ValueError`` for one that is no number."""
    usual = _SIZES_OF_FORMULAS.get(cast(str, said["result"]), {}) if traits.type is FieldType.FORMULA else traits.sizes
    if traits.type is FieldType.PERCENT and isinstance(scale := said.get("scale", 0), int):
        usual = {**usual, "precision": 5 + scale}
    found: dict[str, Any] = {}
    for name in NUMBERS:
        if name not in said:
            continue
        size = said[name]
        if not isinstance(size, int):
            raise ValueError(f"its {name} is no whole number")
        if name in usual and size != usual[name]:
            found[name] = size
    return found


def _native(element: Element, texts: Mapping[str, str], modelled: Collection[str]) -> dict[str, Json]:
    """What ``native_of`` leaves of a CustomField's elements; most fields hold nothing else but flags that are off."""
    if "valueSet" not in texts and len(texts) == len(element):
        own = [tag for tag in texts if tag not in modelled]
        if all(texts[tag] == "false" for tag in own):
            return {}
    return native_of(native_elements(element, modelled))


def _formula(said: Mapping[str, Json]) -> dict[str, Any]:
    result = _result(said)
    blanks = Blanks(str(said["blanks"])) if said.get("blanks") else None
    if blanks is Blanks.ZERO and result is not None and result.is_numeric:
        blanks = None
    return {"result": result, "blanks": blanks}


def _result(said: Mapping[str, Json]) -> FieldType | None:
    word = said.get("result")
    return FieldType(str(word)) if word in set(FieldType) else None


def _roll_up(said: Mapping[str, Any], words: Words) -> RollUp:
    summed = said["summarizes"]
    through = words.field(said["of"], said["through"])
    summarizes = words.field(said["of"], summed) if summed else None
    return RollUp(Aggregate(said["operation"]), words.object(said["of"]), through, summarizes)


def _reference(said: Mapping[str, Json], words: Words) -> dict[str, Any]:
    on_delete = OnDelete(str(said["on_delete"])) if said.get("on_delete") else None
    return {
        "to": words.object(str(said["to"])),
        "on_delete": None if on_delete is OnDelete.SET_NULL else on_delete,
    }


def _choices(object_api: str, said: Mapping[str, Json], words: Words) -> dict[str, Any]:
    shared, controller = said.get("value_set"), said.get("depends_on")
    found: dict[str, Any] = {"depends_on": words.field(object_api, str(controller))} if controller else {}
    if shared:
        return {**found, "value_set": words.value_set(str(shared))}
    found["values"] = values_of(said.get("values") or {})
    return {**found, "restricted": None if said.get("restricted") else False}


def _default(kind: FieldType, said: Mapping[str, Json]) -> str | None:
    default = said["default"]
    if default is None or (kind is FieldType.CHECKBOX and default == "false"):
        return None
    values = cast("dict[str, Json]", said.get("values") or {})
    return None if default in values else str(default)


def _value(name: str, said: Mapping[str, Any]) -> Value:
    default, active = True if said["default"] else None, None if said["active"] else False
    words = (name, said["label"], said["description"], said["color"], default, active)
    if len(said) == _PLAIN:
        return _plain_value(*words)
    return Value(*words, when=tuple(said.get("when") or ()), salesforce=native_of(said, _VALUE_TAGS))


@lru_cache(maxsize=4096)
def _plain_value(
    name: str, label: str, description: str | None, color: str | None, default: bool | None, active: bool | None
) -> Value:
    """A value as most are: the same ones are on offer in many a field, and are one object then."""
    return Value(name, label, description, color, default, active)


@lru_cache(maxsize=4096)
def _own(name: str | None, granted: bool | None) -> SalesforceField:
    """What is particular of a field as most are; one object, too."""
    return SalesforceField(name, granted=granted)


def _honest(field: Field, said: Mapping[str, Json]) -> Field:
    """The field with what Salesforce holds of it against its own rules, or ours cannot say, carried as native."""
    if said["default"] is None and not any(map(said.get, FLAGS)):
        return field
    wrong = misplaced(field)
    carried = {_TAGS[name]: said[name] for name in wrong}
    plain = field.default is None and said["default"] is not None
    if plain and not (field.type is FieldType.CHECKBOX and said["default"] == "false"):
        carried["defaultValue"] = said["default"]
    if not carried:
        return field
    without: dict[str, Any] = dict.fromkeys(wrong)
    native = {**field.salesforce.native, **carried}
    return replace(field, **without, salesforce=replace(field.salesforce, native=native))


def _said(value: Json) -> str | None:
    return str(value) if value else None


@dataclass(frozen=True, slots=True)
class _Traits:
    """What is worked out once per type: the sizes of a new field, and the elements that the language models."""

    type: FieldType
    sizes: Mapping[str, Any]
    own: frozenset[str]
    modelled: frozenset[str]
    """With the elements of its values, where these are its own."""
    is_reference: bool
    has_values: bool
    is_computed: bool


def _traits(kind: FieldType) -> _Traits:
    defaults = FIELD_TYPES[kind].defaults if kind in FIELD_TYPES else {}
    sizes = {name: defaults[tag] for name, tag in NUMBERS.items() if tag in defaults}
    tags = _tags(kind)
    return _Traits(kind, sizes, tags, tags | {"valueSettings"}, kind.is_reference, kind.has_values, kind.is_computed)


def _tags(kind: FieldType) -> frozenset[str]:
    tags = set(_ALWAYS)
    if kind is FieldType.OTHER:
        return frozenset(tags)
    tags |= set(NUMBERS.values())
    if kind.is_reference:
        tags |= _REFERENCE
    if kind is FieldType.ROLL_UP:
        tags |= _SUMMARY
    if kind is FieldType.FORMULA:
        tags |= _FORMULA
    if kind is FieldType.AUTO_NUMBER:
        tags |= {"displayFormat"}
    return frozenset(tags)


_TRAITS = {kind.value: _traits(kind) for kind in (*FIELD_TYPES, FieldType.FORMULA)}
_OTHER = _traits(FieldType.OTHER)
_SIZES_OF_FORMULAS = {
    kind.value: {"precision": 18, "scale": native.defaults["scale"]}
    for kind, native in FIELD_TYPES.items()
    if "scale" in native.defaults
}
