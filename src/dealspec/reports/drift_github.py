"""Drift as GitHub annotations: a warning per group of alike things, an error where something was not seen."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.provisioner.drift import Drift
from dealspec.reports.drift_view import DriftView, Group, drift_view
from dealspec.reports.github import command
from dealspec.reports.view import counted


def drift(found: Drift) -> str:
    """One command a line; nothing when nothing drifted and everything was seen."""
    return "".join(line + "\n" for line in _lines(drift_view(found)))


def _lines(view: DriftView) -> Iterator[str]:
    name, coverage = view.drift.plan.destination.name, view.drift.plan.coverage
    for group in (*view.changed, *view.never_agreed):
        yield command("warning", {"title": f"{name}: {_subject(group)}"}, _message(group))
    for words in view.expired:
        yield command("warning", {"title": f"{name}: known no longer"}, words)
    if not coverage.complete:
        lines = [" ".join(part for part in (f"{gap.subject}: {gap.why}", gap.hint) if part) for gap in coverage.gaps]
        title = f"{name}: incomplete, {counted(len(lines), 'thing')} could not be seen"
        yield command("error", {"title": title}, "\n".join(lines))


def _subject(group: Group) -> str:
    return group.addresses[0] if len(group.addresses) == 1 else f"{len(group.addresses):,} things alike"


def _message(group: Group) -> str:
    named = group.addresses if len(group.addresses) > 1 else ()
    return "\n".join([group.reason, *group.sides, *named])
