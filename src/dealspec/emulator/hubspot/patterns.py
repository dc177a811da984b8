"""Regular expressions of validation rules, matched within bounds. A pattern that could run away is refused.

HubSpot's own engine and its bounds are not documented (assumed: a pattern that repeats a repetition is refused).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from re import _parser  # type: ignore[attr-defined]  # the standard library's own parser; it has no public name
from typing import Any

PATTERN_LIMIT = 1_000
"""Characters of a pattern."""
_REACH = {0: 65_536, 1: 65_536, 2: 5_000, 3: 400}
_LEAST_REACH, _MOST_OPEN = 100, 6
"""Characters of a value that are matched, by how many open repetitions a pattern has; a longer one does not match."""
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


@lru_cache(maxsize=256)
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern ready to match; raises ``re.error`` for one that is none or could run away."""
    if len(pattern) > PATTERN_LIMIT:
        raise re.error("the pattern is too long")
    try:
        tree = _parser.parse(pattern)
        found = re.compile(pattern)
    except (OverflowError, RecursionError) as error:
        raise re.error(str(error)) from None
    if _could_run_away(tree) or _unbounded(tree) > _MOST_OPEN:
        raise re.error("the pattern repeats too much")
    return found


def matches(pattern: str, value: str) -> bool:
    """Whether all of a value is what the pattern says."""
    ready = compiled(pattern)
    return len(value) <= _reach(pattern) and ready.fullmatch(value) is not None


@lru_cache(maxsize=256)
def _reach(pattern: str) -> int:
    return _REACH.get(_unbounded(_parser.parse(pattern)), _LEAST_REACH)


def _could_run_away(tree: Iterable[Any], *, repeated: bool = False) -> bool:
    """Whether a repetition stands in another, or has in it a choice whose branches can begin alike."""
    for operator, argument in tree:
        varies = str(operator) in _REPEATS and int(argument[1]) > max(1, int(argument[0]))
        if repeated and (varies or (str(operator) == "BRANCH" and _alike(argument[1]))):
            return True
        if any(_could_run_away(part, repeated=repeated or varies) for part in _parts(argument)):
            return True
    return False


def _alike(branches: Iterable[Any]) -> bool:
    """Whether two branches could begin with the same character: each must begin with a letter of its own."""
    first = [branch[0] if len(branch) else None for branch in branches]
    letters = [each[1] for each in first if each is not None and str(each[0]) == "LITERAL"]
    return len(letters) < len(first) or len(set(letters)) < len(letters)


def _unbounded(tree: Iterable[Any]) -> int:
    """How many repetitions without a small bound a pattern has."""
    return sum(
        int(str(operator) in _REPEATS and int(argument[1]) > 20) + sum(_unbounded(part) for part in _parts(argument))
        for operator, argument in tree
    )


def _parts(argument: Any) -> list[Any]:
    """The patterns inside one part of a pattern."""
    if isinstance(argument, _parser.SubPattern):
        return [argument]
    if isinstance(argument, tuple | list):
        return [part for item in argument for part in _parts(item)]
    return []
