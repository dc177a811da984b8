"""Writes pipelines and stages with minimal calls. Stages that are not declared stay as and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from dealspec.core.errors import VendorError
from dealspec.crm.hubspot import pipeline_rules, stages
from dealspec.crm.hubspot.errors import NativeJson
from dealspec.crm.hubspot.registry import (
    CREATE_PIPELINE,
    CREATE_STAGE,
    LIST_PIPELINES,
    READ_RULES,
    UPDATE_PIPELINE,
    UPDATE_RULES,
    UPDATE_STAGE,
    type_id,
)
from dealspec.crm.hubspot.run import Run, roots
from dealspec.provisioner.changes import Change, Create, Update


def create_pipeline(run: Run, changes: Sequence[Change]) -> None:
    """One call for a pipeline and its stages: HubSpot takes no pipeline without a stage."""
    run.attempt([change.address for change in changes], partial(_create, run, changes))


def update_pipeline(run: Run, changes: Sequence[Change]) -> None:
    """One call per changed label or stage, and one per stage that has to move."""
    of_stages = [change for change in changes if change.wanted.native["type"] == "stage"]
    for change in changes:
        if isinstance(change, Update) and change not in of_stages:
            run.attempt([change.address], partial(_update, run, change))
    moving = [each for each in of_stages if isinstance(each, Create) or "rank" in roots(each)]
    for change in of_stages:
        if change not in moving:
            run.attempt([change.address], partial(_write_stage, run, change))
    written = [each for each in moving if run.tried([each.address], partial(_write_stage, run, each))]
    if written:
        run.attempt([each.address for each in written], partial(_move, run, written[0]))


def write_rules(run: Run, changes: Sequence[Change]) -> None:
    """One call for a pipeline's rules, over a fresh read of the approvals that are not ours."""
    for change in changes:
        run.attempt([change.address], partial(_write_rules, run, change))


def _write_rules(run: Run, change: Change) -> None:
    native = change.wanted.native
    params = {"object": type_id(native["object"]), "pipeline": native["pipeline"]}
    changed = roots(change) if isinstance(change, Update) else set(change.wanted.attributes)
    fresh = run.call(READ_RULES, params).body if "approval" in changed else {}
    users = run.users() if "approval" in changed else {}
    run.call(UPDATE_RULES, params, pipeline_rules.to_patch(change.wanted, changed, fresh, users))


def _create(run: Run, changes: Sequence[Change]) -> None:
    pipeline = next(change.wanted for change in changes if change.wanted.native["type"] == "pipeline")
    wanted = [change.wanted for change in changes if change.wanted.native["type"] == "stage"]
    if not wanted:
        raise VendorError(
            f"HubSpot takes no pipeline without a stage, and none of {pipeline.address} is in this plan.",
            hint=f"Plan with --only '{pipeline.address}*'.",
        )
    wanted.sort(key=lambda stage: int(str(stage.attributes["rank"])))
    params = {"object": pipeline.native["object"]}
    present = run.call(LIST_PIPELINES, params).results
    body = {
        "pipelineId": pipeline.native["id"],
        "label": pipeline.attributes["label"],
        "displayOrder": stages.following_order(present),
        "stages": [stages.to_create_stage(stage, at) for at, stage in enumerate(wanted)],
    }
    run.call(CREATE_PIPELINE, params, body)


def _update(run: Run, change: Update) -> None:
    native = change.wanted.native
    params = {"object": native["object"], "pipeline": native["id"]}
    run.call(UPDATE_PIPELINE, params, {"label": change.wanted.attributes["label"]})


def _write_stage(run: Run, change: Change) -> None:
    native = change.wanted.native
    params = {"object": native["object"], "pipeline": native["pipeline"]}
    if isinstance(change, Create):
        order = stages.following_order(_fresh(run, change).get("stages") or ())
        run.call(CREATE_STAGE, params, stages.to_create_stage(change.wanted, order))
    elif body := stages.to_update_stage(change.wanted, roots(change)):
        run.call(UPDATE_STAGE, {**params, "stage": native["id"]}, body)


def _move(run: Run, change: Change) -> None:
    """Brings every declared stage of the change's pipeline into order."""
    native = change.wanted.native
    params = {"object": native["object"], "pipeline": native["pipeline"]}
    for stage, order in stages.moves(_fresh(run, change), stages.declared_order(change.wanted)).items():
        run.call(UPDATE_STAGE, {**params, "stage": stage}, {"displayOrder": order})


def _fresh(run: Run, change: Change) -> NativeJson:
    native = change.wanted.native
    for pipeline in run.call(LIST_PIPELINES, {"object": native["object"]}).results:
        if pipeline["id"] == native["pipeline"]:
            return pipeline
    raise VendorError(f"The pipeline {native['pipeline']} is no longer there.", hint="Plan again.")
