"""What is wrong with a case before anything is judged."""

from __future__ import annotations

from dealspec.core.explained import Explained, Form


def _tried(case: str) -> str:
    """A new project with this case, and a try."""
    return (
        "dealspec -q init deals --motion reseller\n"
        "mkdir -p deals/cases\n"
        "cat > deals/cases/own.yaml <<END\n"
        f"as_of: 2026-11-22\ncases:\n  example:\n{case}END\n"
        "dealspec -C deals test deals/cases/own.yaml\n"
    )


def _expecting(line: str, record: str = "partner_motion: reseller, stage: reseller_qualification") -> str:
    return _tried(f"    record: {{{record}}}\n    expect: {{{line}}}\n")


_QUALIFICATION = "reseller_qualification: refuse"

CASE_CODES = (
    Explained(
        "CAS001",
        "Unknown gate or rule in a case",
        "What is not declared judges nothing, so the case would try nothing.",
        _expecting("reseller_qualifikation: refuse"),
        _expecting(_QUALIFICATION),
        "Take the nearest known name; a case speaks of the gates and rules of its own object.",
        Form.SHELL,
    ),
    Explained(
        "CAS002",
        "Expectation that can never be met",
        "A rule and a warning refuse no save, a user who bypasses the gates is never refused, and an audit cannot see"
        " how a record got here.",
        _expecting("partner_missing: refuse"),
        _expecting("partner_missing: finding"),
        "Expect what can become of the save.",
        Form.SHELL,
    ),
    Explained(
        "CAS003",
        "Unknown field in a case",
        "No gate and no rule could read it, so the case would try something else than it says.",
        _expecting(_QUALIFICATION, "patner_motion: reseller, stage: reseller_qualification"),
        _expecting(_QUALIFICATION),
        "Take the nearest known name.",
        Form.SHELL,
    ),
    Explained(
        "CAS004",
        "Unknown value in a case",
        "No record of the CRM can hold it.",
        _expecting(_QUALIFICATION, "partner_motion: resale, stage: reseller_qualification"),
        _expecting(_QUALIFICATION),
        "Take a declared value by its name; a stage as in conditions.",
        Form.SHELL,
    ),
)
