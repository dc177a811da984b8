"""``fmt``: which files it touches, what it says, and how it ends."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.running import dealspec
from tests.unit.commands.worlds import Project

UNTIDY = "rules:\n    a: {severity: warning,   that: amount > 0} # why\n"
TIDY = "rules:\n  a: {that: amount > 0, severity: warning} # why\n"


@pytest.fixture
def project(embedded: Project) -> Project:
    assert embedded.run("fmt").code == 0
    return embedded


def test_a_new_project_needs_no_formatting(tmp_path: Path) -> None:
    assert dealspec("init", tmp_path / "p").code == 0

    ran = dealspec("-C", tmp_path / "p", "fmt", "--check")

    assert (ran.code, ran.out) == (0, "")


def test_check_names_the_files_and_writes_nothing(project: Project) -> None:
    path = project.write("schema/rules.yaml", UNTIDY)

    ran = project.run("fmt", "--check")

    assert (ran.code, ran.out) == (1, f"{path}\n")
    assert "1 of 3 files would be laid out anew." in ran.err
    assert path.read_text() == UNTIDY


def test_it_writes_what_is_laid_out_otherwise_and_then_has_nothing_to_do(project: Project) -> None:
    path = project.write("schema/deep/rules.yml", UNTIDY)
    path.chmod(0o640)

    first, second = project.run("fmt"), project.run("fmt", "--check")

    assert (first.code, first.out) == (0, f"{path}\n")
    assert path.read_text() == TIDY
    assert path.stat().st_mode & 0o777 == 0o640
    assert (second.code, second.out) == (0, "")
    assert [each.name for each in path.parent.iterdir()] == ["rules.yml"]


@pytest.mark.parametrize("place", ["", "schema", "schema/rules.yaml"])
def test_a_project_a_folder_or_a_file_can_be_named(project: Project, place: str) -> None:
    path = project.write("schema/rules.yaml", UNTIDY)

    assert dealspec("fmt", project.folder / place).code == 0
    assert path.read_text() == TIDY


def test_a_link_stays_a_link(project: Project) -> None:
    elsewhere = project.write("shared.yaml", UNTIDY)
    link = project.folder / "schema" / "shared.yaml"
    link.symlink_to(elsewhere)

    assert project.run("fmt").code == 0

    assert link.is_symlink()
    assert elsewhere.read_text() == TIDY


def test_a_file_that_yaml_cannot_read_is_left_alone_and_the_others_are_not(project: Project) -> None:
    broken = project.write("schema/broken.yaml", "rules: {")
    other = project.write("schema/rules.yaml", UNTIDY)

    ran = project.run("fmt")

    assert ran.code == 65
    assert "error[YML001]" in ran.err and "broken.yaml:" in ran.err
    assert broken.read_text() == "rules: {"
    assert other.read_text() == TIDY


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    assert dealspec("fmt", tmp_path / "nowhere").code == 64
    assert dealspec("fmt", tmp_path).code == 64
