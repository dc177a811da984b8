"""The span of days that a SOQL date literal stands for (SOQL reference, "Date Formats and Date Literals").

Weeks begin on Sunday, as in the en_US locale; fiscal years are calendar years, as in a fresh org; days are UTC days.
"""

from __future__ import annotations

from datetime import date, timedelta

from dealspec.emulator.salesforce.soql import DateLiteral

_UNITS = ("DAYS", "WEEKS", "MONTHS", "QUARTERS", "YEARS")


def span(literal: DateLiteral, today: date) -> tuple[date, date] | None:
    """First day, and the day after the last; None for a word that is no date literal."""
    name = literal.name.replace("_FISCAL_", "_")
    simple = {"TODAY": 0, "YESTERDAY": -1, "TOMORROW": 1}
    if name in simple:
        return _days(today, simple[name], 1)
    if name in ("LAST_90_DAYS", "NEXT_90_DAYS"):
        return _days(today, -90, 91) if name.startswith("LAST") else _days(today, 1, 90)
    parts = name.split("_")
    if len(parts) == 2 and parts[0] in ("THIS", "LAST", "NEXT") and f"{parts[1]}S" in _UNITS[1:]:
        offset = {"THIS": 0, "LAST": -1, "NEXT": 1}[parts[0]]
        return _period(today, parts[1], offset), _period(today, parts[1], offset + 1)
    if len(parts) == 3 and parts[0] in ("LAST", "NEXT") and parts[1] == "N" and parts[2] in _UNITS:
        return _n_periods(today, parts[0], parts[2], literal.number)
    if len(parts) == 3 and parts[0] == "N" and parts[1] in _UNITS and parts[2] == "AGO":
        if parts[1] == "DAYS":
            return _days(today, -literal.number, 1)
        unit = parts[1][:-1]
        return _period(today, unit, -literal.number), _period(today, unit, 1 - literal.number)
    return None


def _n_periods(today: date, side: str, unit: str, number: int) -> tuple[date, date]:
    if unit == "DAYS":
        # LAST_N_DAYS includes today, NEXT_N_DAYS begins tomorrow.
        return _days(today, -number, number + 1) if side == "LAST" else _days(today, 1, number)
    one = unit[:-1]
    if side == "LAST":
        return _period(today, one, -number), _period(today, one, 0)
    return _period(today, one, 1), _period(today, one, number + 1)


def _days(today: date, offset: int, length: int) -> tuple[date, date]:
    first = today + timedelta(days=offset)
    return first, first + timedelta(days=length)


def _period(today: date, unit: str, offset: int) -> date:
    """The first day of the week, month, quarter or year that lies ``offset`` periods from today's."""
    if unit == "WEEK":
        return today - timedelta(days=(today.weekday() + 1) % 7) + timedelta(weeks=offset)
    if unit == "YEAR":
        return date(today.year + offset, 1, 1)
    month = today.month - 1 if unit == "MONTH" else (today.month - 1) // 3 * 3
    total = today.year * 12 + month + offset * (1 if unit == "MONTH" else 3)
    return date(total // 12, total % 12 + 1, 1)
