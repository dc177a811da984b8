"""Whose change it is: ours is written, somebody else's is held, and what nobody agreed on is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from tests.unit.provisioner.build import by_address, field, states

from dealspec.provisioner.diff import compare, diff
from dealspec.provisioner.ports import Crm
from dealspec.provisioner.state import Ownership, State
from dealspec.provisioner.three_way import Reason, Settled, agreed, settled

A = "fields.opportunity.a"


def state_of(*base: Any) -> State:
    return State(Crm.SALESFORCE, "00D", "line").agreed([], base)


def parted(base: dict[str, Any] | None, live: dict[str, Any] | None, wanted: dict[str, Any], *take: str) -> Settled:
    state = state_of(field("a", **base)) if base is not None else state_of()
    there = by_address(field("a", **live)) if live is not None else {}
    return settled(diff([field("a", **wanted)], there), state, take)


@pytest.mark.parametrize(
    ("base", "live", "wanted", "written", "held"),
    [
        ({"label": "A"}, {"label": "A"}, {"label": "A"}, [], []),
        ({"label": "A"}, {"label": "A"}, {"label": "B"}, ["label"], []),
        ({"label": "A"}, {"label": "X"}, {"label": "A"}, [], [("label", Reason.DRIFT)]),
        ({"label": "A"}, {"label": "X"}, {"label": "B"}, [], [("label", Reason.CONFLICT)]),
        ({"label": "A"}, {"label": "B"}, {"label": "B"}, [], []),
        (None, {"label": "X"}, {"label": "A"}, [], [("label", Reason.DIVERGED)]),
        (None, {"label": ""}, {"label": "A"}, ["label"], []),
        ({"label": "A"}, {"label": "A", "help": "old"}, {"label": "A", "help": "new"}, [], [("help", Reason.DIVERGED)]),
        ({"label": "A"}, {"label": "A"}, {"label": "A", "help": "new"}, ["help"], []),
        ({"label": "A", "length": 5}, {"label": "X", "length": 5}, {"label": "A", "length": 9}, ["length"],
         [("label", Reason.DRIFT)]),
        ({"values": {"x": {"label": "X"}}}, {"values": {"x": {"label": "Theirs"}}},
         {"values": {"x": {"label": "X"}, "y": {"label": "Y"}}}, ["values.y"], [("values.x.label", Reason.DRIFT)]),
        ({"values": {"x": {"label": "X"}}}, {"values": {}}, {"values": {"x": {"label": "X"}}}, [],
         [("values.x", Reason.DRIFT)]),
    ],
)  # fmt: skip
def test_each_attribute_is_judged_by_its_base(
    base: dict[str, Any] | None, live: dict[str, Any], wanted: dict[str, Any], written: list[str], held: list[Any]
) -> None:
    found = parted(base, live, wanted)

    assert [item.path for change in found.changes for item in change.attributes] == written  # type: ignore[union-attr]
    assert [(each.path, each.reason) for one in found.held for each in one.attributes] == held


def test_what_is_written_beside_held_attributes_leaves_those_as_they_are() -> None:
    found = parted(
        {"label": "A", "values": {"x": {"label": "X"}}},
        {"label": "Theirs", "values": {"x": {"label": "Theirs too"}}, "more": 1},
        {"label": "A", "values": {"x": {"label": "X"}, "y": {"label": "Y"}}},
    )

    assert found.changes[0].wanted.attributes == {
        "label": "Theirs",
        "values": {"x": {"label": "Theirs too"}, "y": {"label": "Y"}},
    }


@pytest.mark.parametrize(
    ("base", "wanted", "reason"),
    [({"label": "A"}, {"label": "A"}, Reason.DRIFT), ({"label": "A"}, {"label": "B"}, Reason.CONFLICT)],
)
def test_what_was_ours_and_is_gone_is_not_made_again_unasked(
    base: dict[str, Any], wanted: dict[str, Any], reason: Reason
) -> None:
    found = parted(base, None, wanted)

    assert found.changes == ()
    assert [(each.gone, each.reason) for each in found.held] == [(True, reason)]


def test_what_is_taken_is_written_whatever_it_is() -> None:
    for base, live in ((None, {"label": "X"}), ({"label": "A"}, {"label": "X"}), ({"label": "A"}, None)):
        found = parted(base, live, {"label": "A"}, "fields.*")

        assert [change.address for change in found.changes] == [A]
        assert found.held == ()


@given(states, states, states)
def test_writing_brings_what_is_not_held(base: list[Any], live: list[Any], wanted: list[Any]) -> None:
    state = state_of(*base)
    found = settled(diff(wanted, by_address(*live)), state)

    after = by_address(*live) | by_address(*(change.wanted for change in found.changes))
    held = {(one.address, each.path) for one in found.held for each in one.attributes}
    gone = {one.address for one in found.held if one.gone}
    for resource in wanted:
        if resource.address in gone:
            continue
        left = compare(resource.attributes, after[resource.address].attributes)
        assert {(resource.address, each.path) for each in left} == {one for one in held if one[0] == resource.address}


@given(states, states)
def test_without_a_base_nothing_that_is_there_is_written_over(live: list[Any], wanted: list[Any]) -> None:
    there = by_address(*live)

    for change in settled(diff(wanted, there), state_of()).changes:
        for item in getattr(change, "attributes", ()):
            assert item.before in (None, "", [], {})


@given(states, states, states)
def test_what_was_agreed_is_no_change_the_next_time(base: list[Any], live: list[Any], wanted: list[Any]) -> None:
    state = state_of(*base)
    found = settled(diff(wanted, by_address(*live)), state)
    held = {one.address: one for one in found.held}
    after = by_address(*live) | by_address(*(change.wanted for change in found.changes))
    known = [agreed(change.wanted, held.get(change.address), state.base(change.address)) for change in found.changes]

    again = settled(diff(wanted, after), state.agreed([], known))

    assert again.changes == ()
    assert {(one.address, each.path) for one in again.held for each in one.attributes} == {
        (one.address, each.path) for one in found.held for each in one.attributes
    }


def test_a_state_remembers_who_made_what() -> None:
    state = State(Crm.SALESFORCE, "00D", "line")

    once = state.agreed([field("a", label="A")], [field("b", label="B")])
    twice = once.agreed([field("b", label="B2")], [field("a", label="A2")])

    assert [entry.ownership for entry in once.entries.values()] == [Ownership.CREATED, Ownership.ADOPTED]
    assert [entry.ownership for entry in twice.entries.values()] == [Ownership.CREATED, Ownership.ADOPTED]
    assert (state.serial, once.serial, twice.serial) == (0, 1, 2)
    assert twice.agreed([], [field("a", label="A2")]) is twice
