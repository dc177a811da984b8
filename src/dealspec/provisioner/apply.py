"""Does what a plan says, step by step, and proves it by reading back. Decides nothing that the plan did not show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dealspec.core.errors import Refused
from dealspec.provisioner.changes import AttributeChange, Change, Create, Update
from dealspec.provisioner.diff import compare, diff
from dealspec.provisioner.journal import Journal
from dealspec.provisioner.plan import Plan, resources_of
from dealspec.provisioner.ports import Step, StepOutcome, Target
from dealspec.provisioner.resource import Resource


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
    plan: Plan, target: Target, journal: Journal, *, on_step: Callable[[Step], None] = lambda step: None
) -> Run:
    """Carries a plan out. Raises ``Refused`` when the org is another one or what the plan saw has changed since."""
    _refuse_wrong_org(plan, target)
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
