"""``dealspec drift`` names what somebody changed in an org, counts nothing else, and only reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.unit.commands.worlds import CRMS, SCHEMA, Project, World, remote_project, world

from dealspec.crm.hubspot import registry as hubspot
from dealspec.crm.salesforce import registry as salesforce
from dealspec.emulator.server import Org
from dealspec.emulator.web import Request, Response

FIELD = "fields.opportunity.registration"
FORMATS = ("table", "json", "junit", "github", "html", "markdown")
NOT_APPLIED = SCHEMA.replace("label: Decided on", "label: Decision day")
THEIR_SCHEMA = SCHEMA.replace("label: Registration", "label: Theirs")


@dataclass
class Recorder:
    """An org, and every request that it was asked."""

    org: Org
    heard: list[Request] = field(default_factory=list)

    def handle(self, request: Request) -> Response:
        self.heard.append(request)
        return self.org.handle(request)


@dataclass
class Recorded:
    world: World
    heard: dict[str, list[Request]]


@pytest.fixture
def recorded() -> Iterator[Recorded]:
    recorders: list[Recorder] = []

    def record(org: Org) -> Org:
        recorders.append(Recorder(org))
        return recorders[-1]

    with world(record) as made:
        yield Recorded(made, {crm: each.heard for crm, each in zip(CRMS, recorders, strict=True)})


@pytest.fixture
def project(tmp_path: Path, own_world: World) -> Project:
    return remote_project(tmp_path, own_world)


@pytest.fixture(params=CRMS)
def edited(request: pytest.FixtureRequest, project: Project, own_world: World) -> str:
    """The CRM to which all was applied, and in which then a label was changed."""
    assert project.run("apply", request.param, "--auto-approve").code == 0
    own_world.relabel(request.param, "Theirs")
    return str(request.param)


@pytest.mark.parametrize("crm", CRMS)
def test_only_what_the_registry_calls_a_read_is_called(recorded: Recorded, crm: str, tmp_path: Path) -> None:
    project, heard = remote_project(tmp_path, recorded.world), recorded.heard[crm]
    project.run("apply", crm, "--auto-approve")
    recorded.world.relabel(crm, "Theirs")
    assert {False} < {_reads(crm, request) for request in heard}, "what writes must be told apart"
    heard.clear()

    found = project.run("drift", crm)

    assert found.code == 2, found.err
    assert heard
    assert [f"{each.method} {each.path}" for each in heard if not _reads(crm, each)] == []


def test_an_edit_in_the_org_is_named_and_the_state_stays(edited: str, project: Project) -> None:
    before = _state(project)

    found = project.run("drift", edited)
    told = project.run("drift", edited, "--format", "json")

    assert (found.code, told.code) == (2, 2)
    assert f"! {FIELD}  changed in the org" in found.out
    assert 'label: org "Theirs", schema "Registration", last agreed "Registration"' in found.out
    assert "1 thing changed in the org." in found.out
    assert [(each["address"], each["reason"]) for each in told.json["changed"]] == [(FIELD, "drift")]
    assert before and _state(project) == before


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_names_the_edit_in_one_code(edited: str, project: Project, name: str) -> None:
    found = project.run("drift", edited, "--format", name)

    assert found.code == 2
    assert "Theirs" in found.out and "registration" in found.out


@pytest.mark.parametrize("crm", CRMS)
def test_what_is_only_not_applied_is_said_and_is_no_drift(project: Project, crm: str) -> None:
    project.run("apply", crm, "--auto-approve")
    project.write("schema/deals.yaml", NOT_APPLIED)

    found = project.run("drift", crm)

    assert found.code == 0
    assert f"Declared but not applied: 1 change; dealspec plan {crm} shows them." in found.out
    assert "No drift." in found.out and "decided_on" not in found.out


def test_what_was_edited_on_both_sides_is_drift_too(edited: str, project: Project) -> None:
    project.write("schema/deals.yaml", SCHEMA.replace("label: Registration", "label: Ours"))

    found = project.run("drift", edited, "--format", "json")

    assert (found.code, found.json["changed"][0]["reason"]) == (2, "conflict")


def test_an_edit_that_the_schema_has_taken_over_is_no_drift(edited: str, project: Project) -> None:
    project.write("schema/deals.yaml", THEIR_SCHEMA)

    assert project.run("drift", edited).code == 0


def test_what_nobody_agreed_on_stands_apart_and_is_never_clean(edited: str, own_world: World, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    stranger = remote_project(tmp_path / "elsewhere", own_world)

    found = stranger.run("drift", edited)
    told = stranger.run("drift", edited, "--format", "json").json

    assert found.code == 2
    assert "Nothing was ever agreed on with this org" in found.out and "1 thing never agreed on." in found.out
    assert (told["changed"], [each["address"] for each in told["never_agreed"]]) == ([], [FIELD])
    assert not (stranger.folder / ".dealspec" / "state").exists()


def test_globs_narrow_it(edited: str, project: Project) -> None:
    assert project.run("drift", edited, "--only", "fields.*").code == 2
    assert project.run("drift", edited, "--only", "gates.*").code == 0


def test_known_drift_is_hidden_through_its_day_and_counts_from_the_next(edited: str, project: Project) -> None:
    known = project.write("known.yaml", f"- {{address: {FIELD}, reason: Under test., until: 2026-12-31}}\n")

    last = project.run("drift", edited, "--known", known, "--as-of", "2026-12-31T23:59:59")
    after = project.run("drift", edited, "--known", known, "--as-of", "2027-01-01")

    assert (last.code, after.code) == (0, 2)
    assert f"{FIELD}, known through 2026-12-31: Under test." in last.out and "No drift but what is known." in last.out
    assert "Known no longer" in after.out and f"! {FIELD}" in after.out
    assert re.search(r"known\.yaml:1:\d+", re.sub(r"\s+", "", after.out))


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("- {address: fields.*, until: 2026-12-31}\n", "SCH004", 1),
        ("- {address: fields.*, reason: x, until: soon}\n", "SCH002", 1),
        ("- {address: fields.*, reason: x, until: 2026-12-31}\n" * 2, "DRF001", 2),
        ("- {address: fields.*, reason: ' ', until: 2026-12-31}\n", "DRF002", 1),
        ("address: fields.*\n", "SCH002", 1),
    ],
)
def test_faults_of_the_file_stop_it_with_their_place(project: Project, text: str, code: str, line: int) -> None:
    known = project.write("known.yaml", text)

    found = project.run("drift", "hubspot", "--known", known)

    assert found.code == 65
    assert f"error[{code}]" in found.err and f"known.yaml:{line}:" in found.err


def test_no_file_and_no_org_are_a_wrong_command_line(project: Project, tmp_path: Path) -> None:
    absent = project.run("drift", "hubspot", "--known", tmp_path / "absent.yaml")
    folder = project.run("drift", f"sfdx:{tmp_path}")

    assert (absent.code, folder.code) == (64, 64)
    assert "nothing can drift there" in folder.err


def test_who_may_not_see_everything_gets_no_clean_answer(project: Project, own_world: World) -> None:
    project.run("apply", "hubspot", "--auto-approve")
    narrow = own_world.narrow_token("hubspot", "oauth", "crm.schemas.contacts.read")

    found = Project(project.folder, own_world.with_token("hubspot", narrow)).run("drift", "hubspot")

    assert found.code == 3


def _state(project: Project) -> dict[str, tuple[bytes, int]]:
    files = (project.folder / ".dealspec" / "state").glob("*")
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def _reads(crm: str, request: Request) -> bool:
    """Whether all endpoints of the registry that a request may be are reads; what is none of them is no read."""
    return all(found) if (found := list(_ENDPOINTS[crm](request))) else False


def _of_salesforce(request: Request) -> Iterator[bool]:
    for endpoint in salesforce.ENDPOINTS:
        if endpoint.method == "SOAP":
            called = request.method == "POST" and f"<{endpoint.name}>".encode() in request.body
        else:
            called = request.method == endpoint.method
        if called and _pattern(endpoint.template).fullmatch(request.path.rstrip("/")):
            yield endpoint.reads


def _of_hubspot(request: Request) -> Iterator[bool]:
    for endpoint in hubspot.ENDPOINTS:
        for template in (endpoint.dated, endpoint.legacy):
            if request.method == endpoint.method and _pattern(template).fullmatch(request.path.rstrip("/")):
                yield endpoint.reads


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{\w+\}", "[^/]+", template))


_ENDPOINTS: dict[str, Callable[[Request], Iterator[bool]]] = {"salesforce": _of_salesforce, "hubspot": _of_hubspot}
