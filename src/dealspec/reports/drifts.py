"""Drift in every format. Loads a renderer only when used; decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dealspec.provisioner.drift import Drift
from dealspec.reports import drift_github, drift_html, drift_json, drift_junit, drift_markdown, drift_table
from dealspec.reports.screen import PLAIN, Screen


def drift(found: Drift, name: str, screen: Screen = PLAIN) -> str:
    """The drift in the format of that name. Raises ``KeyError`` for a name that ``plan`` does not take either."""
    if name == "table":
        return drift_table.drift(found, screen)
    return _DRIFTS[name](found)


_DRIFTS: Mapping[str, Callable[[Drift], str]] = {
    "json": drift_json.drift,
    "junit": drift_junit.drift,
    "github": drift_github.drift,
    "html": drift_html.drift,
    "markdown": drift_markdown.drift,
}
