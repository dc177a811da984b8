"""Overlays of targets on the command line: validated with the rest, planned for their target alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.commands.worlds import Project

CONFIG = """\
targets:
  emea: {crm: salesforce, embedded: true, overlay: [overlays/emea.yaml]}
  portal: {crm: hubspot, embedded: true}
"""
SCHEMA = """\
include: [../shared/motion.yaml]
variables: {days: 7}
objects: {opportunity: {fields: {seats: {type: number, label: "Seats in ${days} days"}}}}
rules: {r: {that: "seats > 1 and age(created_at) <= days(${days})"}}
"""
SHARED = "objects: {opportunity: {fields: {motion: {type: picklist, values: [direct, reseller]}}}}\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path)
    made.write("dealspec.yaml", CONFIG)
    made.write("schema/a.yaml", SCHEMA)
    made.write("shared/motion.yaml", SHARED)
    made.write("overlays/emea.yaml", "variables: {days: 14}\nnames: {fields.opportunity.motion: Channel__c}\n")
    return made


def labels(project: Project, target: str) -> dict[str, str]:
    plan = json.loads(project.run("plan", target, "--json", "--no-impact").out)
    return {
        each["address"]: each["after"]["label"] for each in plan["changes"] if each["address"].startswith("fields.")
    }


def test_a_project_with_an_overlay_is_sound(project: Project) -> None:
    ran = project.run("validate")

    assert (ran.code, ran.err) == (0, "3 files: 2 fields, 0 pipelines, 0 gates, 1 rule.\n")


def test_an_overlay_is_planned_for_its_target_alone(project: Project) -> None:
    assert labels(project, "emea")["fields.opportunity.seats"] == "Seats in 14 days"
    assert labels(project, "portal")["fields.opportunity.seats"] == "Seats in 7 days"


def test_a_fault_of_an_overlay_is_shown_in_its_file(project: Project) -> None:
    project.write("overlays/emea.yaml", "objects: {opportunity: {fields: {seats: {labl: x}}}}\n")

    ran = project.run("validate")

    assert ran.code == 1
    assert "overlays/emea.yaml:1:42" in ran.out and "labl: x" in ran.out and "Did you mean 'label'?" in ran.out


def test_a_fault_that_an_overlay_brings_about_elsewhere_names_the_target(project: Project) -> None:
    project.write("overlays/emea.yaml", "omit: [fields.opportunity.seats]\n")

    ran = project.run("validate")

    assert ran.code == 1
    assert "For 'emea': There is no field 'seats' on opportunity." in ran.out
    assert project.run("plan", "emea").code == 65
    assert project.run("plan", "portal").code == 0


def test_a_missing_overlay_is_a_fault(project: Project) -> None:
    (project.folder / "overlays/emea.yaml").unlink()

    for command in (("validate",), ("plan", "emea")):
        ran = project.run(*command)
        assert ran.code in (1, 65) and "CFG007" in ran.out + ran.err
    assert project.run("plan", "portal").code == 0


def test_a_missing_include_is_a_fault_at_its_entry(project: Project) -> None:
    (project.folder / "shared/motion.yaml").unlink()

    ran = project.run("validate")

    assert ran.code == 1
    assert "SCH014" in ran.out and "schema/a.yaml:1:11" in ran.out


def fields(project: Project, *args: str) -> list[str]:
    ran = project.run("diff", *args, "--only", "fields.*", "--format", "json")
    assert ran.code in (0, 2), ran.err
    return [found["address"] for found in ran.json["differences"]]


@pytest.mark.parametrize("folder", [".", "schema"])
def test_a_folder_is_compared_with_a_target_under_the_targets_overlay(
    project: Project, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.folder)
    assert project.run("apply", "emea", "--auto-approve").code == 0

    assert fields(project, "emea", folder) == []
    assert fields(project, folder, "emea") == []


def test_two_targets_are_compared_each_under_its_own_overlay(project: Project) -> None:
    for name in ("emea", "portal"):
        assert project.run("apply", name, "--auto-approve").code == 0

    # The field that has another name in one of them is the same field; the label differs as declared.
    assert fields(project, "emea", "portal") == ["fields.opportunity.seats"]


def test_a_field_is_explained_and_documented_as_a_target_has_it(project: Project, tmp_path: Path) -> None:
    base, emea = project.run("explain", "motion"), project.run("explain", "motion", "--target", "emea")
    project.run("docs", "-o", tmp_path / "docs", "--format", "markdown", "--target", "emea")
    page = (tmp_path / "docs/objects/opportunity.md").read_text(encoding="utf-8")

    assert "Opportunity.Motion__c" in base.out and "Opportunity.Channel__c" in emea.out
    assert "Channel__c" in page and "Seats in 14 days" in page


@pytest.mark.parametrize("command", [("explain", "motion"), ("docs", "-o", "d")], ids=lambda words: words[0])
def test_an_unknown_target_is_refused(project: Project, command: tuple[str, ...]) -> None:
    ran = project.run(*command, "--target", "emeo")

    assert ran.code == 64
    assert "Did you mean 'emea'?" in ran.err
