"""What becomes of a save: refused, found or passed; why, where that was not expected; and that all forms agree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.validators.cases.worlds import BY_ID, JUDGEMENTS, NOON, case, read, run
from tests.unit.validators.meaning import truth
from tests.unit.validators.strategies import NOW, Save, conditions, saves

from dealspec.core.diagnostics import Severity
from dealspec.schema.model import Check
from dealspec.validators.audit import store as stores
from dealspec.validators.audit.store import Store
from dealspec.validators.cases import model
from dealspec.validators.cases.judging import answers
from dealspec.validators.cases.model import Verdict
from dealspec.validators.cases.outcome import Form, Moment, Status, forms_run
from dealspec.validators.cases.running import Clock, run_cases
from dealspec.validators.expr.nodes import Entered, Node, StageIn, needs_save
from dealspec.validators.judgement import Judgement, JudgementKind

REGISTERED = "before: {stage: registered, motion: reseller}"
QUOTED = "before: {stage: quoted, motion: reseller}"
VERDICTS = [
    ("a gate that is crossed without what it asks", f"{REGISTERED}\nrecord: {{stage: quoted}}", "quote", "refuse"),
    (
        "a gate that is crossed with all it asks",
        f"{REGISTERED}\nrecord: {{stage: quoted, registration: DR-001, margin: 7, ends: 2026-11-22}}",
        "quote",
        "pass",
    ),
    ("a jump over the gate", f"{REGISTERED}\nrecord: {{stage: reseller_won}}", "quote", "refuse"),
    ("a gate that was crossed before", f"{QUOTED}\nrecord: {{margin: 3}}", "quote", "finding"),
    ("a record that is created past the gate", "record: {stage: quoted, motion: reseller}", "quote", "refuse"),
    ("a move to a lost stage", f"{REGISTERED}\nrecord: {{stage: lost}}", "quote", "pass"),
    ("another motion", "record: {stage: met, motion: direct}", "quote", "pass"),
    ("a user who bypasses", f"{REGISTERED}\nrecord: {{stage: quoted}}\nuser: {{bypass: true}}", "quote", "finding"),
    ("a gate that is a warning", f"{REGISTERED}\nrecord: {{stage: quoted}}", "hint", "finding"),
    (
        "a field behind a lookup",
        f"{QUOTED}\nrecord: {{stage: reseller_won, margin: 9, partner: {{tier: gold}}}}",
        "win",
        "pass",
    ),
    (
        "a wrong one there",
        f"{QUOTED}\nrecord: {{stage: reseller_won, margin: 9, partner: {{tier: silver}}}}",
        "win",
        "refuse",
    ),
    ("a deal that is open", f"{REGISTERED}\nrecord: {{stage: quoted}}", "still_open", "pass"),
    ("a deal that is not", f"{REGISTERED}\nrecord: {{stage: reseller_won}}", "still_open", "refuse"),
    ("a value that shrinks", f"{QUOTED[:-1]}, seats: 5}}\nrecord: {{seats: 4}}", "shrink", "refuse"),
    ("a value that grows", f"{QUOTED[:-1]}, seats: 5}}\nrecord: {{seats: 6}}", "shrink", "pass"),
    ("a deal outside its pipeline", "record: {stage: met, motion: reseller}", "reseller.membership", "refuse"),
    ("a number out of its range", "record: {margin: 101}", "opportunity.margin.range", "refuse"),
    ("a text out of its form", "record: {registration: DR-1}", "opportunity.registration.format", "refuse"),
    ("a rule that fires", "record: {is_open: true, noted_at: 2026-11-15T11:59:59Z}", "stale", "finding"),
    ("a rule at its edge", "record: {is_open: true, noted_at: 2026-11-15T12:00:00Z}", "stale", "pass"),
    ("roles that are there", "record: {is_open: true, contacts: [se, ae]}", "staffed", "pass"),
    ("roles that are not", "record: {is_open: true, contacts: [se]}", "staffed", "finding"),
    ("another object", "object: account\nrecord: {tier: gold}", "certified_gold", "finding"),
    (
        "a conflict",
        "record: {is_open: true, account: a, partner: p}\nothers: [{is_open: true, account: a, partner: q}]",
        "two_partners",
        "finding",
    ),
    (
        "a conflict with a closed deal",
        "record: {is_open: true, account: a, partner: p}\nothers: [{is_open: false, account: a, partner: q}]",
        "two_partners",
        "pass",
    ),
]
REASONS = [
    (f"{QUOTED}\nrecord: {{margin: 3}}", "quote: refuse", "does not bring the record into 'quoted'"),
    ("record: {stage: met, motion: direct}", "quote: refuse", "It is not judged: Motion is not 'Reseller (VAR)'"),
    (f"{REGISTERED}\nrecord: {{stage: quoted}}", "quote: pass", "Registration is blank."),
    (f"{REGISTERED}\nrecord: {{stage: quoted}}", "quote: finding", "expect `refuse`"),
    ("record: {is_open: true, noted_at: 2026-11-21}", "stale: finding", "Everything that it asks is there."),
    ("record: {is_open: true}", "stale: pass", "age of Noted at"),
    ("record: {is_open: true, account: a, partner: p}", "two_partners: finding", "No other record is in conflict"),
]


@pytest.mark.parametrize(("body", "gate", "verdict"), [row[1:] for row in VERDICTS], ids=[row[0] for row in VERDICTS])
def test_what_becomes_of_a_save(body: str, gate: str, verdict: str) -> None:
    [outcome] = run(case(f"{body}\nexpect: {{{gate}: {verdict}}}")).outcomes

    assert (outcome.status, outcome.verdict) == (Status.HELD, Verdict(verdict)), outcome.why
    assert all(one.verdict in (None, Verdict(verdict)) for one in outcome.forms)


@pytest.mark.parametrize(("body", "expect", "why"), REASONS)
def test_why_an_expectation_failed(body: str, expect: str, why: str) -> None:
    [outcome] = run(case(f"{body}\nexpect: {{{expect}}}")).outcomes

    assert outcome.status is Status.FAILED
    assert why in " ".join(outcome.why)


def test_a_rule_that_asks_how_a_record_got_here_is_judged_by_nobody() -> None:
    [outcome] = run(case("record: {seats: 1}\nexpect: {lost_seats: pass}")).outcomes

    assert (outcome.status, outcome.verdict) == (Status.NOT_JUDGED, None)
    assert "no audit can see" in outcome.why[0]


def test_forms_that_do_not_run_are_listed_with_their_reason() -> None:
    text = case(
        f"{QUOTED}\nrecord: {{seats: 1}}\nexpect: {{quote: finding, stale: finding, reseller.membership: pass}}"
    )
    outcomes = run(text).outcomes

    assert forms_run(outcomes, Form.SQL) == (3, {})
    assert forms_run(outcomes, Form.SALESFORCE) == (2, {})
    answered, reasons = forms_run(outcomes, Form.HUBSPOT)
    assert answered == 0
    assert list(reasons.values()) == [["quote"], ["reseller.membership"]]
    assert "by hand" in next(iter(reasons))


def test_a_rule_that_salesforce_cannot_hold_is_not_run_and_says_why() -> None:
    def unable(judgement: Judgement, save: model.Save, as_of: datetime) -> str:
        return "It is too large."

    cases, _ = read(case("record: {stage: quoted, motion: reseller}\nexpect: {quote: refuse}"))
    done = run_cases(["cases.yaml"], cases, [], Clock(NOON, Moment.NOW), unable)

    assert forms_run(done.outcomes, Form.SALESFORCE) == (0, {"It is too large.": ["quote"]})
    assert done.outcomes[0].status is Status.HELD


@pytest.mark.parametrize(("verdict", "told"), [("refuse", False), ("finding", True)])
def test_forms_that_disagree_are_a_fault_of_ours(verdict: str, told: bool) -> None:
    before = REGISTERED if verdict == "refuse" else QUOTED
    cases, _ = read(case(f"{before}\nrecord: {{stage: quoted}}\nexpect: {{quote: {verdict}}}"))

    done = run_cases(["cases.yaml"], cases, [], Clock(NOON, Moment.NOW), lambda judgement, save, as_of: told)

    assert done.outcomes[0].status is Status.DISAGREED
    assert "bug in dealspec" in " ".join(done.outcomes[0].why)


def test_the_case_says_by_which_moment_it_is_judged_before_the_run_does() -> None:
    text = case("record: {is_open: true, noted_at: 2026-11-10}\nas_of: 2026-11-12\nexpect: {stale: pass}")
    text += "  two: {record: {is_open: true, noted_at: 2026-11-10}, expect: {stale: finding}}\n"

    outcomes = run(text).outcomes

    assert [(one.status, one.moment) for one in outcomes] == [(Status.HELD, Moment.FILE), (Status.HELD, Moment.NOW)]
    assert outcomes[1].as_of == NOON


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with stores.opened() as opened:
        yield opened


@given(check=st.sampled_from(Check), that=conditions(max_leaves=3), some=st.lists(saves(), min_size=6, max_size=6))
def test_a_verdict_is_what_the_words_mean(store: Store, check: Check, that: Node, some: list[Save]) -> None:
    reached = StageIn("reseller", ("quote", "won"))
    gate = replace(_GATE, check=check, that=that, when=reached)
    [found] = answers(store, [(gate, [model.Save(one.record, one.prior) for one in some])], NOW)

    for save, answer in zip(some, found, strict=True):
        broken = truth(reached, save) is True and truth(that, save) is not True
        crosses = check is Check.ALWAYS or truth(Entered(reached), save) is True
        is_finding = broken and not needs_save(that)
        expected = Verdict.REFUSE if broken and crosses else Verdict.FINDING if is_finding else Verdict.PASS
        assert answer.verdict(gate, bypass=False) is expected
        assert answer.verdict(gate, bypass=True) is (Verdict.FINDING if is_finding else Verdict.PASS)


_GATE = Judgement(
    id="gate",
    address="gates.gate",
    kind=JudgementKind.GATE,
    object="opportunity",
    pipeline="reseller",
    enters="quote",
    when=None,
    require=(),
    that=None,
    conflict=None,
    check=Check.ENTRY,
    severity=Severity.ERROR,
    message="Refused.",
    hint="",
)


def test_every_kind_of_judgement_is_among_the_verdicts() -> None:
    judged = {BY_ID[gate].kind for _, _, gate, _ in VERDICTS}

    assert judged == {judgement.kind for judgement in JUDGEMENTS}


def test_a_deal_without_a_stage_is_no_save_that_salesforce_could_have() -> None:
    [outcome] = run(case("record: {motion: reseller}\nexpect: {reseller.membership: refuse}")).outcomes

    assert outcome.status is Status.HELD
    assert list(forms_run([outcome], Form.SALESFORCE)[1]) == ["It has no stage, and in Salesforce every deal has one"]
