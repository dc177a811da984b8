"""The page of a gate, limit, rule or order of stages: its sentence, its form in every dialect, how deep it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from dealspec.provisioner.ports import Crm
from dealspec.provisioner.resource import Grade, Projection, Resource
from dealspec.reports.essentials import essentials
from dealspec.reports.explain_field import fields_of
from dealspec.reports.explanation import Explanation, Part
from dealspec.reports.plan_by_hand import FILE
from dealspec.reports.plan_grades import enforced
from dealspec.reports.view import crm_label
from dealspec.schema.model import Check, Pipeline, Schema
from dealspec.validators.dialects.hubspot import ui_requirements
from dealspec.validators.dialects.salesforce_formula import SalesforceNames, gate_formulas
from dealspec.validators.dialects.unsupported import Unsupported
from dealspec.validators.dialects.words import sentence
from dealspec.validators.judgement import Judgement, JudgementKind

_ENTERING = (JudgementKind.GATE, JudgementKind.MEMBERSHIP)
_LIMITS = (JudgementKind.RANGE, JudgementKind.FORMAT)
_KINDS = {**dict.fromkeys((*_ENTERING, JudgementKind.ORDER), "gate"), **dict.fromkeys(_LIMITS, "limit")}
_ON_SAVE = "Audits cannot judge it: they see current values, and it asks what a save changes."


def judgement_page(
    schema: Schema, judgement: Judgement, projections: Mapping[Crm, Projection], as_of: datetime
) -> Explanation:
    """What there is to say of a gate, limit, rule or order of stages; dates in its SQL are those of ``as_of``."""
    parts = (
        _asks(judgement),
        Part.of("Judged", _judged(schema, judgement)),
        Part.of("Hint", judgement.hint),
        Part.of("Severity", judgement.severity.value),
        Part("Reads", tuple(_reads(schema, judgement))),
        *_enforcement(judgement, projections),
        *_salesforce(schema, judgement),
        *_hubspot(schema, judgement, projections[Crm.HUBSPOT]),
        _sql(judgement, as_of),
        Part.of("Declared at", str(judgement.position)),
    )
    return Explanation.of(_KINDS.get(judgement.kind, "rule"), judgement.address, judgement.message, parts)


def _asks(judgement: Judgement) -> Part:
    if judgement.kind is JudgementKind.ORDER:
        return Part("Refuses", tuple(part.words for part in judgement.parts))
    return Part.of("Asks", sentence(judgement))


def _judged(schema: Schema, judgement: Judgement) -> str:
    on_save = judgement.asks_of_save
    audits = _ON_SAVE if on_save else "Audits judge it too."
    if judgement.kind in _LIMITS:
        return f"On every save that leaves the field filled in. {audits}"
    if judgement.kind is JudgementKind.ORDER:
        return f"On every save that moves a record of {_pipeline(schema, judgement).shown_label}. {_ON_SAVE}"
    if judgement.kind not in _ENTERING:
        return _ON_SAVE if on_save else "By audits, on every record."
    pipeline = _pipeline(schema, judgement)
    stage = pipeline.stage(judgement.enters or "")
    if stage is None:
        return f"On every save of a record that {pipeline.shown_label} selects. {audits}"
    if judgement.check is Check.ALWAYS:
        return f"On every save at {stage.label} of {pipeline.shown_label} or later. {audits}"
    entering = f"As a record enters {stage.label} of {pipeline.shown_label} or jumps past it."
    return f"{entering} {_ON_SAVE if on_save else 'Audits judge current values.'}"


def _pipeline(schema: Schema, judgement: Judgement) -> Pipeline:
    return schema.pipelines[str(judgement.pipeline)]


def _reads(schema: Schema, judgement: Judgement) -> Iterator[str]:
    # A field and what it held before are one field.
    for obj, name in sorted({(ref.object, ref.name) for ref in fields_of(judgement)}):
        built_in = "" if schema.field_of(obj, name) else " (built in)"
        yield f"fields.{obj}.{name}{built_in}"


def _enforcement(judgement: Judgement, projections: Mapping[Crm, Projection]) -> Iterator[Part]:
    for crm, projection in projections.items():
        grade = next((item for item in projection.grades if item.address == judgement.address), None)
        lines = _grade(grade) if grade else ("audit. No save is refused; audits report it.",)
        yield Part(f"Enforcement in {crm_label(crm.value)}", tuple(lines))


def _grade(grade: Grade) -> Iterator[str]:
    yield f"{enforced(grade)}. {grade.why}".rstrip()
    if grade.bypassed_by:
        yield f"Passed by: {', '.join(grade.bypassed_by)}."
    if grade.audited:
        yield f"Only audits see: {grade.audited}"


def _salesforce(schema: Schema, judgement: Judgement) -> Iterator[Part]:
    formulas = gate_formulas(judgement, SalesforceNames.of(schema))
    if isinstance(formulas, Unsupported):
        yield Part.of("Salesforce formula", f"None: {formulas.why} {formulas.hint}".rstrip())
        return
    for number, formula in enumerate(formulas, 1):
        of = f" {number} of {len(formulas)}" if len(formulas) > 1 else ""
        yield Part.of(f"Salesforce formula{of}", formula, "text")


def _hubspot(schema: Schema, judgement: Judgement, projection: Projection) -> Iterator[Part]:
    native = next((each for each in projection.resources if each.address == _held_at(judgement)), None)
    if native is not None:
        name = "Property validation in HubSpot" if judgement.kind in _LIMITS else "Pipeline rules in HubSpot"
        yield Part(name, tuple(_rule(schema, judgement, native)))
    if judgement.kind is JudgementKind.GATE:
        yield Part("Required properties in HubSpot", tuple(ref.shown_label for ref in ui_requirements(judgement)))
    for step in projection.manual:
        if step.address == judgement.address:
            numbered = (f"{number}. {words}" for number, words in enumerate(step.instructions, 1))
            yield Part("By hand in HubSpot", (*numbered, f"Attested in {FILE} with the digest {step.digest}."))


def _held_at(judgement: Judgement) -> str | None:
    """Where HubSpot's own form of a judgement stands; one property holds all limits of a field."""
    if judgement.kind in _LIMITS:
        return judgement.address.rpartition(".")[0]
    return judgement.address if judgement.kind is JudgementKind.ORDER else None


def _rule(schema: Schema, judgement: Judgement, native: Resource) -> Iterator[str]:
    """The native rule, as HubSpot's screens would say it."""
    if judgement.kind in _LIMITS:
        yield f"{native.native['object']}.{native.native['name']}: {essentials(native)}"
        return
    pipeline = _pipeline(schema, judgement)
    rules = pipeline.rules
    labels = {stage.name: stage.label for stage in pipeline.stages}
    if rules.create_in:
        yield f"Limit record creation to: {', '.join(labels.get(name, name) for name in rules.create_in)}"
    for said, words in ((rules.no_skipping, "skipping stages"), (rules.no_moving_back, "moving back")):
        if said:
            yield f"Restrict {words}: on, for all stages"
    for stage, each in rules.approval.items():
        yield f"Approval at {labels.get(stage, stage)}: {each.mode.value} of {', '.join(each.approvers)}"


def _sql(judgement: Judgement, as_of: datetime) -> Part:
    import sqlglot

    from dealspec.validators.audit import program
    from dealspec.validators.dialects import sql

    name = "SQL of audits (DuckDB)"
    if judgement.asks_of_save:
        return Part.of(name, f"None: {_ON_SAVE}")
    if judgement.conflict is None:
        return Part.of(name, sql.violation(judgement, as_of).sql("duckdb", pretty=True), "sql")
    whole = program.compiled([judgement], as_of)[judgement.object].sql
    return Part.of(name, sqlglot.parse_one(whole, read="duckdb").sql("duckdb", pretty=True), "sql")
