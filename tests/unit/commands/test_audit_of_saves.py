"""A gate over what a save changes: a note where the org really refuses such saves, a gap and exit code 3 where not."""

from __future__ import annotations

import pytest
from tests.unit.commands.worlds import Project

GATE = (
    "gates:\n"
    "  frozen: {pipeline: reseller, enters: quoted, check: always, that: not changed(registration), message: Frozen.}\n"
)


@pytest.fixture
def project(embedded: Project) -> Project:
    embedded.write("schema/frozen.yaml", GATE)
    return embedded


def test_what_the_org_refuses_is_noted_and_nothing_is_missing(project: Project) -> None:
    assert project.run("apply", "salesforce", "--auto-approve").code == 0

    ran = project.run("audit", "salesforce", "--format", "json")

    assert ran.code == 0, ran.out
    assert ran.json["coverage"] == {
        "complete": True,
        "gaps": [],
        "on_save": [{"target": "salesforce", "subject": "gates.frozen"}],
    }
    assert "Judged on save, not by audits: 1" in project.run("audit", "salesforce").out


@pytest.mark.parametrize("only", ["fields.*", "pipelines.*"])
def test_what_was_never_applied_is_a_gap(project: Project, only: str) -> None:
    assert project.run("apply", "salesforce", "--auto-approve", "--only", only).code == 0

    ran = project.run("audit", "salesforce", "--rules", "gates.frozen", "--format", "json")

    assert ran.code == 3
    assert [gap["subject"] for gap in ran.json["coverage"]["gaps"]] == ["gates.frozen"]
    assert ran.json["coverage"]["on_save"] == []


def test_where_the_crm_has_no_form_for_it_it_is_a_gap(project: Project) -> None:
    assert project.run("apply", "hubspot", "--auto-approve").code == 0

    ran = project.run("audit", "hubspot", "--format", "json")

    assert ran.code == 3
    assert [gap["subject"] for gap in ran.json["coverage"]["gaps"]] == ["gates.frozen"]


def test_a_plan_counts_no_records_for_it_and_misses_none(project: Project) -> None:
    assert project.run("apply", "salesforce", "--auto-approve").code == 0

    ran = project.run("plan", "salesforce", "--json")

    assert ran.code == 0
    assert ran.json["coverage"]["complete"]
    assert "gates.frozen" not in {each["address"] for each in ran.json["impact"]}
