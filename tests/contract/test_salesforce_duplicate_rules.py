"""Matching and duplicate rules against the embedded org over HTTP: written in turns, read back, changed, pulled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from tests.contract.salesforce_org import Served, served
from tests.unit.crm.salesforce.cases import differences

from dealspec.crm.http import Retries
from dealspec.crm.salesforce.adapter import SalesforceTarget
from dealspec.provisioner.diff import diff
from dealspec.provisioner.order import ordered
from dealspec.provisioner.ports import Selection, StepOutcome
from dealspec.schema.duplicates import DuplicateRule, MatchField, MatchingRule, MatchMethod, OnDuplicate, SalesforceRule
from dealspec.schema.model import Field, FieldType, Object, Schema

SAME_NAME = MatchingRule("same_name", (MatchField("name", MatchMethod.COMPANY_NAME),), description="By name.")
SAME_SITE = MatchingRule(
    "same_site",
    (MatchField("website"), MatchField("tax_id", blanks_match=True)),
    label="Site or tax ID",
    salesforce=SalesforceRule(native={"booleanFilter": "1 OR 2"}),
)
IDLE = MatchingRule("idle", (MatchField("tax_id"),), active=False)
ONE = DuplicateRule(
    "one_account", ("same_name", "same_site"), OnDuplicate.BLOCK, OnDuplicate.WARN, "This company is already here."
)
QUIET = DuplicateRule(
    "quiet_rule",
    ("same_site",),
    OnDuplicate.ALLOW,
    OnDuplicate.ALLOW,
    label="Only reports",
    salesforce=SalesforceRule("QuietRule", {"operationsOnInsert": "Report", "securityOption": "BypassSharingRules"}),
)


def schema(
    matching: tuple[MatchingRule, ...] = (SAME_NAME, SAME_SITE, IDLE),
    duplicates: tuple[DuplicateRule, ...] = (ONE, QUIET),
) -> Schema:
    account = Object(
        "account",
        {"tax_id": Field("tax_id", FieldType.TEXT, length=20)},
        matching_rules={rule.name: rule for rule in matching},
        duplicate_rules={rule.name: rule for rule in duplicates},
    )
    return Schema({"account": account})


@pytest.fixture
def org() -> Iterator[Served]:
    with served() as running:
        yield running


@pytest.fixture
def target(org: Served) -> Iterator[SalesforceTarget]:
    with closing(SalesforceTarget(org.url, org.token, retries=Retries(sleep=lambda _: None))) as made:
        yield made


def apply(target: SalesforceTarget, declared: Schema) -> list[StepOutcome]:
    resources = target.project(declared).resources
    changes = ordered(diff(resources, target.read(resources).resources))
    return [target.execute(step) for step in target.steps(changes)]


def pending(target: SalesforceTarget, declared: Schema) -> list[str]:
    resources = target.project(declared).resources
    live = target.read(resources)
    assert live.coverage.complete, live.coverage
    return differences(resources, live.resources)


def test_rules_are_applied_and_nothing_is_left_to_do(target: SalesforceTarget) -> None:
    outcomes = apply(target, schema())

    assert [outcome.failed for outcome in outcomes] == [{}, {}, {}]
    assert pending(target, schema()) == []


def test_new_duplicate_rules_go_behind_those_of_others(org: Served, target: SalesforceTarget) -> None:
    apply(target, schema())

    orders = {item.name: item.body["sortOrder"] for item in org.org.definitions.of_object("DuplicateRule", "Account")}
    assert orders == {"Standard_Account_Duplicate_Rule": 1, "One_Account": 2, "QuietRule": 3}


def changed(rule: MatchingRule | DuplicateRule, **said: object) -> Schema:
    new = replace(rule, **said)  # type: ignore[arg-type]
    matching = tuple(new if each.name == new.name else each for each in (SAME_NAME, SAME_SITE, IDLE))
    duplicates = tuple(new if each.name == new.name else each for each in (ONE, QUIET))
    return schema(matching, duplicates)  # type: ignore[arg-type]


CHANGES = {
    "an active matching rule compares another field": changed(SAME_NAME, match=(MatchField("website"),)),
    "an active matching rule has another label": changed(SAME_NAME, label="Names"),
    "its logic changes": changed(SAME_SITE, salesforce=SalesforceRule()),
    "an idle one compares another field": changed(IDLE, match=(MatchField("name"),)),
    "an idle one is switched on": changed(IDLE, active=True),
    "an idle one is changed and switched on": changed(IDLE, active=True, match=(MatchField("name"),)),
    "a duplicate rule warns": changed(ONE, on_create=OnDuplicate.WARN),
    "a duplicate rule has another text": changed(ONE, message="Look again."),
    "a duplicate rule drops a matching rule": changed(ONE, matching_rules=("same_site",)),
    "a duplicate rule is switched off": changed(QUIET, active=False),
    "a matching rule and its duplicate rules are switched off": schema(
        (SAME_NAME, replace(SAME_SITE, active=False), IDLE),
        (replace(ONE, matching_rules=("same_name",)), replace(QUIET, active=False)),
    ),
    "both sides change at once": schema(
        (replace(SAME_NAME, match=(MatchField("website"),)), SAME_SITE, IDLE), (replace(ONE, label="One"), QUIET)
    ),
}


@pytest.mark.parametrize("after", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_shows_is_made_in_turns_and_is_all_that_changes(
    org: Served, target: SalesforceTarget, after: Schema
) -> None:
    apply(target, schema())
    assert pending(target, after) != []

    outcomes = apply(target, after)

    assert [outcome.failed for outcome in outcomes] == [{}]
    assert pending(target, after) == []
    declared = after.objects["account"].duplicate_rules
    live = {item.name: item.body["isActive"] for item in org.org.definitions.of_object("DuplicateRule", "Account")}
    assert live["One_Account"] is declared["one_account"].active
    assert live["QuietRule"] is declared["quiet_rule"].active


def test_a_duplicate_rule_of_somebody_else_is_not_switched_off(org: Served, target: SalesforceTarget) -> None:
    apply(target, schema())
    org.make(
        "DuplicateRule",
        "<fullName>Account.Theirs</fullName><actionOnInsert>Block</actionOnInsert><actionOnUpdate>Block"
        "</actionOnUpdate><duplicateRuleMatchRules><matchRuleSObjectType>Account</matchRuleSObjectType><matchingRule>"
        "Same_Name</matchingRule></duplicateRuleMatchRules><isActive>true</isActive><masterLabel>Theirs</masterLabel>"
        "<securityOption>EnforceSharingRules</securityOption><sortOrder>4</sortOrder>",
    )

    (outcome,) = apply(target, changed(SAME_NAME, match=(MatchField("website"),)))

    address = "matching_rules.account.same_name"
    assert list(outcome.failed) == [address]
    assert "is used by Account.Theirs, which is not declared" in outcome.failed[address]
    theirs = org.org.definitions.get("DuplicateRule", "Account.Theirs")
    assert theirs is not None and theirs.body["isActive"]


def test_what_the_org_refuses_stands_by_its_rule(target: SalesforceTarget) -> None:
    long = replace(ONE, description="x" * 300)

    *_, outcome = apply(target, schema(duplicates=(long, QUIET)))

    assert "Description: data value too large" in outcome.failed["duplicate_rules.account.one_account"]
    assert "duplicate_rules.account.quiet_rule" in outcome.failed
    assert outcome.done == ()


def test_a_run_that_was_cut_off_goes_on_from_what_is_there(org: Served, target: SalesforceTarget) -> None:
    apply(target, schema())
    after = changed(SAME_NAME, match=(MatchField("website"),))
    org.edit("DuplicateRule", "Account.One_Account", "<isActive>true", "<isActive>false")
    org.edit("MatchingRule", "Account.Same_Name", "<ruleStatus>Active", "<ruleStatus>Inactive")

    outcomes = apply(target, after)

    assert [outcome.failed for outcome in outcomes] == [{}]
    assert pending(target, after) == []


def test_what_somebody_else_set_on_a_rule_of_ours_stays(org: Served, target: SalesforceTarget) -> None:
    apply(target, schema())
    org.edit("DuplicateRule", "Account.One_Account", "EnforceSharingRules", "BypassSharingRules")

    apply(target, changed(ONE, message="Look again."))

    rule = org.org.definitions.get("DuplicateRule", "Account.One_Account")
    assert rule is not None
    assert (rule.body["securityOption"], rule.body["alertText"]) == ("BypassSharingRules", "Look again.")


def test_rules_are_pulled_and_make_the_same_elsewhere(target: SalesforceTarget) -> None:
    apply(target, schema())

    pulled = target.pull(Selection())

    account, declared = pulled.schema.objects["account"], schema().objects["account"]
    assert account.matching_rules == declared.matching_rules
    assert account.duplicate_rules == declared.duplicate_rules
    assert pending(target, pulled.schema) == []
    with (
        served() as empty,
        closing(SalesforceTarget(empty.url, empty.token, retries=Retries(sleep=lambda _: None))) as other,
    ):
        apply(other, pulled.schema)
        assert other.pull(Selection()).schema == pulled.schema


def test_the_vendors_own_rules_are_named_and_left_alone(target: SalesforceTarget) -> None:
    pulled = target.pull(Selection())

    assert "account" not in pulled.schema.objects or not pulled.schema.objects["account"].duplicate_rules
    assert [gap.subject for gap in pulled.unasked if gap.subject.startswith("duplicate_rules")] == [
        "duplicate_rules.account",
        "duplicate_rules.contact",
    ]


def test_a_rule_that_matches_by_what_cannot_be_read_is_left_out_with_its_reason(
    org: Served, target: SalesforceTarget
) -> None:
    org.make(
        "DuplicateRule",
        "<fullName>Account.Odd</fullName><actionOnInsert>Allow</actionOnInsert><actionOnUpdate>Allow</actionOnUpdate>"
        "<duplicateRuleMatchRules><matchRuleSObjectType>Account</matchRuleSObjectType><matchingRule>"
        "Standard_Account_Match_Rule_v1_0</matchingRule></duplicateRuleMatchRules><isActive>false</isActive>"
        "<masterLabel>Odd</masterLabel><securityOption>EnforceSharingRules</securityOption><sortOrder>2</sortOrder>",
    )

    gaps = {gap.subject: gap.why for gap in target.pull(Selection()).left_out}

    assert "Account.Standard_Account_Match_Rule_v1_0" in gaps["duplicate_rules.account.Odd"]
