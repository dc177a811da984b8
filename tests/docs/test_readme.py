"""The README keeps its word: its tour is walked, and what it shows is what the tool prints.

When only numbers have changed, and rightly so: ``DEALSPEC_MEND=1 pytest tests/docs/test_readme.py`` writes them anew.
"""

import os
import re
import shlex
from pathlib import Path

import click
import pytest
from tests.docs.tour import Typed, blocks, mended, shell, typed, unseen

from dealspec.cli import VERBS, group
from dealspec.core.errors import ExitCode

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GENERATED = ROOT / "docs" / "reference" / "commands.md"
WRITTEN = [path for path in sorted((ROOT / "docs").rglob("*.md")) if path != GENERATED]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *WRITTEN]
MENDING = os.environ.get("DEALSPEC_MEND") == "1"
PENDING_VERBS = {"rollback"}


def test_the_tour_prints_what_it_shows(tmp_path):
    terminal = shell(tmp_path)

    for step in typed(README):
        code, printed = terminal.run(step.command)
        if MENDING:
            _mend(step, printed)
            continue

        assert (step.command, code, unseen(step.shown, printed)) == (step.command, step.code, []), printed


@pytest.mark.parametrize(
    ("shown", "missing"),
    [
        (("one", "two"), []),
        (("one",), ["(not shown: two)"]),
        (("two",), ["two", "(not shown: one)"]),
        (("...", "two"), []),
        (("...", "two", "one"), ["one"]),
        (("one", "..."), []),
        (("one", "three"), ["three", "(not shown: two)"]),
    ],
)
def test_a_tour_that_shows_something_else_is_noticed(shown, missing):
    assert unseen(shown, "one\ntwo\n") == missing


def test_ids_and_times_may_differ_and_nothing_else():
    shown = ("Audit of 00DAk00000NhnyOMAR as of 2026-11-23 04:21 UTC: 3 deals",)

    assert unseen(shown, "Audit of 00DBq00000Zzz99MAR as of 2031-01-02 15:16 UTC: 3 deals") == []
    assert unseen(shown, "Audit of 00DBq00000Zzz99MAR as of 2031-01-02 15:16 UTC: 4 deals") != []


def test_a_tour_is_read_with_its_codes_and_lines():
    document = "text\n\n```console\n$ dealspec validate   # exit code 1\nerror\n$ cd x\n```\n"

    assert typed(document) == [Typed(4, "dealspec validate", ("error",), 1), Typed(6, "cd x", (), 0)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_of_a_document_parses(path):
    refused = []

    for line in _commands(path.read_text(encoding="utf-8")):
        try:
            _parse(line)
        except click.ClickException as error:
            refused.append(f"{line}: {error.format_message()}")

    assert refused == []


def test_the_readme_explains_every_exit_code():
    explained = set(map(int, re.findall(r"\d+", " ".join(re.findall(r"\| ([\d /]+) \|", README)))))

    assert explained == {int(code) for code in ExitCode}


def test_only_numbers_are_mended():
    shown = ("90 changes applied.", "...", "nothing else", "3 of 4")

    assert mended(shown, "x\n94 changes applied.\nnothing more\n3 of 4\n") == (
        "94 changes applied.",
        "...",
        "nothing else",
        "3 of 4",
    )


def _mend(step: Typed, printed: str) -> None:
    path = ROOT / "README.md"
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[step.line : step.line + len(step.shown)] = mended(step.shown, printed)
    path.write_text("\n".join(lines), encoding="utf-8")


def _commands(text: str) -> list[str]:
    """Every command line of dealspec in fenced blocks and in inline code that is more than a verb's name."""
    found = [
        match[1] for block in blocks(text) for match in re.finditer(r"(?:^|[$:] |&& )(dealspec .*)$", block.text, re.M)
    ]
    found += re.findall(r"`(dealspec [^`\n]*)`", re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S))
    lines = [re.split(r"\s(?:#|&&|\|)\s", f"{line} ")[0].strip() for line in found]
    return [line for line in lines if not set(shlex.split(line)[1:2]) & PENDING_VERBS]


def _parse(line: str) -> None:
    words = [word for word in shlex.split(line)[1:] if word != "..."]
    context = click.Context(group, info_name="dealspec")
    _, rest, _ = group.make_parser(context).parse_args(words)
    if not rest:
        return
    name, command, arguments = group.resolve_command(context, rest)
    assert name in VERBS
    assert command is not None
    if any(arguments) and arguments[0] not in ("--help", "-h"):
        command.make_context(name, list(arguments), parent=context)
