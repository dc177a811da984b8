"""``dealspec docs``: what it writes, what it replaces and removes, and what it never touches."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.commands.worlds import Project

PAGES = {"index", "objects/opportunity", "pipelines/reseller", "rules"}


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("flags", "suffixes"),
    [((), {".html", ".md"}), (("--format", "html"), {".html"}), (("--format", "markdown"), {".md"})],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_it_writes_the_pages_of_the_chosen_formats(
    embedded: Project, tmp_path: Path, flags: tuple[str, ...], suffixes: set[str]
) -> None:
    ran = embedded.run("docs", "-o", tmp_path / "out", *flags)

    assert (ran.code, ran.out) == (0, "")
    assert files(tmp_path / "out") == {page + suffix for page in PAGES for suffix in suffixes}
    assert f"Wrote {len(PAGES) * len(suffixes)} pages to {tmp_path / 'out'}" in ran.err


def test_it_replaces_its_own_pages_and_leaves_what_is_not_its_own(embedded: Project, tmp_path: Path) -> None:
    embedded.run("docs", "-o", tmp_path)
    (tmp_path / "objects" / "notes.md").write_text("# Ours\n", encoding="utf-8")
    index = tmp_path / "index.html"
    before = index.read_text(encoding="utf-8")
    index.write_text(before.replace("Registration", "Overtaken"), encoding="utf-8")

    ran = embedded.run("docs", "-o", tmp_path)

    assert ran.code == 0
    assert index.read_text(encoding="utf-8") == before
    assert (tmp_path / "objects" / "notes.md").read_text(encoding="utf-8") == "# Ours\n"


@pytest.mark.parametrize("foreign", [b"# Our own page\n", b"\xff\xfe"], ids=["text", "not text"])
def test_a_foreign_file_of_the_same_name_is_never_overwritten(
    embedded: Project, tmp_path: Path, foreign: bytes
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "index.md").write_bytes(foreign)

    ran = embedded.run("docs", "-o", tmp_path / "out")

    assert ran.code == 64
    assert "already holds index.md" in ran.err and "hint:" in ran.err
    assert files(tmp_path / "out") == {"index.md"}
    assert (tmp_path / "out" / "index.md").read_bytes() == foreign


def test_pages_of_what_is_no_longer_declared_are_removed(embedded: Project, tmp_path: Path) -> None:
    embedded.run("docs", "-o", tmp_path)
    gone = tmp_path / "objects" / "gone.md"
    gone.write_text((tmp_path / "rules.md").read_text(encoding="utf-8"), encoding="utf-8")

    kept = embedded.run("docs", "-o", tmp_path, "--format", "html")
    still_there = gone.exists()
    ran = embedded.run("docs", "-o", tmp_path)

    assert still_there and "Removed" not in kept.err
    assert f"Removed {gone}" in ran.err and not gone.exists()


def test_a_faulty_schema_writes_nothing(embedded: Project, tmp_path: Path) -> None:
    embedded.write("schema/more.yaml", "gates:\n  g: {pipeline: nowhere, enters: x}\n")

    ran = embedded.run("docs", "-o", tmp_path / "out")

    assert ran.code == 65 and "CHK016" in ran.err
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_is_said(embedded: Project, tmp_path: Path) -> None:
    (tmp_path / "objects").write_text("in the way", encoding="utf-8")

    ran = embedded.run("docs", "-o", tmp_path)

    assert ran.code == 64 and "cannot be written" in ran.err and "Traceback" not in ran.err
