"""Conditions in plain English, as they are and where they do not hold."""

from pathlib import Path

import pytest

from dealspec.schema.load import SourceFile, load
from dealspec.schema.model import Expr
from dealspec.validators.dialects.words import to_words
from dealspec.validators.expr import Scope, analyse
from dealspec.validators.expr.nodes import Not
from dealspec.validators.wording import not_so

FOLDER = Path(__file__).parents[3] / "cases" / "expr"
SCHEMA, _ = load([SourceFile("schema.yaml", (FOLDER / "schema.yaml").read_text(encoding="utf-8"))])
CASES = [
    ("amount - discount * 2 > 5", "Amount minus (Discount % times 2) is above 5"),
    ("(amount - discount) / 2 > 5", "(Amount minus Discount %) divided by 2 is above 5"),
    ("amount - (discount - 1) > 5", "Amount minus (Discount % minus 1) is above 5"),
    ("-amount < -5", "minus Amount is below -5"),
    ("ends - close_date <= days(30)", "the time from Close date to Protection end is at most 30 days"),
    (
        "business_days(close_date, ends + days(1)) >= 3",
        "the number of business days after Close date up to 1 day after Protection end is at least 3",
    ),
    ("lower(trim(name)) = 'acme'", "Name without spaces around it in lower case is 'acme'"),
    ("upper(account.name) starts with 'A'", "Name of Account in upper case starts with 'A'"),
    ("previous(amount) > amount", "the previous Amount is above Amount"),
    ("partner.owner = owner", "Owner of Partner is Owner"),
    ("count(contacts) >= 1", "the number of Contacts is at least 1"),
    ("count(contacts) filter (where role = 'ae') > 1", "the number of Contacts where Role is 'Ae' is above 1"),
]
DENIED = [
    ("name ends with 'x'", "Name ends with 'x'", "Name does not end with 'x'"),
    ("name contains 'x'", "Name contains 'x'", "Name does not contain 'x'"),
    ("amount between 1 and 2", "Amount is between 1 and 2", "Amount is not between 1 and 2"),
    ("previous(amount) is blank", "Amount was blank", "Amount was filled in"),
    ("account.name is blank", "Name of Account is blank", "Name of Account is filled in"),
    ("previous(approved)", "Approved was ticked", "Approved was not ticked"),
    ("previous(is_open)", "the record was open", "the record was not open"),
    ("previous(stage) = 'quote'", "the stage was Quote", "the stage was not Quote"),
    (
        "previous(products) has 'core'",
        "the previous Products includes 'Core'",
        "the previous Products does not include 'Core'",
    ),
    ("changed(amount)", "Amount changes", "Amount stays the same"),
    ("changed(stage)", "Stage changes", "Stage stays the same"),
    ("is_new()", "the record is new", "the record is not new"),
    (
        "entered('quote')",
        "the record enters Quote or a later stage",
        "the record does not enter Quote or a later stage",
    ),
    ("entered('reseller_lost')", "the record enters Lost", "the record does not enter Lost"),
]


def root(text: str):
    typed, faults = analyse(Expr(text), Scope(SCHEMA, "opportunity"))
    assert typed, faults
    return typed.root


@pytest.mark.parametrize(("text", "words"), CASES, ids=[case[0] for case in CASES])
def test_a_value_is_said_so_that_it_cannot_be_read_otherwise(text, words):
    assert to_words(root(text)) == words


@pytest.mark.parametrize(("text", "words", "denied"), DENIED, ids=[case[0] for case in DENIED])
def test_a_condition_is_said_as_it_is_and_as_it_is_not(text, words, denied):
    assert to_words(root(text)) == words
    assert to_words(Not(root(text))) == denied


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("amount > 5", "Amount is at most 5, or unknown"),
        ("changed(amount)", "Amount stays the same"),
        ("is_new()", "the record is not new"),
        ("entered('reseller_won')", "the record does not enter Won"),
        ("name contains 'x'", "it is not so that Name contains 'x'"),
    ],
)
def test_what_a_rule_found_says_unknown_only_where_that_can_be(text, words):
    assert not_so(root(text)) == words


def test_denying_several_conditions_offers_each_denial_and_keeps_them_together():
    assert to_words(root("not (approved and amount > 5) and is_open")) == (
        "(Approved is not ticked or Amount is at most 5) and the record is open"
    )
    assert to_words(root("not (approved or amount > 5) or is_open")) == (
        "(neither Approved is ticked nor Amount is above 5) or the record is open"
    )
