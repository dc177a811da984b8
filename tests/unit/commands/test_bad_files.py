"""Files that do not say something we can work with: every fault at once, each where it stands, and nothing done."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.unit.commands.worlds import SCHEMA, Project, World, embedded_project, remote_project

VERBS_ON_FILES = [
    ["plan", "salesforce"],
    ["apply", "salesforce", "--auto-approve"],
    ["audit", "salesforce"],
]
FAULTY = {
    "schema/deals.yaml": SCHEMA.replace("length: 20", "lenght: 20").replace(
        "require: [registration]", "require: [nope]"
    ),
    "schema/more.yaml": "rules:\n  odd: {that: margn > 0, message: Odd., severity: fatal}\n",
    "schema/twice.yaml": "gates:\n  one: {pipeline: reseller, enters: won, message: A.}\n  one: {}\n",
}
PLACES = [
    ("deals.yaml", 5, 55, "Did you mean 'length'?"),
    ("deals.yaml", 16, 57, "Known here: account, amount, close_date, created_at, name and 11 others."),
    ("more.yaml", 2, 15, "Known here: account, amount, close_date, created_at, modified_at and 11 others."),
    ("more.yaml", 2, 51, "Known here: error, warning."),
    ("twice.yaml", 2, 3, "Add require: [field] or that: condition."),
    ("twice.yaml", 3, 3, "Keep one of the two."),
]
CONFIGS = [
    ("an unknown key", "targts: {}", "Did you mean 'targets'?"),
    ("an unknown CRM", "targets: {a: {crm: dynamics, embedded: true}}", "salesforce"),
    ("a key without meaning", "targets: {a: {crm: hubspot, embedded: true, url: x}}", "It may have: api_version."),
    ("no token", "targets: {a: {crm: hubspot}}", 'Add `token: "${HUBSPOT_TOKEN}"`.'),
    ("no url", 'targets: {a: {crm: salesforce, auth: {access_token: "${T}"}}}', "Add `url:"),
    ("nothing at all", "", "Declare a target"),
    ("no YAML", "targets: [", "Mend the syntax here"),
    ("the same target twice", "targets:\n  a: {crm: hubspot, embedded: true}\n  a: {}", "Keep one of the two."),
]
SECRETS = [
    ("salesforce", 'url: "https://x.example", auth: {access_token: "00Dxx!topsecret"}', "${SF_TOKEN}"),
    ("hubspot", "token: pat-na1-topsecret", "${HUBSPOT_TOKEN}"),
    ("hubspot", 'token: "${A}-topsecret"', "${HUBSPOT_TOKEN}"),
    ("hubspot", "token: pat-na1-topsecret, tokn: x", "${HUBSPOT_TOKEN}"),
    ("hubspot", "token: [pat-na1-topsecret]", "${HUBSPOT_TOKEN}"),
    ("hubspot", "token: pat-na1-topsecret, token: x", "Keep one of the two."),
    ("salesforce", "auth: topsecret, url: x", "${SF_TOKEN}"),
    ("salesforce", 'auth: "topsecret', "Mend the syntax here"),
]


@pytest.fixture
def faulty(embedded: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The project as one stands in it, so that its paths are short."""
    for name, text in FAULTY.items():
        embedded.write(name, text)
    monkeypatch.chdir(embedded.folder)
    return Project(Path())


def test_validate_tells_all_faults_of_all_files_with_their_places_and_hints(faulty: Project) -> None:
    ran, document = faulty.run("validate"), faulty.run("validate", "--format", "json")
    found = [
        (Path(each["file"]).name, each["line"], each["column"], each["hint"]) for each in document.json["diagnostics"]
    ]

    assert (ran.code, document.code) == (1, 1)
    assert found == PLACES
    assert _places_in(ran.out) == [place[:3] for place in PLACES]


@pytest.mark.parametrize("args", VERBS_ON_FILES, ids=lambda args: args[0])
def test_the_other_verbs_tell_the_same_faults_on_stderr_and_end_with_65(faulty: Project, args: list[str]) -> None:
    ran = faulty.run(*args)

    assert ran.code == 65 and ran.out == "" and "Traceback" not in ran.err
    assert _places_in(ran.err) == [place[:3] for place in PLACES]
    assert not (faulty.folder / ".dealspec" / "runs").exists()


def test_faults_of_meaning_show_once_the_files_can_be_read(embedded: Project) -> None:
    embedded.write("schema/deals.yaml", SCHEMA.replace("require: [registration]", "require: [registratoin]"))
    embedded.write("schema/more.yaml", "rules:\n  odd: {that: decidd_on is blank, message: Odd.}\n")

    document = embedded.run("validate", "--format", "json")

    found = [(Path(each["file"]).name, each["line"], each["hint"]) for each in document.json["diagnostics"]]
    assert document.code == 1
    assert [each[:2] for each in found] == [("deals.yaml", 16), ("more.yaml", 2)]
    assert "registration" in found[0][2] and "decided_on" in found[1][2]


@pytest.mark.parametrize("args", [*VERBS_ON_FILES, ["doctor", "salesforce"]], ids=lambda args: args[0])
def test_no_project_is_65_with_what_to_do(tmp_path: Path, args: list[str]) -> None:
    ran = Project(tmp_path).run(*args)

    assert ran.code == 65 and ran.out == ""
    assert "There is no dealspec.yaml here." in ran.err and "dealspec init" in ran.err


def test_validate_without_a_project_is_a_fault_like_any_other(tmp_path: Path) -> None:
    ran = Project(tmp_path).run("validate")

    assert ran.code == 1 and "There is no dealspec.yaml here." in ran.out


@pytest.mark.parametrize("schema", [None, ""], ids=["no folder", "an empty folder"])
def test_no_schema_is_a_fault(tmp_path: Path, schema: str | None) -> None:
    project = Project(tmp_path)
    project.write("dealspec.yaml", "targets: {a: {crm: hubspot, embedded: true}}\n")
    if schema is not None:
        (tmp_path / "schema").mkdir()

    assert project.run("validate").code == 1
    assert project.run("plan", "a").code == 65


@pytest.mark.parametrize(("text", "hint"), [case[1:] for case in CONFIGS], ids=[case[0] for case in CONFIGS])
def test_a_faulty_configuration_is_65_and_says_where(embedded: Project, text: str, hint: str) -> None:
    embedded.write("dealspec.yaml", text)

    ran = embedded.run("plan", "a")

    assert ran.code == 65 and ran.out == "" and "Traceback" not in ran.err
    assert "dealspec.yaml:" in ran.err.replace("\n", "")
    assert hint in " ".join(ran.err.split()), ran.err


@pytest.mark.parametrize(("crm", "keys", "instead"), SECRETS)
def test_a_literal_secret_is_refused_and_not_repeated(embedded: Project, crm: str, keys: str, instead: str) -> None:
    embedded.write("dealspec.yaml", f"targets:\n  a: {{crm: {crm}, {keys}}}\n")

    planned = embedded.run("plan", "a", A="x")
    validated = [embedded.run("validate", "--format", name) for name in ("table", "json", "junit", "github", "html")]

    assert planned.code == 65 and instead in planned.err
    assert {ran.code for ran in validated} == {1}
    assert not [ran for ran in (planned, *validated) if "topsecret" in ran.out + ran.err]


@pytest.mark.parametrize(("crm", "name"), [("salesforce", "SF_TOKEN"), ("hubspot", "HS_TOKEN")])
@pytest.mark.parametrize("value", [None, ""], ids=["unset", "empty"])
def test_an_unset_variable_is_65_and_named(
    remote: Project, monkeypatch: pytest.MonkeyPatch, crm: str, name: str, value: str | None
) -> None:
    monkeypatch.delenv(name, raising=False)
    if value is not None:
        monkeypatch.setenv(name, value)

    ran = Project(remote.folder).run("plan", crm)

    assert ran.code == 65
    assert f"The environment variable {name} is not set." in ran.err and f"export {name}=" in ran.err


def test_files_that_cannot_be_read_as_text_are_faults(embedded: Project) -> None:
    (embedded.folder / "schema" / "deals.yaml").write_bytes(b"objects: \xff\xfe")

    validated, planned = embedded.run("validate"), embedded.run("plan", "salesforce")

    assert (validated.code, planned.code) == (1, 65)
    assert "not UTF-8 text" in planned.err and "hint: Save the file as UTF-8." in planned.err
    assert "Traceback" not in planned.err + validated.err


DAMAGES: list[tuple[str, Any]] = [
    ("edited", lambda plan: plan["changes"][0]["after"].update(label="Other")),
    ("another org", lambda plan: plan["target"].update(org_id="1")),
    ("another format", lambda plan: plan.update(format="dealspec.plan/99")),
    ("a part missing", lambda plan: plan.pop("changes")),
]


@pytest.mark.parametrize("damage", [case[1] for case in DAMAGES], ids=[case[0] for case in DAMAGES])
def test_an_edited_plan_is_65_and_nothing_is_done(embedded: Project, damage: Any) -> None:
    path = embedded.folder / "plan.json"
    embedded.run("plan", "hubspot", "-o", path)
    plan = json.loads(path.read_text(encoding="utf-8"))
    damage(plan)
    path.write_text(json.dumps(plan), encoding="utf-8")

    ran = embedded.run("apply", path)

    assert ran.code == 65 and ran.out == "" and "Traceback" not in ran.err
    assert "dealspec plan TARGET -o plan.json" in ran.err.replace("\n", " ")
    assert embedded.run("plan", "hubspot", "--check").code == 2


@pytest.mark.parametrize("text", ["", "[]", "{}", "no JSON", '"text"', "null"])
def test_a_file_that_is_no_plan_is_65(embedded: Project, text: str) -> None:
    path = embedded.write("plan.json", text)

    ran = embedded.run("apply", path)

    assert ran.code == 65 and "Traceback" not in ran.err, ran.err
    assert "This file is not a plan that can be applied." in ran.err


@pytest.mark.parametrize(
    "place", ["", "schema", "schema/deals.yaml", "dealspec.yaml"], ids=["project", "folder", "file", "configuration"]
)
def test_validate_takes_a_project_a_folder_or_a_file(embedded: Project, place: str) -> None:
    sound = embedded.run("validate", embedded.folder / place)
    embedded.write("schema/deals.yaml", SCHEMA.replace("length", "lenght"))
    faulty = embedded.run("validate", embedded.folder / place)

    assert (sound.code, faulty.code) == (0, 1)


def test_worlds_are_sound(tmp_path: Path, empty_world: World) -> None:
    assert embedded_project(tmp_path / "a").run("validate").code == 0
    assert remote_project(tmp_path / "b", empty_world).run("validate").code == 0


def _places_in(text: str) -> list[tuple[str, int, int]]:
    found = re.findall(r"--> schema/(\S+):(\d+):(\d+)\n", text)
    return [(file, int(line), int(column)) for file, line, column in found]
