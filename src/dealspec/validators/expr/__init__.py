"""The rule language: text in, typed nodes or diagnostics out. Vendor-free; never touches a record or a CRM."""

from __future__ import annotations

from dataclasses import dataclass

from dealspec.core.diagnostics import Diagnostic, ordered
from dealspec.schema.model import Expr
from dealspec.validators.expr.faults import ExprCode, Faults
from dealspec.validators.expr.nodes import FieldRef, Node, fields_used
from dealspec.validators.expr.scope import Scope

__all__ = ["ExprCode", "FieldRef", "Node", "Scope", "TypedExpr", "analyse"]


@dataclass(frozen=True, slots=True)
class TypedExpr:
    """A condition that is known to make sense, and the text it came from."""

    root: Node
    expr: Expr

    @property
    def fields(self) -> frozenset[FieldRef]:
        """The fields it reads."""
        return fields_used(self.root)


def analyse(expr: Expr, scope: Scope) -> tuple[TypedExpr | None, tuple[Diagnostic, ...]]:
    """The typed condition, or None and every fault that was found. Never raises, whatever the text."""
    from dealspec.validators.expr.convert import condition
    from dealspec.validators.expr.grammar import parse

    faults = Faults(expr)
    tree = parse(expr.text, faults)
    try:
        root = condition(tree, scope, faults) if tree is not None else None
    except RecursionError:
        faults.add(ExprCode.TOO_LARGE, 0, "The condition is nested too deeply.", "Split it into several rules.")
        root = None
    if root is None or faults.found:
        return None, ordered(faults.found)
    return TypedExpr(root, expr), ()
