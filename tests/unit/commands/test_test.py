"""`dealspec test`: what it ends with, what it says, in every format; and what `--explore` writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree, html
from tests.running import Ran, dealspec

SCHEMA = """\
objects:
  opportunity:
    fields:
      motion: {type: picklist, values: [direct, reseller]}
      margin: {type: number}
      ends: {type: date}
pipelines:
  reseller:
    when: motion = 'reseller'
    stages:
      - {name: first, label: First, probability: 10}
      - {name: quoted, label: Quoted, probability: 50}
gates:
  quote: {pipeline: reseller, enters: quoted, require: [margin], that: ends >= today()}
rules:
  shrunk: {that: margin >= previous(margin)}
  dear: {when: margin is not blank, that: margin < 50}
"""
HOLDS = """\
as_of: 2026-11-22
cases:
  bad: {record: {stage: quoted, motion: reseller}, expect: {quote: refuse}}
  good: {record: {stage: quoted, motion: reseller, margin: 9, ends: 2026-11-22}, expect: {quote: pass, dear: pass}}
"""
FAILS = "cases:\n  wrong: {record: {stage: quoted, motion: reseller}, expect: {quote: pass}}\n"
NOT_JUDGED = "cases:\n  unseen: {record: {margin: 1}, expect: {shrunk: pass}}\n"
NEVER = "gates:\n  never: {pipeline: reseller, enters: quoted, that: margin < 1 and margin > 1}\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "deals.yaml").write_text(SCHEMA, encoding="utf-8")
    (tmp_path / "dealspec.yaml").write_text("schema: schema\ntargets: {}\n", encoding="utf-8")
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "holds.yaml").write_text(HOLDS, encoding="utf-8")
    return tmp_path


def trial(project: Path, *args: object, **files: str) -> Ran:
    """The verb, with these further files of cases."""
    for name, text in files.items():
        (project / "cases" / f"{name}.yaml").write_text(text, encoding="utf-8")
    return dealspec("-C", project, "test", *args)


@pytest.mark.parametrize(
    ("files", "args", "code"),
    [
        ({}, [], 0),
        ({}, ["--fail-under", "62"], 0),
        ({}, ["--fail-under", "63"], 1),
        ({}, ["--rules", "quote", "--fail-under", "100"], 0),
        ({"more": FAILS}, [], 1),
        ({"more": NOT_JUDGED}, [], 3),
        ({"more": NOT_JUDGED, "other": FAILS}, [], 3),
        ({"more": FAILS}, ["--rules", "dear"], 0),
        ({"more": "cases:\n  x: {record: {margn: 1}, expect: {quote: pass}}\n"}, [], 65),
        ({}, ["--rules", "qoute"], 64),
        ({}, ["-o", "run.pdf"], 64),
        ({}, ["-o", "cases.yaml"], 64),
        ({}, ["--every-branch"], 64),
        ({}, ["--target", "production"], 64),
        ({}, ["--as-of", "noon"], 64),
    ],
)
def test_what_it_ends_with(project: Path, files: dict[str, str], args: list[str], code: int) -> None:
    ran = trial(project, *args, **files)

    assert ran.code == code, ran
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("path", ["nowhere", "empty", "empty/nothing.yaml"])
def test_a_place_without_cases_is_said_with_what_would_write_some(project: Path, path: str) -> None:
    (project / "empty").mkdir()

    ran = trial(project, project / path)

    assert ran.code == 64
    assert "dealspec test --explore -o cases/explored.yaml" in ran.err


def test_one_file_is_tested_alone(project: Path) -> None:
    ran = trial(project, project / "cases" / "more.yaml", "--format", "json", more=FAILS)

    assert ran.json["files"] == [str(project / "cases" / "more.yaml")]
    assert ran.json["counts"]["cases"] == 1


def test_the_table_says_what_failed_why_and_where(project: Path) -> None:
    ran = trial(project, "--coverage", more=FAILS)

    assert "failed wrong" in ran.out
    assert f"--> {project / 'cases' / 'more.yaml'}:2:63" in ran.out
    assert "quote: expected pass, came refuse" in ran.out
    assert "Margin is blank." in ran.out
    assert "HubSpot     not run" in ran.out
    assert "no case: it is broken" in ran.out
    assert all(len(line) <= 80 for line in ran.out.splitlines() if "-->" not in line)
    assert ran.out.endswith("3 cases: 3 held, 1 failed.\n")


def test_it_is_said_who_named_the_moment(project: Path) -> None:
    by_file = trial(project)
    by_option = trial(project, project / "cases" / "more.yaml", "--as-of", "2026-11-22", more=FAILS)
    by_nobody = trial(project, project / "cases" / "more.yaml")

    assert "as of 2026-11-22 00:00 UTC (by the file)" in by_file.out
    assert "as of 2026-11-22 00:00 UTC (by --as-of)" in by_option.out
    assert "(by now)" in by_nobody.out


def test_every_format_names_what_failed(project: Path) -> None:
    for name in ("table", "json", "junit", "github", "html", "markdown"):
        ran = trial(project, "--format", name, more=FAILS)

        assert ran.code == 1
        assert "wrong" in ran.out and "quote" in ran.out


def test_junit_has_a_case_for_each_expectation(project: Path) -> None:
    done = trial(project, "--format", "junit", "--fail-under", "90", more=FAILS, other=NOT_JUDGED)

    [suites] = etree.fromstring(done.out.encode()).xpath("/testsuites")
    assert (suites.get("tests"), suites.get("failures"), suites.get("errors")) == ("6", "2", "1")
    names = [Path(suite.get("name")).name for suite in suites]
    assert names == ["holds.yaml", "more.yaml", "other.yaml", "coverage"]


def test_github_annotates_the_line_and_says_nothing_else(project: Path) -> None:
    assert trial(project, "--format", "github").out == ""

    [line] = trial(project, "--format", "github", more=FAILS).out.splitlines()

    assert line.startswith("::error file=") and "more.yaml,line=2,col=63," in line


def test_a_page_is_whole_and_files_are_written_beside_the_table(project: Path) -> None:
    ran = trial(project, "-o", project / "run.html", "-o", project / "run.json", "-o", project / "run.md")

    assert ran.code == 0
    page = html.fromstring((project / "run.html").read_text(encoding="utf-8"))
    assert page.xpath("//tr/@data-judgement") == ["quote", "shrunk", "dear"]
    assert json.loads((project / "run.json").read_text(encoding="utf-8"))["coverage"]["percent"] == 62


def test_explored_cases_are_a_file_that_holds(project: Path) -> None:
    file = project / "cases" / "explored.yaml"

    ran = trial(project, "--explore", "--rules", "gates.*", "--as-of", "2026-11-22", "-o", file)
    again = trial(project, "--explore", "--rules", "gates.*", "--as-of", "2026-11-22", "-o", file)
    holds = trial(project, file)

    assert (ran.code, again.code) == (0, 0)
    assert ran.out == again.out == file.read_text(encoding="utf-8")
    assert "quote_refused:" in ran.out and "quote_passes:" in ran.out
    assert "4 cases found" in ran.err
    assert holds.code == 0


def test_cases_for_every_branch_cover_every_branch(project: Path) -> None:
    file = project / "every.yaml"

    ran = trial(project, "--explore", "--every-branch", "--rules", "gates.*", "-o", file)

    assert ran.code == 0
    assert "description: 'broken: Margin is blank'" in ran.out
    assert trial(project, file, "--rules", "gates.*", "--fail-under", "100").code == 0


def test_what_nothing_judges_is_not_called_explored(project: Path) -> None:
    ran = trial(project, "--explore", "--format", "json")

    assert ran.code == 3
    assert ran.json["not_judged"] == ["rules.shrunk"]
    assert {found["judgement"] for found in ran.json["found"]} == {"quote", "dear"}


def test_a_gate_that_can_never_pass_is_a_finding(project: Path) -> None:
    (project / "schema" / "never.yaml").write_text(NEVER, encoding="utf-8")

    ran = trial(project, "--explore", "--rules", "never")

    assert ran.code == 1
    assert "not found: never (" in ran.err and "never.yaml:2:3): no save passes it." in ran.err


def test_the_moment_of_exploring_without_another_is_the_beginning_of_today(project: Path) -> None:
    ran = trial(project, "--explore", "--rules", "quote")

    assert ran.out.splitlines()[1].startswith("as_of: 20")


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        (["--format", "junit"], "--format json"),
        (["-o", "run.html"], "-o takes .yaml and .json"),
        (["cases"], "-o cases"),
    ],
)
def test_an_exploration_that_cannot_be_carried_out(project: Path, args: list[str], hint: str) -> None:
    ran = trial(project, "--explore", *args)

    assert ran.code == 64
    assert hint in ran.err


def test_exploring_never_writes_over_cases_of_ones_own(project: Path) -> None:
    ran = trial(project, "--explore", "-o", project / "cases" / "holds.yaml")

    assert ran.code == 64
    assert "was not made by --explore" in ran.err
    assert (project / "cases" / "holds.yaml").read_text(encoding="utf-8") == HOLDS


@pytest.mark.parametrize("motions", [[], ["--motion", "tech"], ["--motion", "none"]], ids=str)
def test_a_new_project_has_cases_that_hold(tmp_path: Path, motions: list[str]) -> None:
    assert dealspec("init", tmp_path, *motions).code == 0

    ran = dealspec("-C", tmp_path, "test")

    assert ran.code == 0, ran
    assert "dealspec test" in (tmp_path / "README.md").read_text(encoding="utf-8")
