"""``dealspec conform``: asks a sandbox whether the embedded orgs behave as it does. Never asks production."""

from __future__ import annotations

from pathlib import Path

import click

from dealspec.commands.options import report_options
from dealspec.commands.output import emit
from dealspec.commands.session import Session
from dealspec.commands.workspace import Workspace
from dealspec.core.diagnostics import did_you_mean
from dealspec.core.errors import ExitCode, Refused, UsageFault, gravest
from dealspec.provisioner.ports import Crm, Identity
from dealspec.reports.screen import Screen
from dealspec.wiring import open_door


@click.command("conform")
@click.argument("target")
@click.option(
    "--only", multiple=True, metavar="GLOB", help="Only behaviours that match, such as 'stage-*'. Repeatable."
)
@click.option("--read-only", "reads_only", is_flag=True, help="Ask only what needs nothing to be made.")
@report_options
@click.pass_obj
def command(
    session: Session, target: str, only: tuple[str, ...], reads_only: bool, format_name: str, outputs: tuple[str, ...]
) -> int:
    """Ask a sandbox whether the embedded orgs behave as it does.

    What is asked, and how sure the answer was so far, stands in docs/reference/embedded-*.md. Everything it makes is
    called dealspec_probe_..., written down in .dealspec/conform before it is made, and removed again; what a run that
    died has left is removed by the next one.

    Ends with 0 when all agree, with 1 when one differs, with 3 when one could not be asked or something could not be
    removed, with 4 when the target may be production.

    Example: dealspec conform sandbox --read-only
    """
    from dealspec.commands.conformance.run import ask, chosen
    from dealspec.reports.conformance import ConformanceView, conformance

    workspace = Workspace.open(session.folder)
    config = workspace.target(target)
    crm = Crm(config.crm.value)
    probes = chosen(crm, only, reads_only=reads_only)
    if not probes:
        known = [probe.behaviour for probe in chosen(crm, (), reads_only=reads_only)]
        raise UsageFault(f"No probe matches {', '.join(only)}.", hint=did_you_mean(only[0], known))
    with open_door(config, workspace.root) as (live, door):
        identity = live.identity()
        _refuse_production(target, identity)
        file = manifest_file(workspace.root, target)
        asked = ask(
            crm, door, file, identity.org_id, probes, lambda done: session.say(f"{done.behaviour}: {done.outcome}")
        )
    rows = [(item.behaviour, item.outcome.value, item.expected, item.answered, item.why) for item in asked.results]
    view = ConformanceView.of(target, identity, _said(crm), rows, [thing.name for thing in asked.left])

    def render(name: str, screen: Screen) -> str:
        return conformance(view, name, screen)

    emit(session, render, format_name, outputs)
    return gravest(
        (
            ExitCode.FINDINGS if view.differing else ExitCode.CLEAN,
            ExitCode.INCOMPLETE if view.unasked or view.left else ExitCode.CLEAN,
        )
    )


def manifest_file(root: Path, target: str) -> Path:
    """Where it stands what the probes have made in a target."""
    return root / ".dealspec" / "conform" / f"{target}.json"


def _refuse_production(target: str, identity: Identity) -> None:
    if identity.is_protected:
        raise Refused(
            f"Target '{target}' may be production ({identity.kind}); probes make and remove things.",
            why="Only a sandbox, a scratch, developer or test org is asked.",
            hint="Name a target that leads to one.",
        )


def _said(crm: Crm) -> dict[str, tuple[str, str]]:
    """Label and statement of each behaviour of an embedded org."""
    if crm is Crm.SALESFORCE:
        from dealspec.emulator.salesforce.behaviours import BEHAVIOURS
    else:
        from dealspec.emulator.hubspot.behaviours import BEHAVIOURS
    return {item.id: (item.label.value, item.statement) for item in BEHAVIOURS.behaviours}
