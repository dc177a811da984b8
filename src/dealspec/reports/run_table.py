"""An apply run for a person at a terminal: what is done, then what is not and why. Cuts nothing off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from dealspec.provisioner.changes import Action
from dealspec.reports.lines import beside, line
from dealspec.reports.plan_table import STYLES
from dealspec.reports.plan_view import Section, destination
from dealspec.reports.run_view import RunView
from dealspec.reports.screen import PLAIN, Screen
from dealspec.reports.table import drawn
from dealspec.reports.view import counted

if TYPE_CHECKING:
    from rich.console import RenderableType


def run(view: RunView, screen: Screen = PLAIN) -> str:
    """Where, then what was applied by place, what reads back otherwise, what failed in the vendor's words, the sum."""
    blocks = [
        _title(view),
        _places("Applied", view.applied),
        _places("Already there, so nothing was done", view.already),
        _unsettled(view),
        _failures(view),
        _sum(view),
    ]
    return "\n".join(text for text in (drawn(block, screen) for block in blocks) if text)


def _title(view: RunView) -> Iterator[RenderableType]:
    to = view.plan.destination
    yield line((f"Apply to {to.name}", "bold"), f" ({destination(to)})")


def _places(title: str, places: Sequence[Section]) -> Iterator[RenderableType]:
    if places:
        count = sum(len(section.entries) for section in places)
        yield line((title, "bold green"), f": {counted(count, 'change')}")
    for section in places:
        for action in Action:
            names = [entry.name for entry in section.entries if entry.change.action is action]
            if names:
                yield beside(
                    (f"{action.sign} ", STYLES[action]), f"{section.title}: ", (", ".join(names), "dim"), columns=2
                )


def _unsettled(view: RunView) -> Iterator[RenderableType]:
    if view.unsettled:
        yield line(("Written, but reads back otherwise", "bold yellow"), f": {counted(len(view.unsettled), 'change')}")
        yield line(view.settling, columns=2)
    for signed in view.unsettled:
        yield line(signed, columns=4)


def _failures(view: RunView) -> Iterator[RenderableType]:
    if view.failures:
        yield line(("Failed", "bold red"), f": {counted(len(view.run.failed), 'change')}")
    for failure in view.failures:
        yield line(failure.words, columns=2)
        for signed in failure.signed:
            yield line((signed, "red"), columns=4)


def _sum(view: RunView) -> Iterator[RenderableType]:
    calls = f" {counted(view.run.calls, 'call')}." if view.run.calls else ""
    yield line((f"{view.headline}.{calls}", "bold"))
