"""What every verb needs from its surroundings: the project's folder, how to talk, and what time it is."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from dealspec.core.clock import Clock, FixedClock, SystemClock
from dealspec.core.errors import UsageFault


@dataclass(frozen=True, slots=True)
class Session:
    """One invocation of the tool."""

    folder: Path
    quiet: bool
    colour: bool
    clock: Clock

    @classmethod
    def of(cls, project: str, *, quiet: bool, no_color: bool) -> Session:
        """A session on the machine's clock; colour only where a terminal takes it."""
        colour = not no_color and not os.environ.get("NO_COLOR") and sys.stdout.isatty()
        return cls(Path(project), quiet, colour, SystemClock())

    def say(self, text: str = "") -> None:
        """Talk, on stderr; silent with ``--quiet``."""
        if not self.quiet:
            click.echo(text, err=True)

    @property
    def talks_to_a_person(self) -> bool:
        """Whether stderr is a terminal."""
        return sys.stderr.isatty()

    @property
    def can_ask(self) -> bool:
        """Whether a person is there to answer: both ends of the talk are a terminal, and it is not silenced."""
        return not self.quiet and sys.stdin.isatty() and sys.stderr.isatty()


def clock_at(as_of: str | None) -> Clock:
    """The clock of ``--as-of ISO`` (UTC where it names no offset), or the machine's."""
    if as_of is None:
        return SystemClock()
    try:
        moment = datetime.fromisoformat(as_of)
    except ValueError as error:
        raise UsageFault(
            f"--as-of {as_of} is not a moment.", hint="Write a date or time in ISO 8601, such as 2026-01-31T12:00:00."
        ) from error
    return FixedClock(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC))
