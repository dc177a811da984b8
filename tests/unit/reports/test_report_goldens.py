"""What a user sees, as whole files in tests/golden/reports. ``DEALSPEC_WRITE_GOLDEN=1 make test`` writes them anew."""

import os
from pathlib import Path

import pytest
from tests.unit.reports.cases import HUBSPOT, SALESFORCE, audit, faults

from dealspec.reports import formats

GOLDEN = Path(__file__).parents[2] / "golden" / "reports"
SUFFIX = {"table": "txt", "json": "json", "junit": "xml", "github": "github.txt", "html": "html"}


@pytest.mark.parametrize("name", formats.NAMES)
def test_an_audit_reads_as_it_did(name: str) -> None:
    assert_golden(f"audit.{SUFFIX[name]}", formats.findings(audit(), name))


@pytest.mark.parametrize("name", formats.NAMES)
def test_an_audit_without_findings_reads_as_it_did(name: str) -> None:
    clean = audit(findings=(), targets=(SALESFORCE, HUBSPOT))

    assert_golden(f"clean.{SUFFIX[name]}", formats.findings(clean, name))


@pytest.mark.parametrize("name", formats.NAMES)
def test_faults_read_as_they_did(name: str) -> None:
    assert_golden(f"faults.{SUFFIX[name]}", formats.diagnostics(faults(), name))


def assert_golden(name: str, text: str) -> None:
    path = GOLDEN / name
    if os.environ.get("DEALSPEC_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
