"""Laws over arbitrary text, formulas and records: nothing crashes, nothing depends on the spelling."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from tests.unit.emulator.salesforce.formula.formula_bench import CONTEXT, FIELDS, GLOBALS

from dealspec.emulator.salesforce.formula import FormulaError, Value, check, evaluate, parse
from dealspec.emulator.salesforce.formula.functions import FUNCTIONS
from dealspec.emulator.salesforce.formula.functions.table import Function
from dealspec.emulator.salesforce.formula.types import Type

ORDERED = (Type.NUMBER, Type.DATE, Type.DATETIME, Type.TIME)
PIECES = [
    *FUNCTIONS,
    *FIELDS,
    *GLOBALS,
    *(
        "(",
        ")",
        ",",
        "+",
        "-",
        "&&",
        "||",
        "=",
        "<>",
        "<",
        "^",
        "!",
        "NOT ",
        "NULL",
        "TRUE",
        "1",
        "2.5",
        "'a'",
        '""',
        "/*",
    ),
]
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.decimals(),
    st.text(max_size=8),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.times(),
)
RECORDS = st.dictionaries(st.sampled_from([*FIELDS, "amount", "NAME"]), VALUES)


@st.composite
def formulas(draw: st.DrawFn, depth: int = 3) -> str:
    """Well-formed formulas, mostly ill-typed."""
    leaves = [
        *FIELDS,
        *GLOBALS,
        "TRUE",
        "FALSE",
        "NULL",
        "0",
        "1.5",
        "99999999999",
        "'a'",
        "''",
        "'2026-03-01'",
        "TODAY()",
    ]
    if depth == 0:
        return draw(st.sampled_from(leaves))
    name = draw(st.sampled_from([*FUNCTIONS, ""]))
    if not name:
        return draw(st.sampled_from(leaves))
    arity = FUNCTIONS[name].arity
    count = arity.least + draw(st.integers(0, 1)) * (2 if arity.even else int(arity.most != arity.least))
    operands = [draw(formulas(depth - 1)) for _ in range(count)]
    if name.startswith("unary"):
        return f"{name[-1]}({operands[0]})"
    return f"{name}({', '.join(operands)})" if name.isalnum() else f"({operands[0]}) {name} ({operands[1]})"


LEAVES = {
    Type.TEXT: ["Name", "Other__c", "AccountId", "$User.Id", "'a'", "''", "'2026-03-01'", "'12.5'", "'x;y'"],
    Type.NUMBER: ["Amount", "Count__c", "Share__c", "0", "1.5", "-7", "99999999999"],
    Type.DATE: ["CloseDate", "Start__c", "TODAY()", "DATE(1, 1, 1)", "DATE(9999, 12, 31)"],
    Type.DATETIME: ["Seen__c", "Due__c", "NOW()"],
    Type.TIME: ["Opens__c", "Shuts__c", "TIMENOW()"],
    Type.BOOLEAN: ["Flag__c", "TRUE", "FALSE", "ISNEW()", "ISCHANGED(Amount)", "$Permission.Deal_Desk"],
}
PLAIN = [row for row in FUNCTIONS.values() if isinstance(row, Function) and row.takes and row.name.isalnum()]
SHAPES = {
    Type.TEXT: [("{} & {}", (Type.TEXT, Type.TEXT)), ("TEXT({})", (Type.NUMBER,)), ("TEXT({})", (Type.DATETIME,))],
    Type.NUMBER: [
        *((f"({{}}) {sign} ({{}})", (Type.NUMBER, Type.NUMBER)) for sign in "+-*/^"),
        ("({}) - ({})", (Type.DATE, Type.DATE)),
        ("({}) - ({})", (Type.DATETIME, Type.DATETIME)),
        ("({}) - ({})", (Type.TIME, Type.TIME)),
        ("-({})", (Type.NUMBER,)),
    ],
    Type.DATE: [(f"({{}}) {sign} ({{}})", (Type.DATE, Type.NUMBER)) for sign in "+-"]
    + [("ADDMONTHS({}, {})", (Type.DATE, Type.NUMBER))],
    Type.DATETIME: [(f"({{}}) {sign} ({{}})", (Type.DATETIME, Type.NUMBER)) for sign in "+-"],
    Type.TIME: [(f"({{}}) {sign} ({{}})", (Type.TIME, Type.NUMBER)) for sign in "+-"],
    Type.BOOLEAN: [
        *(
            (f"({{}}) {sign} ({{}})", (kind, kind))
            for sign in ("=", "<>", "<", ">=")
            for kind in LEAVES
            if kind in ORDERED
        ),
        ("({}) = ({})", (Type.TEXT, Type.TEXT)),
        ("({}) && ({})", (Type.BOOLEAN, Type.BOOLEAN)),
        ("OR({}, {})", (Type.BOOLEAN, Type.BOOLEAN)),
        ("ISBLANK({})", (Type.TEXT,)),
    ],
}


@st.composite
def well_typed(draw: st.DrawFn, kind: Type | None = None, depth: int = 3) -> str:
    """Formulas of one type with operands of the right types: these run."""
    kind = kind or draw(st.sampled_from(sorted(LEAVES, key=lambda known: known.value)))
    functions = [row for row in PLAIN if row.gives is kind]
    choice = draw(st.integers(0, 3)) if depth else 0
    if choice == 1 and functions:
        row = draw(st.sampled_from(functions))
        wanted = [draw(st.sampled_from(sorted(one, key=lambda known: known.value))) for one in row.takes]
        template = f"{row.name}({', '.join('{}' for _ in wanted)})"
    elif choice == 2:
        template, wanted = "IF({}, {}, {})", [Type.BOOLEAN, kind, kind]
    elif choice == 3:
        template, wanted = draw(st.sampled_from(SHAPES[kind]))
    else:
        return draw(st.sampled_from(LEAVES[kind]))
    return template.format(*(draw(well_typed(one, depth - 1)) for one in wanted))


FITTING: dict[str, st.SearchStrategy[Value]] = {
    "Amount": st.one_of(st.none(), st.decimals()),
    "Count__c": st.one_of(st.none(), st.decimals(min_value=-100, max_value=100)),
    "Share__c": st.one_of(st.none(), st.decimals(min_value=0, max_value=100)),
    "Name": st.one_of(st.none(), st.text()),
    "Other__c": st.one_of(st.none(), st.text(alphabet="ab \n/0")),
    "Flag__c": st.booleans(),
    "CloseDate": st.one_of(st.none(), st.dates()),
    "Start__c": st.one_of(st.none(), st.dates()),
    "Seen__c": st.one_of(st.none(), st.datetimes(timezones=st.just(UTC))),
    "Due__c": st.one_of(st.none(), st.datetimes()),
    "Opens__c": st.one_of(st.none(), st.times()),
    "Shuts__c": st.one_of(st.none(), st.times()),
}


@given(well_typed(), st.fixed_dictionaries(FITTING), st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Apia"]))
def test_a_well_typed_formula_runs_and_never_raises(text: str, record: dict[str, Value], zone: str) -> None:
    formula = parse(text)
    context = replace(CONTEXT, time_zone=zone)

    found = evaluate(formula, record, {}, context)

    assert [fault for fault in check(formula, context) if "incompatible" not in fault.message] == []
    assert not isinstance(found, FormulaError) or "Error! TypeError" not in found.message


@given(st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)))
def test_parse_fails_with_a_formula_error_alone(text: str) -> None:
    try:
        parse(text)
    except FormulaError as refused:
        assert refused.message
        assert refused.position is None or 0 <= refused.position <= len(text)


@given(formulas(), RECORDS, st.one_of(st.none(), RECORDS))
def test_evaluate_never_raises(text: str, record: dict[str, Value], prior: dict[str, Value] | None) -> None:
    found = evaluate(parse(text), record, prior, CONTEXT)

    assert isinstance(found, None | bool | Decimal | str | date | datetime | time | FormulaError)


@given(formulas(), RECORDS)
def test_what_is_refused_at_saving_is_not_evaluated(text: str, record: dict[str, Value]) -> None:
    formula = parse(text)
    refused = [fault for fault in check(formula, CONTEXT) if "incompatible" not in fault.message]

    if refused:
        assert isinstance(evaluate(formula, record, None, CONTEXT), FormulaError)


TYPED: dict[str, st.SearchStrategy[Value]] = {
    "Amount": st.one_of(st.none(), st.integers(-5, 5).map(Decimal)),
    "Count__c": st.one_of(st.none(), st.integers(-5, 5).map(Decimal)),
    "Name": st.sampled_from([None, "", "a", "b"]),
    "Other__c": st.sampled_from([None, "", "a", "b"]),
    "Flag__c": st.booleans(),
    "StageName": st.sampled_from([None, "a", "b"]),
}
TYPED_RECORDS = st.fixed_dictionaries(TYPED)
CONDITIONS = st.recursive(
    st.sampled_from(
        [
            "Amount > Count__c",
            "Amount = Count__c",
            "Name = Other__c",
            "ISBLANK(Name)",
            "Flag__c",
            "ISPICKVAL(StageName, 'a')",
            "CONTAINS(Name, Other__c)",
        ]
    ),
    lambda inner: st.one_of(
        inner.map(lambda one: f"NOT({one})"),
        st.tuples(inner, inner).map(lambda two: f"AND({two[0]}, {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} || {two[1]})"),
        st.tuples(inner, inner, inner).map(lambda three: f"IF({three[0]}, {three[1]}, {three[2]})"),
    ),
    max_leaves=6,
)


@given(CONDITIONS, TYPED_RECORDS)
def test_the_letter_case_of_names_does_not_matter(text: str, record: dict[str, Value]) -> None:
    swapped = text.swapcase().replace("'A'", "'a'")
    lowered = {name.lower(): value for name, value in record.items()}

    assert evaluate(parse(swapped), lowered, None, CONTEXT) == evaluate(parse(text), record, None, CONTEXT)


@given(CONDITIONS, TYPED_RECORDS)
def test_absent_fields_and_blank_fields_are_the_same(text: str, record: dict[str, Value]) -> None:
    present = {
        name: value for name, value in record.items() if value is not None and value is not False and value != ""
    }

    assert evaluate(parse(text), present, None, CONTEXT) == evaluate(parse(text), record, None, CONTEXT)


@given(CONDITIONS, TYPED_RECORDS)
def test_a_condition_that_is_true_is_not_true_when_negated(text: str, record: dict[str, Value]) -> None:
    value = evaluate(parse(text), record, None, CONTEXT)
    negated = evaluate(parse(f"NOT({text})"), record, None, CONTEXT)

    assert negated is (None if value is None else not value)


@given(CONDITIONS, TYPED_RECORDS)
def test_infix_and_functional_forms_agree(text: str, record: dict[str, Value]) -> None:
    pairs = [(f"AND({text}, Flag__c)", f"({text}) && Flag__c"), (f"OR({text}, Flag__c)", f"{text} || Flag__c")]

    for functional, infix in pairs:
        assert evaluate(parse(functional), record, None, CONTEXT) is evaluate(parse(infix), record, None, CONTEXT)


def test_one_formula_serves_both_ways_to_read_blanks() -> None:
    formula = parse("Amount = 0")

    assert evaluate(formula, {}, None, CONTEXT) is None
    assert evaluate(formula, {}, None, replace(CONTEXT, blanks_as_zero=True)) is True
    assert evaluate(formula, {}, None, CONTEXT) is None


def test_one_formula_serves_several_sets_of_fields() -> None:
    formula = parse("Amount = 'x'")

    assert isinstance(evaluate(formula, {"Amount": "x"}, None, CONTEXT), FormulaError)
    assert evaluate(formula, {"Amount": "x"}, None, replace(CONTEXT, fields={"Amount": "Text"})) is True
    assert isinstance(evaluate(formula, {"Amount": "x"}, None, CONTEXT), FormulaError)
