"""Which pages there are, which template draws each, and of what. Both formats have the same pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dealspec.reports.dictionary.entries import Dictionary, ObjectPage, PipelinePage
from dealspec.reports.dictionary.prose import INDEX, RECORD_TYPES, RULES, VALIDATION_RULES, VALUE_SETS


@dataclass(frozen=True, slots=True)
class PageTemplate:
    """One page: its path without suffix, the template's name, and the object or pipeline that it is about, if any."""

    path: str
    template: str
    subject: ObjectPage | PipelinePage | None = None


def site(view: Dictionary) -> Iterator[PageTemplate]:
    """Every page; those of value sets, record types and validation rules only when there are any."""
    yield PageTemplate(INDEX, "index")
    yield from (PageTemplate(page.path, "object", page) for page in view.objects)
    yield from (PageTemplate(page.path, "pipeline", page) for page in view.pipelines)
    yield PageTemplate(RULES, "rules")
    if view.value_sets:
        yield PageTemplate(VALUE_SETS, "value_sets")
    if view.record_types:
        yield PageTemplate(RECORD_TYPES, "record_types")
    if view.validation_rules:
        yield PageTemplate(VALIDATION_RULES, "validation_rules")
