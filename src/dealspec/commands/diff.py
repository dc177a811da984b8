"""``dealspec diff``: two targets against each other, or a target against a folder. Only reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import click

from dealspec.commands.options import only_option
from dealspec.commands.output import screen
from dealspec.commands.session import Session
from dealspec.commands.workspace import CONFIG, Workspace, check_folder, target_config
from dealspec.core.coverage import Coverage
from dealspec.core.errors import ExitCode, UsageFault, gravest
from dealspec.provisioner.difference import differences, restricted
from dealspec.provisioner.order import matches
from dealspec.provisioner.ports import Crm, Selection, Target
from dealspec.provisioner.resource import Resource
from dealspec.schema.model import Schema
from dealspec.schema.project import SOURCE
from dealspec.wiring import open_target


@click.command("diff")
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@only_option
@click.option(
    "--format",
    "format_name",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="Format of stdout.",
)
@click.pass_obj
def command(session: Session, first: str, second: str, only: tuple[str, ...], format_name: str) -> int:
    """Compare two targets, or a target and a folder.

    A and B are names in dealspec.yaml, sfdx:FOLDER, or (one of them) the folder of a schema or project. What the
    project declares is compared as it stands in each, with the target's own overlay; without a project, everything that
    a pull of each would take. Ends with 2 when they differ.

    Example: dealspec diff production sfdx:force-app
    """
    from dealspec.reports import differences as report

    with ExitStack() as opened:
        sides = [_side(session, name, other, opened) for name, other in ((first, second), (second, first))]
        states = list(_states(session, sides))
    one, other = (_only(state.resources, only) for state in states)
    shared = states[0].crm is not states[1].crm
    found = differences(one, other, shared_attributes=shared)
    coverage = states[0].coverage.plus(states[1].coverage.gaps)
    view = report.DiffView(first, second, len({*one, *other}), found, coverage)
    click.echo(report.diff(view, format_name, screen(session)), nl=False)
    return gravest(
        [
            ExitCode.CHANGES if found else ExitCode.CLEAN,
            ExitCode.CLEAN if coverage.complete else ExitCode.INCOMPLETE,
        ]
    )


@dataclass(frozen=True, slots=True)
class _State:
    crm: Crm
    resources: Mapping[str, Resource]
    coverage: Coverage = field(default_factory=Coverage)


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    target: Target


def _side(session: Session, name: str, other: str, opened: ExitStack) -> _Named | Schema:
    """One side; ``other`` names the one that it is compared with, whose overlay a folder takes."""
    if not name.startswith(SOURCE) and not _is_declared(session.folder, name) and Path(name).is_dir():
        return _of_folder(session, Path(name), other)
    config = target_config(session.folder, name)
    return _Named(name, opened.enter_context(open_target(config, session.folder)))


def _of_folder(session: Session, folder: Path, other: str) -> Schema:
    """What a folder declares for a target that it, or the project whose schema it is, knows."""
    home = folder if (folder / CONFIG).is_file() else session.folder
    if (home / CONFIG).is_file():
        workspace = Workspace.open(home)
        if home is folder or folder.resolve() == (home / workspace.project.schema).resolve():
            return workspace.check(other).sound_schema()
    return check_folder(folder).sound_schema()


def _is_declared(folder: Path, name: str) -> bool:
    return (folder / CONFIG).is_file() and name in Workspace.open(folder).project.targets


def _states(session: Session, sides: list[_Named | Schema]) -> Iterator[_State]:
    targets = [side.target for side in sides if not isinstance(side, Schema)]
    schemas = [side for side in sides if isinstance(side, Schema)]
    if not targets:
        raise UsageFault(
            "Two folders of schema files cannot be compared.",
            why="Only a target says what their definitions become in a CRM.",
            hint="Name a target for one of them.",
        )
    for side in sides:
        if isinstance(side, Schema):
            yield _State(targets[0].identity().crm, _projected(targets[0], side))
            continue
        target, declared = side.target, schemas[0] if schemas else _declared(session.folder, side.name)
        if declared is None:
            pulled = target.pull(Selection())
            yield _State(target.identity().crm, _projected(target, pulled.schema), Coverage().plus(pulled.left_out))
        else:
            wanted = _projected(target, declared)
            live = target.read(list(wanted.values()))
            yield _State(target.identity().crm, restricted(live.resources, wanted), live.coverage)


def _declared(folder: Path, target: str) -> Schema | None:
    """What the project declares for a target; None without a project."""
    return Workspace.open(folder).schema_for(target) if (folder / CONFIG).is_file() else None


def _projected(target: Target, schema: Schema) -> dict[str, Resource]:
    return {resource.address: resource for resource in target.project(schema).resources}


def _only(resources: Mapping[str, Resource], globs: tuple[str, ...]) -> dict[str, Resource]:
    return {address: item for address, item in resources.items() if not globs or matches(address, globs)}
