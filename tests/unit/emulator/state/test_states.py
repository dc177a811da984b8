"""An embedded org goes back to a former state, to the byte, and to its beginning."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.emulator.state.fixed import MADE, NOON, call, fresh, replayed
from tests.unit.emulator.state.test_replay import CALLS

from dealspec.emulator.keeping import KeptOrg
from dealspec.emulator.store import Store
from dealspec.emulator.web import Request, Response


class Kept:
    """A kept org that is called as a bare one is."""

    def __init__(self, vendor: str, folder: Path, file: Path | None = None) -> None:
        self.store = Store(file)
        self.kept = KeptOrg(self.store, lambda store: MADE[vendor](store, NOON), folder / "snapshots")

    @property
    def access_token(self) -> str:
        return self.kept.org.access_token

    def handle(self, request: Request) -> Response:
        return self.kept.handle(request)

    def admin(self, method: str, path: str) -> tuple[int, dict | None]:
        answer = call(self, method, f"/__embedded__/{path}")
        return answer.status, json.loads(answer.body) if answer.body else None


@pytest.fixture(params=MADE)
def vendor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def org(vendor: str, tmp_path: Path) -> Kept:
    return Kept(vendor, tmp_path)


def test_a_snapshot_is_restored_with_everything(vendor, org):
    replayed(org, CALLS[vendor])
    before = org.store.digest()
    assert org.admin("PUT", "snapshots/seeded") == (201, {"snapshot": "seeded"})

    replayed(org, CALLS[vendor])
    assert org.store.digest() != before
    assert org.admin("POST", "snapshots/seeded/restore") == (200, {"snapshot": "seeded"})

    assert org.store.digest() == before


def test_after_a_restore_the_same_calls_give_the_same_bodies(vendor, org):
    replayed(org, CALLS[vendor])
    org.admin("PUT", "snapshots/seeded")
    first = bodies(org, vendor)

    org.admin("POST", "snapshots/seeded/restore")

    assert bodies(org, vendor) == first


def test_a_reset_org_answers_as_a_fresh_one(vendor, org):
    replayed(org, CALLS[vendor])

    assert org.admin("POST", "reset") == (204, None)

    assert replayed(org, CALLS[vendor]) == replayed(fresh(vendor), CALLS[vendor])


def test_snapshots_are_listed_replaced_and_dropped(org):
    assert org.admin("GET", "snapshots") == (200, {"snapshots": []})
    for name in ("b", "a", "b"):
        assert org.admin("PUT", f"snapshots/{name}")[0] == 201

    assert org.admin("GET", "snapshots") == (200, {"snapshots": ["a", "b"]})
    assert org.admin("DELETE", "snapshots/a") == (204, None)
    assert org.admin("GET", "snapshots") == (200, {"snapshots": ["b"]})


@pytest.mark.parametrize(("method", "path"), [("POST", "snapshots/no/restore"), ("DELETE", "snapshots/no")])
def test_an_unknown_snapshot_is_told_with_those_there_are(org, method, path):
    org.admin("PUT", "snapshots/seeded")

    assert org.admin(method, path) == (404, {"message": "There is no snapshot 'no'; there are: seeded."})


@pytest.mark.parametrize("name", ["..", ".hidden", "a%2Fb", "%2E%2E%2Fout", "x" * 65])
def test_a_snapshots_name_is_no_path(org, name, tmp_path):
    assert org.admin("PUT", f"snapshots/{name}")[0] == 400
    assert list(tmp_path.rglob("*.sqlite")) == []


def test_state_and_snapshots_outlive_the_process(vendor, tmp_path):
    file = tmp_path / "org.sqlite"
    first = Kept(vendor, tmp_path, file)
    first.admin("PUT", "snapshots/new")
    replayed(first, CALLS[vendor])
    digest = first.store.digest()
    first.store.close()

    second = Kept(vendor, tmp_path, file)

    assert second.store.digest() == digest
    assert second.admin("GET", "snapshots") == (200, {"snapshots": ["new"]})
    second.store.close()


def test_a_store_is_whole_or_unchanged_when_its_snapshot_is_broken(vendor, tmp_path):
    org = Kept(vendor, tmp_path)
    org.admin("PUT", "snapshots/broken")
    file = tmp_path / "snapshots" / "broken.sqlite"
    file.write_bytes(b"no database at all" * 100)
    before = org.store.digest()

    status, told = org.admin("POST", "snapshots/broken/restore")

    assert (status, "broken" in str(told)) == (409, True)
    assert org.store.digest() == before


def bodies(org: Kept, vendor: str) -> list[str]:
    """Answers without headers, which count calls since the process began; correlation ids count too."""
    log = [entry for entry in CALLS[vendor] if vendor == "salesforce" or entry[0] == "GET"]
    return [answer.partition(")] ")[2].partition('"correlationId"')[0] for answer in replayed(org, log)]
