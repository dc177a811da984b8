"""Apply: does what the plan says, refuses what it did not see, proves what it wrote."""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Any

import pytest
from tests.unit.provisioner.build import IDENTITY, by_address, field

from dealspec.core.errors import Refused
from dealspec.provisioner.apply import apply_plan
from dealspec.provisioner.changes import Change
from dealspec.provisioner.plan import Plan, make_plan
from dealspec.provisioner.ports import Chosen, Extract, Identity, Probe, Pulled, Selection, Step, StepOutcome
from dealspec.provisioner.resource import LiveState, Projection, Resource
from dealspec.schema.model import Schema


@dataclass
class OrgInMemory:
    """A target whose org is a dictionary; it can refuse addresses, and can forget what it was told."""

    state: dict[str, Resource]
    refuses: frozenset[str] = frozenset()
    forgets: frozenset[str] = frozenset()
    who: Identity = IDENTITY
    executed: list[str] = attribute(default_factory=list)

    def identity(self) -> Identity:
        return self.who

    def project(self, schema: Schema) -> Projection:
        raise NotImplementedError

    def read(self, resources: Sequence[Resource]) -> LiveState:
        asked = {resource.address for resource in resources}
        return LiveState({address: found for address, found in self.state.items() if address in asked}, calls=1)

    def steps(self, changes: Sequence[Change]) -> tuple[Step, ...]:
        return tuple(
            Step(str(n), "write", change.address, (change.address,), (change,)) for n, change in enumerate(changes)
        )

    def execute(self, step: Step) -> StepOutcome:
        change = step.changes[0]
        self.executed.append(change.address)
        if change.address in self.refuses:
            return StepOutcome(step.id, (), {change.address: "the vendor said no"}, 1)
        if change.address not in self.forgets:
            self.state[change.address] = change.wanted
        return StepOutcome(step.id, (change.address,), {}, 1)

    def extract(self, schema: Schema, obj: str, fields: Sequence[str], chosen: Chosen | None = None) -> Extract:
        raise NotImplementedError

    def pull(self, selection: Selection) -> Pulled:
        raise NotImplementedError

    def record_url(self, obj: str, record_id: str) -> str:
        raise NotImplementedError

    def probe(self) -> tuple[Probe, ...]:
        return ()

    def close(self) -> None:
        """Holds nothing."""


@dataclass
class Memory:
    """A journal that keeps its events."""

    events: list[tuple[str, dict[str, Any]]] = attribute(default_factory=list)

    def write(self, event: str, **facts: Any) -> None:
        self.events.append((event, facts))


WANTED = [field("a", label="A"), field("b", label="B")]


def plan_for(org: OrgInMemory, *wanted: Resource) -> Plan:
    return make_plan("org", IDENTITY, Projection(wanted), org.read(wanted))


def test_everything_planned_is_done_and_read_back() -> None:
    org = OrgInMemory(dict(by_address(field("b", label="Old"))))

    run = apply_plan(plan_for(org, *WANTED), org, Memory())

    assert run.is_whole
    assert run.done == ("fields.opportunity.a", "fields.opportunity.b")
    assert plan_for(org, *WANTED).is_empty


def test_a_second_apply_of_the_same_plan_does_nothing_and_says_so() -> None:
    org = OrgInMemory({})
    plan = plan_for(org, *WANTED)
    apply_plan(plan, org, Memory())
    org.executed.clear()

    run = apply_plan(plan, org, Memory())

    assert (run.done, run.already) == ((), ("fields.opportunity.a", "fields.opportunity.b"))
    assert org.executed == []


@pytest.mark.parametrize(
    ("before", "meanwhile"),
    [({}, {"label": "Theirs"}), ({"label": "Old"}, {"label": "Theirs"})],
    ids=["somebody created it", "somebody changed it"],
)
def test_what_changed_since_the_plan_is_refused_and_nothing_is_written(
    before: dict[str, str], meanwhile: dict[str, str]
) -> None:
    org = OrgInMemory(dict(by_address(field("a", **before))) if before else {})
    plan = plan_for(org, *WANTED)
    org.state |= by_address(field("a", **meanwhile))

    with pytest.raises(Refused, match=r"fields\.opportunity\.a"):
        apply_plan(plan, org, Memory())

    assert org.executed == []


def test_an_unrelated_edit_voids_nothing() -> None:
    org = OrgInMemory(dict(by_address(field("a", label="Old", help="x"))))
    plan = plan_for(org, *WANTED)
    org.state |= by_address(field("a", label="Old", help="y"), field("theirs", label="Z"))

    assert apply_plan(plan, org, Memory()).is_whole


def test_another_org_is_refused() -> None:
    org = OrgInMemory({})
    plan = plan_for(org, *WANTED)
    org.who = Identity(IDENTITY.crm, "00D000000000002AAA", "Other", "Production", is_protected=True)

    with pytest.raises(Refused, match="00D000000000002AAA"):
        apply_plan(plan, org, Memory())


def test_after_a_failure_the_rest_is_not_attempted_and_said() -> None:
    org = OrgInMemory({}, refuses=frozenset({"fields.opportunity.a"}))

    run = apply_plan(plan_for(org, *WANTED), org, Memory())

    assert not run.is_whole
    assert run.failed["fields.opportunity.a"] == "the vendor said no"
    assert run.failed["fields.opportunity.b"].startswith("Not attempted")


def test_what_reads_back_otherwise_is_never_called_done() -> None:
    org = OrgInMemory({}, forgets=frozenset({"fields.opportunity.b"}))

    run = apply_plan(plan_for(org, *WANTED), org, Memory())

    assert run.unsettled == ("fields.opportunity.b",)
    assert not run.is_whole


def test_intent_is_journalled_before_each_call_and_outcome_after_it() -> None:
    org, journal = OrgInMemory({}), Memory()

    apply_plan(plan_for(org, *WANTED), org, journal)

    assert [event for event, _ in journal.events] == ["start", "intent", "outcome", "intent", "outcome", "end"]
