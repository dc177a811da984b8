"""Writes what a condition selects as the WHERE of a SOQL query: never fewer records than it is TRUE for, maybe more.

Who reads the records judges them again. So what SOQL cannot say, or says otherwise, is left out: it compares text
without letter case, and ``<>`` and ``not in`` of texts would lose records (SOQL reference, comparison operators); long
text and computed values cannot be filtered by, or not always (SOQL reference, field filters).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from dealspec.schema.model import FieldType
from dealspec.validators.dialects.salesforce_names import SalesforceName, SalesforceNames
from dealspec.validators.expr.nodes import (
    Age,
    And,
    Between,
    Compare,
    Days,
    FieldRef,
    Has,
    In,
    IsBlank,
    Literal,
    Node,
    Not,
    Op,
    Or,
    PipelineIs,
    Shift,
    StageIn,
    Today,
    ValueKind,
)

MAX_CHARACTERS = 4_000
"""A longer WHERE is not worth its parsing (limits: 4,000 characters a WHERE clause, 100,000 a query)."""

_FILTERABLE = frozenset(
    {
        FieldType.TEXT,
        FieldType.NUMBER,
        FieldType.CURRENCY,
        FieldType.PERCENT,
        FieldType.CHECKBOX,
        FieldType.DATE,
        FieldType.DATETIME,
        FieldType.PICKLIST,
        FieldType.MULTI_SELECT,
        FieldType.LOOKUP,
        FieldType.MASTER_DETAIL,
    }
)


def where(node: Node, names: SalesforceNames, as_of: datetime) -> str | None:
    """The filter for the records that a condition may be TRUE for, at an aware moment; None where that is every one."""
    found = _Writer(names, as_of.astimezone(UTC).replace(microsecond=0)).write(node, True)
    return found if found is not None and len(found) <= MAX_CHARACTERS else None


class _Writer:
    """The names of one org and one moment. ``want`` is the answer that records are selected for."""

    def __init__(self, names: SalesforceNames, now: datetime) -> None:
        self.names = names
        self.now = now

    def write(self, node: Node, want: bool) -> str | None:
        """A filter that selects every record for which the condition has the answer; None where it would be all."""
        match node:
            case Not(item):
                return self.write(item, not want)
            case And(items) | Or(items):
                return self._joined(items, want, every=isinstance(node, And) is want)
            case Compare(op, left, right):
                return self._compared(op if want else op.negated, left, right)
            case Between(item, low, high):
                ends = (Compare(Op.GE, item, low), Compare(Op.LE, item, high))
                return self._joined(ends, want, every=want)
            case In(item, values):
                return self._one_of(item, values) if want else None
            case IsBlank(item):
                return self._blank(item, want)
            case Has(item, value):
                name = self._name(item)
                return f"{name.api} INCLUDES ({_quoted(str(value.value))})" if want and name else None
            case FieldRef():
                name = self._name(node)
                return f"{name.api} = {'TRUE' if want is not name.inverted else 'FALSE'}" if name else None
            case StageIn(prior=False):
                listed = ", ".join(map(_quoted, node.values))
                return f"StageName IN ({listed})" if want and listed else None
            case PipelineIs(pipeline):
                record_type = self.names.record_types.get(pipeline)
                return f"RecordType.DeveloperName = {_quoted(record_type)}" if want and record_type else None
        return None

    def _joined(self, items: Iterable[Node], want: bool, *, every: bool) -> str | None:
        """Of conditions that must all hold those that can be said will do; of alternatives each must be said."""
        written = [self.write(item, want) for item in items]
        said = list(dict.fromkeys(each for each in written if each is not None))
        if not said or (not every and len(said) < len(set(written))):
            return None
        return said[0] if len(said) == 1 else f"({(' AND ' if every else ' OR ').join(said)})"

    def _compared(self, op: Op, left: Node, right: Node) -> str | None:
        if isinstance(left, Age) and isinstance(right, Days):
            then = self.now - timedelta(days=right.count)
            name = self._name(left.item)
            if name is None:
                return None
            moment = then.date() if left.item.kind is ValueKind.DATE else then
            return f"{name.api} {_operator(op.mirrored)} {_constant(moment)}"
        constant = self._fixed(right)
        name = self._name(left) if isinstance(left, FieldRef) else None
        if constant is None or name is None or (op is Op.NE and isinstance(constant, str)):
            return None
        return f"{name.api} {_operator(op)} {_constant(constant)}"

    def _one_of(self, item: Node, values: Iterable[Literal]) -> str | None:
        name = self._name(item) if isinstance(item, FieldRef) else None
        return f"{name.api} IN ({', '.join(_constant(value.value) for value in values)})" if name else None

    def _blank(self, item: FieldRef, want: bool) -> str | None:
        """What holds only white space counts as blank as well, and is not null: so no text is asked for its blanks."""
        name = self._name(item)
        if name is None or (want and item.kind is ValueKind.TEXT):
            return None
        return f"{name.api} {'=' if want else '!='} null"

    def _name(self, ref: FieldRef) -> SalesforceName | None:
        """The field's name, where it is of the record itself and can be filtered by as what it is to us."""
        name = None if ref.prior or ref.via else self.names.field(ref)
        return name if name and not name.formula and name.type is ref.type and ref.type in _FILTERABLE else None

    def _fixed(self, node: Node) -> str | Decimal | bool | date | None:
        """The value of a node that does not depend on the record."""
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, Today):
            return self.now.date()
        start = self._fixed(node.item) if isinstance(node, Shift) else None
        return start + timedelta(days=node.days) if isinstance(node, Shift) and isinstance(start, date) else None


def _operator(op: Op) -> str:
    return "!=" if op is Op.NE else op.value


def _constant(value: str | Decimal | bool | date) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else _quoted(value)


def _quoted(text: str) -> str:
    for character, written in (("\\", "\\\\"), ("'", "\\'"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(character, written)
    return f"'{text}'"
