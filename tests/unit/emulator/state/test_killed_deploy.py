"""Killed in the middle of a deploy, an org is what it was before or what it was to become, never anything between."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.unit.emulator.state.fixed import NOON, call
from tests.unit.emulator.state.killed import FIELDS

from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.store import Store

ROOT = Path(__file__).parents[4]
KILLS = 10


@pytest.fixture(scope="module")
def former(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An org on disk that nothing was deployed to."""
    file = tmp_path_factory.mktemp("orgs") / "former.sqlite"
    store = Store(file)
    SalesforceOrg(store, NOON)
    store.close()
    return file


@pytest.fixture(scope="module")
def statements(former: Path) -> int:
    """How many SQL statements the whole deploy takes."""
    ran = deploy(copied(former, "whole"), dies_at=0)
    assert ran.returncode == 0, ran.stderr
    return int(ran.stdout)


def test_a_killed_deploy_leaves_the_former_state_or_the_new_one(former, statements):
    drawn = random.Random(7)
    places = sorted({1, 2, statements, *drawn.sample(range(3, statements), KILLS - 3)})
    seen = set()

    for place in places:
        file = copied(former, f"killed-{place}")
        assert deploy(file, dies_at=place).returncode == -signal.SIGKILL
        fields = fields_of(file)
        assert fields in ((), tuple(sorted(FIELDS))), f"killed at statement {place} of {statements}"
        seen.add(fields)

    assert len(seen) == 2, "every kill came too early, or too late"


def test_what_is_left_takes_the_deploy_again(former, statements):
    file = copied(former, "again")
    deploy(file, dies_at=statements // 2)

    assert deploy(file, dies_at=0).returncode == 0
    assert fields_of(file) == tuple(sorted(FIELDS))


def copied(file: Path, name: str) -> Path:
    return Path(shutil.copy(file, file.with_name(f"{name}.sqlite")))


def deploy(file: Path, dies_at: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.unit.emulator.state.killed", str(file), str(dies_at)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def fields_of(file: Path) -> tuple[str, ...]:
    """The fields that an org opened anew has, of those that were deployed; it also answers at all."""
    store = Store(file)
    try:
        org = SalesforceOrg(store, NOON)
        assert json.loads(call(org, "GET", "/services/data/v66.0/sobjects").body)["sobjects"]
        return tuple(sorted(item.name for item in org.definitions.of_object("CustomField", "Opportunity")))
    finally:
        store.close()
