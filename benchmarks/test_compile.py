"""What writing conditions in every form costs beyond parsing them: formulas, SQL, words, what HubSpot can require."""

from datetime import UTC, datetime

import sqlglot
from sqlglot import exp

from benchmarks.large_schema import write_schema
from benchmarks.measure import ratio
from dealspec.commands.workspace import check_folder
from dealspec.schema.model import Schema
from dealspec.validators.dialects.hubspot import remainder, ui_requirements
from dealspec.validators.dialects.salesforce_formula import SalesforceNames, gate_formulas
from dealspec.validators.dialects.sql import violation
from dealspec.validators.dialects.unsupported import Unsupported
from dealspec.validators.dialects.words import sentence
from dealspec.validators.expr.grammar import RuleDialect
from dealspec.validators.judgements import Judgement, JudgementKind, judgements

BAR = 4
AS_OF = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_writing_two_hundred_gates_in_every_form_costs_at_most_four_times_parsing_them(tmp_path):
    write_schema(tmp_path, fields=1_000, pipelines=10, gates=200, rules=1)
    schema = check_folder(tmp_path).sound_schema()
    gates = [found for found in judgements(schema)[0] if found.kind is JudgementKind.GATE]
    texts = [_whole(schema, gate) for gate in gates]

    taken = ratio(
        "200 gates in all forms",
        lambda: _all_forms(schema, gates),
        "sqlglot parses them",
        lambda: [sqlglot.parse_one(text, read=RuleDialect) for text in texts],
        rounds=9,
        bar=BAR,
    )

    assert len(gates) == len({*texts}) == 200
    assert not any(isinstance(formulas, Unsupported) for formulas, *_ in _all_forms(schema, gates))
    assert taken.holds, taken


def _whole(schema: Schema, gate: Judgement) -> str:
    """A gate as one text of the language: what it selects, what may not be blank, what must be true."""
    declared = schema.gates[gate.id]
    when = schema.pipelines[declared.pipeline].when
    conditions = [
        *([when.text] if when else []),
        f"stage >= '{declared.enters}'",
        *(f"{name} is not blank" for name in declared.require),
        *([declared.that.text] if declared.that else []),
    ]
    return " and ".join(f"({condition})" for condition in conditions)


def _all_forms(schema: Schema, gates: list[Judgement]) -> list[tuple[object, ...]]:
    names = SalesforceNames.of(schema)
    return [
        (
            gate_formulas(gate, names),
            _sql(violation(gate, AS_OF)),
            sentence(gate),
            ui_requirements(gate),
            remainder(gate),
        )
        for gate in gates
    ]


def _sql(condition: exp.Expr) -> str:
    return condition.sql("duckdb")
