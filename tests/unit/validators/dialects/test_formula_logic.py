"""A formula in Salesforce's logic says exactly what the condition says in three-valued logic, blanks included.

The evaluator below knows only what the formula engine documents of AND, OR, NOT, ISBLANK and comparisons: it stops
early, reads null as false in AND and OR, and refuses to order null.
"""

import operator
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dealspec.schema.model import FieldType
from dealspec.validators.dialects.formula_layout import Call, Formula
from dealspec.validators.dialects.salesforce_formula import condition_formula
from dealspec.validators.dialects.salesforce_names import SalesforceName, SalesforceNames
from dealspec.validators.expr.nodes import And, Compare, FieldRef, IsBlank, Literal, Node, Not, Op, Or

FIELDS = {name: FieldRef("opportunity", name, FieldType.NUMBER) for name in ("a", "b", "c")}
FLAG = FieldRef("opportunity", "flag", FieldType.CHECKBOX)
NAMES = SalesforceNames(
    {("opportunity", name): SalesforceName(name, FieldType.NUMBER) for name in FIELDS}
    | {("opportunity", "flag"): SalesforceName("flag", FieldType.CHECKBOX)},
    {},
)
OPERATORS = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

numbers = st.integers(0, 2).map(lambda number: Literal(Decimal(number)))
refs = st.sampled_from(list(FIELDS.values()))
leaves = (
    st.builds(Compare, st.sampled_from(Op), refs, numbers | refs) | st.builds(IsBlank, refs) | st.just(FLAG)  # type: ignore[arg-type]
)
conditions = st.recursive(
    leaves,
    lambda inner: (
        st.builds(Not, inner)
        | st.builds(And, st.lists(inner, min_size=2, max_size=3).map(tuple))
        | st.builds(Or, st.lists(inner, min_size=2, max_size=3).map(tuple))
    ),
    max_leaves=6,
)
blank_or_number = st.none() | st.integers(0, 2)
records = st.fixed_dictionaries(
    {"a": blank_or_number, "b": blank_or_number, "c": blank_or_number, "flag": st.booleans()}
)


@pytest.mark.parametrize("want", [True, False])
@given(node=conditions, record=records)
def test_a_certain_formula_is_true_exactly_where_the_condition_has_that_answer(want, node, record):
    formula = condition_formula(node, NAMES, want=want, certain=True)

    assert _evaluated(formula, record) is (_kleene(node, record) is want)


@pytest.mark.parametrize("want", [True, False])
@given(node=conditions, record=records)
def test_an_uncertain_formula_is_true_also_where_the_answer_is_unknown(want, node, record):
    formula = condition_formula(node, NAMES, want=want, certain=False)

    assert _evaluated(formula, record) is (_kleene(node, record) is not (not want))


def _kleene(node: Node, record: dict) -> bool | None:
    if isinstance(node, FieldRef):
        return record["flag"]
    if isinstance(node, IsBlank):
        return record[node.item.name] is None
    if isinstance(node, Not):
        inner = _kleene(node.item, record)
        return None if inner is None else not inner
    if isinstance(node, Compare):
        left, right = (
            record[side.name] if isinstance(side, FieldRef) else side.value for side in (node.left, node.right)
        )
        return None if left is None or right is None else OPERATORS[node.op.value](left, right)
    deciding = isinstance(node, Or)
    answers = [_kleene(item, record) for item in node.items]
    return deciding if deciding in answers else None if None in answers else not deciding


def _value(side: Node, record: dict) -> object:
    return record[side.name] if isinstance(side, FieldRef) else side.value


def _evaluated(formula: Formula, record: dict) -> bool:
    if isinstance(formula, Call):
        if formula.name == "ISBLANK":
            return record[formula.arguments[0]] is None
        if formula.name == "NOT":
            return not _evaluated(formula.arguments[0], record)
        answers = (_evaluated(argument, record) for argument in formula.arguments)
        return all(answers) if formula.name == "AND" else any(answers)
    if formula in ("TRUE", "FALSE"):
        return formula == "TRUE"
    if formula == "flag":
        return record["flag"]
    left, op, right = re.fullmatch(r"(\w+) (\S+) (\w+)", formula).groups()
    sides = [record[side] if side in record else int(side) for side in (left, right)]
    assert None not in sides, "a comparison with null raises an error in Salesforce"
    return OPERATORS[op](*sides)
