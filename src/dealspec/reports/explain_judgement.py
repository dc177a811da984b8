"""The page of a gate or rule: its sentence, its form in every dialect, how deep it is enforced and what it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from dealspec.provisioner.ports import Crm
from dealspec.provisioner.resource import Grade, Projection
from dealspec.reports.explain_field import fields_of
from dealspec.reports.explanation import Explanation, Part
from dealspec.reports.view import crm_label
from dealspec.schema.model import Check, Schema
from dealspec.validators.dialects.hubspot import remainder, ui_requirements
from dealspec.validators.dialects.salesforce_formula import SalesforceNames, gate_formula
from dealspec.validators.dialects.unsupported import Unsupported
from dealspec.validators.dialects.words import sentence, to_words
from dealspec.validators.judgement import Judgement, JudgementKind

_ENTERING = (JudgementKind.GATE, JudgementKind.MEMBERSHIP)
_LIMITS = (JudgementKind.RANGE, JudgementKind.FORMAT)


def judgement_page(
    schema: Schema, judgement: Judgement, projections: Mapping[Crm, Projection], as_of: datetime
) -> Explanation:
    """What there is to say of a gate or rule; dates in its SQL are those of ``as_of``."""
    kind = "gate" if judgement.kind in _ENTERING else "rule"
    parts = (
        Part.of("Asks", sentence(judgement)),
        Part.of("Judged", _judged(schema, judgement)),
        Part.of("Hint", judgement.hint),
        Part.of("Severity", judgement.severity.value),
        Part("Reads", tuple(_reads(schema, judgement))),
        *_enforcement(judgement, projections),
        *_salesforce(schema, judgement),
        *_hubspot(judgement, projections),
        Part.of("SQL of audits (DuckDB)", _sql(judgement, as_of), "sql"),
        Part.of("Declared at", str(judgement.position)),
    )
    return Explanation.of(kind, judgement.address, judgement.message, parts)


def _judged(schema: Schema, judgement: Judgement) -> str:
    if judgement.kind in _LIMITS:
        return "On every save that leaves the field filled in; audits judge it too."
    if judgement.kind not in _ENTERING:
        return "By audits, on every record."
    pipeline = schema.pipelines[str(judgement.pipeline)]
    stage = pipeline.stage(judgement.enters or "")
    if stage is None:
        return f"On every save of a record that {pipeline.shown_label} selects; audits judge it too."
    if judgement.check is Check.ALWAYS:
        return f"On every save at {stage.label} of {pipeline.shown_label} or later; audits judge it too."
    return f"As a record enters {stage.label} of {pipeline.shown_label} or jumps past it; audits judge current values."


def _reads(schema: Schema, judgement: Judgement) -> Iterator[str]:
    for ref in sorted(fields_of(judgement), key=lambda ref: (ref.object, ref.name)):
        built_in = "" if schema.field_of(ref.object, ref.name) else " (built in)"
        yield f"fields.{ref.object}.{ref.name}{built_in}"


def _enforcement(judgement: Judgement, projections: Mapping[Crm, Projection]) -> Iterator[Part]:
    for crm, projection in projections.items():
        grade = next((item for item in projection.grades if item.address == judgement.address), None)
        lines = _grade(grade) if grade else ("audit: no save is refused, audits report it.",)
        yield Part(f"Enforcement in {crm_label(crm.value)}", tuple(lines))


def _grade(grade: Grade) -> Iterator[str]:
    yield f"{', '.join(grade.enforcement)}. {grade.why}".rstrip()
    if grade.bypassed_by:
        yield f"Bypassed by: {', '.join(grade.bypassed_by)}."


def _salesforce(schema: Schema, judgement: Judgement) -> Iterator[Part]:
    formula = gate_formula(judgement, SalesforceNames.of(schema))
    if isinstance(formula, Unsupported):
        yield Part.of("Salesforce formula", f"None: {formula.why} {formula.hint}".rstrip())
    else:
        yield Part.of("Salesforce formula", formula, "text")


def _hubspot(judgement: Judgement, projections: Mapping[Crm, Projection]) -> Iterator[Part]:
    if judgement.kind is not JudgementKind.GATE:
        return
    required = ui_requirements(judgement)
    rest = remainder(judgement)
    steps = [step for step in projections[Crm.HUBSPOT].manual if step.address == judgement.address]
    yield Part("Required properties in HubSpot", tuple(ref.shown_label for ref in required))
    yield Part("By hand in HubSpot", tuple(line for step in steps for line in step.instructions))
    yield Part.of("Only audits see in HubSpot", f"{to_words(rest)}." if rest is not None else "")


def _sql(judgement: Judgement, as_of: datetime) -> str:
    import sqlglot

    from dealspec.validators.audit import program
    from dealspec.validators.dialects import sql

    if judgement.conflict is None:
        return sql.violation(judgement, as_of).sql("duckdb", pretty=True)
    whole = program.compiled([judgement], as_of)[judgement.object].sql
    return sqlglot.parse_one(whole, read="duckdb").sql("duckdb", pretty=True)
