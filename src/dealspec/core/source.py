"""Where a declared value stands: file, line, column. Knows nothing of YAML."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def shifted(self, characters: int) -> Position:
        """The place ``characters`` further on the same line."""
        return Position(self.file, self.line, self.column + characters)
