"""``dealspec doctor``: whether a target can be reached and worked with. Only reads."""

from __future__ import annotations

import click

from dealspec.commands.options import output_options
from dealspec.commands.output import emit
from dealspec.commands.session import Session
from dealspec.commands.workspace import Workspace
from dealspec.core.errors import ExitCode
from dealspec.reports.screen import Screen
from dealspec.wiring import open_target


@click.command("doctor")
@click.argument("target")
@output_options
@click.pass_obj
def command(session: Session, target: str, format_name: str, outputs: tuple[str, ...]) -> int:
    """Check that a target can be reached and worked with.

    Ends with 69 when it cannot be reached or the token is wrong, with 3 when a permission or scope is missing.

    Example: dealspec doctor production
    """
    from dealspec.reports import probes

    workspace = Workspace.open(session.folder)
    config = workspace.target(target)
    with open_target(config, workspace.root) as live:
        found = live.identity(), live.probe()

    def render(name: str, screen: Screen) -> str:
        return probes.probes(target, *found, name, screen)

    emit(session, render, format_name, outputs)
    return ExitCode.CLEAN if all(probe.ok for probe in found[1]) else ExitCode.INCOMPLETE
