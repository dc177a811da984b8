"""Writes the values of conditions for Salesforce formulas, each with what tells that it is blank. Decides no condition.

A save that creates a record has no state before it: PRIORVALUE then gives the current value (Help:
customize_functions_priorvalue), so a prior value is blank where ISNEW says so. PRIORVALUE and ISCHANGED take a field of
the record itself. Numbers are exact decimals, and what arithmetic makes is rounded to ``DECIMALS`` where it is
compared: an engine with binary fractions then gives the same answer. A percent is a fraction in formulas: 50 % is 0.5.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NoReturn

from dealspec.schema.model import FieldType
from dealspec.validators.dialects.formula_layout import Formula, call, on_one_line
from dealspec.validators.dialects.salesforce_calendar import business_days, day
from dealspec.validators.dialects.salesforce_names import SalesforceName, SalesforceNames
from dealspec.validators.dialects.unsupported import Unsupported
from dealspec.validators.expr.nodes import (
    Age,
    Arithmetic,
    ArithmeticOp,
    BusinessDays,
    Count,
    Days,
    Difference,
    FieldRef,
    Length,
    Literal,
    Node,
    Shift,
    TextCall,
    Today,
    ValueKind,
)

DIALECT = "Salesforce formula"
DECIMALS = 8
IS_NEW = call("ISNEW")
_SUM, _PRODUCT, _ATOM = 1, 2, 3
_AUDITED = "It is audited."
_FIXED = frozenset({FieldType.FORMULA, FieldType.AUTO_NUMBER, FieldType.ROLL_UP})
_LONG = frozenset({FieldType.LONG_TEXT, FieldType.RICH_TEXT})


class UnsayableError(ValueError):
    """A part of a condition that has no form in a validation rule."""

    def __init__(self, node: Node, why: str, hint: str = _AUDITED) -> None:
        super().__init__(why)
        self.unsupported = Unsupported(node, DIALECT, why, hint)


@dataclass(frozen=True, slots=True)
class Value:
    """A value's text, and formulas one of which is TRUE where it is blank: null only after one that is TRUE."""

    text: str
    blank: tuple[Formula, ...] = ()
    level: int = _ATOM
    """How tightly it binds: a sum less than a product, a product less than anything else."""
    rounded: bool = True
    """Whether it can be compared as it is."""

    def inside(self, level: int) -> str:
        """The text as part of something that binds so tightly."""
        return self.text if self.level >= level else f"({self.text})"

    @property
    def compared(self) -> str:
        """The text as one side of a comparison."""
        return self.text if self.rounded else f"ROUND({self.text}, {DECIMALS})"


@dataclass(frozen=True, slots=True)
class Values:
    """The names of one org, and one method per node that is a value."""

    names: SalesforceNames

    def of(self, node: Node) -> Value:
        """The value of a node. Raises ``UnsayableError`` where a validation rule cannot have it."""
        method: Callable[[Values, Any], Value] = _METHODS[type(node)]
        return method(self, node)

    def pair(self, left: Node, right: Node) -> tuple[Value, Value]:
        """Two sides of a comparison, percents brought to one scale."""
        first, second = self.of(left), self.of(right)
        percents = [_is_percent(left), _is_percent(right)]
        if all(percents) or not any(percents):
            return first, second
        if percents[0] and isinstance(right, Literal) and isinstance(right.value, Decimal):
            return first, replace(second, text=_number(right.value / 100))
        return (_in_hundreds(first), second) if percents[0] else (first, _in_hundreds(second))

    def name(self, ref: FieldRef) -> SalesforceName:
        """What Salesforce calls a field."""
        found = self.names.field(ref)
        if found is None:
            raise UnsayableError(ref, f"Salesforce has no field for {ref.object}.{ref.name}.", "Declare the field.")
        return found

    def path(self, ref: FieldRef) -> str:
        """A field as a formula names it, through the lookup that leads to it."""
        name = self.name(ref)
        if ref.via is None:
            return name.api
        lookup = self.name(ref.via)
        if ref.via.prior:
            _unknown(ref, "is not a field of the record itself")
        if not lookup.relationship:
            raise UnsayableError(ref, f"{ref.via.shown_label} leads to no other record in Salesforce.")
        return f"{self.path(ref.via).removesuffix(lookup.api)}{lookup.relationship}.{name.api}"

    def stored(self, ref: FieldRef) -> Formula:
        """What the record holds, or held before the save: of a picklist not yet its text."""
        if not ref.prior:
            return self.path(ref)
        self.remembered(ref)
        return call("PRIORVALUE", self.path(ref))

    def remembered(self, ref: FieldRef) -> None:
        """Raises ``UnsayableError`` for a field whose value before the save a validation rule does not know.

        Only fields of the record itself are known from before (Help: customize_functions_priorvalue); that computed
        and long ones are not is assumed.
        """
        name = self.name(ref)
        if ref.via is not None or "." in name.api:
            _unknown(ref, "is not a field of the record itself")
        if name.system or name.type in _FIXED:
            _unknown(ref, "is kept by Salesforce itself, and no save sets it")
        if name.type in _LONG:
            _unknown(ref, "is a long text")
        if name.type in (FieldType.OTHER, FieldType.CONTACT_ROLES):
            _unknown(ref, "is of a type that formulas do not read")

    def field(self, ref: FieldRef) -> Value:
        """A field where a value is meant: a picklist by its text, a date that we know as a time from midnight UTC."""
        name, stored = self.name(ref), self.stored(ref)
        held = call("TEXT", stored) if name.type is FieldType.PICKLIST or ref.kind is ValueKind.STAGE else stored
        blanks = (call("ISBLANK", held),)
        if name.type is FieldType.DATE and ref.kind is ValueKind.DATETIME:
            held = call("DATETIMEVALUE", held)
        return Value(on_one_line(held), (IS_NEW, *blanks) if ref.prior else blanks)

    def _literal(self, node: Literal) -> Value:
        if isinstance(node.value, Decimal):
            return Value(_number(node.value), level=_ATOM if node.value >= 0 else 0)
        if isinstance(node.value, date):
            return Value(day(node.value))
        return Value(quoted(str(node.value)))

    def _today(self, _: Today) -> Value:
        return Value("TODAY()")

    def _days(self, node: Days) -> Value:
        return Value(str(node.count))

    def _length(self, node: Length) -> Value:
        item = self.of(node.item)
        return Value(f"LEN({item.text})", item.blank)

    def _text_call(self, node: TextCall) -> Value:
        item = self.of(node.item)
        return Value(f"{node.function.upper()}({item.text})", item.blank)

    def _shift(self, node: Shift) -> Value:
        item = self.of(node.item)
        sign = "-" if node.days < 0 else "+"
        return Value(f"{item.inside(_SUM)} {sign} {abs(node.days)}", item.blank, _SUM)

    def _age(self, node: Age) -> Value:
        item = self.of(node.item)
        now = "TODAY()" if node.item.kind is ValueKind.DATE else "NOW()"
        return Value(f"{now} - {item.inside(_PRODUCT)}", item.blank, _SUM)

    def _difference(self, node: Difference) -> Value:
        end, start = self.of(node.end), self.of(node.start)
        return Value(f"{end.inside(_SUM)} - {start.inside(_PRODUCT)}", (*end.blank, *start.blank), _SUM)

    def _business_days(self, node: BusinessDays) -> Value:
        start, end = self.of(node.start), self.of(node.end)
        text = business_days(start.inside(_PRODUCT), end.inside(_PRODUCT), node.weekend, node.holidays)
        return Value(text, (*start.blank, *end.blank), _SUM)

    def _arithmetic(self, node: Arithmetic) -> Value:
        left, right = (
            _in_hundreds(self.of(side)) if _is_percent(side) else self.of(side) for side in (node.left, node.right)
        )
        level = _SUM if node.op in (ArithmeticOp.ADD, ArithmeticOp.SUBTRACT) else _PRODUCT
        blanks = (*left.blank, *right.blank)
        if node.op is ArithmeticOp.DIVIDE and not (isinstance(node.right, Literal) and node.right.value):
            blanks += (f"{right.compared} = 0",)
        text = f"{left.inside(level)} {node.op.value} {right.inside(level + 1)}"
        return Value(text, blanks, level, rounded=False)

    def _count(self, node: Count) -> Value:
        raise UnsayableError(node, f"A validation rule does not see the elements of {node.item.shown_label}.")


def quoted(text: str) -> str:
    """A constant text as formulas write it."""
    for character, written in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(character, written)
    return f'"{text}"'


def _is_percent(node: Node) -> bool:
    return isinstance(node, FieldRef) and node.type is FieldType.PERCENT


def _in_hundreds(value: Value) -> Value:
    return replace(value, text=f"{value.inside(_PRODUCT)} * 100", level=_PRODUCT)


def _unknown(ref: FieldRef, why: str) -> NoReturn:
    raise UnsayableError(ref, f"Salesforce does not know what {ref.shown_label} was before the save: it {why}.")


def _number(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_METHODS: dict[type[Node], Callable[[Values, Any], Value]] = {
    Literal: Values._literal,
    FieldRef: Values.field,
    Today: Values._today,
    Days: Values._days,
    Length: Values._length,
    TextCall: Values._text_call,
    Shift: Values._shift,
    Age: Values._age,
    Difference: Values._difference,
    BusinessDays: Values._business_days,
    Arithmetic: Values._arithmetic,
    Count: Values._count,
}
