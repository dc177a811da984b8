"""Counts business days by the calendar that the policies name, and the elements of a collection."""

from __future__ import annotations

from dealspec.core.diagnostics import did_you_mean
from dealspec.core.source import Position
from dealspec.schema.model import FieldType
from dealspec.schema.policy import Calendar, Weekday
from dealspec.validators.expr.faults import ExprCode
from dealspec.validators.expr.fitting import Typing, is_a, kind_of, said
from dealspec.validators.expr.nodes import BusinessDays, Count, FieldRef, Node, ValueKind

_USUAL = Calendar("", "UTC")


def business_days(typing: Typing, start: Node, end: Node, position: Position) -> Node | None:
    """``business_days(start, end)``: a number."""
    for side in (start, end):
        if kind_of(side) is not ValueKind.DATE:
            name = said(side) if isinstance(side, FieldRef) else "created_at"
            is_moment = kind_of(side) is ValueKind.DATETIME
            hint = f"Compare its age instead: age({name}) <= days(7)." if is_moment else "Use date fields or today()."
            what = f"business_days() counts between two dates, and {is_a(side)}."
            typing.refuse(side, what, hint, ExprCode.ARGUMENTS)
            return None
    calendar = _calendar(typing, position)
    if calendar is None:
        return None
    week = tuple(Weekday)
    weekend = tuple(sorted({week.index(day) for day in calendar.weekend}))
    holidays = tuple(sorted(set(calendar.holidays)))
    return BusinessDays(start, end, calendar.name, weekend, holidays, position)


def count(typing: Typing, item: FieldRef, where: Node | None, position: Position) -> Node | None:
    """``count(item)``, with ``filter (where ...)`` or without."""
    return Count(item, where, position) if countable(typing, item) else None


def countable(typing: Typing, item: FieldRef) -> bool:
    """Whether the field is a collection of the record itself; else the fault is kept."""
    if item.type is not FieldType.CONTACT_ROLES:
        has = f"; test it with {item.name} has 'value'" if item.kind is ValueKind.CHOICES else ""
        what = f"count() counts the elements of a contact_roles field, and {is_a(item)}."
        hint = f"Other collections cannot be counted yet{has}."
    elif item.via or item.prior:
        what = f"{said(item)} cannot be counted: only the record's own elements, as they are now."
        hint = f"Write count({item.name}) on the object that has it."
    else:
        return True
    typing.refuse(item, what, hint, ExprCode.UNSUPPORTED)
    return False


def _calendar(typing: Typing, position: Position) -> Calendar | None:
    schema = typing.scope.schema
    chosen = schema.policies.calendar
    if chosen is not None and chosen in schema.calendars:
        return schema.calendars[chosen]
    if chosen is not None:
        what, hint = f"The policies name an unknown calendar '{chosen}'.", did_you_mean(chosen, schema.calendars)
    elif len(schema.calendars) > 1:
        what = f"Several calendars are declared, and nothing says which one counts: {', '.join(schema.calendars)}."
        hint = f"Choose one: policies: {{calendar: {next(iter(schema.calendars))}}}."
    else:
        return next(iter(schema.calendars.values()), _USUAL)
    typing.faults.add(ExprCode.CALENDAR, position, what, hint)
    return None
