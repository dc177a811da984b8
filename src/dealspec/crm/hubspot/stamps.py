"""What a person sets up so that dates are stamped: a workflow for each, or a look into history. Pure: no call.

Workflows re-enrol records only where told to (knowledge.hubspot.com, workflows/add-re-enrollment-triggers-to-a-
workflow); they are a Professional or Enterprise feature. Stage dates: ``hs_v2_date_entered_<stage id>`` (observed, API
2026-09).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dealspec.provisioner.resource import ManualStep
from dealspec.schema.model import Object, Schema, Stamp, humanised
from dealspec.schema.stamps import Moment, moments
from dealspec.schema.vocabulary import BUILT_IN_OBJECTS, hubspot_name


def stamped_by_hand(schema: Schema, there: Collection[str]) -> Iterator[ManualStep]:
    """A step for each object with dates that automation or history is to write; ``there``: addresses projected."""
    for obj in schema.objects.values():
        for stamp, made in ((Stamp.AUTOMATION, _workflows), (Stamp.HISTORY, _history)):
            found = [each for each in moments(schema, obj, stamp) if f"fields.{obj.name}.{each.field.name}" in there]
            if found:
                yield made(obj, found)


def _workflows(obj: Object, found: list[Moment]) -> ManualStep:
    kind = _objects(obj)
    return ManualStep(
        f"stamps.{obj.name}.automation",
        f"Have {_counted(found, 'workflow')} stamp {_counted(found, 'date')} of {kind}",
        (
            f"Automations > Workflows > Create workflow, from scratch, for {kind}: one for each date, by its trigger,"
            " with re-enrolment.",
            "The one action: Edit record, set the property to the moment of the step.",
            *(f"{hubspot_name(each.field)}: {_trigger(obj, each)}." for each in found),
            "Review and switch on. Where an integration or a form writes a date already, leave that one out.",
        ),
        (kind, *(_asks(obj, each) for each in found)),
    )


def _history(obj: Object, found: list[Moment]) -> ManualStep:
    kind = _objects(obj)
    return ManualStep(
        f"stamps.{obj.name}.history",
        f"Take {_counted(found, 'date')} of {kind} from their history",
        (
            "HubSpot keeps these moments itself, and fills no property of ours with them:",
            *(f"{hubspot_name(each.field)}: {_kept(obj, each)}." for each in found),
            "Audits judge our property: have a workflow fill it as for stamp: automation, or import it from history.",
        ),
        (kind, *(_asks(obj, each) for each in found)),
    )


def _trigger(obj: Object, moment: Moment) -> str:
    if moment.stages:
        stages = " or ".join(f'"{stage.label}" ({pipeline.shown_label})' for pipeline, stage in moment.stages)
        return f"when the stage is {stages}"
    watched = _property(obj, moment.watched)
    if not watched:
        return f"at the moment it is for ({moment.meaning})"
    return f"when {watched} becomes {moment.value}" if moment.value else f"when the value of {watched} has changed"


def _kept(obj: Object, moment: Moment) -> str:
    if moment.stages:
        entered = " or ".join(f"hs_v2_date_entered_{pipeline.stage_value(one.name)}" for pipeline, one in moment.stages)
        return f"the property {entered}"
    watched = _property(obj, moment.watched)
    return f"the property history of {watched or 'the property that it is about'}"


def _asks(obj: Object, moment: Moment) -> str:
    stages = ",".join(pipeline.stage_value(stage.name) for pipeline, stage in moment.stages)
    return f"{hubspot_name(moment.field)} {_property(obj, moment.watched)} {moment.value} {stages}".strip()


def _property(obj: Object, name: str) -> str:
    """The property of a logical name; empty where HubSpot has none."""
    declared, built_in = obj.fields.get(name), BUILT_IN_OBJECTS.get(obj.name)
    if declared is not None:
        return hubspot_name(declared)
    known = built_in.fields.get(name) if built_in else None
    return known.hubspot or "" if known else ""


def _objects(obj: Object) -> str:
    built_in = BUILT_IN_OBJECTS.get(obj.name)
    return built_in.hubspot if built_in else obj.plural or humanised(obj.name)


def _counted(found: list[Moment], noun: str) -> str:
    return f"{len(found)} {noun}{'' if len(found) == 1 else 's'}"
