"""Options that several verbs share, so that they mean the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from dealspec.core.errors import UsageFault

FORMATS = ("table", "json", "junit", "github", "html")
F = TypeVar("F", bound=Callable[..., Any])


def output_options(function: F) -> F:
    """``--format`` for stdout and ``-o FILE`` (repeatable; the suffix picks the format)."""
    return _output_options(function, FORMATS, ".json, .html, .xml (JUnit) or .txt")


def plan_output_options(function: F) -> F:
    """The same for a plan, which is Markdown as well."""
    return _output_options(function, (*FORMATS, "markdown"), ".json, .html, .md, .xml (JUnit) or .txt")


def report_options(function: F) -> F:
    """The same for a report that people keep: a table, JSON or Markdown."""
    return _output_options(function, ("table", "json", "markdown"), ".json, .md or .txt")


def _output_options(function: F, names: tuple[str, ...], suffixes: str) -> F:
    function = click.option(
        "-o",
        "--output",
        "outputs",
        type=click.Path(dir_okay=False),
        multiple=True,
        metavar="FILE",
        callback=partial(_known_suffixes, names),
        help=f"Also write to FILE; {suffixes} picks the format. Repeatable.",
    )(function)
    return click.option(
        "--format",
        "format_name",
        type=click.Choice(names),
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


def take_option(function: F) -> F:
    """``--take config GLOB``, repeatable."""
    return click.option(
        "--take",
        type=(click.Choice(["config"]), str),
        multiple=True,
        metavar="config GLOB",
        help="Write what is held, where the address matches: the schema wins over the org. Repeatable.",
    )(function)


def _known_suffixes(
    names: tuple[str, ...], ctx: click.Context, parameter: click.Parameter, paths: tuple[str, ...]
) -> tuple[str, ...]:
    """Refuses a file of no known format before anything is read or applied."""
    if paths:
        from dealspec.reports import formats

        for path in paths:
            if formats.for_file(Path(path)) not in names:
                known = ", ".join(sorted(suffix for suffix, name in formats.SUFFIXES.items() if name in names))
                raise UsageFault(f"The suffix of {path} picks no format.", hint=f"Known suffixes: {known}.")
    return paths
