"""What is ours can be seen, and found out anew when the state was lost, damaged or doubted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.commands.worlds import CRMS, Project, World, remote_project

FIELD = "fields.opportunity.registration"
OTHER = "fields.opportunity.decided_on"


@pytest.fixture
def project(tmp_path: Path, own_world: World) -> Project:
    return remote_project(tmp_path, own_world)


def _file(project: Project, world: World, crm: str) -> Path:
    return project.folder / ".dealspec" / "state" / f"{world.ids[crm]}.json"


def _owned(shown: dict[str, object]) -> dict[str, str]:
    return {each["address"]: each["ownership"] for each in shown["resources"]}


@pytest.mark.parametrize("crm", CRMS)
def test_nothing_is_ours_until_something_is_applied(project: Project, own_world: World, crm: str) -> None:
    before = project.run("state", "show", crm, "--format", "json")
    project.run("apply", crm, "--auto-approve")
    after = project.run("state", "show", crm, "--format", "json")
    kept = json.loads(_file(project, own_world, crm).read_text(encoding="utf-8"))

    assert (before.code, before.json["serial"], before.json["resources"]) == (0, None, [])
    assert (after.code, after.json["serial"], after.json["lineage"]) == (0, 1, kept["lineage"])
    assert _owned(after.json)[FIELD] == "created"
    assert after.json["counts"]["created"] + after.json["counts"]["adopted"] == len(kept["entries"])


@pytest.mark.parametrize("crm", CRMS)
def test_people_read_what_is_ours_by_kind(project: Project, crm: str, tmp_path: Path) -> None:
    project.run("apply", crm, "--auto-approve")
    page = tmp_path / "ours.md"

    shown = project.run("state", "show", crm, "-o", page, "--quiet")

    assert shown.code == 0
    assert "\nField: 3 created, 0 adopted\n" in shown.out and f"  {FIELD}  created" in shown.out
    assert f"| `{FIELD}` | created |" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("crm", CRMS)
def test_a_rebuilt_state_holds_what_is_as_declared_and_nothing_else(
    project: Project, own_world: World, crm: str
) -> None:
    project.run("apply", crm, "--auto-approve")
    file = _file(project, own_world, crm)
    old = file.read_bytes()
    before = project.run("state", "show", crm, "--format", "json").json
    own_world.relabel(crm, "Theirs")

    rebuilt = project.run("state", "rebuild", crm, "--format", "json")
    [held] = project.run("plan", crm, "--json").json["held"]

    assert rebuilt.code == 0, rebuilt.err
    assert rebuilt.json["lineage"] != before["lineage"] and rebuilt.json["serial"] == 2
    assert set(_owned(rebuilt.json)) == set(_owned(before)) - {FIELD}
    assert set(_owned(rebuilt.json).values()) == {"adopted"}
    assert (held["address"], held["reason"]) == (FIELD, "diverged")
    aside = file.with_name(f"{file.name}.bak-1")
    assert aside.read_bytes() == old and str(aside) in rebuilt.err


@pytest.mark.parametrize("crm", CRMS)
def test_after_a_rebuild_edits_in_the_org_are_drift_again(project: Project, own_world: World, crm: str) -> None:
    project.run("apply", crm, "--auto-approve")
    _file(project, own_world, crm).unlink()

    project.run("state", "rebuild", crm)
    own_world.relabel(crm, "Theirs")
    [held] = project.run("plan", crm, "--json").json["held"]

    assert (held["address"], held["reason"]) == (FIELD, "drift")


@pytest.mark.parametrize("crm", CRMS)
def test_a_damaged_state_is_put_aside_and_never_overwritten(project: Project, own_world: World, crm: str) -> None:
    project.run("apply", crm, "--auto-approve")
    file = _file(project, own_world, crm)
    damaged = [file.read_text(encoding="utf-8")[:-9], "{", "["]
    codes = []

    for text in damaged:
        file.write_text(text, encoding="utf-8")
        codes.append((project.run("state", "show", crm).code, project.run("state", "rebuild", crm).code))

    assert codes == [(65, 0)] * 3
    kept = [file.with_name(f"{file.name}.bak-{name}").read_text(encoding="utf-8") for name in ("1", "0", "0.2")]
    assert kept == damaged
    assert project.run("plan", crm, "--check").code == 0


@pytest.mark.parametrize("crm", CRMS)
def test_a_plan_from_before_a_rebuild_is_refused(project: Project, crm: str, tmp_path: Path) -> None:
    project.run("apply", crm, "--auto-approve")
    text = (project.folder / "schema" / "deals.yaml").read_text(encoding="utf-8")
    project.write("schema/deals.yaml", text.replace("label: Decided on", "label: Decision day"))
    path = tmp_path / "plan.json"
    project.run("plan", crm, "-o", path)

    project.run("state", "rebuild", crm)
    applied = project.run("apply", path)

    assert applied.code == 4
    assert "Something was applied to this org since" in applied.err


@pytest.mark.parametrize("crm", CRMS)
def test_nothing_is_rebuilt_while_somebody_applies(project: Project, own_world: World, crm: str) -> None:
    project.run("apply", crm, "--auto-approve")
    file = _file(project, own_world, crm)
    old = file.read_bytes()
    lock = file.with_suffix(".lock")
    lock.write_text(json.dumps({"what": "apply of plan 1234", "host": "elsewhere", "pid": 1, "since": "2026-11-23"}))

    rebuilt = project.run("state", "rebuild", crm)

    assert rebuilt.code == 4 and "apply of plan 1234" in rebuilt.err
    assert file.read_bytes() == old and lock.exists()
    assert not list(file.parent.glob("*.bak-*"))


def test_a_folder_has_no_state(project: Project, tmp_path: Path) -> None:
    for verb in ("show", "rebuild"):
        ran = project.run("state", verb, f"sfdx:{tmp_path}")

        assert (ran.code, "it has no state" in ran.err) == (64, True)
