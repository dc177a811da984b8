"""Judgements and records that the audit tests judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from dealspec.core.coverage import Gap
from dealspec.core.diagnostics import Severity
from dealspec.schema.model import Check, FieldType
from dealspec.validators.expr.nodes import Compare, FieldRef, Literal, Node, Op
from dealspec.validators.judgement import ConflictOn, Judgement, JudgementKind

AS_OF = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

ACCOUNT = FieldRef("opportunity", "account", FieldType.LOOKUP, label="Account")
PARTNER = FieldRef("opportunity", "partner", FieldType.LOOKUP, label="Partner")
REGION = FieldRef("opportunity", "region", FieldType.TEXT, label="Region")
MARGIN = FieldRef("opportunity", "margin_percent", FieldType.PERCENT, label="Margin %")
PROTECTION_END = FieldRef("opportunity", "protection_end", FieldType.DATE, label="Protection end")
FIT_AT = FieldRef("opportunity", "technical_fit_at", FieldType.DATETIME, label="Technical fit at")
PRODUCTS = FieldRef("opportunity", "products", FieldType.MULTI_SELECT, label="Products")
IS_OPEN = FieldRef("opportunity", "is_open", FieldType.CHECKBOX, label="Is open")


@dataclass(frozen=True)
class Records:
    """An extract as the engine takes it."""

    rows: Sequence[Mapping[str, object]]
    missing: tuple[Gap, ...] = ()


def judgement(
    name: str,
    *,
    when: Node | None = None,
    require: tuple[FieldRef, ...] = (),
    that: Node | None = None,
    conflict: ConflictOn | None = None,
    obj: str = "opportunity",
) -> Judgement:
    """A rule on opportunities."""
    return Judgement(
        id=name,
        address=f"rules.{name}",
        kind=JudgementKind.CONFLICT if conflict else JudgementKind.RULE,
        object=obj,
        pipeline=None,
        enters=None,
        when=when,
        require=require,
        that=that,
        conflict=conflict,
        check=Check.ALWAYS,
        severity=Severity.ERROR,
        message=f"Breaks {name}.",
        hint=f"Mend {name}.",
    )


def at_least(field: FieldRef, number: int) -> Node:
    """``field >= number``."""
    return Compare(Op.GE, field, Literal(Decimal(number)))


def is_true(field: FieldRef) -> Node:
    """``field = true``."""
    return Compare(Op.EQ, field, Literal(True))
