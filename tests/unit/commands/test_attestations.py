"""From a plan's printed line to an attested step, and what becomes of it when the gate changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.unit.commands.worlds import Project

FILE = "attestations.yaml"


@pytest.fixture
def pasted(embedded: Project) -> Project:
    """The project with what its plan for HubSpot prints, filled in by the person who did it."""
    shown = embedded.run("plan", "hubspot").out
    lines = re.findall(r"^    (- \{step: .*,)\n    (   org: .*\})$", shown, re.MULTILINE)
    assert len(lines) == 1, shown
    filled = "\n".join(f"  {line}" for line in lines[0]).replace("who: ,", "who: ada@example.com,")
    embedded.write(FILE, "attestations:\n" + filled.replace("when: }", "when: 2026-11-23}") + "\n")
    return embedded


def test_a_plan_asks_for_it_until_it_is_attested(pasted: Project) -> None:
    ran = pasted.run("plan", "hubspot")

    assert "By hand" not in ran.out
    assert "gates.quote: done by ada@example.com on 2026-11-23" in ran.out
    assert pasted.run("validate").code == 0


def test_another_gate_makes_it_stale_and_open_again(pasted: Project) -> None:
    path = pasted.folder / "schema" / "deals.yaml"
    path.write_text(path.read_text().replace("require: [registration]", "require: [registration, decided_on]"))

    ran = pasted.run("plan", "hubspot", "--json")

    assert [each["standing"] for each in ran.json["attested"]] == ["stale"]
    shown = pasted.run("plan", "hubspot").out
    assert "By hand: 1 piece of work" in shown
    assert "stale: what it asks has changed since it was done by ada@example.com" in " ".join(shown.split())


def test_it_says_nothing_of_another_crm(pasted: Project) -> None:
    assert pasted.run("plan", "salesforce", "--json").json["attested"] == []


def test_markdown_and_html_hold_the_same_line(embedded: Project) -> None:
    [digest] = [each["digest"] for each in embedded.run("plan", "hubspot", "--json").json["manual"]]

    for name in ("markdown", "html"):
        assert digest in embedded.run("plan", "hubspot", "--format", name).out


def test_what_nobody_filled_in_is_a_fault_of_the_file(embedded: Project) -> None:
    embedded.write(FILE, "attestations:\n  - {step: gates.quote, org: '1', digest: '3f2a9c0d1e2f', who: , when: }\n")

    checked, planned = embedded.run("validate"), embedded.run("plan", "hubspot")

    assert (checked.code, planned.code) == (1, 65)
    assert FILE in checked.out and "'who' has no value" in checked.out
    assert "Traceback" not in planned.err


def test_markdown_is_a_format_of_plans_alone(embedded: Project, tmp_path: Path) -> None:
    assert embedded.run("plan", "hubspot", "-o", tmp_path / "plan.md").code == 0
    assert (tmp_path / "plan.md").read_text().startswith("# Plan for hubspot: ")
    assert embedded.run("doctor", "hubspot", "-o", tmp_path / "doctor.md").code == 64
