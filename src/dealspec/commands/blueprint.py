"""``dealspec blueprint``: what can be done with the blueprint a project started from."""

from __future__ import annotations

from pathlib import Path

import click

from dealspec.commands.session import Session
from dealspec.core.errors import ExitCode


@click.group("blueprint")
def command() -> None:
    """Work with the blueprint that this project started from.

    Example: dealspec blueprint upgrade --dry-run
    """


@command.command("upgrade")
@click.argument("folder", metavar="[DIR]", type=click.Path(file_okay=False), required=False)
@click.option(
    "--motion",
    "motions",
    multiple=True,
    metavar="NAME",
    envvar="DEALSPEC_BLUEPRINT_UPGRADE_MOTION",
    help="Also switch on this motion. Repeatable.",
)
@click.option(
    "--from",
    "source",
    type=click.Path(file_okay=False, exists=True),
    metavar="FOLDER",
    envvar="DEALSPEC_BLUEPRINT_UPGRADE_FROM",
    help="Take the blueprint in FOLDER/schema instead of the one that dealspec ships.",
)
@click.option("--dry-run", is_flag=True, help="Show what would happen; write nothing.")
@click.pass_obj
def upgrade(session: Session, folder: str | None, motions: tuple[str, ...], source: str | None, dry_run: bool) -> int:
    """Merge a newer blueprint into this project.

    What only the blueprint changed comes in, and what you changed stays. Where both changed the same thing, your
    version stays and both are shown: then it ends with 4, since a person has to decide.

    Example: dealspec blueprint upgrade --dry-run
    """
    from dealspec.commands.upgrading import Upgrade

    found = Upgrade.planned(Path(folder) if folder else session.folder, motions, Path(source) if source else None)
    found.show(session, dry_run=dry_run)
    if not dry_run:
        found.write()
    return ExitCode.REFUSED if found.needs_a_person else ExitCode.CLEAN
