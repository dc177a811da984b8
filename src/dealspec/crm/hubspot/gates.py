"""How deep HubSpot enforces each gate and limit, and what a person must click for it. Pure; applies nothing.

No endpoint sets or shows a property as required at a stage (the whole 2026-09 index was searched); the screens do, and
writes through API versions from 2026-09 obey (changelog/crm-api-write-validation-enforcement). Property validations
bind every writer since 24 July 2023
(changelog/upcoming-property-validations-rules-will-be-enforced-for-apis-and-integrations).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from dealspec.core.coverage import Gap
from dealspec.crm.hubspot import stages
from dealspec.provisioner.resource import Enforcement, Grade, Kind, ManualStep, Resource
from dealspec.schema.model import FieldType, Pipeline, Schema, Stage, humanised
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS, hubspot_name
from dealspec.validators.dialects.hubspot import remainder, ui_requirements
from dealspec.validators.dialects.words import joined, to_words
from dealspec.validators.expr.nodes import FieldRef, IsBlank, Node, Not, conjoined
from dealspec.validators.judgement import Judgement, JudgementKind
from dealspec.validators.judgements import judgements

_BEYOND_MANUAL = ("API calls of versions before 2026-09", "workflows", "imports")
_BEYOND_AUDIT = ("every writer",)
_BY_HAND = "Required properties of a stage are set in HubSpot's screens; no API sets or shows them."
_NO_FORM = "HubSpot has no form for it."
_UNTIED = "HubSpot does not tie a pipeline to the value of a property."
_VALIDATED = "A property validation refuses the value, from every screen, import, workflow and API."
_NOT_HELD = "HubSpot does not hold the property."
_OF_SAVES = "It asks what a save changes; an audit sees current values alone, so nobody judges it here."

_ASSOCIATIONS = (FieldType.LOOKUP, FieldType.MASTER_DETAIL, FieldType.CONTACT_ROLES)
_LIMITS: Mapping[str, tuple[str, ...]] = {"range": ("min", "max"), "format": ("pattern",), "length": ("length",)}
"""Which attributes of a validation hold a limit, by the end of the limit's address."""


def judged(schema: Schema, projected: Iterable[Resource | Gap]) -> tuple[tuple[Grade, ...], tuple[ManualStep, ...]]:
    """A grade for every gate and limit, and the manual steps; ``projected`` says which limits HubSpot holds."""
    held: dict[str, Resource] = {}
    gaps: dict[str, Gap] = {}
    for each in projected:
        if isinstance(each, Gap):
            gaps.setdefault(each.subject, each)
        elif each.kind is Kind.VALIDATION:
            held[each.address] = each
    grades: list[Grade] = []
    manual: list[ManualStep] = []
    for judgement in judgements(schema)[0]:
        if judgement.kind is JudgementKind.MEMBERSHIP:
            grades.append(Grade(judgement.address, (Enforcement.AUDIT,), _BEYOND_AUDIT, _UNTIED, _audited(judgement)))
        elif judgement.kind in (JudgementKind.RANGE, JudgementKind.FORMAT):
            address = judgement.address.rpartition(".")[0]
            gap = gaps.get(address) or gaps.get(address.replace("validations.", "fields.", 1))
            grades.append(_grade_of_limit(judgement, held.get(address), gap))
        elif judgement.kind is JudgementKind.GATE:
            required, rest = _split(schema, judgement)
            grades.append(_grade(judgement, required, rest))
            if required:
                manual.append(_manual(schema, judgement, required))
    return tuple(grades), tuple(manual)


def _grade_of_limit(judgement: Judgement, validation: Resource | None, gap: Gap | None) -> Grade:
    limits = _LIMITS[judgement.address.rpartition(".")[2]]
    if validation is not None and any(name in validation.attributes for name in limits):
        return Grade(judgement.address, (Enforcement.HARD,), (), _VALIDATED)
    why = gap.why if gap else _NOT_HELD
    return Grade(judgement.address, (Enforcement.AUDIT,), _BEYOND_AUDIT, why, _audited(judgement))


def _split(schema: Schema, judgement: Judgement) -> tuple[tuple[FieldRef, ...], Node | None]:
    """The properties a stage can require, and what is left; declared lookups are associations, not properties."""
    required: list[FieldRef] = []
    elsewhere: list[FieldRef] = []
    for ref in ui_requirements(judgement):
        declared = schema.field_of(ref.object, ref.name)
        (elsewhere if declared and declared.type in _ASSOCIATIONS else required).append(ref)
    left = [Not(IsBlank(ref, ref.position), ref.position) for ref in elsewhere]
    return tuple(required), conjoined(*left, remainder(judgement))


def _grade(judgement: Judgement, required: tuple[FieldRef, ...], rest: Node | None) -> Grade:
    sees_save = judgement.asks_of_save
    left = f"{to_words(rest)}." if rest is not None and not sees_save else ""
    levels = [Enforcement.MANUAL] if required else []
    levels += [] if sees_save else [Enforcement.AUDIT]
    why = _BY_HAND if required else _NO_FORM
    return Grade(
        judgement.address,
        tuple(levels),
        _BEYOND_MANUAL if required else _BEYOND_AUDIT,
        f"{why} {_OF_SAVES}" if sees_save else why,
        left,
    )


def _audited(judgement: Judgement) -> str:
    return f"{to_words(judgement.that)}." if judgement.that is not None else ""


def _manual(schema: Schema, judgement: Judgement, required: tuple[FieldRef, ...]) -> ManualStep:
    """The clicks at a stage: knowledge.hubspot.com, object-settings/set-up-and-customize-pipelines."""
    pipeline = schema.pipelines[str(judgement.pipeline)]
    stage, *later = pipeline.at_or_after(str(judgement.enters))
    labels = joined([f'"{_label(ref)}"' for ref in required])
    built_in = BUILT_IN_OBJECTS.get(pipeline.object)
    objects = built_in.hubspot.capitalize() if built_in else humanised(pipeline.object)
    instructions = [
        f'Open Settings > Objects > {objects} > Pipelines and choose the pipeline "{pipeline.shown_label}".',
        f'In the row of the stage "{stage.label}", open its conditional logic.',
        f"Add as dependent properties: {labels}.",
        "Tick Required beside each and save.",
    ]
    if later:
        rows = joined([f'"{each.label}"' for each in later])
        instructions.append(f"Do the same for {rows}, so that a deal that skips the stage is asked too.")
    title = f'Require {len(required)} {"property" if len(required) == 1 else "properties"} at "{stage.label}"'
    asks = (*_asked_at(pipeline, [stage, *later]), *(_native(schema, ref) for ref in required))
    return ManualStep(judgement.address, title, tuple(instructions), asks)


def _asked_at(pipeline: Pipeline, at: Iterable[Stage]) -> Iterator[str]:
    yield f"pipeline {stages.native_id(pipeline)}"
    yield from (f"stage {pipeline.stage_value(stage.name)}" for stage in at)


def _native(schema: Schema, ref: FieldRef) -> str:
    declared = schema.field_of(ref.object, ref.name)
    return f"property {hubspot_name(declared) if declared else ref.name}"


def _label(ref: FieldRef) -> str:
    standard = BUILT_IN_OBJECTS.get(ref.object)
    built_in = standard.fields.get(ref.name) if standard else None
    return ref.shown_label if ref.label or built_in is None else built_in.label
