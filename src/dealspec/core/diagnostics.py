"""What is wrong with what the user wrote, as values: collected, sorted at print time, never raised one by one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

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


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``Did you mean 'x'?`` for the nearest known word, or the short list of known ones, or nothing."""
    candidates = sorted(set(known))
    near = difflib.get_close_matches(word, candidates, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Known here: {', '.join(candidates)}." if 0 < len(candidates) <= 12 else ""
