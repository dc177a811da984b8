"""Counts the tests of the clients on Node at the end of a run, so that a run without them is seen."""

from __future__ import annotations

from pytest import TerminalReporter

_FILES = ("tests/clients/test_jsforce", "tests/clients/test_node", "tests/clients/test_salesforce_cli")


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    counts = {
        outcome: len(
            {
                report.nodeid
                for report in terminalreporter.stats.get(outcome, [])
                if getattr(report, "nodeid", "").startswith(_FILES)
            }
        )
        for outcome in ("passed", "failed", "error", "skipped")
    }
    if any(counts.values()):
        words = ", ".join(f"{count} {outcome}" for outcome, count in counts.items() if count)
        terminalreporter.write_line(f"jsforce and the Salesforce CLI: {words}")
