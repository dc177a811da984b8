"""What ``dealspec explain`` says of one thing, drawn for a terminal, a page or a machine. Finds out nothing itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dealspec import __version__
from dealspec.reports.lines import beside, line
from dealspec.reports.screen import PLAIN, Screen, harmless
from dealspec.reports.table import drawn

if TYPE_CHECKING:
    from rich.console import RenderableType

FORMAT = "dealspec.explanation/1"
_NUMBER = re.compile(r"[0-9]+\. ")
"""How a step of several begins."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing said, under its name. With ``language`` the lines are code in it and are never wrapped."""

    name: str
    lines: tuple[str, ...]
    language: str | None = None

    @classmethod
    def of(cls, name: str, text: str, language: str | None = None) -> Part:
        """A part from a text of one or more lines."""
        return cls(name, tuple(text.rstrip("\n").split("\n")), language)

    @property
    def is_short(self) -> bool:
        """Whether it stands beside its name rather than below."""
        return self.language is None and len(self.lines) == 1


@dataclass(frozen=True, slots=True)
class Explanation:
    """A code, field, gate or rule and all that is to be said of it. ``subject`` is its code or dotted address."""

    kind: str
    subject: str
    title: str
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, kind: str, subject: str, title: str, parts: Iterable[Part]) -> Explanation:
        """An explanation without the parts that have nothing to say."""
        return cls(kind, subject, title, tuple(part for part in parts if any(part.lines)))


def explanation(view: Explanation, name: str, screen: Screen = PLAIN) -> str:
    """The explanation as ``table``, ``json`` or ``markdown``. Raises ``KeyError`` for another name."""
    if name == "table":
        return "".join(_drawn(view, screen))
    return {"json": as_json, "markdown": as_markdown}[name](view)


def as_json(view: Explanation) -> str:
    """The explanation as ``dealspec.explanation/1``, ending in a newline."""
    document = {
        "format": FORMAT,
        "tool": {"name": "dealspec", "version": __version__},
        "command": "explain",
        "kind": view.kind,
        "subject": view.subject,
        "title": view.title,
        "parts": [{"name": part.name, "language": part.language, "lines": list(part.lines)} for part in view.parts],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_markdown(view: Explanation, level: int = 1) -> str:
    """The explanation as a section of a page; its heading has this level."""
    sections = [f"{'#' * level} {view.subject}: {view.title}"]
    for part in view.parts:
        if part.language is not None:
            fence = "```"
            sections.append("\n".join((f"{part.name}:", "", f"{fence}{part.language}", *part.lines, fence)))
        elif part.is_short:
            sections.append(f"**{part.name}.** {part.lines[0]}")
        else:
            listed = (words if _NUMBER.match(words) else f"- {words}" for words in part.lines)
            sections.append("\n".join((f"**{part.name}**", "", *listed)))
    return "\n\n".join(sections) + "\n"


def _drawn(view: Explanation, screen: Screen) -> Iterator[str]:
    yield drawn([line((view.subject, "bold"), f": {view.title}")], screen)
    for part in view.parts:
        yield drawn(_lines(part), screen)
        if part.language is not None:
            yield "".join(f"  {harmless(words)}".rstrip() + "\n" for words in part.lines)


def _lines(part: Part) -> Iterator[RenderableType]:
    if part.is_short:
        yield beside((f"{part.name}: ", "dim"), part.lines[0])
        return
    yield line((f"{part.name}:", "dim"))
    if part.language is None:
        for words in part.lines:
            number = _NUMBER.match(words)
            yield beside(number[0], words[number.end() :], columns=2) if number else line(words, columns=2)
