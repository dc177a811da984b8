"""``dealspec test``: the user's own cases for gates and rules, on every form that can run. No org needed."""

from __future__ import annotations

from pathlib import Path

import click

from dealspec.commands.options import FORMATS, as_of_option, target_option
from dealspec.commands.output import emit
from dealspec.commands.session import Session
from dealspec.commands.workspace import Workspace
from dealspec.core.errors import UsageFault, gravest
from dealspec.reports.screen import Screen

_YAML = (".yaml", ".yml")


def _known_suffixes(ctx: click.Context, parameter: click.Parameter, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Refuses a file of no known format before anything is judged."""
    from dealspec.reports import formats

    for path in paths:
        suffix = Path(path).suffix.lower()
        if suffix not in (*_YAML, *formats.SUFFIXES):
            known = ", ".join(sorted((*_YAML, *formats.SUFFIXES)))
            raise UsageFault(f"The suffix of {path} picks no format.", hint=f"Known suffixes: {known}.")
    return paths


@click.command("test")
@click.argument("path", type=click.Path(), required=False)
@click.option("--explore", is_flag=True, help="Find for each gate and rule a save that breaks it and one that passes.")
@click.option("--every-branch", is_flag=True, help="With --explore: a save for each way to break and to pass it.")
@click.option("--rules", multiple=True, metavar="GLOB", help="Only gates and rules that match. Repeatable.")
@click.option("--coverage", "shows_coverage", is_flag=True, help="Show which ways through them no case goes.")
@click.option(
    "--fail-under", type=click.IntRange(0, 100), metavar="PERCENT", help="End with 1 where less of the ways is covered."
)
@target_option
@as_of_option
@click.option(
    "--format",
    "format_name",
    type=click.Choice((*FORMATS, "markdown")),
    default="table",
    show_default=True,
    help="Format of stdout.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    type=click.Path(dir_okay=False),
    multiple=True,
    metavar="FILE",
    callback=_known_suffixes,
    help="Also write to FILE; .json, .html, .md, .xml (JUnit), .txt or, with --explore, .yaml. Repeatable.",
)
@click.pass_obj
def command(
    session: Session,
    path: str | None,
    explore: bool,
    every_branch: bool,
    rules: tuple[str, ...],
    shows_coverage: bool,
    fail_under: int | None,
    target: str | None,
    as_of: str | None,
    format_name: str,
    outputs: tuple[str, ...],
) -> int:
    """Try the gates and rules on records of your own.

    PATH is a file or a folder of cases (default: cases/). A case is one save and what must become of it: refuse,
    finding or pass. It is judged by what the schema means and by the rules that Salesforce would be given. Ends with 1
    when a case fails, with 3 when something could not be judged.

    With --explore it writes such cases itself, to read and to keep, and ends with 1 when it finds none that breaks or
    none that passes a gate or rule.

    Example: dealspec test --explore -o cases/explored.yaml
    """
    if explore:
        return _explore(session, path, every_branch, rules, target, as_of, format_name, outputs)
    if every_branch or any(Path(one).suffix.lower() in _YAML for one in outputs):
        raise UsageFault("--every-branch and -o FILE.yaml belong to --explore.", hint="Add --explore.")
    return _test(session, path, rules, shows_coverage, fail_under, target, as_of, format_name, outputs)


def _test(
    session: Session,
    path: str | None,
    rules: tuple[str, ...],
    shows_coverage: bool,
    fail_under: int | None,
    target: str | None,
    as_of: str | None,
    format_name: str,
    outputs: tuple[str, ...],
) -> int:
    from dealspec.commands import testing
    from dealspec.reports import testing as reports

    workspace = Workspace.open(session.folder)
    run = testing.run(workspace.root, workspace.schema_for(target), Path(path) if path else None, rules, as_of)

    def render(name: str, screen: Screen) -> str:
        return reports.case_run(run, name, screen, shows_coverage=shows_coverage, least=fail_under)

    emit(session, render, format_name, outputs)
    return gravest(testing.exit_codes(run, fail_under))


def _explore(
    session: Session,
    path: str | None,
    every_branch: bool,
    rules: tuple[str, ...],
    target: str | None,
    as_of: str | None,
    format_name: str,
    outputs: tuple[str, ...],
) -> int:
    from dealspec.commands import exploring

    if path is not None:
        raise UsageFault("--explore reads no cases.", hint=f"Write to a file with -o: -o {path}")
    schema = Workspace.open(session.folder).schema_for(target)
    return exploring.explore(session, schema, rules, as_of, format_name, outputs, every_branch=every_branch)
