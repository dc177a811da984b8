"""The codes of checks, conditions and cases in the one form of all codes."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.core.explained import Explained, Form
from dealspec.validators.cases.codes import CASE_CODES
from dealspec.validators.checks.catalogue import catalogue
from dealspec.validators.expr import ExprCode


def judging_codes() -> Iterator[Explained]:
    """Every code of a condition, of a check and of a case."""
    yield from CASE_CODES
    for code in ExprCode:
        form = Form.SCHEMA if code.bad.endswith("\n") else Form.CONDITION
        yield Explained(code.code, code.title, code.why, code.bad, code.good, form=form)
    for check in catalogue():
        yield Explained(check.code, check.title, check.why, check.bad, check.good)
