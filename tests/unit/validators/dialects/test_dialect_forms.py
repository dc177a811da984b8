"""One condition in, its form in every dialect out; the gates of the case schema whole."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from dealspec.schema.load import SourceFile, load
from dealspec.schema.model import Expr, Rule, Schema
from dealspec.validators.dialects.hubspot import remainder, ui_requirements
from dealspec.validators.dialects.salesforce_formula import BYPASS, MAX_CHARACTERS, SalesforceNames, gate_formula
from dealspec.validators.dialects.sql import predicate, violation
from dealspec.validators.dialects.unsupported import Unsupported
from dealspec.validators.dialects.words import sentence, to_words
from dealspec.validators.expr import Scope, analyse
from dealspec.validators.judgements import judgements

FOLDER = Path(__file__).parents[3] / "cases" / "expr"
CASES = yaml.safe_load((FOLDER / "dialects.yaml").read_text(encoding="utf-8"))
GATES = yaml.safe_load((FOLDER / "gates.yaml").read_text(encoding="utf-8"))
AS_OF = datetime(2026, 11, 22, 12, tzinfo=UTC)


def schema_with(**rules: str) -> Schema:
    found, faults = load([SourceFile("schema.yaml", (FOLDER / "schema.yaml").read_text(encoding="utf-8"))])
    assert found, faults
    added = {name: Rule(name, that=Expr(text)) for name, text in rules.items()}
    return replace(found, rules={**found.rules, **added})


SCHEMA = schema_with()
NAMES = SalesforceNames.of(SCHEMA)
JUDGEMENTS = {judgement.id: judgement for judgement in judgements(SCHEMA)[0]}


@pytest.mark.parametrize("case", CASES, ids=[case["rule"] for case in CASES])
def test_a_condition_has_its_form_in_each_dialect(case):
    typed, faults = analyse(Expr(case["rule"]), Scope(SCHEMA, "opportunity"))
    assert typed, faults

    assert to_words(typed.root) == case["words"]
    assert predicate(typed.root, AS_OF).sql("duckdb") == case["sql"]
    assert _formula_of_a_rule(case["rule"]) == f"AND(NOT({BYPASS}), {case['salesforce']})"


@pytest.mark.parametrize("case", GATES, ids=[case["id"] for case in GATES])
def test_a_judgement_has_its_form_in_each_dialect(case):
    judgement = JUDGEMENTS[case["id"]]

    assert sentence(judgement) == case["words"]
    assert violation(judgement, AS_OF).sql("duckdb") == case["sql"]
    assert gate_formula(judgement, NAMES) == case["salesforce"].rstrip("\n")
    assert [ref.name for ref in ui_requirements(judgement)] == case["hubspot"]["requires"]
    left = remainder(judgement)
    assert (to_words(left) if left is not None else None) == case["hubspot"]["leaves"]


def test_a_conflict_between_records_is_no_validation_rule():
    found = gate_formula(JUDGEMENTS["two_partners"], NAMES)

    assert isinstance(found, Unsupported)
    assert found.why and found.hint


def test_a_formula_that_is_too_long_is_refused_with_its_length():
    text = " or ".join(f"reference = 'a rather long reference number {number}'" for number in range(70))
    found, _ = judgements(schema_with(long=text))

    formula = gate_formula(next(one for one in found if one.id == "long"), NAMES)

    assert isinstance(formula, Unsupported)
    assert f"{MAX_CHARACTERS:,}" in formula.why


def test_a_formula_is_the_same_each_time():
    again = judgements(schema_with())[0]

    assert [gate_formula(one, SalesforceNames.of(SCHEMA)) for one in again] == [
        gate_formula(one, NAMES) for one in JUDGEMENTS.values()
    ]


def _formula_of_a_rule(text: str) -> str:
    found, faults = judgements(schema_with(case=text))
    assert not faults
    formula = gate_formula(next(one for one in found if one.id == "case"), NAMES)
    assert isinstance(formula, str)
    return re.sub(r",\s*\n\s*", ", ", re.sub(r"\(\n\s*|\n\s*\)", lambda found: found[0].strip(), formula))
