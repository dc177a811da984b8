"""Findings and faults for a person at a terminal, 80 columns and no colour unless told otherwise. Cuts nothing off."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import TYPE_CHECKING

from dealspec.core.diagnostics import Diagnostic, Severity
from dealspec.reports.excerpt import excerpt
from dealspec.reports.screen import PLAIN, Screen
from dealspec.reports.view import (
    DiagnosticsView,
    FindingsView,
    RuleResult,
    counted,
    crm_label,
    moment,
    records_judged,
)

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "yellow"}


def findings(view: FindingsView, screen: Screen = PLAIN) -> str:
    """What was judged, every finding under its target and rule, then the sum and what could not be seen."""
    parts = [drawn(_judged(view), screen)]
    for result in view.results:
        if result.findings:
            parts += ["\n", drawn(_heading(result), screen), *_records(result, screen.width)]
    if view.total:
        parts += ["\n", drawn([_overview(view)], screen)]
    parts += ["\n", drawn(_closing(view), screen)]
    return "".join(parts)


def diagnostics(view: DiagnosticsView, screen: Screen = PLAIN) -> str:
    """Every fault with its place and the faulty line, then how many there are."""
    parts: list[str] = []
    for fault in view.diagnostics:
        parts += [drawn(_fault(fault, view, screen.width), screen), "\n"]
    return "".join([*parts, drawn([_fault_count(view)], screen)])


def indented(text: str, columns: int, style: str = "") -> RenderableType:
    """A text that keeps its distance from the left when it wraps."""
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text(text, style=style), (0, 0, 0, columns))


def drawn(renderables: Iterable[RenderableType], screen: Screen) -> str:
    """What is to be shown, as text of at most the screen's width that ends in a newline."""
    from rich.console import Console

    console = Console(
        file=StringIO(),
        width=screen.width,
        force_terminal=screen.colour,
        color_system="standard" if screen.colour else None,
        no_color=not screen.colour,
        highlight=False,
        emoji=False,
        markup=False,
        legacy_windows=False,
        _environ={},
    )
    with console.capture() as captured:
        for renderable in renderables:
            # A text's own wish not to be wrapped is lost on the way unless it is said here again.
            whole = getattr(renderable, "overflow", None) == "ignore"
            console.print(renderable, no_wrap=whole or None, overflow="ignore" if whole else None, crop=not whole)
    return "".join(line.rstrip() + "\n" for line in captured.get().split("\n")[:-1])


def _judged(view: FindingsView) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text(f"Audit as of {moment(view.as_of)}", style="bold")
    for target in view.targets:
        org = f"{crm_label(target.crm)} {target.org_id}".strip()
        yield indented(f"{target.name} ({org}): {records_judged(target)}", 2)
    yield indented("Judged by the values of that moment; what happened before is not read.", 2, style="dim")


def _heading(result: RuleResult) -> Iterator[RenderableType]:
    from rich.text import Text

    rule, count = result.rule, counted(len(result.findings), "record")
    yield Text.assemble(
        (rule.severity.value, _STYLE[rule.severity]),
        f" {result.target.name} ",
        (rule.id, "bold"),
        f" ({count})",
    )
    yield indented(rule.message, 2)
    if rule.hint:
        yield indented(f"hint: {rule.hint}", 2, style="dim")


def _records(result: RuleResult, width: int) -> Iterator[str]:
    """Plain lines, wrapped by hand: a library's table would take minutes over a hundred thousand of them."""
    longest = max(len(finding.record_id) for finding in result.findings)
    for finding in result.findings:
        own = finding.message if finding.message != result.rule.message else ""
        rest = "; ".join(part for part in (own, finding.detail) if part)
        line = f"    {finding.record_id:<{longest}}  {rest}".rstrip()
        if len(line) > width:
            line = textwrap.fill(
                line, width, subsequent_indent=" " * (longest + 6), break_long_words=False, break_on_hyphens=False
            )
        yield line + "\n"


def _overview(view: FindingsView) -> RenderableType:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, header_style="bold")
    table.add_column("Rule", overflow="fold")
    table.add_column("Severity", no_wrap=True)
    for target in view.targets:
        table.add_column(target.name, justify="right", overflow="fold")
    for rule in view.rules:
        cells = [_cell(result) for result in view.results_for(rule)]
        table.add_row(rule.id, rule.severity.value, *cells)
    return table


def _cell(result: RuleResult) -> str:
    if result.gap and not result.findings:
        return "not judged"
    return f"{len(result.findings):,}"


def _closing(view: FindingsView) -> Iterator[RenderableType]:
    from rich.text import Text

    by_severity = ", ".join(
        counted(view.count(severity), severity.value) for severity in Severity if view.count(severity)
    )
    if view.total:
        yield Text(f"{counted(view.total, 'finding')}: {by_severity}", style="bold")
    else:
        yield Text("No findings." if not view.gaps else "No findings in what could be judged.", style="bold")
    if view.gaps:
        yield Text(f"Incomplete: {counted(len(view.gaps), 'thing')} could not be seen", style="bold yellow")
    for target, gap in view.gaps:
        yield indented(f"{target}: {gap.subject}: {gap.why}", 2)
        if gap.hint:
            yield indented(f"hint: {gap.hint}", 4, style="dim")
    if view.on_save:
        yield Text(f"Judged on save, not by audits: {len(view.on_save):,}", style="bold")
    for target, address in view.on_save:
        yield indented(f"{target}: {address}", 2, style="dim")


def _fault(fault: Diagnostic, view: DiagnosticsView, width: int) -> Iterator[RenderableType]:
    from rich.text import Text

    yield Text.assemble((f"{fault.severity.value}[{fault.code}]", _STYLE[fault.severity]), f" {fault.summary}")
    if fault.position:
        # Whole on one line, however long: editors and terminals follow `file:line:column`.
        yield Text(f"  --> {fault.position}", style="dim", no_wrap=True, overflow="ignore")
    lines = excerpt(fault.position, view.sources, width - 4)
    if lines:
        yield Text(f"    {lines[0]}", no_wrap=True)
        yield Text(f"    {lines[1]}", style=_STYLE[fault.severity], no_wrap=True)
    if fault.why:
        yield indented(fault.why, 2)
    if fault.hint:
        yield indented(f"hint: {fault.hint}", 2)


def _fault_count(view: DiagnosticsView) -> Text:
    from rich.text import Text

    by_severity = [counted(view.count(severity), severity.value) for severity in Severity if view.count(severity)]
    return Text(", ".join(by_severity) if by_severity else "No faults.", style="bold")
