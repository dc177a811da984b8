"""``dealspec plan``: what would change in a target. Only reads."""

from __future__ import annotations

from pathlib import Path

import click

from dealspec.commands.options import as_of_option, only_option, plan_output_options, take_option
from dealspec.commands.output import emit
from dealspec.commands.session import Session, clock_at
from dealspec.commands.workspace import Workspace
from dealspec.core.errors import ExitCode, gravest
from dealspec.reports.screen import Screen
from dealspec.wiring import open_target


@click.command("plan")
@click.argument("target")
@only_option
@take_option
@click.option("--check", is_flag=True, help="End with 2 when changes are pending or held.")
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@click.option("--no-impact", is_flag=True, help="Do not count the records that gates touch.")
@as_of_option
@plan_output_options
@click.pass_obj
def command(
    session: Session,
    target: str,
    only: tuple[str, ...],
    take: tuple[tuple[str, str], ...],
    check: bool,
    as_json: bool,
    no_impact: bool,
    as_of: str | None,
    format_name: str,
    outputs: tuple[str, ...],
) -> int:
    """Show what would change in a target.

    With -o plan.json the plan is saved, and `dealspec apply plan.json` does exactly that and nothing else.

    Example: dealspec plan production -o plan.json
    """
    from dealspec.commands.planning import plan_for
    from dealspec.provisioner.plan import with_attestations
    from dealspec.reports import plans

    workspace = Workspace.open(session.folder)
    config = workspace.target(target)
    attested = workspace.attestations()
    schema = workspace.check(target).sound_schema()
    now = None if no_impact or config.source_folder is not None else clock_at(as_of).now()
    with open_target(config, workspace.root) as live:
        store = None if config.source_folder is not None else workspace.states(session.clock)
        globs = [glob for _, glob in take]
        made = plan_for(target, live, schema, only=only, impact_as_of=now, store=store, take=globs)
        plan = with_attestations(made, attested)

    def render(name: str, screen: Screen) -> str:
        return plans.plan(plan, name, screen)

    emit(session, render, "json" if as_json else format_name, outputs)
    saved = next((path for path in outputs if Path(path).suffix == ".json"), None)
    if saved and not (plan.is_empty and not plan.adopts):
        where = "" if session.folder == Path() else f"-C {session.folder} "
        session.say(f"Apply it with: dealspec {where}apply {saved}")
    return gravest(
        [
            ExitCode.CHANGES if check and (plan.changes or plan.held) else ExitCode.CLEAN,
            ExitCode.CLEAN if plan.coverage.complete else ExitCode.INCOMPLETE,
        ]
    )
