"""Finds the case files of a project and runs them: the steps of ``dealspec test``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from dealspec.commands.session import clock_at
from dealspec.commands.testing_salesforce import SalesforceRules
from dealspec.commands.workspace import read_source
from dealspec.core.errors import ExitCode, InvalidInput, UsageFault
from dealspec.schema.model import Schema
from dealspec.schema.source_file import SourceFile
from dealspec.validators.cases.model import Case
from dealspec.validators.cases.outcome import CaseRun, Moment, Status
from dealspec.validators.cases.reading import read_cases
from dealspec.validators.cases.running import Clock, run_cases
from dealspec.validators.judgements import Judgement, JudgementKind, judgements
from dealspec.validators.stage_order import stage_orders

CASES = "cases"
"""The folder of a project where cases lie."""
_WRITTEN = (JudgementKind.GATE, JudgementKind.RULE, JudgementKind.CONFLICT)
"""What somebody wrote as a gate or rule; the rest follows from other declarations."""


def run(root: Path, schema: Schema, path: Path | None, rules: Sequence[str], as_of: str | None) -> CaseRun:
    """Every case below a path; raises ``InvalidInput`` for faulty ones and ``UsageFault`` where there are none."""
    every = judged_in(schema)
    chosen = chosen_of(every, rules)
    files = case_files(path or root / CASES)
    cases, faults = read_cases(files, schema, every)
    if faults:
        raise InvalidInput(faults)
    cases = tuple(_narrowed(cases, chosen)) if rules else cases
    if not cases:
        raise UsageFault(f"No case of {path or root / CASES} speaks of {' '.join(rules)}." if rules else _NO_CASES)
    clock = Clock(clock_at(as_of).now(), Moment.OPTION if as_of else Moment.NOW)
    names = [file.name for file in files]
    return run_cases(names, cases, chosen, clock, SalesforceRules.of(schema).refused)


_NO_CASES = "The files hold no case."


def judged_in(schema: Schema) -> tuple[Judgement, ...]:
    """Everything that a save of a sound schema can be judged by, the order of stages included."""
    return (*judgements(schema)[0], *stage_orders(schema))


def chosen_of(every: Sequence[Judgement], rules: Sequence[str]) -> tuple[Judgement, ...]:
    """Those that match a pattern, by name or address; without patterns all that somebody wrote."""
    if not rules:
        return tuple(one for one in every if one.kind in _WRITTEN)
    found = tuple(
        one for one in every if any(fnmatchcase(one.id, glob) or fnmatchcase(one.address, glob) for glob in rules)
    )
    if not found:
        raise UsageFault(
            f"No gate or rule matches {' '.join(rules)}.", hint="`dealspec validate` counts what there is."
        )
    return found


def case_files(place: Path) -> list[SourceFile]:
    """The files of a folder, or the one file; raises ``UsageFault`` where there is none."""
    if place.is_file():
        return [read_source(place)]
    paths = [path for path in sorted(place.rglob("*.y*ml")) if path.suffix in (".yaml", ".yml") and path.is_file()]
    if not paths:
        what = f"There are no cases in {place}." if place.is_dir() else f"{place} does not exist."
        raise UsageFault(what, hint=f"Write some, or begin with: dealspec test --explore -o {CASES}/explored.yaml")
    return [read_source(path) for path in paths]


def exit_codes(run: CaseRun, least: int | None) -> list[ExitCode]:
    """What the run ends with: failures and too little coverage 1, what nothing judged 3."""
    failed = run.of(Status.FAILED) or run.of(Status.DISAGREED) or (least is not None and run.percent < least)
    return [
        ExitCode.FINDINGS if failed else ExitCode.CLEAN,
        ExitCode.INCOMPLETE if run.of(Status.NOT_JUDGED) else ExitCode.CLEAN,
    ]


def _narrowed(cases: Sequence[Case], chosen: Sequence[Judgement]) -> Iterator[Case]:
    """The cases as far as they speak of what is chosen."""
    known = {one.id for one in chosen}
    for case in cases:
        expects = tuple(one for one in case.expects if one.judgement.id in known)
        if expects:
            yield replace(case, expects=expects)
