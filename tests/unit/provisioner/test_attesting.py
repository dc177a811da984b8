"""An attestation holds for the org and for what the step asked; anything else is told, and the work stays open."""

import json
from dataclasses import replace
from datetime import date

import pytest

from dealspec.provisioner.attesting import Standing
from dealspec.provisioner.plan import Destination, Plan, with_attestations
from dealspec.provisioner.plan_file import dump_plan, load_plan
from dealspec.provisioner.ports import Crm
from dealspec.provisioner.resource import ManualStep
from dealspec.schema.attestations import Attestation

STEP = ManualStep("gates.quote", "Require 1 property", ("Open the settings.", "Save."), ("property registration",))
OTHER = ManualStep("gates.order", "Require 1 property", ("Open the settings.",), ("property order",))
PLAN = Plan(Destination("portal", Crm.HUBSPOT, "4242", "STANDARD", True), (), (), manual=(STEP, OTHER))
DONE = Attestation("gates.quote", "4242", STEP.digest, "ada@example.com", date(2026, 11, 23))


def standings(plan: Plan) -> list[tuple[str, Standing]]:
    return [(each.address, each.standing) for each in plan.attested]


@pytest.mark.parametrize(
    ("said", "expected", "still_open"),
    [
        ([], [], [STEP, OTHER]),
        ([DONE], [("gates.quote", Standing.DONE)], [OTHER]),
        ([replace(DONE, org="4243")], [], [STEP, OTHER]),
        ([replace(DONE, digest="0" * 12)], [("gates.quote", Standing.STALE)], [STEP, OTHER]),
        ([replace(DONE, digest="0" * 12), DONE], [("gates.quote", Standing.DONE)], [OTHER]),
        ([replace(DONE, step="gates.gone")], [("gates.gone", Standing.UNASKED)], [STEP, OTHER]),
    ],
)
def test_what_an_attestation_is_worth(said: list[Attestation], expected: list, still_open: list[ManualStep]) -> None:
    plan = with_attestations(PLAN, said)

    assert standings(plan) == expected
    assert list(plan.open_manual) == still_open


def test_other_words_for_the_same_work_leave_it_done_and_other_work_does_not() -> None:
    reworded = replace(STEP, title="Ask for 1 property", instructions=("Click.",))
    more = replace(STEP, asks=("property registration", "property seats"))

    assert standings(with_attestations(replace(PLAN, manual=(reworded,)), [DONE])) == [("gates.quote", Standing.DONE)]
    assert standings(with_attestations(replace(PLAN, manual=(more,)), [DONE])) == [("gates.quote", Standing.STALE)]


def test_both_forms_of_a_salesforce_id_are_one() -> None:
    org = replace(PLAN, destination=replace(PLAN.destination, org_id="00D000000000001EAA"))

    assert standings(with_attestations(org, [replace(DONE, org="00D000000000001")])) == [("gates.quote", Standing.DONE)]


def test_a_narrowed_plan_says_nothing_of_the_rest() -> None:
    narrowed = replace(PLAN, only=("gates.order",), manual=(OTHER,))

    assert with_attestations(narrowed, [DONE]).attested == ()


def test_a_saved_plan_keeps_them() -> None:
    plan = with_attestations(PLAN, [DONE, replace(DONE, step="gates.gone", note="By phone.")])

    assert load_plan(json.dumps(dump_plan(plan)), "plan.json") == plan
