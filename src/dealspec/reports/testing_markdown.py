"""A run of cases as Markdown, for a pull request: what did not hold, which forms ran, what is covered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dealspec.reports.testing_table import FORM_NAMES, counts, expected, moments
from dealspec.validators.cases.outcome import CaseRun, Form, Outcome, Status, forms_run

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~!]")


def case_run(run: CaseRun, least: int | None) -> str:
    """Whole, in GitHub's flavour; ends in a newline."""
    blocks = [f"# {_text(counts(run))}", _text(moments(run)), *_failures(run), _forms(run)]
    asked = f" At least {least} % is asked for." if least is not None and run.percent < least else ""
    blocks.append(f"## Coverage: {run.percent} %")
    blocks.append(f"{run.covered:,} of {run.branches:,} ways through gates and rules.{asked}")
    blocks.append("\n".join(["| Gate or rule | Covered | No case |", "|---|---:|---|", *_coverage(run)]))
    return "\n\n".join(blocks) + "\n"


def _failures(run: CaseRun) -> Iterator[str]:
    failures = [outcome for outcome in run.outcomes if outcome.status is not Status.HELD]
    if failures:
        yield "## What did not hold"
        yield "\n".join(_failure(outcome) for outcome in failures)


def _failure(outcome: Outcome) -> str:
    where = f"{_text(outcome.case.name)} ({_text(str(outcome.expectation.position))})"
    return f"- **{outcome.status.value}** {where}: {_text(' '.join([f'{expected(outcome)}.', *outcome.why]))}"


def _forms(run: CaseRun) -> str:
    lines = ["| Form | Judged | Not run |", "|---|---:|---|"]
    for form in Form:
        answered, reasons = forms_run(run.outcomes, form)
        why = "; ".join(f"{reason} ({', '.join(named)})" for reason, named in reasons.items())
        lines.append(f"| {FORM_NAMES[form]} | {answered:,} | {_text(why)} |")
    return "\n".join(lines)


def _coverage(run: CaseRun) -> Iterator[str]:
    for covered in run.coverage:
        missing = "; ".join(branch.words for branch, went in covered.branches if not went)
        yield f"| {_text(covered.judgement.id)} | {covered.count} of {len(covered.branches)} | {_text(missing)} |"


def _text(words: str) -> str:
    """Words that Markdown shows as they are, on one line."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", " ".join(words.split()))
