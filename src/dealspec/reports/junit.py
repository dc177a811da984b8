"""JUnit XML, as CI servers read it: one suite per target or file, one case per rule or fault. Always well-formed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC
from xml.sax.saxutils import escape, quoteattr

from dealspec.core.diagnostics import Diagnostic
from dealspec.reports.view import DiagnosticsView, FindingsView, RuleResult, counted
from dealspec.validators.audit.finding import Finding

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def findings(view: FindingsView) -> str:
    """One suite per target, one case per rule; a broken rule's failure lists its records."""
    suites = []
    for target in view.targets:
        results = view.results_of(target)
        cases = [_rule_case(result) for result in results] + _other_gaps(results)
        suites.append((target.name, cases))
    return document("dealspec " + view.command, suites, timestamp=f"{view.as_of.astimezone(UTC):%Y-%m-%dT%H:%M:%S}")


def diagnostics(view: DiagnosticsView) -> str:
    """One suite per file, one case per fault; without faults one passing case, so that CI sees that it ran."""
    by_file: dict[str, list[Diagnostic]] = {}
    for diagnostic in view.diagnostics:
        by_file.setdefault(diagnostic.position.file if diagnostic.position else "schema", []).append(diagnostic)
    suites = [(file, [_fault_case(fault) for fault in faults]) for file, faults in sorted(by_file.items())]
    return document("dealspec " + view.command, suites or [("schema", [case("no faults", "schema", "")])])


def failure(summary: str, kind: str, lines: Sequence[str]) -> str:
    """The body of a case that did not hold; ``kind`` is its type: a severity, or what is pending."""
    text = escape(_clean("\n".join(lines)))
    return f"<failure message={_attribute(summary)} type={_attribute(kind)}>{text}</failure>"


def skipped(why: str) -> str:
    """The body of a case that nobody could judge."""
    return f"<skipped message={_attribute(why)}/>"


def error(why: str) -> str:
    """The body of a case that stands for something unseen, where a skipped one would pass for a clean answer."""
    return f"<error message={_attribute(why)}/>"


def remark(text: str) -> str:
    """The body of a case that holds and has something to say."""
    return f"<system-out>{escape(_clean(text))}</system-out>"


def case(name: str, classname: str, body: str) -> str:
    """One test case; without a body it holds."""
    head = f"    <testcase name={_attribute(name)} classname={_attribute(classname)}"
    return f"{head}>{body}</testcase>" if body else f"{head}/>"


def document(name: str, suites: Sequence[tuple[str, Sequence[str]]], timestamp: str = "") -> str:
    """The whole file: suites by name with their cases, counted."""
    when = f" timestamp={_attribute(timestamp)}" if timestamp else ""
    every = [each for _, cases in suites for each in cases]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<testsuites name={_attribute(name)} {_counts(every)}>"]
    for suite, cases in suites:
        lines += [f"  <testsuite name={_attribute(suite)} {_counts(cases)}{when}>", *cases, "  </testsuite>"]
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def _rule_case(result: RuleResult) -> str:
    where = f"{result.target.name}.{result.rule.kind}"
    if result.findings:
        summary = f"{counted(len(result.findings), 'record')}: {result.rule.message}"
        lines = [_record_line(finding) for finding in result.findings]
        if result.rule.hint:
            lines.append(f"hint: {result.rule.hint}")
        return case(result.rule.id, where, failure(summary, result.rule.severity.value, lines))
    if result.gap:
        return case(result.rule.id, where, skipped(result.gap.why))
    return case(result.rule.id, where, "")


def _other_gaps(results: Sequence[RuleResult]) -> list[str]:
    """What could not be seen and belongs to no one rule: skipped cases, never silence."""
    told = {result.gap.subject for result in results if result.gap}
    gaps = results[0].target.coverage.gaps if results else ()
    return [
        case(gap.subject, results[0].target.name + ".coverage", skipped(gap.why))
        for gap in gaps
        if gap.subject not in told
    ]


def _record_line(finding: Finding) -> str:
    return "  ".join(part for part in (finding.record_id, finding.detail, finding.url) if part)


def _fault_case(fault: Diagnostic) -> str:
    place = str(fault.position) if fault.position else "schema"
    lines = [f"--> {place}", fault.why, f"hint: {fault.hint}" if fault.hint else ""]
    body = failure(fault.summary, fault.severity.value, [line for line in lines if line])
    return case(f"{fault.code} {place}", fault.code, body)


def _counts(cases: Sequence[str]) -> str:
    failures = sum("<failure " in each for each in cases)
    errors = sum("<error " in each for each in cases)
    skips = sum("<skipped " in each for each in cases)
    return f'tests="{len(cases)}" failures="{failures}" errors="{errors}" skipped="{skips}"'


def _attribute(text: str) -> str:
    return quoteattr(_clean(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def _clean(text: str) -> str:
    """The text without the characters that XML 1.0 cannot carry at all."""
    return _NOT_XML.sub("\ufffd", text)
