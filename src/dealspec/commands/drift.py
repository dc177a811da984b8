"""``dealspec drift``: what somebody changed in a target. Its transport refuses everything but reads."""

from __future__ import annotations

from pathlib import Path

import click

from dealspec.commands.options import as_of_option, only_option, plan_output_options
from dealspec.commands.output import emit
from dealspec.commands.session import Session, clock_at
from dealspec.commands.workspace import Workspace, read_source
from dealspec.core.errors import ExitCode, InvalidInput, UsageFault, gravest
from dealspec.reports.screen import Screen
from dealspec.schema.known_drift import KnownDrift
from dealspec.wiring import open_target


@click.command("drift")
@click.argument("target")
@only_option
@click.option(
    "--known",
    "known_file",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Hide the drift that this YAML list names: {address: GLOB, reason: TEXT, until: DATE}.",
)
@as_of_option
@plan_output_options
@click.pass_obj
def command(
    session: Session,
    target: str,
    only: tuple[str, ...],
    known_file: str | None,
    as_of: str | None,
    format_name: str,
    outputs: tuple[str, ...],
) -> int:
    """Show what somebody changed in a target.

    Compares what was last applied with what is there, and calls nothing that writes. Ends with 2 when something was
    changed or deleted in the org, or differs there and was never agreed on; what is declared and not applied yet does
    not count. What a --known entry names is hidden through its day.

    Example: dealspec drift production --known known-drift.yaml
    """
    from dealspec.commands.planning import plan_for
    from dealspec.provisioner.drift import drift_of
    from dealspec.reports import drifts

    workspace = Workspace.open(session.folder)
    config = workspace.target(target)
    if config.source_folder is not None:
        raise UsageFault(
            f"Nothing is ever applied to {target}, so nothing can drift there.",
            hint=f"dealspec diff {target} . shows where it differs from what is declared.",
        )
    known = _known(known_file)
    today = clock_at(as_of).now().date()
    schema = workspace.check(target).sound_schema()
    with open_target(config, workspace.root, read_only=True) as live:
        made = plan_for(target, live, schema, only=only, store=workspace.states(session.clock))
    drift = drift_of(made, known, today)

    def render(name: str, screen: Screen) -> str:
        return drifts.drift(drift, name, screen)

    emit(session, render, format_name, outputs)
    return gravest(
        [
            ExitCode.CLEAN if drift.is_empty else ExitCode.CHANGES,
            ExitCode.CLEAN if made.coverage.complete else ExitCode.INCOMPLETE,
        ]
    )


def _known(file: str | None) -> tuple[KnownDrift, ...]:
    """The entries of a file; raises ``InvalidInput`` when it has faults, ``UsageFault`` when there is none."""
    if file is None:
        return ()
    if not Path(file).is_file():
        raise UsageFault(
            f"There is no file {file}.", hint="--known takes a YAML list of what may differ, and until when."
        )
    from dealspec.schema.known_drift import load_known_drift

    found, faults = load_known_drift(read_source(Path(file)))
    if faults:
        raise InvalidInput(faults)
    return found
