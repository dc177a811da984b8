"""Prints and writes what the reports rendered: data on stdout, talk on stderr, files by their suffix."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from dealspec import __version__
from dealspec.commands.session import Session
from dealspec.core.errors import InvalidInput, UsageFault
from dealspec.reports.screen import PLAIN, Screen

Render = Callable[[str, Screen], str]
"""Called with a format's name and the screen it is drawn on."""


def emit(session: Session, render: Render, format_name: str, outputs: Sequence[str]) -> None:
    """Renders to stdout in one format, and to every file in the format that its suffix picks."""
    from dealspec.reports import formats

    click.echo(render(format_name, screen(session)), nl=False)
    for path in outputs:
        name = formats.for_file(Path(path))
        assert name is not None  # the option made sure
        write(session, Path(path), render(name, PLAIN))


def write(session: Session, path: Path, text: str) -> None:
    """Writes a file whole and says so; raises ``UsageFault`` when the place cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageFault(f"{path} cannot be written: {error.strerror}.") from error
    session.say(f"Wrote {path}")


def screen(session: Session) -> Screen:
    """The terminal as it is; off a terminal 80 columns without colour."""
    if not session.colour:
        return PLAIN
    return Screen(max(60, min(shutil.get_terminal_size().columns, 140)), colour=True)


def show_faults(error: InvalidInput) -> None:
    """The faults that stopped a command, on stderr, each with its line of the file where it can be read."""
    from dealspec.reports import formats
    from dealspec.reports.view import diagnostics_view

    view = diagnostics_view(command="", version=__version__, diagnostics=error.diagnostics, sources=_sources(error))
    click.echo(formats.diagnostics(view, "table"), nl=False, err=True)


def _sources(error: InvalidInput) -> Mapping[str, str]:
    from dealspec.commands.workspace import CONFIG

    texts = {}
    for name in {item.position.file for item in error.diagnostics if item.position}:
        if Path(name).name == CONFIG:
            continue  # a line of it may hold a secret that should not stand there
        try:
            texts[name] = Path(name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
    return texts
