"""Two targets against each other: what differs is named, with the state of both sides."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.e2e.messy_project import MAIN, write_messy_project
from tests.running import dealspec

NOTE = f"{MAIN}/objects/Opportunity/fields/Quote_Note__c.field-meta.xml"


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """A project's folder, and a copy in which a field is longer and another gone."""
    one, other = tmp_path / "one", tmp_path / "other"
    write_messy_project(one, broken=False)
    shutil.copytree(one, other)
    path = other / NOTE
    path.write_text(path.read_text(encoding="utf-8").replace("<length>80<", "<length>90<"), encoding="utf-8")
    (other / MAIN / "objects/Opportunity/fields/Nihongo__c.field-meta.xml").unlink()
    return one, other


def seen(document: dict) -> list[tuple[str, str, list[tuple[str, object, object]]]]:
    return [
        (item["address"], item["in"], [(each["path"], each["first"], each["second"]) for each in item["attributes"]])
        for item in document["differences"]
    ]


EXPECTED = [
    ("fields.opportunity.nihongo", "first", []),
    ("fields.opportunity.quote_note", "both", [("length", 80, 90)]),
]


def test_without_a_project_all_that_pulls_take_is_compared(two: tuple[Path, Path], tmp_path: Path) -> None:
    one, other = two

    ran = dealspec("-C", tmp_path, "diff", f"sfdx:{one}", f"sfdx:{other}", "--format", "json")

    assert seen(ran.json) == EXPECTED
    assert ran.json["compared"] > 16


def test_in_a_project_what_it_declares_is_compared(two: tuple[Path, Path], tmp_path: Path) -> None:
    one, other = two
    project = tmp_path / "project"
    schema = project / "schema" / "some.yaml"
    schema.parent.mkdir(parents=True)
    schema.write_text("objects: {opportunity: {fields: {quote_note: {type: text, length: 5}}}}\n", encoding="utf-8")
    (project / "dealspec.yaml").write_text("schema: schema\n", encoding="utf-8")

    ran = dealspec("-C", project, "diff", f"sfdx:{one}", f"sfdx:{other}", "--format", "json")
    same = dealspec("-C", project, "diff", f"sfdx:{one}", f"sfdx:{one}")

    assert seen(ran.json) == [("fields.opportunity.quote_note", "both", [("length", 80, 90)])]
    assert ran.code == 2
    assert same.code == 0
    assert "No difference" in same.out


def test_a_folder_of_schema_files_stands_for_what_it_declares(two: tuple[Path, Path], tmp_path: Path) -> None:
    one, other = two
    dealspec("pull", f"sfdx:{one}", "-o", tmp_path / "pulled")

    same = dealspec("-C", tmp_path, "diff", f"sfdx:{one}", tmp_path / "pulled")
    ran = dealspec("-C", tmp_path, "diff", tmp_path / "pulled", f"sfdx:{other}", "--format", "json")

    assert same.code == 0, same.out
    assert seen(ran.json) == EXPECTED
    assert ran.code == 2


def test_two_crms_are_compared_by_what_both_can_say(tmp_path: Path) -> None:
    project = tmp_path / "project"
    assert dealspec("init", project, "--motion", "referral").code == 0
    for name in ("salesforce", "hubspot"):
        assert dealspec("-C", project, "apply", name, "--auto-approve").code == 0

    ran = dealspec("-C", project, "diff", "salesforce", "hubspot", "--only", "fields.*", "--format", "json")

    assert [found for found in seen(ran.json) if found[1] == "both"] == []
    assert ran.json["compared"] > 20


def test_two_folders_of_schema_files_have_no_crm_to_be_compared_in(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.yaml").write_text("objects: {account: {}}\n", encoding="utf-8")

    ran = dealspec("-C", tmp_path, "diff", tmp_path / "a", tmp_path / "b")

    assert ran.code == 64
    assert "Name a target" in ran.err


def test_the_table_shows_both_sides(two: tuple[Path, Path], tmp_path: Path) -> None:
    one, other = two

    ran = dealspec("-C", tmp_path, "diff", f"sfdx:{one}", f"sfdx:{other}")

    assert "~ fields.opportunity.quote_note" in ran.out
    assert "length: 80 | 90" in ran.out
    assert "- fields.opportunity.nihongo: only in" in ran.out
