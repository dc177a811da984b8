"""What a CustomField says, as attributes: our words for what the language models, references by their API names.

The server's defaults are made explicit, and ``native`` holds every other element as JSON, modelled or not.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal, InvalidOperation

from dealspec.crm.salesforce.capabilities import FIELD_TYPES
from dealspec.crm.salesforce.markup import Element, flag, is_on, optional, text_of, texts_of
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
_TEXTS = {tag: name for name, tag in TEXTS.items()}
_FLAGS = {tag: name for name, tag in FLAGS.items()}
_NUMBERS = {tag: name for name, tag in NUMBERS.items()}
_UNSAID: Mapping[str, Json] = {**dict.fromkeys(TEXTS, ""), **dict.fromkeys(FLAGS, False)}
_UNTOLD = ("fullName", "valueSet")
_VALUE_TAGS = frozenset(("fullName", "label", "isActive", "default", "color", "description"))
_WHOLE = re.compile(r"-?[0-9]{1,9}")
HOISTED = {"valueSettings": "valueSet", "sorted": "valueSet/valueSetDefinition"}
"""Elements deep inside a field that are native all the same, and where they stand."""


def field_attributes(element: Element) -> dict[str, Json]:
    """Everything a CustomField says. A type that we have no word for keeps Salesforce's, a number that is none its
    text.
    """
    return {**own_attributes(element, texts_of(element)), "native": native_elements(element, _UNTOLD)}


def own_attributes(element: Element, texts: Mapping[str, str]) -> dict[str, Json]:
    """What a CustomField of these ``texts_of`` says, as ``field_attributes``, without its ``native`` elements."""
    native_type = texts.get("type", "")
    word = LOGICAL_TYPES.get(native_type, native_type)
    attributes: dict[str, Json] = {"type": word, **_UNSAID}
    for tag, text in texts.items():
        if tag in _TEXTS:
            attributes[_TEXTS[tag]] = text.strip()
        elif tag in _FLAGS:
            attributes[_FLAGS[tag]] = is_on(text)
        elif tag in _NUMBERS and text:
            attributes[_NUMBERS[tag]] = int(text) if _WHOLE.fullmatch(text.strip()) else text
    attributes["default"] = default_spelling(texts.get("defaultValue") or None)
    if formula := texts.get("formula"):
        blanks = texts.get("formulaTreatBlanksAs")
        attributes |= {"type": "formula", "result": word, "formula": formula.strip(), "blanks": _ours(BLANKS, blanks)}
    if native_type == "Summary":
        attributes["roll_up"] = _roll_up(texts)
    if target := texts.get("referenceTo"):
        attributes["to"] = target
        attributes["relationship"] = texts.get("relationshipName") or None
        attributes["on_delete"] = _ours(DELETE_CONSTRAINTS, texts.get("deleteConstraint"))
    if "valueSet" in texts:
        attributes |= _choices(element)
    return attributes


def native_elements(element: Element, skip: Collection[str]) -> dict[str, Json]:
    """A CustomField's elements as JSON, those deep inside it that are native all the same with them."""
    native = children_json(element, skip)
    value_set = element.find("valueSet")
    if value_set is not None:
        for tag, path in HOISTED.items():
            inner = path.partition("/")[2]
            home = value_set.find(inner) if inner else value_set
            found = None if home is None or tag in skip else home.findall(tag)
            if found:
                native[tag] = settled(tag, canonical([json_of(item) for item in found]))
    return native


def value_attributes(values: Iterable[Element]) -> dict[str, Json]:
    """Values of any kind of set by name, in their order: our words, and every element by its own name."""
    return dict(map(_value, values))


def default_spelling(text: str | None) -> str | None:
    """A default formula as it is compared: a plain number has one spelling, since the org re-spells it."""
    if text is None or text in ("true", "false"):
        return text
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


def _value(element: Element) -> tuple[str, dict[str, Json]]:
    texts = texts_of(element)
    name = texts.get("fullName", "")
    said: dict[str, Json] = {} if texts.keys() <= _VALUE_TAGS else children_json(element, _VALUE_TAGS)
    said["label"] = texts.get("label", "").strip() or name.strip()
    said["active"] = texts.get("isActive", "true").strip().lower() != "false"
    said["default"] = is_on(texts.get("default", "false"))
    said["color"] = texts.get("color", "").strip() or None
    said["description"] = texts.get("description", "").strip() or None
    return name, said


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


def _roll_up(texts: Mapping[str, str]) -> dict[str, Json]:
    child, _, through = texts.get("summaryForeignKey", "").partition(".")
    summed = texts.get("summarizedField", "").rpartition(".")[2]
    return {
        "operation": texts.get("summaryOperation", ""),
        "of": child,
        "through": through,
        "summarizes": summed or None,
    }


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
