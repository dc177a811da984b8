"""``dealspec pull``: an existing org, or a folder of Salesforce metadata, as schema files. Only reads the target."""

from __future__ import annotations

from pathlib import Path

import click

from dealspec.commands.options import only_option
from dealspec.commands.output import screen
from dealspec.commands.pulling import place, strangers
from dealspec.commands.session import Session
from dealspec.commands.workspace import target_config
from dealspec.core.collector import paused_collector
from dealspec.core.errors import ExitCode
from dealspec.provisioner.ports import Selection
from dealspec.wiring import open_target


@click.command("pull")
@click.argument("target")
@click.option(
    "-o",
    "--output",
    "folder",
    type=click.Path(file_okay=False),
    metavar="DIR",
    help="Where to write the schema (default: the project's folder).",
)
@click.option("--object", "objects", multiple=True, metavar="GLOB", help="Only objects so named. Repeatable.")
@only_option
@click.option("--managed", is_flag=True, help="Take what installed packages brought, too.")
@click.option("--vendor-defined", is_flag=True, help="Take what the vendor itself defines, too.")
@click.option("--force", is_flag=True, help="Write over schema files that say something else.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="Format of stdout.",
)
@click.pass_obj
def command(
    session: Session,
    target: str,
    folder: str | None,
    objects: tuple[str, ...],
    only: tuple[str, ...],
    managed: bool,
    vendor_defined: bool,
    force: bool,
    format_name: str,
) -> int:
    """Write an existing org's data model as schema files.

    TARGET is a name in dealspec.yaml, or sfdx:FOLDER for a folder of Salesforce metadata files. Ends with 3 when
    something could not be read or expressed; the rest is written all the same.

    Example: dealspec pull sfdx:force-app -o partners
    """
    from dealspec.reports import pulls

    config = target_config(session.folder, target)
    into = Path(folder) if folder else session.folder
    with paused_collector():
        with open_target(config, session.folder) as live:
            identity = live.identity()
            pulled = live.pull(Selection(objects, only, managed, vendor_defined))
        files = place(pulled.schema, into, config, session.folder, force=force)
        view = pulls.PullView(target, identity, pulled, files)
        click.echo(pulls.pull(view, format_name, screen(session)), nl=False)
        for path in strangers(files, into):
            session.say(f"note: {path} was there before and is read together with these files.")
    return ExitCode.INCOMPLETE if pulled.left_out else ExitCode.CLEAN
