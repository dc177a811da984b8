"""Text that links to other pages, in no format yet, and the names of pages and anchors. Names only; renders nothing.

Pages and anchors are stable: a link to ``objects/opportunity.html#field-partner_motion`` outlives a new label.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import dirname, relpath
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Code:
    """Something that a machine reads: a name, a pattern, a formula."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A place of the dictionary, under what a reader calls it; without ``anchor`` the top of the page."""

    text: str
    page: str
    anchor: str = ""


Inline = str | Code | Link
Prose = tuple[Inline, ...]

INDEX = "index"
RULES = "rules"
VALUE_SETS = "value_sets"
RECORD_TYPES = "record_types"
VALIDATION_RULES = "validation_rules"


def object_page(name: str) -> str:
    """The page of an object, without suffix."""
    return f"objects/{name}"


def pipeline_page(name: str) -> str:
    """The page of a pipeline, without suffix."""
    return f"pipelines/{name}"


def anchor(kind: str, *names: str) -> str:
    """``field-partner_motion``: the id of a place on its page. It may hold any character but white space."""
    return "-".join([kind, *".".join(names).split()])


def href(link: Link, source: str, suffix: str) -> str:
    """The address of a link as the page ``source`` must write it, with every page ending in ``suffix``."""
    path = "" if link.page == source else relpath(link.page + suffix, dirname(source) or ".")
    return quote(path) + (f"#{quote(link.anchor, safe='-_.~')}" if link.anchor else "") or "#"


def listed(items: Iterable[Inline]) -> Prose:
    """The items with commas between them."""
    prose: list[Inline] = []
    for item in items:
        prose += [", ", item] if prose else [item]
    return tuple(prose)
