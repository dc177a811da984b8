"""Functions of dates, moments and times of day."""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from dealspec.emulator.salesforce.formula import messages
from dealspec.emulator.salesforce.formula.decimals import truncated
from dealspec.emulator.salesforce.formula.functions.arithmetic import milliseconds
from dealspec.emulator.salesforce.formula.functions.table import (
    BOOLEAN,
    DATE,
    DATETIME,
    NUMBER,
    TEXT,
    TIME,
    Arity,
    Building,
    Evaluator,
    Form,
    Function,
    Typing,
)
from dealspec.emulator.salesforce.formula.types import Type
from dealspec.emulator.salesforce.formula.values import FormulaError, Value

if TYPE_CHECKING:
    from dealspec.emulator.salesforce.formula.nodes import Call
    from dealspec.emulator.salesforce.formula.run import Run

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE_TEXT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\s*", re.ASCII)
# FE parses without regard to what follows the seconds, so the `Z` that TEXT() writes may stay.
_MOMENT_TEXT = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2}) +(\d{1,2}):(\d{1,2}):(\d{1,2})", re.ASCII)
_TIME_TEXT = re.compile(r"(\d{1,2}):(\d{1,2}):(\d{1,2})(?:\.(\d{1,3}))?", re.ASCII)


def _date(year: Decimal, month: Decimal, day: Decimal) -> date:
    try:
        return date(truncated(year), truncated(month), truncated(day))
    except ValueError:
        raise FormulaError("#Error! DATE: no such day") from None


def _date_value(run: Run, value: Value) -> date:
    if isinstance(value, datetime):
        return run.local_date(value)  # the running user's zone
    if isinstance(value, date):
        return value
    match = _DATE_TEXT.fullmatch(str(value))
    try:
        if match is not None:
            return date(*map(int, match.groups()))
    except ValueError:
        pass
    raise FormulaError("#Error! DATEVALUE takes text as YYYY-MM-DD")


def _moment_value(value: Value) -> datetime:
    """A date is its first moment in GMT, text is read in GMT (FE FunctionDatetimeValue)."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    match = _MOMENT_TEXT.match(str(value))
    try:
        if match is not None:
            year, month, day, hour, minute, second = map(int, match.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        pass
    raise FormulaError("#Error! DATETIMEVALUE takes text as YYYY-MM-DD HH:MM:SS")


def _time_value(value: Value) -> time:
    """Text as HH:MM:SS.mmm; of a moment, the time in GMT (H:customize_functions_timevalue; zone assumed)."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).time()
    match = _TIME_TEXT.fullmatch(str(value))
    try:
        if match is not None:
            hour, minute, second, fraction = match.groups()
            return time(int(hour), int(minute), int(second), int((fraction or "0").ljust(3, "0")) * 1000)
    except ValueError:
        pass
    raise FormulaError("#Error! TIMEVALUE takes text as HH:MM:SS.MS")


def _after_months(start: date, months: Decimal | None) -> date:
    """The last day of a month stays a last day; otherwise the day stays, cut to the month's length.

    That is SQL's ADD_MONTHS, which FE uses in formula fields and H:customize_functions_addmonths describes; FE's Java
    path differs on the 29th and 30th of January, taken for a fault of that path (assumed). Null months count as 0.
    """
    count = start.year * 12 + start.month - 1 + (0 if months is None else truncated(months))
    year, month = count // 12, count % 12 + 1
    if not 1 <= year <= 9999:
        raise FormulaError("#Error! The date is outside the years 1 to 9999")
    last = calendar.monthrange(year, month)[1]
    was_last = start.day == calendar.monthrange(start.year, start.month)[1]
    return start.replace(year=year, month=month, day=last if was_last else min(start.day, last))


def _addmonths_type(inference: Typing, call: Call) -> Type:
    found = inference.infer(call.operands[0])
    months = inference.infer(call.operands[1])
    if found not in (Type.DATE, Type.DATETIME, Type.RUNTIME) or months not in (Type.NUMBER, Type.RUNTIME):
        return inference.fault(messages.illegal_type(call))
    return found


def _build_addmonths(builder: Building, call: Call) -> Evaluator:
    start, months = builder.build_all(call)

    def after(run: Run) -> Value:
        found = start(run)
        count = months(run)
        if found is None:
            return None
        if not isinstance(found, date) or not isinstance(count, Decimal | None):
            raise messages.illegal_type(call)
        return _after_months(found, count)

    return after


def _whole(value: int) -> Decimal:
    return Decimal(value)


def _duration_type(inference: Typing, call: Call) -> Type:
    """Seconds, seconds and whether to show days, two moments or two times (FE FunctionFormatDuration)."""
    first = inference.expect(call, call.operands[0], NUMBER | DATETIME | TIME)
    if len(call.operands) == 1:
        if first not in (Type.NUMBER, Type.NULL, Type.RUNTIME):
            inference.fault(messages.wrong_type(call, "Number", first.value, call.operands[0]))
        return Type.TEXT
    second = {Type.DATETIME: DATETIME, Type.TIME: TIME, Type.NUMBER: BOOLEAN}.get(first)
    if second is not None:
        inference.expect(call, call.operands[1], second)
    else:
        inference.infer(call.operands[1])
    return Type.TEXT


def _build_duration(builder: Building, call: Call) -> Evaluator:
    first, *rest = builder.build_all(call)

    def formatted(run: Run) -> Value:
        start = first(run)
        end = rest[0](run) if rest else False
        if start is None or (end is None and not isinstance(start, Decimal)):
            return None
        if isinstance(start, datetime) and isinstance(end, datetime):
            return _duration(int(_unix(end) - _unix(start)), days=True)
        if isinstance(start, time) and isinstance(end, time):
            return _duration((milliseconds(end) - milliseconds(start)) // 1000, days=False)
        if isinstance(start, Decimal):
            return _duration(truncated(start, bits=63), days=end is True)
        raise messages.illegal_type(call)

    return formatted


def _duration(seconds: int, *, days: bool) -> str:
    left = abs(seconds)
    shown = f"{left // 60 % 60:02}:{left % 60:02}"
    return f"{left // 86_400}:{left // 3600 % 24:02}:{shown}" if days else f"{left // 3600:02}:{shown}"


def _unix(moment: datetime | date) -> Decimal:
    start = _moment_value(moment)
    gap = start - _EPOCH
    return Decimal(gap.days * 86_400 + gap.seconds)


def _from_unix(seconds: Decimal) -> datetime:
    try:
        return _EPOCH + timedelta(seconds=truncated(seconds, bits=63))
    except OverflowError:
        raise FormulaError("#Error! The date is outside the years 1 to 9999") from None


TABLE: tuple[Function | Form, ...] = (
    Function("DATE", (NUMBER, NUMBER, NUMBER), Type.DATE, _date),
    Function("DATEVALUE", (TEXT | DATETIME | DATE,), Type.DATE, _date_value, sees_run=True),
    Function("DATETIMEVALUE", (TEXT | DATETIME | DATE,), Type.DATETIME, _moment_value),
    Function("TIMEVALUE", (TEXT | DATETIME,), Type.TIME, _time_value),
    # TODAY in the running user's zone is assumed: no source says so, but DATEVALUE(NOW()) is.
    Function("TODAY", (), Type.DATE, lambda run: run.local_date(run.now()), sees_run=True),
    Function("NOW", (), Type.DATETIME, lambda run: run.now(), sees_run=True),
    Function("TIMENOW", (), Type.TIME, lambda run: run.now().time(), sees_run=True),
    Function("YEAR", (DATE,), Type.NUMBER, lambda day: _whole(day.year)),
    Function("MONTH", (DATE,), Type.NUMBER, lambda day: _whole(day.month)),
    Function("DAY", (DATE,), Type.NUMBER, lambda day: _whole(day.day)),
    Function("HOUR", (TIME,), Type.NUMBER, lambda moment: _whole(moment.hour)),
    Function("MINUTE", (TIME,), Type.NUMBER, lambda moment: _whole(moment.minute)),
    Function("SECOND", (TIME,), Type.NUMBER, lambda moment: _whole(moment.second)),
    Function("MILLISECOND", (TIME,), Type.NUMBER, lambda moment: _whole(moment.microsecond // 1000)),
    Function("WEEKDAY", (DATE,), Type.NUMBER, lambda day: _whole(day.isoweekday() % 7 + 1)),
    Function("ISOWEEK", (DATE,), Type.NUMBER, lambda day: _whole(day.isocalendar().week)),
    Function("ISOYEAR", (DATE,), Type.NUMBER, lambda day: _whole(day.isocalendar().year)),
    Function("DAYOFYEAR", (DATE,), Type.NUMBER, lambda day: _whole(day.timetuple().tm_yday)),
    Form("ADDMONTHS", Arity(2, 2), _addmonths_type, _build_addmonths),
    Function("UNIXTIMESTAMP", (DATE | DATETIME,), Type.NUMBER, _unix),
    Function("FROMUNIXTIME", (NUMBER,), Type.DATETIME, _from_unix),
    Form("FORMATDURATION", Arity(1, 2), _duration_type, _build_duration),
)
