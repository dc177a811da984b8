"""The words every part of the evaluator shares: values, the error, and what a formula may know of its surroundings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeAlias

Value: TypeAlias = bool | Decimal | str | date | datetime | time | None
"""What a field holds and a formula gives: multi-select values are `a;b` text, ids are text, numbers are Decimal."""

Lookup: TypeAlias = Callable[[str, str, str, Value], Value]
"""Answers VLOOKUP: (object, field to return, field to match, value) -> the value found, or None."""


class FormulaError(Exception):
    """A formula that cannot be read, saved or evaluated.

    `message` is in Salesforce's own words where a template is known (FE labels.xml); `position` is the 0-based offset
    in the formula's text, or None; `unsupported` names what this evaluator cannot do though Salesforce can, or None.
    """

    def __init__(self, message: str, position: int | None = None, unsupported: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.unsupported = unsupported

    def __repr__(self) -> str:
        return f"FormulaError({self.message!r}, position={self.position!r}, unsupported={self.unsupported!r})"


@dataclass(frozen=True, slots=True)
class Context:
    """The fields, the moment and the running user a formula sees; names are matched in any letter case.

    `fields` maps an API name (dotted for related records) to its Metadata FieldType. A formula is resolved once per
    such mapping, so one mapping must not change after its first use. `now` is aware; `time_zone` is the running
    user's. `blanks_as_zero` is the BlankAsZero mode of formula fields; validation rules leave it off.
    """

    fields: Mapping[str, str]
    now: datetime
    globals: Mapping[str, Value] = field(default_factory=dict)
    time_zone: str = "UTC"
    blanks_as_zero: bool = False
    lookup: Lookup | None = None
    global_types: Mapping[str, str] = field(default_factory=dict)
