"""`dealspec demo`: every promise it makes on the screen and on disk, for three seeds."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from tests.running import Ran, dealspec

SHOWS = [(2000, 1), (300, 2), (300, 3)]
"""Records and seed of each show."""
TARGETS = ("salesforce", "hubspot")


@dataclass(frozen=True)
class Show:
    records: int
    ran: Ran
    folder: Path

    def read(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text(encoding="utf-8"))

    def triples(self, name: str) -> list[tuple[str, str, str]]:
        return sorted((each["target"], each["rule"], each["record_id"]) for each in self.read(name)["findings"])


@pytest.fixture(scope="module", params=SHOWS, ids=lambda show: f"seed {show[1]}")
def show(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Show:
    records, seed = request.param
    folder = tmp_path_factory.mktemp("demo") / "out"
    return Show(records, dealspec("demo", "--out", folder, "--records", records, "--seed", seed), folder)


def test_it_ends_with_0_and_writes_its_files(show: Show) -> None:
    assert show.ran.code == 0, show.ran.err
    for name in ("plan-salesforce.json", "plan-hubspot.json", "planted.json", "findings.json", "report.html"):
        assert (show.folder / name).stat().st_size > 1000


def test_the_findings_are_what_was_planted_and_nothing_else(show: Show) -> None:
    found, planted = show.triples("findings.json"), show.triples("planted.json")

    assert found == planted
    assert len(set(found)) == len(found), "each rule once per record"


@pytest.mark.parametrize("target", TARGETS)
def test_about_one_record_in_ten_is_broken(show: Show, target: str) -> None:
    broken = {record for on, _, record in show.triples("findings.json") if on == target}
    [seen] = [each for each in show.read("findings.json")["targets"] if each["name"] == target]

    assert seen["records"]["opportunity"] == show.records
    assert 0.08 <= len(broken) / show.records <= 0.12


def test_the_visible_rows_of_the_report_are_the_findings(show: Show) -> None:
    page = html.parse(str(show.folder / "report.html"))
    rows = page.xpath("//tr[@data-finding]")
    concealed = "ancestor-or-self::*[@hidden or @style or self::template or self::details[not(@open)]]"

    assert Counter(row.get("data-finding") for row in rows) == Counter(
        record for _, _, record in show.triples("findings.json")
    )
    assert not [row for row in rows if row.xpath(concealed)]


@pytest.mark.parametrize("target", TARGETS)
def test_a_plan_holds_guards_alone_and_says_how_many_records_each_touches(show: Show, target: str) -> None:
    plan = show.read(f"plan-{target}.json")
    named = {change["address"] for change in plan["changes"]}
    limits = {address for address in named if address.startswith("validations.")}
    gates = {gate["address"] for gate in plan["gates"]}
    impact = {each["address"]: each["records"] for each in plan["impact"]}
    found = Counter(rule for on, rule, _ in show.triples("findings.json") if on == target)

    assert plan["only"] == ["gates.*", "validations.*"]
    assert named == (gates if target == "salesforce" else limits)
    assert target == "salesforce" or "validations.opportunity.deal_registration_id" in limits
    assert sum(address.startswith("gates.") for address in gates) == 27
    assert "validations.opportunity.attribution_percent.range" in gates
    # Nobody mended a record since: what a gate touches is what the audit finds of it.
    assert impact == {gate: found[gate.removeprefix("gates.").removeprefix("validations.")] for gate in gates}
    assert {each["judged"] for each in plan["impact"]} == {show.records}


def test_each_crm_refuses_a_save_or_says_why_it_cannot(show: Show) -> None:
    salesforce, _, hubspot = show.ran.err.partition("\nHubSpot\n")

    assert "FIELD_CUSTOM_VALIDATION_EXCEPTION: Before quoting, name the end customer's contact" in salesforce
    assert "cannot refuse such a save by API; gates are graded audit or manual + audit" in hubspot
    assert show.ran.err.count("A second plan: nothing to change") == 2


def test_data_goes_to_files_and_talk_to_stderr(show: Show) -> None:
    assert show.ran.out == ""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Show:
    folder = tmp_path_factory.mktemp("small") / "out"
    return Show(50, dealspec("demo", "--out", folder, "--records", 50), folder)


def test_the_three_commands_that_it_names_work(small: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(small.folder.parent)
    named = re.findall(r"^  dealspec (.+)$", small.ran.err, re.MULTILINE)

    codes = {line.split()[2]: dealspec(*shlex.split(line)).code for line in named}

    assert codes == {"plan": 0, "audit": 1, "doctor": 0}


@pytest.mark.parametrize("target", TARGETS)
def test_the_orgs_stay_and_an_audit_at_the_same_moment_finds_the_same(small: Show, target: str) -> None:
    as_of = small.read("findings.json")["as_of"]

    checked = dealspec("-C", small.folder, "plan", target, "--check")
    audited = dealspec("-C", small.folder, "audit", target, "--as-of", as_of, "--format", "json")

    assert (checked.code, audited.code) == (0, 1)
    assert [_lasting(each) for each in audited.json["findings"]] == [
        _lasting(each) for each in small.read("findings.json")["findings"] if each["target"] == target
    ]


def test_a_second_show_in_the_same_folder_starts_afresh(small: Show, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    shutil.copytree(small.folder, folder)
    note = folder / "schema" / "rules.yaml"
    note.write_text(note.read_text(encoding="utf-8") + "\n# A note of the user's.\n", encoding="utf-8")

    second = Show(60, dealspec("demo", "--out", folder, "--records", 60, "--seed", 9), folder)

    assert second.ran.code == 0
    assert {each["records"]["opportunity"] for each in second.read("findings.json")["targets"]} == {60}
    assert second.triples("findings.json") == second.triples("planted.json") != small.triples("findings.json")
    assert "A note of the user's." in note.read_text(encoding="utf-8")


def test_somebody_elses_project_is_refused_and_left_alone(tmp_path: Path) -> None:
    dealspec("init", tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    ran = dealspec("demo", "--out", tmp_path, "--records", 50)

    assert ran.code == 64
    assert "is a project of yours" in ran.err and "hint:" in ran.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def _lasting(found: dict[str, Any]) -> dict[str, Any]:
    """Without the link, which leads to a port of its own in every run of an embedded org."""
    return {name: value for name, value in found.items() if name != "url"}
