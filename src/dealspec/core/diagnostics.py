"""What is wrong with what the user wrote, as values: collected, sorted at print time, never raised one by one."""

from __future__ import annotations

import difflib
import heapq
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from dealspec.core.source import Position


class Severity(StrEnum):
    """How grave a diagnostic or a finding is."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault: a stable code, one sentence of what, where it stands, why it matters, what to do."""

    code: str
    summary: str
    position: Position | None = None
    why: str = ""
    hint: str = ""
    severity: Severity = Severity.ERROR

    def sort_key(self) -> tuple[bool, str, int, int, str, str]:
        """Orders by place, then code; what has no place comes last."""
        place = self.position or Position("", 0, 0)
        return (self.position is None, place.file, place.line, place.column, self.code, self.summary)


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics by place, each once."""
    return tuple(sorted(set(diagnostics), key=Diagnostic.sort_key))


_ALL, _SOME = 12, 5
"""How many known words are all named, and how many are named of more."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """``Did you mean 'x'?`` for the nearest known word, in whatever letter case; else what is known, never nothing.

    ``otherwise`` says what else could be done where no word is near.
    """
    candidates = sorted(set(known))
    folded = {candidate.casefold(): candidate for candidate in candidates}
    near = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{folded[near[0]]}'?"
    if not candidates:
        return otherwise or "None is declared here."
    shown = candidates
    if len(candidates) > _ALL:
        shown = sorted(heapq.nsmallest(_SOME, candidates, key=lambda candidate: _distance(word, candidate)))
    others = f" and {len(candidates) - len(shown)} others" if len(candidates) > len(shown) else ""
    return f"Known here: {', '.join(shown)}{others}. {otherwise}".rstrip()


def _distance(word: str, candidate: str) -> tuple[int, int]:
    """How little two words that are not near have in common: words of theirs, then letters at the beginning."""
    shared = set(_PARTS.findall(word.casefold())) & set(_PARTS.findall(candidate.casefold()))
    letters = zip(word.casefold(), candidate.casefold(), strict=False)
    return -len(shared), -sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], letters))


_PARTS = re.compile(r"[^\W_]+")
