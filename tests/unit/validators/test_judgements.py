"""What a schema's gates, pipelines, ranges, formats and rules ask of a record."""

from pathlib import Path

import pytest

from dealspec.core.diagnostics import Severity
from dealspec.schema.load import SourceFile, load
from dealspec.schema.model import Check, FieldType
from dealspec.validators.expr.nodes import And, FieldRef, IsBlank, Matches, Not, PipelineIs, StageIn
from dealspec.validators.judgements import Judgement, JudgementKind, judgements

SCHEMA = (Path(__file__).parents[2] / "cases" / "expr" / "schema.yaml").read_text(encoding="utf-8")


def judged(text: str = SCHEMA) -> dict[str, Judgement]:
    schema, faults = load([SourceFile("schema.yaml", text)])
    assert schema, faults
    return {judgement.id: judgement for judgement in judgements(schema)[0]}


FOUND = judged()


def test_everything_that_can_be_judged_has_a_stable_id_and_address():
    assert {judgement.id: (judgement.kind.value, judgement.address) for judgement in FOUND.values()} == {
        "reseller.membership": ("membership", "gates.reseller.membership"),
        "referral.membership": ("membership", "gates.referral.membership"),
        "quote": ("gate", "gates.quote"),
        "signed": ("gate", "gates.signed"),
        "opportunity.reference.format": ("format", "validations.opportunity.reference.format"),
        "opportunity.discount.range": ("range", "validations.opportunity.discount.range"),
        "stale": ("rule", "rules.stale"),
        "two_partners": ("conflict", "rules.two_partners"),
    }


def test_a_gate_judges_its_stage_and_later_ones_but_no_lost_one():
    gate = FOUND["quote"]

    assert isinstance(gate.when, And)
    assert gate.when.items[-1] == gate.reached == StageIn("reseller", ("quote", "won"))
    assert (gate.pipeline, gate.enters, gate.check) == ("reseller", "quote", Check.ENTRY)


def test_a_pipelines_records_are_in_it_and_in_any_of_its_stages():
    membership = FOUND["reseller.membership"]

    assert membership.that == And(
        (PipelineIs("reseller"), StageIn("reseller", ("registration", "quote", "won", "lost")))
    )
    assert membership.check is Check.ALWAYS
    assert membership.reached is None


def test_a_gate_says_its_parts_one_by_one():
    assert [part.words for part in FOUND["quote"].parts] == [
        "Reference is blank",
        "Noted at is blank",
        "Account is blank",
        "it is not so that Protection end is on or after today, "
        "(Approved is ticked or Discount % is at most 20) and Partner is filled in",
    ]
    reference = FieldRef("opportunity", "reference", FieldType.TEXT)
    assert FOUND["quote"].parts[0].node == Not(IsBlank(reference))


def test_a_format_is_asked_only_of_what_is_filled_in():
    reference = FieldRef("opportunity", "reference", FieldType.TEXT)

    assert FOUND["opportunity.reference.format"].when == Not(IsBlank(reference))
    assert FOUND["opportunity.reference.format"].that == Matches(reference, "DR-[0-9]{6}")


def test_a_conflict_names_what_is_shared_and_what_differs():
    conflict = FOUND["two_partners"].conflict

    assert conflict
    assert ([ref.name for ref in conflict.same], conflict.different.name) == (["account"], "partner")
    assert FOUND["two_partners"].kind is JudgementKind.CONFLICT


@pytest.mark.parametrize(
    ("judgement", "message", "hint"),
    [
        (
            "quote",
            "Quote needs Reference to be filled in, Noted at to be filled in and Account to be filled in. Quote needs: "
            "Protection end is on or after today, (Approved is ticked or Discount % is at most 20) and Partner is "
            "filled in.",
            "Fill in Reference, Noted at, Account and make sure that Protection end is on or after today, (Approved is "
            "ticked or Discount % is at most 20) and Partner is filled in before moving the deal to Quote.",
        ),
        (
            "opportunity.discount.range",
            "Discount % must be at least 0 and at most 100.",
            "Correct Discount %.",
        ),
        (
            "stale",
            "The age of Noted at is above 7 days, or unknown, although the record is open.",
            "Make sure that the age of Noted at is at most 7 days.",
        ),
        (
            "two_partners",
            "Another record has the same Account and a different Partner.",
            "Decide which Partner is right, and correct or close the others.",
        ),
    ],
)
def test_a_judgement_without_words_of_its_own_gets_some(judgement, message, hint):
    assert FOUND[judgement].message == message
    assert FOUND[judgement].hint == hint


def test_the_users_own_words_and_severity_win():
    rules = "rules: {r: {that: is_open, message: Mine., hint: Do it., severity: warning}}"

    found = judged(rules)["r"]

    assert (found.message, found.hint, found.severity) == ("Mine.", "Do it.", Severity.WARNING)


@pytest.mark.parametrize(
    "text",
    [
        "gates: {g: {pipeline: nowhere, enters: x, require: [name]}}",
        "rules: {r: {that: amout > 0}}",
        "rules: {r: {when: amout > 0, that: is_open}}",
        "rules: {r: {when: is_open}}",
        "rules: {r: {conflict: {same: [nothing], different: owner}}}",
        "pipelines: {p: {when: amout > 0, stages: []}}",
        "objects: {opportunity: {fields: {a: {type: text, pattern: '['}}}}",
    ],
)
def test_what_is_unsound_is_left_out_and_never_half_judged(text):
    assert judged(text) == {}


def test_a_pipeline_without_when_holds_what_is_in_it_and_asks_nothing_of_who_belongs_there():
    found = judged(
        "objects:\n  opportunity:\n    fields:\n      note: {type: text}\n"
        "pipelines:\n  default:\n    hubspot: {id: '4711'}\n    stages:\n"
        "      - {name: open, label: Open, probability: 10, value: appointmentscheduled}\n"
        "      - {name: won, label: Won, probability: 100, outcome: won}\n"
        "gates:\n  noted: {pipeline: default, enters: open, require: [note]}\n"
    )

    assert list(found) == ["noted"]
    assert found["noted"].when == And((PipelineIs("default"), StageIn("default", ("open", "won"))))
    assert found["noted"].reached is not None
    assert found["noted"].reached.values == ("appointmentscheduled", "default_won")
