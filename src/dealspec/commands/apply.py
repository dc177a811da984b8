"""``dealspec apply``: carries a plan out, and proves it by reading back."""

from __future__ import annotations

from pathlib import Path

import click

from dealspec.commands.options import only_option, output_options
from dealspec.commands.output import emit
from dealspec.commands.session import Session
from dealspec.commands.workspace import Workspace, read_source
from dealspec.core.errors import ExitCode, Refused, UsageFault
from dealspec.provisioner.plan import Plan
from dealspec.provisioner.ports import Target
from dealspec.provisioner.stores import StateStore
from dealspec.reports.screen import Screen
from dealspec.wiring import open_target


@click.command("apply")
@click.argument("plan_or_target", metavar="PLAN|TARGET")
@click.option("--auto-approve", is_flag=True, help="Plan and apply a TARGET at once, without a saved plan.")
@only_option
@output_options
@click.pass_obj
def command(
    session: Session,
    plan_or_target: str,
    auto_approve: bool,
    only: tuple[str, ...],
    format_name: str,
    outputs: tuple[str, ...],
) -> int:
    """Carry out a saved plan, or plan and apply a TARGET at once.

    Ends with 4 when a person is needed (another org answers, something changed since the plan was made, the target is
    protected), with 5 when only part could be done.

    Example: dealspec apply plan.json
    """
    workspace = Workspace.open(session.folder)
    plan = _saved(plan_or_target, auto_approve, only)
    config = workspace.target(plan.destination.name if plan else plan_or_target)
    with open_target(config, workspace.root) as target:
        plan = plan or _fresh(workspace, config.name, target, only, auto_approve, workspace.states(session.clock))
        return _carry_out(session, workspace, plan, target, format_name, outputs)


def _saved(name: str, auto_approve: bool, only: tuple[str, ...]) -> Plan | None:
    from dealspec.provisioner.plan_file import load_plan

    if not name.endswith(".json"):
        return None
    if auto_approve or only:
        raise UsageFault(
            "A saved plan is applied whole, as it was approved.", hint="Leave out --auto-approve and --only."
        )
    if not Path(name).is_file():
        raise UsageFault(f"There is no file {name}.", hint="Make it with: dealspec plan TARGET -o plan.json")
    source = read_source(Path(name))
    return load_plan(source.text, source.name)


def _fresh(
    workspace: Workspace, name: str, target: Target, only: tuple[str, ...], auto_approve: bool, store: StateStore
) -> Plan:
    from dealspec.commands.planning import plan_for

    two_steps = f"dealspec plan {name} -o plan.json, then dealspec apply plan.json"
    if not auto_approve:
        raise Refused(f"Nobody has approved a plan for '{name}'.", hint=f"{two_steps}; or add --auto-approve.")
    if target.identity().is_protected:
        raise Refused(
            f"'{name}' is protected: it is not known to be a sandbox, scratch, developer or test org.",
            why="A protected target takes only a plan that somebody has seen.",
            hint=two_steps,
        )
    return plan_for(name, target, workspace.check(name).sound_schema(), only=only, store=store)


def _carry_out(
    session: Session, workspace: Workspace, plan: Plan, target: Target, format_name: str, outputs: tuple[str, ...]
) -> int:
    from dealspec.commands.applying import carry_out
    from dealspec.reports import runs

    run = carry_out(plan, target, workspace.root, session, workspace.states(session.clock))

    def render(name: str, screen: Screen) -> str:
        return runs.run(plan, run, name, screen)

    emit(session, render, format_name, outputs)
    if run.is_whole:
        return ExitCode.REFUSED if plan.held and plan.is_empty else ExitCode.CLEAN
    return ExitCode.PARTIAL if run.done or run.failed else ExitCode.INCOMPLETE
