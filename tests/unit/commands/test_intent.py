"""Renamed, removed and exact on the plans of both CRMs: nothing is made anew beside the old, nothing comes back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from tests.unit.commands.worlds import CRMS, Project, embedded_project

BEFORE = """\
objects:
  opportunity:
    fields:
      motion: {type: picklist, values: [direct, reseller]}
      kind: {type: text}
      tier: {type: picklist, values: [gold, premium]}
      gone: {type: date}
pipelines:
  reseller:
    when: motion = 'reseller'
    stages:
      - {name: quote, label: Quote, probability: 50}
      - {name: won, label: Won deal, probability: 100, outcome: won}
      - {name: lost, label: Lost deal, probability: 0, outcome: lost}
gates:
  quote: {pipeline: reseller, enters: quote, require: [kind]}
"""
RENAMED = BEFORE.replace("      kind: {type: text}", "      partner_kind: {type: text, renamed_from: kind}").replace(
    "[kind]", "[partner_kind]"
)
VALUES_RENAMED = BEFORE.replace("[gold, premium]", "[gold, top], values_renamed: {premium: top}")
REMOVED = BEFORE.replace("gone: {type: date", "gone: {type: date, removed: true")
NAMES = {"salesforce": ("Kind__c", "Partner_Kind__c", "Gone__c"), "hubspot": ("kind", "partner_kind", "gone")}


@pytest.fixture(scope="module", params=CRMS)
def applied(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Project]]:
    project = embedded_project(tmp_path_factory.mktemp("applied"), BEFORE)
    assert project.run("apply", request.param, "--auto-approve").code == 0
    yield request.param, project


def planned(project: Project, crm: str, schema: str) -> dict[str, Any]:
    project.write("schema/deals.yaml", schema)
    ran = project.run("plan", crm, "--json", "--no-impact")
    assert ran.code == 0, ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def titles(plan: dict[str, Any]) -> list[str]:
    return [step["title"] for step in plan["manual"] if not step["address"].startswith("gates.")]


def test_a_renamed_field_is_held_and_not_made_anew(applied: tuple[str, Project]) -> None:
    crm, project = applied

    plan = planned(project, crm, RENAMED)

    old, new, _ = NAMES[crm]
    assert plan["changes"] == []
    assert titles(plan) == [f"Rename {old} to {new}"]
    assert "gates.quote" in {gap["subject"] for gap in plan["unsupported"]}


def test_a_renamed_field_under_its_old_name_there_needs_nothing(applied: tuple[str, Project]) -> None:
    crm, project = applied
    kept = RENAMED.replace("renamed_from: kind", f"renamed_from: kind, {crm}: {{name: {NAMES[crm][0]}}}")

    plan = planned(project, crm, kept)

    assert titles(plan) == []
    created = [change["address"] for change in plan["changes"] if change["action"] == "create"]
    assert [address for address in created if not address.startswith("gates.")] == []


def test_without_the_old_field_a_renamed_one_is_made(applied: tuple[str, Project]) -> None:
    crm, project = applied

    plan = planned(project, crm, RENAMED.replace("renamed_from: kind", "renamed_from: sort"))

    assert "fields.opportunity.partner_kind" in {change["address"] for change in plan["changes"]}
    assert titles(plan) == []


def test_a_renamed_value_is_held_and_what_asks_for_it_waits(applied: tuple[str, Project]) -> None:
    crm, project = applied

    plan = planned(project, crm, VALUES_RENAMED.replace("require: [kind]", "that: tier = 'top'"))

    assert plan["changes"] == []
    assert titles(plan) == ["Rename values of Tier: premium to top"]
    assert "gates.quote" in {gap["subject"] for gap in plan["unsupported"]}


def test_a_removed_field_stays_until_a_person_removes_it(applied: tuple[str, Project]) -> None:
    crm, project = applied

    plan = planned(project, crm, REMOVED)

    assert [change["address"] for change in plan["changes"] if not change["address"].startswith("grants.")] == []
    assert titles(plan) == [f"Remove {NAMES[crm][2]}"]


def test_a_removed_field_that_is_not_there_is_no_work(applied: tuple[str, Project]) -> None:
    crm, project = applied
    never = BEFORE.replace("      gone:", "      never: {type: text, removed: true}\n      gone:")

    plan = planned(project, crm, never)

    assert (plan["changes"], titles(plan)) == ([], [])


def test_undeclared_values_of_an_exact_choice_are_a_difference_with_a_word_of_warning(
    applied: tuple[str, Project],
) -> None:
    crm, project = applied

    plan = planned(project, crm, BEFORE.replace("[direct, reseller]", "[reseller], exact: true"))

    assert [change["address"] for change in plan["changes"]] == ["fields.opportunity.motion"]
    assert titles(plan) == ["Before applying: direct of Motion can then no longer be chosen"]


def test_duplicate_rules_are_written_to_salesforce_and_named_for_hubspot(applied: tuple[str, Project]) -> None:
    crm, project = applied
    rules = "  account: {matching_rules: {same: {match: [{field: name, method: company_name}]}}}\npipelines:"

    plan = planned(project, crm, BEFORE.replace("pipelines:", rules, 1))

    created = [change["address"] for change in plan["changes"]]
    unsupported = {gap["subject"] for gap in plan["unsupported"]}
    written = (["matching_rules.account.same"], False) if crm == "salesforce" else ([], True)
    assert (created, "matching_rules.account.same" in unsupported) == written


def test_fields_in_sections_are_a_layout_in_salesforce_and_a_step_by_hand_in_both(
    applied: tuple[str, Project],
) -> None:
    crm, project = applied

    plan = planned(project, crm, BEFORE.replace("kind: {type: text}", "kind: {type: text, section: Deal}"))

    steps = {step["address"]: step for step in plan["manual"]}
    created = [change["address"] for change in plan["changes"]]
    assert created == (["layouts.opportunity"] if crm == "salesforce" else [])
    assert "Kind" in " ".join(steps["layouts.opportunity"]["instructions"]) or crm == "salesforce"
