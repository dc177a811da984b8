"""Stages inside one pipeline: parsing, canonical metadata, order. Never looks at other pipelines or records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from dealspec.emulator.hubspot.errors import invalid, required_attributes, server_error
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import Definition, State

STAGE_ID_LIMIT = 100
"""Characters; a longer id is a 500 (observed, API 2026-09)."""


def created(
    state: State, obj: ObjectType, body: Mapping[str, Any], stages: Sequence[Definition], *, in_create: bool
) -> Definition:
    """A new stage as ``body`` defines it, checked against the pipeline's other stages."""
    absent = [key for key in ("label", "displayOrder", "metadata") if body.get(key) is None]
    if absent:
        raise required_attributes("PipelineStageInput", absent)
    stage_id = str(body.get("stageId") or state.next_id("stage.id", 1_010_000_001))
    if len(stage_id) > STAGE_ID_LIMIT:
        raise server_error()
    return {
        "id": stage_id,
        "label": label(body["label"], stages, stage_id, in_create=in_create),
        "displayOrder": order(body["displayOrder"]),
        "metadata": metadata(obj, body["metadata"]),
        "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
        "createdAt": state.now(),
        "updatedAt": state.now(),
        "archived": False,
    }


def changed(
    state: State, obj: ObjectType, old: Definition, body: Mapping[str, Any], stages: Sequence[Definition]
) -> Definition:
    """``old`` with the given fields over it; ``metadata`` may be absent (observed, API 2026-09)."""
    stage = {**old, "updatedAt": state.now()}
    if body.get("label") is not None:
        stage["label"] = label(body["label"], stages, old["id"], in_create=False)
    if body.get("displayOrder") is not None:
        stage["displayOrder"] = order(body["displayOrder"])
    if body.get("metadata") is not None:
        stage["metadata"] = metadata(obj, {**old["metadata"], **body["metadata"]})
    return stage


def placed(stages: Sequence[Definition], stage: Definition) -> list[Definition]:
    """``stages`` with ``stage`` in its slot.

    A free slot changes only that stage; a taken one inserts after its holder and renumbers 0..n-1 (observed, API
    2026-09).
    """
    others = [other for other in stages if other["id"] != stage["id"]]
    taken = any(other["displayOrder"] == stage["displayOrder"] for other in others)
    ordered = sorted([*others, stage], key=lambda each: (each["displayOrder"], each is stage))
    if not taken:
        return ordered
    return [{**each, "displayOrder": position} for position, each in enumerate(ordered)]


def label(text: Any, stages: Sequence[Definition], stage_id: str, *, in_create: bool) -> str:
    """A label no other stage has, ignoring case and outer spaces (observed, API 2026-09)."""
    wanted = str(text)
    key = wanted.strip().casefold()
    if not key:
        raise required_attributes("PipelineStageInput", ["label"])
    if any(other["label"].strip().casefold() == key for other in stages if other["id"] != stage_id):
        message = f"A pipeline stage with the label '{wanted}' already exists in this pipeline."
        # Inside a pipeline create the refusal carries no subCategory (observed, API 2026-09).
        raise invalid(message, None if in_create else "PipelineError.STAGE_LABEL_EXISTS")
    return wanted


def order(value: Any) -> int:
    """A display order of 0 or more."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise invalid(f"Invalid displayOrder: {value}. It must be 0 or greater.")
    return value


def metadata(obj: ObjectType, raw: Any) -> dict[str, str]:
    """A stage's metadata as stored: unknown keys and a sent ``isClosed`` drop out (observed, API 2026-09).

    A custom object's stage has a ``state``, OPEN (default) or CLOSED, in capitals, and nothing else.
    """
    if obj.is_custom:
        state = raw.get("state", "OPEN") if isinstance(raw, dict) else None
        if state not in ("OPEN", "CLOSED"):
            message = f"Invalid state '{state}': it must be OPEN or CLOSED."
            raise invalid(message, "PipelineError.INVALID_PIPELINE_STAGE_METADATA")
        return {"state": str(state)}
    if not isinstance(raw, dict) or raw.get("probability") in (None, ""):
        raise invalid("Deal stages require a probability in metadata.", "PipelineError.INVALID_PIPELINE_STAGE_METADATA")
    text = str(raw["probability"])
    try:
        probability = Decimal(text)
    except InvalidOperation:
        probability = Decimal(-1)
    if not (probability.is_finite() and 0 <= probability <= 1):
        message = f"Invalid probability '{text}': it must be a number between 0 and 1."
        raise invalid(message, "PipelineError.INVALID_PIPELINE_STAGE_METADATA")
    # "0.50" reads "0.5" and "1" reads "1.0"; closed is derived, true only at 0 and 1 (observed, API 2026-09).
    return {"isClosed": "true" if probability in (0, 1) else "false", "probability": str(float(probability))}
