"""A case: one save of one record, and what gates and rules are expected to say of it. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from dealspec.core.diagnostics import Severity
from dealspec.core.source import Position
from dealspec.schema.model import NOWHERE
from dealspec.validators.expr.nodes import needs_save
from dealspec.validators.judgement import Judgement, JudgementKind

Value = str | Decimal | bool | date | datetime | tuple[str, ...] | None
"""A field's value; None is blank. Times are aware; the stage is the stored value, the pipeline its name."""
Record = Mapping[str, Value]
"""Values by column: ``amount``, ``account.tier``."""

_AUDITED_ALONE = (JudgementKind.RULE, JudgementKind.CONFLICT)


class Verdict(StrEnum):
    """What becomes of a save: it is refused; it is stored and an audit finds it; neither."""

    REFUSE = "refuse"
    FINDING = "finding"
    PASS = "pass"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Save:
    """A record as it would be after the save and as it was; ``before`` None: the save creates it.

    ``bypass``: the user holds the permission that gates let pass. ``others`` are the object's other records.
    """

    record: Record
    before: Record | None = None
    bypass: bool = False
    others: tuple[Record, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a case expects of one gate or rule."""

    judgement: Judgement
    verdict: Verdict
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Case:
    """One save and what is expected of it. ``as_of`` None: whatever moment the run judges by."""

    name: str
    object: str
    save: Save
    expects: tuple[Expectation, ...]
    as_of: datetime | None = None
    description: str = ""
    position: Position = field(default=NOWHERE, compare=False)


def refuses(judgement: Judgement) -> bool:
    """Whether a judgement is one that a save can be refused by: rules and warnings are for audits alone."""
    return judgement.kind not in _AUDITED_ALONE and judgement.severity is Severity.ERROR


def is_audited(judgement: Judgement) -> bool:
    """Whether an audit can judge it: it sees current values, and not how a record came by them."""
    return not (needs_save(judgement.when) or needs_save(judgement.that))


def is_judged(judgement: Judgement) -> bool:
    """Whether anything judges it: a rule that asks how a record got here is judged by nobody."""
    return refuses(judgement) or is_audited(judgement)
