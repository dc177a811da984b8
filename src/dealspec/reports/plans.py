"""A plan in every format. Loads a renderer only when used; decides nothing."""

from __future__ import annotations

import json

from dealspec.provisioner.plan import Plan
from dealspec.provisioner.plan_file import dump_plan
from dealspec.reports.screen import PLAIN, Screen


def plan(view: Plan, name: str, screen: Screen = PLAIN) -> str:
    """The plan in the format of that name."""
    if name == "json":
        return json.dumps(dump_plan(view), indent=2, ensure_ascii=False) + "\n"
    from dealspec.reports import plan_table

    return plan_table.plan(view, screen)
