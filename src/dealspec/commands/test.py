"""``dealspec test``: the user's own cases for gates and rules, on every form that can run. No org needed."""

from __future__ import annotations

from pathlib import Path

import click

from dealspec.commands.options import as_of_option, output_options, target_option
from dealspec.commands.output import emit
from dealspec.commands.session import Session
from dealspec.commands.workspace import Workspace
from dealspec.core.errors import gravest
from dealspec.reports.screen import Screen


@click.command("test")
@click.argument("path", type=click.Path(), required=False)
@click.option("--rules", multiple=True, metavar="GLOB", help="Only gates and rules that match. Repeatable.")
@click.option("--coverage", "shows_coverage", is_flag=True, help="Show what of every gate and rule no case goes.")
@click.option(
    "--fail-under", type=click.IntRange(0, 100), metavar="PERCENT", help="End with 1 where less of them is covered."
)
@target_option
@as_of_option
@output_options
@click.pass_obj
def command(
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
    """Try the gates and rules on records of your own.

    PATH is a file or a folder of cases (default: cases/). A case is one save and what must become of it: refuse,
    finding or pass. It is judged by what the schema means and by the rules that Salesforce would be given. Ends with 1
    when a case fails, with 3 when something could not be judged.

    Example: dealspec test --coverage
    """
    from dealspec.commands import testing
    from dealspec.reports import testing as reports

    workspace = Workspace.open(session.folder)
    schema = workspace.schema_for(target)
    run = testing.run(workspace.root, schema, Path(path) if path else None, rules, as_of)

    def render(name: str, screen: Screen) -> str:
        return reports.case_run(run, name, screen, shows_coverage=shows_coverage, least=fail_under)

    emit(session, render, format_name, outputs)
    return gravest(testing.exit_codes(run, fail_under))
