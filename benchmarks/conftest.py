"""Prints the table of ratios at the end of `make bench`."""

from typing import Any

from benchmarks.measure import TAKEN, table


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if TAKEN:
        terminalreporter.section("ratios, medians of one run")
        for line in table(TAKEN):
            terminalreporter.write_line(line)
