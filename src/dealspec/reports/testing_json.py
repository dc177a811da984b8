"""A run of cases as ``dealspec.tests/1``. Adds no fact of its own."""

from __future__ import annotations

import json
from typing import Any

from dealspec import __version__
from dealspec.reports.view import iso
from dealspec.validators.cases.outcome import CaseRun, Covered, Outcome, Status

FORMAT = "dealspec.tests/1"


def case_run(run: CaseRun) -> str:
    """Counts, every expectation, the coverage of every gate and rule; ends in a newline."""
    document = {
        "format": FORMAT,
        "tool": {"name": "dealspec", "version": __version__},
        "command": "test",
        "files": list(run.files),
        "counts": {
            "cases": len(run.cases),
            "expectations": len(run.outcomes),
            **{status.value.replace(" ", "_"): len(run.of(status)) for status in Status},
        },
        "expectations": [_outcome(outcome) for outcome in run.outcomes],
        "coverage": {
            "percent": run.percent,
            "covered": run.covered,
            "branches": run.branches,
            "judgements": [_covered(covered) for covered in run.coverage],
        },
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _outcome(outcome: Outcome) -> dict[str, Any]:
    case, expectation = outcome.case, outcome.expectation
    return {
        "case": case.name,
        "object": case.object,
        "file": expectation.position.file,
        "line": expectation.position.line,
        "column": expectation.position.column,
        "judgement": expectation.judgement.id,
        "address": expectation.judgement.address,
        "expected": expectation.verdict.value,
        "actual": outcome.verdict.value if outcome.verdict else None,
        "status": outcome.status.value.replace(" ", "_"),
        "why": list(outcome.why),
        "as_of": iso(outcome.as_of),
        "as_of_by": outcome.moment.name.lower(),
        "forms": [
            {"form": one.form.value, "verdict": one.verdict.value if one.verdict else None, "why": one.why}
            for one in outcome.forms
        ],
    }


def _covered(covered: Covered) -> dict[str, Any]:
    return {
        "judgement": covered.judgement.id,
        "address": covered.judgement.address,
        "kind": covered.judgement.kind.value,
        "broken": covered.is_broken,
        "passed": covered.is_passed,
        "branches": [
            {"way": branch.way.value, "words": branch.words, "covered": went} for branch, went in covered.branches
        ],
    }
