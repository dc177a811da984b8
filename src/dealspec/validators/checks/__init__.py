"""What is wrong with a schema: one file per check, each a pure function of the schema, and one door to all of them."""

from __future__ import annotations

from dealspec.core.diagnostics import Diagnostic, ordered
from dealspec.schema.model import Schema
from dealspec.validators.checks.catalogue import catalogue
from dealspec.validators.checks.check import Check
from dealspec.validators.judgements import judgements

__all__ = ["Check", "catalogue", "check_schema"]


def check_schema(schema: Schema) -> tuple[Diagnostic, ...]:
    """Every fault of the schema and of its expressions, by place. Never raises."""
    _, diagnostics = judgements(schema)
    found = (diagnostic for check in catalogue() for diagnostic in check.diagnostics(schema))
    return ordered([*diagnostics, *found])
