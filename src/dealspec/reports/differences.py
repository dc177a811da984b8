"""Where two states differ, for a person or a program. Decides nothing and cuts nothing off."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from dealspec import __version__
from dealspec.core.coverage import Coverage
from dealspec.provisioner.difference import Difference, Presence
from dealspec.reports.lines import beside, line
from dealspec.reports.screen import PLAIN, Screen
from dealspec.reports.table import drawn
from dealspec.reports.view import counted

if TYPE_CHECKING:
    from rich.console import RenderableType

    from dealspec.provisioner.resource import Json

FORMAT = "dealspec.diff/1"
NAMES = ("table", "json")


@dataclass(frozen=True, slots=True)
class DiffView:
    """Two states by name, how many things were compared, where they differ, and what could not be seen."""

    first: str
    second: str
    compared: int
    found: tuple[Difference, ...]
    coverage: Coverage


def diff(view: DiffView, name: str, screen: Screen = PLAIN) -> str:
    """The differences in the format of that name, one of ``NAMES``."""
    return _json(view) if name == "json" else drawn(_lines(view), screen)


def _lines(view: DiffView) -> Iterator[RenderableType]:
    yield line((view.first, "bold"), " against ", (view.second, "bold"))
    for difference in view.found:
        yield from _difference(difference, view)
    for gap in view.coverage.gaps:
        yield beside((f"not seen: {gap.subject}: ", "yellow"), gap.why, (f" {gap.hint}", "dim"), columns=2)
    differ = counted(len(view.found), "difference") if view.found else "No difference"
    yield line((f"{differ} in {counted(view.compared, 'thing')}.", "bold"))


def _difference(difference: Difference, view: DiffView) -> Iterator[RenderableType]:
    match difference.presence:
        case Presence.FIRST:
            yield line(("- ", "red"), (difference.address, "red"), f": only in {view.first}", columns=2)
        case Presence.SECOND:
            yield line(("+ ", "green"), (difference.address, "green"), f": only in {view.second}", columns=2)
        case Presence.BOTH:
            yield line(("~ ", "yellow"), (difference.address, "yellow"), columns=2)
    for item in difference.attributes:
        before, after = _shown(item.before), _shown(item.after)
        yield line(f"{item.path}: ", (before, "red"), " | ", (after, "green"), columns=6)


def _shown(value: Json) -> str:
    return "(none)" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _json(view: DiffView) -> str:
    document = {
        "format": FORMAT,
        "tool": {"name": "dealspec", "version": __version__},
        "command": "diff",
        "first": view.first,
        "second": view.second,
        "compared": view.compared,
        "coverage": {"complete": view.coverage.complete, "gaps": [asdict(gap) for gap in view.coverage.gaps]},
        "differences": [
            {
                "address": item.address,
                "kind": item.kind.value,
                "in": item.presence.value,
                "attributes": [
                    {"path": change.path, "first": change.before, "second": change.after} for change in item.attributes
                ],
            }
            for item in view.found
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
