"""What somebody else changed in the org is held, never reverted, and there are two ways out."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest
from tests.unit.commands.worlds import CRMS, SCHEMA, Project, World, remote_project

FIELD = "fields.opportunity.registration"


@pytest.fixture
def project(tmp_path: Path, own_world: World) -> Project:
    return remote_project(tmp_path, own_world)


@pytest.mark.parametrize("crm", CRMS)
def test_an_edit_in_the_org_is_held_until_somebody_says_who_is_right(
    project: Project, own_world: World, crm: str
) -> None:
    project.run("apply", crm, "--auto-approve")
    own_world.relabel(crm, "Theirs")

    checked = project.run("plan", crm, "--check")
    unasked = project.run("apply", crm, "--auto-approve")
    shown = project.run("plan", crm, "--json").json

    assert (checked.code, unasked.code) == (2, 4)
    assert f"! {FIELD}  changed in the org" in checked.out and "--take config" in checked.out
    assert shown["changes"] == []
    assert shown["held"] == [
        {
            "address": FIELD,
            "kind": "field",
            "reason": "drift",
            "gone": False,
            "attributes": [
                {
                    "path": "label",
                    "base": "Registration",
                    "live": "Theirs",
                    "wanted": "Registration",
                    "reason": "drift",
                }
            ],
        }
    ]


@pytest.mark.parametrize("crm", CRMS)
def test_the_schema_wins_where_a_plan_takes_it(project: Project, own_world: World, crm: str, tmp_path: Path) -> None:
    project.run("apply", crm, "--auto-approve")
    own_world.relabel(crm, "Theirs")
    path = tmp_path / "plan.json"

    planned = project.run("plan", crm, "--take", "config", FIELD, "-o", path)
    applied = project.run("apply", path)

    assert (planned.code, applied.code) == (0, 0)
    assert project.run("plan", crm, "--check").code == 0


@pytest.mark.parametrize("crm", CRMS)
def test_the_org_wins_where_the_schema_says_the_same(
    project: Project, own_world: World, crm: str, tmp_path: Path
) -> None:
    project.run("apply", crm, "--auto-approve")
    own_world.relabel(crm, "Theirs")
    project.write("schema/deals.yaml", SCHEMA.replace("label: Registration", "label: Theirs"))
    path = tmp_path / "plan.json"

    planned = project.run("plan", crm, "--check", "-o", path)
    applied = project.run("apply", path)
    own_world.relabel(crm, "Others'")

    assert (planned.code, applied.code) == (0, 0), planned.out
    assert "1 thing there as declared becomes ours" in planned.out
    [held] = project.run("plan", crm, "--json").json["held"]
    assert (held["reason"], held["attributes"][0]["base"]) == ("drift", "Theirs")


@pytest.mark.parametrize("crm", CRMS)
def test_two_different_edits_are_a_conflict_and_the_rest_goes_on(project: Project, own_world: World, crm: str) -> None:
    project.run("apply", crm, "--auto-approve")
    own_world.relabel(crm, "Theirs")
    ours = SCHEMA.replace("label: Registration", "label: Ours").replace("label: Decided on", "label: Decision day")
    project.write("schema/deals.yaml", ours)

    applied = project.run("apply", crm, "--auto-approve", "--format", "json")
    [held] = project.run("plan", crm, "--json").json["held"]

    assert (applied.code, applied.json["done"]) == (0, ["fields.opportunity.decided_on"])
    assert (held["address"], held["reason"]) == (FIELD, "conflict")


@pytest.mark.parametrize("crm", CRMS)
def test_without_a_state_what_is_there_is_never_written_over(
    project: Project, own_world: World, crm: str, tmp_path: Path
) -> None:
    project.run("apply", crm, "--auto-approve")
    own_world.relabel(crm, "Theirs")
    (tmp_path / "elsewhere").mkdir()
    stranger = remote_project(tmp_path / "elsewhere", own_world)

    applied = stranger.run("apply", crm, "--auto-approve")
    [held] = stranger.run("plan", crm, "--json").json["held"]

    assert applied.code == 4
    assert (held["address"], held["reason"]) == (FIELD, "diverged")


@pytest.mark.parametrize("crm", CRMS)
def test_one_apply_at_a_time(project: Project, own_world: World, crm: str) -> None:
    lock = project.folder / ".dealspec" / "state" / f"{own_world.ids[crm]}.lock"
    lock.parent.mkdir(parents=True)
    lock.write_text(json.dumps({"what": "apply of plan 1234", "host": "elsewhere", "pid": 1, "since": "2026-11-23"}))

    busy = project.run("apply", crm, "--auto-approve")
    lock.write_text(json.dumps({"what": "apply", "host": socket.gethostname(), "pid": _dead_process()}))
    free = project.run("apply", crm, "--auto-approve")

    assert busy.code == 4 and "elsewhere" in busy.err and str(lock) in busy.err
    assert free.code == 0, free.err
    assert not lock.exists()


@pytest.mark.parametrize("crm", CRMS)
def test_a_plan_made_before_somebody_elses_apply_is_refused(project: Project, crm: str, tmp_path: Path) -> None:
    project.run("apply", crm, "--auto-approve")
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    project.write("schema/deals.yaml", SCHEMA.replace("label: Decided on", "label: Decision day"))
    project.run("plan", crm, "-o", old)
    project.run("plan", crm, "-o", new)
    project.write("schema/deals.yaml", SCHEMA.replace("label: Registration", "label: Number"))
    project.run("plan", crm, "-o", old)

    first, second, again = (project.run("apply", path) for path in (new, old, new))

    assert (first.code, second.code, again.code) == (0, 4, 0)
    assert "Something was applied to this org since" in second.err


@pytest.mark.parametrize("crm", CRMS)
def test_a_plan_that_changes_much_of_what_is_ours_is_braked(project: Project, crm: str, tmp_path: Path) -> None:
    many = "".join(f"      note_{number}: {{label: Note {number}, type: text, length: 30}}\n" for number in range(20))
    project.write("schema/deals.yaml", SCHEMA.replace("      decided_on:", f"{many}      decided_on:"))
    first = project.run("apply", crm, "--auto-approve")
    project.write(
        "schema/deals.yaml", SCHEMA.replace("      decided_on:", many.replace("Note", "Memo") + "      decided_on:")
    )
    path = tmp_path / "plan.json"
    project.run("plan", crm, "-o", path)

    whole = project.run("apply", path)
    project.run("plan", crm, "--only", "*note_[1-4]", "-o", path)
    part = project.run("apply", path)

    assert (first.code, whole.code, part.code) == (0, 4, 0), (first.err, part.err)
    assert "changes 20 of the" in whole.err and "--only" in whole.err


def _dead_process() -> int:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return child
