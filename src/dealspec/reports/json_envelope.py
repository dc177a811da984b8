"""JSON for machines: one versioned envelope per kind of result, keys in a fixed order. Adds no fact of its own."""

from __future__ import annotations

import json
from typing import Any

from dealspec.core.diagnostics import Diagnostic, Severity
from dealspec.reports.view import DiagnosticsView, FindingsView, iso
from dealspec.validators.audit.finding import Finding

FINDINGS_FORMAT = "dealspec.findings/1"
DIAGNOSTICS_FORMAT = "dealspec.diagnostics/1"


def findings(view: FindingsView) -> str:
    """The audit as ``dealspec.findings/1``, ending in a newline."""
    return _dumped(
        {
            **_head(FINDINGS_FORMAT, view.version, view.command),
            "targets": [
                {
                    "name": target.name,
                    "crm": target.crm,
                    "org_id": target.org_id,
                    "records": dict(sorted(target.records.items())),
                }
                for target in view.targets
            ],
            "as_of": iso(view.as_of),
            "coverage": {
                "complete": not view.gaps,
                "gaps": [
                    {"target": target, "subject": gap.subject, "why": gap.why, "hint": gap.hint}
                    for target, gap in view.gaps
                ],
                "on_save": [{"target": target, "subject": address} for target, address in view.on_save],
            },
            "counts": {
                "findings": view.total,
                **{severity.value: view.count(severity) for severity in Severity},
                "rules": {
                    note.id: sum(len(result.findings) for result in view.results_for(note)) for note in view.rules
                },
            },
            "findings": [_finding(finding) for finding in view.findings],
        }
    )


def diagnostics(view: DiagnosticsView) -> str:
    """The faults as ``dealspec.diagnostics/1``, ending in a newline."""
    return _dumped(
        {
            **_head(DIAGNOSTICS_FORMAT, view.version, view.command),
            "counts": {
                "diagnostics": len(view.diagnostics),
                **{severity.value: view.count(severity) for severity in Severity},
            },
            "diagnostics": [_diagnostic(diagnostic) for diagnostic in view.diagnostics],
        }
    )


def _head(kind: str, version: str, command: str) -> dict[str, Any]:
    return {"format": kind, "tool": {"name": "dealspec", "version": version}, "command": command}


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "target": finding.target,
        "rule": finding.rule,
        "record_id": finding.record_id,
        "object": finding.object,
        "severity": finding.severity.value,
        "message": finding.message,
        "detail": finding.detail,
        "hint": finding.hint,
        "url": finding.url,
    }


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    place = diagnostic.position
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "summary": diagnostic.summary,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "why": diagnostic.why,
        "hint": diagnostic.hint,
    }


def _dumped(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
