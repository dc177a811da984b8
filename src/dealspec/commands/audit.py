"""``dealspec audit``: judges a target's records by the gates and rules. Only reads."""

from __future__ import annotations

import click

from dealspec import __version__
from dealspec.commands.options import as_of_option, output_options
from dealspec.commands.output import emit
from dealspec.commands.session import Session, clock_at
from dealspec.commands.workspace import Workspace
from dealspec.core.diagnostics import Severity
from dealspec.core.errors import ExitCode, UsageFault, gravest
from dealspec.reports.screen import Screen
from dealspec.wiring import open_target

_FAILS_ON = {"error": {Severity.ERROR}, "warning": set(Severity), "never": set()}


@click.command("audit")
@click.argument("target")
@click.option("--rules", multiple=True, metavar="GLOB", help="Only gates and rules that match. Repeatable.")
@click.option(
    "--fail-on",
    type=click.Choice(list(_FAILS_ON)),
    default="error",
    show_default=True,
    help="Findings that end with 1.",
)
@as_of_option
@output_options
@click.pass_obj
def command(
    session: Session,
    target: str,
    rules: tuple[str, ...],
    fail_on: str,
    as_of: str | None,
    format_name: str,
    outputs: tuple[str, ...],
) -> int:
    """Judge a target's records by the gates and rules.

    Ends with 1 when there are findings at or above --fail-on, with 3 when something could not be judged.

    Example: dealspec audit production -o findings.json -o report.html
    """
    from dealspec.commands.judging import audit_target, chosen_judgements, view_of
    from dealspec.reports import formats

    workspace = Workspace.open(session.folder)
    config = workspace.target(target)
    schema = workspace.check(target).sound_schema()
    chosen = chosen_judgements(schema, rules)
    if not chosen:
        raise UsageFault(
            f"No gate or rule matches {' '.join(rules)}.", hint="`dealspec validate` counts what there is."
        )
    now = clock_at(as_of).now()
    with open_target(config, workspace.root) as live:
        audited = audit_target(target, live, schema, chosen, now, session.say, has_screens=not config.embedded)
    view = view_of("audit", __version__, now, [audited], chosen)

    def render(name: str, screen: Screen) -> str:
        return formats.findings(view, name, screen)

    emit(session, render, format_name, outputs)
    failing = any(view.count(severity) for severity in _FAILS_ON[fail_on])
    return gravest(
        [
            ExitCode.FINDINGS if failing else ExitCode.CLEAN,
            ExitCode.CLEAN if audited.result.coverage.complete else ExitCode.INCOMPLETE,
        ]
    )
