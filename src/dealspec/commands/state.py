"""``dealspec state``: what of a target is ours, and how to find that out anew. Writes nothing to a target."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import click

from dealspec.commands.options import report_options
from dealspec.commands.output import emit
from dealspec.commands.session import Session
from dealspec.commands.workspace import Workspace
from dealspec.core.errors import ExitCode, UsageFault
from dealspec.provisioner.ports import Identity
from dealspec.provisioner.state import State, rebuilt
from dealspec.reports.screen import Screen
from dealspec.reports.view import counted
from dealspec.schema.project import TargetConfig
from dealspec.wiring import open_target


@click.group("state")
def command() -> None:
    """Show what is ours in a target, or find it out anew.

    Example: dealspec state show production
    """


@command.command("show")
@click.argument("target")
@report_options
@click.pass_obj
def show(session: Session, target: str, format_name: str, outputs: tuple[str, ...]) -> int:
    """Show what is ours in a target: what was created or taken over by an apply.

    Example: dealspec state show production --format markdown
    """
    workspace = Workspace.open(session.folder)
    with open_target(_org(workspace, target), workspace.root, read_only=True) as live:
        identity = live.identity()
    state = workspace.states(session.clock).load(identity.org_id)
    _report(session, ("state show", target, identity, state), format_name, outputs)
    return ExitCode.CLEAN


@command.command("rebuild")
@click.argument("target")
@report_options
@click.pass_obj
def rebuild(session: Session, target: str, format_name: str, outputs: tuple[str, ...]) -> int:
    """Make the state of a target anew from what is there as declared.

    What differs from the schema stays unknown, so plans hold it. The old state is kept beside the new one. Who created
    what is not known any more: all of it counts as adopted. Ends with 3 when something could not be seen, with 4 while
    somebody applies.

    Example: dealspec state rebuild production
    """
    from dealspec.commands.planning import plan_anew

    workspace = Workspace.open(session.folder)
    config = _org(workspace, target)
    schema = workspace.check(target).sound_schema()
    store = workspace.states(session.clock)
    with open_target(config, workspace.root, read_only=True) as live:
        identity = live.identity()
        with store.locked(identity.org_id, "state rebuild"):
            plan = plan_anew(target, live, schema)
            fresh = rebuilt(identity.crm, identity.org_id, uuid.uuid4().hex, plan.adopts)
            kept, aside = store.renew(fresh)
    _report(session, ("state rebuild", target, identity, kept), format_name, outputs)
    if aside:
        session.say(f"The old state is kept as {aside}")
    if plan.held:
        session.say(f"{counted(len(plan.held), 'thing')} there otherwise than declared: held by plans.")
    for gap in plan.coverage.gaps:
        session.say(f"not seen: {gap.subject}: {gap.why}")
    return ExitCode.CLEAN if plan.coverage.complete else ExitCode.INCOMPLETE


def _org(workspace: Workspace, target: str) -> TargetConfig:
    config = workspace.target(target)
    if config.source_folder is not None:
        raise UsageFault(f"{target} is a folder: it has no state.", hint="Name a target of dealspec.yaml.")
    return config


def _report(
    session: Session, shown: tuple[str, str, Identity, State | None], format_name: str, outputs: Sequence[str]
) -> None:
    from dealspec.reports.state import StateView, state

    view = StateView(*shown)

    def render(name: str, screen: Screen) -> str:
        return state(view, name, screen)

    emit(session, render, format_name, outputs)
