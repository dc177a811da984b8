"""Coverage counts the ways that cases go through a gate or rule, and only those that a case expects something of."""

from __future__ import annotations

import pytest
from tests.unit.validators.cases.worlds import BY_ID, case, run

from dealspec.validators.cases.branches import branches
from dealspec.validators.cases.outcome import CaseRun

MOVE = "before: {stage: registered, motion: reseller}\nrecord: {stage: quoted"
FULL = f"{MOVE}, registration: DR-001, margin: 7"
AGAIN = "registered", "quoted"
BROKEN, PASSED = "it is broken", "it passes"
NO_NUMBER, NO_MARGIN = "broken: Registration is blank", "broken: Margin is blank"
LATE = "broken: it is not so that Ends is on or after today or Approved is ticked"
IN_TIME, APPROVED = "passes because Ends is on or after today", "passes because Approved is ticked"
WAYS = [
    ("nothing is filled in", f"{MOVE}}}", "refuse", {BROKEN, NO_NUMBER, NO_MARGIN, LATE}),
    ("one thing is missing", f"{MOVE}, registration: DR-001, approved: true}}", "refuse", {BROKEN, NO_MARGIN}),
    ("the window is open", f"{FULL}, ends: 2026-11-22}}", "pass", {PASSED, IN_TIME}),
    ("it is approved", f"{FULL}, ends: 2026-11-21, approved: true}}", "pass", {PASSED, APPROVED}),
    ("both hold, so that neither is the reason", f"{FULL}, ends: 2026-11-22, approved: true}}", "pass", {PASSED}),
    ("the gate does not judge it", "record: {stage: met, motion: direct}", "pass", set()),
    ("it was crossed before", f"{FULL}, ends: 2026-11-22}}".replace(*AGAIN), "pass", set()),
    (
        "it is found later",
        f"{MOVE}, margin: 1, approved: true}}".replace(*AGAIN),
        "finding",
        {BROKEN, NO_NUMBER},
    ),
]


def went(done: CaseRun, gate: str) -> set[str]:
    [covered] = [one for one in done.coverage if one.judgement.id == gate]
    return {branch.words for branch, is_covered in covered.branches if is_covered}


def test_the_ways_through_a_gate() -> None:
    assert [branch.words for branch in branches(BY_ID["quote"])] == [
        BROKEN, PASSED, NO_NUMBER, NO_MARGIN, LATE, IN_TIME, APPROVED
    ]  # fmt: skip


@pytest.mark.parametrize(("body", "verdict", "ways"), [row[1:] for row in WAYS], ids=[row[0] for row in WAYS])
def test_the_ways_that_a_case_goes(body: str, verdict: str, ways: set[str]) -> None:
    done = run(case(f"{body}\nexpect: {{quote: {verdict}}}"))

    assert [outcome.status.value for outcome in done.outcomes] == ["held"]
    assert went(done, "quote") == ways


def test_what_is_not_expected_is_not_covered() -> None:
    done = run(case(f"{MOVE}}}\nexpect: {{hint: finding}}"))

    assert went(done, "quote") == set()
    assert done.covered == 1


def test_the_number_is_rounded_down_and_a_gate_is_whole_with_both_ends() -> None:
    text = case(f"{MOVE}}}\nexpect: {{quote: refuse}}")
    text += "  two: {record: {stage: quoted, motion: reseller, products: [core]}, expect: {hint: pass}}\n"
    text += "  three: {record: {stage: quoted, motion: reseller}, expect: {hint: finding}}\n"

    done = run(text)

    assert [one.judgement.id for one in done.whole] == ["hint"]
    assert done.percent == 100 * done.covered // done.branches < 100
