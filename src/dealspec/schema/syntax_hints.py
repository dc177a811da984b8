"""What mends a line that YAML cannot read, as far as its neighbours tell. Guesses nothing that they do not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

MEND = "Mend the syntax here; the other faults of this file show after that."

_ENTRY = re.compile(r"\s*(?:- +)?(?:[\w.-]+|\"[^\"]*\"|'[^']*'):(?:\s|$)")
"""A line that begins with a key and a colon."""
_VALUE = re.compile(r"\s*(?:- +)?([\w.-]+):\s+([^\s#].*)")
_NO_BLANK = re.compile(r"\s*(?:- +)?([\w.-]+):(\S.*)")
_NO_COLON = re.compile(r"\s*([A-Za-z_][\w-]*) +(\S.*)")
_CLOSING = {"[": "]", "{": "}"}


def hint_for(lines: Sequence[str], problem: str, line: int, opened: tuple[int, int] | None) -> str:
    """The hint for what the parser says of a line; ``opened``: line and column of what it was reading. All from 1."""
    if "${" in (lines[line - 1] if line <= len(lines) else ""):
        return f"Text with ${{...}} needs quotes inside {{ }} and [ ]. {MEND}"
    found = ""
    if problem.startswith("mapping values are not allowed"):
        found = _second_colon(lines, line) or _no_entry(lines, _above(lines, line)) or _too_deep(lines, line)
    elif problem == "could not find expected ':'" and opened:
        found = _no_entry(lines, opened[0])
    elif problem in ("did not find expected key", "expected <block end>, but found '<block mapping start>'"):
        found = _between_levels(lines, line)
    elif opened and problem.startswith(("did not find expected ','", "expected ','")):
        found = _unclosed(lines, line, *opened)
    return found or MEND


def hint_for_tab(lines: Sequence[str], line: int) -> str:
    """The hint for a line that a tab indents: beside an entry above that has its value, else below it."""
    text, above = lines[line - 1], _above(lines, line)
    if "\t" not in text[: len(text) - len(text.lstrip())] or not above or not _ENTRY.match(lines[above - 1]):
        return "Indent with spaces."
    columns = _indent(lines, above) + (0 if _VALUE.match(lines[above - 1]) else 2)
    return f"Indent line {line} by {columns} blanks, with spaces."


def _second_colon(lines: Sequence[str], line: int) -> str:
    value = _VALUE.match(lines[line - 1])
    if value and ": " in value[2] and value[2][0] not in "\"'[{|>":
        return f"Put what stands after `{value[1]}:` in quotes, since it has a colon of its own."
    return ""


def _no_entry(lines: Sequence[str], line: int) -> str:
    """The line lacks a colon, or the blank after it."""
    text = lines[line - 1] if line else ""
    if not text or _ENTRY.match(text):
        return ""
    found = _NO_BLANK.match(text) or _NO_COLON.match(text)
    return f"Write line {line} as `{found[1]}: {found[2].rstrip()}`." if found else ""


def _too_deep(lines: Sequence[str], line: int) -> str:
    """A line is deeper than one above that already has its value: one of the two is out of line."""
    above = _above(lines, line)
    if not above or not _VALUE.match(lines[above - 1]) or _indent(lines, line) <= _indent(lines, above):
        return ""
    before = _above(lines, above)
    if before and _indent(lines, before) == _indent(lines, line):
        return _indented(above, _indent(lines, line))
    return _indented(line, _indent(lines, above))


def _between_levels(lines: Sequence[str], line: int) -> str:
    """The line stands between two levels: it belongs to the nearest, and above what is nested in it."""
    if line > len(lines) or not _ENTRY.match(lines[line - 1]):
        return ""
    here, levels = _indent(lines, line), set(_levels(lines, line))
    below = next((at for at in range(line + 1, len(lines) + 1) if _says(lines[at - 1])), 0)
    has_value = _VALUE.match(lines[line - 1])
    if below and has_value and _indent(lines, below) in levels:
        return _indented(line, _indent(lines, below))
    if below and not has_value:
        levels = {level for level in levels if level < _indent(lines, below)}
    return _indented(line, min(levels, key=lambda level: (abs(level - here), -level))) if levels else ""


def _unclosed(lines: Sequence[str], line: int, at: int, column: int) -> str:
    bracket = lines[at - 1][column - 1 : column] if at <= len(lines) else ""
    if bracket not in _CLOSING:
        return ""
    rest = "\n".join([lines[at - 1][column:], *lines[at:line]])
    if _CLOSING[bracket] in rest and line == at:
        return f"Put a comma between two entries. {MEND}"
    return f"Close the `{bracket}` of line {at} with `{_CLOSING[bracket]}`."


def _indented(line: int, columns: int) -> str:
    return f"Indent line {line} by {columns} blanks, like its neighbours."


def _levels(lines: Sequence[str], line: int) -> Iterator[int]:
    """The indentations that are open above a line, the deepest first."""
    deepest = 1_000
    for at in range(line - 1, 0, -1):
        if _says(lines[at - 1]) and (indent := _indent(lines, at)) < deepest:
            deepest = indent
            yield indent


def _above(lines: Sequence[str], line: int) -> int:
    """The number of the last line above that says something; 0 for none."""
    return next((at for at in range(line - 1, 0, -1) if _says(lines[at - 1])), 0)


def _says(text: str) -> bool:
    return bool(text.strip()) and not text.lstrip().startswith("#")


def _indent(lines: Sequence[str], line: int) -> int:
    text = lines[line - 1]
    return len(text) - len(text.lstrip(" "))
