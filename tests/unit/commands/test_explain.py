"""``explain``: every code, field, gate and rule has its page, and an unknown word its nearest known one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.running import dealspec
from tests.unit.commands.worlds import Project

from dealspec.commands.codes import every_code

SCHEMA = """\
objects:
  opportunity:
    fields:
      partner_motion:
        {label: Partner motion, type: picklist, values: [direct, reseller], description: Who sells., partner_safe: true}
      partner: {label: Partner, type: lookup, to: account}
      ends: {label: Protection end, type: date, stamp: person}
      seats: {type: number, min: 1, max: 50}
  account:
    fields:
      partner: {type: checkbox, hubspot: {name: is_partner}}
pipelines:
  reseller:
    when: partner_motion = 'reseller'
    rules: {no_skipping: true, create_in: [registered]}
    stages:
      - {name: registered, label: Registered, probability: 10}
      - {name: quoted, label: Quoted, probability: 60}
      - {name: ordered, label: Ordered, probability: 80}
      - {name: lost, label: Lost deal, probability: 0, outcome: lost}
gates:
  quote: {pipeline: reseller, enters: quoted, require: [ends], that: ends >= today(), message: Register first.}
rules:
  soon_over: {when: is_open, that: ends > today(), severity: warning, message: The protection has ended.}
  fewer_seats: {that: seats >= previous(seats)}
  two_partners: {when: is_open, conflict: {same: [account], different: ends}}
"""


@pytest.fixture
def project(embedded: Project) -> Project:
    embedded.write("schema/deals.yaml", SCHEMA)
    return embedded


def parts(project: Project, word: str, *args: str) -> dict[str, str]:
    ran = project.run("explain", word, "--format", "json", *args)
    assert ran.code == 0, ran.err
    return {part["name"]: "\n".join(part["lines"]) for part in ran.json["parts"]}


@pytest.mark.parametrize("code", every_code())
def test_every_code_has_a_page_without_a_project(code: str, tmp_path: Path) -> None:
    ran = dealspec("-C", tmp_path, "explain", code.lower())

    assert ran.code == 0 and ran.err == ""
    assert ran.out.startswith(f"{code}: {every_code()[code].title}")
    assert [name for name in ("Why:", "Bad:", "Good:") if name not in ran.out] == []


def test_a_field_is_explained_with_what_judges_it(project: Project) -> None:
    said = parts(project, "partner_motion")

    assert said["Type"] == "picklist"
    assert said["Salesforce"] == "Opportunity.Partner_Motion__c"
    assert said["HubSpot"] == "deals.partner_motion"
    assert said["Values"] == "direct - Direct\nreseller - Reseller"
    assert said["Description"] == "Who sells."
    assert said["Partner-safe"].startswith("Yes")
    assert [line.split(":")[0] for line in said["Gates"].split("\n")] == ["gates.reseller.membership", "gates.quote"]
    assert "Rules" not in said


def test_a_stamp_names_its_writer_and_a_number_its_limits(project: Project) -> None:
    assert parts(project, "ends")["Written by"] == "A person."
    assert parts(project, "ends")["Rules"].startswith("rules.soon_over: ")
    assert parts(project, "seats")["Limits"] == "at least 1; at most 50"
    assert parts(project, "seats")["Own limits, audited"].startswith("opportunity.seats.range: ")


def test_a_built_in_field_is_explained(project: Project) -> None:
    said = parts(project, "opportunity.is_open")

    assert (said["Salesforce"], said["HubSpot"]) == ("Opportunity.IsClosed", "derived, not a property")
    assert "rules.soon_over" in said["Rules"]


@pytest.mark.parametrize("word", ["Seats__c", "opportunity.seats", "fields.opportunity.seats"])
def test_a_field_has_several_names(project: Project, word: str) -> None:
    assert project.run("explain", word).out == project.run("explain", "seats").out


@pytest.mark.parametrize("word", ["quote", "gates.quote"])
def test_a_gate_is_explained_in_every_dialect(project: Project, word: str) -> None:
    said = parts(project, word, "--as-of", "2026-01-31")

    assert said["Asks"].endswith("Protection end is filled in and Protection end is on or after today.")
    assert said["Judged"].startswith("As a record enters Quoted of Reseller")
    assert said["Reads"] == "fields.opportunity.ends\nfields.opportunity.partner_motion"
    assert said["Salesforce formula"].startswith("AND(\n  NOT($Permission.Dealspec_Bypass),")
    assert said["Enforcement in Salesforce"].startswith("hard. ")
    assert "Dealspec_Bypass" in said["Enforcement in Salesforce"]
    assert said["Enforcement in HubSpot"].startswith("manual + audit. ")
    assert said["Required properties in HubSpot"] == "Protection end"
    assert "Only audits see: Protection end is on or after today." in said["Enforcement in HubSpot"]
    steps = said["By hand in HubSpot"].split("\n")
    assert steps[0].startswith("1. Open Settings > Objects > Deals > Pipelines")
    assert re.fullmatch(r"Attested in attestations.yaml with the digest [0-9a-f]{12}\.", steps[-1])
    assert "CAST('2026-01-31' AS DATE)" in said["SQL of audits (DuckDB)"]


def test_a_rule_is_explained_and_says_that_no_save_is_refused(project: Project) -> None:
    said = parts(project, "soon_over")

    assert said["Severity"] == "warning"
    assert said["Enforcement in Salesforce"].startswith("audit. No save is refused")
    assert "Protection_End" not in said["Salesforce formula"] and "Ends__c" in said["Salesforce formula"]


@pytest.mark.parametrize(
    "word", ["validations.opportunity.seats.range", "fields.opportunity.seats.range", "seats.range"]
)
def test_a_limit_is_explained_with_what_enforces_it_in_both_crms(project: Project, word: str) -> None:
    said = parts(project, word)

    assert said["Asks"] == "Where Seats is filled in: Seats is at least 1 and Seats is at most 50."
    assert said["Enforcement in Salesforce"].startswith("hard. A validation rule")
    assert said["Enforcement in HubSpot"].startswith("hard. A property validation")
    assert said["Property validation in HubSpot"] == "deals.seats: min 1, max 50"
    assert "Seats__c > 50" in said["Salesforce formula"]
    assert '"c_seats" <= 50' in said["SQL of audits (DuckDB)"]


@pytest.mark.parametrize("word", ["pipelines.reseller.rules", "reseller.rules"])
def test_the_order_of_stages_is_explained(project: Project, word: str) -> None:
    said = parts(project, word)

    assert said["Refuses"] == "a stage after Registered is skipped\nit is created elsewhere than Registered"
    assert "Audits cannot judge it" in said["Judged"]
    assert said["Enforcement in Salesforce"].startswith("hard. ")
    assert said["Enforcement in HubSpot"].startswith("hard + audit. ")
    assert "service keys and private apps" in said["Enforcement in HubSpot"]
    assert said["Pipeline rules in HubSpot"] == (
        "Limit record creation to: Registered\nRestrict skipping stages: on, for all stages"
    )
    assert "PRIORVALUE(StageName)" in said["Salesforce formula"]
    assert said["SQL of audits (DuckDB)"].startswith("None: ")


def test_only_formulas_are_wider_than_the_screen(project: Project) -> None:
    for word in ("quote", "pipelines.reseller.rules", "seats.range", "soon_over"):
        prose = [line for line in project.run("explain", word).out.split("\n") if not line.startswith("  ")]
        assert [line for line in prose if len(line) > 80] == []


def test_a_conflict_has_sql_and_says_why_no_formula(project: Project) -> None:
    said = parts(project, "two_partners")

    assert said["Salesforce formula"].startswith("None: ")
    assert "GROUP BY" in said["SQL of audits (DuckDB)"]


def test_code_is_never_wrapped_on_the_screen(project: Project) -> None:
    formula = parts(project, "quote")["Salesforce formula"]
    shown = project.run("explain", "quote").out

    assert "\n".join(f"  {line}" for line in formula.split("\n")) in shown


def test_markdown_has_a_heading_and_fences(project: Project) -> None:
    page = project.run("explain", "quote", "--format", "markdown").out

    assert page.startswith("# gates.quote: Register first.\n")
    assert page.count("```") == 4
    assert "\n1. Open Settings" in page


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("CHK999", "CHK0"),
        ("partner_moton", "Did you mean 'partner_motion'?"),
        ("gates.qoute", "Did you mean 'gates.quote'?"),
        ("soon_ovre", "Did you mean 'soon_over'?"),
        ("partner", "Say which: fields.opportunity.partner, fields.account.partner."),
    ],
)
def test_an_unknown_or_ambiguous_word_ends_with_64_and_a_hint(project: Project, word: str, hint: str) -> None:
    ran = project.run("explain", word)

    assert ran.code == 64 and ran.out == ""
    assert hint in ran.err


def test_a_schema_with_faults_is_not_explained(project: Project) -> None:
    project.write("schema/broken.yaml", "rules: {r: {that: nowhere = 1}}\n")

    assert project.run("explain", "partner_motion").code == 65
    assert project.run("explain", "EXP008").code == 0


def test_a_field_and_what_it_held_before_are_read_as_one(project: Project) -> None:
    assert parts(project, "rules.fewer_seats")["Reads"] == "fields.opportunity.seats"
