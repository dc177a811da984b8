"""Runs cases on every form that can run, and compares what the forms say. The evaluator of Salesforce is given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from dealspec.validators.audit import store as stores
from dealspec.validators.audit.store import Store
from dealspec.validators.cases.branches import branches, broken_words, parts_of
from dealspec.validators.cases.judging import Answer, answers, selection_of
from dealspec.validators.cases.model import Case, Expectation, Save, Verdict, is_audited, is_judged, refuses
from dealspec.validators.cases.outcome import (
    Answered,
    CaseRun,
    Covered,
    Form,
    FormAnswer,
    Moment,
    Outcome,
    Status,
)
from dealspec.validators.dialects.words import to_words
from dealspec.validators.expr.nodes import Not
from dealspec.validators.judgement import Judgement, JudgementKind

Refused = Callable[[Judgement, Save, datetime], Answered]
"""Whether Salesforce refuses a save by a judgement's rules, or why that cannot be told."""

_BY_HAND = "HubSpot has these required properties set up by hand; what they leave out, audits find"
_NOT_IN_HUBSPOT = "HubSpot does not hold a deal to a pipeline; audits do"
_NOT_RUN_IN_HUBSPOT = "HubSpot's own rules and validations are not run here"


@dataclass(frozen=True, slots=True)
class Clock:
    """By which moment cases are judged that name none, and who said so."""

    as_of: datetime
    moment: Moment


def run_cases(
    files: Sequence[str], cases: Sequence[Case], coverable: Sequence[Judgement], clock: Clock, refused: Refused
) -> CaseRun:
    """Every expectation of every case, and the coverage of ``coverable``."""
    asked = [(case, expectation) for case in cases for expectation in case.expects]
    with stores.opened() as store:
        found = _answered(store, asked, clock)
    outcomes = tuple(
        _outcome(case, expectation, answer, clock, refused)
        for (case, expectation), answer in zip(asked, found, strict=True)
    )
    went: dict[str, set[int]] = {}
    for (case, expectation), answer in zip(asked, found, strict=True):
        judgement = expectation.judgement
        verdict = answer.verdict(judgement, bypass=case.save.bypass)
        covered = [place for place, branch in enumerate(branches(judgement)) if answer.covers(branch, verdict)]
        went.setdefault(judgement.id, set()).update(covered)
    coverage = tuple(_covered(judgement, went.get(judgement.id, set())) for judgement in coverable)
    return CaseRun(tuple(files), tuple(cases), outcomes, coverage)


def _covered(judgement: Judgement, went: set[int]) -> Covered:
    every = enumerate(branches(judgement))
    return Covered(judgement, tuple((branch, place in went) for place, branch in every))


def _answered(store: Store, asked: Sequence[tuple[Case, Expectation]], clock: Clock) -> list[Answer]:
    """The answers in the order of what is asked; each moment and judgement is asked once for all its saves."""
    by_moment: dict[datetime, dict[str, list[int]]] = {}
    for place, (case, expectation) in enumerate(asked):
        of_moment = by_moment.setdefault(case.as_of or clock.as_of, {})
        of_moment.setdefault(expectation.judgement.id, []).append(place)
    found: dict[int, Answer] = {}
    for as_of, by_judgement in by_moment.items():
        questions = [
            (asked[places[0]][1].judgement, [asked[place][0].save for place in places])
            for places in by_judgement.values()
        ]
        for places, some in zip(by_judgement.values(), answers(store, questions, as_of), strict=True):
            found.update(zip(places, some, strict=True))
    return [found[place] for place in range(len(asked))]


def _outcome(case: Case, expectation: Expectation, answer: Answer, clock: Clock, refused: Refused) -> Outcome:
    as_of = case.as_of or clock.as_of
    moment = Moment.FILE if case.as_of else clock.moment
    judgement = expectation.judgement
    if not is_judged(judgement):
        nobody = FormAnswer(Form.SQL, None, "It asks how a record got here, which no audit can see")
        why = f"{nobody.why}, and no CRM enforces a rule."
        return Outcome(case, expectation, Status.NOT_JUDGED, None, (why,), (nobody,), as_of, moment)
    meant = answer.verdict(judgement, bypass=case.save.bypass)
    forms = tuple(_forms(case.save, judgement, meant, as_of, refused))
    apart = [one for one in forms if one.verdict is not None and one.verdict is not meant]
    if apart:
        return Outcome(
            case, expectation, Status.DISAGREED, meant, tuple(_disagreement(meant, apart)), forms, as_of, moment
        )
    if meant is expectation.verdict:
        return Outcome(case, expectation, Status.HELD, meant, (), forms, as_of, moment)
    reasons = tuple(_reasons(case.save, judgement, answer, meant, expectation.verdict))
    return Outcome(case, expectation, Status.FAILED, meant, reasons, forms, as_of, moment)


def _forms(save: Save, judgement: Judgement, meant: Verdict, as_of: datetime, refused: Refused) -> Iterator[FormAnswer]:
    """What each form says. Salesforce tells whether it refuses; what it lets through, its audit judges in SQL."""
    yield FormAnswer(Form.SQL, meant)
    if not refuses(judgement):
        return
    told = refused(judgement, save, as_of)
    if isinstance(told, str):
        yield FormAnswer(Form.SALESFORCE, None, told)
    elif told:
        yield FormAnswer(Form.SALESFORCE, Verdict.REFUSE)
    else:
        let_through = Verdict.PASS if meant is Verdict.REFUSE else meant
        yield FormAnswer(Form.SALESFORCE, let_through)
    by_kind = {JudgementKind.GATE: _BY_HAND, JudgementKind.MEMBERSHIP: _NOT_IN_HUBSPOT}
    yield FormAnswer(Form.HUBSPOT, None, by_kind.get(judgement.kind, _NOT_RUN_IN_HUBSPOT))


def _disagreement(meant: Verdict, apart: Sequence[FormAnswer]) -> Iterator[str]:
    others = ", ".join(f"{one.form}: {one.verdict}" for one in apart)
    yield f"The forms of this gate disagree ({Form.SQL}: {meant}, {others})."
    yield "This is a bug in dealspec, and no fault of yours: please report it with the gate and the case."


def _reasons(save: Save, judgement: Judgement, answer: Answer, meant: Verdict, expected: Verdict) -> Iterator[str]:
    """Why the verdict is another than was expected."""
    if expected is Verdict.PASS:
        yield from _broken(judgement, answer)
    elif not answer.is_violated:
        yield from _not_selected(judgement, answer)
    if expected is Verdict.REFUSE and answer.is_violated and meant is not Verdict.REFUSE and not answer.crosses:
        yield f"The save does not bring the record into '{judgement.enters}': it is not on its way there, or was there."
    if expected is Verdict.FINDING and meant is Verdict.REFUSE:
        yield "The save is refused, so the record never comes to be as it says: expect `refuse`."
    if not is_audited(judgement) and expected is Verdict.REFUSE and save.bypass:
        yield "The user bypasses the gates."


def _broken(judgement: Judgement, answer: Answer) -> Iterator[str]:
    if judgement.conflict is not None:
        yield "Another record is in conflict with it."
    for node, truth in zip(parts_of(judgement), answer.parts, strict=False):
        if truth is not True:
            yield _sentence(broken_words(node))


def _not_selected(judgement: Judgement, answer: Answer) -> Iterator[str]:
    missed = [node for node, truth in zip(selection_of(judgement), answer.selection, strict=True) if truth is not True]
    for node in missed:
        yield f"It is not judged: {to_words(Not(node))}, or unknown."
    if not missed:
        conflict = judgement.conflict is not None
        yield "No other record is in conflict with it." if conflict else "Everything that it asks is there."


def _sentence(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:]}."
