"""Matching and duplicate rules between Salesforce's XML and attributes, both ways. Pure; knows no schema."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import cast

from dealspec.crm.salesforce.markup import Element, flag, made, nil, put, text_of
from dealspec.crm.salesforce.native_json import children_json, merged
from dealspec.crm.salesforce.project_duplicates import REPORTS, logic_of
from dealspec.provisioner.resource import Json, Resource

METHODS = {
    "exact": "Exact",
    "company_name": "CompanyName",
    "first_name": "FirstName",
    "last_name": "LastName",
    "title": "Title",
    "phone": "Phone",
    "street": "Street",
    "city": "City",
    "zip": "Zip",
}
"""The matching methods by our names (Metadata API guide, MatchingMethod)."""
ON_THE_WAY = {"Activating": "Active", "Deactivating": "Inactive"}
"""What a status that will not last leads to: the vendor works in the background (MatchingRuleStatus)."""
_OUR_METHODS = {theirs: ours for ours, theirs in METHODS.items()}
_OPERATIONS = {
    "operationsOnInsert": ("actionOnInsert", "on_create"),
    "operationsOnUpdate": ("actionOnUpdate", "on_edit"),
}


def matching_attributes(element: Element) -> dict[str, Json]:
    """What a MatchingRule says. One that is being activated counts as active."""
    return {
        "label": text_of(element, "label").strip(),
        "description": text_of(element, "description").strip(),
        "match": [_item(item) for item in element.findall("matchingRuleItems")],
        "logic": logic_of(text_of(element, "booleanFilter")),
        "active": status(element) == "Active",
    }


def duplicate_attributes(element: Element) -> dict[str, Json]:
    """What a DuplicateRule says; its matching rules by ``Object.Name``."""
    attributes: dict[str, Json] = {
        "label": text_of(element, "masterLabel").strip(),
        "description": text_of(element, "description").strip(),
        "message": text_of(element, "alertText").strip(),
        "matching_rules": list[Json](sorted(used_rules(element))),
        "active": flag(element, "isActive"),
        "native": children_json(element),
    }
    for tag, (action, ours) in _OPERATIONS.items():
        operations = _operations(element, tag)
        attributes[ours] = (
            "block" if text_of(element, action) == "Block" else "warn" if "Alert" in operations else "allow"
        )
        attributes[REPORTS[tag]] = "Report" in operations
    return attributes


def used_rules(element: Element) -> list[str]:
    """The matching rules that a duplicate rule names, ``Object.Name``."""
    return [
        f"{text_of(entry, 'matchRuleSObjectType')}.{text_of(entry, 'matchingRule')}"
        for entry in element.findall("duplicateRuleMatchRules")
    ]


def status(element: Element) -> str:
    """The status that a matching rule has or is about to have."""
    said = text_of(element, "ruleStatus")
    return ON_THE_WAY.get(said, said)


def live_rule(resource: Resource, element: Element) -> dict[str, Json]:
    """What the live rule says, compared as it is meant: the order of fields counts where logic numbers them."""
    if resource.native["type"] == "MatchingRule":
        attributes, wanted = matching_attributes(element), resource.attributes
        if not attributes["logic"] and _sorted(attributes["match"]) == _sorted(wanted["match"]):
            attributes["match"] = wanted["match"]
        return attributes
    attributes = duplicate_attributes(element)
    owner, prefix = resource.native["object"], "matching_rules."
    ours = {
        f"{owner}.{theirs}": key.removeprefix(prefix)
        for key, theirs in resource.native.items()
        if key.startswith(prefix)
    }
    found = cast("list[str]", attributes["matching_rules"])
    attributes["matching_rules"] = list[Json](sorted(ours.get(name, name) for name in found))
    return attributes


def matching_rule(wanted: Resource, live: Element | None, rule_status: str) -> Element:
    """A MatchingRule as an entry of its object's file, with this status."""
    attributes = wanted.attributes
    element = deepcopy(live) if live is not None else made("matchingRules")
    element.tag = "matchingRules"
    put(element, "fullName", wanted.native["name"])
    if live is None or "label" in attributes:
        put(element, "label", attributes.get("label") or wanted.native["label"])
    if "description" in attributes:
        put(element, "description", attributes["description"] or None)
    put(element, "booleanFilter", attributes["logic"] or None)
    for item in element.findall("matchingRuleItems"):
        element.remove(item)
    for said in cast("list[dict[str, Json]]", attributes["match"]):
        blanks = "MatchBlanks" if said["blanks_match"] else "NullNotAllowed"
        method = METHODS[str(said["method"])]
        element.append(
            made(
                "matchingRuleItems",
                ("blankValueBehavior", blanks),
                ("fieldName", said["field"]),
                ("matchingMethod", method),
            )
        )
    put(element, "ruleStatus", rule_status)
    return element


def with_status(live: Element, name: str, rule_status: str) -> Element:
    """A live MatchingRule as it is but for its status."""
    element = deepcopy(live)
    element.tag = "matchingRules"
    put(element, "fullName", name)
    put(element, "ruleStatus", rule_status)
    return element


def duplicate_rule(wanted: Resource, live: Element | None, order: int) -> Element:
    """A DuplicateRule's file; a new one stands at ``order``."""
    attributes, native = wanted.attributes, wanted.native
    element = _file(live)
    if live is None or "label" in attributes:
        put(element, "masterLabel", attributes.get("label") or native["label"])
    for name, tag in (("description", "description"), ("message", "alertText")):
        if name in attributes:
            put(element, tag, attributes[name] or None)
    for tag, (action, ours) in _OPERATIONS.items():
        put(element, action, "Block" if attributes[ours] == "block" else "Allow")
        _set_operations(element, tag, attributes)
    if all(attributes[ours] == "block" for _, ours in _OPERATIONS.values()):
        put(element, "alertText", None)
    _set_rules(element, wanted)
    put(element, "isActive", attributes["active"])
    if live is None:
        put(element, "securityOption", "EnforceSharingRules")
        put(element, "sortOrder", order)
    merged(element, attributes.get("native"))
    for tag in ("alertText", "description", "duplicateRuleFilter"):
        if element.find(tag) is None:
            element.append(nil(tag))
    return element


def switched(live: Element, *, active: bool) -> Element:
    """A live DuplicateRule as it is, switched on or off."""
    element = _file(live)
    put(element, "isActive", active)
    return element


def _item(item: Element) -> dict[str, Json]:
    method = text_of(item, "matchingMethod")
    return {
        "field": text_of(item, "fieldName"),
        "method": _OUR_METHODS.get(method, method),
        "blanks_match": text_of(item, "blankValueBehavior") == "MatchBlanks",
    }


def _sorted(match: Json) -> list[str]:
    return sorted(str(item) for item in cast("list[Json]", match))


def _operations(element: Element, tag: str) -> set[str]:
    return {(item.text or "").strip().capitalize() for item in element.findall(tag)}


def _set_operations(element: Element, tag: str, attributes: Mapping[str, Json]) -> None:
    """Alerts as declared; reports as declared, else as they were."""
    reports = attributes.get(REPORTS[tag], "Report" in _operations(element, tag))
    wanted = {"Alert": attributes[_OPERATIONS[tag][1]] == "warn", "Report": bool(reports)}
    for item in element.findall(tag):
        element.remove(item)
    for operation, is_on in wanted.items():
        if is_on:
            child = made(tag)
            child.text = operation
            element.append(child)


def _set_rules(element: Element, wanted: Resource) -> None:
    """The matching rules; those that stay keep how their fields are mapped."""
    owner = wanted.native["object"]
    before = {text_of(entry, "matchingRule"): entry for entry in element.findall("duplicateRuleMatchRules")}
    for old in before.values():
        element.remove(old)
    for name in cast("list[str]", wanted.attributes["matching_rules"]):
        api_name = wanted.native[f"matching_rules.{name}"]
        entry = before.get(api_name)
        if entry is None:
            entry = made("duplicateRuleMatchRules", ("matchRuleSObjectType", owner), ("matchingRule", api_name))
            entry.append(nil("objectMapping"))
        element.append(entry)


def _file(live: Element | None) -> Element:
    element = deepcopy(live) if live is not None else made("DuplicateRule")
    element.tag = "DuplicateRule"
    put(element, "fullName", None)
    return element
