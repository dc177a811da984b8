"""GitHub's workflow commands: annotations in a run's summary and in a pull request. Escapes all that it is given.

Escaping is the runner's: ``%``, carriage return and newline in the message, and ``:`` and ``,`` in properties too
(actions/toolkit, ``packages/core/src/command.ts``).
"""

from __future__ import annotations

from dealspec.core.diagnostics import Diagnostic
from dealspec.reports.view import DiagnosticsView, FindingsView, RuleResult, counted

RECORDS_PER_ANNOTATION = 50
"""GitHub shows ten annotations of a kind per step (Docs: workflow commands): one stands for all records of a rule."""


def findings(view: FindingsView) -> str:
    """One annotation per broken rule and target with its records, one per gap; nothing when all is well."""
    lines = [_annotation(result) for result in view.results if result.findings]
    for target, gap in view.gaps:
        message = " ".join(part for part in (gap.why, gap.hint) if part)
        lines.append(command("warning", {"title": f"{target}: not seen: {gap.subject}"}, message))
    return "".join(line + "\n" for line in lines)


def diagnostics(view: DiagnosticsView) -> str:
    """One annotation per fault, at its file, line and column."""
    return "".join(_fault(fault) + "\n" for fault in view.diagnostics)


def command(kind: str, properties: dict[str, str], message: str) -> str:
    """One annotation: ``error``, ``warning`` or ``notice``, its title and place, its message."""
    said = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{kind} {said}::{_data(message)}"


def _annotation(result: RuleResult) -> str:
    count = len(result.findings)
    title = f"{result.rule.id}: {counted(count, 'record')} in {result.target.name}"
    lines = [result.rule.message]
    for finding in result.findings[:RECORDS_PER_ANNOTATION]:
        lines.append("  ".join(part for part in (finding.record_id, finding.detail) if part))
    if count > RECORDS_PER_ANNOTATION:
        lines.append(f"and {count - RECORDS_PER_ANNOTATION:,} more; --format json or html lists every one")
    if result.rule.hint:
        lines.append(f"hint: {result.rule.hint}")
    return command(result.rule.severity.value, {"title": title}, "\n".join(lines))


def _fault(fault: Diagnostic) -> str:
    place = fault.position
    where = {"file": place.file, "line": str(place.line), "col": str(place.column)} if place else {}
    lines = [fault.summary, fault.why, f"hint: {fault.hint}" if fault.hint else ""]
    message = "\n".join(line for line in lines if line)
    return command(fault.severity.value, {**where, "title": fault.code}, message)


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
