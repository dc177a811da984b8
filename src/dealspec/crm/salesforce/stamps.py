"""What a person sets up so that dates are stamped: a flow per object, or a look into its history. Pure; makes no call.

Flows could be deployed, and are not: which of an org's flows run first is the org's to decide. The clicks are those of
Help, flow_concepts_trigger_record; in a flow ``$Record__Prior`` is the record as it was before the save.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dealspec.crm.salesforce import names
from dealspec.crm.salesforce.names import SchemaNames
from dealspec.provisioner.resource import ManualStep
from dealspec.schema.model import FieldType, Object, Schema, Stamp
from dealspec.schema.stamps import Moment, moments

_STAGE = "StageName"


def stamped_by_hand(schema: Schema, there: Collection[str]) -> Iterator[ManualStep]:
    """A step for each object with dates that automation or history is to write; ``there``: addresses projected."""
    known = SchemaNames.of(schema)
    for obj in schema.objects.values():
        for stamp, made in ((Stamp.AUTOMATION, _flow), (Stamp.HISTORY, _history)):
            found = [each for each in moments(schema, obj, stamp) if f"fields.{obj.name}.{each.field.name}" in there]
            if found:
                yield made(obj, [_Date(obj, each, known) for each in found])


class _Date:
    """One date in Salesforce's names."""

    def __init__(self, obj: Object, moment: Moment, known: SchemaNames) -> None:
        self.moment = moment
        self.name = known.field(obj.name, moment.field.name) or moment.field.name
        self.watched = known.field(obj.name, moment.watched) if moment.watched else ""
        declared = obj.fields.get(moment.watched)
        self.untracked = declared is not None and not declared.track_history
        self.stages = tuple(pipeline.stage_value(stage.name) for pipeline, stage in moment.stages)

    @property
    def when(self) -> str:
        """The condition of a decision, as a flow compares values."""
        watched, values = (_STAGE, self.stages) if self.stages else (self.watched, (self.moment.value,))
        if not watched:
            return f"at the moment it is for ({self.moment.meaning})"
        changed = f"$Record.{watched} does not equal $Record__Prior.{watched}"
        equals = " or ".join(f"equals {value}" for value in values if value)
        return f"when {changed} and $Record.{watched} {equals}" if equals else f"when {changed}"

    @property
    def asks(self) -> str:
        """What its writer must know, whatever the words."""
        return f"{self.name} {self.watched} {self.moment.value} {','.join(self.stages)}".strip()


def _flow(obj: Object, dates: list[_Date]) -> ManualStep:
    object_name = names.object_name(obj)
    lines = []
    for date in dates:
        now = "$Flow.CurrentDate" if date.moment.field.type is FieldType.DATE else "$Flow.CurrentDateTime"
        lines.append(f"{date.name} to {now}, {date.when}.")
    return ManualStep(
        f"stamps.{obj.name}.automation",
        f"Have a flow stamp {_counted(dates)} of {object_name}",
        (
            f"Setup > Flows > New Flow > Record-Triggered Flow: object {object_name}, when a record is created or"
            " updated, optimized for fast field updates, no entry conditions.",
            "For each date add a decision with its condition, and behind it Update Triggering Record:",
            *lines,
            "Save and activate it. Where an integration or a form writes a date already, leave that one out.",
        ),
        (object_name, *(date.asks for date in dates)),
    )


def _history(obj: Object, dates: list[_Date]) -> ManualStep:
    object_name = names.object_name(obj)
    lines = []
    for date in dates:
        if date.stages:
            kept = f"OpportunityHistory: CreatedDate of the row in which StageName became {' or '.join(date.stages)}"
        elif date.watched:
            table = f"{object_name.removesuffix(names.CUSTOM)}__History" if names.is_custom(object_name) else ""
            kept = f"{table or f'{object_name}FieldHistory'}: CreatedDate of the rows of {date.watched}"
            kept += f", once it has track_history: true ({date.moment.watched})" if date.untracked else ""
        else:
            kept = "the history of the field that it is about, once that is tracked"
        lines.append(f"{date.name}: {kept}.")
    return ManualStep(
        f"stamps.{obj.name}.history",
        f"Take {_counted(dates)} of {object_name} from its history",
        (
            "Salesforce keeps these moments itself, and fills no field with them:",
            *lines,
            "Audits judge the field: have a flow fill it as for stamp: automation, or import it from history.",
        ),
        (object_name, *(date.asks for date in dates)),
    )


def _counted(dates: list[_Date]) -> str:
    return f"{len(dates)} date{'' if len(dates) == 1 else 's'}"
