"""Limits: what is too long is refused in Salesforce's words, compiled size is an estimate, a runaway rule ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from tests.unit.emulator.salesforce.embedded_org import Client
from tests.unit.emulator.salesforce.formula.formula_bench import CONTEXT
from tests.unit.emulator.salesforce.formula.test_formula_laws import CONDITIONS

from dealspec.emulator.salesforce.formula import MAXIMUM_COMPILED, compiled_size, parse
from dealspec.emulator.salesforce.org import SalesforceOrg

# The characters of the SQL that FE's oracle-test goldfiles hold for a formula of this shape, with columns of twelve.
SQL = (
    ("ABS(CASE(CloseDate, Start__c, Amount, Start__c, Count__c, Amount)) = 1", 120, "testAbsUsesCase"),
    ("DATE(Amount, Count__c, Count__c) = CloseDate", 144, "testDate, blanks as zeros without their NVL"),
    ("AND(Flag__c, OR(Flag__c, Flag__c))", 104, "testBooleanAND"),
    ("ADDMONTHS(CloseDate, Amount) = CloseDate", 53, "testAddMonths"),
    ("VALUE(Name) + LEN(Name) = Amount", 71, "testAddWithTextFunc"),
)


@pytest.mark.parametrize(("formula", "characters", "source"), SQL)
def test_the_compiled_size_is_near_the_open_engines(formula: str, characters: int, source: str) -> None:
    assert compiled_size(parse(formula), CONTEXT) == pytest.approx(characters, rel=0.1), source


def test_a_text_case_names_its_operand_at_every_value() -> None:
    pairs = ", ".join(f"'{number}', 1" for number in range(10, 20))

    over_text = compiled_size(parse(f"CASE(Name, {pairs}, 0)"), CONTEXT)
    over_number = compiled_size(parse(f"CASE(Amount, {pairs.replace(chr(39), '')}, 0)"), CONTEXT)

    assert over_text > over_number + 100


@given(CONDITIONS)
def test_a_formula_is_larger_than_its_parts(text: str) -> None:
    assert compiled_size(parse(f"NOT({text})"), CONTEXT) > compiled_size(parse(text), CONTEXT)


def test_a_formula_field_counts_with_all_it_reads() -> None:
    formula = parse("Amount * Amount > 1")

    assert compiled_size(formula, CONTEXT, {"Amount": 1_000}) == compiled_size(formula, CONTEXT) + 2 * (1_000 - 12)


def test_the_org_refuses_a_formula_field_that_compiles_too_large(client: Client) -> None:
    field = "CustomField:Opportunity.{}__c:<label>X</label><type>Text</type><formula>{}</formula>"
    client.deployed(field.format("A", " &amp; ".join(["Name"] * 60)))
    client.deployed(field.format("B", "A__c &amp; A__c"))

    (problem,) = client.problems(field.format("C", " &amp; ".join(["B__c"] * 3)))

    assert problem.startswith("Compiled formula is too big to execute (")
    assert problem.endswith(f" characters). Maximum size is {MAXIMUM_COMPILED:,} characters")


def test_a_rule_is_not_held_to_the_size_of_sql_it_is_never_compiled_to(client: Client) -> None:
    """ISCHANGED, REGEX and VLOOKUP have no SQL in FE, so rules cannot be counted by it (assumed)."""
    condition = " || ".join(["(ISBLANK(Name) || ISCHANGED(Name) || CASE(Name, 'a', 1, 'b', 2, 'c', 3, 0) = 4)"] * 40)
    assert compiled_size(parse(condition), CONTEXT) > MAXIMUM_COMPILED

    client.deployed(rule("Large", condition.replace("'", "&apos;")))


def test_a_rule_that_is_too_long_is_refused_in_salesforces_words(client: Client) -> None:
    (problem,) = client.problems(rule("Long", "ISBLANK(Name)" + " " * 3_900 + "|| FALSE"))

    assert problem == "Formula is too long (3,921 characters).  Maximum length is 3,900 characters"


def test_a_runaway_rule_does_not_hang_the_org(org: SalesforceOrg) -> None:
    client = Client(org)
    client.deployed(rule("Runaway", "REGEX(NextStep, &quot;(a|aa)+&quot;)"))
    values = {"Name": "Deal", "StageName": "Prospecting", "CloseDate": "2026-12-31"}

    ((code, message),) = client.refused("POST", "sobjects/Opportunity", {**values, "NextStep": "a" * 80 + "!"})

    assert code == "FIELD_CUSTOM_VALIDATION_EXCEPTION"
    assert "Regular expression runtime exceeded for: (a|aa)+" in message
    client.opportunity(NextStep="b")


def test_a_lookup_to_several_objects_names_the_one_it_means(client: Client) -> None:
    client.deployed(rule("Owned", "ISBLANK(Owner:User.Email) || ISBLANK(Owner.Email)"))

    client.opportunity()


def rule(name: str, condition: str) -> str:
    return (
        f"ValidationRule:Opportunity.{name}:<active>true</active>"
        f"<errorConditionFormula>{condition}</errorConditionFormula><errorMessage>no</errorMessage>"
    )
