"""``dealspec init``: starts a project from a blueprint. Asks on a terminal what no flag said, and nowhere else."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from dealspec.commands.project_files import NO_MOTION, project_files, write_project
from dealspec.commands.session import Session
from dealspec.core.errors import ExitCode, UsageFault
from dealspec.schema.blueprints import BLUEPRINTS, Blueprint
from dealspec.schema.blueprints import blueprint as blueprint_of

_DEFAULT = BLUEPRINTS[0].name
_NAMES = ", ".join(BLUEPRINTS[0].motions)


@click.command("init")
@click.argument("folder", metavar="[DIR]", type=click.Path(file_okay=False), required=False)
@click.option("--blueprint", help=f"What to start from (default: {_DEFAULT}).")
@click.option(
    "--motion",
    "motions",
    multiple=True,
    metavar="NAME",
    help=f"Switch on this motion: {_NAMES}, or {NO_MOTION} (default: all). Repeatable.",
)
@click.pass_obj
def command(session: Session, folder: str | None, blueprint: str | None, motions: tuple[str, ...]) -> int:
    """Start a project from a blueprint.

    Writes schema files, a dealspec.yaml with two offline CRMs to learn on, a README that says what to do next, and a
    .gitignore. On a terminal it asks for what was not said.

    Example: dealspec init partners --motion reseller --motion referral
    """
    asks = session.can_ask
    name = blueprint or (_ask_blueprint() if asks else _DEFAULT)
    place = Path(folder or (_ask_folder(session) if asks else session.folder))
    chosen = _chosen(motions) if motions else (_ask_motions(name) if asks else None)
    files = project_files(name, chosen)
    write_project(place, files)
    session.say(f"Wrote {len(files)} files to {place}. Next:")
    into = f"cd {shlex.quote(str(place))} && " if str(place) != "." else ""
    session.say(f"  {into}dealspec validate")
    session.say("  dealspec plan salesforce")
    session.say(f"{place / 'README.md'} says how to go on.")
    return ExitCode.CLEAN


def _chosen(motions: tuple[str, ...]) -> tuple[str, ...]:
    if NO_MOTION not in motions:
        return motions
    if set(motions) != {NO_MOTION}:
        raise UsageFault(f"--motion {NO_MOTION} stands alone.", hint="Leave it out, or leave the others out.")
    return ()


def _ask_blueprint() -> str:
    """The blueprint to start from; no question while there is only one."""
    if len(BLUEPRINTS) == 1:
        return _DEFAULT
    for known in BLUEPRINTS:
        click.echo(f"  {known.name:<16} {known.summary}", err=True)
    names = click.Choice([known.name for known in BLUEPRINTS])
    return str(click.prompt("Blueprint", type=names, default=_DEFAULT, err=True))


def _ask_folder(session: Session) -> str:
    return str(click.prompt("Folder of the new project", default=str(session.folder), err=True))


def _ask_motions(name: str) -> tuple[str, ...] | None:
    """The motions by number or name; asks again until they are known."""
    try:
        offered = blueprint_of(name)
    except KeyError:
        return None
    click.echo("Which motions do you sell in? Others can be switched on later.", err=True)
    for number, motion in enumerate(offered.motions, 1):
        click.echo(f"  {number}  {motion}", err=True)
    asked = f"Motions, by number or name (or {NO_MOTION})"
    answer: tuple[str, ...] = click.prompt(
        asked, default="all", value_proc=lambda text: _answered(text, offered), err=True
    )
    return answer


def _answered(text: str, offered: Blueprint) -> tuple[str, ...]:
    words = text.replace(",", " ").split()
    if words == ["all"]:
        return offered.motions
    if words == [NO_MOTION]:
        return ()
    numbered = {str(number): motion for number, motion in enumerate(offered.motions, 1)}
    unknown = [word for word in words if word not in numbered and word not in offered.motions]
    if unknown or not words:
        what = f"There is no motion {', '.join(unknown)}." if unknown else "Name at least one."
        raise click.UsageError(f"{what} Write for example: 1, 2")
    return tuple(numbered.get(word, word) for word in words)
