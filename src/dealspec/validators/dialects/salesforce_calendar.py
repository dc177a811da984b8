"""Writes the number of business days between two dates as one closed formula. Knows no field and no blank.

Days are numbered from a Monday before every date that Salesforce keeps, so that no number is negative: MOD has the sign
of its dividend there. What was worked up to a day is the whole weeks' working days, those of the week begun, less the
holidays so far; between two days it is the difference, which is negative where the second is the earlier.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

MONDAY = date(1699, 12, 28)
"""The last Monday before 1700, the first year of a date field (Help: custom_field_types)."""


def business_days(start: str, end: str, weekend: Iterable[int], holidays: Iterable[date]) -> str:
    """The working days after ``start`` up to ``end``, two operands; ``weekend`` numbers days from Monday, 0, on."""
    free = frozenset(weekend)
    working = [weekday not in free for weekday in range(7)]
    off = [one for one in holidays if working[one.weekday()]]
    if not any(working):
        return "0"
    until, since = (_worked(date_, working) + "".join(_passed(date_, one) for one in off) for date_ in (end, start))
    return f"{until} - ({since})"


def day(value: date) -> str:
    """A constant date."""
    return f"DATE({value.year}, {value.month}, {value.day})"


def _worked(operand: str, working: list[bool]) -> str:
    """The working days up to a date, but for a constant that every date has."""
    if all(working):
        return operand
    number = f"({operand} - {day(MONDAY)})"
    return f"{sum(working)} * FLOOR({number} / 7) + {_of_week(number, working)}"


def _of_week(number: str, working: list[bool]) -> str:
    """The working days of the week begun, less those of its Monday."""
    weekday = f"MOD({number}, 7)"
    so_far = [sum(working[1 : place + 1]) for place in range(7)]
    if not so_far[-1]:
        return "0"
    if so_far == [min(place, so_far[-1]) for place in range(7)]:
        return f"MIN({weekday}, {so_far[-1]})"
    pairs = [f"{place}, {count}" for place, count in enumerate(so_far) if count != so_far[-1]]
    return f"CASE({weekday}, {', '.join(pairs)}, {so_far[-1]})"


def _passed(operand: str, holiday: date) -> str:
    return f" - IF({operand} < {day(holiday)}, 0, 1)"
