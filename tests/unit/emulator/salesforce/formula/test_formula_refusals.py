"""What Salesforce refuses when a rule is saved, in its own words, and what the evaluator names instead of guessing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from tests.unit.emulator.salesforce.formula.formula_bench import faults, outcome

from dealspec.emulator.salesforce.formula import FormulaError, Value

PICKLIST = "Field StageName is a picklist field. Picklist fields are only supported in certain functions."
MULTI = (
    "Field Tags__c is a multi-select picklist field. "
    "Multi-select picklist fields are only supported in certain functions."
)

RULES = (
    ("Nope__c = 1", "Field Nope__c does not exist. Check spelling."),
    ("Account.Nope__c = 1", "Field Account.Nope__c does not exist. Check spelling."),
    ("$Permission.Nope", "Field $Permission.Nope does not exist. Check spelling."),
    ('StageName = "A"', PICKLIST),
    ("PRIORVALUE(StageName) = 'A'", PICKLIST),
    ("CONTAINS(StageName, 'A')", PICKLIST),
    ("ISBLANK(BLANKVALUE(StageName, 'A'))", PICKLIST),
    ("ISPICKVAL(IF(TRUE, StageName, StageName), 'A')", PICKLIST),
    ('Tags__c = "a"', MULTI),
    ("ISBLANK(TEXT(Tags__c))", MULTI),
    ("CONTAINS(Tags__c, 'a')", MULTI),
    ("ISPICKVAL(Name, 'A')", "Incorrect parameter type for function 'ISPICKVAL()'. Expected Picklist, received Text"),
    (
        "ISPICKVAL(StageName, Name)",
        "Incorrect parameter type for function 'ISPICKVAL()'. Expected Text Literal, received Text",
    ),
    (
        "CASE(StageName, Name, 1, 2) = 1",
        "Incorrect parameter type for function 'CASE()'. Expected Text Literal, received Text",
    ),
    ("CASE(Flag__c, TRUE, 1, 2) = 1", "Incorrect argument type for function 'CASE()'. "),
    ("CASE(Amount, 1, TRUE, FALSE)", "Incorrect argument type for function 'CASE()'. "),
    ("CASE(Amount, 'a', 1, 2) = 1", "Incorrect parameter type for function 'CASE()'. Expected Number, received Text"),
    ("ISBLANK(Flag__c)", "Incorrect argument type for function 'ISBLANK()'. "),
    ("ISNULL(Flag__c)", "Incorrect argument type for function 'ISNULL()'. "),
    ("BLANKVALUE(Flag__c, TRUE)", "Incorrect argument type for function 'BLANKVALUE()'. "),
    ("NULLVALUE(Flag__c, TRUE)", "Incorrect argument type for function 'NULLVALUE()'. "),
    ("Amount = 'x'", "Incorrect parameter type for operator '='. Expected Number, received Text"),
    ("Name == 1", "Incorrect parameter type for operator '=='. Expected Text, received Number"),
    ("CloseDate = Seen__c", "Incorrect parameter type for operator '='. Expected Date, received DateTime"),
    ("CloseDate < NOW()", "Incorrect parameter type for operator '<'. Expected Date, received DateTime"),
    ("Name < 'b'", "Incorrect parameter type for operator '<'. Expected Number, Date, DateTime, received Text"),
    ("Amount && TRUE", "Incorrect parameter type for operator '&&'. Expected Boolean, received Number"),
    ("IF(Amount, TRUE, FALSE)", "Incorrect parameter type for function 'IF()'. Expected Boolean, received Number"),
    ("IF(NULL, TRUE, FALSE)", "Incorrect parameter type for function 'IF()'. Expected Boolean, received Null"),
    ("IF(TRUE, TRUE, 1)", "Incorrect parameter type for function 'IF()'. Expected Boolean, received Number"),
    ("ISBLANK(1 - TODAY())", "Incorrect parameter type for operator '-'. Expected Number, received Date"),
    ("ISBLANK(TODAY() + TODAY())", "Incorrect parameter type for operator '+'. Expected Number, received Date"),
    ("ISBLANK(TODAY() - NOW())", "Incorrect parameter type for operator '-'. Expected Number, received DateTime"),
    ("ISBLANK('a' + 1)", "Incorrect parameter type for operator '+'. Expected Text, received Number"),
    ("ISBLANK('a' & 1)", "Incorrect parameter type for operator '&'. Expected Text, received Number"),
    ("ISBLANK('a' - 'b')", "Incorrect parameter type for operator '-'. Expected Number, Date, DateTime, received Text"),
    (
        "ISBLANK(TEXT(Name))",
        "Incorrect parameter type for function 'TEXT()'. Expected Number, Date, DateTime, Picklist, received Text",
    ),
    ("MONTH(NOW()) = 1", "Incorrect parameter type for function 'MONTH()'. Expected Date, received DateTime"),
    ("REGEX(Name, NULL)", "Incorrect argument type for function 'REGEX()'. "),
    ("ISCHANGED(Account.Name)", "The ISCHANGED function cannot reference the Account.Name field."),
    ("ISBLANK(PRIORVALUE($User.Id))", "The PRIORVALUE function cannot reference the $User.Id field."),
    ("ISCHANGED('x')", "Incorrect parameter for function 'ISCHANGED()'."),
    ("Amount", "Formula result is data type (Number), incompatible with expected data type (Boolean)."),
    ("NULL", "Formula result is data type (Null), incompatible with expected data type (Boolean)."),
    ("IFERROR(TRUE, FALSE)", "Function IFERROR may not be used in this type of formula"),
    (
        "ISBLANK(Secret__c)",
        'You referenced an unsupported field type called "Text (Encrypted)" using the following field: Secret__c',
    ),
    ("VLOOKUP(Name, Name, Name) = 'x'", "Incorrect parameter for function 'VLOOKUP()'."),
    (
        "Where__c = Where__c",
        'You referenced an unsupported field type called "Geolocation" using the following field: Where__c',
    ),
    (
        "DISTANCE(Name, Where__c, 'km') > 1",
        "Incorrect parameter type for function 'DISTANCE()'. Expected Geolocation, received Text",
    ),
    (
        "DISTANCE(Where__c, GEOLOCATION(1, 2), 'miles') > 1",
        "Incorrect parameter value for function 'DISTANCE()'. Expected 'mi'/'km', received miles",
    ),
    ("ISBLANK(GEOLOCATION(91, 0))", "Incorrect parameter for function 'GEOLOCATION()'."),
)


@pytest.mark.parametrize(("formula", "message"), RULES)
def test_a_rule_is_refused(formula: str, message: str) -> None:
    assert message in faults(formula)


@pytest.mark.parametrize(
    ("formula", "message"), [row for row in RULES if "incompatible with expected" not in row[1]], ids=str
)
def test_a_refused_formula_is_never_evaluated_to_true_or_false(formula: str, message: str) -> None:
    found = outcome(formula)

    assert isinstance(found, FormulaError)
    assert found.message == message


def test_all_faults_are_told_in_the_order_of_the_text() -> None:
    assert faults("AND(Nope1__c = 1, ISBLANK(Flag__c), Nope2__c)") == [
        "Field Nope1__c does not exist. Check spelling.",
        "Incorrect argument type for function 'ISBLANK()'. ",
        "Field Nope2__c does not exist. Check spelling.",
    ]


@pytest.mark.parametrize("formula", ["ISNEW()", "ISCHANGED(Name)", "ISCLONE()", "REGEX(Name, 'a')"])
def test_functions_of_rules_are_refused_in_formula_fields(formula: str) -> None:
    name = formula.split("(")[0]

    assert faults(formula) == []
    assert faults(formula, "Checkbox") == [f"Function {name} may not be used in this type of formula"]


@pytest.mark.parametrize(
    ("formula", "field"), [("Amount * 2", "Currency"), ("Name", "Text"), ("TODAY()", "Date"), ("NULL", "Number")]
)
def test_a_formula_field_has_the_type_of_its_formula(formula: str, field: str) -> None:
    assert faults(formula, field) == []
    assert faults(formula, "Time") == ([] if formula == "NULL" else faults(formula, "Time"))
    assert len(faults("Flag__c", field)) == 1


@pytest.mark.parametrize(
    ("formula", "named"),
    [
        ("GETSESSIONID() = 'x'", "GETSESSIONID"),
        ("CURRENCYRATE('EUR') = 1", "CURRENCYRATE"),
        ("VLOOKUP($ObjectType.A__c.Fields.B__c, $ObjectType.A__c.Fields.Name, Name) = 'x'", "VLOOKUP"),
        ("REGEX(Name, '\\\\p{IsGreek}')", "REGEX"),
    ],
)
def test_what_only_salesforce_can_evaluate_is_named(formula: str, named: str) -> None:
    found = outcome(formula)

    assert faults(formula) == []
    assert isinstance(found, FormulaError)
    assert found.unsupported == named


def test_what_is_not_reached_does_not_stop_the_evaluation() -> None:
    assert outcome("AND(FALSE, GETSESSIONID() = 'x')") is False


def test_the_first_fault_is_the_one_an_evaluation_gives() -> None:
    found = outcome("AND(Nope1__c = 1, Nope2__c)")

    assert isinstance(found, FormulaError)
    assert found.message == "Field Nope1__c does not exist. Check spelling."


WRONG_VALUES = (
    ("Amount", "many"),
    ("Amount", Decimal("NaN")),
    ("Amount", Decimal("Infinity")),
    ("Amount", True),
    ("Name", Decimal(1)),
    ("AccountId", date(2026, 1, 1)),
    ("Flag__c", "true"),
    ("CloseDate", datetime(2026, 1, 1, tzinfo=UTC)),
    ("Seen__c", date(2026, 1, 1)),
    ("Opens__c", "08:00"),
    ("StageName", False),
)


@pytest.mark.parametrize(("field", "value"), WRONG_VALUES)
def test_a_value_that_is_not_of_the_fields_type_is_an_error_that_does_not_show_it(field: str, value: Value) -> None:
    found = outcome(f"ISBLANK(PRIORVALUE({field}))" if field != "Flag__c" else field, {field: value})

    assert isinstance(found, FormulaError)
    assert found.message == f"Field {field} holds a value that is not of the field's type"
