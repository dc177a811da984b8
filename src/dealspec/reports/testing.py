"""A run of cases in every format. Loads a renderer only when used; decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dealspec import __version__
from dealspec.reports import github, junit, testing_json, testing_markdown, testing_table
from dealspec.reports.html import environment
from dealspec.reports.screen import PLAIN, Screen
from dealspec.reports.testing_table import FORM_NAMES, counts, expected, moments
from dealspec.validators.cases.outcome import CaseRun, Form, Outcome, Status, forms_run


def case_run(
    run: CaseRun, name: str, screen: Screen = PLAIN, *, shows_coverage: bool = False, least: int | None = None
) -> str:
    """The run in the format of that name; ``least`` is the coverage asked for, in percent.

    Raises ``KeyError`` for a name that is neither in ``formats.NAMES`` nor ``markdown``.
    """
    if name == "table":
        return testing_table.case_run(run, screen, shows_coverage=shows_coverage, least=least)
    return _FORMATS[name](run, least)


def _json(run: CaseRun, _: int | None) -> str:
    return testing_json.case_run(run)


def _junit(run: CaseRun, least: int | None) -> str:
    """A suite per file, a case per expectation; what nothing judged is an error, since a skipped one looks clean."""
    suites: dict[str, list[str]] = {name: [] for name in run.files}
    for outcome in run.outcomes:
        position = outcome.expectation.position
        name = f"{outcome.case.name}: {outcome.expectation.judgement.id} {outcome.expectation.verdict.value}"
        suites[position.file].append(junit.case(name, outcome.case.object, _body(outcome)))
    if least is not None:
        suites["coverage"] = [junit.case(f"at least {least} %", "coverage", _too_little(run, least))]
    return junit.document("dealspec test", [(name, cases) for name, cases in suites.items() if cases])


def _body(outcome: Outcome) -> str:
    if outcome.status is Status.HELD:
        return ""
    if outcome.status is Status.NOT_JUDGED:
        return junit.error(" ".join(outcome.why))
    lines = [str(outcome.expectation.position), *outcome.why]
    return junit.failure(expected(outcome), outcome.status.value, lines)


def _too_little(run: CaseRun, least: int) -> str:
    return "" if run.percent >= least else junit.failure(f"{run.percent} % is covered", "coverage", [])


def _github(run: CaseRun, least: int | None) -> str:
    """One annotation per expectation that did not hold, at its line; nothing when all is well."""
    lines = []
    for outcome in run.outcomes:
        if outcome.status is not Status.HELD:
            at = outcome.expectation.position
            place = {"file": at.file, "line": str(at.line), "col": str(at.column)}
            title = f"{outcome.case.name}: {outcome.status.value}"
            lines.append(
                github.command("error", {**place, "title": title}, "\n".join([expected(outcome), *outcome.why]))
            )
    if least is not None and run.percent < least:
        title = f"Coverage: {run.percent} %"
        lines.append(github.command("error", {"title": title}, f"At least {least} % is asked for."))
    return "".join(line + "\n" for line in lines)


@dataclass(frozen=True, slots=True)
class _Made:
    """What every page says of who made it."""

    version: str = __version__


def _html(run: CaseRun, least: int | None) -> str:
    page = environment().get_template("testing.html")
    forms = [(FORM_NAMES[form], *forms_run(run.outcomes, form)) for form in Form]
    failed = [outcome for outcome in run.outcomes if outcome.status is not Status.HELD]
    return page.render(
        view=_Made(),
        run=run,
        least=least,
        forms=forms,
        failed=failed,
        expected=expected,
        moments=moments(run),
        counts=counts(run),
    )


_FORMATS: Mapping[str, Callable[[CaseRun, int | None], str]] = {
    "json": _json,
    "junit": _junit,
    "github": _github,
    "html": _html,
    "markdown": testing_markdown.case_run,
}
