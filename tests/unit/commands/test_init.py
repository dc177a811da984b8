"""`dealspec init`: what a project starts with, what it asks a person, and that it asks nobody else."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.running import dealspec

from dealspec.commands.origin import ORIGIN, Origin
from dealspec.schema.blueprints import MOTIONS


def motions_of(folder: Path) -> set[str]:
    return {path.stem.removeprefix("motion_") for path in (folder / "schema").glob("motion_*.yaml")}


@pytest.mark.parametrize(
    ("flags", "motions"),
    [
        ([], set(MOTIONS)),
        (["--motion", "tech"], {"tech"}),
        (["--motion", "services", "--motion", "referral"], {"services", "referral"}),
        (["--motion", "none"], set()),
    ],
)
def test_a_project_has_the_motions_that_flags_name_and_is_sound(
    tmp_path: Path, flags: list[str], motions: set[str]
) -> None:
    assert dealspec("init", tmp_path / "p", *flags).code == 0

    assert motions_of(tmp_path / "p") == motions
    assert dealspec("validate", tmp_path / "p").code == 0
    assert set(Origin.read(tmp_path / "p").motions) == motions


def test_the_help_names_the_motions_of_the_blueprint() -> None:
    said = " ".join(dealspec("init", "--help").out.split())

    assert ", ".join(MOTIONS) in said


def test_the_record_holds_the_files_as_they_were_written(tmp_path: Path) -> None:
    dealspec("init", tmp_path, "--motion", "reseller")

    origin = Origin.read(tmp_path)
    assert origin.blueprint == "partner-sales"
    assert origin.files == {
        f"schema/{path.name}": path.read_text(encoding="utf-8") for path in (tmp_path / "schema").iterdir()
    }


@pytest.mark.parametrize("motions", [[], ["referral"], ["tech", "marketplace"], ["none"]], ids=str)
def test_the_readme_says_what_to_do_next_with_these_motions(tmp_path: Path, motions: list[str]) -> None:
    dealspec("init", tmp_path, *(word for motion in motions for word in ("--motion", motion)))
    chosen = set(motions or MOTIONS) - {"none"}

    readme = (tmp_path / "README.md").read_text(encoding="utf-8")

    assert set(re.findall(r"`schema/motion_(\w+)\.yaml`", readme)) == chosen
    assert ("blueprint upgrade --motion" in readme) is (chosen != set(MOTIONS))
    assert ("No motion is switched on" in readme) is (not chosen)


def test_every_command_of_the_readme_is_one(tmp_path: Path) -> None:
    dealspec("init", tmp_path, "--motion", "referral")
    lines = re.findall(r"^ +dealspec ([^#\n]+)", (tmp_path / "README.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert len(lines) >= 9
    for line in lines:
        words = line.split()
        verb = words[:2] if words[0] == "blueprint" else words[:1]
        ran = dealspec(*verb, "--help")
        assert ran.code == 0
        assert all(flag in ran.out for flag in re.findall(r"--[a-z-]+", line))


def test_files_of_yours_are_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Mine.\n", encoding="utf-8")
    assert dealspec("init", tmp_path).code == 0

    again = dealspec("init", tmp_path)

    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "Mine.\n"
    assert again.code == 64
    assert "dealspec.yaml" in again.err


def test_none_beside_another_motion_is_refused(tmp_path: Path) -> None:
    ran = dealspec("init", tmp_path / "p", "--motion", "none", "--motion", "tech")

    assert ran.code == 64
    assert not (tmp_path / "p").exists()


# -- On a terminal ----------------------------------------------------------------------------------------------------


def on_a_terminal(folder: Path, answers: str, *arguments: str) -> tuple[int, str]:
    """Runs `dealspec init` as a person would: the code it ended with and everything on the screen."""
    leader, follower = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "dealspec", "init", *arguments],
        cwd=folder,
        stdin=follower,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    os.write(leader, answers.encode())
    seen = b""
    try:
        while part := os.read(leader, 4096):
            seen += part
    except OSError:  # the other end is closed: the program has ended
        pass
    os.close(leader)
    return process.wait(timeout=30), seen.decode()


@pytest.mark.parametrize(
    ("answers", "folder", "motions"),
    [
        ("\n\n", ".", set(MOTIONS)),
        ("partners\n1, 5\n", "partners", {MOTIONS[0], MOTIONS[4]}),
        ("partners\nresell\n9\nreseller tech\n", "partners", {"reseller", "tech"}),
        ("partners\nnone\n", "partners", set()),
    ],
    ids=["defaults", "by number", "asks again", "none"],
)
def test_a_person_is_asked_for_folder_and_motions(tmp_path: Path, answers: str, folder: str, motions: set[str]) -> None:
    code, screen = on_a_terminal(tmp_path, answers)

    assert code == 0, screen
    assert (tmp_path / folder / ORIGIN).exists()
    assert motions_of(tmp_path / folder) == motions


def test_a_person_is_not_asked_what_flags_say(tmp_path: Path) -> None:
    code, screen = on_a_terminal(tmp_path, "", "partners", "--motion", "tech")

    assert code == 0
    assert "?" not in screen
    assert motions_of(tmp_path / "partners") == {"tech"}
