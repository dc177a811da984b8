"""``dealspec conform`` asks the embedded orgs and finds them as labelled; finds out one that is not; and tidies up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import requests
from tests.running import Ran, dealspec

from dealspec.commands.conformance.manifest import Manifest
from dealspec.commands.conformance.probe import PREFIX
from dealspec.commands.conformance.run import PROBES
from dealspec.commands.conformance.wire import Wire
from dealspec.core.errors import Refused
from dealspec.emulator.clock import RealClock
from dealspec.emulator.hubspot.behaviours import BEHAVIOURS as HUBSPOT
from dealspec.emulator.hubspot.portal import HubSpotPortal
from dealspec.emulator.salesforce.behaviours import BEHAVIOURS as SALESFORCE
from dealspec.emulator.salesforce.org import SalesforceOrg
from dealspec.emulator.server import Server
from dealspec.emulator.store import Store
from dealspec.emulator.web import Request, Response
from dealspec.provisioner.ports import Crm
from dealspec.wiring import Door

CRMS = ("salesforce", "hubspot")
MADE: dict[str, Callable[..., Any]] = {"salesforce": SalesforceOrg, "hubspot": HubSpotPortal}


@dataclass
class Twisted:
    """An org whose answers a test may change, and which remembers what it was asked."""

    org: Any
    store: Store
    twist: Callable[[Request, Response], Response] = lambda _, response: response
    asked: list[Request] = field(default_factory=list)

    def handle(self, request: Request) -> Response:
        self.asked.append(request)
        return self.twist(request, self.org.handle(request))

    @property
    def writes(self) -> list[str]:
        """Calls that could change something."""
        return [f"{each.method} {each.path}" for each in self.asked if each.method != "GET"]


@dataclass
class Project:
    """A project whose one target leads to the org."""

    folder: Path
    crm: str
    org: Twisted
    token: str

    def conform(self, *args: object) -> Ran:
        return dealspec("-C", self.folder, "-q", "conform", "sandbox", *args, env={"TOKEN": self.token})

    @property
    def manifest(self) -> Path:
        return self.folder / ".dealspec" / "conform" / "sandbox.json"

    def left(self) -> list[str]:
        """Names of live things in the org that begin as the probes' do."""
        if self.crm == "hubspot":
            paths = ("/crm/v3/properties/deals", "/crm/v3/properties/deals/groups", "/crm/v3/pipelines/deals",
                     "/crm/v3/objects/deals?properties=dealname")  # fmt: skip
            bodies = [self._get(path) for path in paths]
        else:
            documents = [*self.org.org.definitions.all("CustomObject"), *self.org.org.definitions.all("CustomField")]
            documents += [*self.org.org.definitions.all("PermissionSet")]
            bodies = [item.full_name for item in documents]
        return [body for body in bodies if PREFIX in body]

    def _get(self, path: str) -> str:
        headers = {"Authorization": f"Bearer {self.org.org.access_token}"}
        return self.org.org.handle(Request.of("GET", path, headers, b"", "http://127.0.0.1:1")).body.decode()


@contextmanager
def served(crm: str, folder: Path, token: str = "") -> Iterator[Project]:
    store = Store()
    twisted = Twisted(MADE[crm](store, RealClock()), store)
    server = Server(twisted).start()
    folder.mkdir(exist_ok=True)
    auth = 'token: "${TOKEN}"' if crm == "hubspot" else 'auth: {access_token: "${TOKEN}"}'
    target = f'{{crm: {crm}, url: "{server.url}", {auth}}}'
    (folder / "dealspec.yaml").write_text(f"targets:\n  sandbox: {target}\n", encoding="utf-8")
    try:
        yield Project(folder, crm, twisted, token or twisted.org.access_token)
    finally:
        server.stop()
        store.close()


@pytest.fixture
def project(crm: str, tmp_path: Path) -> Iterator[Project]:
    with served(crm, tmp_path / "project") as made:
        yield made


@pytest.fixture(params=CRMS)
def crm(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def hubspot(tmp_path: Path) -> Iterator[Project]:
    with served("hubspot", tmp_path / "project") as made:
        yield made


def test_the_embedded_orgs_do_what_their_labels_say(project):
    ran = project.conform("--format", "json")

    told = {item["id"]: (item["outcome"], item["answered"]) for item in ran.json["behaviours"]}
    expected = {probe.behaviour: ("agrees", probe.expected) for probe in PROBES[Crm(project.crm)]}
    assert told == expected
    assert ran.code == 0
    assert (project.left(), project.manifest.exists()) == ([], False)


@pytest.mark.parametrize(("crm_name", "said"), [("salesforce", SALESFORCE), ("hubspot", HUBSPOT)])
def test_every_probe_is_about_a_behaviour_of_its_own(crm_name, said):
    ids = [probe.behaviour for probe in PROBES[Crm(crm_name)]]

    assert set(ids) <= set(said.by_id)
    assert len(set(ids)) == len(ids) >= 12


def test_it_runs_twice(project):
    assert (project.conform().code, project.conform().code) == (0, 0)


def test_read_only_makes_nothing(project):
    before = project.org.store.digest()

    ran = project.conform("--read-only", "--format", "json")

    assert ran.code == 0
    assert len(ran.json["behaviours"]) == sum(not probe.writes for probe in PROBES[Crm(project.crm)])
    assert project.org.store.digest() == before


LIES = {
    "salesforce": ("/services/data/v30.0/limits", "retired-versions", "410", "404"),
    "hubspot": ("/crm/v3/properties/dealspec_probe_nothing", "unknown-object", "400 VALIDATION_ERROR", "404"),
}


def test_an_org_that_behaves_otherwise_is_told_with_both_answers(project):
    path, behaviour, expected, answered = LIES[project.crm]
    project.org.twist = lambda request, response: Response.empty(404) if request.path == path else response

    ran = project.conform("--format", "json")

    differing = [item for item in ran.json["behaviours"] if item["outcome"] != "agrees"]
    assert ran.code == 1
    assert [(item["id"], item["expected"], item["answered"]) for item in differing] == [(behaviour, expected, answered)]


@pytest.mark.parametrize(("name", "marks"), [("table", ("differs", "answered: 404")), ("markdown", ("## Differs",))])
def test_a_difference_shows_in_every_format(hubspot, name, marks):
    path = LIES["hubspot"][0]
    hubspot.org.twist = lambda request, response: Response.empty(404) if request.path == path else response

    ran = hubspot.conform("--read-only", "--format", name)

    assert ran.code == 1
    assert [
        mark for mark in (*marks, "unknown-object", "400 VALIDATION") if mark not in ran.out.replace("\\", "")
    ] == []
    assert "7 of 8 behaviours agree, 1 differs" in ran.out


@pytest.mark.parametrize(
    ("crm", "path", "old", "new"),
    [
        ("salesforce", "/services/data/v66.0/query", b'"Developer Edition"', b'"Enterprise Edition"'),
        ("hubspot", "/account-info/2026-09/details", b'"DEVELOPER_TEST"', b'"STANDARD"'),
    ],
)
def test_what_may_be_production_is_refused_before_anything_is_made(project, path, old, new):
    project.org.twist = lambda request, response: (
        replace(response, body=response.body.replace(old, new)) if request.path.rstrip("/") == path else response
    )

    ran = project.conform()

    assert (ran.code, ran.out) == (4, "")
    assert "may be production" in ran.err
    assert [call for call in project.org.writes if "private-apps/get" not in call] == []


@pytest.mark.parametrize("after", [12, 25, 40])
def test_what_a_run_that_died_has_made_the_next_one_removes(project, after):
    def fail(request: Request, response: Response) -> Response:
        return replace(response, drop=True) if len(project.org.asked) > after else response

    project.org.twist = fail
    died = project.conform()
    left, known = project.left(), project.manifest.exists()
    project.org.twist = lambda _, response: response

    assert died.code == 69
    assert "Traceback" not in died.err
    assert known or not left
    assert project.conform().code == 0
    assert (project.left(), project.manifest.exists()) == ([], False)


def test_a_manifest_about_another_org_is_refused(project):
    project.manifest.parent.mkdir(parents=True)
    project.manifest.write_text('{"org": "elsewhere", "made": [["group", "dealspec_probe_group"]]}', encoding="utf-8")

    ran = project.conform()

    assert ran.code == 4
    assert "is about the org elsewhere" in ran.err


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"org": "1"}', '{"org": "1", "made": [["deal"]]}', '{"org": "1", "made": [["deal", "Fjord"]]}']
)
def test_a_manifest_that_names_other_things_removes_nothing(tmp_path, text):
    file = tmp_path / "manifest.json"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(Refused):
        Manifest(file, "1")


def test_what_cannot_be_asked_is_told_and_is_not_clean(tmp_path):
    with served("hubspot", tmp_path / "project") as project:
        headers = {"Authorization": f"Bearer {project.token}"}
        scopes = ["crm.objects.deals.read", "crm.schemas.deals.read"]
        body = json.dumps({"scopes": scopes}).encode()
        made = project.org.org.handle(Request.of("POST", "/__embedded__/tokens", headers, body, ""))
        project.token = json.loads(made.body)["access_token"]

        ran = project.conform("--format", "json")

    unasked = [item for item in ran.json["behaviours"] if item["outcome"] == "not probed"]
    assert ran.code in (1, 3)
    assert "taken-name" in {item["id"] for item in unasked}
    assert all("403 MISSING_SCOPES" in item["why"] for item in unasked)


def test_what_cannot_be_removed_is_named_and_kept_in_mind(hubspot):
    hubspot.org.twist = lambda request, response: (
        Response.empty(500)
        if request.method == "DELETE" and request.path.endswith("/dealspec_probe_taken")
        else response
    )

    ran = hubspot.conform("--only", "taken-name", "--format", "json")

    assert (ran.code, ran.json["left_behind"]) == (3, ["dealspec_probe_taken"])
    assert hubspot.manifest.exists()


def test_one_behaviour_is_asked_alone(hubspot):
    ran = hubspot.conform("--only", "stage-*", "--format", "json")

    asked = {"stage-ids-verbatim", "stage-label-exists", "stage-needs-probability"}
    assert {item["id"] for item in ran.json["behaviours"]} == asked
    assert hubspot.conform("--only", "stage-order").code == 64


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("DELETE", "/crm/v3/properties/deals/amount", None),
        ("PATCH", "/crm/v3/objects/deals/17", {"properties": {"amount": "1"}}),
        ("POST", "/services/Soap/m/66.0", "<deleteMetadata><fullNames>Account.Tier__c</fullNames></deleteMetadata>"),
    ],
)
def test_a_write_that_names_nothing_of_ours_never_leaves(method, path, body):
    with requests.Session() as session:
        wire = Wire(Door("http://127.0.0.1:9", "token", "66.0"), session)

        with pytest.raises(AssertionError):
            wire.write(method, path, body)

    assert wire.calls == 0
