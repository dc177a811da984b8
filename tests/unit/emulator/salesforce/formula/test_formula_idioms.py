"""Rules as administrators write them: each must save, and must stop exactly the records it is meant to stop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.unit.emulator.salesforce.formula.formula_bench import GLOBALS, faults, outcome

N = Decimal


@dataclass(frozen=True)
class Idiom:
    """A rule with one record it stops and one it lets pass; `prior` is None for an insert."""

    name: str
    formula: str
    stopped: Mapping[str, Any]
    passed: Mapping[str, Any]
    prior: Mapping[str, Any] | None = field(default_factory=dict)


IDIOMS = (
    Idiom(
        "bypass by custom permission",
        "AND(NOT($Permission.Bypass_Rules), ISPICKVAL(StageName, 'Closed Won'), ISBLANK(Amount))",
        {"StageName": "Closed Won"},
        {"StageName": "Closed Won", "Amount": N(1)},
    ),
    Idiom(
        "bypass by hierarchy setting and profile",
        """/* migration users pass */
        !$Setup.Rules__c.Off__c && $Profile.Name <> 'System Administrator' && ISBLANK(Name)""",
        {},
        {"Name": "Deal"},
    ),
    Idiom(
        "region from a setting",
        "AND($Setup.Rules__c.Region__c = 'EMEA', NOT(CONTAINS('DE:FR:UK', Other__c)))",
        {"Other__c": "US"},
        {"Other__c": "FR"},
    ),
    Idiom(
        "stage may not go back",
        """CASE(StageName, 'Prospecting', 1, 'Proposal', 2, 'Closed Won', 3, 0)
           < CASE(PRIORVALUE(StageName), 'Prospecting', 1, 'Proposal', 2, 'Closed Won', 3, 0)""",
        {"StageName": "Prospecting"},
        {"StageName": "Closed Won"},
        {"StageName": "Proposal"},
    ),
    Idiom(
        "closed deals are frozen",
        """AND(
             NOT(ISNEW()),
             OR(ISPICKVAL(PRIORVALUE(StageName), "Closed Won"), ISPICKVAL(PRIORVALUE(StageName), "Closed Lost")),
             OR(ISCHANGED(Amount), ISCHANGED(CloseDate))
           )""",
        {"StageName": "Closed Won", "Amount": N(2), "CloseDate": date(2026, 1, 1)},
        {"StageName": "Closed Won", "Amount": N("1.0"), "CloseDate": date(2026, 1, 1)},
        {"StageName": "Closed Won", "Amount": N(1), "CloseDate": date(2026, 1, 1)},
    ),
    Idiom(
        "only on insert or change",
        "AND(OR(ISNEW(), ISCHANGED(CloseDate)), CloseDate < TODAY())",
        {"CloseDate": date(2026, 2, 28)},
        {"CloseDate": date(2026, 3, 1)},
        None,
    ),
    Idiom(
        "phone format",
        'NOT(REGEX(Other__c, "\\\\D*?(\\\\d\\\\D*?){10}")) && NOT(ISBLANK(Other__c))',
        {"Other__c": "555-1212"},
        {"Other__c": "(415) 555-1212"},
    ),
    Idiom(
        "one of several record types",
        "OR(RecordType.DeveloperName = 'Referral', RecordType.DeveloperName == 'Resell') && ISBLANK(AccountId)",
        {"RecordType.DeveloperName": "Resell"},
        {"RecordType.DeveloperName": "Direct"},
    ),
    Idiom(
        "multi-select needs its sibling",
        "INCLUDES(Tags__c, 'Other') && ISBLANK(Other__c) || NOT(INCLUDES(Tags__c, 'Other')) && LEN(Other__c) > 0",
        {"Tags__c": "Cloud;Other"},
        {"Tags__c": "Cloud;Other", "Other__c": "why"},
    ),
    Idiom(
        "nested limits",
        "Share__c > IF(Amount < 1000, 0.05, IF(Amount < 10000, 0.1, IF(Amount < 100000, 0.15, 0.2)))",
        {"Amount": N(5000), "Share__c": N(15)},
        {"Amount": N(50_000), "Share__c": N(15)},
    ),
    Idiom(
        "a weekday in the next quarter",
        "OR(WEEKDAY(CloseDate) = 1, WEEKDAY(CloseDate) = 7, CloseDate > ADDMONTHS(TODAY(), 3))",
        {"CloseDate": date(2026, 3, 7)},
        {"CloseDate": date(2026, 3, 6)},
    ),
    Idiom(
        "CASE as a truth value",
        'CASE(TEXT(Type), "Partner", 1, "Reseller", 1, 0) = 1 && NOT($Permission.Bypass_Rules) && ISBLANK(Email__c)',
        {"Type": "Reseller"},
        {"Type": "Direct"},
    ),
    Idiom(
        "postal code and city agree",
        """VLOOKUP($ObjectType.Zip__c.Fields.City__c, $ObjectType.Zip__c.Fields.Name, LEFT(Other__c, 5)) <> Name""",
        {"Other__c": "10115-X", "Name": "Bonn"},
        {"Other__c": "10115-X", "Name": "Berlin"},
    ),
    Idiom(
        "required text of picklists written three ways",
        """TEXT(StageName) = "Closed Lost" && ISBLANK(TEXT(Type)) && (ISPICKVAL(Type, "") || FALSE)""",
        {"StageName": "Closed Lost"},
        {"StageName": "Closed Lost", "Type": "Price"},
    ),
    Idiom(
        "blank or not the number wanted",
        "OR(ISNULL(Count__c), Count__c <> 1)",
        {"Count__c": None},
        {"Count__c": N("1.00")},
    ),
    Idiom(
        "account of the wrong kind",
        "NOT(ISBLANK(AccountId)) && NOT(ISPICKVAL(Account.Type, 'Partner')) && Account.Owner.Email <> $User.Email",
        {"AccountId": "001000000000001AAA", "Account.Type": "Customer", "Account.Owner.Email": "x@example.com"},
        {"AccountId": "001000000000001AAA", "Account.Type": "Customer", "Account.Owner.Email": "rep@example.com"},
    ),
)


def city(object_name: str, wanted: str, matched: str, value: object) -> str | None:
    return "Berlin" if value == "10115" else None


@pytest.mark.parametrize("idiom", IDIOMS, ids=lambda idiom: idiom.name)
def test_an_idiom_saves_and_stops_what_it_should(idiom: Idiom) -> None:
    assert faults(idiom.formula) == []
    assert outcome(idiom.formula, idiom.stopped, idiom.prior, lookup=city) is True
    assert outcome(idiom.formula, idiom.passed, idiom.prior, lookup=city) is not True


def test_the_same_rule_follows_the_user() -> None:
    formula = "AND(NOT($Permission.Bypass_Rules), ISBLANK(Name))"

    assert outcome(formula) is True
    assert outcome(formula, globals={**GLOBALS, "$Permission.Bypass_Rules": True}) is False
