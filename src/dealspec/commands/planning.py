"""Makes a target's plan: project, read, compare, count. The steps that ``plan``, ``apply`` and ``demo`` share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dealspec.provisioner.plan import Plan, make_plan, with_steps
from dealspec.provisioner.ports import Target
from dealspec.schema.model import Schema


def plan_for(
    name: str, target: Target, schema: Schema, *, only: Sequence[str] = (), impact_as_of: datetime | None = None
) -> Plan:
    """The plan that brings a target to the schema; with ``impact_as_of`` it counts the records each gate touches."""
    identity = target.identity()
    projection = target.project(schema)
    live = target.read(projection.resources)
    plan = make_plan(name, identity, projection, live, only=only)
    plan = with_steps(plan, target.steps(plan.changes))
    if impact_as_of is None:
        return plan
    from dealspec.commands.judging import plan_impact

    return plan_impact(plan, target, schema, impact_as_of)
