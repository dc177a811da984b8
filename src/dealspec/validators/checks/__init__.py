"""What is wrong with a schema: one file per check, each a pure function of the schema, and one door to all of them."""

from __future__ import annotations

from dealspec.core.diagnostics import Diagnostic, ordered
from dealspec.schema.model import Schema
from dealspec.validators.judgements import judgements


def check_schema(schema: Schema) -> tuple[Diagnostic, ...]:
    """Every fault of the schema and of its expressions, by place. Never raises."""
    _, diagnostics = judgements(schema)
    return ordered(diagnostics)
