"""Gates, limits and orders of stages as validation rules, with how deep each one is enforced. Pure; makes no call.

Each has rules of its own, so that whoever is refused reads its own message. Where an org is short of rules, the gates
of one stage can be asked to share theirs: the message then says what all of them ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from dealspec.core.coverage import Gap
from dealspec.core.diagnostics import Severity
from dealspec.crm.salesforce import names
from dealspec.crm.salesforce.capabilities import RULE_MESSAGE
from dealspec.crm.salesforce.gate_rules import RuleNames
from dealspec.crm.salesforce.names import SchemaNames
from dealspec.provisioner.resource import Enforcement, Grade, Json, Kind, Projection, Resource
from dealspec.schema.model import Check, Pipeline, Schema
from dealspec.validators.dialects.salesforce_formula import SalesforceNames, gate_formulas
from dealspec.validators.dialects.unsupported import Unsupported
from dealspec.validators.expr.nodes import FieldRef, fields_used
from dealspec.validators.judgements import Judgement, JudgementKind, judgements
from dealspec.validators.stage_order import stage_orders

BYPASS_ADDRESS = "grants.dealspec_bypass"
BYPASSED_BY = f"holders of the custom permission {names.BYPASS}"
_HARD = "A validation rule refuses the save, from every screen, import and API."
_SHARED = "One validation rule for all gates of its stage refuses the save, from every screen, import and API."
_SPLIT = "{} validation rules refuse the save, from every screen, import and API."
_WARNING = "It is declared as a warning: a validation rule can only refuse, so audits say it instead."
_LIMITS = (JudgementKind.RANGE, JudgementKind.FORMAT)
_KINDS = {**dict.fromkeys(_LIMITS, Kind.VALIDATION), JudgementKind.ORDER: Kind.PIPELINE_RULES}
_GUARDS = (JudgementKind.GATE, JudgementKind.MEMBERSHIP, *_LIMITS)


def project_gates(schema: Schema, there: Collection[str], *, pack: bool = False) -> Projection:
    """A grade for every gate, limit and order of stages, and a resource for what Salesforce can enforce of them.

    ``there`` holds the addresses that are projected: a gate over anything else cannot be enforced. With ``pack``, gates
    that are judged as a record enters the same stage share their rules.
    """
    found = [*(one for one in judgements(schema)[0] if one.kind in _GUARDS), *stage_orders(schema)]
    projector = _Projector(schema, there, found)
    grades: dict[str, Grade] = {}
    gaps: list[Gap] = []
    able: list[Judgement] = []
    for judgement in found:
        reason = projector.obstacle(judgement)
        if reason is None:
            able.append(judgement)
            continue
        grades[judgement.address] = Grade(judgement.address, (Enforcement.AUDIT,), (), reason.why)
        if judgement.severity is not Severity.WARNING:
            gaps.append(reason)
    resources: list[Resource] = []
    for group in projector.groups(able, pack):
        formulas = projector.formulas(group)
        assert not isinstance(formulas, Unsupported)
        resources.append(projector.resource(group, formulas, able))
        why = _SHARED if len(group) > 1 else _HARD if len(formulas) == 1 else _SPLIT.format(len(formulas))
        for judgement in group:
            grades[judgement.address] = Grade(judgement.address, (Enforcement.HARD,), (BYPASSED_BY,), why)
    in_order = tuple(grades[judgement.address] for judgement in found)
    return Projection(tuple(resources), in_order, unsupported=tuple(gaps))


class _Projector:
    """One schema, what is projected of it, and what everything is called."""

    def __init__(self, schema: Schema, there: Collection[str], guards: Iterable[Judgement]) -> None:
        self.schema, self.there = schema, there
        self.dialect, self.known = SalesforceNames.of(schema), SchemaNames.of(schema)
        self._formulas: dict[tuple[str, ...], tuple[str, ...] | Unsupported] = {}
        of_object: dict[str, list[Judgement]] = {}
        for judgement in guards:
            of_object.setdefault(judgement.object, []).append(judgement)
        self.rules = {
            obj: RuleNames.of(map(_identity, found), dict.fromkeys(pack for one in found if (pack := _pack_of(one))))
            for obj, found in of_object.items()
        }

    def formulas(self, group: list[Judgement]) -> tuple[str, ...] | Unsupported:
        """The rules of a group, written once."""
        key = tuple(judgement.address for judgement in group)
        if key not in self._formulas:
            self._formulas[key] = gate_formulas(group, self.dialect)
        return self._formulas[key]

    def obstacle(self, judgement: Judgement) -> Gap | None:
        """Why no rule can enforce a judgement, or None."""
        if judgement.severity is Severity.WARNING:
            return Gap(judgement.address, _WARNING)
        homeless = [need for need in _needs(self.schema, judgement) if need not in self.there]
        if homeless:
            return Gap(judgement.address, f"Salesforce does not hold what it judges: {', '.join(homeless)}.")
        formulas = self.formulas([judgement])
        return Gap(judgement.address, formulas.why, formulas.hint) if isinstance(formulas, Unsupported) else None

    def groups(self, able: list[Judgement], pack: bool) -> Iterator[list[Judgement]]:
        """The judgements that share rules; a group that together is too large stays apart."""
        together: dict[str, list[Judgement]] = {}
        for judgement in able:
            together.setdefault((pack and _pack_of(judgement)) or judgement.id, []).append(judgement)
        for group in together.values():
            if len(group) == 1 or isinstance(self.formulas(group), Unsupported):
                yield from ([judgement] for judgement in group)
            else:
                yield group

    def resource(self, group: list[Judgement], formulas: tuple[str, ...], able: Iterable[Judgement]) -> Resource:
        """The rules of one group as one resource."""
        first, pack = group[0], _pack_of(group[0])
        stage_mates = [_identity(one) for one in able if pack and _pack_of(one) == pack]
        native = {"type": "ValidationRule", "object": self.known.object(first.object) or first.object}
        if len(group) > 1 and pack:
            address = f"gates.{pack}"
            native |= self.rules[first.object].of_pack(pack, len(formulas), stage_mates)
        else:
            address = first.address
            native |= self.rules[first.object].of_guard(_identity(first), len(formulas), pack, stage_mates)
        requires = dict.fromkeys(need for one in group for need in _needs(self.schema, one))
        kind = _KINDS.get(first.kind, Kind.GATE)
        return Resource(address, kind, self._attributes(group, formulas), native, (*requires, BYPASS_ADDRESS))

    def _attributes(self, group: list[Judgement], formulas: tuple[str, ...]) -> dict[str, Json]:
        texts: list[Json] = [formula.strip() for formula in formulas]
        attributes: dict[str, Json] = {
            "formula": texts[0] if len(texts) == 1 else texts,
            "message": _cut(group[0].message) if len(group) == 1 else _message_of_all(group),
            "active": True,
        }
        field = self._error_field(group)
        if field:
            attributes["error_field"] = field
        return attributes

    def _error_field(self, group: list[Judgement]) -> str | None:
        """The one field at fault stands beside the message; a gate over several shows it at the top."""
        asked: set[FieldRef] = set()
        for judgement in group:
            asked |= {*judgement.require, *fields_used(judgement.that)}
        paths = {self.known.field(ref.object, ref.name) for ref in asked}
        path = paths.pop() if len(paths) == 1 else None
        is_own = path is not None and "." not in path and not any(ref.via or ref.type is None for ref in asked)
        return path if is_own else None


def _identity(judgement: Judgement) -> str:
    """What names the rule: ``a`` of a gate, ``a.membership``, ``a.rules`` of a pipeline, ``field.range`` of a field."""
    if judgement.kind is JudgementKind.ORDER:
        return judgement.id
    return judgement.address.removeprefix("gates.").removeprefix(f"validations.{judgement.object}.")


def _pack_of(judgement: Judgement) -> str | None:
    """What gates that are judged at the same moments have in common: their pipeline, stage and check."""
    if judgement.kind is not JudgementKind.GATE:
        return None
    moment = "entering" if judgement.check is Check.ENTRY else "at"
    return f"{judgement.pipeline}.{moment}_{judgement.enters}"


def _message_of_all(group: list[Judgement]) -> str:
    """Every message where they fit; else what each asks, as much of it as fits."""
    messages = " ".join(dict.fromkeys(judgement.message.strip() for judgement in group))
    if len(messages) <= RULE_MESSAGE.most:
        return messages
    parts = dict.fromkeys(part.words for judgement in group for part in judgement.parts)
    return _cut(f"One of these is so: {'; '.join(parts)}.")


def _cut(text: str) -> str:
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
