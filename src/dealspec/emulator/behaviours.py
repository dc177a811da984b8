"""What an embedded org does, each behaviour with how sure we are, where from, and the test that pins it. Data alone.

A behaviour is one line in ``<vendor>/behaviours``::

    observed("omitted-value", "A value left out is deactivated.", "cli 1047", "tests/....py::test_...", "trap-6"),
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """How sure we are that the vendor does the same."""

    DOCUMENTED = "documented"
    """The vendor's own pages, specifications or published source say so."""
    OBSERVED = "observed"
    """Somebody met it in a real org and reported it in public."""
    ASSUMED = "assumed"
    """Nobody told; the likeliest was taken."""


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One thing that an embedded org does; ``about`` names the topics that it belongs to."""

    id: str
    label: Label
    statement: str
    source: str
    test: str
    """A pytest node, ``tests/.../test_file.py::test_name``."""
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RouteStatus:
    """One route of the vendor: served, with where its form is from and what tests it; or answered with 501."""

    route: str
    """Method and template, as in the route table."""
    served: bool
    source: str
    test: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """What is known to matter about the vendor: a trap or a fact. Some are nothing that an org could show."""

    id: str
    title: str
    elsewhere: str = ""
    """Why no behaviour of the embedded org belongs to it."""


@dataclass(frozen=True, slots=True)
class Behaviours:
    """Everything that is said about one embedded org."""

    org: str
    vendor: str
    behaviours: tuple[Behaviour, ...]
    routes: tuple[RouteStatus, ...]
    topics: tuple[Topic, ...]

    @property
    def by_id(self) -> Mapping[str, Behaviour]:
        """The behaviours by id."""
        return {behaviour.id: behaviour for behaviour in self.behaviours}

    def about(self, topic: str) -> tuple[Behaviour, ...]:
        """The behaviours of a topic."""
        return tuple(behaviour for behaviour in self.behaviours if topic in behaviour.about)


def documented(name: str, statement: str, source: str, test: str, *about: str) -> Behaviour:
    """A behaviour that the vendor documents."""
    return Behaviour(name, Label.DOCUMENTED, statement, source, test, about)


def observed(name: str, statement: str, source: str, test: str, *about: str) -> Behaviour:
    """A behaviour that was met in real orgs."""
    return Behaviour(name, Label.OBSERVED, statement, source, test, about)


def assumed(name: str, statement: str, source: str, test: str, *about: str) -> Behaviour:
    """A behaviour that nobody told; ``source`` says what the guess rests on."""
    return Behaviour(name, Label.ASSUMED, statement, source, test, about)


def served(route: str, source: str, test: str) -> RouteStatus:
    """A route that the embedded org answers."""
    return RouteStatus(route, True, source, test)


def not_served(route: str, why: str) -> RouteStatus:
    """A route of the vendor that the embedded org answers with 501, and why."""
    return RouteStatus(route, False, why)


def topics(prefix: str, titles: Iterable[str], elsewhere: Mapping[int, str]) -> tuple[Topic, ...]:
    """Numbered topics; ``elsewhere`` says by number why an org cannot show one."""
    return tuple(
        Topic(f"{prefix}-{number}", title, elsewhere.get(number, "")) for number, title in enumerate(titles, start=1)
    )
