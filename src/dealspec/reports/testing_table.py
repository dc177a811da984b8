"""A run of cases for a person at a terminal: what failed and why, which forms ran, what is covered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dealspec.reports.lines import beside, line
from dealspec.reports.screen import PLAIN, Screen
from dealspec.reports.table import drawn
from dealspec.reports.view import counted, moment
from dealspec.validators.cases.outcome import CaseRun, Form, Outcome, Status, forms_run

if TYPE_CHECKING:
    from rich.console import RenderableType

_STYLES = {Status.FAILED: "bold red", Status.DISAGREED: "bold red", Status.NOT_JUDGED: "yellow"}
FORM_NAMES = {Form.SQL: "SQL", Form.SALESFORCE: "Salesforce", Form.HUBSPOT: "HubSpot"}


def case_run(run: CaseRun, screen: Screen = PLAIN, *, shows_coverage: bool = False, least: int | None = None) -> str:
    """What did not hold, then the sums."""
    return drawn(_lines(run, shows_coverage, least), screen)


def _lines(run: CaseRun, shows_coverage: bool, least: int | None) -> Iterator[RenderableType]:
    for outcome in run.outcomes:
        if outcome.status is not Status.HELD:
            yield from _outcome(outcome)
            yield line("")
    yield from _forms(run)
    yield line("")
    if shows_coverage:
        yield from _uncovered(run)
        yield line("")
    yield from _closing(run, least)


def _outcome(outcome: Outcome) -> Iterator[RenderableType]:
    from rich.text import Text

    case, expectation = outcome.case, outcome.expectation
    yield line((outcome.status.value, _STYLES[outcome.status]), " ", (case.name, "bold"))
    # Whole on one line, however long: editors and terminals follow `file:line:column`.
    yield Text(f"  --> {expectation.position}", style="dim", no_wrap=True, overflow="ignore")
    came = f", came {outcome.verdict.value}" if outcome.verdict else ""
    yield line((expectation.judgement.id, "bold"), f": expected {expectation.verdict.value}{came}", columns=2)
    for why in outcome.why:
        yield line(why, columns=2)


def _forms(run: CaseRun) -> Iterator[RenderableType]:
    yield line((moments(run), "bold"))
    for form in Form:
        answered, reasons = forms_run(run.outcomes, form)
        ran = f"judged {answered:,}" if answered else "not run"
        lead = f"{FORM_NAMES[form]:<10}  {ran:<11} "
        for number, (why, named) in enumerate(reasons.items()):
            words = f"not run: {why}" if answered else why
            yield beside(lead if number == 0 else " " * len(lead), f" {words} ({_some(named)})", columns=2)
        if not reasons:
            yield line(lead.rstrip(), columns=2)


def moments(run: CaseRun) -> str:
    """``12 expectations as of 2026-11-22 00:00 UTC (by the file)``."""
    found = dict.fromkeys((outcome.as_of, outcome.moment) for outcome in run.outcomes)
    said = [f"as of {moment(as_of)} (by {who.value})" for as_of, who in found]
    shown = said[0] if len(said) == 1 else f"as of {counted(len(said), 'moment')}"
    return f"{counted(len(run.outcomes), 'expectation')}, judged {shown}"


def expected(outcome: Outcome) -> str:
    """``reseller_quote: expected refuse, came pass``."""
    came = f", came {outcome.verdict.value}" if outcome.verdict else ""
    return f"{outcome.expectation.judgement.id}: expected {outcome.expectation.verdict.value}{came}"


def counts(run: CaseRun) -> str:
    """``4 cases: 7 held, 2 failed``."""
    ended = ", ".join(f"{len(run.of(status)):,} {status.value}" for status in Status if run.of(status))
    return f"{counted(len(run.cases), 'case')}: {ended}"


def _some(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= 3 else f"{', '.join(names[:2])} and {len(names) - 2} more"


def _uncovered(run: CaseRun) -> Iterator[RenderableType]:
    yield line(("Coverage", "bold"))
    for covered in run.coverage:
        lead = f"{covered.count:>3} of {len(covered.branches):<3} "
        missing = [branch.words for branch, went in covered.branches if not went]
        yield beside(lead, (covered.judgement.id, "" if covered.count else "dim"), columns=2)
        if missing and covered.count:
            for words in missing:
                yield beside(("no case: ", "dim"), (words, "dim"), columns=len(lead) + 2)


def _closing(run: CaseRun, least: int | None) -> Iterator[RenderableType]:
    every = counted(len(run.coverage), "gate or rule", "gates and rules")
    yield line(f"Covered: {run.percent} % ({run.covered:,} of {counted(run.branches, 'branch', 'branches')}).")
    yield line(f"{len(run.whole)} of {every} have a case that breaks them and one that passes.", columns=0)
    if least is not None and run.percent < least:
        yield line((f"That is less than the {least} % asked for.", "bold red"))
    yield line((f"{counts(run)}.", "bold"))
