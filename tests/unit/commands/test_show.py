"""A saved plan can be read again, offline and whatever happened since."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.running import dealspec
from tests.unit.commands.worlds import CRMS, SCHEMA, Project, World, remote_project

from dealspec.reports.plans import NAMES


@pytest.fixture
def project(tmp_path: Path, own_world: World) -> Project:
    return remote_project(tmp_path, own_world)


@pytest.mark.parametrize("crm", CRMS)
def test_a_saved_plan_is_shown_as_it_was_made_in_every_format(project: Project, crm: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"

    for name in NAMES:
        planned = project.run("plan", crm, "--format", name, "-o", path)
        shown = dealspec("show", path, "--format", name)

        assert (shown.code, shown.out) == (0, planned.out)


@pytest.mark.parametrize("crm", CRMS)
def test_a_plan_with_something_held_is_shown_when_it_is_stale_and_its_project_gone(
    project: Project, own_world: World, crm: str, tmp_path: Path
) -> None:
    project.run("apply", crm, "--auto-approve")
    own_world.relabel(crm, "Theirs")
    project.write("schema/deals.yaml", SCHEMA.replace("label: Decided on", "label: Decision day"))
    path, page = tmp_path / "plan.json", tmp_path / "plan.md"
    planned = project.run("plan", crm, "-o", path)
    project.run("apply", path)
    (project.folder / "dealspec.yaml").unlink()

    shown = project.run("show", path, "-o", page)

    assert (shown.code, shown.out) == (0, planned.out)
    assert "Held: 1 thing" in shown.out and "fields.opportunity.registration" in page.read_text(encoding="utf-8")


def test_a_damaged_plan_is_not_shown(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    project.run("plan", "salesforce", "-o", path)
    whole = path.read_text(encoding="utf-8")
    document = json.loads(whole)
    document["changes"][0]["after"]["label"] = "Another"
    del document["changes"][0]["requires"]

    for damaged in (whole[:-40], whole.replace("Registration", "Other"), json.dumps(document), "[]", "{}", ""):
        path.write_text(damaged, encoding="utf-8")
        shown = dealspec("show", path)

        assert (shown.code, shown.out) == (65, "")
        assert "PLN001" in shown.err


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    shown = dealspec("show", tmp_path / "plan.json")

    assert shown.code == 64
    assert "There is no file" in shown.err and "dealspec plan" in shown.err
