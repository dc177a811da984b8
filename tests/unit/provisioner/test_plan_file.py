"""A saved plan comes back as it was; a damaged one is refused in words."""

import json

import pytest
from hypothesis import given
from tests.unit.provisioner.build import IDENTITY, by_address, field, states

from dealspec.core.coverage import Coverage, Gap
from dealspec.core.errors import InvalidInput
from dealspec.provisioner.plan import make_plan, with_impact
from dealspec.provisioner.plan_file import dump_plan, load_plan
from dealspec.provisioner.resource import Enforcement, Grade, LiveState, ManualStep, Projection, Resource


def plan_of(wanted: list[Resource], live: list[Resource]):  # type: ignore[no-untyped-def]
    grade = Grade("gates.quote", (Enforcement.MANUAL, Enforcement.AUDIT), ("imports",), "no API")
    manual = ManualStep("gates.quote", "Require fields", ("Open settings.", "Save."))
    projection = Projection(tuple(wanted), (grade,), (manual,), (Gap("fields.x", "too long"),))
    plan = make_plan("org", IDENTITY, projection, LiveState(by_address(*live), Coverage((Gap("a", "b"),)), 4))
    return with_impact(plan, {"gates.quote": (3, 10)}, Coverage())


@given(states, states)
def test_a_plan_comes_back_from_its_file(wanted: list[Resource], live: list[Resource]) -> None:
    plan = plan_of(wanted, live)

    assert load_plan(json.dumps(dump_plan(plan)), "plan.json") == plan


@given(states, states)
def test_order_changes_no_byte_of_a_plan(wanted: list[Resource], live: list[Resource]) -> None:
    assert json.dumps(dump_plan(plan_of(wanted, live))) == json.dumps(dump_plan(plan_of(wanted[::-1], live[::-1])))


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"format": "other/1"}', '{"format": "dealspec.plan/1"}'],
    ids=["empty", "no format", "a list", "another format", "no parts"],
)
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        load_plan(text, "plan.json")

    assert [fault.code for fault in refusal.value.diagnostics] == ["PLN001"]


def test_a_plan_edited_by_hand_is_refused() -> None:
    document = dump_plan(plan_of([field("a", label="A")], []))
    document["changes"][0]["after"]["label"] = "B"

    with pytest.raises(InvalidInput) as refusal:
        load_plan(json.dumps(document), "plan.json")

    assert "digest" in refusal.value.diagnostics[0].why
