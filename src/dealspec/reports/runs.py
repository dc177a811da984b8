"""What an apply did, in every format. Decides nothing."""

from __future__ import annotations

import json

from dealspec import __version__
from dealspec.provisioner.apply import Run
from dealspec.provisioner.plan import Plan
from dealspec.reports.screen import PLAIN, Screen
from dealspec.reports.view import counted

FORMAT = "dealspec.run/1"


def run(plan: Plan, view: Run, name: str, screen: Screen = PLAIN) -> str:
    """The run in the format of that name."""
    return _json(plan, view) if name == "json" else _table(plan, view)


def _json(plan: Plan, view: Run) -> str:
    document = {
        "format": FORMAT,
        "tool": {"name": "dealspec", "version": __version__},
        "command": "apply",
        "target": plan.destination.name,
        "plan": plan.digest,
        "done": list(view.done),
        "already": list(view.already),
        "failed": dict(sorted(view.failed.items())),
        "unsettled": list(view.unsettled),
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _table(plan: Plan, view: Run) -> str:
    lines = []
    if view.done:
        lines.append(f"{counted(len(view.done), 'change')} applied to {plan.destination.name}.")
    if view.already:
        lines.append(f"{counted(len(view.already), 'change')} already there: nothing done for them.")
    if not (plan.changes or lines):
        lines.append(f"Nothing to change in {plan.destination.name}.")
    for title, words in (
        ("Failed", view.failed),
        ("Written, but reads back otherwise", dict.fromkeys(view.unsettled, "")),
    ):
        if words:
            lines.append(f"{title}:")
            lines += [f"  {address}: {why}" if why else f"  {address}" for address, why in sorted(words.items())]
    return "\n".join(lines) + "\n"
