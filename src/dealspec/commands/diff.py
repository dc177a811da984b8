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
    project declares is compared as it stands in each; without a project, everything that a pull of each would take.
    Ends with 2 when they differ.

    Example: dealspec diff production sfdx:force-app
    """
    from dealspec.reports import differences as report

    with ExitStack() as opened:
        sides = [_side(session, name, opened) for name in (first, second)]
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


def _side(session: Session, name: str, opened: ExitStack) -> Target | Schema:
    if not name.startswith("sfdx:") and not _is_declared(session.folder, name) and Path(name).is_dir():
        folder = Path(name)
        checked = Workspace.open(folder).check() if (folder / CONFIG).is_file() else check_folder(folder)
        return checked.sound_schema()
    return opened.enter_context(open_target(target_config(session.folder, name), session.folder))


def _is_declared(folder: Path, name: str) -> bool:
    return (folder / CONFIG).is_file() and name in Workspace.open(folder).project.targets


def _states(session: Session, sides: list[Target | Schema]) -> Iterator[_State]:
    targets = [side for side in sides if not isinstance(side, Schema)]
    schemas = [side for side in sides if isinstance(side, Schema)]
    if not targets:
        raise UsageFault(
            "Two folders of schema files cannot be compared.",
            why="Only a target says what their definitions become in a CRM.",
            hint="Name a target for one of them.",
        )
    declared = schemas[0] if schemas else _declared(session.folder)
    for side in sides:
        if isinstance(side, Schema):
            yield _State(targets[0].identity().crm, _projected(targets[0], side))
        elif declared is None:
            pulled = side.pull(Selection())
            yield _State(side.identity().crm, _projected(side, pulled.schema), Coverage().plus(pulled.left_out))
        else:
            wanted = _projected(side, declared)
            live = side.read(list(wanted.values()))
            yield _State(side.identity().crm, restricted(live.resources, wanted), live.coverage)


def _declared(folder: Path) -> Schema | None:
    return Workspace.open(folder).check().sound_schema() if (folder / CONFIG).is_file() else None


def _projected(target: Target, schema: Schema) -> dict[str, Resource]:
    return {resource.address: resource for resource in target.project(schema).resources}


def _only(resources: Mapping[str, Resource], globs: tuple[str, ...]) -> dict[str, Resource]:
    return {address: item for address, item in resources.items() if not globs or matches(address, globs)}
