"""The formats that results are shown in: name to renderer, file suffix to name. Loads a renderer only when used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath

from dealspec.reports import github, html, json_envelope, junit, table
from dealspec.reports.screen import PLAIN, Screen
from dealspec.reports.view import DiagnosticsView, FindingsView

NAMES: tuple[str, ...] = ("table", "json", "junit", "github", "html")
"""What ``--format`` takes; the first is the default."""

SUFFIXES: Mapping[str, str] = {".txt": "table", ".json": "json", ".xml": "junit", ".html": "html", ".md": "markdown"}
"""What ``-o FILE`` picks by the file's suffix; not every result has every format."""


def findings(view: FindingsView, name: str, screen: Screen = PLAIN) -> str:
    """An audit in the format of that name. Raises ``KeyError`` for a name that is not in ``NAMES``."""
    if name == "table":
        return table.findings(view, screen)
    return _FINDINGS[name](view)


def diagnostics(view: DiagnosticsView, name: str, screen: Screen = PLAIN) -> str:
    """Faults in the format of that name. Raises ``KeyError`` for a name that is not in ``NAMES``."""
    if name == "table":
        return table.diagnostics(view, screen)
    return _DIAGNOSTICS[name](view)


def for_file(path: PurePath) -> str | None:
    """The format that a file's suffix picks, or None when it picks none."""
    return SUFFIXES.get(path.suffix.lower())


_FINDINGS: Mapping[str, Callable[[FindingsView], str]] = {
    "json": json_envelope.findings,
    "junit": junit.findings,
    "github": github.findings,
    "html": html.findings,
}

_DIAGNOSTICS: Mapping[str, Callable[[DiagnosticsView], str]] = {
    "json": json_envelope.diagnostics,
    "junit": junit.diagnostics,
    "github": github.diagnostics,
    "html": html.diagnostics,
}
