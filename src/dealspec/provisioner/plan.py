"""The plan: everything an apply would do and everything a person should know before. Pure; reads and writes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dealspec.core.coverage import Coverage, Gap
from dealspec.provisioner.attesting import Attested, Standing
from dealspec.provisioner.changes import Action, Change
from dealspec.provisioner.diff import diff
from dealspec.provisioner.order import matches, ordered, selected
from dealspec.provisioner.ports import Crm, Identity, Step
from dealspec.provisioner.resource import Grade, LiveState, ManualStep, Projection, Resource


@dataclass(frozen=True, slots=True)
class Destination:
    """The target a plan was made for; applying it elsewhere is refused."""

    name: str
    crm: Crm
    org_id: str
    kind: str
    is_protected: bool


@dataclass(frozen=True, slots=True)
class Impact:
    """How many records that exist today break what a change brings, of how many that were judged."""

    address: str
    records: int
    judged: int


@dataclass(frozen=True, slots=True)
class StepSummary:
    """A step as the plan shows it."""

    id: str
    operation: str
    title: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The ordered changes of one target, how its gates will be enforced, and what a person must do by hand."""

    destination: Destination
    only: tuple[str, ...]
    changes: tuple[Change, ...]
    steps: tuple[StepSummary, ...] = ()
    grades: tuple[Grade, ...] = ()
    manual: tuple[ManualStep, ...] = ()
    unsupported: tuple[Gap, ...] = ()
    impact: tuple[Impact, ...] = ()
    coverage: Coverage = field(default_factory=Coverage)
    calls: int = 0
    attested: tuple[Attested, ...] = ()

    @property
    def open_manual(self) -> tuple[ManualStep, ...]:
        """The manual steps that nobody has attested as they are asked now."""
        done = {(each.address, each.digest) for each in self.attested if each.standing is Standing.DONE}
        return tuple(step for step in self.manual if (step.address, step.digest) not in done)

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not self.changes

    def count(self, action: Action) -> int:
        """How many changes do this."""
        return sum(change.action is action for change in self.changes)

    @property
    def digest(self) -> str:
        """A hash of what the plan would write and the live values it expects there."""
        facts = [[change.address, change.action, _wanted(change), _expected(change)] for change in self.changes]
        text = json.dumps([self.destination.org_id, facts], sort_keys=True, separators=(",", ":"), default=dict)
        return hashlib.sha256(text.encode()).hexdigest()


def make_plan(
    name: str,
    identity: Identity,
    projection: Projection,
    live: LiveState,
    *,
    only: Sequence[str] = (),
) -> Plan:
    """What has to change on a target; ``only`` narrows it to addresses that match a glob, and what those require."""
    destination = Destination(name, identity.crm, identity.org_id, identity.kind, identity.is_protected)
    changes = ordered(selected(diff(projection.resources, live.resources), only))
    wanted = tuple(only)

    def concerns(address: str) -> bool:
        return not wanted or matches(address, wanted)

    return Plan(
        destination,
        wanted,
        changes,
        grades=tuple(grade for grade in projection.grades if concerns(grade.address)),
        manual=tuple(step for step in projection.manual if concerns(step.address)),
        unsupported=tuple(gap for gap in projection.unsupported if concerns(gap.subject)),
        coverage=live.coverage,
        calls=live.calls,
    )


def with_steps(plan: Plan, steps: Sequence[Step]) -> Plan:
    """The plan with the requests that its target would make of it."""
    shown = tuple(StepSummary(step.id, step.operation, step.title, step.addresses) for step in steps)
    return replace(plan, steps=shown)


def with_impact(plan: Plan, violations: Mapping[str, tuple[int, int]], coverage: Coverage) -> Plan:
    """The plan with (records that break it, records judged) by gate address, and what could not be counted."""
    impact = tuple(Impact(address, *counts) for address, counts in sorted(violations.items()))
    return replace(plan, impact=impact, coverage=plan.coverage.plus(coverage.gaps))


def resources_of(plan: Plan) -> tuple[Resource, ...]:
    """What the plan would create or update, as wanted."""
    return tuple(change.wanted for change in plan.changes)


def _wanted(change: Change) -> object:
    return dict(change.wanted.attributes)


def _expected(change: Change) -> object:
    return None if change.action is Action.CREATE else [[item.path, item.before] for item in change.attributes]  # type: ignore[union-attr]
