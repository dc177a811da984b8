"""What an audit finds, what it says of it, and what it never calls clean."""

import tempfile
from pathlib import Path

import pytest
from tests.unit.validators.audit.cases import (
    ACCOUNT,
    AS_OF,
    FIT_AT,
    IS_OPEN,
    MARGIN,
    PARTNER,
    PRODUCTS,
    PROTECTION_END,
    REGION,
    Records,
    at_least,
    is_true,
    judgement,
)

from dealspec.core.coverage import Gap
from dealspec.schema.model import FieldType
from dealspec.validators.audit.engine import AuditResult, audit, count_violations
from dealspec.validators.audit.program import columns
from dealspec.validators.expr.nodes import And, Changed, Compare, FieldRef, Literal, Not, Op, PipelineIs, StageIn
from dealspec.validators.judgement import ConflictOn, Judgement

QUOTE = judgement("quote", require=(PROTECTION_END, FIT_AT, PRODUCTS), that=at_least(MARGIN, 5))
WHOLE = {
    "id": "1",
    "protection_end": "2026-12-01",
    "technical_fit_at": "2026-11-01T08:30:00",
    "products": ["core"],
    "margin_percent": 5,
}


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"protection_end": None}, "Blank: Protection end"),
        ({"technical_fit_at": "", "protection_end": None}, "Blank: Protection end, Technical fit at"),
        ({"products": []}, "Blank: Products"),
        ({"margin_percent": 4.99}, "Margin % is below 5"),
        ({"margin_percent": None}, "It is unknown whether Margin % is at least 5"),
        ({"products": None, "margin_percent": 1}, "Blank: Products. Margin % is below 5"),
    ],
)
def test_a_finding_says_what_of_the_rule_is_broken(change: dict[str, object], detail: str) -> None:
    found = judged([QUOTE], [WHOLE | change]).findings

    assert [finding.detail for finding in found] == [detail]


def test_a_record_that_holds_what_is_asked_is_no_finding() -> None:
    result = judged([QUOTE], [WHOLE])

    assert result.findings == ()
    assert result.judged == {"opportunity": 1}
    assert result.coverage.complete


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ({"region": "APAC"}, "Region is not 'EMEA'"),
        ({"region": "APAC", "margin_percent": 1}, "Margin % is below 5. Region is not 'EMEA'"),
        ({"margin_percent": None}, "It is unknown whether Margin % is at least 5"),
    ],
)
def test_of_several_conditions_the_broken_ones_are_told(change: dict[str, object], detail: str) -> None:
    rule = judgement("priced", that=And((at_least(MARGIN, 5), Compare(Op.EQ, REGION, Literal("EMEA")))))

    (finding,) = judged([rule], [WHOLE | {"region": "EMEA"} | change]).findings

    assert finding.detail == detail


def test_a_condition_unknown_for_a_field_named_blank_is_not_told_again() -> None:
    rule = judgement("priced", require=(MARGIN,), that=at_least(MARGIN, 5))

    (finding,) = judged([rule], [WHOLE | {"margin_percent": None}]).findings

    assert finding.detail == "Blank: Margin %"


def test_a_rule_of_one_condition_is_said_by_its_message_alone() -> None:
    (finding,) = judged([judgement("priced", that=at_least(MARGIN, 5))], [{"id": "1"}]).findings

    assert finding.detail == ""


def test_a_finding_carries_the_rule_s_words_and_the_record_s_address() -> None:
    (finding,) = judged([QUOTE], [WHOLE | {"id": "006A", "products": None}]).findings

    assert (finding.target, finding.rule, finding.record_id, finding.object) == ("sf", "quote", "006A", "opportunity")
    assert (finding.message, finding.hint) == ("Breaks quote.", "Mend quote.")
    assert finding.url == "https://crm.example/opportunity/006A"


@pytest.mark.parametrize(("is_open", "fires"), [(True, True), (False, False), (None, False)])
def test_a_rule_judges_only_the_records_that_when_selects(is_open: bool | None, fires: bool) -> None:
    rule = judgement("priced", when=is_true(IS_OPEN), that=at_least(MARGIN, 5))

    found = judged([rule], [{"id": "1", "is_open": is_open, "margin_percent": 1}]).findings

    assert bool(found) is fires


@pytest.mark.parametrize("blank", ["", " ", "\t\n", "\u00a0", None])
def test_text_of_white_space_is_blank(blank: str | None) -> None:
    assert len(judged([judgement("regional", require=(REGION,))], [{"id": "1", "region": blank}]).findings) == 1


@pytest.mark.parametrize("text", ["'", '"', "\\", "x\ny", "{}", "NULL", "é\U0001f600", "\x00", "\ud800", "0"])
def test_any_other_text_is_not(text: str) -> None:
    assert judged([judgement("regional", require=(REGION,))], [{"id": "1", "region": text}]).findings == ()


def test_a_record_read_twice_is_judged_once_as_last_read() -> None:
    rows = [WHOLE | {"products": None}, WHOLE | {"id": "2"}, WHOLE]

    result = judged([QUOTE], rows)

    assert result.judged == {"opportunity": 2}
    assert result.findings == ()


def test_findings_are_ordered_by_rule_and_record() -> None:
    rules = [judgement("b", require=(REGION,)), judgement("a", require=(REGION,))]

    found = judged(rules, [{"id": "2"}, {"id": "1"}]).findings

    assert [(finding.rule, finding.record_id) for finding in found] == [("a", "1"), ("a", "2"), ("b", "1"), ("b", "2")]


class TestConflicts:
    RULE = judgement("clash", conflict=ConflictOn(same=(ACCOUNT,), different=PARTNER))

    def test_names_the_records_on_the_other_sides(self) -> None:
        rows = [claim("1", "A", "P"), claim("2", "A", "P"), claim("3", "A", "Q"), claim("4", "B", "Q")]

        found = judged([self.RULE], rows).findings

        assert {finding.record_id: finding.detail for finding in found} == {
            "1": "In conflict with 3",
            "2": "In conflict with 3",
            "3": "In conflict with 1 and 1 more",
        }

    def test_counts_what_it_does_not_name(self) -> None:
        rows = [claim(str(number), "A", f"P{number}") for number in range(9)]

        found = judged([self.RULE], rows).findings

        assert found[0].detail == "In conflict with 1, 2, 3 and 5 more"
        assert found[8].detail == "In conflict with 0, 1, 2 and 5 more"

    def test_records_that_when_does_not_select_take_no_part(self) -> None:
        rule = judgement("clash", when=is_true(IS_OPEN), conflict=ConflictOn((ACCOUNT,), PARTNER))
        rows = [claim("1", "A", "P") | {"is_open": True}, claim("2", "A", "Q") | {"is_open": False}]

        assert judged([rule], rows).findings == ()


class TestWhatWasNotSeen:
    GAP = Gap("fields.opportunity.products", "The org has no such field.", "Apply the plan first.")

    def test_a_rule_on_a_missing_field_is_a_gap_not_clean(self) -> None:
        other = judgement("regional", require=(REGION,))

        result = judged([QUOTE, other], [WHOLE], missing=(self.GAP,))

        assert [finding.rule for finding in result.findings] == ["regional"]
        assert result.coverage.gaps == (
            Gap(
                "rules.quote",
                "Not judged: field products was not read. The org has no such field.",
                "Apply the plan first.",
            ),
        )

    def test_a_rule_on_an_object_that_was_not_read_is_a_gap(self) -> None:
        share = judgement("share", require=(REGION,), obj="attribution_share")

        result = judged([share], [WHOLE])

        assert [gap.subject for gap in result.coverage.gaps] == ["rules.share"]

    def test_a_gap_that_no_rule_reads_is_passed_on(self) -> None:
        unread = Gap("opportunity", "Only the first 10,000 records could be read.")

        assert judged([QUOTE], [WHOLE], missing=(unread,)).coverage.gaps == (unread,)

    @pytest.mark.parametrize(
        ("field", "value"),
        [("protection_end", "soon"), ("margin_percent", "many"), ("technical_fit_at", "31.12.2026"), ("products", "{")],
    )
    def test_a_value_of_another_type_is_told_without_being_shown(self, field: str, value: str) -> None:
        result = judged([QUOTE], [WHOLE | {field: value}])

        (gap,) = result.coverage.gaps
        assert gap.subject == f"fields.opportunity.{field}"
        assert value not in gap.why + gap.hint
        assert len(result.findings) == 1

    def test_objects_without_rules_are_counted(self) -> None:
        extracts = {"account": Records([{"id": "1"}, {"id": "2"}])}

        result = audit([], extracts, target="sf", as_of=AS_OF, record_url=address)

        assert result.judged == {"account": 2}


class TestCountingForAPlan:
    def test_counts_each_rule_also_the_clean_ones(self) -> None:
        rules = [QUOTE, judgement("regional", require=(REGION,))]
        rows = [WHOLE | {"region": "EMEA"}, WHOLE | {"id": "2", "region": "EMEA", "products": None}]

        assert count_violations(rules, {"opportunity": Records(rows)}, AS_OF) == {"quote": 1, "regional": 0}

    def test_a_field_about_to_be_created_is_blank_everywhere(self) -> None:
        extracts = {"opportunity": Records([WHOLE, WHOLE | {"id": "2"}], (TestWhatWasNotSeen.GAP,))}
        blank_rows = {"opportunity": Records([WHOLE | {"products": None}], (TestWhatWasNotSeen.GAP,))}

        assert count_violations([QUOTE], extracts, AS_OF) == {}
        assert count_violations([QUOTE], blank_rows, AS_OF, frozenset({"opportunity.products"})) == {"quote": 1}

    def test_an_object_that_was_not_read_is_unknown_not_zero(self) -> None:
        assert count_violations([QUOTE], {}, AS_OF) == {}


def test_the_columns_to_extract_are_those_that_the_rules_read() -> None:
    stage = judgement("staged", when=StageIn("reseller", ("quote",)), require=(REGION,))
    pipeline = judgement("placed", when=PipelineIs("reseller"), require=(REGION,), obj="account")
    clash = judgement("clash", conflict=ConflictOn((ACCOUNT,), PARTNER))

    assert columns([stage, pipeline, clash]) == {
        "opportunity": {"stage", "region", "account", "partner"},
        "account": {"pipeline", "region"},
    }


def test_nothing_is_left_on_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def broken_url(_obj: str, _record: str) -> str:
        assert list(tmp_path.iterdir())
        raise LookupError

    judged([QUOTE], [WHOLE])
    with pytest.raises(LookupError):
        audit([QUOTE], {"opportunity": Records([{"id": "1"}])}, target="sf", as_of=AS_OF, record_url=broken_url)

    assert list(tmp_path.iterdir()) == []


def judged(rules: list[Judgement], rows: list[dict[str, object]], missing: tuple[Gap, ...] = ()) -> AuditResult:
    return audit(rules, {"opportunity": Records(rows, missing)}, target="sf", as_of=AS_OF, record_url=address)


def address(obj: str, record: str) -> str:
    return f"https://crm.example/{obj}/{record}"


def claim(record: str, account: str, partner: str) -> dict[str, object]:
    return {"id": record, "account": account, "partner": partner}


def test_what_asks_how_a_record_got_here_is_not_judged_and_said():
    moved = judgement("moved", that=Not(Changed(MARGIN)))

    result = judged([moved], [{"id": "1"}])

    assert result.findings == ()
    assert [gap.subject for gap in result.coverage.gaps] == ["rules.moved"]
    assert "how a record got here" in result.coverage.gaps[0].why


def test_a_field_behind_a_lookup_is_judged_and_missed_by_its_whole_name():
    tier = FieldRef("account", "tier", FieldType.TEXT, label="Tier", via=PARTNER)
    gold = judgement("gold", that=Compare(Op.EQ, tier, Literal("gold")))
    rows = [{"id": "1", "partner": "a", "partner.tier": "gold"}, {"id": "2", "partner": "b", "partner.tier": None}]

    found = judged([gold], rows)
    missed = judged([gold], rows, (Gap("fields.opportunity.partner.tier", "It is hidden."),))

    assert [finding.record_id for finding in found.findings] == ["2"]
    assert [gap.subject for gap in missed.coverage.gaps] == ["rules.gold"]
    assert missed.findings == ()
