"""The laws of every format: nothing is lost, nothing is taken for syntax, the same input gives the same bytes."""

import itertools
import json
import random
import re
import subprocess
import sys
from pathlib import PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from tests.unit.reports.cases import (
    AS_OF,
    CLASH,
    FINDINGS,
    HOSTILE,
    HUBSPOT,
    QUOTE,
    RULES,
    SALESFORCE,
    STALE,
    audit,
    faults,
    finding,
    hostile_audit,
)

from dealspec.core.diagnostics import Diagnostic
from dealspec.core.source import Position
from dealspec.reports import formats
from dealspec.reports.screen import Screen
from dealspec.reports.view import diagnostics_view


@pytest.mark.parametrize("name", formats.NAMES)
def test_the_order_of_findings_never_changes_the_bytes(name: str) -> None:
    shuffled = list(FINDINGS)
    random.Random(7).shuffle(shuffled)

    assert formats.findings(audit(shuffled), name) == formats.findings(audit(FINDINGS), name)


@pytest.mark.parametrize("name", formats.NAMES)
def test_every_record_and_every_gap_is_named(name: str) -> None:
    text = formats.findings(audit(), name)

    for found in FINDINGS:
        assert found.record_id in text
    assert "Not judged: the portal has no field Renewal date." in " ".join(text.split())


@pytest.mark.parametrize(
    ("path", "name"),
    [("out/f.json", "json"), ("r.HTML", "html"), ("r.xml", "junit"), ("r.txt", "table"), ("r.pdf", None), ("r", None)],
)
def test_a_file_s_suffix_picks_the_format(path: str, name: str | None) -> None:
    assert formats.for_file(PurePath(path)) == name


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(KeyError):
        formats.findings(audit(), "pdf")


def test_a_finding_of_an_unknown_target_is_never_lost_in_silence() -> None:
    with pytest.raises(ValueError, match="elsewhere"):
        audit([finding("elsewhere", STALE, "1")])


def test_reports_load_no_heavy_library_before_they_draw() -> None:
    code = "import sys, dealspec.reports.formats; print({'rich', 'jinja2', 'duckdb', 'sqlglot'} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"


class TestJson:
    def test_holds_every_finding_with_all_its_keys(self) -> None:
        envelope = json.loads(formats.findings(audit(), "json"))

        assert len(envelope["findings"]) == envelope["counts"]["findings"] == len(FINDINGS)
        assert envelope["findings"][0] == {
            "target": "hs",
            "rule": "reseller_quote",
            "record_id": "9001",
            "object": "opportunity",
            "severity": "error",
            "message": QUOTE.message,
            "detail": "Blank: Protection end",
            "hint": QUOTE.hint,
            "url": "https://hub.example/9001",
        }

    def test_says_when_it_has_not_seen_everything(self) -> None:
        envelope = json.loads(formats.findings(audit(), "json"))

        assert envelope["coverage"]["complete"] is False
        assert [gap["target"] for gap in envelope["coverage"]["gaps"]] == ["hs"]

    def test_carries_any_text_unchanged(self) -> None:
        assert json.loads(formats.findings(hostile_audit(), "json"))["findings"][0]["message"] == HOSTILE


class TestJUnit:
    def test_has_one_case_per_rule_and_target(self) -> None:
        document = etree.fromstring(formats.findings(audit(), "junit").encode())

        assert document.get("tests") == str(2 * len(RULES))
        assert document.get("failures") == "4"
        assert [case.get("name") for case in document.iter("testcase") if case.find("skipped") is not None] == [
            "renewal_owner_unconfirmed"
        ]

    def test_no_faults_is_a_passing_case_not_an_empty_file(self) -> None:
        none = diagnostics_view(command="validate", version="0.1.0", diagnostics=())

        document = etree.fromstring(formats.diagnostics(none, "junit").encode())

        assert (document.get("tests"), document.get("failures")) == ("1", "0")

    @given(st.text())
    def test_is_well_formed_whatever_it_is_given(self, text: str) -> None:
        document = formats.findings(audit([finding("sf", STALE, "1" + text, text, text)]), "junit")

        etree.fromstring(document.encode())


class TestGitHub:
    @given(st.text(alphabet=st.sampled_from("%\r\n:,025AD")))
    def test_a_text_stays_one_command_and_comes_back(self, text: str) -> None:
        lines = formats.findings(audit([finding("sf", STALE, "1" + text)]), "github").split("\n")

        assert len(lines) == 3  # the finding, the gap, the end
        message = lines[0].split("::", 2)[2]
        unescaped = message.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")
        assert f"\n1{text}\n" in unescaped

    def test_a_long_list_of_records_is_cut_and_says_so(self) -> None:
        many = [finding("sf", STALE, f"{number:04}") for number in range(120)]

        line = formats.findings(audit(many, [SALESFORCE]), "github")

        assert line.startswith("::warning title=stale_stage_notes%3A 120 records in sf::")
        assert "%0Aand 70 more; --format json or html lists every one%0A" in line

    def test_a_fault_points_at_its_place(self) -> None:
        assert formats.diagnostics(faults(), "github").startswith(
            "::error file=schema/gates.yaml,line=31,col=5,title=CHK003::A gate names an unknown field%0A"
        )


class TestTable:
    def test_fits_80_columns_and_writes_no_escape(self) -> None:
        wide = finding("sf", CLASH, "006000000000009AAA", "In conflict with " + ", ".join(["006000000000005AAA"] * 9))

        text = formats.findings(audit([*FINDINGS, wide]), "table")

        assert max(map(len, text.splitlines())) <= 80
        assert "\x1b" not in text

    def test_colours_a_terminal(self) -> None:
        assert "\x1b[1;31merror" in formats.findings(audit(), "table", Screen(80, colour=True))

    def test_the_caret_stands_under_the_fault(self) -> None:
        lines = formats.diagnostics(faults(), "table").splitlines()

        caret = next(number for number, line in enumerate(lines) if line.strip() == "^")
        assert lines[caret - 1][lines[caret].index("^") :].startswith("tpye")

    def test_a_place_stays_whole_on_its_line_however_long(self) -> None:
        place = Position("schema/" + "a-long-folder/" * 8 + "gates.yaml", 31, 5)
        view = diagnostics_view(command="validate", version="1", diagnostics=[Diagnostic("CHK003", "What", place)])

        assert f"  --> {place}" in formats.diagnostics(view, "table").splitlines()

    def test_nobody_is_told_that_all_is_well_when_something_was_not_seen(self) -> None:
        text = formats.findings(audit(findings=()), "table")

        assert "No findings in what could be judged." in text
        assert "Incomplete: 1 thing could not be seen" in text


class TestHtml:
    def test_shows_every_finding_as_one_row_with_a_link(self) -> None:
        page = html.fromstring(formats.findings(audit(), "html"))

        rows = page.xpath("//tr[@data-finding]")
        assert sorted(row.get("data-finding") for row in rows) == sorted(found.record_id for found in FINDINGS)
        assert {row.xpath(".//a/@href")[0] for row in rows} == {found.url for found in FINDINGS}

    def test_every_inner_link_leads_somewhere(self) -> None:
        page = html.fromstring(formats.findings(audit(), "html"))

        targets = [href.removeprefix("#") for href in page.xpath("//a/@href") if href.startswith("#")]
        assert targets
        assert set(targets) <= set(page.xpath("//@id"))

    def test_ids_are_unique_even_for_names_that_look_alike(self) -> None:
        ids = html.fromstring(formats.findings(audit(), "html")).xpath("//@id")

        assert len(ids) == len(set(ids))

    def test_says_what_could_not_be_seen_before_the_rules(self) -> None:
        text = formats.findings(audit(), "html")

        assert text.index("Incomplete: 1 thing could not be seen") < text.index('<h2 id="rules">')
        assert "Incomplete" not in formats.findings(audit(targets=(SALESFORCE, HUBSPOT)), "html")

    def test_asks_the_network_for_nothing(self) -> None:
        text = formats.findings(audit(), "html")

        page = html.fromstring(text)
        assert page.xpath("//link/@href") == ["data:,"]
        assert page.xpath("//*[@src] | //iframe | //object | //form") == []
        assert not re.search(r"url\(|@import|fetch\(", text)

    def test_takes_no_text_for_markup_and_follows_no_script(self) -> None:
        text = formats.findings(hostile_audit(), "html")

        page = html.fromstring(text.replace("\x00", "").replace("\x1b", ""))
        assert page.xpath("//script") == []
        assert "javascript:" not in text

    def test_three_thousand_findings_stay_small(self) -> None:
        labels = "Deal registration ID, Protection end, Technical fit at, Partner organisation"
        rules = itertools.cycle((QUOTE, STALE, CLASH))
        many = [finding("sf", next(rules), f"006{number:012}AAA", f"Blank: {labels}") for number in range(3000)]

        text = formats.findings(audit(many), "html")

        assert text.count("<tr data-finding=") == 3000
        assert len(text.encode()) < 1_500_000

    def test_names_the_moment_for_people_and_machines(self) -> None:
        page = html.fromstring(formats.findings(audit(), "html"))

        assert page.xpath("//time/@datetime") == ["2026-11-22T09:00:00Z"]
        assert page.xpath("//time/text()") == [f"{AS_OF:%Y-%m-%d %H:%M} UTC"]
