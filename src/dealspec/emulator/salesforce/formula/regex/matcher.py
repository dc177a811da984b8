"""One pattern, compiled once: by Python's own matcher where that cannot run away, by the counted one elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from dealspec.emulator.salesforce.formula.regex.counted import Counted, TooManyReads
from dealspec.emulator.salesforce.formula.regex.escapes import refused
from dealspec.emulator.salesforce.formula.regex.program import Compiler
from dealspec.emulator.salesforce.formula.regex.reader import Reader
from dealspec.emulator.salesforce.formula.regex.tree import (
    Ahead,
    Atomic,
    Capture,
    Choice,
    Part,
    Repeat,
    Sequence,
)
from dealspec.emulator.salesforce.formula.regex.writer import written
from dealspec.emulator.salesforce.formula.values import FormulaError

MOST_READS = 1_000_000
"""Character reads of one match (FE FunctionRegex.FORMULA_LIMIT). Java's optimiser may save some; ours does not."""

_LONGEST_TEXT = 131_072  # characters of a long text area, the longest a field holds


@lru_cache(maxsize=512)
def matcher(pattern: str) -> Callable[[str], bool]:
    """Whether a whole text matches; raises FormulaError for a bad pattern or one that cannot be matched exactly.

    The function given raises FormulaError where Salesforce stops the match: RegexTooComplicatedException.
    """
    reader = Reader(pattern)
    root = reader.whole()
    try:
        # Java's \d \w \s and case folding are ASCII unless a flag says otherwise.
        own = re.compile(written(root), re.ASCII).fullmatch
    except (re.error, OverflowError, RecursionError) as fault:
        raise refused(str(fault)) from None
    compiled = Compiler(root, reader.groups)
    harmless = _longest_harmless(root, len(compiled.steps))

    def match(text: str) -> bool:
        if len(text) <= harmless:
            return own(text) is not None
        try:
            return Counted(compiled, text, MOST_READS).matches()
        except TooManyReads:
            raise FormulaError(f"Regular expression runtime exceeded for: {pattern}") from None

    return match


def _longest_harmless(root: Part, steps: int) -> int:
    """The length up to which no text can make the pattern read more than it may, whatever the matcher."""
    low, high = -1, _LONGEST_TEXT
    while low < high:
        middle = (low + high + 1) // 2
        if _ways(root, middle) * (middle + steps) <= MOST_READS:
            low = middle
        else:
            high = middle - 1
    return low


def _ways(part: Part, length: int) -> int:
    """In how many ways `part` can take from one place of a text so long, at most; cut off above the limit."""
    match part:
        case Sequence(parts):
            ways = 1
            for one in parts:
                ways = min(ways * _ways(one, length), MOST_READS + 1)
            return ways
        case Choice(options):
            return min(sum(_ways(one, length) for one in options), MOST_READS + 1)
        case Capture(body, _) | Atomic(body) | Ahead(body, _):
            return _ways(body, length)
        case Repeat():
            return _ways_repeated(part, length)
        case _:
            return 1


def _ways_repeated(repeat: Repeat, length: int) -> int:
    once = _ways(repeat.body, length)
    # One round more than characters, for a last one that takes nothing.
    most = length + 1 if repeat.most is None else min(repeat.most, length + 1)
    rounds = max(most - repeat.least, 0) + 1
    if once == 1:
        return rounds
    power = min(int(once ** min(repeat.least, 20)), MOST_READS + 1)
    ways = power
    for _ in range(rounds - 1):
        power = min(power * once, MOST_READS + 1)
        ways += power
        if ways > MOST_READS:
            break
    return min(ways, MOST_READS + 1)
