"""Declared pipelines and stages as HubSpot's and back: ids, probabilities, closed stages, order. Pure.

A deal stage's probability is text from 0 to 1; a stage is closed exactly at 0 and 1, whatever was sent (observed, API
2026-09). So a won stage is one at 100 % and a lost one at 0 %. A custom object's stage is OPEN or CLOSED and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from dealspec.core.coverage import Gap
from dealspec.crm.hubspot.capabilities import PIPELINE_ID_CHARACTERS, STAGE_ID_CHARACTERS
from dealspec.crm.hubspot.custom import PREFIX
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.provisioner.resource import Json, Kind, Resource
from dealspec.schema.model import Outcome, Pipeline, Stage

_SEPARATOR = "\n"
"""Between stage ids, which may hold spaces (observed, API 2026-09)."""
_OPEN = "OPEN"
_CLOSED = {Outcome.WON: Decimal(100), Outcome.LOST: Decimal(0)}


def to_resources(native_object: str, pipeline: Pipeline) -> tuple[list[Resource], list[Gap]]:
    """A pipeline and its stages in order, and what HubSpot cannot hold of them."""
    address = f"pipelines.{pipeline.name}"
    identity = {"type": "pipeline", "object": native_object, "id": native_id(pipeline)}
    resources = [Resource(address, Kind.PIPELINE, {"label": pipeline.shown_label}, identity)]
    gaps = [_held_in_part(address)] if _is_custom(identity) else []
    if len(identity["id"]) > PIPELINE_ID_CHARACTERS:
        why = f"HubSpot takes pipeline ids of at most {PIPELINE_ID_CHARACTERS} characters."
        return [], [Gap(address, why, "Shorten the pipeline's name.")]
    for rank, stage in enumerate(pipeline.stages):
        resource, gap = _stage(address, identity, pipeline, stage, rank)
        resources.append(resource)
        gaps += [gap] if gap else []
    return resources, gaps


def native_id(pipeline: Pipeline) -> str:
    """The pipeline's id in HubSpot: the override, or its name."""
    return pipeline.hubspot.id or pipeline.name


def pipeline_to_live(wanted: Resource, native: NativeJson) -> Resource:
    """A pipeline as HubSpot shows it."""
    return Resource(wanted.address, wanted.kind, {"label": native.get("label", "")}, wanted.native, wanted.requires)


def stages_to_live(wanted: Sequence[Resource], native: NativeJson) -> list[Resource]:
    """Those of a pipeline's wanted stages that are there.

    Ranks are dealt out in live order among the stages asked for, so that a stage that is missing or not ours moves no
    other.
    """
    by_id = {stage["id"]: stage for stage in native.get("stages") or ()}
    present = [each for each in wanted if each.native["id"] in by_id]
    in_live_order = sorted(present, key=lambda each: _order(by_id[each.native["id"]]))
    ranks = sorted(int(str(each.attributes.get("rank", 0))) for each in present)
    rank_of = {each.address: rank for each, rank in zip(in_live_order, ranks, strict=True)}
    return [_live_stage(each, by_id[each.native["id"]], rank_of[each.address]) for each in present]


def to_create_stage(wanted: Resource, display_order: int) -> NativeJson:
    """The body that creates a stage, alone or within its pipeline."""
    return {
        "stageId": wanted.native["id"],
        "label": wanted.attributes["label"],
        "displayOrder": display_order,
        "metadata": _metadata(wanted),
    }


def to_update_stage(wanted: Resource, roots: set[str]) -> NativeJson:
    """The smallest PATCH body for the changed attributes; order is written apart."""
    body: NativeJson = {}
    if "label" in roots:
        body["label"] = wanted.attributes["label"]
    if roots & {"probability", "outcome"}:
        body["metadata"] = _metadata(wanted)
    return body


def declared_order(wanted: Resource) -> list[str]:
    """The ids of all declared stages of a stage's pipeline, in order."""
    return wanted.native["order"].split(_SEPARATOR)


def moves(native: NativeJson, declared: Sequence[str]) -> dict[str, int]:
    """New display orders by stage id that bring the declared stages into order and leave the others where they stand.

    Writing a taken order renumbers the whole pipeline (observed, API 2026-09), so each stage that must move takes a
    free one behind all.
    """
    live = [stage["id"] for stage in sorted(native.get("stages") or (), key=_order)]
    in_order = iter([stage for stage in declared if stage in live])
    final = [next(in_order) if stage in declared else stage for stage in live]
    kept = next((at for at, stage in enumerate(live) if stage != final[at]), len(live))
    free = following_order(native.get("stages") or ())
    return {stage: free + at for at, stage in enumerate(final[kept:])}


def in_order(items: Iterable[NativeJson]) -> list[NativeJson]:
    """Stages or pipelines as HubSpot shows them; its lists are unsorted (observed, API 2026-09)."""
    return sorted(items, key=_order)


def following_order(items: Iterable[NativeJson]) -> int:
    """A display order behind all of these."""
    return max((_order(item)[0] for item in items), default=-1) + 1


def percent(text: object) -> int | float | None:
    """``0.25`` as 25; None for what is no number."""
    try:
        value = Decimal(str(text)) * 100
    except InvalidOperation:
        return None
    return _number(value) if value.is_finite() else None


def stage_flags(native: NativeJson) -> tuple[bool, bool]:
    """Whether records in a stage are open, and whether they are won."""
    outcome = outcome_of(native.get("metadata") or {})
    return outcome is Outcome.OPEN, outcome is Outcome.WON


def _stage(
    parent: str, identity: Mapping[str, str], pipeline: Pipeline, stage: Stage, rank: int
) -> tuple[Resource, Gap | None]:
    address = f"{parent}.stages.{stage.name}"
    probability = _CLOSED.get(stage.outcome, stage.probability)
    attributes: dict[str, Json] = {"label": stage.label, "probability": _number(probability), "rank": rank}
    gap = None
    if _is_custom(identity):
        attributes = {"label": stage.label, "rank": rank, "outcome": stage.outcome.value}
    elif stage.outcome is Outcome.OPEN and probability in _CLOSED.values():
        why = f"HubSpot takes a stage at {_number(probability)} % for closed, and this one is declared open."
        gap = Gap(address, why, "Give it a probability between 1 and 99, or an outcome.")
    else:
        attributes["outcome"] = stage.outcome.value
    stage_id = pipeline.stage_value(stage.name)
    if len(stage_id) > STAGE_ID_CHARACTERS:
        gap = Gap(address, f"HubSpot takes stage ids of at most {STAGE_ID_CHARACTERS} characters.", "Shorten its name.")
    native = {
        "type": "stage", "object": identity["object"], "pipeline": identity["id"], "id": stage_id,
        "order": _SEPARATOR.join(pipeline.stage_value(each.name) for each in pipeline.stages),
    }  # fmt: skip
    return Resource(address, Kind.STAGE, attributes, native, (parent,)), gap


def _live_stage(wanted: Resource, native: NativeJson, rank: int) -> Resource:
    metadata = native.get("metadata") or {}
    outcome = outcome_of(metadata).value
    attributes: dict[str, Json] = {"label": native.get("label", ""), "outcome": outcome, "rank": rank}
    if not _is_custom(wanted.native):
        attributes["probability"] = percent(metadata.get("probability"))
    elif outcome != Outcome.OPEN and wanted.attributes["outcome"] != Outcome.OPEN:
        attributes["outcome"] = wanted.attributes["outcome"]  # closed is all that HubSpot knows
    return Resource(wanted.address, wanted.kind, attributes, wanted.native, wanted.requires)


def outcome_of(metadata: Mapping[str, str]) -> Outcome:
    """What a stage's metadata say; a custom object's closed stage counts as won."""
    if "state" in metadata:
        return Outcome.OPEN if metadata["state"] == _OPEN else Outcome.WON
    probability = percent(metadata.get("probability"))
    if str(metadata.get("isClosed", "")).lower() != "true":
        return Outcome.OPEN
    return Outcome.WON if probability == 100 else Outcome.LOST


def _metadata(wanted: Resource) -> dict[str, str]:
    if _is_custom(wanted.native):
        return {"state": _OPEN if wanted.attributes["outcome"] == Outcome.OPEN else "CLOSED"}
    return {"probability": format(Decimal(str(wanted.attributes["probability"])) / 100, "f")}


def _is_custom(identity: Mapping[str, str]) -> bool:
    return identity["object"].startswith(PREFIX)


def _held_in_part(address: str) -> Gap:
    why = "HubSpot knows of a custom object's stages whether they are open, and neither probability nor won or lost."
    return Gap(address, why, "The rest of it is applied.")


def _order(native: NativeJson) -> tuple[int, str]:
    return int(native.get("displayOrder", 0)), str(native.get("id", ""))


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
