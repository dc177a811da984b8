"""Gates as validation rules, with how deep each one is enforced. Pure; makes no call."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dealspec.core.coverage import Gap
from dealspec.core.diagnostics import Severity
from dealspec.crm.salesforce import names
from dealspec.crm.salesforce.capabilities import RULE_MESSAGE
from dealspec.crm.salesforce.names import SchemaNames
from dealspec.provisioner.resource import Enforcement, Grade, Json, Kind, Projection, Resource
from dealspec.schema.model import Pipeline, Schema
from dealspec.validators.dialects.salesforce_formula import SalesforceNames, gate_formula
from dealspec.validators.dialects.unsupported import Unsupported
from dealspec.validators.expr.nodes import fields_used
from dealspec.validators.judgements import Judgement, JudgementKind, judgements

BYPASS_ADDRESS = "grants.dealspec_bypass"
BYPASSED_BY = f"holders of the custom permission {names.BYPASS}"
_HARD = "A validation rule refuses the save, from every screen, import and API."
_WARNING = "It is declared as a warning: a validation rule can only refuse, so audits say it instead."
_GATES = (JudgementKind.GATE, JudgementKind.MEMBERSHIP)


def project_gates(schema: Schema, there: Collection[str]) -> Projection:
    """A grade for every gate, declared and built in, and a resource for each that Salesforce can enforce.

    ``there`` holds the addresses that are projected: a gate over anything else cannot be enforced.
    """
    found = [judgement for judgement in judgements(schema)[0] if judgement.kind in _GATES]
    rules = names.rule_names([judgement.address.removeprefix("gates.") for judgement in found])
    dialect, known = SalesforceNames.of(schema), SchemaNames.of(schema)
    resources: list[Resource] = []
    grades: list[Grade] = []
    unsupported: list[Gap] = []
    for judgement in found:
        gate = judgement.address.removeprefix("gates.")
        needs = tuple(_needs(schema, judgement))
        homeless = [need for need in needs if need not in there]
        formula = gate_formula(judgement, dialect)
        if judgement.severity is Severity.WARNING:
            grades.append(Grade(judgement.address, (Enforcement.AUDIT,), (), _WARNING))
        elif homeless or isinstance(formula, Unsupported):
            gap = _gap(judgement, homeless, formula)
            unsupported.append(gap)
            grades.append(Grade(judgement.address, (Enforcement.AUDIT,), (), gap.why))
        else:
            native = {
                "type": "ValidationRule",
                "object": known.object(judgement.object) or judgement.object,
                "name": rules[gate],
            }
            requires = (*needs, BYPASS_ADDRESS)
            attributes = _attributes(schema, judgement, formula)
            resources.append(Resource(judgement.address, Kind.GATE, attributes, native, requires))
            grades.append(Grade(judgement.address, (Enforcement.HARD,), (BYPASSED_BY,), _HARD))
    return Projection(tuple(resources), tuple(grades), unsupported=tuple(unsupported))


def _attributes(schema: Schema, judgement: Judgement, formula: str) -> dict[str, Json]:
    attributes: dict[str, Json] = {"formula": formula.strip(), "message": _message(judgement.message), "active": True}
    field = _error_field(schema, judgement)
    if field:
        attributes["error_field"] = field
    return attributes


def _error_field(schema: Schema, judgement: Judgement) -> str | None:
    """The one field that a gate asks for stands beside its message; a gate over several shows it at the top."""
    if len(judgement.require) != 1 or judgement.that is not None:
        return None
    ref = judgement.require[0]
    obj = schema.objects.get(ref.object)
    found = names.field_names(ref.object, [ref.name], obj.fields.values() if obj else ())
    path = found.get(ref.name)
    return path if path and "." not in path else None


def _message(text: str) -> str:
    whole = text.replace("\r\n", "\n").strip()
    most = RULE_MESSAGE.most
    return whole if len(whole) <= most else whole[: most - 1].rstrip() + "…"


def _needs(schema: Schema, judgement: Judgement) -> Iterator[str]:
    used = fields_used(judgement.when) | fields_used(judgement.that) | frozenset(judgement.require)
    for obj, name in sorted({(ref.object, ref.name) for ref in used}):
        if schema.field_of(obj, name) is not None:
            yield f"fields.{obj}.{name}"
    pipeline = schema.pipelines.get(judgement.pipeline or "")
    if pipeline is not None:
        yield from _places(pipeline)


def _places(pipeline: Pipeline) -> Iterator[str]:
    yield f"pipelines.{pipeline.name}"
    for stage in pipeline.stages:
        yield f"pipelines.{pipeline.name}.stages.{stage.name}"


def _gap(judgement: Judgement, homeless: list[str], formula: str | Unsupported) -> Gap:
    if isinstance(formula, Unsupported) and not homeless:
        return Gap(judgement.address, formula.why, formula.hint)
    return Gap(judgement.address, f"Salesforce does not hold what it judges: {', '.join(homeless)}.")
