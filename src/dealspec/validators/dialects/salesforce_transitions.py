"""Writes how a record got where it is: what a save changes, and the stage before it. Knows no condition but these.

ISCHANGED is FALSE for every field of a record that is created (Help: customize_functions_ischanged), as ``Changed`` is.
"""

from __future__ import annotations

from dataclasses import replace

from dealspec.validators.dialects.formula_layout import Formula, both, call, either, negated
from dealspec.validators.dialects.salesforce_values import IS_NEW, Values, quoted
from dealspec.validators.expr.nodes import Changed, StageIn, ValueKind

_STAGE = "StageName"
_RECORD_TYPE = "RecordTypeId"


def at_stage(node: StageIn) -> Formula:
    """Whether the stage is one of these, or was: before the first save it reads as the one now."""
    stage = call("PRIORVALUE", _STAGE) if node.prior else _STAGE
    return either(*(call("ISPICKVAL", stage, quoted(value)) for value in node.values))


def crossing(reached: StageIn) -> Formula:
    """Whether the record is new, or was not at these stages yet: beside being there now, that it came there."""
    return either(IS_NEW, negated(at_stage(replace(reached, prior=True))))


def entered(reached: StageIn) -> Formula:
    """Whether this save brings the record to these stages."""
    return both(at_stage(reached), crossing(reached))


def not_entered(reached: StageIn) -> Formula:
    """Whether it does not: the record is elsewhere, or was there already."""
    there_before = both(negated(IS_NEW), at_stage(replace(reached, prior=True)))
    return either(negated(at_stage(reached)), there_before)


def changed(node: Changed, values: Values) -> Formula:
    """Whether this save changes the field; the record type stands for the pipeline."""
    if node.item.kind is ValueKind.PIPELINE:
        return call("ISCHANGED", _RECORD_TYPE)
    values.remembered(node.item)
    return call("ISCHANGED", values.path(node.item))
