"""HTML for a browser: one self-contained page that asks the network for nothing. The template escapes all text."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from dealspec.core.diagnostics import Severity
from dealspec.reports.excerpt import excerpt
from dealspec.reports.view import (
    AuditedTarget,
    DiagnosticsView,
    FindingsView,
    RuleResult,
    counted,
    crm_label,
    iso,
    moment,
    records_judged,
)

if TYPE_CHECKING:
    from jinja2 import Environment


def findings(view: FindingsView) -> str:
    """The audit report: what was judged, what could not be seen, every rule, every finding as a visible row."""
    return environment().get_template("findings.html").render(view=view)


def diagnostics(view: DiagnosticsView) -> str:
    """The faults of what the user wrote, each with the faulty line."""
    faults = [(fault, excerpt(fault.position, view.sources, 110)) for fault in view.diagnostics]
    return environment().get_template("diagnostics.html").render(view=view, faults=faults)


@cache
def environment() -> Environment:
    """Where pages are rendered: it escapes all text, and refuses a page that asks for what it was not given."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("dealspec.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"moment": moment, "iso": iso, "crm": crm_label, "thousands": "{:,}".format}
    environment.globals |= {
        "anchor": _anchor,
        "cell": _cell,
        "counted": counted,
        "records_judged": records_judged,
        "severities": tuple(Severity),
        "web": _web,
        "found_on": _found_on,
        "judged": _judged,
    }
    return environment


def _anchor(result: RuleResult) -> str:
    """The id of a rule's section; a fragment may hold any character but white space."""
    return "-".join(f"{result.target.name}.{result.rule.id}".split())


def _cell(result: RuleResult) -> str:
    """``findings``, ``gap`` or ``clean``."""
    if result.findings:
        return "findings"
    return "gap" if result.gap else "clean"


def _found_on(view: FindingsView, target: AuditedTarget) -> int:
    return sum(len(result.findings) for result in view.results_of(target))


def _judged(view: FindingsView) -> int:
    return sum(number for target in view.targets for number in target.records.values())


def _web(url: str) -> str:
    """The address if a browser may follow it as a page, else nothing."""
    return url if url.startswith(("https://", "http://")) else ""
