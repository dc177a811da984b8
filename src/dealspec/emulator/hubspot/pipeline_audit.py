"""The change log of pipelines and stages, newest first. Never read by any rule."""

from __future__ import annotations

import json
from typing import Any

from dealspec.emulator.hubspot import limits
from dealspec.emulator.hubspot.objects import ObjectType
from dealspec.emulator.hubspot.state import Definition, State


def note(state: State, obj: ObjectType, pipeline_id: str, action: str, pipeline: Definition) -> None:
    """Writes what a pipeline became; ``rawObject`` is JSON as text (developers.hubspot.com, pipelines guide)."""
    number = state.next_id("pipeline.audit", 1)
    entry = {
        "portalId": limits.identity(state)["portalId"],
        "identifier": pipeline_id,
        "action": action,
        "timestamp": state.now(),
        "fromUserId": int(limits.user_id(state)),
        "rawObject": json.dumps(pipeline, separators=(",", ":"), ensure_ascii=False),
    }
    state.store.put_document(f"pipeline.audit:{obj.type_id}:{pipeline_id}", number.zfill(12), entry)


def read(state: State, obj: ObjectType, pipeline_id: str) -> list[dict[str, Any]]:
    """Every entry of a pipeline, newest first."""
    return list(state.definitions(f"pipeline.audit:{obj.type_id}:{pipeline_id}").values())[::-1]


def read_stage(state: State, obj: ObjectType, pipeline_id: str, stage_id: str) -> list[dict[str, Any]]:
    """The entries in which a stage appears or changes, newest first."""
    result: list[dict[str, Any]] = []
    previous: Definition | None = None
    for entry in state.definitions(f"pipeline.audit:{obj.type_id}:{pipeline_id}").values():
        stages = json.loads(entry["rawObject"])["stages"] if entry["action"] != "DELETE" else []
        stage = next((each for each in stages if each["id"] == stage_id), None)
        if stage != previous:
            action = "CREATE" if previous is None else "UPDATE" if stage else "DELETE"
            raw = json.dumps(stage or previous, separators=(",", ":"), ensure_ascii=False)
            result.append({**entry, "identifier": stage_id, "action": action, "rawObject": raw})
        previous = stage
    return result[::-1]
