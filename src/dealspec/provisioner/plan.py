"""The plan: everything an apply would do and everything a person should know before. Pure; reads and writes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from dealspec.core.coverage import Coverage, Gap
from dealspec.provisioner.attesting import Attested, Standing, standings
from dealspec.provisioner.changes import Action, Change
from dealspec.provisioner.diff import diff
from dealspec.provisioner.order import matches, ordered, selected
from dealspec.provisioner.ports import Crm, Identity, Step
from dealspec.provisioner.resource import Grade, LiveState, ManualStep, Projection, Resource
from dealspec.provisioner.state import State
from dealspec.provisioner.three_way import Held, Settled, settled
from dealspec.schema.attestations import Attestation

BRAKE_FROM = 10
"""Managed resources from which the brake holds."""
BRAKE_SHARE = 0.3
"""The share of managed resources that one plan may update or delete; creations never count."""


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
    held: tuple[Held, ...] = ()
    """What differs and is left alone, since somebody else changed it or nobody has agreed on it."""
    adopts: tuple[Resource, ...] = ()
    """What is there as wanted already, and becomes ours when the plan is applied."""
    serial: int | None = None
    """The version of the state that the plan was made from; None: there was none."""
    managed: int = 0
    """How many resources of the target are ours."""

    @property
    def is_braked(self) -> bool:
        """Whether it changes so much of what is ours that it takes a person to cut it into parts."""
        changed = sum(change.action is not Action.CREATE for change in self.changes)
        return self.managed >= BRAKE_FROM and changed > BRAKE_SHARE * self.managed

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
    state: State | None = None,
    take: Sequence[str] = (),
) -> Plan:
    """What has to change on a target; ``only`` narrows it to addresses that match a glob, and what those require.

    With a ``state`` what somebody else changed is held, unless a glob of ``take`` names it; without one all is changed.
    """
    destination = Destination(name, identity.crm, identity.org_id, identity.kind, identity.is_protected)
    wanted = tuple(only)
    differing = diff(projection.resources, live.resources)
    parted = settled(differing, state, take) if state is not None else Settled(differing, ())
    changes = ordered(selected(parted.changes, only))

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
        held=tuple(held for held in parted.held if concerns(held.address)),
        adopts=tuple(each for each in _adopted(projection, differing, state) if concerns(each.address)),
        serial=None if state is None or not state.lineage else state.serial,
        managed=0 if state is None else len(state.entries),
    )


def _adopted(projection: Projection, differing: Sequence[Change], state: State | None) -> Iterator[Resource]:
    """What is as wanted, and was not agreed on in this form."""
    if state is None:
        return
    others = {change.address for change in differing}
    for resource in projection.resources:
        if resource.address not in others and state.base(resource.address) != resource.attributes:
            yield resource


def with_steps(plan: Plan, steps: Sequence[Step]) -> Plan:
    """The plan with the requests that its target would make of it."""
    shown = tuple(StepSummary(step.id, step.operation, step.title, step.addresses) for step in steps)
    return replace(plan, steps=shown)


def with_impact(plan: Plan, violations: Mapping[str, tuple[int, int]], coverage: Coverage) -> Plan:
    """The plan with (records that break it, records judged) by gate address, and what could not be counted."""
    impact = tuple(Impact(address, *counts) for address, counts in sorted(violations.items()))
    return replace(plan, impact=impact, coverage=plan.coverage.plus(coverage.gaps))


def with_attestations(plan: Plan, attestations: Iterable[Attestation]) -> Plan:
    """The plan with what was attested for its org; of a narrowed plan, only what it asks."""
    said = standings(plan.manual, attestations, plan.destination.org_id, narrowed=bool(plan.only))
    return replace(plan, attested=said)


def resources_of(plan: Plan) -> tuple[Resource, ...]:
    """What the plan would create or update, as wanted."""
    return tuple(change.wanted for change in plan.changes)


def _wanted(change: Change) -> object:
    return dict(change.wanted.attributes)


def _expected(change: Change) -> object:
    return None if change.action is Action.CREATE else [[item.path, item.before] for item in change.attributes]  # type: ignore[union-attr]
