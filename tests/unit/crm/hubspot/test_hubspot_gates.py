"""What HubSpot can be made to ask at a stage, what is left to audits, and who passes by either."""

from dataclasses import replace

from tests.unit.crm.hubspot.portals import a_schema

from dealspec.crm.hubspot import convert
from dealspec.provisioner.resource import Enforcement, Grade
from dealspec.schema.model import Expr, Gate, Schema

BOTH = (Enforcement.MANUAL, Enforcement.AUDIT)


def with_gate(**attributes: object) -> Schema:
    gate = Gate("reseller_quote", "reseller", "quote", **attributes)  # type: ignore[arg-type]
    return replace(a_schema(), gates={"reseller_quote": gate})


def grade_of(schema: Schema, address: str = "gates.reseller_quote") -> Grade:
    return next(grade for grade in convert.project(schema).grades if grade.address == address)


def test_required_properties_are_a_persons_work_and_an_audits() -> None:
    grade = grade_of(with_gate(require=("registration", "seats")))

    assert grade.enforcement == BOTH
    assert grade.bypassed_by == ("API calls of versions before 2026-09", "workflows", "imports")
    assert "audits" not in grade.why


def test_the_steps_name_pipeline_stage_and_every_property() -> None:
    (step,) = convert.project(with_gate(require=("registration", "seats"))).manual

    assert step.address == "gates.reseller_quote"
    assert step.title == 'Require 2 properties at "Configure & Quote"'
    assert step.instructions == (
        'Open Settings > Objects > Deals > Pipelines and choose the pipeline "Reseller".',
        'In the row of the stage "Configure & Quote", open its conditional logic.',
        'Add as dependent properties: "Registration" and "Seats".',
        "Tick Required beside each and save.",
        'Do the same for "Launch", so that a deal that skips the stage is asked too.',
    )


def test_a_condition_is_an_audits_alone() -> None:
    schema = with_gate(that=Expr("protection_end >= today()"))

    grade = grade_of(schema)

    assert grade.enforcement == (Enforcement.AUDIT,)
    assert grade.bypassed_by == ("every writer",)
    assert "Protection end is on or after today" in grade.why
    assert convert.project(schema).manual == ()


def test_a_lookup_is_an_association_that_no_stage_can_require() -> None:
    schema = with_gate(require=("partner", "seats"))

    grade = grade_of(schema)
    (step,) = convert.project(schema).manual

    assert grade.enforcement == BOTH
    assert "Partner is filled in" in grade.why
    assert step.instructions[2] == 'Add as dependent properties: "Seats".'


def test_membership_of_a_pipeline_is_an_audits_alone() -> None:
    grade = grade_of(a_schema(), "gates.reseller.membership")

    assert grade.enforcement == (Enforcement.AUDIT,)


def test_gates_are_no_resources() -> None:
    assert convert.project(with_gate(require=("seats",))).resources == convert.project(a_schema()).resources
