"""``dealspec emulate``: runs the embedded CRMs for other programs, until interrupted."""

from __future__ import annotations

import json
import signal
import threading
from pathlib import Path

import click

from dealspec.commands.session import Session
from dealspec.core.errors import ExitCode, UsageFault
from dealspec.emulator.faults import FaultError
from dealspec.wiring import embedded_orgs


@click.command("emulate")
@click.argument("which", type=click.Choice(["salesforce", "hubspot", "all"]), default="all")
@click.option(
    "--port", type=click.IntRange(0, 65533), default=0, help="First port (then the next two); 0: any free ones."
)
@click.option("--state", type=click.Path(file_okay=False), help="Keep the orgs in this folder; else in memory.")
@click.option("--clock", default="real", metavar="real|ISO", help="What time the orgs believe it is.")
@click.option("--fault", "faults", multiple=True, metavar="SPEC", help="Make calls fail: salesforce:every=3:503.")
@click.pass_obj
def command(session: Session, which: str, port: int, state: str | None, clock: str, faults: tuple[str, ...]) -> int:
    """Run the embedded CRMs for other programs, until interrupted.

    When they are ready, one JSON line on stdout tells where they are and what opens them.

    Example: dealspec emulate all --port 0 --state orgs
    """
    folder = Path(state).absolute() if state else None  # other programs run in other folders
    try:
        orgs = embedded_orgs(clock, faults)
    except ValueError as error:
        raise UsageFault(f"--clock {clock} is not a moment.", hint="Write `real` or a time in ISO 8601.") from error
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    with orgs:
        try:
            doors = {}
            if which in ("salesforce", "all"):
                file = folder / "salesforce.sqlite" if folder else None
                org = orgs.salesforce(file, port=port, https_port=port + 1 if port else 0)
                doors["salesforce"] = org.as_json()
            if which in ("hubspot", "all"):
                file = folder / "hubspot.sqlite" if folder else None
                portal = orgs.hubspot(file, port=port + 2 if port and which == "all" else port)
                doors["hubspot"] = portal.as_json()
        except FaultError as error:
            raise UsageFault(str(error), hint="Write --fault [ORG:][CONDITION:]FAULT, as in call=limits:503.") from error
        except OSError as error:
            raise UsageFault(f"The orgs cannot start: {error.strerror}.", hint="Use another --port, or 0.") from error
        click.echo(json.dumps(doors))
        session.say("Serving; stop with Ctrl-C.")
        stopped.wait()
    return ExitCode.CLEAN
