"""What comes out where: every format of every verb parses, data is on stdout, talk on stderr, files by suffix."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from lxml import html
from tests.running import Ran
from tests.unit.commands.worlds import CRMS, SCHEMA, Project, embedded_project

from dealspec.cli import run
from dealspec.commands.options import FORMATS

VERBS = [
    ["validate"],
    ["plan", "salesforce"],
    ["plan", "hubspot"],
    ["apply", "salesforce", "--auto-approve"],
    ["apply", "hubspot", "--auto-approve"],
    ["audit", "salesforce"],
    ["audit", "hubspot"],
    ["doctor", "salesforce"],
    ["doctor", "hubspot"],
]
COMMAND = re.compile(r"::(error|warning|notice|debug|group|endgroup)( [^\n]*?)?::.*")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One project for the formats; a reseller deal would need a registration, and there is none."""
    return embedded_project(tmp_path_factory.mktemp("formats"))


@pytest.fixture(scope="module", params=["sound", "faulty"])
def checked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Project:
    text = SCHEMA if request.param == "sound" else SCHEMA.replace("length", "lenght")
    return embedded_project(tmp_path_factory.mktemp(request.param), text)


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize("args", VERBS, ids=" ".join)
def test_every_format_of_every_verb_is_what_it_says(shared: Project, args: list[str], format_name: str) -> None:
    ran = shared.run(*args, "--format", format_name)

    assert ran.code in (0, 1, 3), ran.err
    _parse(format_name, ran.out)


@pytest.mark.parametrize("format_name", FORMATS)
def test_the_faults_of_validate_are_what_they_say(checked: Project, format_name: str) -> None:
    _parse(format_name, checked.run("validate", "--format", format_name).out)


def test_one_run_writes_several_files_each_by_its_suffix(embedded: Project, tmp_path: Path) -> None:
    suffixes = {".json": "json", ".xml": "junit", ".html": "html", ".txt": "table"}
    paths = [tmp_path / "deep" / f"out{suffix}" for suffix in suffixes]

    ran = embedded.run("plan", "hubspot", *[part for path in paths for part in ("-o", path)])

    assert ran.code == 0
    for path in paths:
        _parse(suffixes[path.suffix], path.read_text(encoding="utf-8"))
        assert f"Wrote {path}" in ran.err
    assert (tmp_path / "deep" / "out.txt").read_text(encoding="utf-8") == ran.out


def test_a_place_that_cannot_be_written_is_said(embedded: Project) -> None:
    embedded.write("taken", "a file")

    ran = embedded.run("validate", "-o", embedded.folder / "taken" / "faults.json")

    assert ran.code == 64 and "cannot be written" in ran.err and "Traceback" not in ran.err


@pytest.mark.parametrize("args", VERBS, ids=" ".join)
def test_data_is_on_stdout_and_talk_on_stderr(shared: Project, args: list[str]) -> None:
    loud = shared.run(*args, "--format", "json")
    quiet = shared.run("--quiet", *args, "--format", "json")
    late = shared.run(*args, "--format", "json", "-q")

    assert isinstance(loud.json, dict) and isinstance(quiet.json, dict)
    assert (quiet.err, late.err) == ("", "")


def test_quiet_still_says_errors(shared: Project) -> None:
    assert "Did you mean 'hubspot'?" in shared.run("--quiet", "plan", "hubspto").err


def test_talk_is_there_unless_it_is_hushed(embedded: Project) -> None:
    ran = embedded.run("apply", "hubspot", "--auto-approve")

    assert "Create 3 properties of deals" in ran.err
    assert "Create 3 properties of deals" not in ran.out


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("flags", "variables", "coloured"),
    [
        ([], {}, True),
        (["--no-color"], {}, False),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"NO_COLOR": ""}, True),
        ([], {"DEALSPEC_NO_COLOR": "1"}, False),
    ],
)
def test_colour_is_for_terminals_that_want_it(
    embedded: Project,
    monkeypatch: pytest.MonkeyPatch,
    flags: list[str],
    variables: dict[str, str],
    coloured: bool,
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TERM", "xterm-256color")
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)

    code = run(["-C", str(embedded.folder), *flags, "plan", "hubspot"])

    assert code == 0
    assert ("\x1b[" in terminal.getvalue()) is coloured


@pytest.mark.parametrize("crm", CRMS)
def test_off_a_terminal_nothing_is_coloured(shared: Project, crm: str) -> None:
    assert "\x1b" not in "".join(shared.run(verb, crm).out for verb in ("plan", "audit", "doctor"))


@pytest.mark.parametrize("crm", CRMS)
def test_the_same_plan_gives_the_same_bytes(shared: Project, crm: str) -> None:
    first, second = (shared.run("plan", crm, "--json") for _ in range(2))

    assert first.out == second.out


def test_json_is_short_for_its_format(shared: Project) -> None:
    assert shared.run("plan", "hubspot", "--json").out == shared.run("plan", "hubspot", "--format", "json").out


def _parse(format_name: str, text: str) -> None:
    match format_name:
        case "json":
            document = json.loads(text)
            assert re.fullmatch(r"dealspec\.[a-z]+/1", document["format"])
            assert document["tool"]["name"] == "dealspec"
        case "junit":
            assert ElementTree.fromstring(text).tag == "testsuites"
        case "html":
            page = html.document_fromstring(text)
            assert text.startswith("<!doctype html>")
            assert page.find(".//title").text and page.find(".//h1") is not None
            assert list(_loaded_from_elsewhere(page)) == []
        case "github":
            assert all(COMMAND.fullmatch(line) for line in text.splitlines()), text
        case _:
            assert text.strip() and text.endswith("\n") and not text.startswith(("<", "{", "::"))
            assert max(len(line) for line in text.splitlines()) <= 200


def _loaded_from_elsewhere(page: html.HtmlElement) -> Iterator[str]:
    """A page is whole: it needs no network to be read."""
    for element in page.iter("script", "link", "img", "iframe"):
        source = element.get("src") or element.get("href")
        if source and not source.startswith(("data:", "#")):
            yield source


def test_a_format_is_told_from_another() -> None:
    ran = Ran(0, "No faults.\n", "")

    for name in ("json", "junit", "html", "github"):
        with pytest.raises((ValueError, AssertionError, ElementTree.ParseError)):
            _parse(name, ran.out)
