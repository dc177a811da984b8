"""Every function, at least once, with its ordinary use and its edges."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from tests.unit.emulator.salesforce.formula.formula_bench import outcome

from dealspec.emulator.salesforce.formula import FormulaError
from dealspec.emulator.salesforce.formula.functions import FUNCTIONS
from dealspec.emulator.salesforce.formula.functions.table import Where

N = Decimal
ERROR = FormulaError

ROWS: tuple[tuple[str, Any], ...] = (
    ("AND(TRUE, TRUE, FALSE)", False),
    ("OR(FALSE, FALSE, TRUE)", True),
    ("NOT(FALSE)", True),
    ("IF(1 < 2, 'less', 'more')", "less"),
    ("CASE(2, 1, 'one', 2, 'two', 'many')", "two"),
    ("CASE(3, 1, 'one', 2, 'two', 'many')", "many"),
    ("ISBLANK('')", True),
    ("ISNULL(NULL)", True),
    ("BLANKVALUE('a', 'b')", "a"),
    ("NULLVALUE(NULL, 5)", N(5)),
    ("ISNUMBER('-1.5e3')", True),
    ("ISNUMBER('1,5')", False),
    ("ISNUMBER(' 1')", False),
    ("ISNUMBER('NaN')", False),
    ("ISNUMBER('')", False),
    ("ISNEW()", True),
    ("ISCLONE()", False),
    ("ISCHANGED(Name)", False),
    ("ISBLANK(PRIORVALUE(Name))", True),
    ("ISPICKVAL(StageName, 'x')", False),
    ("INCLUDES(Tags__c, 'x')", False),
    ("PICKLISTCOUNT(Tags__c)", N(0)),
    ("TEXT(-0.50)", "-0.5"),
    ("VALUE('007.50')", N("7.50")),
    ("REGEX('A1', '[A-Z]\\\\d')", True),
    ("LEN('abc')", N(3)),
    ("CONTAINS('abc', 'bc')", True),
    ("BEGINS('abc', 'ab')", True),
    ("FIND('c', 'abc')", N(3)),
    ("LEFT('abc', 2)", "ab"),
    ("LEFT('abc', 9)", "abc"),
    ("LEFT('abc', -1)", None),
    ("RIGHT('abc', 2)", "bc"),
    ("RIGHT('abc', 9)", "abc"),
    ("RIGHT('abc', 0)", None),
    ("MID('abcd', 2, 2)", "bc"),
    ("MID('abcd', 0, 2)", "ab"),
    ("MID('abcd', 9, 2)", None),
    ("SUBSTR('abcd', 2)", "bcd"),
    ("SUBSTR('abcd', -2, 1)", "c"),
    ("SUBSTITUTE('a-b-c', '-', '')", "abc"),
    ("SUBSTITUTE('abc', 'b', NULL)", "ac"),
    ("SUBSTITUTE('abc', '', 'x')", "abc"),
    ("LPAD('7', 3, '0')", "007"),
    ("LPAD('7', 3)", "  7"),
    ("LPAD('abcdef', 3, '0')", "abc"),
    ("RPAD('ab', 5, 'xy')", "abxyx"),
    ("RPAD('ab', 0, 'x')", None),
    ("UPPER('aé')", "AÉ"),
    ("LOWER('AÉ', 'en')", "aé"),
    ("TRIM('  a b  ')", "a b"),
    ("REVERSE('abc')", "cba"),
    ("INITCAP('john o neil')", "John O Neil"),
    ("CHR(65)", "A"),
    ("CHR(-1)", ERROR),
    ("ASCII('A')", N(65)),
    ("CASESAFEID('001000000000001')", "001000000000001AAA"),
    ("HTMLENCODE('<a> & \"b\"')", "&lt;a&gt; &amp; &quot;b&quot;"),
    ("JSENCODE('it\\'s')", "it\\'s"),
    ("JSINHTMLENCODE('<')", "&lt;"),
    ("URLENCODE('a b&c')", "a+b%26c"),
    ("LEN(BR())", N(1)),
    ("ABS(-1.5)", N("1.5")),
    ("CEILING(2.1)", N(3)),
    ("FLOOR(2.9)", N(2)),
    ("MCEILING(2.1)", N(3)),
    ("MFLOOR(2.9)", N(2)),
    ("ROUND(2.5, 0)", N(3)),
    ("ROUND(0.004, 2) = 0", True),
    ("TRUNC(-2.79, 1)", N("-2.7")),
    ("TRUNC(2.79)", N(2)),
    ("MOD(7.5, 2)", N("1.5")),
    ("MOD(1, 0)", ERROR),
    ("MAX(1, 3, 2)", N(3)),
    ("MAX(1, NULL)", None),
    ("MIN(1, 3, 2)", N(1)),
    ("SQRT(16)", N(4)),
    ("SQRT(-1)", ERROR),
    ("LN(1)", N(0)),
    ("LN(0)", ERROR),
    ("LOG(1000)", N(3)),
    ("LOG(-1)", ERROR),
    ("EXP(0)", N(1)),
    ("EXP(1000000)", ERROR),
    ("ROUND(PI(), 4)", N("3.1416")),
    ("SIN(0)", N(0)),
    ("COS(0)", N(1)),
    ("TAN(0)", N(0)),
    ("ASIN(2)", ERROR),
    ("ACOS(1)", N(0)),
    ("ATAN(0)", N(0)),
    ("ATAN2(0, 1)", N(0)),
    ("DATE(2024, 2, 29)", date(2024, 2, 29)),
    ("DATEVALUE(DATETIMEVALUE('2026-03-01 23:59:59'))", date(2026, 3, 1)),
    ("DATEVALUE('2026-02-30')", ERROR),
    ("DATETIMEVALUE('2026-03-01 08:09:10')", datetime(2026, 3, 1, 8, 9, 10, tzinfo=UTC)),
    ("DATETIMEVALUE('2026-03-01')", ERROR),
    ("TIMEVALUE('17:30:45.125')", time(17, 30, 45, 125_000)),
    ("TIMEVALUE('25:00:00.000')", ERROR),
    ("TIMEVALUE(NOW())", time(23, 30, 15)),
    ("TODAY()", date(2026, 3, 1)),
    ("NOW()", datetime(2026, 3, 1, 23, 30, 15, tzinfo=UTC)),
    ("TIMENOW()", time(23, 30, 15)),
    ("YEAR(TODAY())", N(2026)),
    ("MONTH(TODAY())", N(3)),
    ("DAY(TODAY())", N(1)),
    ("HOUR(TIMENOW())", N(23)),
    ("MINUTE(TIMENOW())", N(30)),
    ("SECOND(TIMENOW())", N(15)),
    ("MILLISECOND(TIMEVALUE('00:00:00.042'))", N(42)),
    ("WEEKDAY(TODAY())", N(1)),
    ("ISOWEEK(DATE(2027, 1, 1))", N(53)),
    ("ISOYEAR(DATE(2027, 1, 1))", N(2026)),
    ("DAYOFYEAR(DATE(2024, 12, 31))", N(366)),
    ("ADDMONTHS(DATE(2026, 1, 30), 1)", date(2026, 2, 28)),
    ("ADDMONTHS(NOW(), 1)", datetime(2026, 4, 1, 23, 30, 15, tzinfo=UTC)),
    ("UNIXTIMESTAMP(DATE(1970, 1, 2))", N(86_400)),
    ("FROMUNIXTIME(86400)", datetime(1970, 1, 2, tzinfo=UTC)),
    ("FORMATDURATION(90061)", "25:01:01"),
    ("FORMATDURATION(90061, TRUE)", "1:01:01:01"),
    ("FORMATDURATION(TIMEVALUE('01:00:00.000'), TIMEVALUE('02:30:00.000'))", "01:30:00"),
    ("FORMATDURATION(NOW(), NOW() + 1)", "1:00:00:00"),
    ("VLOOKUP($ObjectType.Zip__c.Fields.City__c, $ObjectType.Zip__c.Fields.Name, '10115')", "Berlin"),
    ("HYPERLINK('https://example.com', 'x')", ERROR),
    ("IMAGE('https://example.com/x.png', 'x')", ERROR),
    ("GETSESSIONID()", ERROR),
    ("CURRENCYRATE('EUR')", ERROR),
    ("ISBLANK(GEOLOCATION(1, 2))", False),
    ("DISTANCE(GEOLOCATION(1, 2), GEOLOCATION(1, 2), 'km')", N("0.0")),
    ("ROUND(DISTANCE(GEOLOCATION(52.52, 13.405), GEOLOCATION(48.137, 11.575), 'km'), 0)", N(504)),
    ("ROUND(DISTANCE(GEOLOCATION(0, 0), GEOLOCATION(0, 180), 'mi'), 1)", N("12436.8")),
    ("DISTANCE(GEOLOCATION(NULL, NULL), GEOLOCATION(1, 2), 'km')", None),
    ("DISTANCE(GEOLOCATION(NULL, 1), GEOLOCATION(1, 2), 'km')", ERROR),
    ("DISTANCE(GEOLOCATION(60 + 60, 1), GEOLOCATION(1, 2), 'km')", ERROR),
    ("DISTANCE(GEOLOCATION(1, 2), GEOLOCATION(1, 2), 'MI')", ERROR),
)


def city(object_name: str, wanted: str, matched: str, value: object) -> str | None:
    known = (object_name, wanted, matched, value) == ("Zip__c", "City__c", "Name", "10115")
    return "Berlin" if known else None


@pytest.mark.parametrize(("formula", "expected"), ROWS)
def test_a_function_gives(formula: str, expected: Any) -> None:
    found = outcome(formula, lookup=city)

    assert (
        isinstance(found, FormulaError) if expected is ERROR else (found == expected and type(found) is type(expected))
    )


def test_every_function_has_a_row() -> None:
    used = {name for formula, _ in ROWS for name in re.findall(r"[A-Z0-9]+(?=\()", formula)}

    missing = {name for name, row in FUNCTIONS.items() if name.isalnum() and row.where is not Where.ELSEWHERE} - used

    assert not missing
