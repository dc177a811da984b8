"""The diff: what counts as a difference, and its laws."""

from typing import Any

import pytest
from hypothesis import given
from tests.unit.provisioner.build import by_address, field, states

from dealspec.provisioner.changes import AttributeChange, Create, Update
from dealspec.provisioner.diff import compare, diff
from dealspec.provisioner.resource import Resource

SAME = [
    ("the same", {"label": "A"}, {"label": "A"}),
    ("an attribute that is not declared", {"label": "A"}, {"label": "A", "help": "x"}),
    ("an option that is not declared", {"values": {"a": {"label": "A"}}}, {"values": {"a": {"label": "A"}, "b": {}}}),
    ("a number spelled with decimals", {"probability": 50}, {"probability": 50.0}),
    ("the order of keys", {"a": 1, "b": 2}, {"b": 2, "a": 1}),
]
DIFFERENT: list[tuple[str, dict[str, Any], dict[str, Any], list[AttributeChange]]] = [
    ("a label", {"label": "A"}, {"label": "B"}, [AttributeChange("label", "B", "A")]),
    ("an attribute that is not there", {"help": "x"}, {}, [AttributeChange("help", None, "x")]),
    ("a length", {"length": 20}, {"length": 10}, [AttributeChange("length", 10, 20)]),
    ("an option's label", {"values": {"a": {"label": "A"}}}, {"values": {"a": {"label": "B"}}},
     [AttributeChange("values.a.label", "B", "A")]),
    ("an option that is not there", {"values": {"a": {"label": "A"}}}, {"values": {"b": {"label": "B"}}},
     [AttributeChange("values.a", None, {"label": "A"})]),
    ("text where a number is wanted", {"length": 20}, {"length": "20"}, [AttributeChange("length", "20", 20)]),
    ("a switch where entries are wanted", {"values": {"a": {}}}, {"values": True},
     [AttributeChange("values", True, {"a": {}})]),
    ("a switch", {"unique": True}, {"unique": False}, [AttributeChange("unique", False, True)]),
    ("several, by path", {"b": 1, "a": 1}, {"b": 2, "a": 2},
     [AttributeChange("a", 2, 1), AttributeChange("b", 2, 1)]),
]  # fmt: skip


@pytest.mark.parametrize(("_name", "wanted", "live"), SAME, ids=[case[0] for case in SAME])
def test_is_no_difference(_name: str, wanted: dict[str, Any], live: dict[str, Any]) -> None:
    assert compare(wanted, live) == ()


@pytest.mark.parametrize(("_name", "wanted", "live", "expected"), DIFFERENT, ids=[case[0] for case in DIFFERENT])
def test_is_a_difference_by_path(
    _name: str, wanted: dict[str, Any], live: dict[str, Any], expected: list[AttributeChange]
) -> None:
    assert list(compare(wanted, live)) == expected


def test_what_is_not_there_is_created_and_what_differs_is_updated() -> None:
    live, same = field("b", label="Old"), field("c", label="C")

    changes = diff([field("b", label="B"), field("a", label="A"), same], by_address(live, same))

    assert [type(change) for change in changes] == [Create, Update]
    assert [change.address for change in changes] == ["fields.opportunity.a", "fields.opportunity.b"]


def test_what_is_not_declared_is_left_alone() -> None:
    assert diff([], by_address(field("theirs", label="X"))) == ()


@given(states)
def test_a_state_does_not_differ_from_itself(state: list[Resource]) -> None:
    assert diff(state, by_address(*state)) == ()


@given(states, states)
def test_applying_the_changes_leaves_nothing_to_change(wanted: list[Resource], live: list[Resource]) -> None:
    state = dict(by_address(*live))
    for change in diff(wanted, state):
        state[change.address] = change.wanted

    assert diff(wanted, state) == ()


@given(states, states)
def test_the_order_of_what_is_wanted_never_matters(wanted: list[Resource], live: list[Resource]) -> None:
    assert diff(wanted, by_address(*live)) == diff(wanted[::-1], by_address(*live[::-1]))


@given(states, states)
def test_every_update_names_what_differs(wanted: list[Resource], live: list[Resource]) -> None:
    for change in diff(wanted, by_address(*live)):
        if isinstance(change, Update):
            assert change.attributes
            assert all(item.before != item.after for item in change.attributes)
