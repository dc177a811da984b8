"""The command line of ``dealspec demo``."""

from __future__ import annotations

import time
from pathlib import Path

import click

from dealspec.commands.session import Session, clock_at
from dealspec.core.errors import ExitCode


@click.command("demo")
@click.option("--out", default="out", show_default=True, type=click.Path(file_okay=False), help="Where to write.")
@click.option("--records", default=2000, show_default=True, type=click.IntRange(50, 50_000), help="Deals in each CRM.")
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed plants the same faults.")
@click.pass_obj
def command(session: Session, out: str, records: int, seed: int) -> int:
    """Show it all on two embedded CRMs: provision, seed, audit, report.

    Needs no account and no network. OUT becomes a project that you can go on with.

    Example: dealspec demo --out out --records 500
    """
    from dealspec.commands.demo.show import Show

    started = time.monotonic()
    folder = Path(out)
    show = Show.set_up(session, folder, records, seed, clock_at(None).now())
    show.run()
    session.say(f"\nDone in {time.monotonic() - started:.0f} s. Look at {folder / 'report.html'}, then try:")
    for line in ("plan salesforce", "audit hubspot --format html -o hubspot.html", "doctor salesforce"):
        session.say(f"  dealspec -C {folder} {line}")
    return ExitCode.CLEAN
