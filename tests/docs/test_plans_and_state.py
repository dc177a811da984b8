"""The page on plans and the state keeps its word: what it types is typed, and what it shows is printed."""

from __future__ import annotations

from pathlib import Path

from tests.docs.tour import shell, typed, unseen

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "plans-and-state.md"


def test_the_page_prints_what_it_shows(tmp_path: Path) -> None:
    terminal = shell(tmp_path)
    steps = typed(PAGE.read_text(encoding="utf-8"))

    assert steps
    for step in steps:
        code, printed = terminal.run(step.command)

        assert (step.command, code, unseen(step.shown, printed)) == (step.command, step.code, []), printed
