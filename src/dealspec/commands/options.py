"""Options that several verbs share, so that they mean the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

FORMATS = ("table", "json", "junit", "github", "html")
F = TypeVar("F", bound=Callable[..., Any])


def output_options(function: F) -> F:
    """``--format`` for stdout and ``-o FILE`` (repeatable; the suffix picks the format)."""
    function = click.option(
        "-o",
        "--output",
        "outputs",
        type=click.Path(dir_okay=False),
        multiple=True,
        metavar="FILE",
        help="Also write to FILE; .json, .html, .xml (JUnit) or .txt picks the format. Repeatable.",
    )(function)
    return click.option(
        "--format",
        "format_name",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="Format of stdout.",
    )(function)


def as_of_option(function: F) -> F:
    """``--as-of ISO``."""
    return click.option("--as-of", metavar="ISO", help="Judge by this moment instead of now, such as 2026-01-31.")(
        function
    )


def only_option(function: F) -> F:
    """``--only GLOB``, repeatable."""
    return click.option(
        "--only", multiple=True, metavar="GLOB", help="Only addresses that match, such as 'gates.*'. Repeatable."
    )(function)
