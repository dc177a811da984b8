"""What ``doctor`` saw, in every format. Loads a renderer only when used; decides nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealspec import __version__
from dealspec.provisioner.ports import Identity, Probe
from dealspec.reports import github, junit
from dealspec.reports.html import environment
from dealspec.reports.lines import beside, line, styled
from dealspec.reports.screen import PLAIN, Screen
from dealspec.reports.table import drawn
from dealspec.reports.view import counted, crm_label

if TYPE_CHECKING:
    from rich.console import RenderableType

FORMAT = "dealspec.doctor/1"


@dataclass(frozen=True, slots=True)
class ProbesView:
    """A target, who answered there, and what was looked at."""

    target: str
    identity: Identity
    found: tuple[Probe, ...]
    version: str = __version__

    @property
    def failing(self) -> tuple[Probe, ...]:
        """The probes that are not well."""
        return tuple(probe for probe in self.found if not probe.ok)

    @property
    def headline(self) -> str:
        """``All is well``, or how many probes fail."""
        return f"{len(self.failing)} of {counted(len(self.found), 'probe')} failed" if self.failing else "All is well"

    @property
    def where(self) -> str:
        """``Salesforce 00D000000000001EAA, Developer Edition``."""
        return f"{crm_label(self.identity.crm.value)} {self.identity.org_id}, {self.identity.kind}"


def probes(target: str, identity: Identity, found: Sequence[Probe], name: str, screen: Screen = PLAIN) -> str:
    """The probes in the format of that name. Raises ``KeyError`` for a name that is not in ``formats.NAMES``."""
    view = ProbesView(target, identity, tuple(found))
    if name == "table":
        return drawn(_lines(view), screen)
    return _PROBES[name](view)


def _lines(view: ProbesView) -> Iterator[RenderableType]:
    guarded = "protected" if view.identity.is_protected else "not protected"
    yield line((view.target, "bold"), f": {view.where}, {guarded}")
    longest = max((len(probe.name) for probe in view.found), default=0)
    for probe in view.found:
        mark, style = ("ok  ", "green") if probe.ok else ("FAIL", "bold red")
        yield beside(styled((mark, style), f"  {probe.name:<{longest}}  "), probe.seen, columns=2)
        if probe.hint and not probe.ok:
            yield beside(("hint: ", "dim"), (probe.hint, "dim"), columns=8)
    yield line((f"{view.headline}.", "bold"))


def _json(view: ProbesView) -> str:
    document = {
        "format": FORMAT,
        "tool": {"name": "dealspec", "version": view.version},
        "command": "doctor",
        "target": {
            "name": view.target,
            "crm": view.identity.crm.value,
            "org_id": view.identity.org_id,
            "kind": view.identity.kind,
            "protected": view.identity.is_protected,
        },
        "probes": [{"name": item.name, "ok": item.ok, "seen": item.seen, "hint": item.hint} for item in view.found],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _junit(view: ProbesView) -> str:
    """One case per probe."""
    cases = []
    for probe in view.found:
        hint = [f"hint: {probe.hint}"] if probe.hint else []
        body = junit.remark(probe.seen) if probe.ok else junit.failure(probe.seen, "probe", hint)
        cases.append(junit.case(probe.name, f"{view.target}.doctor", body))
    return junit.document("dealspec doctor", [(view.target, cases)])


def _github(view: ProbesView) -> str:
    """One error per failing probe; nothing when all is well."""
    lines = []
    for probe in view.failing:
        message = "\n".join([probe.seen, *([f"hint: {probe.hint}"] if probe.hint else [])])
        lines.append(github.command("error", {"title": f"{view.target}: {probe.name}"}, message))
    return "".join(each + "\n" for each in lines)


def _html(view: ProbesView) -> str:
    return environment().get_template("probes.html").render(view=view)


_PROBES: Mapping[str, Callable[[ProbesView], str]] = {
    "json": _json,
    "junit": _junit,
    "github": _github,
    "html": _html,
}
