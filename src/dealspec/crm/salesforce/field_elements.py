"""What a CustomField says, as attributes: our words for what the language models, references by their API names.

The server's defaults are made explicit, and ``native`` holds every other element as JSON, modelled or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from dealspec.crm.salesforce.capabilities import FIELD_TYPES
from dealspec.crm.salesforce.markup import Element, flag, optional, text_of
from dealspec.crm.salesforce.native_json import canonical, children_json, json_of
from dealspec.provisioner.resource import Json

LOGICAL_TYPES = {native.name: logical.value for logical, native in FIELD_TYPES.items()}
NUMBERS = {"length": "length", "lines": "visibleLines", "precision": "precision", "scale": "scale"}
FLAGS = {
    "unique": "unique",
    "case_sensitive": "caseSensitive",
    "external_id": "externalId",
    "track_history": "trackHistory",
    "required": "required",
}
TEXTS = {"label": "label", "description": "description", "help": "inlineHelpText", "number_format": "displayFormat"}
DELETE_CONSTRAINTS = {"set_null": "SetNull", "restrict": "Restrict", "cascade": "Cascade"}
BLANKS = {"zero": "BlankAsZero", "blank": "BlankAsBlank"}
_UNTOLD = ("fullName", "valueSet")
_VALUE_TAGS = frozenset(("fullName", "label", "isActive", "default", "color", "description"))
_WHOLE = re.compile(r"-?[0-9]{1,9}")
HOISTED = {"valueSettings": "valueSet", "sorted": "valueSet/valueSetDefinition"}
"""Elements deep inside a field that are native all the same, and where they stand."""


def field_attributes(element: Element) -> dict[str, Json]:
    """Everything a CustomField says. A type that we have no word for keeps Salesforce's, a number that is none its
    text.
    """
    native_type = text_of(element, "type")
    word = LOGICAL_TYPES.get(native_type, native_type)
    attributes: dict[str, Json] = {"type": word}
    for name, tag in TEXTS.items():
        attributes[name] = text_of(element, tag).strip()
    for name, tag in NUMBERS.items():
        if text := optional(element, tag):
            attributes[name] = int(text) if _WHOLE.fullmatch(text.strip()) else text
    for name, tag in FLAGS.items():
        attributes[name] = flag(element, tag)
    attributes["default"] = default_spelling(optional(element, "defaultValue"))
    if formula := optional(element, "formula"):
        blanks = optional(element, "formulaTreatBlanksAs")
        attributes |= {"type": "formula", "result": word, "formula": formula.strip(), "blanks": _ours(BLANKS, blanks)}
    if native_type == "Summary":
        attributes["roll_up"] = _roll_up(element)
    if target := optional(element, "referenceTo"):
        attributes["to"] = target
        attributes["relationship"] = optional(element, "relationshipName")
        attributes["on_delete"] = _ours(DELETE_CONSTRAINTS, optional(element, "deleteConstraint"))
    attributes |= _choices(element)
    attributes["native"] = _native(element)
    return attributes


def value_attributes(values: Iterable[Element]) -> dict[str, Json]:
    """Values of any kind of set by name, in their order: our words, and every element by its own name."""
    return {text_of(value, "fullName"): _value(value) for value in values}


def default_spelling(text: str | None) -> str | None:
    """A default formula as it is compared: a plain number has one spelling, since the org re-spells it."""
    if text is None:
        return None
    stripped = text.replace("\r\n", "\n").strip()
    try:
        number = Decimal(stripped)
    except InvalidOperation:
        return stripped
    return f"{number.normalize():f}" if number.is_finite() else stripped


def global_value_set(element: Element) -> str | None:
    """The value set that a field shares with others, or None."""
    value_set = element.find("valueSet")
    return None if value_set is None else optional(value_set, "valueSetName")


def _value(element: Element) -> dict[str, Json]:
    texts = {child.tag: (child.text or "").strip() for child in element}
    own = texts.keys() - _VALUE_TAGS
    return {
        **(children_json(element, _VALUE_TAGS) if own else {}),
        "label": texts.get("label") or texts.get("fullName", ""),
        "active": texts.get("isActive", "true").lower() != "false",
        "default": texts.get("default", "").lower() == "true",
        "color": texts.get("color") or None,
        "description": texts.get("description") or None,
    }


def _choices(element: Element) -> dict[str, Json]:
    value_set = element.find("valueSet")
    if value_set is None:
        return {}
    definition = value_set.find("valueSetDefinition")
    values = {} if definition is None else value_attributes(definition.findall("value"))
    for setting in value_set.findall("valueSettings"):
        said = values.get(text_of(setting, "valueName"))
        if isinstance(said, dict):
            controlling = [item.text or "" for item in setting.findall("controllingFieldValue")]
            said["when"] = list[Json](sorted(controlling))
    return {
        "restricted": flag(value_set, "restricted"),
        "values": values,
        "value_set": optional(value_set, "valueSetName"),
        "depends_on": optional(value_set, "controllingField"),
    }


def _roll_up(element: Element) -> dict[str, Json]:
    child, _, through = text_of(element, "summaryForeignKey").partition(".")
    summed = text_of(element, "summarizedField").rpartition(".")[2]
    return {
        "operation": text_of(element, "summaryOperation"),
        "of": child,
        "through": through,
        "summarizes": summed or None,
    }


def _native(element: Element) -> dict[str, Json]:
    native = children_json(element, _UNTOLD)
    for tag, path in HOISTED.items():
        inner = element.find(path)
        found = None if inner is None else inner.findall(tag)
        if found:
            native[tag] = settled(tag, canonical([json_of(item) for item in found]))
    return native


def settled(tag: str, value: Json) -> Json:
    """A native value whose order means nothing in its order of names (github.com/salto-io/salto: valueSettings)."""
    if tag != "valueSettings":
        return value
    settings = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]
    ordered = sorted(settings, key=lambda item: str(item.get("valueName")))
    return canonical([{key: _sorted(item[key]) for key in item} for item in ordered])


def _sorted(value: Json) -> Json:
    return sorted(value, key=str) if isinstance(value, list) else value


def _ours(words: dict[str, str], theirs: str | None) -> str | None:
    return next((ours for ours, native in words.items() if native == theirs), None)
