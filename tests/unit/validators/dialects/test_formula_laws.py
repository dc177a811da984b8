"""A formula says exactly what its condition says, on every save: the embedded org's evaluator is the judge."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.unit.validators.dialects.salesforce_record import evaluated
from tests.unit.validators.meaning import business_days, truth
from tests.unit.validators.strategies import (
    COLUMNS,
    EARLIEST,
    LATEST,
    SCHEMA,
    Save,
    conditions,
    kinds_of_leaves,
    own_field,
    saves,
)

from dealspec.emulator.salesforce import formula as engine
from dealspec.schema.model import FieldType
from dealspec.validators.dialects.formula_layout import laid_out
from dealspec.validators.dialects.salesforce_calendar import business_days as written
from dealspec.validators.dialects.salesforce_calendar import day
from dealspec.validators.dialects.salesforce_formula import condition_formula
from dealspec.validators.dialects.salesforce_names import SalesforceNames
from dealspec.validators.dialects.salesforce_values import UnsayableError
from dealspec.validators.expr.nodes import (
    Arithmetic,
    ArithmeticOp,
    BusinessDays,
    Changed,
    Compare,
    Count,
    EndsWith,
    FieldRef,
    IsBlank,
    Literal,
    Node,
    Op,
    PipelineIs,
    StartsWith,
    TextCall,
    TextFunction,
    Today,
)

KINDS = kinds_of_leaves()
NAMES = SalesforceNames.of(SCHEMA)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data(), save=saves())
def test_one_condition_means_what_it_says(kind: str, data: st.DataObject, save: Save) -> None:
    _agrees(data.draw(KINDS[kind]), save)


@given(node=conditions(), save=saves())
def test_conditions_joined_mean_what_they_say(node: Node, save: Save) -> None:
    _agrees(node, save)


@given(
    start=st.dates(EARLIEST, LATEST),
    length=st.integers(-40, 40),
    weekend=st.just({5, 6}) | st.sets(st.integers(0, 6)),
    after=st.sets(st.integers(-45, 45), max_size=4),
)
@settings(max_examples=150)
@example(EARLIEST, 0, {5, 6}, set())
@example(EARLIEST, 7, {0}, set())
@example(date(2026, 12, 31), -9, {5, 6}, {-6, -2, -1})
def test_business_days_are_those_of_a_count_by_hand(
    start: date, length: int, weekend: set[int], after: set[int]
) -> None:
    end = max(EARLIEST, start + timedelta(days=length))
    holidays = tuple(sorted(start + timedelta(days=days) for days in after))
    node = BusinessDays(Today(), Today(), "ours", tuple(weekend), holidays)

    formula = f"ABS({written(day(start), day(end), weekend, holidays)} - ({business_days(node, start, end)})) = 0"

    context = engine.Context({}, _noon(start))
    assert engine.evaluate(engine.parse(formula), {}, None, context) is True


SEATS, THREE = own_field("seats"), Literal(Decimal(3))
THIRD = Arithmetic(ArithmeticOp.DIVIDE, SEATS, THREE)
NAMED = own_field("reference")


@pytest.mark.parametrize(
    ("node", "values", "answer"),
    [
        (Compare(Op.EQ, Arithmetic(ArithmeticOp.MULTIPLY, THIRD, THREE), SEATS), {"seats": Decimal(1)}, True),
        (Compare(Op.GT, Arithmetic(ArithmeticOp.DIVIDE, THREE, SEATS), THREE), {"seats": Decimal(0)}, None),
        (Compare(Op.GT, Arithmetic(ArithmeticOp.SUBTRACT, THREE, Literal(Decimal(-1))), THREE), {}, True),
        (EndsWith(NAMED, "\U0001f600b"), {"reference": "a\U0001f600b"}, True),
        (StartsWith(NAMED, 'a"\\'), {"reference": 'a"\\b'}, True),
        (Compare(Op.EQ, TextCall(TextFunction.TRIM, NAMED), Literal("a")), {"reference": " a\t"}, True),
    ],
)
def test_numbers_and_texts_at_their_edges(node: Node, values: dict, answer: bool | None) -> None:
    save = Save({**dict.fromkeys(COLUMNS), "pipeline": "referral", "stage": "referral_intro", **values}, None)

    assert truth(node, save) is answer
    _agrees(node, save)


@pytest.mark.parametrize(
    ("node", "why"),
    [
        (Changed(replace(SEATS, via=own_field("partner"))), "not a field of the record itself"),
        (IsBlank(replace(own_field("last_activity_at"), prior=True)), "kept by Salesforce itself"),
        (IsBlank(FieldRef("opportunity", "nobody", FieldType.TEXT)), "no field for opportunity.nobody"),
        (Compare(Op.GT, Count(FieldRef("opportunity", "people", FieldType.CONTACT_ROLES), None), THREE), "elements"),
        (PipelineIs("nobody"), "no record type"),
    ],
)
def test_what_a_rule_cannot_ask_is_refused_with_its_reason(node: Node, why: str) -> None:
    with pytest.raises(UnsayableError, match=why) as refused:
        condition_formula(node, NAMES, want=True, certain=True)

    assert refused.value.unsupported.hint


def _agrees(node: Node, save: Save) -> None:
    means = truth(node, save)
    for want in (True, False):
        for certain, expected in ((True, means is want), (False, means is not (not want))):
            formula = condition_formula(node, NAMES, want=want, certain=certain)
            assert evaluated(formula, save) is expected, (laid_out(formula), means, want, certain)


def _noon(day_: date) -> datetime:
    return datetime(day_.year, day_.month, day_.day, 12, tzinfo=UTC)
