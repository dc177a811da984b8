"""What an apply did, in every format. Loads a renderer only when used; decides nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

from dealspec.provisioner.apply import Run
from dealspec.provisioner.plan import Plan
from dealspec.reports import github, junit, run_table
from dealspec.reports.html import environment
from dealspec.reports.plan_view import destination
from dealspec.reports.run_view import Failure, RunView, run_view
from dealspec.reports.screen import PLAIN, Screen
from dealspec.reports.view import counted

FORMAT = "dealspec.run/1"


def run(plan: Plan, done: Run, name: str, screen: Screen = PLAIN) -> str:
    """The run in the format of that name. Raises ``KeyError`` for a name that is not in ``formats.NAMES``."""
    view = run_view(plan, done)
    if name == "table":
        return run_table.run(view, screen)
    return _RUNS[name](view)


def _json(view: RunView) -> str:
    document = {
        "format": FORMAT,
        "tool": {"name": "dealspec", "version": view.version},
        "command": "apply",
        "target": view.plan.destination.name,
        "plan": view.plan.digest,
        "counts": view.counts,
        "done": list(view.run.done),
        "already": list(view.run.already),
        "failed": dict(sorted(view.run.failed.items())),
        "unsettled": list(view.run.unsettled),
        "calls": view.run.calls,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _junit(view: RunView) -> str:
    """One case per change: it holds when it is applied or was there already."""
    target = view.plan.destination.name
    unsettled = set(view.run.unsettled)
    cases = []
    for change in view.plan.changes:
        where = f"{target}.{change.kind.value}"
        if words := view.run.failed.get(change.address):
            body = junit.failure(f"{change.action.value} failed: {words}", "failed", [words])
        elif change.address in unsettled:
            body = junit.failure("written, but reads back otherwise", "unsettled", [view.settling])
        else:
            body = junit.remark("already there") if change.address in view.run.already else ""
        cases.append(junit.case(change.address, where, body))
    return junit.document("dealspec apply", [(target, cases or [junit.case("nothing to change", target, "")])])


def _github(view: RunView) -> str:
    """One error per thing the vendor said, with every change it holds for; nothing when all went well."""
    target = view.plan.destination.name
    lines = [_failure(target, failure) for failure in view.failures]
    if view.unsettled:
        title = f"{target}: {counted(len(view.unsettled), 'change')} written, but reads back otherwise"
        lines.append(github.command("warning", {"title": title}, "\n".join([view.settling, *view.unsettled])))
    return "".join(line + "\n" for line in lines)


def _failure(target: str, failure: Failure) -> str:
    count = len(failure.addresses)
    what = failure.addresses[0] if count == 1 else counted(count, "change")
    return github.command("error", {"title": f"{target}: not applied: {what}"}, "\n".join(_said(failure)))


def _said(failure: Failure) -> Iterator[str]:
    yield failure.words
    yield from failure.signed


def _html(view: RunView) -> str:
    return environment().get_template("run.html").render(view=view, destination=destination)


_RUNS: Mapping[str, Callable[[RunView], str]] = {"json": _json, "junit": _junit, "github": _github, "html": _html}
