"""Cases are read with every fault at its place and a way to mend it, and each value as the schema types it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from tests.unit.validators.cases.worlds import JUDGEMENTS, SCHEMA, case, read

from dealspec.schema.load import SourceFile
from dealspec.validators.cases.reading import read_cases

EXPECT = "expect: {quote: pass}"
FAULTS = [
    ("an unknown field", "record: {margn: 5}", "CAS003", "There is no field 'margn' on opportunity.", "'margin'"),
    ("an unknown field behind a lookup", "record: {partner: {teir: gold}}", "CAS003", "'teir' on account", "'tier'"),
    ("an unknown value", "record: {motion: resellr}", "CAS004", "'resellr' is no value of motion.", "'reseller'"),
    ("a label", "record: {motion: Reseller (VAR)}", "CAS004", "is no value of motion", "goes by its name: 'reseller'"),
    ("an unknown value of several", "record: {products: [core, pluss]}", "CAS004", "'pluss'", "'plus'"),
    ("several values without a list", "record: {products: core}", "SCH002", "A list is expected", "Write [a, b]"),
    ("an unknown stage", "record: {stage: quote}", "CAS004", "There is no stage 'quote'.", "'quoted'"),
    ("an ambiguous stage", "record: {stage: won}", "CAS004", "Several pipelines", "direct_won, reseller_won"),
    ("an unknown pipeline", "record: {pipeline: resell}", "CAS004", "There is no pipeline", "'reseller'"),
    ("a date that is none", "record: {ends: 2026-02-30}", "SCH002", "There is no day 2026-02-30.", "year-month-day"),
    ("a date in words", "record: {ends: tomorrow}", "SCH002", "A date is expected here, not text.", "year-month-day"),
    ("a time that is none", "record: {noted_at: noon}", "SCH002", "A date and time", "2026-11-22T09:30:00Z"),
    ("a moment that is none", "record: {noted_at: 2026-11-31}", "SCH002", "There is no moment", "for example"),
    ("a number in words", "record: {margin: five}", "SCH002", "A number is expected", "plain decimal"),
    ("a number with a unit", "record: {margin: 5 %}", "SCH002", "A number is expected", "Write 5"),
    ("a checkbox in words", "record: {approved: yes}", "SCH002", "Not every reader", "Write true."),
    ("text that is a number", "record: {name: 1}", "YML006", "YAML reads 1 as a number", 'in quotes: "1"'),
    ("text without a letter", 'record: {name: "  "}', "SCH002", "blank in every CRM", "Write null"),
    ("a value left out", "record: {name: }", "SCH003", "'name' has no value.", "null"),
    ("a field that nothing reads", "record: {called_at: 12:00}", "SCH002", "No gate or rule can read", "Leave"),
    ("two lookups", "record: {partner: {owner: {name: x}}}", "SCH002", "leads to an object of which no field", "id"),
    ("a record that is a list", "record: [stage]", "SCH002", "A mapping is expected", "key: value"),
    ("a field twice", "record: {seats: 1, seats: 2}", "YML002", "'seats' stands twice", "Keep one"),
    ("an unknown key", "records: {seats: 1}\nrecord: {}", "SCH001", "Unknown key 'records'.", "'record'"),
    ("an unknown object", "object: acount\nrecord: {}", "SCH006", "There is no object 'acount'.", "'account'"),
    ("a user with another right", "record: {}\nuser: {admin: true}", "SCH001", "Unknown key 'admin'.", "bypass"),
    ("others that are one", "record: {}\nothers: {seats: 1}", "SCH002", "A list of records", "lines"),
    ("a moment of judgement that is none", "record: {}\nas_of: today", "SCH002", "A date and time", "for example"),
    ("no record", "description: Nothing.", "SCH004", "'record' is missing.", "Add `record:"),
    ("a record without a value", "record:", "SCH003", "'record' has no value.", "leave the line out"),
]
EXPECTATIONS = [
    ("an unknown gate", "{qoute: pass}", "CAS001", "There is no gate or rule 'qoute'.", "'quote'"),
    ("an unknown address", "{gates.qoute: pass}", "CAS001", "'gates.qoute'", "'gates.quote'"),
    ("a pattern that matches nothing", "{resell_*: pass}", "CAS001", "'resell_*'", "Known here"),
    ("a gate of another object", "{certified_gold: pass}", "CAS001", "records of account", "object: account"),
    ("an unknown verdict", "{quote: refused}", "SCH006", "'refused' is not one", "'refuse'"),
    ("a rule that refuses", "{stale: refuse}", "CAS002", "is a rule, and refuses no save", "Expect `finding`."),
    ("a warning that refuses", "{hint: refuse}", "CAS002", "is a warning", "make it an error"),
    ("a finding that no audit sees", "{shrink: finding}", "CAS002", "no audit can see", "`refuse` or `pass`"),
    ("a rule that nobody judges", "{lost_seats: finding}", "CAS002", "no audit can see", "Take the line out."),
]


@pytest.mark.parametrize(("body", "code", "what", "hint"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_a_faulty_case(body: str, code: str, what: str, hint: str) -> None:
    cases, faults = read(case(f"{body}\n{EXPECT}"))

    assert [fault.code for fault in faults] == [code], faults
    assert what in faults[0].summary and hint in faults[0].hint
    assert faults[0].position is not None and faults[0].position.file == "cases.yaml"
    assert cases == ()


@pytest.mark.parametrize(
    ("expect", "code", "what", "hint"), [row[1:] for row in EXPECTATIONS], ids=[row[0] for row in EXPECTATIONS]
)
def test_a_faulty_expectation(expect: str, code: str, what: str, hint: str) -> None:
    cases, faults = read(case(f"record: {{seats: 1}}\nexpect: {expect}"))

    assert [fault.code for fault in faults] == [code], faults
    assert what in faults[0].summary and hint in faults[0].hint
    assert cases == ()


def test_nobody_refuses_a_user_who_bypasses_the_gates() -> None:
    _, faults = read(case("record: {}\nuser: {bypass: true}\nexpect: {quote: refuse}"))

    assert [fault.code for fault in faults] == ["CAS002"]
    assert "take `user` out" in faults[0].hint


def test_all_faults_are_told_at_once_each_at_its_place() -> None:
    text = """\
cases:
  one:
    record: {margn: 5, motion: resale}
    expect: {qoute: pass}
  two: {record: {}, expect: {quote: maybe}}
  sound: {record: {seats: 1}, expect: {quote: pass}}
"""

    cases, faults = read(text)

    assert [(fault.code, fault.position.line, fault.position.column) for fault in faults if fault.position] == [
        ("CAS003", 3, 14),
        ("CAS004", 3, 32),
        ("CAS001", 4, 14),
        ("SCH006", 5, 37),
    ]
    assert [one.name for one in cases] == ["sound"]


def test_values_are_what_the_schema_types_them() -> None:
    body = """
object: opportunity
before: {stage: registered, seats: 3}
record:
  stage: reseller_quoted
  partner: {tier: gold, certified: true}
  account: some-account
  margin: 12.5
  ends: 2026-12-01
  noted_at: 2026-11-20T10:00:00+02:00
  products: [plus, core]
  contacts: [ae, ae]
  approved: null
  seats: null
  name: Big deal
expect: {quote: pass}
"""
    [one], faults = read(case(body))

    assert faults == ()
    assert one.save.before == {
        "stage": "reseller_registered", "pipeline": "reseller", "is_open": True, "is_won": False, "seats": Decimal(3)
    }  # fmt: skip
    assert one.save.record == {
        "stage": "reseller_quoted", "pipeline": "reseller", "is_open": True, "is_won": False,
        "partner": "some-partner", "partner.tier": "gold", "partner.certified": True, "account": "some-account",
        "margin": Decimal("12.5"), "ends": date(2026, 12, 1), "noted_at": datetime(2026, 11, 20, 8, tzinfo=UTC),
        "products": ("plus", "core"), "contacts": ("ae", "ae"), "approved": False, "seats": None, "name": "Big deal",
    }  # fmt: skip


def test_a_save_keeps_what_it_does_not_name() -> None:
    body = (
        "before: {stage: registered, seats: 3, partner: {tier: gold}}\nrecord: {partner: {certified: true}}\n" + EXPECT
    )
    [one], _ = read(case(body))

    assert one.save.record["stage"] == "reseller_registered"
    assert one.save.record["seats"] == 3
    assert "partner.tier" not in one.save.record, "another partner, of whom nothing else is said"


def test_what_follows_from_a_stage_may_be_said_otherwise() -> None:
    [one], _ = read(case(f"record: {{stage: reseller_won, pipeline: direct, is_open: true}}\n{EXPECT}"))

    assert (one.save.record["pipeline"], one.save.record["is_open"], one.save.record["is_won"]) == (
        "direct",
        True,
        True,
    )


def test_a_stage_goes_by_its_short_name_in_the_pipeline_that_the_record_names() -> None:
    [one], faults = read(case(f"record: {{stage: won, pipeline: direct}}\n{EXPECT}"))

    assert faults == ()
    assert one.save.record["stage"] == "direct_won"


def test_a_pattern_names_every_gate_that_it_matches() -> None:
    [one], _ = read(case("record: {seats: 1}\nexpect: {'gates.*ship': pass, 'rules.st*': pass}"))

    assert [expected.judgement.id for expected in one.expects] == [
        "reseller.membership", "direct.membership", "stale", "staffed"
    ]  # fmt: skip


def test_the_moment_of_the_case_comes_before_that_of_its_file() -> None:
    text = (
        "as_of: 2026-11-01\n"
        + case(f"record: {{}}\n{EXPECT}")
        + f"  two: {{as_of: 2026-12-01, record: {{}}, {EXPECT}}}\n"
    )

    cases, _ = read(text)

    assert [one.as_of for one in cases] == [datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 12, 1, tzinfo=UTC)]


def test_the_name_of_a_case_is_its_own_over_all_files() -> None:
    text = case(f"record: {{}}\n{EXPECT}")
    _, faults = read_cases([SourceFile("a.yaml", text), SourceFile("b.yaml", text)], SCHEMA, JUDGEMENTS)

    assert [(fault.code, fault.why) for fault in faults] == [("SCH007", "The other one is at a.yaml:2:3.")]
