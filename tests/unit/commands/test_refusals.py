"""What the CRM refuses, and what dealspec refuses for it: the exit code, the vendor's code, what to do, no token."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.commands.worlds import CRMS, SCHEMA, Project, World, remote_project

WRONG = {"salesforce": "00D000000000001!secret", "hubspot": "pat-na1-secret"}
VERBS = [["plan"], ["apply", "--auto-approve"], ["audit"], ["doctor"]]
CODES = {"salesforce": "INVALID_SESSION_ID", "hubspot": "INVALID_AUTHENTICATION"}
NARROW = {"salesforce": ["ApiEnabled", "ViewSetup"], "hubspot": ["crm.objects.contacts.read"]}
LACKING = {
    "salesforce": ("INSUFFICIENT_ACCESS", "Modify Metadata Through Metadata API Functions"),
    "hubspot": ("MISSING_SCOPES", "crm.schemas.deals.read"),
}
ELSEWHERE = {"salesforce": "00D000000000001EAA", "hubspot": "12345678"}


@pytest.mark.parametrize("args", VERBS, ids=lambda args: args[0])
@pytest.mark.parametrize("crm", CRMS)
def test_a_wrong_token_is_69_and_never_repeated(remote: Project, crm: str, args: list[str]) -> None:
    assert remote.world
    verb, *flags = args

    ran = Project(remote.folder, remote.world.with_token(crm, WRONG[crm])).run(verb, crm, *flags)

    assert ran.code == 69 and ran.out == ""
    assert CODES[crm] in ran.err and "hint:" in ran.err
    assert "secret" not in ran.err and "Traceback" not in ran.err


@pytest.mark.parametrize("args", VERBS, ids=lambda args: args[0])
@pytest.mark.parametrize("crm", CRMS)
def test_nobody_listening_is_69(tmp_path: Path, empty_world: World, crm: str, args: list[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    nowhere = replace(empty_world, urls=dict.fromkeys(CRMS, f"http://{address}"))
    verb, *flags = args

    ran = remote_project(tmp_path, nowhere).run(verb, crm, *flags)

    assert ran.code == 69 and ran.out == ""
    assert address in ran.err and "hint: Check the target's url" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("crm", CRMS)
def test_plain_http_beyond_this_machine_is_65_and_sends_nothing(tmp_path: Path, empty_world: World, crm: str) -> None:
    beyond = replace(empty_world, urls=dict.fromkeys(CRMS, "http://crm.example"))

    ran = remote_project(tmp_path, beyond).run("plan", crm)

    assert ran.code == 65, ran.err
    assert "https" in ran.err


@pytest.mark.parametrize("args", VERBS[:2], ids=lambda args: args[0])
@pytest.mark.parametrize("crm", CRMS)
def test_a_missing_right_is_3_with_the_vendors_code_and_what_to_do(remote: Project, crm: str, args: list[str]) -> None:
    assert remote.world
    verb, *flags = args
    narrow = remote.world.narrow_token(crm, *NARROW[crm])

    ran = Project(remote.folder, remote.world.with_token(crm, narrow)).run(verb, crm, *flags)

    code, right = LACKING[crm]
    assert ran.code == 3 and ran.out == ""
    assert code in ran.err and right in ran.err and "hint:" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("crm", CRMS)
def test_doctor_names_the_missing_right_and_ends_with_3(remote: Project, crm: str) -> None:
    assert remote.world
    narrow = remote.world.narrow_token(crm, *NARROW[crm])

    well = remote.run("doctor", crm, "--format", "json")
    ill = Project(remote.folder, remote.world.with_token(crm, narrow)).run("doctor", crm, "--format", "json")

    failing = [probe for probe in ill.json["probes"] if not probe["ok"]]
    assert (well.code, ill.code) == (0, 3)
    assert all(probe["ok"] for probe in well.json["probes"])
    assert [probe for probe in failing if probe["hint"]] == failing != []
    assert {"salesforce": "Modify Metadata", "hubspot": "crm.schemas.deals.write"}[crm] in json.dumps(failing)


@pytest.mark.parametrize("args", VERBS, ids=lambda args: args[0])
@pytest.mark.parametrize("crm", CRMS)
def test_another_org_than_the_pinned_one_is_4(tmp_path: Path, empty_world: World, crm: str, args: list[str]) -> None:
    verb, *flags = args

    ran = remote_project(tmp_path, empty_world, ids=ELSEWHERE).run(verb, crm, *flags)

    assert ran.code == 4 and ran.out == ""
    assert f"pinned to {ELSEWHERE[crm]}, but {empty_world.ids[crm]} answers" in ran.err and "hint:" in ran.err


def test_a_salesforce_id_may_be_pinned_in_its_short_form(tmp_path: Path, empty_world: World) -> None:
    short = {"salesforce": empty_world.ids["salesforce"][:15]}

    assert remote_project(tmp_path, empty_world, ids=short).run("plan", "salesforce").code == 0


@pytest.mark.parametrize("crm", CRMS)
def test_nothing_is_applied_without_a_word(remote: Project, crm: str) -> None:
    ran = remote.run("apply", crm)

    assert ran.code == 4 and ran.out == ""
    assert f"dealspec plan {crm} -o plan.json" in ran.err and "--auto-approve" in ran.err
    assert remote.run("plan", crm, "--check").code == 2


@pytest.mark.parametrize("crm", CRMS)
def test_a_protected_target_takes_only_a_saved_plan(tmp_path: Path, production: World, crm: str) -> None:
    project = remote_project(tmp_path, production)
    path = tmp_path / "plan.json"

    refused = project.run("apply", crm, "--auto-approve")
    untouched = project.run("plan", crm, "--check", "-o", path)
    applied = project.run("apply", path)

    assert (refused.code, untouched.code, applied.code) == (4, 2, 0), applied.err
    assert refused.out == "" and "is protected" in refused.err and f"dealspec plan {crm} -o plan.json" in refused.err
    assert json.loads(path.read_text(encoding="utf-8"))["target"]["protected"] is True


@pytest.mark.parametrize("crm", CRMS)
def test_a_plan_goes_stale_when_what_it_would_change_is_changed(tmp_path: Path, own_world: World, crm: str) -> None:
    project = remote_project(tmp_path, own_world)
    path = tmp_path / "plan.json"
    project.run("apply", crm, "--auto-approve")
    own_world.relabel(crm, "Somebody's")
    project.run("plan", crm, "--take", "config", "*", "-o", path)
    own_world.relabel(crm, "Somebody else's")

    stale = project.run("apply", path)
    live = project.run("plan", crm, "--json")

    assert stale.code == 4 and stale.out == ""
    assert "fields.opportunity.registration" in stale.err and f"dealspec plan {crm}" in stale.err
    [held] = live.json["held"]
    assert (held["attributes"][0]["live"], live.json["changes"]) == ("Somebody else's", [])


@pytest.mark.parametrize("crm", CRMS)
def test_a_change_beside_the_plan_does_not_void_it_and_applying_twice_does_nothing(
    tmp_path: Path, own_world: World, crm: str
) -> None:
    project = remote_project(tmp_path, own_world)
    path = tmp_path / "plan.json"
    project.run("apply", crm, "--auto-approve")
    wider = SCHEMA.replace("  decided_on:", "  note: {label: Note, type: text, length: 30}\n      decided_on:")
    project.write("schema/deals.yaml", wider)
    project.run("plan", crm, "-o", path)
    own_world.relabel(crm, "Beside the plan")

    first, second = project.run("apply", path, "--format", "json"), project.run("apply", path, "--format", "json")

    assert (first.code, second.code) == (0, 0)
    assert "fields.opportunity.note" in first.json["done"]
    assert (second.json["done"], second.json["already"]) == ([], first.json["done"])


@pytest.mark.parametrize("crm", CRMS)
def test_only_narrows_a_plan_and_brings_what_it_needs(remote: Project, crm: str) -> None:
    fields = remote.run("plan", crm, "--json", "--only", "fields.*")
    one_stage = remote.run("plan", crm, "--json", "--only", "pipelines.reseller.stages.quoted")
    two = remote.run("plan", crm, "--json", "--only", "fields.opportunity.p*", "--only", "fields.opportunity.r*")
    nothing = remote.run("plan", crm, "--check", "--only", "fields.lead.*")

    groups = {"groups.opportunity.partner_sales"} if crm == "hubspot" else set()
    names = {"partner_motion", "registration", "decided_on"}
    assert _addresses(fields.json) == groups | {f"fields.opportunity.{name}" for name in names}
    parents = {"pipelines.reseller"} if crm == "hubspot" else set()
    assert _addresses(one_stage.json) == parents | {"pipelines.reseller.stages.quoted"}
    assert _addresses(two.json) == groups | {f"fields.opportunity.{name}" for name in names - {"decided_on"}}
    assert nothing.code == 0


def _addresses(plan: dict[str, list[dict[str, str]]]) -> set[str]:
    return {change["address"] for change in plan["changes"]}
