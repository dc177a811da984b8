"""Rules on duplicates as Salesforce can hold them, and the turns in which they are changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dealspec.crm.salesforce import markup
from dealspec.crm.salesforce.duplicate_plan import LiveRules, turns
from dealspec.crm.salesforce.project import project
from dealspec.crm.salesforce.snapshot import indexed
from dealspec.provisioner.changes import Create
from dealspec.provisioner.resource import Resource
from dealspec.schema.duplicates import DuplicateRule, MatchField, MatchingRule, OnDuplicate, SalesforceRule
from dealspec.schema.model import Object, Schema

SAME = MatchingRule("same", (MatchField("name"), MatchField("website")))
ONE = DuplicateRule("one", ("same",), on_create=OnDuplicate.BLOCK, message="Here already.")


def schema(matching: MatchingRule = SAME, duplicate: DuplicateRule = ONE, obj: str = "account") -> Schema:
    return Schema({obj: Object(obj, matching_rules={"same": matching}, duplicate_rules={"one": duplicate})})


def resources(declared: Schema) -> dict[str, Resource]:
    return {resource.address: resource for resource in project(declared).resources}


def native(text: str) -> MatchingRule:
    return replace(SAME, salesforce=SalesforceRule(native={"booleanFilter": text}))


GAPS = [
    ("an opportunity has no duplicate management", schema(obj="opportunity"),
     {"matching_rules.opportunity.same": "Salesforce has no duplicate management for Opportunity.",
      "duplicate_rules.opportunity.one": "Salesforce has no duplicate management for Opportunity."}),
    ("a field of another object cannot be compared", schema(replace(SAME, match=(MatchField("owner.name"),))),
     {"matching_rules.account.same": "Salesforce compares fields of the account itself, which owner.name is not.",
      "duplicate_rules.account.one": "It needs same, which Salesforce cannot hold."}),
    ("a rule that always blocks has no text", schema(duplicate=replace(ONE, on_edit=OnDuplicate.BLOCK)),
     {"duplicate_rules.account.one.message": "Salesforce shows a message of yours only where the duplicate may be"
      " saved."}),
    ("all is well", schema(), {}),
]  # fmt: skip


@pytest.mark.parametrize(("declared", "gaps"), [case[1:] for case in GAPS], ids=[case[0] for case in GAPS])
def test_what_salesforce_cannot_hold_says_why(declared: Schema, gaps: dict[str, str]) -> None:
    assert {gap.subject: gap.why for gap in project(declared).unsupported} == gaps


@pytest.mark.parametrize(("said", "logic"), [("1 AND 2", ""), ("1 and  2", ""), ("1 OR  2", "1 OR 2"), ("1", "")])
def test_logic_that_asks_for_all_is_none(said: str, logic: str) -> None:
    assert resources(schema(native(said)))["matching_rules.account.same"].attributes["logic"] == logic


def live(status: str, field: str = "Name", *, used_by: str = "One", is_on: bool = True) -> LiveRules:
    matching = (
        f"<MatchingRules><matchingRules><fullName>Same</fullName><label>Same</label><matchingRuleItems><fieldName>{field}"
        "</fieldName><matchingMethod>Exact</matchingMethod></matchingRuleItems><matchingRuleItems><fieldName>Website"
        "</fieldName><matchingMethod>Exact</matchingMethod></matchingRuleItems>"
        f"<ruleStatus>{status}</ruleStatus></matchingRules></MatchingRules>"
    )
    duplicate = (
        f"<DuplicateRule><fullName>Account.{used_by}</fullName><isActive>{str(is_on).lower()}</isActive>"
        "<duplicateRuleMatchRules><matchRuleSObjectType>Account</matchRuleSObjectType><matchingRule>Same</matchingRule>"
        "</duplicateRuleMatchRules><sortOrder>1</sortOrder></DuplicateRule>"
    )
    found = indexed("MatchingRules", {"Account": markup.parse(matching.encode())})
    return LiveRules(
        {name: rule for (kind, name), rule in found.items() if kind == "MatchingRule"},
        {f"Account.{used_by}": markup.parse(duplicate.encode())},
    )


NOTHING = LiveRules({}, {})
OFF, ON = "<ruleStatus>Inactive", "<ruleStatus>Active"
TURNS = [
    ("new rules: the matching rule is made active first", NOTHING, schema(), [ON, "<isActive>true"]),
    ("an idle one only changes", live("Inactive", "Site", is_on=False), schema(replace(SAME, active=False)), [OFF]),
    ("an idle one changes, then is switched on", live("Inactive", "Site", is_on=False), schema(), [OFF, ON]),
    ("an active one changes between switches", live("Active", "Site"), schema(),
     ["<isActive>false", OFF, OFF, ON, "<isActive>true"]),
    ("one on its way counts as active", live("Activating", "Site", is_on=False), schema(), [OFF, OFF, ON]),
    ("an active one is switched off", live("Active"), schema(replace(SAME, active=False)),
     ["<isActive>false", OFF, "<isActive>true"]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), [case[1:] for case in TURNS], ids=[case[0] for case in TURNS])
def test_each_turn_changes_a_status_or_a_definition(before: LiveRules, after: Schema, expected: list[str]) -> None:
    wanted = resources(after)
    chosen = [wanted["matching_rules.account.same"]]
    if not before.matching:
        chosen.append(wanted["duplicate_rules.account.one"])

    found = turns([Create(resource) for resource in chosen], before, "66.0")

    texts = [b"".join(turn.package.files.values()).decode() for turn in found.turns]
    assert [words in text for words, text in zip(expected, texts, strict=True)] == [True] * len(expected)


def test_a_rule_of_others_stops_the_change_before_it_begins() -> None:
    change = Create(resources(schema())["matching_rules.account.same"])

    found = turns([change], live("Active", "Site", used_by="Theirs"), "66.0")

    assert found.turns == ()
    assert "Account.Theirs" in found.refused["matching_rules.account.same"]
