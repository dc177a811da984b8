"""Drift as Markdown, for a ticket or a chat. All of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dealspec.provisioner.drift import Drift
from dealspec.reports.drift_view import DriftView, Group, drift_view
from dealspec.reports.plan_view import destination

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~!]")


def drift(found: Drift) -> str:
    """What was changed, what was never agreed on, both ways out, what is known, what was not seen."""
    return "\n\n".join(_blocks(drift_view(found))) + "\n"


def _blocks(view: DriftView) -> Iterator[str]:
    plan = view.drift.plan
    yield f"# Drift of {_text(plan.destination.name)}: {_text(view.headline)}"
    yield _text(destination(plan.destination))
    if plan.only:
        yield _text(f"Only {', '.join(plan.only)}.")
    if view.stateless:
        yield _text(view.stateless)
    gaps = [" ".join(part for part in (f"{gap.subject}: {gap.why}", gap.hint) if part) for gap in plan.coverage.gaps]
    yield from _listed("Incomplete: not everything could be seen", gaps)
    yield from _groups("Changed in the org", view.changed)
    yield from _groups("Never agreed on", view.never_agreed)
    if view.ways_out:
        yield "\n".join(f"- {_text(way)}" for way in view.ways_out)
    yield from _listed("Known, and hidden", view.known)
    yield from _listed("Known no longer: the day is over", view.expired)
    if view.pending:
        yield _text(view.pending)


def _groups(title: str, groups: Sequence[Group]) -> Iterator[str]:
    if groups:
        yield f"## {title}"
        yield "\n".join(line for group in groups for line in _group(group))


def _group(group: Group) -> Iterator[str]:
    yield f"- {', '.join(map(_text, group.addresses))}: {_text(group.reason)}"
    for side in group.sides:
        yield f"  - {_text(side)}"


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"## {title}"
        yield "\n".join(f"- {_text(words)}" for words in lines)


def _text(words: str) -> str:
    """Words that Markdown takes for nothing but words, on one line."""
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", " ".join(words.split()))
