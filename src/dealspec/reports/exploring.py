"""What was found by exploring: as ``dealspec.exploration/1``, and in words. Adds no fact of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dealspec import __version__
from dealspec.reports.view import counted, iso
from dealspec.validators.cases.branches import Way
from dealspec.validators.cases.explore.search import Explored, Goal
from dealspec.validators.cases.model import Case
from dealspec.validators.cases.outcome import CaseRun, Outcome, Status

FORMAT = "dealspec.exploration/1"


def as_json(found: Explored, run: CaseRun, text: str) -> str:
    """What was found and what was not, and the file of cases as text; ends in a newline."""
    unlike = [outcome for outcome in run.outcomes if outcome.status is not Status.HELD]
    document = {
        "format": FORMAT,
        "tool": {"name": "dealspec", "version": __version__},
        "command": "test",
        "as_of": iso(found.as_of),
        "counts": {
            "found": len(found.cases),
            "missed": len(found.missed),
            "disagreed": len(unlike),
            "not_judged": len(found.unjudged),
            "drawn": found.drawn,
        },
        "found": [_case(case) for case in found.cases],
        "missed": [_goal(goal) for goal in found.missed],
        "disagreed": [{"case": one.case.name, "why": list(one.why)} for one in unlike],
        "not_judged": [judgement.address for judgement in found.unjudged],
        "cases": text,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def talk(found: Explored, run: CaseRun) -> Iterator[str]:
    """What was found, and each thing that was not."""
    for goal in found.missed:
        judgement = goal.judgement
        where = f" ({judgement.position})" if judgement.position.file else ""
        yield f"not found: {judgement.id}{where}: no save {_wanted(goal)}. It may ask what cannot be."
    for outcome in run.outcomes:
        if outcome.status is not Status.HELD:
            yield f"{outcome.status.value}: {_unlike(outcome)}"
    for judgement in found.unjudged:
        yield f"not judged: {judgement.id}: it asks how a record got here, and no CRM enforces a rule."
    tried = f"out of {counted(found.drawn, 'save')} tried"
    missed = f", {counted(len(found.missed), 'way')} not found" if found.missed else ""
    yield f"{counted(len(found.cases), 'case')} found {tried}{missed}."


def _wanted(goal: Goal) -> str:
    match goal.branch.way:
        case Way.BROKEN:
            return "breaks it"
        case Way.PASSED:
            return "passes it"
    return f"goes this way: {goal.branch.words}"


def _unlike(outcome: Outcome) -> str:
    return " ".join([f"{outcome.case.name}:", *outcome.why])


def _case(case: Case) -> dict[str, Any]:
    [expectation] = case.expects
    judgement = expectation.judgement
    return {
        "case": case.name,
        "judgement": judgement.id,
        "address": judgement.address,
        "verdict": expectation.verdict.value,
        "words": case.description,
    }


def _goal(goal: Goal) -> dict[str, Any]:
    return {
        "judgement": goal.judgement.id,
        "address": goal.judgement.address,
        "way": goal.branch.way.value,
        "words": goal.branch.words,
    }
