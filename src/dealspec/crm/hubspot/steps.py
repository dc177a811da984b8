"""Orders changes as HubSpot takes them: objects, groups, properties, their rules, pipelines, labels. Pure: no call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from dealspec.crm.hubspot import pipeline_rules, validations
from dealspec.crm.hubspot.capabilities import BATCH_INPUTS
from dealspec.provisioner.changes import Change, Create, Update
from dealspec.provisioner.ports import Step

CREATE_OBJECT = "objects.create"
UPDATE_OBJECT = "objects.update"
WRITE_GROUPS = "groups.write"
CREATE_PROPERTIES = "properties.create"
UPDATE_PROPERTY = "properties.update"
WRITE_VALIDATIONS = "validations.write"
CREATE_PIPELINE = "pipelines.create"
UPDATE_PIPELINE = "pipelines.update"
WRITE_RULES = "rules.write"
WRITE_LABELS = "labels.write"

_Draft = tuple[str, str, list[Change]]


def ordered(changes: Sequence[Change]) -> tuple[Step, ...]:
    """The steps that carry out the changes; the same changes always give the same steps."""
    objects = list(_objects(changes))
    made = {id(each) for _, _, carried in objects for each in carried}
    rest = [each for each in changes if id(each) not in made]
    drafts = [
        *objects,
        *_groups(_of(rest, "group")),
        *_properties(_of(rest, "property")),
        *_validations(_of(rest, validations.TYPE)),
        *_settings(_of(rest, "schema", "settings")),
        *_pipelines(_of(changes, "pipeline", "stage")),
        *_rules(_of(changes, pipeline_rules.TYPE)),
        *_labels(_of(changes, "labels")),
    ]
    return tuple(
        Step(f"{number:03d}-{operation}", operation, title, tuple(each.address for each in carried), tuple(carried))
        for number, (operation, title, carried) in enumerate(drafts, 1)
    )


def _objects(changes: Sequence[Change]) -> Iterable[_Draft]:
    """New custom objects, each with the property and the group that it is born with."""
    for change in _of(changes, "schema"):
        if isinstance(change, Create):
            first = [each for each in changes if each.address in change.wanted.requires]
            yield CREATE_OBJECT, f"Create the custom object {change.wanted.attributes['label']}", [change, *first]


def _settings(changes: Iterable[Change]) -> Iterable[_Draft]:
    for change in changes:
        yield UPDATE_OBJECT, f"Change what {change.address} is and shows", [change]


def _groups(changes: Iterable[Change]) -> Iterable[_Draft]:
    for obj, carried in _by(changes, "object"):
        yield WRITE_GROUPS, f"Write {_count(len(carried), 'property group')} of {obj}", carried


def _properties(changes: Sequence[Change]) -> Iterable[_Draft]:
    for obj, carried in _by((each for each in changes if isinstance(each, Create)), "object"):
        for start in range(0, len(carried), BATCH_INPUTS):
            batch = carried[start : start + BATCH_INPUTS]
            yield CREATE_PROPERTIES, f"Create {_count(len(batch), 'property')} of {obj}", batch
    for change in changes:
        if isinstance(change, Update):
            native = change.wanted.native
            yield UPDATE_PROPERTY, f"Change the property {native['name']} of {native['object']}", [change]


def _validations(changes: Iterable[Change]) -> Iterable[_Draft]:
    """One call for each limit, so that a step is an object's: what fails in it is told field by field."""
    for obj, carried in _by(changes, "object"):
        yield WRITE_VALIDATIONS, f"Write the validation rules of {_count(len(carried), 'property')} of {obj}", carried


def _pipelines(changes: Sequence[Change]) -> Iterable[_Draft]:
    by_pipeline: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        native = change.wanted.native
        by_pipeline.setdefault((native["object"], native.get("pipeline") or native["id"]), []).append(change)
    for (obj, pipeline), carried in by_pipeline.items():
        is_new = any(isinstance(each, Create) and each.wanted.native["type"] == "pipeline" for each in carried)
        stages = sum(each.wanted.native["type"] == "stage" for each in carried)
        verb, operation = ("Create", CREATE_PIPELINE) if is_new else ("Change", UPDATE_PIPELINE)
        yield operation, f"{verb} the pipeline {pipeline} of {obj} ({_count(stages, 'stage')})", carried


def _rules(changes: Iterable[Change]) -> Iterable[_Draft]:
    for change in changes:
        native = change.wanted.native
        yield WRITE_RULES, f"Write the rules of the pipeline {native['pipeline']} of {native['object']}", [change]


def _labels(changes: Iterable[Change]) -> Iterable[_Draft]:
    for change in changes:
        native = change.wanted.native
        yield (
            WRITE_LABELS,
            f"Write the association labels of {change.address} ({native['from']}, {native['to']})",
            [change],
        )


def _of(changes: Sequence[Change], *types: str) -> list[Change]:
    return [change for change in changes if change.wanted.native.get("type") in types]


def _by(changes: Iterable[Change], key: str) -> list[tuple[str, list[Change]]]:
    in_order = sorted(changes, key=lambda each: each.wanted.native[key])
    return [(value, list(group)) for value, group in groupby(in_order, key=lambda each: each.wanted.native[key])]


def _count(number: int, noun: str) -> str:
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"
