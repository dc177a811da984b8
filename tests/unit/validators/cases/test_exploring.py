"""Exploring finds a small save for each way through each gate and rule, and says where there is none."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.validators.cases.worlds import JUDGEMENTS, NOON, SCHEMA, read, run, schema_of

from dealspec.commands.testing import judged_in
from dealspec.commands.testing_salesforce import SalesforceRules
from dealspec.schema import blueprints
from dealspec.schema.load import SourceFile, load
from dealspec.schema.model import Outcome, Pipeline, Schema, Stage
from dealspec.validators.cases.branches import Way
from dealspec.validators.cases.explore.samples import sample
from dealspec.validators.cases.explore.search import Explored, explore
from dealspec.validators.cases.model import Verdict
from dealspec.validators.cases.outcome import Form, Moment, Status, forms_run
from dealspec.validators.cases.reading import read_cases
from dealspec.validators.cases.running import Clock, run_cases
from dealspec.validators.cases.writing import cases_text
from dealspec.validators.judgements import JudgementKind, judgements

MIDNIGHT = datetime(2026, 11, 22, tzinfo=UTC)
ENDS = """
objects:
  opportunity:
    fields:
      motion: {type: picklist, values: [direct, reseller]}
      margin: {type: number, min: 0}
      ends: {type: date}
pipelines:
  reseller:
    when: motion = 'reseller'
    stages:
      - {name: first, label: First, probability: 10}
      - {name: quoted, label: Quoted, probability: 50}
gates:
  never_passes: {pipeline: reseller, enters: quoted, that: margin > 5 and margin < 5}
  never_breaks: {pipeline: reseller, enters: quoted, that: ends is blank or ends is not blank}
  never_judged: {pipeline: reseller, enters: quoted, that: motion = 'direct'}
  sound: {pipeline: reseller, enters: quoted, that: margin * 2 - 1 >= 17 and ends - today() >= days(31)}
"""


@pytest.fixture(scope="module")
def explored() -> Explored:
    return explore(JUDGEMENTS, SCHEMA, NOON, every_branch=True)


@pytest.fixture(scope="module")
def blueprint() -> Schema:
    schema, faults = load(blueprints.files("partner-sales"))
    assert schema is not None, faults
    return schema


def test_every_way_is_found_and_what_nobody_judges_is_said(explored: Explored) -> None:
    assert [(goal.judgement.id, goal.branch.words) for goal in explored.missed] == []
    assert [judgement.id for judgement in explored.unjudged] == ["lost_seats"]


def test_what_is_found_reads_back_from_its_text_and_holds_on_every_form(explored: Explored) -> None:
    text = cases_text(explored.cases, SCHEMA, NOON, "Found.\nKept.")

    done = run(text)

    assert text.startswith("# Found.\n# Kept.\nas_of: 2026-11-22T12:00:00Z\n")
    assert [outcome.case.name for outcome in done.outcomes if outcome.status is not Status.HELD] == []
    assert done.covered == done.branches - 2, "all but the two ways of the rule that nobody judges"
    cases, _ = read(text)
    assert [one.save for one in cases] == [one.save for one in explored.cases]


def test_the_same_is_found_again() -> None:
    gates = [judgement for judgement in JUDGEMENTS if judgement.kind is JudgementKind.GATE]

    first, second = (explore(gates, SCHEMA, NOON) for _ in range(2))

    assert first.cases == second.cases
    assert first.drawn == second.drawn


def test_what_is_found_is_small(explored: Explored) -> None:
    saves = {one.name: one.save.record for one in explored.cases}

    assert saves["stale_found"] == {"is_open": True}
    assert set(saves["quote_refused"]) - _FOLLOWS == {"stage", "motion"}
    assert set(saves["quote_passes"]) - _FOLLOWS == {"stage", "motion", "registration", "margin", "approved"}


_FOLLOWS = {"pipeline", "is_open", "is_won"}


def test_a_gate_that_can_never_be_passed_or_broken_is_said() -> None:
    schema = schema_of(ENDS)
    gates = [one for one in judgements(schema)[0] if one.kind is JudgementKind.GATE]

    found = explore(gates, schema, NOON)

    assert {(goal.judgement.id, goal.branch.way) for goal in found.missed} == {
        ("never_passes", Way.PASSED),
        ("never_breaks", Way.BROKEN),
        ("never_judged", Way.PASSED),
    }


def test_every_gate_of_the_blueprint_has_a_bad_move_and_a_good_one(blueprint: Schema) -> None:
    every, _ = judgements(blueprint)
    gates = [one for one in every if one.kind is JudgementKind.GATE]

    found = explore(gates, blueprint, MIDNIGHT)

    guarded = {(gate.pipeline, gate.enters) for gate in gates}
    assert guarded >= {
        (pipeline.name, stage.name) for pipeline in blueprint.pipelines.values() for stage in _later(pipeline)
    }
    assert len(guarded) >= 20, "the exit criteria of every stage that has a next one"
    assert found.missed == ()
    for gate in gates:
        bad, good = [one for one in found.cases if one.expects[0].judgement is gate]
        assert (bad.expects[0].verdict, good.expects[0].verdict) == (Verdict.REFUSE, Verdict.PASS)
        for move in (bad, good):
            pipeline = blueprint.pipelines[str(gate.pipeline)]
            stages = [pipeline.stage_value(stage.name) for stage in pipeline.stages]
            entered = stages.index(pipeline.stage_value(str(gate.enters)))
            assert move.save.before is not None
            assert (move.save.before["stage"], move.save.record["stage"]) == (stages[entered - 1], stages[entered])
    done = run_cases([], found.cases, gates, Clock(MIDNIGHT, Moment.FILE), SalesforceRules.of(blueprint).refused)
    assert len(done.of(Status.HELD)) == 2 * len(gates)
    assert forms_run(done.outcomes, Form.SALESFORCE) == (2 * len(gates), {})


def _later(pipeline: Pipeline) -> list[Stage]:
    """The stages that another one comes before, lost ones left out."""
    return [stage for stage in pipeline.stages[1:] if stage.outcome is not Outcome.LOST]


def test_a_motion_of_the_blueprint_can_be_broken_and_passed_in_every_way() -> None:
    schema, _ = load(blueprints.files("partner-sales", ["reseller"]))
    assert schema is not None
    every, _ = judgements(schema)
    written = [one for one in every if one.kind in (JudgementKind.GATE, JudgementKind.RULE)]

    found = explore(written, schema, MIDNIGHT, every_branch=True)
    done = run_cases([], found.cases, written, Clock(MIDNIGHT, Moment.FILE), SalesforceRules.of(schema).refused)

    assert found.missed == () and found.unjudged == ()
    assert len(done.of(Status.HELD)) == len(done.outcomes) > 90
    assert done.percent == 100


def test_the_order_of_stages_can_be_explored() -> None:
    schema = schema_of(
        f"{ENDS}".replace("    stages:", "    rules: {no_skipping: true, create_in: [first]}\n    stages:")
    )
    orders = [one for one in judged_in(schema) if one.address == "pipelines.reseller.rules"]

    found = explore(orders, schema, NOON)

    assert [(one.name, one.expects[0].verdict) for one in found.cases] == [
        ("reseller_rules_refused", Verdict.REFUSE),
        ("reseller_rules_passes", Verdict.PASS),
    ]


@pytest.mark.parametrize("motions", [None, ["reseller"], []], ids=str)
def test_the_cases_of_the_blueprint_hold(motions: list[str] | None) -> None:
    schema, _ = load(blueprints.files("partner-sales", motions))
    assert schema is not None
    every, _ = judgements(schema)

    cases, faults = read_cases(blueprints.cases("partner-sales", motions), schema, every)
    done = run_cases(
        [file.name for file in blueprints.cases("partner-sales", motions)],
        cases, every, Clock(MIDNIGHT, Moment.FILE), SalesforceRules.of(schema).refused,
    )  # fmt: skip

    assert faults == ()
    assert [outcome.case.name for outcome in done.outcomes if outcome.status is not Status.HELD] == []
    in_motion = {outcome.expectation.judgement.pipeline for outcome in done.outcomes} - {None}
    assert in_motion == set(blueprints.MOTIONS if motions is None else motions)


_atoms = st.sampled_from(
    ["a", "7", ".", "\\d", "\\w", "\\s", "\\.", "[a-c]", "[^a]", "[-x]", "[\\d_]", "(ab|c)", "(?:x)", "\\-"]
)
_counts = st.sampled_from(["", "*", "+", "?", "{3}", "{0,2}", "{2,}", "+?", "{1,2}?"])
_pieces = st.lists(st.tuples(_atoms, _counts).map("".join), min_size=1, max_size=4).map("".join)


@given(st.lists(_pieces, min_size=1, max_size=3).map("|".join), st.integers())
def test_a_sample_matches_its_pattern(pattern: str, seed: int) -> None:
    text = sample(pattern, Random(seed))

    assert re.fullmatch(pattern, text, re.ASCII), (pattern, text)


def test_a_text_that_yaml_would_misread_is_written_in_quotes() -> None:
    text = "cases:\n  odd:\n    record: {name: 'yes', partner: {id: '007', tier: gold}, registration: 'a: b, [c]'}\n"
    [one], faults = read(f"{text}    expect: {{stale: pass}}\n")
    assert faults == ()

    [again], faults = read(cases_text([one], SCHEMA, NOON))

    assert faults == ()
    assert again.save == one.save
    assert again.save.record["partner"] == "007"


def test_files_by_another_name_hold_other_cases() -> None:
    files = [SourceFile("empty.yaml", ""), SourceFile("none.yaml", "as_of: 2026-01-01\n")]

    assert read_cases(files, SCHEMA, JUDGEMENTS) == ((), ())


def test_what_a_save_blanks_is_written_too() -> None:
    text = "cases:\n  less:\n    before: {stage: quoted, seats: 3, approved: true, partner: {tier: gold}}\n"
    [one], _ = read(f"{text}    record: {{seats: 1}}\n    expect: {{quote: pass}}\n")
    kept = {name: value for name, value in one.save.record.items() if name in ("stage", "pipeline")}
    blanked = replace(one, save=replace(one.save, record=kept))

    [again], faults = read(cases_text([blanked], SCHEMA, NOON))

    assert faults == ()
    assert {name: value for name, value in again.save.record.items() if value} == {**kept, "is_open": True}
