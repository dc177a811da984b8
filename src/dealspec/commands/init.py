"""``dealspec init``: starts a project from a blueprint."""

from __future__ import annotations

from pathlib import Path

import click

from dealspec.commands.project_files import project_files, write_project
from dealspec.commands.session import Session
from dealspec.core.errors import ExitCode


@click.command("init")
@click.argument("folder", metavar="[DIR]", type=click.Path(file_okay=False), required=False)
@click.option("--blueprint", default="partner-sales", show_default=True, help="What to start from.")
@click.option(
    "--motion", "motions", multiple=True, help="Switch on this motion: reseller, referral (default: all). Repeatable."
)
@click.pass_obj
def command(session: Session, folder: str | None, blueprint: str, motions: tuple[str, ...]) -> int:
    """Start a project from a blueprint.

    Writes schema files, a dealspec.yaml with two offline CRMs to learn on, a README and a .gitignore.

    Example: dealspec init partners --motion reseller
    """
    place = Path(folder) if folder else session.folder
    files = project_files(blueprint, motions or None)
    write_project(place, files)
    session.say(f"Wrote {len(files)} files to {place}. Next:")
    into = f"cd {place} && " if str(place) != "." else ""
    session.say(f"  {into}dealspec validate")
    session.say("  dealspec plan salesforce")
    return ExitCode.CLEAN
