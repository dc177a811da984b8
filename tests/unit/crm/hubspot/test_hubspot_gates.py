"""What HubSpot can be made to ask at a stage, what is left to audits, and who passes by either."""

from dataclasses import replace
from decimal import Decimal

import pytest
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
    assert grade.audited == ""


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
    assert grade.audited == "Protection end is on or after today."
    assert convert.project(schema).manual == ()


def test_a_lookup_is_an_association_that_no_stage_can_require() -> None:
    schema = with_gate(require=("partner", "seats"))

    grade = grade_of(schema)
    (step,) = convert.project(schema).manual

    assert grade.enforcement == BOTH
    assert grade.audited == "Partner is filled in."
    assert step.instructions[2] == 'Add as dependent properties: "Seats".'


def test_membership_of_a_pipeline_is_an_audits_alone() -> None:
    grade = grade_of(a_schema(), "gates.reseller.membership")

    assert grade.enforcement == (Enforcement.AUDIT,)
    assert "the pipeline is Reseller" in grade.audited


def test_what_a_save_changes_is_judged_by_nobody() -> None:
    grade = grade_of(with_gate(require=("registration",), that=Expr("not changed(seats)")))

    assert grade.enforcement == (Enforcement.MANUAL,)
    assert "nobody judges it here" in grade.why
    assert grade.audited == ""


def limited(**attributes: object) -> Schema:
    """A schema in which the field ``seats`` or ``registration`` has limits."""
    schema = a_schema()
    deals = schema.objects["opportunity"]
    name = str(attributes.pop("field"))
    field = replace(deals.fields[name], **attributes)  # type: ignore[arg-type]
    return replace(schema, objects={**schema.objects, deals.name: replace(deals, fields={**deals.fields, name: field})})


@pytest.mark.parametrize(
    ("address", "field", "limits"),
    [
        ("validations.opportunity.seats.range", "seats", {"min": Decimal(1), "max": Decimal(9)}),
        ("validations.opportunity.registration.format", "registration", {"pattern": "DR-[0-9]{6}"}),
    ],
)
def test_a_limit_is_hard_for_every_writer(address: str, field: str, limits: dict[str, object]) -> None:
    grade = grade_of(limited(field=field, **limits), address)

    assert grade.enforcement == (Enforcement.HARD,)
    assert grade.bypassed_by == ()
    assert grade.audited == ""


def test_a_step_keeps_its_digest_while_it_asks_the_same() -> None:
    def digest(**attributes: object) -> str:
        [step] = convert.project(with_gate(**attributes)).manual
        return step.digest

    first = digest(require=("registration",))

    assert digest(require=("registration",), message="In other words.") == first
    assert digest(require=("registration",), that=Expr("seats > 1")) == first
    assert digest(require=("registration", "seats")) != first
    assert len(first) == 12


def test_gates_are_no_resources() -> None:
    assert convert.project(with_gate(require=("seats",))).resources == convert.project(a_schema()).resources
