"""What could not be read or judged. It travels with every result, so that silence never passes for a clean answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """One thing we could not see: the subject's address, why, and what would mend it."""

    subject: str
    why: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """The gaps of a result; none means the whole was seen.

    ``on_save`` are the addresses of what no reading of values could judge, and the CRM was seen to judge on every save.
    """

    gaps: tuple[Gap, ...] = ()
    on_save: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps

    def plus(self, gaps: Iterable[Gap]) -> Coverage:
        """These gaps and more, each once, sorted."""
        return Coverage(tuple(sorted({*self.gaps, *gaps})), self.on_save)
