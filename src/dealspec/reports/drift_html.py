"""Drift as one self-contained page. The template escapes all text."""

from __future__ import annotations

from dealspec.provisioner.drift import Drift
from dealspec.reports.drift_view import drift_view
from dealspec.reports.html import environment
from dealspec.reports.plan_view import destination


def drift(found: Drift) -> str:
    """What was changed, what was never agreed on, what is known, what was not seen."""
    return environment().get_template("drift.html").render(view=drift_view(found), destination=destination)
