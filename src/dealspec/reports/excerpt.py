"""The faulty line of a file with a caret under the fault. Pure text; opens no file."""

from __future__ import annotations

from collections.abc import Mapping

from dealspec.core.source import Position


def excerpt(position: Position | None, sources: Mapping[str, str], width: int = 80) -> tuple[str, str] | None:
    """The line at ``position`` and the line that carries the caret, at most ``width`` characters long, or None.

    Tabs count as one column, as in YAML's own positions. A long line is cut to the part around the fault.
    """
    lines = sources[position.file].splitlines() if position and position.file in sources else []
    if position is None or not 1 <= position.line <= len(lines):
        return None
    line = lines[position.line - 1].replace("\t", " ")
    column = min(max(position.column, 1), len(line) + 1) - 1
    start = max(0, column - width + 1, min(column - width // 2, len(line) - width))
    shown = line[start : start + width]
    return shown.rstrip(), " " * (column - start) + "^"
