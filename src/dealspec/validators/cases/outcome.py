"""What became of cases: every form's answer to every expectation, and what of the gates and rules they cover. Data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dealspec.validators.cases.branches import Branch
from dealspec.validators.cases.model import Case, Expectation, Verdict
from dealspec.validators.judgement import Judgement

Answered = bool | str
"""Whether a save is refused, or why that cannot be told."""


class Form(StrEnum):
    """Where a gate or rule takes effect."""

    SQL = "sql"
    """What it means, and what audits run."""
    SALESFORCE = "salesforce"
    HUBSPOT = "hubspot"


class Status(StrEnum):
    """How an expectation ended; a disagreement of two forms is a fault of ours."""

    HELD = "held"
    FAILED = "failed"
    DISAGREED = "disagreed"
    NOT_JUDGED = "not judged"


class Moment(StrEnum):
    """Who said by which moment a case is judged."""

    FILE = "the file"
    OPTION = "--as-of"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """What one form says: the verdict; or, where it was not run, None and why."""

    form: Form
    verdict: Verdict | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One expectation: what was expected and what came, with the reasons in words."""

    case: Case
    expectation: Expectation
    status: Status
    verdict: Verdict | None
    why: tuple[str, ...]
    forms: tuple[FormAnswer, ...]
    as_of: datetime
    moment: Moment


@dataclass(frozen=True, slots=True)
class Covered:
    """A gate or rule, its branches, and which of them a case went; ``None`` of a branch: it cannot be told."""

    judgement: Judgement
    branches: tuple[tuple[Branch, bool], ...]

    @property
    def count(self) -> int:
        """How many of its branches a case went."""
        return sum(went for _, went in self.branches)

    @property
    def is_broken(self) -> bool:
        """Whether a case breaks it."""
        return self.branches[0][1]

    @property
    def is_passed(self) -> bool:
        """Whether a case passes it."""
        return self.branches[1][1]


@dataclass(frozen=True, slots=True)
class CaseRun:
    """A run of cases: its files by name, the cases in their order, the outcomes, the coverage."""

    files: tuple[str, ...]
    cases: tuple[Case, ...]
    outcomes: tuple[Outcome, ...]
    coverage: tuple[Covered, ...]

    def of(self, status: Status) -> tuple[Outcome, ...]:
        """The outcomes that ended so."""
        return tuple(outcome for outcome in self.outcomes if outcome.status is status)

    @property
    def branches(self) -> int:
        """How many branches there are to cover."""
        return sum(len(covered.branches) for covered in self.coverage)

    @property
    def covered(self) -> int:
        """How many branches a case went."""
        return sum(covered.count for covered in self.coverage)

    @property
    def percent(self) -> int:
        """How much is covered, rounded down; 100 where there is nothing to cover."""
        return 100 * self.covered // self.branches if self.branches else 100

    @property
    def whole(self) -> tuple[Covered, ...]:
        """The gates and rules that one case breaks and another passes."""
        return tuple(covered for covered in self.coverage if covered.is_broken and covered.is_passed)


def forms_run(outcomes: Sequence[Outcome], form: Form) -> tuple[int, dict[str, list[str]]]:
    """How many expectations a form answered, and which gates it did not run, by the reason."""
    answered = 0
    reasons: dict[str, list[str]] = {}
    for outcome in outcomes:
        for answer in outcome.forms:
            if answer.form is form and answer.verdict is not None:
                answered += 1
            elif answer.form is form:
                named = reasons.setdefault(answer.why, [])
                if outcome.expectation.judgement.id not in named:
                    named.append(outcome.expectation.judgement.id)
    return answered, reasons
