"""What formulas mean, one row per statement of a source: FE is salesforce/formula-engine, H Salesforce Help."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from tests.unit.emulator.salesforce.formula.formula_bench import outcome

from dealspec.emulator.salesforce.formula import FormulaError

N = Decimal
ERROR = FormulaError
Row = tuple[str, Mapping[str, Any], Any, str]

NULLS: tuple[Row, ...] = (
    ("Name = Other__c", {"Name": None, "Other__c": ""}, True, "FE OperatorEquality: null and empty text are equal"),
    ('Name = ""', {"Name": None}, True, "FE OperatorEquality"),
    ("Name = NULL", {"Name": None}, True, "FE OperatorEquality"),
    ('Name <> ""', {"Name": None}, False, "FE OperatorEquality"),
    ('Name <> "x"', {"Name": None}, True, "FE OperatorEquality"),
    ('"x" = Name', {"Name": "x"}, True, "FE OperatorEquality"),
    ('Name = "X"', {"Name": "x"}, False, "FE OperatorEquality: letter case counts"),
    ('Name = "é"', {"Name": "e\u0301"}, False, "FE OperatorEquality: binary, no normalisation"),
    ("Amount = 0", {"Amount": None}, None, "FE OperatorEquality: three-valued without text"),
    ("Amount <> 1", {"Amount": None}, None, "H:customize_functions_isnull: add ISNULL to `<> 1` to catch blanks"),
    ("Amount = NULL", {"Amount": None}, None, "FE OperatorEquality"),
    ("CloseDate = Start__c", {}, None, "FE OperatorEquality"),
    ("Amount < 1", {"Amount": None}, None, "FE OperatorComparison"),
    ("Amount > 1", {"Amount": None}, None, "FE OperatorComparison"),
    ("1 <= Amount", {"Amount": None}, None, "FE OperatorComparison"),
    ("1 >= Amount", {"Amount": None}, None, "FE OperatorComparison"),
    ("CloseDate < TODAY()", {}, None, "FE OperatorComparison"),
    ("AND(Amount > 1, TRUE)", {}, False, "FE FunctionAnd: null stops it as false"),
    ("AND(FALSE, VALUE('x') = 1)", {}, False, "FE FunctionAnd: stops at the first false"),
    ("Amount > 1 && VALUE('x') = 1", {}, False, "FE FunctionAnd: stops at the first null"),
    ("AND(TRUE, VALUE('x') = 1)", {}, ERROR, "FE FunctionAnd: left to right"),
    ("OR(Amount > 1, TRUE)", {}, True, "FE FunctionOr: null counts as false"),
    ("OR(Amount > 1, FALSE)", {}, False, "FE FunctionOr: never null"),
    ("OR(TRUE, VALUE('x') = 1)", {}, True, "FE FunctionOr: stops at the first true"),
    ("NOT(Amount > 1)", {}, None, "FE: NOT(null) is null"),
    ("!Flag__c", {}, True, "FE FieldReferenceCommandInfo: a checkbox is never null"),
    ("IF(Amount > 1, 'a', 'b')", {}, "b", "FE FunctionIf: null takes the second branch"),
    ("IF(TRUE, 'a', TEXT(VALUE('x')))", {}, "a", "FE FunctionIf: one branch alone is evaluated"),
    ("Amount + 1", {}, None, "FE OperatorAddOrSubtract"),
    ("Amount * 0", {}, None, "FE: arithmetic with null"),
    ("-Amount", {}, None, "FE: arithmetic with null"),
    ("CloseDate + 1", {}, None, "FE: arithmetic with null"),
    ('Name + "x"', {}, "x", "FE: text keeps the other side"),
    ('"x" & Name', {}, "x", "FE: text keeps the other side"),
    ("Name & Other__c", {}, None, "FE: two nulls are null"),
    ("ISNULL(Name)", {}, False, "H:customize_functions_isnull: text is never null"),
    ("ISNULL(Amount)", {}, True, "H:customize_functions_isnull"),
    ("ISNULL(CloseDate)", {}, True, "H:customize_functions_isnull: empty dates are null"),
    ("ISNULL(TEXT(StageName))", {}, True, "FE FunctionText.optimize drops TEXT there"),
    ("ISNULL(StageName)", {}, True, "FE FunctionIsNull"),
    ("ISBLANK(Name)", {"Name": ""}, True, "H:customize_functions_isblank"),
    ("ISBLANK(Name)", {"Name": " "}, False, "H:customize_functions_isblank: a space is something"),
    ("ISBLANK(Amount)", {}, True, "simplysfdc 2013/08: works in validation rules"),
    ("ISBLANK(Amount)", {"Amount": N(0)}, False, "H:customize_functions_isblank: zero is something"),
    ("ISBLANK(StageName)", {}, True, "FE: picklists allowed in ISBLANK"),
    ("ISBLANK(TEXT(StageName))", {"StageName": "x"}, False, "FE FunctionText.optimize"),
    ("ISBLANK(Tags__c)", {}, True, "FE: multi-select picklists allowed in ISBLANK"),
    ("ISBLANK(AccountId)", {"AccountId": None}, True, "assumed: ids behave as text"),
    ('NULLVALUE(Name, "x")', {}, None, "FE FunctionNullValue: text gives the original"),
    ("NULLVALUE(Amount, 5)", {}, N(5), "FE FunctionNullValue"),
    ("NULLVALUE(Amount, 5)", {"Amount": N(0)}, N(0), "FE FunctionNullValue"),
    ('BLANKVALUE(Name, "x")', {}, "x", "H:customize_functions_nullvalue: use BLANKVALUE"),
    ("BLANKVALUE('', 'x')", {}, "x", "FE FunctionBlankValue: empty text is blank"),
    ("BLANKVALUE(CloseDate, TODAY())", {}, date(2026, 3, 1), "FE FunctionBlankValue"),
    ('CASE(Name, "", 1, 2)', {}, N(1), "FE FunctionCase: null text equals empty"),
    ("CASE(Amount, 0, 1, 2)", {}, N(2), "FE FunctionCase: a null number matches nothing"),
    ("CASE(Amount, 1.0, 'a', 'b')", {"Amount": N(1)}, "a", "FE OperatorEquality: numbers by value"),
    ('CASE(StageName, "A", 1, "", 2, 3)', {}, N(2), "FE FunctionCase: picklists"),
    ('CONTAINS(Name, "")', {}, True, "FE FunctionContains: everything contains nothing"),
    ('CONTAINS(Name, "x")', {}, None, "FE FunctionContains: blank text gives null"),
    ('CONTAINS(Name, "X")', {"Name": "axb"}, False, "FE FunctionContains: letter case counts"),
    ("BEGINS(Name, Other__c)", {"Name": "ab"}, True, "FE FunctionBegins"),
    ('BEGINS(Name, "b")', {"Name": ""}, None, "FE FunctionBegins"),
    ('FIND("x", Name)', {}, N(0), "FE FunctionFind: 0 of null"),
    ('FIND("b", "abcb")', {}, N(2), "FE FunctionFind: 1-based"),
    ('FIND("z", "abc")', {}, N(0), "FE FunctionFind: 0 when absent"),
    ('FIND("b", "abcb", 3)', {}, N(4), "FE FunctionFind: from a position"),
    ('REGEX(Name, "")', {}, True, "FE FunctionRegex: null counts as empty"),
    ('REGEX("abc", "b")', {}, False, "FE FunctionRegex: the whole text"),
    ("VALUE('x')", {}, ERROR, "FE FunctionValue: a runtime error"),
    ("VALUE(Name)", {}, None, "FE FunctionValue: null of null"),
    ("LEN(Name)", {}, N(0), "FE FunctionLen"),
)

CHANGES: tuple[tuple[str, Mapping[str, Any], Mapping[str, Any] | None, Any, str], ...] = (
    ("ISNEW()", {}, None, True, "H:customize_functions_isnew"),
    ("ISNEW()", {}, {}, False, "H:customize_functions_isnew"),
    ("ISCHANGED(Amount)", {"Amount": N(1)}, None, False, "H:customize_functions_ischanged: FALSE on insert"),
    ("ISCHANGED(Amount)", {"Amount": N(1)}, {}, True, "H:customize_functions_ischanged: blank to value is a change"),
    ("ISCHANGED(Amount)", {"Amount": N("20.00")}, {"Amount": N(20)}, False, "FE FunctionIsChanged: by value"),
    ("ISCHANGED(Note__c)", {"Note__c": "a\r\nb"}, {"Note__c": "a\nb"}, False, "FE FunctionIsChanged: line ends"),
    ("ISCHANGED(Name)", {"Name": ""}, {"Name": None}, False, "FE: blank text is one thing"),
    ("ISCHANGED(StageName)", {"StageName": "B"}, {"StageName": "A"}, True, "H:customize_functions_ischanged"),
    ("ISCHANGED(Tags__c)", {"Tags__c": "a;b"}, {"Tags__c": "a"}, True, "H:customize_functions_ischanged"),
    ("PRIORVALUE(Amount)", {"Amount": N(2)}, None, N(2), "H:customize_functions_priorvalue: current value on insert"),
    ("PRIORVALUE(Amount)", {"Amount": N(2)}, {"Amount": N(1)}, N(1), "H:customize_functions_priorvalue"),
    ("PRIORVALUE(Amount)", {"Amount": N(2)}, {}, None, "H:customize_functions_priorvalue"),
    ('ISPICKVAL(PRIORVALUE(StageName), "A")', {"StageName": "B"}, {"StageName": "A"}, True, "FE FunctionIsPickVal"),
    ('TEXT(PRIORVALUE(StageName)) = "A"', {"StageName": "B"}, {"StageName": "A"}, True, "FE FunctionText"),
    ('CASE(PRIORVALUE(StageName), "A", 1, 0)', {"StageName": "B"}, {"StageName": "A"}, N(1), "FE FunctionCase"),
    ('INCLUDES(PRIORVALUE(Tags__c), "a")', {}, {"Tags__c": "a;b"}, True, "FE: multi-select in PRIORVALUE"),
)

PICKLISTS: tuple[Row, ...] = (
    ('ISPICKVAL(StageName, "A")', {"StageName": "A"}, True, "FE FunctionIsPickVal: API values"),
    ('ISPICKVAL(StageName, "")', {}, True, "FE FunctionIsPickVal: empty text is no choice"),
    ('ISPICKVAL(StageName, "A")', {}, False, "FE FunctionIsPickVal: never null"),
    ('TEXT(StageName) = "A"', {"StageName": "A"}, True, "FE OperatorEquality.optimize: the same as ISPICKVAL"),
    ('TEXT(StageName) <> "A"', {}, True, "FE OperatorEquality.optimize: NOT(ISPICKVAL)"),
    ('TEXT(StageName) = ""', {}, True, "FE OperatorEquality.optimize"),
    ('BLANKVALUE(TEXT(StageName), "none")', {}, "none", "FE FunctionText.optimize"),
    ('CASE(TEXT(StageName), "A", "x", "y")', {"StageName": "A"}, "x", "FE FunctionCase.optimize"),
    ('INCLUDES(Tags__c, "b")', {"Tags__c": "a;b"}, True, "H:customize_functions_includes"),
    ('INCLUDES(Tags__c, "b")', {"Tags__c": "ab;c"}, False, "H:customize_functions_includes: whole values"),
    ('INCLUDES(Tags__c, "b")', {}, False, "H:customize_functions_includes"),
    ("PICKLISTCOUNT(Tags__c)", {"Tags__c": "a;b"}, N(2), "H:customize_functions_picklistcount"),
    ('TEXT(Account.Type) = "Partner"', {"Account.Type": "Partner"}, True, "FE: spanning fields"),
    ('RecordType.DeveloperName = "X"', {"RecordType.DeveloperName": "X"}, True, "assumed: a spanning text field"),
    ('$RecordType.Name = "Partner Deal"', {}, True, "assumed: a global text"),
    ("NOT($Permission.Bypass_Rules)", {}, True, "assumed: a global boolean"),
    ("NOT($Setup.Rules__c.Never_Set__c)", {}, True, "FE FieldReferenceCommandInfo: unset checkboxes are FALSE"),
)

DATES: tuple[Row, ...] = (
    ("DATE(2026,3,1) - DATE(2026,2,1)", {}, N(28), "FE OperatorAddOrSubtract: days"),
    (
        "Seen__c - Due__c",
        {"Seen__c": datetime(2026, 1, 2, 12, tzinfo=UTC), "Due__c": datetime(2026, 1, 1, tzinfo=UTC)},
        N("1.5"),
        "FE OperatorAddOrSubtract: days with a fraction",
    ),
    ("DATE(2026,1,31) + 1.9", {}, date(2026, 2, 1), "FE OperatorAddOrSubtract: the fraction is cut"),
    ("DATE(2026,1,31) - 1.9", {}, date(2026, 1, 30), "FE OperatorAddOrSubtract: the fraction is cut"),
    ("1 + DATE(2026,1,31)", {}, date(2026, 2, 1), "FE OperatorAddOrSubtract"),
    ("DATETIMEVALUE('2026-01-01 00:00:00') + 0.5", {}, datetime(2026, 1, 1, 12, tzinfo=UTC), "FE: fractional days"),
    ("DATETIMEVALUE(DATE(2026,1,1)) - 1/3", {}, datetime(2025, 12, 31, 16, tzinfo=UTC), "FE: whole seconds"),
    ("TIMEVALUE('23:00:00.000') + 7200000", {}, time(1), "FE: milliseconds round the clock"),
    ("TIMEVALUE('01:00:00.000') - TIMEVALUE('23:00:00.000')", {}, N(7200000), "FE: modulo 24 hours"),
    ("DATE(9999,12,31) + 1", {}, ERROR, "FE FunctionDate: years 1-9999"),
    ("DATE(2026,2,29)", {}, ERROR, "FE FunctionDate: a runtime error"),
    ("DATE(2026,13,1)", {}, ERROR, "FE FunctionDate: a runtime error"),
    ("DATEVALUE('2026-03-01')", {}, date(2026, 3, 1), "FE FunctionDateValue"),
    ("DATEVALUE('26-03-01')", {}, ERROR, "FE FunctionDateValue: four digits of year"),
    ("DATEVALUE('01/03/2026')", {}, ERROR, "FE FunctionDateValue: strict"),
    ("DATEVALUE(Name)", {}, None, "FE FunctionDateValue: null of null"),
    ("TEXT(DATE(2026,3,1))", {}, "2026-03-01", "FE FunctionText"),
    ("TEXT(DATETIMEVALUE('2026-03-01 08:09:10'))", {}, "2026-03-01 08:09:10Z", "FE FunctionText: GMT, literal Z"),
    ("DATETIMEVALUE(TEXT(NOW())) = NOW()", {}, True, "FE FunctionDatetimeValue: text is GMT"),
    ("TEXT(TIMEVALUE('08:09:10.011'))", {}, "08:09:10.011", "FE FunctionText"),
    ("WEEKDAY(DATE(2026,3,1))", {}, N(1), "FE FunctionWeekday: 1 is Sunday"),
    ("WEEKDAY(DATE(2026,3,7))", {}, N(7), "FE FunctionWeekday: 7 is Saturday"),
    ("ADDMONTHS(DATE(2026,2,28), 1)", {}, date(2026, 3, 31), "FE FunctionAddMonths: a last day stays one"),
    ("ADDMONTHS(DATE(2026,1,31), 1)", {}, date(2026, 2, 28), "FE FunctionAddMonths"),
    ("ADDMONTHS(DATE(2026,1,15), -13)", {}, date(2024, 12, 15), "FE FunctionAddMonths"),
    ("ADDMONTHS(CloseDate, 1)", {}, None, "FE FunctionAddMonths"),
)

NUMBERS: tuple[Row, ...] = (
    ("ROUND(1.45, 1)", {}, N("1.5"), "FE FunctionRound: half up"),
    ("ROUND(-1.45, 1)", {}, N("-1.5"), "FE FunctionRound: half up is away from zero"),
    ("ROUND(225.49823, -2)", {}, N(200), "H:customize_functions_round"),
    ("ROUND(55, -2)", {}, N(0), "FE BigDecimalHelper.round: nothing left to round to"),
    ("CEILING(-2.5)", {}, N(-3), "FE FunctionCeiling: away from zero"),
    ("FLOOR(-2.5)", {}, N(-2), "FE FunctionFloor: towards zero"),
    ("MCEILING(-2.5)", {}, N(-2), "FE FunctionMCeiling"),
    ("MFLOOR(-2.5)", {}, N(-3), "FE FunctionMFloor"),
    ("MOD(-7, 3)", {}, N(-1), "FE FunctionMod: sign of the dividend"),
    ("MOD(7, -3)", {}, N(1), "FE FunctionMod: sign of the dividend"),
    ("FLOOR(1/3*3)", {}, N(1), "FE BigDecimalHelper: 39 digits inside, 33 outside"),
    ("1/3", {}, N("0." + "3" * 33), "FE BigDecimalHelper: 33 digits outside"),
    ("1/3*3 = 1", {}, False, "FE OperatorEquality: compared with all 39 digits"),
    ("2/3", {}, N("0." + "6" * 32 + "7"), "FE BigDecimalHelper: HALF_UP"),
    ("0.1 + 0.2 = 0.3", {}, True, "FE BigDecimalHelper: decimals"),
    ("1/0", {}, ERROR, "FE: #Error!"),
    ("2^-1", {}, N("0.5"), "FE BigDecimalHelper.formulaPower"),
    ("4^0.5", {}, ERROR, "FE BigDecimalHelper.formulaPower: whole exponents"),
    ("10^65", {}, ERROR, "FE BigDecimalHelper.formulaPower: out of range beyond 10^64"),
    ("Share__c = 0.5", {"Share__c": N(50)}, True, "FE FieldReferenceCommandInfo: percent over 100"),
    ("TEXT(1.50)", {}, "1.5", "FE BigDecimalHelper.formatBigDecimal"),
    ("TEXT(10^20)", {}, "1" + "0" * 20, "FE BigDecimalHelper.formatBigDecimal: no exponent"),
    ("VALUE('1e2')", {}, N(100), "FE FunctionValue: Java's BigDecimal notation"),
    ("LEN('é😀')", {}, N(2), "assumed: characters"),
)


def told(row: Row) -> str:
    return f"{row[0]} | {row[-1]}"


@pytest.mark.parametrize("row", [*NULLS, *PICKLISTS, *DATES, *NUMBERS], ids=told)
def test_a_formula_gives(row: Row) -> None:
    formula, record, expected, _ = row

    found = outcome(formula, record, {})

    assert (
        isinstance(found, FormulaError) if expected is ERROR else (found == expected and type(found) is type(expected))
    )


@pytest.mark.parametrize(("formula", "record", "prior", "expected", "source"), CHANGES)
def test_a_formula_about_the_change_gives(
    formula: str, record: Mapping[str, Any], prior: Mapping[str, Any] | None, expected: Any, source: str
) -> None:
    assert outcome(formula, record, prior) == expected, source


def test_the_users_zone_decides_what_today_is() -> None:
    assert outcome("TODAY()") == date(2026, 3, 1)
    assert outcome("TODAY()", time_zone="Europe/Berlin") == date(2026, 3, 2)
    assert outcome("DATEVALUE(NOW())", time_zone="Europe/Berlin") == date(2026, 3, 2)
    assert outcome("TEXT(NOW())", time_zone="Europe/Berlin") == "2026-03-01 23:30:15Z"


def test_a_formula_field_may_read_blank_numbers_as_zero() -> None:
    assert outcome("Amount = 0", {}, {}) is None
    assert outcome("Amount = 0", {}, {}, blanks_as_zero=True) is True
    assert outcome("ISBLANK(Amount)", {}, {}, blanks_as_zero=True) is False
    assert outcome("ISBLANK(CloseDate)", {}, {}, blanks_as_zero=True) is True


def test_ids_have_fifteen_characters_in_formulas() -> None:
    """simplysfdc 2013/05 and salesforce.stackexchange.com/q/205931: comparing with eighteen never matches."""
    record = {"AccountId": "001000000000001AAA"}

    assert outcome("AccountId = '001000000000001'", record) is True
    assert outcome("AccountId = '001000000000001AAA'", record) is False
    assert outcome("CASESAFEID(AccountId) = '001000000000001AAA'", record) is True
    assert outcome("AccountId = $User.Id", {"AccountId": "005000000000001AAA"}) is True
    assert outcome("CASESAFEID('00180000010shNa')") == "00180000010shNaAAI"
    assert outcome("CASESAFEID('00180000010shNA')") == "00180000010shNAAAY"


def test_names_are_matched_in_any_letter_case() -> None:
    record = {"AMOUNT": N(3), "account.type": "Partner"}

    assert outcome("amount = 3 && ISPICKVAL(ACCOUNT.TYPE, 'Partner')", record) is True
    assert outcome("not($PERMISSION.bypass_rules)") is True
