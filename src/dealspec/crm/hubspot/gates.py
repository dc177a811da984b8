"""How deep HubSpot enforces each gate, and what a person must click for it. Pure; applies nothing.

No endpoint sets or shows a property as required at a stage (the whole 2026-09 index was searched); the screens do, and
writes through API versions from 2026-09 obey (changelog/crm-api-write-validation-enforcement).
"""

from __future__ import annotations

from dealspec.provisioner.resource import Enforcement, Grade, ManualStep
from dealspec.schema.model import FieldType, Schema, humanised
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS
from dealspec.validators.dialects.hubspot import remainder, ui_requirements
from dealspec.validators.dialects.words import joined, to_words
from dealspec.validators.expr.nodes import FieldRef, IsBlank, Node, Not, conjoined
from dealspec.validators.judgements import Judgement, JudgementKind, judgements

_BEYOND_MANUAL = ("API calls of versions before 2026-09", "workflows", "imports")
_BEYOND_AUDIT = ("every writer",)

_ASSOCIATIONS = (FieldType.LOOKUP, FieldType.MASTER_DETAIL, FieldType.CONTACT_ROLES)


def judged(schema: Schema) -> tuple[tuple[Grade, ...], tuple[ManualStep, ...]]:
    """A grade for every gate, and the manual steps that deepen it."""
    grades: list[Grade] = []
    manual: list[ManualStep] = []
    for judgement in judgements(schema)[0]:
        if judgement.kind is JudgementKind.MEMBERSHIP:
            why = "HubSpot does not tie a pipeline to the value of a property."
            grades.append(Grade(judgement.address, (Enforcement.AUDIT,), _BEYOND_AUDIT, why))
        elif judgement.kind is JudgementKind.GATE:
            required, rest = _split(schema, judgement)
            grades.append(_grade(judgement, required, rest))
            if required:
                manual.append(_manual(schema, judgement, required))
    return tuple(grades), tuple(manual)


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
    audited = f"HubSpot has no form for this, so only audits see it: {to_words(rest)}." if rest is not None else ""
    if not required:
        return Grade(judgement.address, (Enforcement.AUDIT,), _BEYOND_AUDIT, audited)
    by_hand = "Required properties of a stage are set in HubSpot's screens; no API sets or shows them."
    why = f"{by_hand} {audited}".strip()
    return Grade(judgement.address, (Enforcement.MANUAL, Enforcement.AUDIT), _BEYOND_MANUAL, why)


def _manual(schema: Schema, judgement: Judgement, required: tuple[FieldRef, ...]) -> ManualStep:
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
    return ManualStep(judgement.address, title, tuple(instructions))


def _label(ref: FieldRef) -> str:
    standard = BUILT_IN_OBJECTS.get(ref.object)
    built_in = standard.fields.get(ref.name) if standard else None
    return ref.shown_label if ref.label or built_in is None else built_in.label
