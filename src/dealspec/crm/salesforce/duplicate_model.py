"""Matching and duplicate rules of an org as the declared model says them, and why some cannot be. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from dealspec.core.coverage import Gap
from dealspec.crm.salesforce import duplicate_elements, names
from dealspec.crm.salesforce.field_model import native_of
from dealspec.crm.salesforce.markup import Element, text_of
from dealspec.crm.salesforce.naming import logical
from dealspec.crm.salesforce.native_json import canonical
from dealspec.crm.salesforce.project_duplicates import REPORTS
from dealspec.provisioner.resource import Json
from dealspec.schema.duplicates import DuplicateRule, MatchField, MatchingRule, MatchMethod, OnDuplicate, SalesforceRule
from dealspec.schema.model import humanised

STANDARD = "Standard_"
"""What the names of Salesforce's own rules begin with; what their matching rules compare cannot be read."""
_MODELLED = {
    *("fullName", "masterLabel", "description", "alertText", "actionOnInsert", "actionOnUpdate", "isActive"),
    *("duplicateRuleMatchRules", "sortOrder", *REPORTS),
}
_USUAL: Mapping[str, Json] = {"securityOption": "EnforceSharingRules"}


def matching_rules(found: Mapping[str, Element], field: Callable[[str], str]) -> dict[str, MatchingRule]:
    """An object's matching rules by API name."""
    words = _words(found)
    return {api_name: _matching(api_name, words[api_name], element, field) for api_name, element in found.items()}


def duplicate_rules(
    object_api: str, found: Mapping[str, Element], known: Mapping[str, MatchingRule]
) -> tuple[list[DuplicateRule], list[Gap]]:
    """An object's duplicate rules in their order, and a gap, by API name, for those that the language cannot say."""
    words = _words(found)
    rules: list[DuplicateRule] = []
    gaps: list[Gap] = []
    for api_name, element in sorted(found.items(), key=lambda item: int(text_of(item[1], "sortOrder") or 0)):
        ours = {f"{object_api}.{name}": rule.name for name, rule in known.items()}
        used = duplicate_elements.used_rules(element)
        mapped = any(len(entry.findall("objectMapping/*")) for entry in element.findall("duplicateRuleMatchRules"))
        if foreign := sorted(name for name in used if name not in ours):
            why = f"It matches by {', '.join(foreign)}, which is not a matching rule of {object_api} that can be read."
            gaps.append(Gap(api_name, why, "It stays in the org as it is."))
        elif mapped:
            gaps.append(Gap(api_name, "It maps fields of one object to another's.", "It stays in the org as it is."))
        else:
            rules.append(_duplicate(api_name, words[api_name], element, [ours[name] for name in used]))
    return rules, gaps


def _matching(api_name: str, name: str, element: Element, field: Callable[[str], str]) -> MatchingRule:
    said = cast("dict[str, Any]", duplicate_elements.matching_attributes(element))
    match = tuple(
        MatchField(field(item["field"]), MatchMethod(item["method"]), item["blanks_match"]) for item in said["match"]
    )
    return MatchingRule(
        name,
        match,
        label=_label(name, said["label"]),
        description=said["description"] or None,
        active=said["active"],
        salesforce=_salesforce(api_name, name, {"booleanFilter": said["logic"]} if said["logic"] else {}),
    )


def _duplicate(api_name: str, name: str, element: Element, used: list[str]) -> DuplicateRule:
    said = cast("dict[str, Any]", duplicate_elements.duplicate_attributes(element))
    native = {tag: value for tag, value in native_of(said["native"], _MODELLED).items() if value != _USUAL.get(tag)}
    native |= {tag: "Report" for tag, ours in REPORTS.items() if said[ours]}
    return DuplicateRule(
        name,
        tuple(used),
        on_create=OnDuplicate(said["on_create"]),
        on_edit=OnDuplicate(said["on_edit"]),
        message=said["message"] or None,
        label=_label(name, said["label"]),
        description=said["description"] or None,
        active=said["active"],
        salesforce=_salesforce(api_name, name, {tag: canonical(value) for tag, value in native.items()}),
    )


def _words(api_names: Iterable[str]) -> dict[str, str]:
    """Our names, each once: those that lead back to the API name come first."""
    taken: dict[str, str] = {}
    for api_name in sorted(api_names, key=lambda name: (names.capitalised(logical(name)) != name, name)):
        wish = name = logical(api_name)
        number = 2
        while name in taken:
            name, number = f"{wish}_{number}", number + 1
        taken[name] = api_name
    return {api_name: name for name, api_name in taken.items()}


def _label(name: str, label: str) -> str | None:
    return None if label == humanised(name) else label


def _salesforce(api_name: str, name: str, native: Mapping[str, Json]) -> SalesforceRule:
    return SalesforceRule(None if names.capitalised(name) == api_name else api_name, native)
