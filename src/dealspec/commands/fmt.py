"""``dealspec fmt``: schema files in their canonical layout; comments stay. Writes the files that it reads, no other."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import click

from dealspec.commands.session import Session
from dealspec.commands.workspace import CONFIG, Workspace, read_source
from dealspec.core.diagnostics import Diagnostic
from dealspec.core.errors import ExitCode, InvalidInput, UsageFault


@click.command("fmt")
@click.argument("path", type=click.Path(), required=False)
@click.option("--check", is_flag=True, help="Write nothing; end with 1 when a file is laid out otherwise, and name it.")
@click.pass_obj
def command(session: Session, path: str | None, check: bool) -> int:
    """Lay the schema files out in the one way, and keep every comment.

    PATH is a project's folder, a schema folder or one file; without it the project of -C. The files mean the same
    before and after. A file that YAML cannot read is left alone.

    Example: dealspec fmt --check
    """
    files = _files(Path(path) if path else session.folder)
    changed: list[Path] = []
    faults: list[Diagnostic] = []
    for file in files:
        try:
            text = _formatted(file)
        except InvalidInput as error:
            faults += error.diagnostics
            continue
        if text is not None:
            changed.append(file)
            click.echo(file)
            if not check:
                _replace(file, text)
    if faults:
        raise InvalidInput(faults)
    session.say(_summary(len(changed), len(files), check))
    return ExitCode.FINDINGS if check and changed else ExitCode.CLEAN


def _files(place: Path) -> Sequence[Path]:
    if place.is_file():
        return [place]
    if not place.is_dir():
        raise UsageFault(f"{place} does not exist.")
    if not (place / CONFIG).is_file():
        return _below(place)
    workspace = Workspace.open(place)
    return [place / CONFIG, *_below(place / workspace.project.schema)]


def _below(folder: Path) -> Sequence[Path]:
    found = [path for path in sorted(folder.rglob("*.y*ml")) if path.suffix in (".yaml", ".yml") and path.is_file()]
    if not found:
        raise UsageFault(f"{folder} holds no *.yaml file.", hint="Name a project, a schema folder or a file.")
    return found


def _formatted(path: Path) -> str | None:
    """The text that the file should have, or None where it has it."""
    from dealspec.schema.format import formatted
    from dealspec.schema.model import Schema
    from dealspec.schema.project import Project

    source = read_source(path)
    text = formatted(source, Project if path.name == CONFIG else Schema)
    return None if text == source.text else text


def _replace(path: Path, text: str) -> None:
    """Puts the text in the file's place at once, so that an interruption never leaves half a file."""
    target = path.resolve()
    try:
        with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="", dir=target.parent, delete=False) as fresh:
            fresh.write(text)
        shutil.copymode(target, fresh.name)
        Path(fresh.name).replace(target)
    except OSError as error:
        raise UsageFault(f"{path} cannot be written: {error.strerror}.") from error


def _summary(changed: int, files: int, check: bool) -> str:
    of = f"{changed} of {files} {'file' if files == 1 else 'files'}"
    return f"{of} would be laid out anew." if check else f"Laid out {of} anew."
