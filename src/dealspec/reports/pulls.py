"""What a pull took, left out and named otherwise, for a person or a program. Decides nothing and cuts nothing off."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from dealspec import __version__
from dealspec.core.coverage import Gap
from dealspec.provisioner.ports import Identity, Pulled
from dealspec.reports.lines import beside, line
from dealspec.reports.screen import PLAIN, Screen
from dealspec.reports.table import drawn
from dealspec.reports.view import counted, crm_label
from dealspec.schema.model import Schema

if TYPE_CHECKING:
    from rich.console import RenderableType

FORMAT = "dealspec.pull/1"
NAMES = ("table", "json")


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of the new schema, and whether it stood there before just so."""

    path: str
    changed: bool


@dataclass(frozen=True, slots=True)
class PullView:
    """A pull as every format shows it."""

    target: str
    identity: Identity
    pulled: Pulled
    files: tuple[WrittenFile, ...]

    @property
    def taken(self) -> Mapping[str, int]:
        """How many things of each kind were taken."""
        return counts(self.pulled.schema)


def counts(schema: Schema) -> dict[str, int]:
    """How many things of each kind a schema declares."""
    objects = schema.objects.values()
    return {
        "objects": len(schema.objects),
        "fields": sum(len(obj.fields) for obj in objects),
        "value_sets": len(schema.value_sets),
        "record_types": sum(len(obj.record_types) for obj in objects),
        "validation_rules": sum(len(obj.validation_rules) for obj in objects),
        "pipelines": len(schema.pipelines),
        "stages": sum(len(pipeline.stages) for pipeline in schema.pipelines.values()),
    }


def pull(view: PullView, name: str, screen: Screen = PLAIN) -> str:
    """The pull in the format of that name, one of ``NAMES``."""
    return _json(view) if name == "json" else drawn(_lines(view), screen)


def grouped(gaps: Iterable[Gap]) -> dict[tuple[str, str], list[str]]:
    """Subjects by why and hint, in the order in which these come first."""
    found: dict[tuple[str, str], list[str]] = {}
    for gap in gaps:
        found.setdefault((gap.why, gap.hint), []).append(gap.subject)
    return found


def _lines(view: PullView) -> Iterator[RenderableType]:
    where = f"{crm_label(view.identity.crm.value)} {view.identity.org_id}"
    yield line((view.target, "bold"), f": {where}" if view.identity.org_id != view.target else "")
    taken = [counted(number, kind.removesuffix("s").replace("_", " ")) for kind, number in view.taken.items() if number]
    yield line("Taken: ", ", ".join(taken) or "nothing")
    for file in view.files:
        yield line(("wrote " if file.changed else "as is ", "dim"), file.path, columns=2)
    yield from _gaps("Named or written otherwise", view.pulled.notes, "yellow")
    yield from _gaps("There, but not asked for", view.pulled.unasked, "dim")
    yield from _gaps("Left out", view.pulled.left_out, "bold red")


def _gaps(title: str, gaps: Sequence[Gap], style: str) -> Iterator[RenderableType]:
    if not gaps:
        return
    yield line("")
    yield line((f"{title}: {len(gaps):,}", style))
    for (why, hint), subjects in grouped(gaps).items():
        yield line(f"{why} ", (hint, "dim"), columns=2)
        for subject in subjects:
            yield beside(("- ", "dim"), subject, columns=4)


def _json(view: PullView) -> str:
    identity = view.identity
    document = {
        "format": FORMAT,
        "tool": {"name": "dealspec", "version": __version__},
        "command": "pull",
        "target": {
            "name": view.target,
            "crm": identity.crm.value,
            "org_id": identity.org_id,
            "kind": identity.kind,
        },
        "taken": dict(view.taken),
        "files": [asdict(file) for file in view.files],
        "notes": [asdict(gap) for gap in view.pulled.notes],
        "unasked": [asdict(gap) for gap in view.pulled.unasked],
        "left_out": [asdict(gap) for gap in view.pulled.left_out],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
