from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.commands.worlds import Production, Project, World, embedded_project, remote_project, world


@pytest.fixture
def embedded(tmp_path: Path) -> Project:
    return embedded_project(tmp_path / "embedded")


@pytest.fixture(scope="module")
def empty_world() -> Iterator[World]:
    """Two orgs that no test writes to."""
    with world() as made:
        yield made


@pytest.fixture(scope="module")
def production() -> Iterator[World]:
    """Two orgs that say they are real ones."""
    with world(Production) as made:
        yield made


@pytest.fixture
def own_world() -> Iterator[World]:
    """Two orgs of one test alone."""
    with world() as made:
        yield made


@pytest.fixture
def remote(tmp_path: Path, empty_world: World) -> Project:
    return remote_project(tmp_path / "remote", empty_world)
