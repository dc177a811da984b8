"""``dealspec show``: a saved plan as it was made. Reaches no target and reads no project."""

from __future__ import annotations

from pathlib import Path

import click

from dealspec.commands.options import plan_output_options
from dealspec.commands.output import emit
from dealspec.commands.session import Session
from dealspec.commands.workspace import read_source
from dealspec.core.errors import ExitCode, UsageFault
from dealspec.reports.screen import Screen


@click.command("show")
@click.argument("plan_file", metavar="PLAN")
@plan_output_options
@click.pass_obj
def command(session: Session, plan_file: str, format_name: str, outputs: tuple[str, ...]) -> int:
    """Show a saved plan, also one that is out of date by now.

    Reaches no target: whether the plan still holds is seen by `dealspec apply`, which refuses it otherwise.

    Example: dealspec show plan.json --format markdown
    """
    from dealspec.provisioner.plan_file import load_plan
    from dealspec.reports import plans

    if not Path(plan_file).is_file():
        raise UsageFault(f"There is no file {plan_file}.", hint="Make it with: dealspec plan TARGET -o plan.json")
    source = read_source(Path(plan_file))
    plan = load_plan(source.text, source.name)

    def render(name: str, screen: Screen) -> str:
        return plans.plan(plan, name, screen)

    emit(session, render, format_name, outputs)
    return ExitCode.CLEAN
