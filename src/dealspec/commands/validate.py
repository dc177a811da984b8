"""``dealspec validate``: every fault of the schema files at once, offline."""

from __future__ import annotations

from pathlib import Path

import click

from dealspec import __version__
from dealspec.commands.options import output_options
from dealspec.commands.output import emit
from dealspec.commands.session import Session
from dealspec.commands.workspace import CONFIG, Checked, Workspace, check_folder, check_sources, read_source
from dealspec.core.diagnostics import Severity
from dealspec.core.errors import ExitCode, InvalidInput, UsageFault
from dealspec.reports.screen import Screen


@click.command("validate")
@click.argument("path", type=click.Path(), required=False)
@output_options
@click.pass_obj
def command(session: Session, path: str | None, format_name: str, outputs: tuple[str, ...]) -> int:
    """Check the schema files, offline.

    PATH is a project's folder, a schema folder or one schema file; without it the project of -C. Ends with 1 when
    there are faults.

    Example: dealspec validate
    """
    from dealspec.reports import formats
    from dealspec.reports.view import diagnostics_view

    checked = _checked(session.folder, Path(path) if path else None)
    view = diagnostics_view(
        command="validate", version=__version__, diagnostics=checked.diagnostics, sources=checked.sources
    )

    def render(name: str, screen: Screen) -> str:
        return formats.diagnostics(view, name, screen)

    emit(session, render, format_name, outputs)
    has_errors = any(item.severity is Severity.ERROR for item in checked.diagnostics)
    if not checked.diagnostics and checked.schema is not None:
        session.say(_summary(checked))
    return ExitCode.FINDINGS if has_errors else ExitCode.CLEAN


def _checked(folder: Path, path: Path | None) -> Checked:
    place = path or folder
    if path is not None and not path.exists():
        raise UsageFault(f"{path} does not exist.")
    if place.is_file() and place.name != CONFIG:
        return check_sources([read_source(place)])
    root = place.parent if place.is_file() else place
    if path is not None and not (root / CONFIG).is_file():
        return check_folder(root)
    try:
        return Workspace.open(root).check_all()
    except InvalidInput as error:
        return Checked(None, error.diagnostics, {})


def _summary(checked: Checked) -> str:
    from dealspec.reports.view import counted

    schema = checked.schema
    assert schema is not None
    counts = (
        (sum(1 for _ in schema.fields()), "field"),
        (len(schema.pipelines), "pipeline"),
        (len(schema.gates), "gate"),
        (len(schema.rules), "rule"),
    )
    return f"{counted(len(checked.sources), 'file')}: {', '.join(counted(*each) for each in counts)}."
