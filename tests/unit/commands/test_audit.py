"""`dealspec audit`: which findings end it how, at which moment, and what it says before the schema was applied."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.commands.worlds import CRMS, Project, remote_project, world

NATIVE = {
    "salesforce": {"decided_on": "Decided_On__c", "motion": "Partner_Motion__c"},
    "hubspot": {"decided_on": "decided_on", "motion": "partner_motion"},
}
CODES = [
    ([], 1),
    (["--fail-on", "error"], 1),
    (["--fail-on", "warning"], 1),
    (["--fail-on", "never"], 0),
    (["--rules", "decided_long_ago"], 0),
    (["--rules", "decided_long_ago", "--fail-on", "warning"], 1),
    (["--rules", "rules.*"], 1),
    (["--rules", "gates.*", "--fail-on", "warning"], 0),
    (["--rules", "decided*", "--rules", "motion*"], 1),
]


@pytest.fixture(scope="module", params=CRMS)
def audited(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Project, str]]:
    """A sound deal, one that was decided on 20 November 2026, and one without a motion."""
    crm = request.param
    names = NATIVE[crm]
    with world() as made:
        project = remote_project(tmp_path_factory.mktemp("audited"), made)
        project.run("apply", crm, "--auto-approve")
        made.make_deal(crm, **{names["motion"]: "direct"})
        made.make_deal(crm, **{names["motion"]: "direct", names["decided_on"]: "2026-11-20"})
        made.make_deal(crm)
        yield project, crm


@pytest.mark.parametrize(("flags", "code"), CODES, ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_findings_at_or_above_the_grade_end_with_1(audited: tuple[Project, str], flags: list[str], code: int) -> None:
    project, crm = audited

    assert project.run("audit", crm, "--as-of", "2026-11-23", *flags).code == code


@pytest.mark.parametrize(
    ("as_of", "old"),
    [
        ("2026-11-20", 0),
        ("2026-11-21", 1),
        ("2026-11-20T23:59:59", 0),
        ("2026-11-21T00:30:00+02:00", 0),
        ("2026-11-20T23:30:00-02:00", 1),
    ],
)
def test_records_are_judged_by_the_moment_of_as_of(audited: tuple[Project, str], as_of: str, old: int) -> None:
    project, crm = audited

    ran = project.run("audit", crm, "--as-of", as_of, "--format", "json")

    assert ran.json["counts"]["rules"]["decided_long_ago"] == old
    assert ran.json["targets"][0]["records"] == {"opportunity": 3}


def test_a_plan_counts_what_gates_touch_at_that_moment(audited: tuple[Project, str]) -> None:
    project, crm = audited

    ran = project.run("plan", crm, "--json", "--as-of", "2026-11-21")
    uncounted = project.run("plan", crm, "--json", "--no-impact")

    assert {each["address"]: each["judged"] for each in ran.json["impact"]} == {
        "gates.quote": 3,
        "gates.reseller.membership": 3,
    }
    assert uncounted.json["impact"] == []


@pytest.mark.parametrize("crm", CRMS)
def test_before_the_apply_an_audit_is_incomplete_and_says_what_it_lacks(remote: Project, crm: str) -> None:
    ran = remote.run("audit", crm, "--format", "json")
    table = remote.run("audit", crm)

    assert (ran.code, table.code) == (3, 3)
    assert ran.json["coverage"]["complete"] is False
    assert {gap["subject"].rpartition(": ")[2] for gap in ran.json["coverage"]["gaps"]} >= {
        "gates.quote",
        "rules.motion_missing",
        "rules.decided_long_ago",
    }
    assert "Incomplete" in table.out and "clean" not in table.out.lower()


def test_an_audit_writes_nothing_to_the_org_nor_the_project(audited: tuple[Project, str]) -> None:
    project, crm = audited
    before = _files(project.folder)

    project.run("audit", crm)

    assert _files(project.folder) == before
    assert project.run("plan", crm, "--check").code == 0


def _files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
