"""A rule evaluated costs at most forty times the same condition written as a plain Python function.

Both sides read the same record; the rule is parsed and built once. What a plain function does without: three-valued
logic, decimals of 39 digits, names in any letter case, types checked at every field.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from benchmarks.measure import ratio
from dealspec.emulator.salesforce.formula import Context, check, evaluate, parse

BAR = 40
TIMES = 5_000
FIELDS = {
    "Amount": "Currency",
    "CloseDate": "Date",
    "Discount__c": "Percent",
    "Locked__c": "Checkbox",
    "NextStep": "Text",
    "Phone": "Phone",
    "StageName": "Picklist",
    "Type": "Picklist",
}
NOW = datetime(2026, 3, 4, 14, 30, tzinfo=UTC)
CONTEXT = Context(FIELDS, NOW, {"$Permission.Skip_Checks": False, "$Profile.Name": "Sales"})
RECORD = {
    "Amount": Decimal(25_000),
    "CloseDate": date(2026, 5, 1),
    "Discount__c": Decimal(12),
    "Locked__c": False,
    "NextStep": "call back",
    "Phone": "+49 30 1234567",
    "StageName": "Propose",
    "Type": "New",
}
PRIOR = {**RECORD, "StageName": "Develop", "Amount": Decimal(20_000)}
RANKS = {"Qualify": 1, "Develop": 2, "Propose": 3, "Commit": 4}
PHONE = re.compile(r"\+[1-9][0-9 ]{6,18}", re.ASCII)
CAPS = ((Decimal(1_000), Decimal(5)), (Decimal(10_000), Decimal(10)), (Decimal(100_000), Decimal(15)))


def required(record, prior):
    return record.get("StageName") == "Propose" and not record.get("NextStep")


def bypassed(record, prior):
    if CONTEXT.globals["$Permission.Skip_Checks"] or CONTEXT.globals["$Profile.Name"] == "System Administrator":
        return False
    amount = record.get("Amount")
    return bool(record.get("Locked__c")) or amount is None or amount <= 0


def backwards(record, prior):
    if prior is None or record.get("StageName") == prior.get("StageName"):
        return False
    return RANKS.get(record.get("StageName"), 0) < RANKS.get(prior.get("StageName"), 0)


def capped(record, prior):
    amount, discount = record.get("Amount"), record.get("Discount__c")
    if amount is None or discount is None:
        return False
    return discount > next((cap for limit, cap in CAPS if amount < limit), Decimal(20))


def dated(record, prior):
    closes = record.get("CloseDate")
    today = NOW.date()
    return closes is not None and (closes < today or closes > today + timedelta(days=365) or closes.isoweekday() == 7)


def formatted(record, prior):
    phone = record.get("Phone")
    return bool(phone) and PHONE.fullmatch(phone) is None


SHAPES = (
    ("required at a stage", required, 'AND(ISPICKVAL(StageName, "Propose"), ISBLANK(NextStep))'),
    (
        "bypass, then three conditions",
        bypassed,
        """NOT($Permission.Skip_Checks) && $Profile.Name <> "System Administrator"
           && (Locked__c || ISNULL(Amount) || Amount <= 0)""",
    ),
    (
        "no stage backwards",
        backwards,
        """AND(NOT(ISNEW()), ISCHANGED(StageName),
             CASE(StageName, "Qualify", 1, "Develop", 2, "Propose", 3, "Commit", 4, 0)
               < CASE(PRIORVALUE(StageName), "Qualify", 1, "Develop", 2, "Propose", 3, "Commit", 4, 0))""",
    ),
    (
        "discount by size, nested IF",
        capped,
        "Discount__c > IF(Amount < 1000, 0.05, IF(Amount < 10000, 0.1, IF(Amount < 100000, 0.15, 0.2)))",
    ),
    (
        "dates against today",
        dated,
        "OR(CloseDate < TODAY(), CloseDate > TODAY() + 365, WEEKDAY(CloseDate) = 1)",
    ),
    (
        "format by REGEX",
        formatted,
        r'AND(NOT(ISBLANK(Phone)), NOT(REGEX(Phone, "\\+[1-9][0-9 ]{6,18}")))',
    ),
)


@pytest.mark.parametrize(("shape", "plain", "text"), SHAPES, ids=[row[0] for row in SHAPES])
def test_a_rule_against_the_same_condition_in_python(shape, plain, text):
    rule = parse(text)
    assert check(rule, CONTEXT) == []
    for record in (RECORD, {}, {**RECORD, "NextStep": "", "Phone": "12", "Amount": Decimal(900)}):
        for prior in (PRIOR, None):
            assert (evaluate(rule, record, prior, CONTEXT) is True) is plain(record, prior)

    taken = ratio(
        f"rule, {TIMES:,} x: {shape}",
        repeated(lambda: evaluate(rule, RECORD, PRIOR, CONTEXT)),
        "plain Python",
        repeated(lambda: plain(RECORD, PRIOR)),
        rounds=9,
        bar=BAR,
    )

    assert taken.holds, taken


def repeated(act: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        for _ in range(TIMES):
            act()

    return run
