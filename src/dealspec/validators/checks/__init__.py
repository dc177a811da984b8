"""What is wrong with a schema: one file per check, each a pure function of the schema, and one door to all of them."""

from __future__ import annotations

from collections.abc import Collection

from dealspec.core.collector import paused_collector
from dealspec.core.diagnostics import Diagnostic, ordered
from dealspec.schema.model import Schema
from dealspec.validators.checks.catalogue import catalogue
from dealspec.validators.checks.check import Check
from dealspec.validators.judgements import judgements

__all__ = ["Check", "catalogue", "check_schema"]


def check_schema(schema: Schema, doubts: Collection[str] = ()) -> tuple[Diagnostic, ...]:
    """Every fault of the schema and of its expressions, by place. Never raises.

    ``doubts`` are names whose declaration could not be read: what would be said about them waits until that is mended.
    """
    with paused_collector():
        _, diagnostics = judgements(schema)
        found = [*diagnostics, *(diagnostic for check in catalogue() for diagnostic in check.diagnostics(schema))]
    quoted = {f"'{name}'" for name in doubts}
    return ordered(item for item in found if not any(name in item.summary for name in quoted))
