"""Does what a plan says, step by step, and proves it by reading back. Decides nothing that the plan did not show."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dealspec.core.errors import Refused
from dealspec.provisioner.changes import Action, AttributeChange, Change, Create, Update
from dealspec.provisioner.diff import compare, diff
from dealspec.provisioner.journal import Journal
from dealspec.provisioner.plan import BRAKE_SHARE, Plan, resources_of
from dealspec.provisioner.ports import Step, StepOutcome, Target
from dealspec.provisioner.resource import Resource
from dealspec.provisioner.state import State
from dealspec.provisioner.stores import StateStore
from dealspec.provisioner.three_way import agreed


@dataclass(frozen=True, slots=True)
class Run:
    """What an apply did: addresses done, failures in the vendor's words, and what reads back other than written."""

    done: tuple[str, ...] = ()
    already: tuple[str, ...] = ()
    failed: Mapping[str, str] = field(default_factory=dict)
    unsettled: tuple[str, ...] = ()
    calls: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether everything that was planned holds now."""
        return not self.failed and not self.unsettled


def apply_plan(
    plan: Plan,
    target: Target,
    journal: Journal,
    *,
    store: StateStore | None = None,
    on_step: Callable[[Step], None] = lambda step: None,
) -> Run:
    """Carries a plan out. Raises ``Refused`` when the org is another one or what the plan saw has changed since.

    With a ``store`` it holds the org's lock meanwhile, and keeps what is agreed on at the end.
    """
    _refuse_wrong_org(plan, target)
    _refuse_braked(plan)
    if store is None:
        return _carried_out(plan, target, journal, on_step)
    org_id = plan.destination.org_id
    with store.locked(org_id, f"apply of plan {plan.digest[:8]}"):
        state = store.load(org_id)
        _refuse_other_state(plan, state)
        run = _carried_out(plan, target, journal, on_step)
        before = state or State(plan.destination.crm, org_id, uuid.uuid4().hex)
        after = _agreed(plan, run, before)
        if after is not before:
            store.save(after, None if state is None else state.serial)
            journal.write("agreed", serial=after.serial)
    return run


def _agreed(plan: Plan, run: Run, state: State) -> State:
    """The state after a run: what was written and read back, and what was there as wanted."""
    held = {each.address: each for each in plan.held}
    whole = {*run.done, *run.already} - {*run.unsettled}
    written = [
        (change.action, agreed(change.wanted, held.get(change.address), state.base(change.address)))
        for change in plan.changes
        if change.address in whole
    ]
    created = [each for action, each in written if action is Action.CREATE and each.address in run.done]
    others = [each for action, each in written if action is not Action.CREATE or each.address in run.already]
    return state.agreed(created, [*others, *plan.adopts], plan.digest)


def _carried_out(plan: Plan, target: Target, journal: Journal, on_step: Callable[[Step], None]) -> Run:
    live = target.read(resources_of(plan))
    pending = _pending(plan, live.resources)
    already = tuple(change.address for change in plan.changes if change not in pending)
    journal.write("start", target=plan.destination.name, org_id=plan.destination.org_id, plan=plan.digest)
    outcomes: list[StepOutcome] = []
    for step in target.steps(pending):
        on_step(step)
        journal.write("intent", step=step.id, operation=step.operation, addresses=step.addresses)
        outcome = target.execute(step)
        outcomes.append(outcome)
        journal.write("outcome", step=step.id, done=outcome.done, failed=outcome.failed, request_id=outcome.request_id)
        if outcome.failed:
            break
    run = _settle(pending, outcomes, target, already)
    journal.write("end", done=run.done, already=already, failed=run.failed, unsettled=run.unsettled)
    return run


def _settle(pending: tuple[Change, ...], outcomes: list[StepOutcome], target: Target, already: tuple[str, ...]) -> Run:
    done = {address for outcome in outcomes for address in outcome.done}
    failed = {address: words for outcome in outcomes for address, words in outcome.failed.items()}
    skipped = [change.address for change in pending if change.address not in done | failed.keys()]
    failed |= dict.fromkeys(skipped, "Not attempted: an earlier step failed.")
    written = [change.wanted for change in pending if change.address in done]
    unsettled: tuple[str, ...] = ()
    calls = sum(outcome.calls for outcome in outcomes)
    if written:
        back = target.read(written)
        calls += back.calls
        unsettled = tuple(change.address for change in diff(written, back.resources))
    return Run(tuple(sorted(done)), already, failed, unsettled, calls)


def _refuse_wrong_org(plan: Plan, target: Target) -> None:
    identity = target.identity()
    if identity.org_id != plan.destination.org_id:
        raise Refused(
            f"The plan was made for {plan.destination.crm} {plan.destination.org_id}, but {identity.org_id} answers.",
            why="A plan is applied only where it was made: the live values it expects are of that org.",
            hint=f"Make a plan for this one: dealspec plan {plan.destination.name} -o plan.json",
        )


def _refuse_braked(plan: Plan) -> None:
    if plan.is_braked:
        changed = sum(change.action is not Action.CREATE for change in plan.changes)
        raise Refused(
            f"The plan changes {changed:,} of the {plan.managed:,} things that are managed here.",
            why=f"More than {BRAKE_SHARE:.0%} at once is mostly a mistake: a wrong file, branch or target.",
            hint=f"If it is meant, take it in parts: dealspec plan {plan.destination.name} --only GLOB -o plan.json",
        )


def _refuse_other_state(plan: Plan, state: State | None) -> None:
    """A plan that was cut short may go on from the state that it left itself."""
    serial = None if state is None else state.serial
    if serial != plan.serial and (state is None or state.applied != plan.digest):
        raise Refused(
            "Something was applied to this org since the plan was made.",
            why=f"The plan was made from version {plan.serial or 0} of its state, which is at {serial or 0} now.",
            hint=f"Make the plan anew: dealspec plan {plan.destination.name} -o plan.json",
        )


def _pending(plan: Plan, live: Mapping[str, Resource]) -> tuple[Change, ...]:
    """The changes still to do; refuses when one of them no longer finds what the plan saw."""
    pending: list[Change] = []
    stale: list[Change] = []
    for change in plan.changes:
        found = live.get(change.address)
        if found is not None and not compare(change.wanted.attributes, found.attributes):
            continue
        (pending if _still_as_planned(change, found) else stale).append(change)
    if stale:
        names = ", ".join(change.address for change in stale)
        raise Refused(
            f"{len(stale)} of the plan's resources changed in the org since the plan was made: {names}.",
            why="Applying would overwrite somebody's newer work unseen.",
            hint=f"Look at what changed: dealspec plan {plan.destination.name}",
        )
    return tuple(pending)


def _still_as_planned(change: Change, found: Resource | None) -> bool:
    match change:
        case Create():
            return found is None
        case Update():
            if found is None:
                return False
            now = compare(change.wanted.attributes, found.attributes)
            return _sides(now) == _sides(change.attributes)


def _sides(attributes: tuple[AttributeChange, ...]) -> list[tuple[str, object]]:
    return [(item.path, item.before) for item in attributes]
