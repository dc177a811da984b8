"""What a plan costs beyond fetching and parsing the answers that it needs, against embedded orgs in another process."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock

import pytest
import urllib3
from tests.e2e.emulated import Project, emulated, project

from benchmarks.measure import ratio
from dealspec import wiring
from dealspec.commands.planning import plan_for
from dealspec.commands.workspace import check_folder
from dealspec.provisioner.ports import Target

BAR = 3
SIDE_BY_SIDE = 8
"""Calls at once while merely fetching: as many as the adapters may have under way."""


@dataclass(frozen=True, slots=True)
class Call:
    """One request as it left the process."""

    method: str
    url: str
    body: Any
    headers: dict[str, str]


@pytest.fixture(scope="module")
def orgs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Both embedded orgs, with the blueprint applied."""
    root = tmp_path_factory.mktemp("bench")
    with emulated(root / "orgs") as doors:
        made = project(root / "project", doors)
        for name in ("salesforce", "hubspot"):
            assert made.dealspec("apply", name, "--auto-approve").code == 0
        yield made


@pytest.mark.parametrize("crm", ["salesforce", "hubspot"])
def test_a_plan_costs_at_most_three_times_what_its_answers_cost(crm, orgs):
    checked = check_folder(orgs.folder / "schema")
    with recorded() as calls:
        plan = _plan(crm, orgs, checked.schema)
    pool = urllib3.PoolManager(maxsize=SIDE_BY_SIDE)

    taken = ratio(
        f"plan of the blueprint, {crm}",
        lambda: _plan(crm, orgs, checked.schema),
        f"its {len(calls)} answers, fetched and parsed",
        lambda: _fetched(pool, calls),
        rounds=9,
        bar=BAR,
    )

    assert plan.is_empty
    assert calls
    assert taken.holds, taken


@contextmanager
def recorded() -> Iterator[list[Call]]:
    """Notes every request that leaves this process; both vendors' clients go through urllib3."""
    calls: list[Call] = []
    send = urllib3.HTTPConnectionPool.urlopen

    def noted(pool: urllib3.HTTPConnectionPool, method: str, url: str, body: Any = None, **more: Any) -> Any:
        origin = f"http://{pool.host}:{pool.port}"
        headers = {str(name): str(value) for name, value in dict(more.get("headers") or {}).items()}
        calls.append(Call(method, origin + url.removeprefix(origin), body, headers))
        return send(pool, method, url, body, **more)

    with mock.patch.object(urllib3.HTTPConnectionPool, "urlopen", noted):
        yield calls


def _plan(crm: str, orgs: Project, schema: Any) -> Any:
    with closing(_target(crm, orgs)) as target:
        return plan_for(crm, target, schema)


def _target(crm: str, orgs: Project) -> Target:
    if crm == "salesforce":
        return wiring.salesforce_target(orgs.doors.salesforce["url"], orgs.doors.salesforce["access_token"])
    return wiring.hubspot_target(orgs.doors.hubspot["url"], orgs.doors.hubspot["access_token"])


def _fetched(pool: urllib3.PoolManager, calls: list[Call]) -> list[Any]:
    with ThreadPoolExecutor(SIDE_BY_SIDE) as workers:
        return list(workers.map(lambda call: _parsed(pool, call), calls))


def _parsed(pool: urllib3.PoolManager, call: Call) -> Any:
    answer = pool.request(call.method, call.url, body=call.body, headers=call.headers, retries=False)
    assert answer.status == 200, (call, answer.status)
    return ET.fromstring(answer.data) if answer.data.startswith(b"<") else json.loads(answer.data)
