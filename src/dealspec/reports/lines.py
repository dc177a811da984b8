"""The lines that terminal views are made of: styled, indented, wrapped where they must. Draws nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dealspec.core.coverage import Gap
from dealspec.reports.screen import harmless
from dealspec.reports.text_diff import DiffLine

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

Part = str | tuple[str, str]
"""A text, or a text and its style."""

_DIFF_STYLES = {"-": "red", "+": "green"}


def line(*parts: Part, columns: int = 0) -> RenderableType:
    """Texts one after the other, ``columns`` from the left where they wrap too."""
    from rich.padding import Padding

    return Padding(styled(*parts), (0, 0, 0, columns))


def beside(lead: Part | Text, *parts: Part, columns: int = 0) -> RenderableType:
    """Texts that stay to the right of ``lead`` where they wrap."""
    from rich.padding import Padding
    from rich.table import Table

    grid = Table.grid()
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(styled(lead) if isinstance(lead, str | tuple) else lead, styled(*parts))
    return Padding(grid, (0, 0, 0, columns))


def styled(*parts: Part) -> Text:
    """Texts one after the other, without what a terminal would obey."""
    from rich.text import Text

    whole = Text()
    for part in parts:
        words, style = part if isinstance(part, tuple) else (part, "")
        whole.append(harmless(words), style)
    return whole


def diff_lines(differences: Iterable[DiffLine], columns: int) -> Iterator[RenderableType]:
    """A text's differences, each line of them behind its sign."""
    for difference in differences:
        style = _DIFF_STYLES.get(difference.sign, "dim")
        for words in difference.text.splitlines() or [""]:
            yield beside((f"{difference.sign or ' '} ", style), (words.rstrip(), style), columns=columns)


def gap_lines(gaps: Iterable[Gap]) -> Iterator[RenderableType]:
    """What is missing, why, and what would mend it."""
    for gap in gaps:
        yield line((gap.subject, "bold"), f": {gap.why}", columns=2)
        if gap.hint:
            yield beside(("hint: ", "dim"), (gap.hint, "dim"), columns=4)
