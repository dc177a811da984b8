"""The data dictionary: every object, field, pipeline, gate and rule of a schema as pages to browse.

A pure function of the schema: the same input gives the same bytes. Writes no file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dealspec.schema.model import Schema
from dealspec.validators.judgement import Judgement

FORMATS = ("html", "markdown")


def pages(schema: Schema, judgements: Iterable[Judgement], version: str, formats: Iterable[str]) -> Mapping[str, str]:
    """Relative path -> text of every page in these formats, of a sound schema and the judgements it gives.

    Raises ``KeyError`` for an unknown format. ``pages(schema, judgements(schema)[0], "0.1.0", ("markdown",))``
    """
    from dealspec.reports.dictionary import html, markdown
    from dealspec.reports.dictionary.dictionary import dictionary

    renderers = {"html": html.pages, "markdown": markdown.pages}
    view = dictionary(schema, judgements, version)
    return {path: text for name in formats for path, text in renderers[name](view).items()}


def is_page(path: str, text: str) -> bool:
    """Whether a file is a page that this package made, whatever its version."""
    from dealspec.reports.dictionary import html, markdown

    if path.endswith(markdown.SUFFIX):
        return text.startswith(markdown.MARK)
    return path.endswith(html.SUFFIX) and html.MARK in text
