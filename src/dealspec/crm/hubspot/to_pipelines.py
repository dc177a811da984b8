"""Live pipelines as declared ones without ``when``: they hold what is in them. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from dealspec.core.coverage import Gap
from dealspec.crm.hubspot import pipeline_rules, stages
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.logical_names import LogicalNames, is_name
from dealspec.crm.hubspot.pipeline_rules import Users
from dealspec.schema.model import HubSpotPipeline, Outcome, Pipeline, Stage


def to_pipeline(
    obj: str, native: NativeJson, taken: LogicalNames, rules: NativeJson | None = None, users: Users | None = None
) -> tuple[Pipeline, list[Gap], list[Gap]]:
    """The pipeline that projects to this one, what is said otherwise in it, and which of its rules cannot be said."""
    label = str(native.get("label", ""))
    name = taken.take(*_named(native["id"], label))
    # An id that can be a logical name is kept, unless the name was taken.
    own_id = str(native["id"])
    notes = [] if own_id == name else [_note(f"pipelines.{name}", f"pipeline {own_id}")]
    names = LogicalNames()
    found: list[Stage] = []
    for stage in stages.in_order(native.get("stages") or ()):
        named, said = _stage(name, stage, names)
        found.append(named)
        notes += said
    if any((each.get("metadata") or {}).get("state") == "CLOSED" for each in native.get("stages") or ()):
        why = "HubSpot knows of a custom object's stages whether they are open; those that are not are taken for won."
        notes.append(Gap(f"pipelines.{name}", why, "Declare `outcome: lost` where it is so."))
    pipeline = Pipeline(
        name,
        stages=tuple(found),
        label=label,
        object=obj,
        hubspot=HubSpotPipeline(own_id if own_id != name else None),
    )
    by_id = {pipeline.stage_value(each.name): each.name for each in pipeline.stages}
    ruled = pipeline_rules.to_rules(rules or {}, by_id, users or {})
    return replace(pipeline, rules=ruled.rules), notes, [_unsaid(name, each) for each in ruled.unsaid]


def _stage(pipeline: str, native: NativeJson, taken: LogicalNames) -> tuple[Stage, list[Gap]]:
    own_id, label = str(native["id"]), str(native.get("label", ""))
    short = own_id.removeprefix(f"{pipeline}_")
    name = taken.take(*_named(short, label))
    is_open, is_won = stages.stage_flags(native)
    outcome = Outcome.OPEN if is_open else Outcome.WON if is_won else Outcome.LOST
    probability = stages.percent((native.get("metadata") or {}).get("probability")) or (100 if is_won else 0)
    stored = None if own_id == f"{pipeline}_{name}" else own_id
    stage = Stage(name, label, Decimal(str(probability)), outcome, stored)
    renamed = [] if name in (short, own_id) else [_note(f"pipelines.{pipeline}.stages.{name}", f"stage {own_id}")]
    return stage, renamed


def _named(own_id: str, label: str) -> Iterator[str]:
    """An id that can be a name is one; a numeric one says less than the label."""
    if is_name(own_id):
        yield own_id
    yield from (label, own_id)


def _unsaid(name: str, what: str) -> Gap:
    return Gap(f"pipelines.{name}.rules", f"It has a rule that cannot be declared: {what}.", "HubSpot keeps it.")


def _note(address: str, what: str) -> Gap:
    return Gap(
        address, f"It is the portal's {what}, which is no name here.", "Rename it freely; the id is kept beside it."
    )
