"""How formula text is read: tokens, precedence and the words of syntax errors (FE LexerRules.g4, Formula.g4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from tests.unit.emulator.salesforce.formula.formula_bench import faults, outcome

from dealspec.emulator.salesforce.formula import FormulaError, parse
from dealspec.emulator.salesforce.formula.parser import MAXIMUM_DEPTH

N = Decimal

# Loosest first: || && =,<> <,> +,-,& ^ *,/ unary. Each row would differ under the other order.
PRECEDENCE: tuple[tuple[str, Any], ...] = (
    ("TRUE || FALSE && FALSE", True),
    ("FALSE && TRUE || TRUE", True),
    ("TRUE && 1 = 2 || TRUE", True),
    ("FALSE = 1 > 2", True),
    ("1 > 2 = FALSE", True),
    ("1 = 1 = TRUE", True),
    ("1 + 1 > 1", True),
    ("1 - 2 - 3", N(-4)),
    ("'a' & 'b' = 'ab'", True),
    ("2 * 3 ^ 2", N(36)),
    ("2 ^ 2 * 3", N(64)),
    ("1 + 2 ^ 2", N(5)),
    ("2 ^ 3 ^ 2", N(64)),
    ("8 / 2 / 2", N(2)),
    ("2 + 3 * 4", N(14)),
    ("-2 ^ 2", N(4)),
    ("2 * -3", N(-6)),
    ("--2", N(2)),
    ("+-+2", N(-2)),
    ("NOT TRUE || TRUE", True),
    ("NOT FALSE = FALSE", False),
    ("!TRUE = FALSE", True),
    ("NOT(TRUE) || TRUE", True),
    ("(2 + 3) * 4", N(20)),
)


@pytest.mark.parametrize(("formula", "expected"), PRECEDENCE)
def test_precedence(formula: str, expected: Any) -> None:
    assert outcome(formula) == expected


READ: tuple[tuple[str, Any], ...] = (
    ("nOt(tRuE)", False),
    ("nUlL", None),
    ("And(TRUE, oR(FALSE, TRUE))", True),
    ("1 == 1 && 1 != 2 && 1 <> 2", True),
    ("\"a\" = 'a'", True),
    ("'it\\'s'", "it's"),
    ('"\\"\\n\\r\\t\\\\"', '"\n\r\t\\'),
    ("'\\d'", FormulaError),
    ("'a\nb'", FormulaError),
    ("\t1\n+\r\n1 ", N(2)),
    ("/* why */ 1 /* a ' quote \n and / * stars **/ + 1", N(2)),
    ("1 /* not closed", FormulaError),
    ("1.50", N("1.50")),
    (".5", FormulaError),
    ("1.", FormulaError),
    ("1e5", FormulaError),
    ("'Zürich – 東京 😀'", "Zürich – 東京 😀"),
    ("Ünknown", FormulaError),
    ("LEN('/* no comment */')", N(16)),
)


@pytest.mark.parametrize(("formula", "expected"), READ)
def test_text_is_read(formula: str, expected: Any) -> None:
    if expected is FormulaError:
        with pytest.raises(FormulaError):
            parse(formula)
    else:
        assert outcome(formula) == expected


REFUSED = (
    ("", "Syntax error.  Found 'end of formula'", 0),
    ("1 +", "Syntax error.  Found 'end of formula'", 3),
    ("AND(TRUE", "Syntax error.  Missing ')'", 8),
    ("AND(TRUE TRUE)", "Syntax error.  Missing ')'", 9),
    ("AND(TRUE,)", "Syntax error.  Found ')'", 9),
    ("TRUE)", "Syntax error. Extra ')'", 4),
    ("TRUE, FALSE", "Syntax error. Extra ','", 4),
    ("TRUE AND FALSE", "Syntax error. Extra AND", 5),
    ("1 = = 1", "Syntax error.  Found '='", 4),
    ("Amount ~ 1", "Syntax error.  Found '~'", 7),
    ("FOO(1)", "Unknown function FOO. Check spelling.", 0),
    ("foo(1)", "Unknown function foo. Check spelling.", 0),
    ("IF(TRUE, 1)", "Incorrect number of parameters for function 'IF()'. Expected 3, received 2", 0),
    ("TODAY(1)", "Incorrect number of parameters for function 'TODAY()'. Expected 0, received 1", 0),
    ("NOT(TRUE, FALSE)", "Syntax error.  Missing ')'", 8),
    ("CASE(1, 2, 3)", "Incorrect number of parameters for function 'CASE()'. Expected 4, received 3", 0),
    ("CASE(1, 2, 3, 4, 5)", "Incorrect number of parameters for function 'CASE()'. Expected 4, received 5", 0),
    ("FIND('a', 'b', 1, 2)", "Incorrect number of parameters for function 'FIND()'. Expected 2, received 4", 0),
    ("AND()", "Incorrect number of parameters for function 'AND()'. Expected 1, received 0", 0),
)


@pytest.mark.parametrize(("formula", "message", "position"), REFUSED)
def test_what_cannot_be_read_is_refused_in_salesforces_words(formula: str, message: str, position: int) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(formula)

    assert (refused.value.message, refused.value.position) == (message, position)


def test_a_formula_has_3900_characters_at_most() -> None:
    parse("1" + " " * 3_899)
    with pytest.raises(FormulaError) as refused:
        parse("1" + " " * 3_900)

    assert refused.value.message == "Formula is too long (3,901 characters).  Maximum length is 3,900 characters"


def test_a_formula_has_4000_bytes_at_most() -> None:
    with pytest.raises(FormulaError, match="The size of your string is 4,002 bytes but may not exceed 4,000 bytes"):
        parse("'" + "é" * 2_000 + "'")


@pytest.mark.parametrize("formula", ["(" * 1_900 + "1" + ")" * 1_900, "!" * 3_000 + "TRUE", "1" + "+1" * 1_900])
def test_nesting_beyond_what_can_be_evaluated_is_named(formula: str) -> None:
    with pytest.raises(FormulaError) as refused:
        parse(formula)

    assert refused.value.unsupported == "nesting"


def test_long_flat_conditions_are_no_nesting() -> None:
    assert outcome(" || ".join(["FALSE"] * 400)) is False
    assert outcome(" && ".join(["TRUE"] * 400)) is True


@pytest.mark.parametrize("opening", ["AND(", "NOT(", "IF(TRUE, ", "(", "CASE(1, 1, "])
def test_the_deepest_formula_that_is_read_is_also_evaluated(opening: str) -> None:
    closing = {"IF(TRUE, ": ", FALSE)", "CASE(1, 1, ": ", 0)"}.get(opening, ")")
    innermost = "1" if opening.startswith("CASE") else "TRUE"
    formula = opening * MAXIMUM_DEPTH + innermost + closing * MAXIMUM_DEPTH

    assert not isinstance(outcome(formula), FormulaError)
    assert faults(formula, "Number" if innermost == "1" else "Checkbox") == []
