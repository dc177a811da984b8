"""Measures two things in turns, so that whatever slows the machine slows both; only their ratio is meant."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ratio:
    """How long one thing takes against another, both as medians in milliseconds."""

    what: str
    against: str
    ours_ms: float
    theirs_ms: float
    bar: float | None
    """What the ratio may reach; None: reported only."""

    @property
    def times(self) -> float:
        return self.ours_ms / self.theirs_ms

    @property
    def holds(self) -> bool:
        return self.bar is None or self.times <= self.bar


TAKEN: list[Ratio] = []
"""Every ratio of this run, for the table at its end."""


def ratio(
    what: str, ours: Callable[[], object], against: str, theirs: Callable[[], object], *, rounds: int, bar: float | None
) -> Ratio:
    """The ratio of medians over ``rounds``, after one unmeasured round; kept for the table.

    What other benchmarks left in memory is set aside first: a collection would walk it in the rounds of either side.
    """
    _ms(ours), _ms(theirs)
    gc.collect()
    gc.freeze()
    pairs = [(_ms(ours), _ms(theirs)) for _ in range(rounds)]
    taken = Ratio(
        what, against, statistics.median(one for one, _ in pairs), statistics.median(two for _, two in pairs), bar
    )
    TAKEN.append(taken)
    return taken


def table(taken: list[Ratio]) -> list[str]:
    """The ratios as lines of text."""
    rows = [("", "ms", "against", "ms", "ratio", "bar")]
    rows += [
        (
            item.what,
            f"{item.ours_ms:,.1f}",
            item.against,
            f"{item.theirs_ms:,.1f}",
            f"{item.times:.2f} x",
            f"{item.bar:g} x" if item.bar else "none",
        )
        for item in taken
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    left = {0, 2}
    return [
        "  ".join(
            cell.ljust(widths[at]) if at in left else cell.rjust(widths[at]) for at, cell in enumerate(row)
        ).rstrip()
        for row in rows
    ]


def _ms(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000
