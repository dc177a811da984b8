"""The laws of plans, runs and probes on paper: nothing is lost, nothing is taken for syntax, no gap counts as clean."""

import json
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from tests.unit.reports.cases import HOSTILE
from tests.unit.reports.plan_cases import (
    ADMIN,
    CREATIONS,
    FORMULA,
    ILL,
    LATER_FORMULA,
    REFUSED,
    ROLLED_BACK,
    UNSEEN,
    UPDATES,
    WELL,
    big_plan,
    broken_run,
    drifted_plan,
    empty_plan,
    first_plan,
    hostile_plan,
    update,
    whole_run,
)

from dealspec.core.coverage import Coverage
from dealspec.provisioner.apply import Run
from dealspec.provisioner.plan import Plan
from dealspec.provisioner.plan_file import load_plan
from dealspec.provisioner.resource import Kind
from dealspec.reports import formats, plans, probes, runs
from dealspec.reports.plan_view import plan_view
from dealspec.reports.screen import Screen
from dealspec.reports.text_diff import differing

MACHINES = ("json", "junit", "github", "html", "markdown")


@pytest.mark.parametrize("name", formats.NAMES)
def test_every_pending_change_is_named(name: str) -> None:
    text = plans.plan(drifted_plan(), name)

    for change in UPDATES:
        assert change.address in text
    for path in ("values.direct.label", "probability", "formula", "length", "fields.opportunity.partner"):
        assert path in text


@pytest.mark.parametrize("name", MACHINES)
def test_every_creation_is_named_by_its_whole_address(name: str) -> None:
    text = plans.plan(first_plan(), name)

    assert [change.address for change in CREATIONS if change.address not in text] == []


@pytest.mark.parametrize("name", formats.NAMES)
def test_what_was_not_seen_is_said_with_why_and_what_to_do(name: str) -> None:
    text = plans.plan(empty_plan(Coverage((UNSEEN,))), name).replace('\\"', '"').replace("&#34;", '"')

    flat = " ".join(text.split())
    assert UNSEEN.why in flat
    assert UNSEEN.hint in flat


@pytest.mark.parametrize("name", formats.NAMES)
def test_every_failure_is_said_in_the_vendor_s_words(name: str) -> None:
    flat = " ".join(runs.run(first_plan(), broken_run(), name).split())

    assert REFUSED in flat
    assert ROLLED_BACK in flat
    for address in (*broken_run().failed, *broken_run().unsettled):
        assert address in flat


@pytest.mark.parametrize("name", formats.NAMES)
def test_a_failing_probe_is_said_with_its_hint(name: str) -> None:
    flat = " ".join(probes.probes("sf", ADMIN, ILL, name).split())

    assert ILL[1].seen in flat
    assert ILL[1].hint in flat


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(KeyError):
        plans.plan(first_plan(), "csv")
    with pytest.raises(KeyError):
        runs.run(first_plan(), whole_run(), "csv")
    with pytest.raises(KeyError):
        probes.probes("sf", ADMIN, WELL, "csv")


def test_plans_load_no_heavy_library_before_they_draw() -> None:
    heavy = "{'rich', 'jinja2', 'deepdiff', 'duckdb', 'sqlglot', 'requests'}"
    code = f"import sys; from dealspec.reports import plans, runs, probes; print({heavy} & set(sys.modules))"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout == "set()\n"


class TestTable:
    @pytest.mark.parametrize("plan", [first_plan(), drifted_plan(), big_plan(), hostile_plan()])
    def test_fits_80_columns_and_writes_no_escape(self, plan: Plan) -> None:
        text = plans.plan(plan, "table")

        assert max(map(len, text.splitlines())) <= 80
        assert "\x1b" not in text

    def test_cuts_nothing_off_however_narrow_the_screen(self) -> None:
        wide, narrow = (plans.plan(drifted_plan(), "table", Screen(width)) for width in (500, 40))

        assert letters(narrow) == letters(wide)

    def test_a_creation_takes_one_line_with_what_matters(self) -> None:
        lines = [" ".join(line.split()) for line in plans.plan(first_plan(), "table").splitlines()]

        assert "+ deal_registration_id Deal registration ID text (20), unique" in lines
        assert "+ partner_motion Partner motion picklist, 3 values" in lines
        assert "+ margin_percent Margin % percent, 1 decimal" in lines
        assert "+ partner Partner lookup to account" in lines
        assert "+ transact Transact 100 %, won" in lines
        assert "+ closed_lost Closed Lost 0 %, lost" in lines

    def test_an_update_shows_each_attribute_before_and_after(self) -> None:
        lines = plans.plan(drifted_plan(), "table").splitlines()

        at = lines.index("  ~ fields.opportunity.stage_notes")
        assert lines[at + 1 : at + 3] == ['      label: "Notes" -> "Stage notes"', "      length: 4000 -> 8000"]

    def test_signs_are_coloured_where_the_screen_takes_colour(self) -> None:
        screen = Screen(80, colour=True)

        assert "\x1b[32m+ partner_motion" in plans.plan(first_plan(), "table", screen)
        assert "\x1b[33m~ \x1b[0m\x1b[33mfields.opportunity" in plans.plan(drifted_plan(), "table", screen)

    def test_stages_stand_in_their_order_below_their_pipeline(self) -> None:
        text = plans.plan(first_plan(), "table")

        assert (
            text.index("+ reseller ")
            < text.index("+   deal_registration ")
            < text.index("+   transact ")
            < text.index("+   closed_lost ")
        )

    def test_a_gate_shows_how_deep_it_is_held_and_the_records_that_break_it(self) -> None:
        text = plans.plan(first_plan(), "table")

        assert re.search(r"^  reseller_quote +hard +38 of 2,000 records$", text, re.MULTILINE)

    @pytest.mark.parametrize(
        ("plan", "last"),
        [
            (first_plan(), "14 to create, in 2 steps. Read in 6 calls."),
            (empty_plan(), "Nothing to change."),
            (empty_plan(Coverage((UNSEEN,))), "Nothing to change in what could be seen."),
        ],
    )
    def test_the_last_line_is_the_sum(self, plan: Plan, last: str) -> None:
        assert plans.plan(plan, "table").splitlines()[-1] == last

    def test_what_a_failure_took_down_with_it_stands_after_the_failure(self) -> None:
        text = runs.run(first_plan(), broken_run(), "table")

        assert text.index("FIELD_INTEGRITY_EXCEPTION") < text.index("Not done: the whole deployment")


class TestJson:
    def test_is_the_plan_file_itself(self) -> None:
        assert load_plan(plans.plan(drifted_plan(), "json"), "plan.json") == drifted_plan()

    def test_a_run_counts_each_change_once(self) -> None:
        envelope = json.loads(runs.run(first_plan(), broken_run(), "json"))

        assert envelope["counts"] == {"applied": 1, "already": 1, "unsettled": 1, "failed": 11}
        assert sum(envelope["counts"].values()) == len(CREATIONS)


class TestJUnit:
    def test_pending_changes_fail_and_say_what_they_are(self) -> None:
        cases = junit(plans.plan(drifted_plan(), "junit"))

        failing = {
            case.get("name"): case.find("failure").get("type") for case in cases if case.find("failure") is not None
        }
        assert failing == {change.address: "update" for change in UPDATES}

    def test_a_gate_that_the_crm_does_not_hold_itself_is_skipped(self) -> None:
        cases = [
            case for case in junit(plans.plan(drifted_plan(), "junit")) if case.get("classname") == "hs.enforcement"
        ]

        assert {case.get("name"): case.find("skipped") is None for case in cases} == {
            "gates.reseller.membership": False,
            "gates.reseller_quote": False,
            "gates.reseller_discount": True,
        }

    def test_nothing_to_change_is_a_passing_case(self) -> None:
        (case,) = junit(plans.plan(empty_plan(), "junit"))

        assert (case.get("name"), len(case)) == ("no changes pending", 0)

    def test_what_was_not_seen_is_an_error(self) -> None:
        text = plans.plan(empty_plan(Coverage((UNSEEN,))), "junit")

        assert etree.fromstring(text.encode()).get("errors") == "1"

    def test_a_run_has_a_case_for_every_change(self) -> None:
        cases = junit(runs.run(first_plan(), broken_run(), "junit"))

        assert [case.get("name") for case in cases] == [change.address for change in CREATIONS]
        assert sum(case.find("failure") is not None for case in cases) == 12

    @given(st.text())
    def test_is_well_formed_whatever_it_is_given(self, text: str) -> None:
        plan = Plan(first_plan().destination, (), (update("fields.a.b", Kind.FIELD, label=("", text + "x")),))

        junit(plans.plan(plan, "junit"))
        junit(runs.run(plan, Run(failed={"fields.a.b": text + "x"}), "junit"))


class TestGitHub:
    def test_one_warning_per_change_and_one_error_for_what_was_not_seen(self) -> None:
        lines = plans.plan(drifted_plan(), "github").splitlines()

        assert [line.split(" ")[0] for line in lines] == ["::warning"] * len(UPDATES) + ["::error"]
        assert 'label: "Notes" -> "Stage notes"' in lines[1]

    def test_many_changes_share_an_annotation_that_names_them_all(self) -> None:
        (line,) = plans.plan(big_plan(), "github").splitlines()

        assert line.startswith("::warning title=sf%3A Fields of opportunity%3A 150 to create::")
        assert line.count("%0A") == 149

    def test_says_nothing_when_nothing_is_pending_or_all_went_well(self) -> None:
        assert plans.plan(empty_plan(), "github") == ""
        assert runs.run(first_plan(), whole_run(), "github") == ""
        assert probes.probes("sf", ADMIN, WELL, "github") == ""

    def test_a_text_stays_one_command(self) -> None:
        lines = plans.plan(hostile_plan(), "github").splitlines()

        assert [line.split(" ")[0] for line in lines] == ["::warning", "::warning", "::error"]


class TestHtml:
    @pytest.mark.parametrize("plan", [first_plan(), drifted_plan(), big_plan()])
    def test_shows_every_change_once(self, plan: Plan) -> None:
        page = html.fromstring(plans.plan(plan, "html"))

        assert sorted(page.xpath("//@data-address")) == sorted(change.address for change in plan.changes)

    def test_shows_every_attribute_of_what_is_created(self) -> None:
        page = html.fromstring(plans.plan(first_plan(), "html"))

        gate = page.xpath("//*[@data-address='gates.reseller_quote']")[0]
        assert FORMULA in gate.text_content()

    def test_every_inner_link_leads_somewhere(self) -> None:
        page = html.fromstring(plans.plan(first_plan(), "html"))

        links = {href.removeprefix("#") for href in page.xpath("//a/@href")}
        assert links
        assert links <= set(page.xpath("//@id"))

    def test_manual_steps_can_be_ticked_off(self) -> None:
        page = html.fromstring(plans.plan(drifted_plan(), "html"))

        assert len(page.xpath("//label/input[@type='checkbox']")) == len(drifted_plan().manual[0].instructions)

    def test_says_what_was_not_seen_before_the_changes(self) -> None:
        text = plans.plan(drifted_plan(), "html")

        assert text.index("Incomplete: 1 thing could not be seen") < text.index('class="place"')

    def test_takes_no_text_for_markup_and_asks_the_network_for_nothing(self) -> None:
        run = Run(failed={HOSTILE: HOSTILE}, unsettled=(HOSTILE,))
        pages = [plans.plan(hostile_plan(), "html"), runs.run(hostile_plan(), run, "html")]

        for text in pages:
            page = html.fromstring(text.replace("\x00", "").replace("\x1b", ""))
            assert page.xpath("//script | //iframe | //*[@src]") == []
            assert page.xpath("//link/@href") == ["data:,"]


class TestLongTexts:
    def test_show_what_differs_and_little_else(self) -> None:
        lines = differing(FORMULA, LATER_FORMULA)

        assert [(line.sign, line.text) for line in lines] == [
            ("", "..."),
            (" ", "OR(ISBLANK(Deal_Registration_Id__c), ISBLANK(Protection_End__c), "),
            ("-", "Protection_End__c < TODAY()))"),
            ("+", "Protection_End__c < TODAY() + 7))"),
        ]

    @pytest.mark.parametrize(("before", "after"), [("one,  two", "one, two"), ("one", "one\n"), ("one, ", "one,")])
    def test_that_differ_in_white_space_alone_stand_in_quotes(self, before: str, after: str) -> None:
        changed = [line.text for line in differing(before, after) if line.sign != " "]

        assert changed
        assert all(text.startswith('"') for text in changed)

    @given(st.text("a b,.;\n"), st.text("a b,.;\n"))
    def test_hide_no_difference(self, before: str, after: str) -> None:
        lines = differing(before, after)

        assert bool(lines) == (before != after)
        told = ["".join(seen(line.text) for line in lines if line.sign == sign) for sign in "-+"]
        assert before == after or told[0] != told[1]

    def test_only_long_texts_are_shown_as_lines(self) -> None:
        (section,) = plan_view(Plan(first_plan().destination, (), (UPDATES[1],))).sections

        edits = {edit.path: edit for edit in section.updates[0].edits}
        assert not edits["values.direct.label"].lines
        assert [line.sign for line in edits["description"].lines] == [" ", "-", "+"]


def junit(text: str) -> list[etree._Element]:
    return list(etree.fromstring(text.encode()).iter("testcase"))


def letters(text: str) -> str:
    return "".join(sorted(re.sub(r"[\s─]", "", text)))


def seen(text: str) -> str:
    """What an eye can tell apart: one blank is as good as ten, unless they stand in quotes."""
    return text if text.startswith('"') else " ".join(text.split())
