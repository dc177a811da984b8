"""What of a target is ours, as table, JSON and Markdown. Shows addresses, never what stands in a definition."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealspec import __version__
from dealspec.provisioner.ports import Identity
from dealspec.provisioner.resource import Kind
from dealspec.provisioner.state import Entry, Ownership, State
from dealspec.reports.lines import line
from dealspec.reports.screen import PLAIN, Screen
from dealspec.reports.table import drawn
from dealspec.reports.view import counted, crm_label

if TYPE_CHECKING:
    from rich.console import RenderableType

FORMAT = "dealspec.managed/1"


@dataclass(frozen=True, slots=True)
class StateView:
    """A target, who answers there, and its state (None: nothing was ever applied or taken over)."""

    command: str
    target: str
    identity: Identity
    state: State | None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What is ours, by address."""
        return () if self.state is None else tuple(entry for _, entry in sorted(self.state.entries.items()))

    @property
    def kinds(self) -> tuple[tuple[Kind, tuple[Entry, ...]], ...]:
        """What is ours, by kind."""
        by_kind = ((kind, tuple(entry for entry in self.entries if entry.kind is kind)) for kind in Kind)
        return tuple((kind, entries) for kind, entries in by_kind if entries)

    @property
    def where(self) -> str:
        """``Salesforce 00D000000000001EAA, Developer Edition``."""
        return f"{crm_label(self.identity.crm.value)} {self.identity.org_id}, {self.identity.kind}"

    @property
    def version(self) -> str:
        """Which state it is."""
        if self.state is None:
            return "There is no state: what is there is held, unless it is as declared."
        return f"Serial {self.state.serial} of lineage {self.state.lineage}."


def state(view: StateView, name: str, screen: Screen = PLAIN) -> str:
    """The view in the format of that name. Raises ``KeyError`` for a format that it does not have."""
    return drawn(_lines(view), screen) if name == "table" else _FORMATS[name](view)


def _lines(view: StateView) -> Iterator[RenderableType]:
    yield line((view.target, "bold"), f": {view.where}")
    yield line(view.version)
    for kind, entries in view.kinds:
        yield line((_title(kind), "bold"), f": {_sum(entries)}")
        for entry in entries:
            yield line(entry.address, (f"  {entry.ownership.value}", "dim"), columns=2)
    yield line((f"{counted(len(view.entries), 'thing')} ours: {_sum(view.entries)}.", "bold"))


def _title(kind: Kind) -> str:
    return kind.value.replace("_", " ").capitalize()


def _sum(entries: Sequence[Entry]) -> str:
    return ", ".join(f"{_count(entries, each)} {each.value}" for each in Ownership)


def _count(entries: Sequence[Entry], ownership: Ownership) -> int:
    return sum(entry.ownership is ownership for entry in entries)


def _json(view: StateView) -> str:
    to = view.identity
    document = {
        "format": FORMAT,
        "tool": {"name": "dealspec", "version": __version__},
        "command": view.command,
        "target": {
            "name": view.target,
            "crm": to.crm.value,
            "org_id": to.org_id,
            "kind": to.kind,
            "protected": to.is_protected,
        },
        "serial": view.state.serial if view.state else None,
        "lineage": view.state.lineage if view.state else None,
        "counts": {each.value: _count(view.entries, each) for each in Ownership},
        "resources": [
            {"address": entry.address, "kind": entry.kind.value, "ownership": entry.ownership.value}
            for entry in view.entries
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _markdown(view: StateView) -> str:
    lines = [f"# What is ours in {view.target}", "", f"{view.where}. {view.version}", ""]
    for kind, entries in view.kinds:
        lines += [f"## {_title(kind)}: {_sum(entries)}", "", "| Address | Ownership |", "|---|---|"]
        lines += [f"| `{entry.address}` | {entry.ownership.value} |" for entry in entries]
        lines.append("")
    return "\n".join([*lines, f"{counted(len(view.entries), 'thing')} ours: {_sum(view.entries)}.", ""])


_FORMATS: Mapping[str, Callable[[StateView], str]] = {"json": _json, "markdown": _markdown}
