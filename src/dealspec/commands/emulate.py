"""``dealspec emulate``: runs the embedded CRMs for other programs, until interrupted."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dealspec.commands.session import Session
from dealspec.core.errors import DealspecError, ExitCode, UsageFault
from dealspec.wiring import embedded_orgs

if TYPE_CHECKING:
    from dealspec.emulator.embedded import EmbeddedOrgs
    from dealspec.emulator.loads import LoadError

_SHOWN = 50
"""Broken files that are named one by one."""


class Unloadable(DealspecError):
    """Files that an embedded org does not take; nothing of them is loaded."""

    exit_code = ExitCode.INVALID


@click.command("emulate")
@click.argument("which", type=click.Choice(["salesforce", "hubspot", "all"]), default="all")
@click.option(
    "--port", type=click.IntRange(0, 65533), default=0, help="First port (then the next two); 0: any free ones."
)
@click.option("--state", type=click.Path(file_okay=False), help="Keep the orgs in this folder; else in memory.")
@click.option(
    "--load",
    "loads",
    multiple=True,
    metavar="sfdx:DIR|FILE.json",
    help="Begin with a Salesforce project's files, or with exported HubSpot definitions.",
)
@click.option("--clock", default="real", metavar="real|ISO", help="What time the orgs believe it is.")
@click.option("--fault", "faults", multiple=True, metavar="SPEC", help="Make calls fail: salesforce:every=3:503.")
@click.pass_obj
def command(
    session: Session,
    which: str,
    port: int,
    state: str | None,
    loads: tuple[str, ...],
    clock: str,
    faults: tuple[str, ...],
) -> int:
    """Run the embedded CRMs for other programs, until interrupted.

    When they are ready, one JSON line on stdout tells where they are and what opens them. The state of an org can be
    kept and brought back while it runs: PUT /__embedded__/snapshots/NAME, POST /__embedded__/snapshots/NAME/restore,
    POST /__embedded__/reset.

    Example: dealspec emulate all --port 0 --state orgs
    """
    folder = Path(state).absolute() if state else None  # other programs run in other folders
    sources, exports = _sorted(loads, which)
    try:
        orgs = embedded_orgs(clock, faults)
    except ValueError as error:
        raise UsageFault(f"--clock {clock} is not a moment.", hint="Write `real` or a time in ISO 8601.") from error
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with orgs:
        doors = _opened(orgs, which, port, folder, sources, exports)
        for path, loaded in orgs.loaded.items():
            left_out = f"; left out: {', '.join(loaded.skipped)}" if loaded.skipped else ""
            count = f"{loaded.components} {'component' if loaded.components == 1 else 'components'}"
            session.say(f"Loaded {count} from {path}{left_out}")
        click.echo(json.dumps(doors))
        session.say("Serving; stop with Ctrl-C.")
        stopped.wait()
    return ExitCode.CLEAN


def _opened(
    orgs: EmbeddedOrgs, which: str, port: int, folder: Path | None, sources: list[Path], exports: list[Path]
) -> dict[str, dict[str, str]]:
    """Where each org answers, once it does."""
    from dealspec.emulator.faults import FaultError
    from dealspec.emulator.loads import LoadError

    doors = {}
    try:
        if which in ("salesforce", "all"):
            file = folder / "salesforce.sqlite" if folder else None
            org = orgs.salesforce(file, port=port, https_port=port + 1 if port else 0, load=sources)
            doors["salesforce"] = org.as_json()
        if which in ("hubspot", "all"):
            file = folder / "hubspot.sqlite" if folder else None
            portal = orgs.hubspot(file, port=port + 2 if port and which == "all" else port, load=exports)
            doors["hubspot"] = portal.as_json()
    except FaultError as error:
        raise UsageFault(str(error), hint="Write --fault [ORG:][CONDITION:]FAULT, as in call=limits:503.") from error
    except LoadError as error:
        raise _unloadable(error) from error
    except OSError as error:
        raise UsageFault(f"The orgs cannot start: {error.strerror}.", hint="Use another --port, or 0.") from error
    return doors


def _sorted(loads: tuple[str, ...], which: str) -> tuple[list[Path], list[Path]]:
    """Folders for the Salesforce org and files for the HubSpot portal; raises ``UsageFault`` for anything else."""
    sources = [Path(text.removeprefix("sfdx:")) for text in loads if text.startswith("sfdx:")]
    exports = [Path(text) for text in loads if not text.startswith("sfdx:")]
    for path in exports:
        if path.suffix != ".json":
            raise UsageFault(
                f"--load {path} is neither sfdx:DIR nor a .json file.", hint="Write sfdx:FOLDER for a project."
            )
    for what, given in (("salesforce", sources), ("hubspot", exports)):
        if given and which not in (what, "all"):
            raise UsageFault(f"--load {given[0]} is for {what}, which is not run.", hint=f"Run {what} or all.")
    return sources, exports


def _unloadable(error: LoadError) -> Unloadable:
    lines = [str(item) for item in error.broken[:_SHOWN]]
    if len(error.broken) > _SHOWN:
        lines.append(f"and {len(error.broken) - _SHOWN} others")
    count = len(error.broken)
    what = f"{count} {'file is' if count == 1 else 'files are'} broken; nothing was loaded."
    return Unloadable(what, why="\n     ".join(lines), hint="Mend them, or load a folder without them.")
