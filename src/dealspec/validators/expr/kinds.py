"""The words that nodes are typed and told apart by: kinds of values, comparisons, operations. Data only."""

from __future__ import annotations

from enum import StrEnum

from dealspec.schema.model import FieldType


class ValueKind(StrEnum):
    """What a value of the language is, for typing. A choice is one value of a picklist, choices are several."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "true or false"
    DATE = "date"
    DATETIME = "date and time"
    DURATION = "duration"
    CHOICE = "picklist value"
    CHOICES = "multi-select"
    REFERENCE = "reference"
    STAGE = "stage"
    PIPELINE = "pipeline"
    OTHER = "value that cannot be judged yet"
    """Contact roles, times of day, and the vendors' own types."""


class Op(StrEnum):
    """A comparison."""

    EQ = "="
    NE = "<>"
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="

    @property
    def negated(self) -> Op:
        """The comparison that is TRUE exactly where this one is FALSE."""
        return _NEGATED[self]

    @property
    def mirrored(self) -> Op:
        """The comparison with its sides exchanged."""
        return _MIRRORED[self]


_NEGATED = {Op.EQ: Op.NE, Op.NE: Op.EQ, Op.LT: Op.GE, Op.GE: Op.LT, Op.GT: Op.LE, Op.LE: Op.GT}
_MIRRORED = {Op.EQ: Op.EQ, Op.NE: Op.NE, Op.LT: Op.GT, Op.GT: Op.LT, Op.LE: Op.GE, Op.GE: Op.LE}

KIND_OF_TYPE = {
    FieldType.CHECKBOX: ValueKind.BOOLEAN,
    FieldType.DATE: ValueKind.DATE,
    FieldType.DATETIME: ValueKind.DATETIME,
    FieldType.PICKLIST: ValueKind.CHOICE,
    FieldType.MULTI_SELECT: ValueKind.CHOICES,
    FieldType.LOOKUP: ValueKind.REFERENCE,
    FieldType.MASTER_DETAIL: ValueKind.REFERENCE,
    FieldType.AUTO_NUMBER: ValueKind.TEXT,
}


class ArithmeticOp(StrEnum):
    """An operation on two numbers."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


class TextFunction(StrEnum):
    """What makes another text of a text."""

    LOWER = "lower"
    UPPER = "upper"
    TRIM = "trim"
