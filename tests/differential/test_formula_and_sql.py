"""One condition, one verdict: Salesforce's formula in the embedded org's evaluator, and SQL in DuckDB.

Neither side knows the other: the evaluator was written from Salesforce's documentation, without a look at the compiler.
`make soak` runs many times as many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.differential import sql_rows
from tests.differential.shapes import Coverage
from tests.unit.validators.dialects.salesforce_record import FIELD_TYPES, native
from tests.unit.validators.strategies import FIELDS, NOW, SCHEMA, conditions, kinds_of_leaves, save_of

from dealspec.core.diagnostics import Severity
from dealspec.emulator.salesforce import formula as engine
from dealspec.schema.model import Check
from dealspec.validators.dialects import sql
from dealspec.validators.dialects.formula_layout import Formula, laid_out
from dealspec.validators.dialects.salesforce_formula import BYPASS, condition_formula, gate_formulas
from dealspec.validators.dialects.salesforce_names import SalesforceNames
from dealspec.validators.dialects.unsupported import Unsupported
from dealspec.validators.expr.nodes import (
    Changed,
    Compare,
    FieldRef,
    IsBlank,
    Node,
    Op,
    PipelineIs,
    StageIn,
    ValueKind,
    conjoined,
)
from dealspec.validators.judgement import Judgement, JudgementKind

KINDS = kinds_of_leaves()
NAMES = SalesforceNames.of(SCHEMA)
SHAPES, CASES = 500, 10_000
STAGES = ("registration", "quote", "won")
SAVES = [save_of(seed) for seed in range(400)]
NATIVE = [(native(save.record), native(save.prior) if save.prior else None) for save in SAVES]
SAVES_EACH = 30
"""On how many of them a condition is judged."""

_ORDERED = (ValueKind.NUMBER, ValueKind.DATE, ValueKind.DATETIME)
_EQUAL = (ValueKind.TEXT, ValueKind.CHOICE, ValueKind.REFERENCE)
_MANY = settings().max_examples
_each_kind = settings(max_examples=max(20, _MANY // 3))
_some_saves = st.integers(0, len(SAVES) - SAVES_EACH).map(lambda start: range(start, start + SAVES_EACH))


pytestmark = pytest.mark.hypothesis


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        sql_rows.load(connection, SAVES)
        yield connection


def test_formula_and_sql_give_the_same_verdict(database: duckdb.DuckDBPyConnection, capsys) -> None:
    coverage = Coverage()

    def judged(node: Node, some: range) -> None:
        coverage.add(node, [SAVES[number] for number in some])
        told, found = by_formula(node, some), by_sql(database, node, some)
        apart = [number for number, *verdicts in zip(some, told, found, strict=True) if verdicts[0] is not verdicts[1]]
        assert not apart, disagreement(node, apart[0], told[apart[0] - some.start], found[apart[0] - some.start])

    for node in plain_conditions():
        judged(node, range(len(SAVES)))
    for kind in KINDS.values():
        _each_kind(given(node=kind, some=_some_saves)(judged))()
    given(node=conditions(), some=_some_saves)(judged)()

    with capsys.disabled():
        print(f"\n{coverage.table()}")
    assert len(coverage.shapes) >= SHAPES
    assert coverage.cases >= CASES
    assert [cell for cell in legal_cells() if not coverage.cells[cell]] == []


@given(
    check=st.sampled_from(Check),
    stage=st.integers(0, len(STAGES) - 1),
    when=st.none() | conditions(max_leaves=2),
    require=st.lists(st.sampled_from(("seats", "reference", "products", "ends", "partner")), max_size=2, unique=True),
    that=st.none() | conditions(max_leaves=3),
    bypass=st.booleans(),
    some=_some_saves,
)
def test_a_gate_refuses_the_same_saves(
    database: duckdb.DuckDBPyConnection,
    check: Check,
    stage: int,
    when: Node | None,
    require: list[str],
    that: Node | None,
    bypass: bool,
    some: range,
) -> None:
    gate = _gate(check, stage, when, require, that)
    formulas = gate_formulas(gate, NAMES)
    if isinstance(formulas, Unsupported):
        return

    told = [_told(formula, some, bypass) for formula in formulas]

    expected = _asked(database, sql.refusal(gate, NOW).sql("duckdb"), some)
    assert [any(rules) for rules in zip(*told, strict=True)] == [False if bypass else found for found in expected]


def by_formula(node: Node, some: Sequence[int]) -> list[bool | None]:
    """TRUE and FALSE where its formula is certain of that, else unknown."""
    sides = [laid_out(condition_formula(node, NAMES, want=want, certain=True)) for want in (True, False)]
    true, false = (_told(side, some) for side in sides)
    assert not any(is_true and is_false for is_true, is_false in zip(true, false, strict=True))
    return [True if is_true else False if is_false else None for is_true, is_false in zip(true, false, strict=True)]


def by_sql(database: duckdb.DuckDBPyConnection, node: Node, some: Sequence[int]) -> list[bool | None]:
    """The verdicts of one query over all the saves."""
    return _asked(database, sql.predicate(node, NOW).sql("duckdb"), some)


def disagreement(node: Node, number: int, told: bool | None, found: bool | None) -> str:
    """The minimal case, as hypothesis has shrunk the condition."""
    formula: Formula = condition_formula(node, NAMES, want=True, certain=True)
    return (
        f"\nformula says {told}, SQL says {found}\n"
        f"{laid_out(formula)}\n{sql.predicate(node, NOW).sql('duckdb')}\n{SAVES[number]}"
    )


def plain_conditions() -> Iterator[Node]:
    """Every comparison of every two fields of a kind, and every test that any field can be put to."""
    known = [
        *FIELDS,
        *(replace(ref, prior=True) for ref in FIELDS if ref.via is None and ref.name != "last_activity_at"),
    ]
    for ref in known:
        if ref.kind is not ValueKind.BOOLEAN:
            yield IsBlank(ref)
        if not ref.prior and ref.via is None and ref.name != "last_activity_at":
            yield Changed(ref)
    for left, right in combinations(known, 2):
        if left.kind is right.kind and left.kind in (*_ORDERED, *_EQUAL):
            yield from (Compare(op, left, right) for op in (Op if left.kind in _ORDERED else (Op.EQ, Op.NE)))


def legal_cells() -> list[tuple[str, ValueKind, bool]]:
    """Every node with every kind of operand that the language lets it take, filled and blank."""
    k = ValueKind
    ordered, equal = (*_ORDERED, k.DURATION), _EQUAL
    blank_or_changed = (k.NUMBER, k.TEXT, k.DATE, k.DATETIME, k.CHOICE, k.CHOICES, k.REFERENCE)
    takes: dict[str, tuple[ValueKind, ...]] = {
        **{f"Compare {op.value}": ordered for op in Op},
        **{f"Compare {op.value}": (*ordered, *equal) for op in (Op.EQ, Op.NE)},
        "Between": ordered,
        "In": (k.NUMBER, k.TEXT, k.DATE, k.CHOICE),
        "IsBlank": blank_or_changed,
        "Changed": blank_or_changed,
        "Has": (k.CHOICES,),
        **dict.fromkeys(("Matches", "StartsWith", "EndsWith", "Contains", "TextCall", "Length"), (k.TEXT,)),
        "Arithmetic": (k.NUMBER,),
        "Age": (k.DATE, k.DATETIME),
        "Shift": (k.DATE, k.DATETIME),
        "Difference": (k.DATE, k.DATETIME),
        "BusinessDays": (k.DATE,),
    }
    cells = [(name, kind, blank) for name, kinds in takes.items() for kind in kinds for blank in (False, True)]
    return [*cells, ("Changed", k.BOOLEAN, False)]


def _told(formula: str, some: Sequence[int], bypass: bool = False) -> list[bool]:
    context = engine.Context(FIELD_TYPES, NOW, {BYPASS: bypass})
    parsed = engine.parse(formula)
    assert engine.check(parsed, context) == [], formula
    told = [engine.evaluate(parsed, *NATIVE[number], context) for number in some]
    assert all(one is True or one is False for one in told), (formula, told)
    return [one is True for one in told]


def _asked(database: duckdb.DuckDBPyConnection, predicate: str, some: Sequence[int]) -> list[bool | None]:
    query = f"SELECT {predicate} FROM saves WHERE number BETWEEN {some[0]} AND {some[-1]} ORDER BY number"
    return [row[0] for row in database.execute(query).fetchall()]


def _gate(check: Check, stage: int, when: Node | None, require: list[str], that: Node | None) -> Judgement:
    reached = StageIn("reseller", STAGES[stage:])
    return Judgement(
        id="gate",
        address="gates.gate",
        kind=JudgementKind.GATE,
        object="opportunity",
        pipeline="reseller",
        enters=STAGES[stage],
        when=conjoined(PipelineIs("reseller"), when, reached),
        require=tuple(_field(name) for name in require),
        that=that,
        conflict=None,
        check=check,
        severity=Severity.ERROR,
        message="Refused.",
        hint="",
    )


def _field(name: str) -> FieldRef:
    declared = SCHEMA.objects["opportunity"].fields[name]
    return FieldRef("opportunity", name, declared.type)
