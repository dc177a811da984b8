"""What the embedded orgs do is labelled, whole and pinned: topics, routes and tests are all there.

A failure here says which line is missing in ``src/dealspec/emulator/<vendor>/behaviours``.
"""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from dealspec.emulator.behaviours import Behaviours, Label
from dealspec.emulator.behaviours_page import page
from dealspec.emulator.hubspot import routes as hubspot_routes
from dealspec.emulator.hubspot.behaviours import BEHAVIOURS as HUBSPOT
from dealspec.emulator.salesforce import handlers_soap
from dealspec.emulator.salesforce import routes as salesforce_routes
from dealspec.emulator.salesforce.behaviours import BEHAVIOURS as SALESFORCE
from dealspec.emulator.web import RouteTable

ROOT = Path(__file__).parents[2]
SAID = {"salesforce": SALESFORCE, "hubspot": HUBSPOT}
KNOWN = (Path(__file__).with_name("known_topics.txt")).read_text(encoding="utf-8")


@pytest.fixture(params=SAID)
def vendor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def said(vendor: str) -> Behaviours:
    return SAID[vendor]


def test_every_known_topic_is_there(vendor, said):
    rows = [line.split() for line in KNOWN.splitlines() if line.startswith(vendor)]
    wanted = [f"{prefix}-{number}" for _, prefix, count in rows for number in range(1, int(count) + 1)]

    assert [topic.id for topic in said.topics] == wanted


def test_every_topic_has_a_behaviour_or_says_why_not(said):
    undecided = [
        f"{topic.id}, {topic.title}: name it in a behaviour's `about`, or say `elsewhere` in topics.py, not both"
        for topic in said.topics
        if bool(said.about(topic.id)) == bool(topic.elsewhere)
    ]

    assert not undecided, "\n".join(["", *undecided])


def test_every_behaviour_is_about_known_topics(said):
    known = {topic.id for topic in said.topics}

    assert [behaviour.id for behaviour in said.behaviours if not set(behaviour.about) <= known] == []


def test_every_behaviour_has_an_id_of_its_own_a_label_and_a_source(said):
    ids = [behaviour.id for behaviour in said.behaviours]

    assert len(ids) == len(set(ids))
    assert [
        item.id for item in said.behaviours if item.label not in Label or not item.source or not item.statement
    ] == []


def test_every_route_has_a_line(vendor, said):
    lines = [route.route for route in said.routes if route.served]
    there = served_routes(vendor)

    todo = [f"add to {vendor}/behaviours/routes.py: served({route!r}, source, test)," for route in there - set(lines)]
    todo += [f"remove from {vendor}/behaviours/routes.py: {route}" for route in set(lines) - there]
    assert not todo, "\n".join(["", *sorted(todo)])
    assert len(lines) == len(set(lines))


def test_a_route_that_is_said_to_answer_501_is_not_served(vendor, said):
    assert {route.route for route in said.routes if not route.served} & served_routes(vendor) == set()


def test_every_named_test_exists(said):
    nodes = {item.id: item.test for item in said.behaviours}
    nodes |= {route.route: route.test for route in said.routes if route.served}
    missing = [
        f"{name} names {node}, which is not there" for name, node in nodes.items() if node not in written_tests()
    ]

    assert not missing, "\n".join(["", *missing])


def test_the_page_shows_every_line(said):
    text = page(said)

    assert [item.id for item in said.behaviours if f"| `{item.id}`" not in text] == []
    assert [route.route for route in said.routes if f"| `{route.route}` |" not in text] == []
    assert [topic.id for topic in said.topics if f"| {topic.id} |" not in text] == []


def served_routes(vendor: str) -> set[str]:
    """Method and template of all that a vendor's org serves."""
    tables: list[RouteTable] = {
        "salesforce": [value for value in vars(salesforce_routes).values() if isinstance(value, RouteTable)],
        "hubspot": [hubspot_routes.TABLE],
    }[vendor]
    found = {f"{route.method} {route.template}" for table in tables for route in table.routes}
    if vendor == "salesforce":
        found |= {f"SOAP {operation}" for operation in handlers_soap.OPERATIONS}
    return found


@cache
def written_tests() -> frozenset[str]:
    """Every test function as a pytest node."""
    return frozenset(
        f"{path.relative_to(ROOT).as_posix()}::{node.name}"
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )
