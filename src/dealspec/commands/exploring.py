"""Explores gates and rules, tries what was found on every form, and writes it as cases: ``dealspec test --explore``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from dealspec.commands.output import write
from dealspec.commands.session import Session, clock_at
from dealspec.commands.testing import chosen_of, judged_in
from dealspec.commands.testing_salesforce import SalesforceRules
from dealspec.core.errors import ExitCode, UsageFault, gravest
from dealspec.reports import exploring as reports
from dealspec.schema.model import Schema
from dealspec.schema.source_file import SourceFile
from dealspec.validators.cases.explore.pools import midnight
from dealspec.validators.cases.explore.search import explore as search
from dealspec.validators.cases.outcome import CaseRun, Moment, Status
from dealspec.validators.cases.reading import read_cases
from dealspec.validators.cases.running import Clock, run_cases
from dealspec.validators.cases.writing import cases_text

MARK = "# Found by `dealspec test --explore`"
_FORMATS = ("table", "json")
_SUFFIXES = (".yaml", ".yml", ".json")


def explore(
    session: Session,
    schema: Schema,
    rules: Sequence[str],
    as_of: str | None,
    format_name: str,
    outputs: Sequence[str],
    *,
    every_branch: bool,
) -> int:
    """Finds cases, tries them, prints and writes them; returns the exit code."""
    _refuse(format_name, outputs)
    every = judged_in(schema)
    moment = clock_at(as_of).now()
    found = search(chosen_of(every, rules), schema, moment if as_of else midnight(moment), every_branch=every_branch)
    text = cases_text(found.cases, schema, found.as_of, f"{MARK[2:]}; made anew by it, as long as this line stands.")
    run = _tried(text, schema, Clock(found.as_of, Moment.FILE))
    document = reports.as_json(found, run, text)
    click.echo(document if format_name == "json" else text, nl=False)
    for path in outputs:
        write(session, Path(path), document if path.lower().endswith(".json") else text)
    for line in reports.talk(found, run):
        session.say(line)
    return gravest(
        [
            ExitCode.FINDINGS if found.missed or _unlike(run) else ExitCode.CLEAN,
            ExitCode.INCOMPLETE if found.unjudged else ExitCode.CLEAN,
        ]
    )


def _refuse(format_name: str, outputs: Sequence[str]) -> None:
    """Raises ``UsageFault`` for a format that found cases have not, and for a file of somebody's own cases."""
    wrong = [path for path in outputs if Path(path).suffix.lower() not in _SUFFIXES]
    if format_name not in _FORMATS or wrong:
        what = f"Found cases have no form for {wrong[0] if wrong else format_name}."
        raise UsageFault(what, hint="They are YAML, or --format json; -o takes .yaml and .json.")
    for path in map(Path, outputs):
        if path.suffix.lower() != ".json" and path.exists() and not path.read_bytes().startswith(MARK.encode()):
            what = f"{path} is there already, and was not made by --explore."
            raise UsageFault(what, hint="Name another file.")


def _tried(text: str, schema: Schema, clock: Clock) -> CaseRun:
    """The found cases as anybody would read and run them."""
    cases, faults = read_cases([SourceFile("explored.yaml", text)], schema, judged_in(schema))
    assert not faults, faults
    return run_cases(["explored.yaml"], cases, (), clock, SalesforceRules.of(schema).refused)


def _unlike(run: CaseRun) -> bool:
    return len(run.of(Status.HELD)) < len(run.outcomes)
