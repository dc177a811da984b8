"""Judges matching rules and duplicate rules, and lets a matching rule's activation take its time.

They are stored and given back; saves of records are not held against them (not enforced). Words are observed in public
deploy logs where a comment does not say otherwise. Sources: Metadata API guide, MatchingRule and DuplicateRule;
github.com/forcedotcom/cli/issues/569; github.com/SFDO-Tooling/CumulusCI/issues/953.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from dealspec.emulator.salesforce.definitions import Component
from dealspec.emulator.salesforce.errors import MetadataError
from dealspec.emulator.salesforce.metadata_names import check_length, check_name, require, unknown
from dealspec.emulator.salesforce.state import OrgState
from dealspec.emulator.salesforce.wire import Body

OBJECTS = ("Account", "Contact", "Lead")
"""Standard objects that have such rules; custom objects may have them too (Help: duplicate management)."""
MAX_ACTIVE = 5
"""Active rules of each kind on one object (Help: limits of duplicate rules; words of the refusal assumed)."""
SETTLING_S = 10
"""Seconds after which a rule is active that nobody looked at meanwhile (assumed)."""
_METHODS = ("Exact", "FirstName", "LastName", "CompanyName", "Phone", "City", "Street", "Zip", "Title")
_SETTLED = {"Activating": "Active", "Deactivating": "Inactive"}
_STANDARD_MATCHING = "Standard_{}_Match_Rule_v1_0"
_UNREADY = (
    "Before you can use this duplicate rule, all associated matching rules must be active and have their fields mapped"
)


def prepare_matching_rule(org: OrgState, full_name: str, body: Body, old: Component | None) -> Body:
    """A matching rule; raises ``MetadataError``."""
    object_name, _, name = full_name.partition(".")
    _check_owner(org, object_name, name)
    require(body, "label", "ruleStatus")
    check_length("Description", body.get("description"), 255, "description")
    if body["ruleStatus"] not in ("Active", "Inactive"):
        # The guide: only these two can be declared in a deployment; words assumed.
        words = f"Rule Status: bad value for restricted picklist field: {body['ruleStatus']}"
        raise MetadataError("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", words, "ruleStatus")
    items = [_item(org, object_name, item) for item in body.get("matchingRuleItems", [])]
    if not items:
        raise MetadataError("REQUIRED_FIELD_MISSING", "Required field is missing: matchingRuleItems")
    whole = {**body, "fullName": name, "matchingRuleItems": items}
    before = None if old is None else old.body
    status = _check_change(
        org, full_name, whole, before if old is None else {**old.body, "ruleStatus": status_of(org, old)}
    )
    if status == "Activating":
        _check_most(org, "MatchingRule", object_name, name)
    return {**whole, "ruleStatus": status}


def prepare_duplicate_rule(org: OrgState, full_name: str, body: Body, old: Component | None) -> Body:
    """A duplicate rule; raises ``MetadataError``."""
    object_name, _, name = full_name.partition(".")
    _check_owner(org, object_name, name)
    require(body, "masterLabel", "actionOnInsert", "actionOnUpdate", "securityOption", "sortOrder")
    check_length("Description", body.get("description"), 255, "description")
    _check_actions(body)
    used = [_match_rule(org, object_name, entry) for entry in body.get("duplicateRuleMatchRules", [])]
    if len(set(used)) < len(used):
        words = f"Select an {object_name.lower()} matching rule only once"
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "duplicateRuleMatchRules")
    if body.get("isActive"):
        if not used or not all(_is_active(org, rule) for rule in used):
            raise MetadataError("FIELD_INTEGRITY_EXCEPTION", _UNREADY, "isActive")
        _check_most(org, "DuplicateRule", object_name, name)
    _check_order(org, object_name, name, body["sortOrder"])
    return {"isActive": False, **body, "fullName": full_name}


def check_gone(org: OrgState, component: Component) -> None:
    """That a rule may go; raises ``MetadataError`` for a matching rule that is active or used."""
    if component.type != "MatchingRule":
        return
    if status_of(org, component) != "Inactive":
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", "Before you change a matching rule, you must deactivate it.")
    for rule in _users(org, component.full_name):
        words = f"This matching rule is used by the duplicate rule {rule.name}."  # assumed words
        raise MetadataError("DEPENDENCY_EXISTS", words)


def close_ranks(org: OrgState, gone: Component) -> None:
    """Moves the duplicate rules behind one that is gone up, so that their order has no gap (assumed)."""
    for rule in list(org.definitions.of_object("DuplicateRule", gone.object)):
        if rule.body["sortOrder"] > gone.body["sortOrder"]:
            moved = {**rule.body, "sortOrder": rule.body["sortOrder"] - 1}
            org.definitions.put("DuplicateRule", rule.full_name, moved)


def looked_at(org: OrgState, component: Component) -> Body:
    """A matching rule as it shows now. One that is on its way shows so once, and is there on the next look (assumed
    timing: on a real org it takes as long as building the match keys of all records does).
    """
    shown = status_of(org, component)
    settled = _SETTLED.get(shown)
    if settled is not None:
        org.definitions.put("MatchingRule", component.full_name, {**component.body, "ruleStatus": settled})
    return {**component.body, "ruleStatus": shown}


def status_of(org: OrgState, rule: Component) -> str:
    """A matching rule's status now, whether or not anybody looked."""
    status = str(rule.body["ruleStatus"])
    since = datetime.strptime(rule.modified, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    waited = (org.clock.now() - since).total_seconds()
    return _SETTLED.get(status, status) if waited >= SETTLING_S else status


def standard_rule(object_name: str, label: str) -> Body:
    """The duplicate rule that every org has of an object; its matching rule cannot be read."""
    return {
        "fullName": f"{object_name}.Standard_{object_name}_Duplicate_Rule", "actionOnInsert": "Allow",
        "actionOnUpdate": "Allow", "isActive": True, "masterLabel": f"Standard {label} Duplicate Rule",
        "alertText": "You're creating a duplicate record. We recommend you use an existing record instead.",
        "duplicateRuleMatchRules": [{"matchRuleSObjectType": object_name,
                                     "matchingRule": _STANDARD_MATCHING.format(object_name)}],
        "operationsOnInsert": ["Alert", "Report"], "operationsOnUpdate": ["Report"],
        "securityOption": "EnforceSharingRules", "sortOrder": 1,
    }  # fmt: skip


def _check_owner(org: OrgState, object_name: str, name: str) -> None:
    item = org.catalog.object(object_name)
    if item is None:
        raise unknown("fullName", "CustomObject", object_name)
    if not item.custom and object_name not in OBJECTS:
        words = f"Duplicate management is not supported on {object_name}"  # assumed words
        raise MetadataError("INVALID_TYPE", words)
    check_name(name, "Unique Name", 80)


def _item(org: OrgState, object_name: str, item: Body) -> Body:
    require(item, "fieldName", "matchingMethod")
    owner = org.catalog.object(object_name)
    field = owner.field(item["fieldName"]) if owner else None
    if field is None:
        raise unknown("fieldName", "CustomField", f"{object_name}.{item['fieldName']}")
    if item["matchingMethod"] not in _METHODS:
        words = f"'{item['matchingMethod']}' is not a valid value for the enum 'MatchingMethod'"
        raise MetadataError("INVALID_TYPE", words, "matchingMethod")
    return {"blankValueBehavior": "NullNotAllowed", **item, "fieldName": field.name}


def _check_change(org: OrgState, full_name: str, new: Body, old: Body | None) -> str:
    """The status that a save leads to: status and definition never change together."""
    wanted = str(new["ruleStatus"])
    if old is None:
        return "Activating" if wanted == "Active" else wanted
    status = str(old["ruleStatus"])
    changed = _definition(new) != _definition(old)
    if changed and status != "Inactive":
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", "Before you change a matching rule, you must deactivate it.")
    if changed and wanted == "Active":
        words = "Change the matching rule status separately from other changes."
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words)
    if wanted == "Active":
        return "Activating" if status in ("Inactive", "Deactivating") else status
    for rule in _users(org, full_name):
        if rule.body.get("isActive") and status != "Inactive":
            # A rule that an active duplicate rule uses cannot be switched off (observed; words assumed).
            words = f"You can't deactivate this matching rule, because the duplicate rule {rule.name} uses it."
            raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words)
    return status if status in ("Inactive", "Deactivating") else "Deactivating"


def _definition(body: Body) -> Body:
    return {name: value for name, value in body.items() if name not in ("ruleStatus", "fullName") and value}


def _check_actions(body: Body) -> None:
    for element in ("actionOnInsert", "actionOnUpdate"):
        if body[element] not in ("Allow", "Block"):
            words = f"'{body[element]}' is not a valid value for the enum 'DupeActionType'"
            raise MetadataError("INVALID_TYPE", words, element)
    if body.get("alertText") and "Allow" not in (body["actionOnInsert"], body["actionOnUpdate"]):
        # The guide: a text only where an action is Allow, else a validation error; words assumed.
        words = "You can set an alert text only if the action on create or the action on edit is Allow."
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", words, "alertText")


def _match_rule(org: OrgState, object_name: str, entry: Body) -> str:
    require(entry, "matchingRule", "matchRuleSObjectType")
    owner, name = entry["matchRuleSObjectType"], entry["matchingRule"]
    full_name = f"{owner}.{name}"
    is_standard = owner in OBJECTS and name == _STANDARD_MATCHING.format(owner)
    if not is_standard and org.definitions.find("MatchingRule", full_name) is None:
        raise unknown("matchingRule", "MatchingRule", full_name)
    return full_name


def _is_active(org: OrgState, full_name: str) -> bool:
    rule = org.definitions.find("MatchingRule", full_name)
    return rule is None or status_of(org, rule) == "Active"


def _users(org: OrgState, matching_rule: str) -> Iterator[Component]:
    object_name, _, name = matching_rule.partition(".")
    for rule in org.definitions.all("DuplicateRule"):
        uses = rule.body.get("duplicateRuleMatchRules", [])
        if any((use["matchRuleSObjectType"], use["matchingRule"]) == (object_name, name) for use in uses):
            yield rule


def _check_most(org: OrgState, type_name: str, object_name: str, name: str) -> None:
    others = (rule for rule in org.definitions.of_object(type_name, object_name) if rule.name != name)
    active = [rule for rule in others if rule.body.get("isActive") or rule.body.get("ruleStatus") == "Active"]
    if len(active) >= MAX_ACTIVE:
        words = f"You have reached the maximum number of {MAX_ACTIVE} active rules for {object_name}"  # assumed words
        raise MetadataError("MAX_LIMIT_EXCEEDED", words)


def _check_order(org: OrgState, object_name: str, name: str, order: int) -> None:
    taken = {
        rule.body["sortOrder"] for rule in org.definitions.of_object("DuplicateRule", object_name) if rule.name != name
    }
    if order in taken or order != 1 + len([place for place in taken if place < order]):
        raise MetadataError("FIELD_INTEGRITY_EXCEPTION", "SortOrder must be in sequential order from 1.", "sortOrder")
