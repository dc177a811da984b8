"""Objects, value sets, record types and validation rules of an org as the declared model says them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from dealspec.core.coverage import Gap
from dealspec.crm.salesforce.capabilities import OBJECT_DEFAULTS, OTHER_PARTS, PROCESS_PICKLISTS
from dealspec.crm.salesforce.convert import (
    object_attributes,
    record_type_attributes,
    rule_attributes,
    value_set_attributes,
)
from dealspec.crm.salesforce.field_model import native_of, values_of
from dealspec.crm.salesforce.markup import Element, flag, text_of
from dealspec.provisioner.resource import Json
from dealspec.schema.model import (
    Object,
    RecordType,
    SalesforceObject,
    SalesforceValueSet,
    ValidationRule,
    ValueSet,
    humanised,
)

_OBJECT_TAGS = {"fullName", "label", "pluralLabel", "description", *OTHER_PARTS}
_SET_TAGS = {"fullName", "masterLabel", "description"}
_RECORD_TYPE_TAGS = {"fullName", "active", "label", "description", "businessProcess", "picklistValues"}


def object_of(name: str, override: str | None, element: Element, *, is_detail: bool) -> Object:
    """A custom object without its parts: what a new one would say by itself is left unsaid."""
    said = object_attributes(element)
    label, plural = str(said["label"]), str(said["plural"])
    native = native_of(cast("dict[str, Json]", said["native"]), _OBJECT_TAGS)
    usual: dict[str, Json] = {
        **OBJECT_DEFAULTS,
        "sharingModel": "ControlledByParent" if is_detail else "ReadWrite",
        "nameField": {"label": f"{label} Name"[:40], "type": "Text"},
    }
    if isinstance(name_field := native.get("nameField"), dict):
        native["nameField"] = native_of(name_field, set())
    off = {tag for tag, value in OBJECT_DEFAULTS.items() if value is True and _is_off(element, tag)}
    own: dict[str, Json] = {tag: value for tag, value in native.items() if value != usual.get(tag)}
    return Object(
        name,
        label=None if label == humanised(name) else label,
        plural=None if plural == f"{label}s" else plural,
        description=str(said["description"]) or None,
        salesforce=SalesforceObject(name=override, native=own | dict.fromkeys(off, False)),
    )


def settings_of(element: Element) -> dict[str, Json]:
    """What the org says of one of Salesforce's own objects, labels apart."""
    said = object_attributes(element)
    return native_of(cast("dict[str, Json]", said["native"]), _OBJECT_TAGS)


def other_parts(address: str, element: Element) -> Iterator[Gap]:
    """The parts of an object that are no part of the data model, each kind in one line."""
    others = [child for child in element if child.tag in OTHER_PARTS]
    for tag, words in OTHER_PARTS.items():
        found = [child for child in others if child.tag == tag and text_of(child, "type") != "Default"]
        if found:
            names = sorted(text_of(child, "fullName") or text_of(child, "actionName") for child in found)
            listed = ", ".join(name for name in names if name)
            why = f"Its {words} are no part of the data model{f' ({listed})' if listed else ''}."
            yield Gap(f"{address}.{tag}", why, "They stay in the org as they are.")


def value_set_of(name: str, override: str | None, element: Element, *, standard: str | None) -> ValueSet:
    """A global or standard value set."""
    said = value_set_attributes(element)
    label = str(said["label"])
    native = native_of(cast("dict[str, Json]", said["native"]), _SET_TAGS)
    return ValueSet(
        name,
        values_of(said["values"]),
        label=None if standard or label == humanised(name) else label,
        description=str(said["description"]) or None,
        standard=standard,
        salesforce=SalesforceValueSet(name=None if standard else override, native=native),
    )


def record_type_of(
    object_api: str, name: str, element: Element, process: Element | None, field: Callable[[str], str]
) -> RecordType:
    """A record type; the values of its business process stand under the picklist that it holds."""
    said = cast("dict[str, Any]", record_type_attributes(element, process))
    picklists = {field(api): tuple(values) for api, values in said["picklists"].items()}
    defaults = {field(api): value for api, value in said["defaults"].items()}
    held = PROCESS_PICKLISTS.get(object_api)
    if held and process is not None:
        picklists[field(held)] = tuple(said["stages"])
        if said["first_stage"]:
            defaults[field(held)] = said["first_stage"]
    return RecordType(
        name,
        said["label"],
        description=said["description"] or None,
        active=None if said["active"] else False,
        business_process=None if said["business_process"] == name else said["business_process"],
        picklists=picklists,
        defaults=defaults,
        native=native_of(said["native"], _RECORD_TYPE_TAGS),
    )


def process_gaps(address: str, name: str, element: Element, *, used: bool) -> Iterator[Gap]:
    """What of a business process its record types do not say."""
    if not used:
        why = f"No record type uses the business process '{name}'."
        yield Gap(f"{address}.{name}", why, "Business processes come with the record types that use them.")
        return
    if not flag(element, "isActive", default=True):
        yield Gap(f"{address}.{name}", f"The business process '{name}' is inactive, which the language cannot say.")
    if text_of(element, "description").strip():
        yield Gap(f"{address}.{name}", f"The description of the business process '{name}' has no place.")


def rule_of(name: str, element: Element, field: Callable[[str], str]) -> ValidationRule:
    """A validation rule, its formula as written."""
    said = rule_attributes(element)
    shown = said["error_field"]
    return ValidationRule(
        name,
        str(said["formula"]),
        str(said["message"]),
        active=bool(said["active"]),
        description=str(said["description"]) or None,
        error_field=field(str(shown)) if shown else None,
    )


def _is_off(element: Element, tag: str) -> bool:
    return element.find(tag) is not None and not flag(element, tag)
