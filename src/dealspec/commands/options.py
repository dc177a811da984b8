"""Options that several verbs share, so that they mean the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from dealspec.core.errors import UsageFault

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
        callback=_known_suffixes,
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


def target_option(function: F) -> F:
    """``--target TARGET``: the schema with that target's overlay."""
    return click.option("--target", metavar="TARGET", help="With what this target's overlay changes.")(function)


def only_option(function: F) -> F:
    """``--only GLOB``, repeatable."""
    return click.option(
        "--only", multiple=True, metavar="GLOB", help="Only addresses that match, such as 'gates.*'. Repeatable."
    )(function)


def _known_suffixes(ctx: click.Context, parameter: click.Parameter, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Refuses a file of no known format before anything is read or applied."""
    if paths:
        from dealspec.reports import formats

        for path in paths:
            if formats.for_file(Path(path)) is None:
                known = ", ".join(sorted(formats.SUFFIXES))
                raise UsageFault(f"The suffix of {path} picks no format.", hint=f"Known suffixes: {known}.")
    return paths
