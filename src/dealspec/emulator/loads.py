"""What loading files into an embedded org comes to: how much went in and what not, or every file that is broken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Loaded:
    """What went in; ``skipped`` are kinds of things that the org does not model, each with how many."""

    components: int
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BrokenFile:
    """One thing that cannot be loaded: a file, where known with its line, and the problem."""

    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.place}: {self.problem}"


class LoadError(Exception):
    """Nothing was loaded; ``broken`` says why, file by file."""

    def __init__(self, broken: Iterable[BrokenFile]) -> None:
        self.broken = tuple(broken)
        super().__init__(f"{len(self.broken)} broken")
