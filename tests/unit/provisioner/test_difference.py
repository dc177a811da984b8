"""Two states against each other: each difference is named once, from either side."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dealspec.provisioner.changes import AttributeChange
from dealspec.provisioner.difference import Difference, Presence, differences, restricted
from dealspec.provisioner.resource import Json, Kind, Resource


def state(**fields: Mapping[str, Json]) -> dict[str, Resource]:
    return {f"fields.{name}": Resource(f"fields.{name}", Kind.FIELD, said) for name, said in fields.items()}


@pytest.mark.parametrize(
    ("first", "second", "changes"),
    [
        ({"length": 80}, {"length": 90}, [("length", 80, 90)]),
        ({"length": 80.0, "values": {"a": {"label": "A"}}}, {"length": 80, "values": {"a": {"label": "A"}}}, []),
        ({"help": "", "description": None}, {}, []),
        ({"help": "x"}, {}, [("help", "x", None)]),
        ({}, {"help": "x"}, [("help", None, "x")]),
        ({"values": {"a": {"label": "A"}}}, {"values": {"a": {"label": "B"}}}, [("values.a.label", "A", "B")]),
    ],
)
def test_attributes_are_compared_both_ways(
    first: Mapping[str, Json], second: Mapping[str, Json], changes: list[tuple[str, Json, Json]]
) -> None:
    found = differences(state(x=first), state(x=second))

    assert [(item.path, item.before, item.after) for each in found for item in each.attributes] == changes
    mirrored = differences(state(x=second), state(x=first))
    assert [(item.path, item.after, item.before) for each in mirrored for item in each.attributes] == changes


def test_what_only_one_side_has_is_said() -> None:
    assert differences(state(a={}, b={}), state(b={}, c={})) == (
        Difference("fields.a", Kind.FIELD, Presence.FIRST),
        Difference("fields.c", Kind.FIELD, Presence.SECOND),
    )


def test_two_crms_are_compared_by_the_attributes_of_both() -> None:
    one = state(x={"type": "picklist", "restricted": True, "values": {"a": {"label": "A", "active": True}, "b": {}}})
    other = state(x={"type": "picklist", "group": "g", "values": {"a": {"label": "B", "hidden": False}, "c": True}})

    (found,) = differences(one, other, shared_attributes=True)

    assert found.attributes == (
        AttributeChange("values.a.label", "A", "B"),
        AttributeChange("values.c", None, True),
    )


def test_only_what_is_declared_is_looked_at() -> None:
    live = state(x={"length": 80, "help": "h", "values": {"a": {"label": "A"}, "b": {"label": "B"}}}, y={"length": 1})
    declared = state(x={"length": 5, "values": {"a": {"label": "Z"}}})

    assert restricted(live, declared) == state(x={"length": 80, "values": {"a": {"label": "A"}}})
