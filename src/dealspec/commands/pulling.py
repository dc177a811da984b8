"""Puts a pulled schema into a folder. Overwrites nothing that differs unless told to."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from dealspec.commands.workspace import CONFIG, Workspace, read_source
from dealspec.core.errors import InvalidInput, Refused, UsageFault
from dealspec.reports.pulls import WrittenFile
from dealspec.schema.dump import dump, dump_target
from dealspec.schema.load import SourceFile
from dealspec.schema.model import Schema
from dealspec.schema.project import TargetConfig

_HEAD = """\
# Which orgs this project is about, and where its schema lies. Secrets never stand here: ${NAME} is read from the
# environment.
schema: schema
"""


def place(
    schema: Schema, folder: Path, config: TargetConfig, root: Path, *, force: bool = False
) -> tuple[WrittenFile, ...]:
    """Writes the schema's files below a folder and, where it has none, a ``dealspec.yaml`` that knows the target.

    ``root`` is where the target's own ``dealspec.yaml`` stands. Raises ``Refused``, and writes nothing, when a file
    stands there that says something else.
    """
    files = _schema_files(schema, folder)
    if not (folder / CONFIG).exists():
        files = [SourceFile(CONFIG, _config(config, root, folder)), *files]
    changed = [file for file in files if not _stands(folder / file.name, file.text)]
    in_the_way = [file.name for file in changed if (folder / file.name).exists()]
    if in_the_way and not force:
        raise Refused(
            f"{folder} already holds another {', '.join(in_the_way)}.",
            why="A pull would write over what may have been edited by hand.",
            hint="Pull into another folder with -o DIR, or write over them with --force.",
        )
    for file in changed:
        _write(folder / file.name, file.text)
    return tuple(WrittenFile(str(folder / file.name), file in changed) for file in files)


def strangers(schema_files: Sequence[WrittenFile], folder: Path) -> tuple[str, ...]:
    """Schema files in the folder that the pull did not write: they are read together with those it wrote."""
    ours = {Path(file.path) for file in schema_files}
    where = folder / _schema_folder(folder)
    return tuple(str(path) for path in sorted(where.rglob("*.y*ml")) if path.is_file() and path not in ours)


def _schema_files(schema: Schema, folder: Path) -> list[SourceFile]:
    where = _schema_folder(folder)
    return [SourceFile(f"{where}/{file.name.removeprefix('schema/')}", file.text) for file in dump(schema)]


def _schema_folder(folder: Path) -> str:
    return Workspace.open(folder).project.schema if (folder / CONFIG).exists() else "schema"


def _config(config: TargetConfig, root: Path, folder: Path) -> str:
    if config.source_folder is not None:
        return _HEAD
    if config.embedded:
        return f"{_HEAD}\n# Pulled from the embedded org '{config.name}' of {root.resolve().name}, which stays there.\n"
    if config.ca_file:
        config = replace(config, ca_file=os.path.relpath(root / config.ca_file, folder))
    return f"{_HEAD}\n{dump_target(config)}"


def _stands(path: Path, text: str) -> bool:
    try:
        return path.is_file() and read_source(path).text == text
    except InvalidInput:
        return False


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageFault(f"{path} cannot be written: {error.strerror}.") from error
