"""A plan in every format. Loads a renderer only when used; decides nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from dealspec.provisioner.plan import Plan
from dealspec.provisioner.plan_file import dump_plan
from dealspec.reports import formats, plan_github, plan_html, plan_junit, plan_markdown, plan_table
from dealspec.reports.screen import PLAIN, Screen

NAMES = (*formats.NAMES, *(() if "markdown" in formats.NAMES else ("markdown",)))
"""What ``dealspec plan --format`` takes."""


def plan(view: Plan, name: str, screen: Screen = PLAIN) -> str:
    """The plan in the format of that name. Raises ``KeyError`` for a name that is not in ``NAMES``."""
    if name == "table":
        return plan_table.plan(view, screen)
    return _PLANS[name](view)


def _json(view: Plan) -> str:
    return json.dumps(dump_plan(view), indent=2, ensure_ascii=False) + "\n"


_PLANS: Mapping[str, Callable[[Plan], str]] = {
    "json": _json,
    "junit": plan_junit.plan,
    "github": plan_github.plan,
    "html": plan_html.plan,
    "markdown": plan_markdown.plan,
}
