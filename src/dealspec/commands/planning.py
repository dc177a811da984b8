"""Makes a target's plan: project, read, compare, count. The steps that ``plan``, ``apply`` and ``demo`` share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from dealspec.provisioner import intent
from dealspec.provisioner.plan import Plan, make_plan, with_steps
from dealspec.provisioner.ports import Crm, Identity, Target
from dealspec.provisioner.resource import LiveState, Projection
from dealspec.provisioner.state import State
from dealspec.provisioner.stores import StateStore
from dealspec.schema.model import Schema


def plan_for(
    name: str,
    target: Target,
    schema: Schema,
    *,
    only: Sequence[str] = (),
    impact_as_of: datetime | None = None,
    store: StateStore | None = None,
    take: Sequence[str] = (),
) -> Plan:
    """The plan that brings a target to the schema; with ``impact_as_of`` it counts the records each gate touches.

    With a ``store`` it holds what somebody else changed in the org, but for what a glob of ``take`` names.
    """
    identity = target.identity()
    projection, live, schema = _intended(target, identity.crm, schema)
    state = base_of(store, identity) if store else None
    plan = make_plan(name, identity, projection, live, only=only, state=state, take=take)
    plan = with_steps(plan, target.steps(plan.changes))
    if impact_as_of is None:
        return plan
    from dealspec.commands.judging import plan_impact

    return plan_impact(plan, target, schema, impact_as_of)


def plan_anew(name: str, target: Target, schema: Schema) -> Plan:
    """The plan of one who knows nothing of the org yet: what is there as declared stands in ``adopts``."""
    identity = target.identity()
    projection, live, _ = _intended(target, identity.crm, schema)
    return make_plan(name, identity, projection, live, state=State(identity.crm, identity.org_id, ""))


def base_of(store: StateStore, identity: Identity) -> State:
    """What was last agreed of the org that answers; without a line of its own where nothing ever was."""
    return store.load(identity.org_id) or State(identity.crm, identity.org_id, "")


def _intended(target: Target, crm: Crm, schema: Schema) -> tuple[Projection, LiveState, Schema]:
    """What is wanted and what is there, without what is held because of a declared intent; and the schema of that."""
    projection = target.project(schema)
    looked_for = intent.watched(schema, crm)
    looked = intent.field_resources(target.project(looked_for)) if looked_for else ()
    live = target.read([*projection.resources, *looked])
    settled = intent.settled(schema, crm, live)
    if settled.schema is not schema:
        projection = target.project(settled.schema)
        # What an adapter reads of a resource depends on what is wanted of it.
        live = target.read(projection.resources)
    manual = (
        *projection.manual,
        *settled.manual,
        *intent.placed_by_hand(schema, crm),
        *intent.undeclared(settled.schema, projection, live),
    )
    unsupported = (*projection.unsupported, *settled.waiting, *intent.unwritten(schema, crm))
    return replace(projection, manual=manual, unsupported=unsupported), live, settled.schema
