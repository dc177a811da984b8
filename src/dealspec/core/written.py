"""A text as it was written, for one that variables were put into. Knows nothing of YAML."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Insertion:
    """``start`` to ``end`` of the filled text stands for ``from_start`` to ``from_end`` of what was written."""

    start: int
    end: int
    from_start: int
    from_end: int


@dataclass(frozen=True, slots=True)
class Written:
    """What the user wrote, and what was put into it, in order."""

    text: str
    insertions: tuple[Insertion, ...]

    def offset(self, filled: int) -> int:
        """Where a character of the filled text stands here; inside what was put in, where its reference begins."""
        shift = 0
        for each in self.insertions:
            if filled < each.start:
                break
            if filled < each.end:
                return each.from_start
            shift = each.from_end - each.end
        return filled + shift
