"""What a condition refuses, with the place and the hint, and that no text at all makes it fall over."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dealspec.core.source import Position
from dealspec.schema.load import SourceFile, load
from dealspec.schema.model import Aggregate, Expr, Field, FieldType, Object, RollUp, Schema, Value, ValueSet
from dealspec.schema.policy import Calendar, Policies, Weekday
from dealspec.validators.dialects.words import to_words
from dealspec.validators.expr import ExprCode, Scope, analyse
from dealspec.validators.expr.nodes import Arithmetic, ArithmeticOp, Entered, FieldRef, Literal, Not, Op, StageIn
from dealspec.validators.judgements import judgements

FOLDER = Path(__file__).parents[3] / "cases" / "expr"
CASES = yaml.safe_load((FOLDER / "faults.yaml").read_text(encoding="utf-8"))
FOREIGN = yaml.safe_load((FOLDER / "foreign.yaml").read_text(encoding="utf-8"))
TYPING = yaml.safe_load((FOLDER / "typing.yaml").read_text(encoding="utf-8"))
WORDS = [
    "amount",
    "motion",
    "ends",
    "noted_at",
    "approved",
    "stage",
    "pipeline",
    "products",
    "reference",
    "=",
    "<>",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "(",
    ")",
    ",",
    ".",
    ";",
    "'",
    '"',
    "`",
    "and",
    "or",
    "not",
    "is",
    "blank",
    "null",
    "in",
    "between",
    "has",
    "matches",
    "starts",
    "with",
    "'direct'",
    "'quote'",
    "5",
    "2026-01-31",
    "date",
    "'2026-01-31'",
    "today()",
    "age(",
    "days(",
    "length(",
    "lower(",
    "trim(",
    "count(",
    "filter",
    "where",
    "role",
    "previous(",
    "changed(",
    "entered(",
    "is_new()",
    "business_days(",
    "contains",
    "ends with",
    "account",
    "account.name",
    "contacts",
    "decided_at",
    "days(7)",
    "0",
    "'ae'",
    "true",
    "false",
    "select",
    "from",
    "case",
    "when",
    "end",
    "::",
    "[",
    "]",
    "{",
    "}",
    "?",
    "@",
    "#",
    "$",
    ":",
    "--",
    "/*",
    "*/",
    "\n",
    "\\",
    "%",
    "^",
    "&",
    "|",
    "!",
    "~",
]


def schema() -> Schema:
    found, faults = load([SourceFile("schema.yaml", (FOLDER / "schema.yaml").read_text(encoding="utf-8"))])
    assert found, faults
    return found


SCOPE = Scope(schema(), "opportunity")


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] or "empty" for case in CASES])
def test_a_condition_is_refused_where_it_is_wrong(case):
    typed, faults = analyse(Expr(case["rule"], Position("rules.yaml", 1, 1)), SCOPE)

    assert typed is None
    assert [
        f"{fault.code} {fault.position.line}:{fault.position.column} {fault.summary} | {fault.hint}" for fault in faults
    ] == case["faults"]
    assert all(fault.why for fault in faults)


@pytest.mark.parametrize("case", FOREIGN, ids=[case[0] for case in FOREIGN])
def test_what_other_languages_say_is_refused_at_the_word_that_does(case):
    text, *places = case

    typed, faults = analyse(Expr(text, Position("rules.yaml", 1, 1)), SCOPE)

    assert typed is None
    assert [f"{fault.code}:{fault.position.column}" for fault in faults] == places
    assert all(fault.hint for fault in faults)


@pytest.mark.parametrize(("text", "refusals"), TYPING.items(), ids=list(TYPING))
def test_values_that_do_not_fit_are_refused_with_what_to_do(text, refusals):
    typed, faults = analyse(Expr(text, Position("rules.yaml", 1, 1)), SCOPE)

    assert typed is None
    assert [f"{fault.code} {fault.position.column} {fault.summary} | {fault.hint}" for fault in faults] == refusals


def test_a_table_of_refusals_is_long_enough_to_lean_on():
    assert len(FOREIGN) >= 150
    assert len(TYPING) >= 80


@pytest.mark.parametrize(
    ("calendars", "chosen", "counted", "hint"),
    [
        ([], None, "", None),
        (["office"], None, "office", None),
        (["office", "plant"], "plant", "plant", None),
        (["office", "plant"], None, None, "Choose one: policies: {calendar: office}."),
        (["office", "plant"], "plannt", None, "Did you mean 'plant'?"),
    ],
)
def test_business_days_are_counted_by_the_chosen_calendar_or_the_only_one(calendars, chosen, counted, hint):
    declared = {name: Calendar(name, "UTC", (Weekday.SUNDAY,), (date(2026, 12, 25),)) for name in calendars}
    schema = replace(SCOPE.schema, calendars=declared, policies=Policies(calendar=chosen))

    typed, faults = analyse(Expr("business_days(close_date, ends) > 1"), Scope(schema, "opportunity"))

    assert [fault.hint for fault in faults] == ([hint] if hint else [])
    if typed:
        node = typed.root.left
        assert (node.calendar, node.weekend, node.holidays) == (
            counted,
            (6,) if calendars else (5, 6),
            (date(2026, 12, 25),) if calendars else (),
        )


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("amount > 2 + 3 * 4", "14"),
        ("amount > (2 + 3) * 4", "20"),
        ("amount > 10 - 2 - 3", "5"),
        ("amount > 1 / 8", "0.125"),
        ("amount > -(2 - 5)", "3"),
        ("amount > 0.1 + 0.2", "0.3"),
        ("amount > 100 * 10", "1000"),
    ],
)
def test_what_is_constant_is_computed_exactly_at_once(text, folded):
    typed, _ = analyse(Expr(text), SCOPE)

    assert typed and typed.root.right == Literal(Decimal(folded))
    assert f"{typed.root.right.value:f}" == folded


def test_a_quotient_without_end_stays_a_division():
    typed, _ = analyse(Expr("amount > 1 / 3"), SCOPE)

    assert typed and typed.root.right == Arithmetic(ArithmeticOp.DIVIDE, Literal(Decimal(1)), Literal(Decimal(3)))


def test_a_field_one_step_away_knows_the_way_and_its_own_object():
    typed, _ = analyse(Expr("account.name = 'Acme'"), SCOPE)

    lookup = FieldRef("opportunity", "account", FieldType.LOOKUP)
    assert typed and typed.root.left == FieldRef("account", "name", FieldType.TEXT, via=lookup)
    assert typed.root.left.column == "account.name"
    assert {ref.column for ref in typed.fields} == {"account", "account.name"}


def test_what_is_asked_of_an_element_is_no_field_of_the_record():
    typed, _ = analyse(Expr("count(contacts) filter (where role = 'ae') >= 1"), SCOPE)

    assert typed and {ref.column for ref in typed.fields} == {"contacts"}


def test_entering_reaches_past_a_stage_and_entering_a_lost_one_that_stage_alone():
    typed, _ = analyse(Expr("entered('quote') or entered('reseller_lost')"), SCOPE)

    assert typed and typed.root.items == (
        Entered(StageIn("reseller", ("quote", "won"))),
        Entered(StageIn("reseller", ("lost",))),
    )


@pytest.mark.parametrize("text", ["previous(amount) > 5", "changed(motion)", "entered('quote')", "is_new()"])
def test_records_are_not_chosen_by_how_they_got_there(text):
    rules = f"""
        pipelines:
          services: {{when: "{text}", stages: [{{name: one, label: One, probability: 10}}]}}
        rules:
          apart: {{when: "{text}", conflict: {{same: [account], different: motion}}}}
          alone: {{when: "{text}", that: amount > 0}}
          asked: {{that: "{text}"}}
    """
    base = SourceFile("schema.yaml", (FOLDER / "schema.yaml").read_text(encoding="utf-8"))
    found, faults = load([base, SourceFile("rules.yaml", rules)])
    assert found, faults

    _, refused = judgements(found)

    assert {(fault.code, fault.position.line) for fault in refused} == {("EXP016", 3), ("EXP016", 5)}


def test_a_place_counts_from_where_the_text_begins_in_its_file():
    _, faults = analyse(Expr("approved and\namout > 1", Position("rules.yaml", 12, 11)), SCOPE)

    assert [str(fault.position) for fault in faults] == ["rules.yaml:13:11"]


def test_a_stage_alone_means_that_of_the_own_pipeline():
    scope = Scope(SCOPE.schema, "opportunity", SCOPE.schema.pipelines["referral"])

    typed, _ = analyse(Expr("stage = 'won'"), scope)

    assert typed and typed.root == StageIn("referral", ("won",))


def test_a_typed_condition_knows_the_fields_it_reads():
    typed, _ = analyse(Expr("ends >= today() and (not approved or length(reference) > 2)"), SCOPE)

    assert typed and {ref.name for ref in typed.fields} == {"ends", "approved", "reference"}


@pytest.mark.parametrize(
    "text",
    [
        "(" * 200,
        "not " * 990 + "approved",
        "-" * 3_000 + "1 = 1",
        "a" * 4_001,
        "((" * 30,
        "amount > " + "1 / 3 - " * 300 + "1",
    ],
)
def test_an_endless_condition_is_refused(text):
    typed, faults = analyse(Expr(text), SCOPE)

    assert typed is None
    assert faults


@given(st.text(max_size=80))
def test_no_text_makes_it_fall_over(text):
    typed, faults = analyse(Expr(text), SCOPE)

    assert (typed is None) == bool(faults)
    assert typed is None or to_words(typed.root)


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_no_mixture_of_its_own_words_makes_it_fall_over(words):
    text = " ".join(words)

    typed, faults = analyse(Expr(text, Position("f", 1, 1)), SCOPE)

    assert (typed is None) == bool(faults)
    assert all(fault.position.line <= text.count("\n") + 1 for fault in faults)
    assert typed is None or (to_words(typed.root) and to_words(Not(typed.root)))


def test_every_code_has_an_example_that_earns_it():
    codes = {fault.split()[0] for case in CASES for fault in case["faults"]}

    assert codes >= {code.code for code in ExprCode} - {ExprCode.TOO_LARGE.code, ExprCode.CALENDAR.code}
    assert len({code.code for code in ExprCode}) == len(ExprCode)


@pytest.mark.parametrize("op", Op)
def test_negating_and_mirroring_twice_is_nothing(op):
    assert op.negated.negated is op
    assert op.mirrored.mirrored is op


def test_a_computed_field_has_the_type_of_what_it_computes():
    fields = (
        Field("margin", FieldType.FORMULA, result=FieldType.PERCENT),
        Field("children", FieldType.ROLL_UP, roll_up=RollUp(Aggregate.COUNT, "share", "deal")),
        Field("last_due", FieldType.ROLL_UP, roll_up=RollUp(Aggregate.MAX, "share", "deal", "due")),
        Field("number", FieldType.AUTO_NUMBER),
        Field("starts", FieldType.TIME),
    )
    share = Object("share", fields={"due": Field("due", FieldType.DATE)})
    scope = Scope(Schema({"deal": Object("deal", fields={one.name: one for one in fields}), "share": share}), "deal")

    sound, _ = analyse(Expr("margin > 5 and children > 0 and last_due < today() and number = 'A-1'"), scope)
    _, faults = analyse(Expr("starts is blank"), scope)

    assert sound
    assert [fault.code for fault in faults] == ["EXP012"]


def test_a_shared_value_set_is_checked_like_own_values():
    values = ValueSet("motions", (Value("direct", "Direct"),))
    field = Field("motion", FieldType.PICKLIST, value_set="motions")
    scope = Scope(Schema({"deal": Object("deal", fields={"motion": field})}, value_sets={"motions": values}), "deal")

    _, faults = analyse(Expr("motion = 'dirct'"), scope)

    assert [fault.hint for fault in faults] == ["Did you mean 'direct'?"]
