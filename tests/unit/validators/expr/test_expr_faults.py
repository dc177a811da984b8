"""What a condition refuses, with the place and the hint, and that no text at all makes it fall over."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dealspec.core.source import Position
from dealspec.schema.load import SourceFile, load
from dealspec.schema.model import Aggregate, Expr, Field, FieldType, Object, RollUp, Schema, Value, ValueSet
from dealspec.validators.expr import ExprCode, Scope, analyse
from dealspec.validators.expr.nodes import Op, StageIn

FOLDER = Path(__file__).parents[3] / "cases" / "expr"
CASES = yaml.safe_load((FOLDER / "faults.yaml").read_text(encoding="utf-8"))
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


@pytest.mark.parametrize("text", ["(" * 200, "not " * 990 + "approved", "-" * 3_000 + "1 = 1", "a" * 4_001, "((" * 30])
def test_an_endless_condition_is_refused(text):
    typed, faults = analyse(Expr(text), SCOPE)

    assert typed is None
    assert faults


@given(st.text(max_size=80))
def test_no_text_makes_it_fall_over(text):
    typed, faults = analyse(Expr(text), SCOPE)

    assert (typed is None) == bool(faults)


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_no_mixture_of_its_own_words_makes_it_fall_over(words):
    text = " ".join(words)

    typed, faults = analyse(Expr(text, Position("f", 1, 1)), SCOPE)

    assert (typed is None) == bool(faults)
    assert all(fault.position.line <= text.count("\n") + 1 for fault in faults)


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
