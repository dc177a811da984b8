"""A folder of Salesforce files becomes a project that validates and plans empty, whatever state the folder is in."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.e2e.messy_project import BROKEN, MAIN, RECORD_TYPES, write_messy_project
from tests.running import dealspec

from dealspec.commands.workspace import target_config
from dealspec.wiring import open_target


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    write_messy_project(tmp_path / "messy")
    return tmp_path / "messy"


def test_a_messy_project_is_read_but_for_its_broken_file(messy: Path, tmp_path: Path) -> None:
    ran = dealspec("pull", f"sfdx:{messy}", "-o", tmp_path / "out", "--format", "json")

    assert ran.code == 3
    taken = {kind: number for kind, number in ran.json["taken"].items() if number and kind != "fields"}
    assert taken == {"objects": 3, "value_sets": 2, "record_types": RECORD_TYPES, "validation_rules": 1}
    left_out = {gap["subject"]: gap["why"] for gap in ran.json["left_out"]}
    assert left_out[f"{BROKEN}:6"] == "It is not well-formed XML: mismatched tag."
    assert any("acme__Score__c" in gap["why"] for gap in ran.json["unasked"])
    assert not any("scratch" in subject for subject in left_out)


def test_the_pulled_project_validates_and_plans_empty_as_it_is(messy: Path, tmp_path: Path) -> None:
    assert dealspec("pull", f"sfdx:{messy}", "-o", tmp_path / "out").code == 3

    validated = dealspec("-C", tmp_path / "out", "validate")
    planned = dealspec("-C", tmp_path / "out", "plan", f"sfdx:{messy}", "--check", "--json")

    assert validated.code == 0, validated.out
    assert planned.json["changes"] == []
    assert planned.code == 3, "a file could not be read"
    (messy / BROKEN).unlink()
    assert dealspec("-C", tmp_path / "out", "plan", f"sfdx:{messy}", "--check").code == 0


def test_a_folder_that_is_closed_is_forgotten(messy: Path) -> None:
    config = target_config(messy, f"sfdx:{messy}")
    with open_target(config, messy) as folder:
        before = folder.probe()
    (messy / BROKEN).unlink()

    assert folder.probe() != before


def test_a_change_in_the_folder_shows_as_one_change(messy: Path, tmp_path: Path) -> None:
    dealspec("pull", f"sfdx:{messy}", "-o", tmp_path / "out")
    path = messy / MAIN / "objects/Opportunity/fields/Quote_Note__c.field-meta.xml"
    path.write_text(path.read_text(encoding="utf-8").replace("<length>80<", "<length>90<"), encoding="utf-8")

    planned = dealspec("-C", tmp_path / "out", "plan", f"sfdx:{messy}", "--json")

    changes = [
        (change["address"], [item["path"] for item in change["attributes"]]) for change in planned.json["changes"]
    ]
    assert changes == [("fields.opportunity.quote_note", ["length"])]


def test_pulling_again_changes_no_file_and_never_writes_over_an_edited_one(messy: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    dealspec("pull", f"sfdx:{messy}", "-o", out)

    again = dealspec("pull", f"sfdx:{messy}", "-o", out, "--format", "json")
    assert [file for file in again.json["files"] if file["changed"]] == []

    edited = out / "schema" / "opportunity.yaml"
    edited.write_text(edited.read_text(encoding="utf-8").replace("length: 80", "length: 70"), encoding="utf-8")
    refused = dealspec("pull", f"sfdx:{messy}", "-o", out)
    assert refused.code == 4
    assert "schema/opportunity.yaml" in refused.err
    assert "length: 70" in edited.read_text(encoding="utf-8")

    assert dealspec("pull", f"sfdx:{messy}", "-o", out, "--force").code == 3
    assert "length: 80" in edited.read_text(encoding="utf-8")


def test_a_selection_takes_what_it_names(messy: Path, tmp_path: Path) -> None:
    ran = dealspec("pull", f"sfdx:{messy}", "-o", tmp_path / "out", "--only", "fields.account.*", "--format", "json")

    assert ran.json["taken"]["record_types"] == 0
    assert ran.json["taken"]["fields"] == 2


def test_the_project_of_a_named_target_keeps_it(tmp_path: Path) -> None:
    project = tmp_path / "project"
    assert dealspec("init", project, "--motion", "referral").code == 0

    ran = dealspec("-C", project, "pull", "hubspot", "-o", tmp_path / "out", "--format", "json")

    assert ran.json["target"]["crm"] == "hubspot"
    assert dealspec("-C", tmp_path / "out", "validate", tmp_path / "out" / "dealspec.yaml").code in (0, 1)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("pull", "sfdx:/nowhere/at/all"), 64, "There is no folder"),
        (("pull", "production"), 65, "There is no dealspec.yaml here."),
        (("plan", "sfdx:/nowhere/at/all"), 65, "There is no dealspec.yaml here."),
    ],
)
def test_what_is_not_there_is_said(tmp_path: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    ran = dealspec("-C", tmp_path, *arguments)

    assert ran.code == code
    assert words in ran.err


def test_a_folder_is_never_applied_to(messy: Path, tmp_path: Path) -> None:
    dealspec("pull", f"sfdx:{messy}", "-o", tmp_path / "out")

    ran = dealspec("-C", tmp_path / "out", "apply", f"sfdx:{messy}", "--auto-approve")

    assert ran.code == 4
