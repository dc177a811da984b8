"""A plan as one self-contained page. The template escapes all text."""

from __future__ import annotations

from dealspec.provisioner.plan import Plan
from dealspec.reports.essentials import every_attribute
from dealspec.reports.html import environment
from dealspec.reports.plan_by_hand import attestation, pasted
from dealspec.reports.plan_held import rows, ways_out
from dealspec.reports.plan_view import destination, plan_view


def plan(made: Plan) -> str:
    """Counts, what was not seen, every change with all its attributes, gates, steps, work by hand."""
    page = environment().get_template("plan.html")
    return page.render(
        view=plan_view(made),
        every_attribute=every_attribute,
        destination=destination,
        attestation=attestation,
        pasted=pasted,
        held=rows(made),
        ways_out=ways_out(made) if made.held else (),
    )
