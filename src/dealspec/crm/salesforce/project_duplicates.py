"""Declared matching and duplicate rules as Salesforce can hold them. Pure; makes no call.

A matching rule's fields all have to match unless its native ``booleanFilter`` says otherwise. The order of duplicate
rules is not ours: the vendor keeps one for all rules of an object, whoever made them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import cast

from dealspec.core.coverage import Gap
from dealspec.crm.salesforce import names
from dealspec.crm.salesforce.names import SchemaNames
from dealspec.crm.salesforce.native_json import canonical
from dealspec.crm.salesforce.project_fields import text
from dealspec.provisioner.resource import Json, Kind, Resource
from dealspec.schema.duplicates import DuplicateRule, MatchingRule, OnDuplicate
from dealspec.schema.model import Object, Schema, humanised

STANDARD_OBJECTS = ("Account", "Contact", "Lead")
"""Standard objects that may have such rules, as every custom object may (Help: duplicate management)."""
REPORTS = {"operationsOnInsert": "reports_on_create", "operationsOnUpdate": "reports_on_edit"}
"""What the vendor does besides, by element: it reports a duplicate (Metadata API guide, DuplicateRule)."""


def project_duplicates(schema: Schema) -> tuple[list[Resource], list[Gap]]:
    """A resource for every rule that Salesforce can hold, and a gap for the others."""
    known = SchemaNames.of(schema)
    resources: list[Resource] = []
    gaps: list[Gap] = []
    for obj in schema.objects.values():
        api_name = names.object_name(obj)
        if api_name not in STANDARD_OBJECTS and not names.is_custom(api_name):
            why = f"Salesforce has no duplicate management for {api_name}."
            rules = (("matching_rules", obj.matching_rules), ("duplicate_rules", obj.duplicate_rules))
            gaps += [Gap(f"{kind}.{obj.name}.{name}", why, _WHERE) for kind, found in rules for name in found]
            continue
        homeless = {rule.name: gap for rule in obj.matching_rules.values() if (gap := _homeless(obj, rule, known))}
        gaps += homeless.values()
        matching = [rule for rule in obj.matching_rules.values() if rule.name not in homeless]
        resources += [_matching(schema, obj, rule, known) for rule in matching]
        for place, rule in enumerate(obj.duplicate_rules.values()):
            gaps += _unsaid(obj, rule)
            if missing := [name for name in rule.matching_rules if name in homeless]:
                why = f"It needs {', '.join(missing)}, which Salesforce cannot hold."
                gaps.append(Gap(f"duplicate_rules.{obj.name}.{rule.name}", why))
            else:
                resources.append(_duplicate(obj, rule, place))
    return resources, gaps


_ALL = re.compile(r"\s*\d+(\s+AND\s+\d+)*\s*", re.IGNORECASE)
_WHERE = "Accounts, contacts, leads and custom objects have it."


def logic_of(text: str) -> str:
    """A matching rule's logic over its numbered fields; empty where all of them must match, however that is said."""
    return "" if _ALL.fullmatch(text) else " ".join(text.split())


def rule_name(rule: MatchingRule | DuplicateRule) -> str:
    """A rule's API name: the override, or each word capitalised."""
    return rule.salesforce.name or names.capitalised(rule.name)


def _homeless(obj: Object, rule: MatchingRule, known: SchemaNames) -> Gap | None:
    fields = [item.field for item in rule.match]
    lost = [name for name in fields if (api_name := known.field(obj.name, name)) is None or "." in api_name]
    if not lost:
        return None
    why = f"Salesforce compares fields of the {obj.name} itself, which {', '.join(lost)} is not."
    return Gap(f"matching_rules.{obj.name}.{rule.name}", why)


def _matching(schema: Schema, obj: Object, rule: MatchingRule, known: SchemaNames) -> Resource:
    match: list[Json] = [
        {
            "field": known.field(obj.name, item.field),
            "method": item.method.value,
            "blanks_match": item.blanks_match,
        }
        for item in rule.match
    ]
    attributes: dict[str, Json] = {"match": match, "active": rule.active}
    attributes["logic"] = logic_of(str(rule.salesforce.native.get("booleanFilter") or ""))
    attributes |= _words(rule)
    users = [each for each in obj.duplicate_rules.values() if rule.name in each.matching_rules]
    native = {
        "type": "MatchingRule",
        "object": names.object_name(obj),
        "name": rule_name(rule),
        "label": humanised(rule.name),
        "used_by": ",".join(rule_name(each) for each in users),
    }
    requires = [f"objects.{obj.name}"] if names.is_made(names.object_name(obj)) else []
    requires += [f"fields.{obj.name}.{item.field}" for item in rule.match if schema.field_of(obj.name, item.field)]
    address = f"matching_rules.{obj.name}.{rule.name}"
    return Resource(address, Kind.MATCHING_RULE, attributes, native, tuple(dict.fromkeys(requires)))


def _duplicate(obj: Object, rule: DuplicateRule, place: int) -> Resource:
    attributes: dict[str, Json] = {
        "matching_rules": list[Json](sorted(rule.matching_rules)),
        "on_create": rule.on_create.value,
        "on_edit": rule.on_edit.value,
        "active": rule.active,
    }
    attributes |= _words(rule)
    if rule.message is not None and _may_speak(rule):
        attributes["message"] = text(rule.message)
    own = {tag: canonical(value) for tag, value in rule.salesforce.native.items()}
    for tag, name in REPORTS.items():
        if (said := own.pop(tag, None)) is not None:
            attributes[name] = "Report" in (said if isinstance(said, list) else [said])
    if own:
        attributes["native"] = cast("Json", own)
    native = {
        "type": "DuplicateRule",
        "object": names.object_name(obj),
        "name": rule_name(rule),
        "label": humanised(rule.name),
        "place": str(place),
    }
    for name in rule.matching_rules:
        native[f"matching_rules.{name}"] = rule_name(obj.matching_rules[name])
    requires = tuple(f"matching_rules.{obj.name}.{name}" for name in rule.matching_rules)
    return Resource(f"duplicate_rules.{obj.name}.{rule.name}", Kind.DUPLICATE_RULE, attributes, native, requires)


def _words(rule: MatchingRule | DuplicateRule) -> dict[str, Json]:
    said = {"label": rule.label, "description": rule.description}
    return {name: text(words) for name, words in said.items() if words is not None}


def _unsaid(obj: Object, rule: DuplicateRule) -> Iterator[Gap]:
    if rule.message is not None and not _may_speak(rule):
        why = "Salesforce shows a message of yours only where the duplicate may be saved."
        yield Gap(f"duplicate_rules.{obj.name}.{rule.name}.message", why, "Leave it out, or warn instead of blocking.")


def _may_speak(rule: DuplicateRule) -> bool:
    """Whether the rule may have a text: where it blocks both, the vendor refuses one (Metadata API guide)."""
    return not rule.on_create is rule.on_edit is OnDuplicate.BLOCK
