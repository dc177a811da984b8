"""What a user can declare, as plain frozen values. Knows nothing of files, vendors' APIs or expressions' meaning.

Optional attributes are ``None`` when the user did not say them: what is not said is not ours and is left alone.
``position`` is where the thing is declared and never counts when two things are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from dealspec.core.diagnostics import Severity
from dealspec.core.source import Position
from dealspec.core.written import Written
from dealspec.schema.duplicates import DuplicateRule, MatchingRule, SalesforceRule
from dealspec.schema.field import (
    NOWHERE,
    Aggregate,
    Blanks,
    Field,
    FieldType,
    HubSpotField,
    Json,
    OnDelete,
    RollUp,
    SalesforceField,
    Stamp,
    Value,
    humanised,
)
from dealspec.schema.pipeline_rules import UNRULED, Approval, ApprovalMode, PipelineRules
from dealspec.schema.policy import Calendar, Policies

__all__ = [
    "NOWHERE",
    "Aggregate",
    "Approval",
    "ApprovalMode",
    "Blanks",
    "Check",
    "Conflict",
    "Expr",
    "Field",
    "FieldType",
    "Gate",
    "Group",
    "HubSpotField",
    "HubSpotObject",
    "HubSpotPipeline",
    "Json",
    "Object",
    "OnDelete",
    "Outcome",
    "Pipeline",
    "PipelineRules",
    "RecordType",
    "RollUp",
    "Rule",
    "SalesforceField",
    "SalesforceObject",
    "SalesforceRecordType",
    "SalesforceRule",
    "SalesforceValueSet",
    "Schema",
    "Stage",
    "Stamp",
    "ValidationRule",
    "Value",
    "ValueSet",
    "humanised",
]


class Outcome(StrEnum):
    """What it means for a deal to be in a stage."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Check(StrEnum):
    """When a gate is judged: as a record crosses into its stage, or on every save at the stage or later."""

    ENTRY = "entry"
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Expr:
    """The text of an expression and where it begins; ``written`` is what the user wrote, where that had variables."""

    text: str
    position: Position = field(default=NOWHERE, compare=False)
    written: Written | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Group:
    """A HubSpot property group that holds fields of an object."""

    name: str
    label: str | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SalesforceObject:
    """What is particular to Salesforce about an object; ``native`` holds what the language does not model.

    ``granted: false`` leaves a custom one out of our permission sets: the org's own say who may open its records.
    ``layout`` is the name of the page layout that its fields' sections make.
    """

    name: str | None = None
    granted: bool | None = None
    layout: str | None = None
    native: Mapping[str, Json] = field(default_factory=dict)
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class HubSpotObject:
    """What is particular to HubSpot about an object; ``native`` holds what the language does not model."""

    name: str | None = None
    native: Mapping[str, Json] = field(default_factory=dict)
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SalesforceRecordType:
    """What a record type, or the one of a pipeline, is called in Salesforce, where that is not what its name says."""

    name: str | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class RecordType:
    """A Salesforce record type: which values of which picklists its records may have, by field name.

    ``defaults`` names the value that a new record begins with, by field name; ``native`` holds what is not modelled.
    A standard picklist that has no name of ours goes by its API name; ``stage`` is the business process's.
    """

    name: str
    label: str
    description: str | None = None
    active: bool | None = None
    business_process: str | None = None
    picklists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    native: Mapping[str, Json] = field(default_factory=dict)
    salesforce: SalesforceRecordType = SalesforceRecordType()
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ValidationRule:
    """A Salesforce validation rule as it stands there, its formula kept as written; gates make theirs themselves."""

    name: str
    formula: str
    message: str
    active: bool = True
    description: str | None = None
    error_field: str | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SalesforceValueSet:
    """What is particular to Salesforce about a value set; ``native`` holds what the language does not model."""

    name: str | None = None
    native: Mapping[str, Json] = field(default_factory=dict)
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ValueSet:
    """Values that several fields share; ``standard`` names one that every Salesforce org has (``LeadSource``)."""

    name: str
    values: tuple[Value, ...]
    label: str | None = None
    description: str | None = None
    standard: str | None = None
    exact: bool = False
    salesforce: SalesforceValueSet = SalesforceValueSet()
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Object:
    """An object and what we declare on it: a standard one by its logical name, else a custom object."""

    name: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    label: str | None = None
    plural: str | None = None
    description: str | None = None
    record_types: Mapping[str, RecordType] = field(default_factory=dict)
    validation_rules: Mapping[str, ValidationRule] = field(default_factory=dict)
    matching_rules: Mapping[str, MatchingRule] = field(default_factory=dict)
    duplicate_rules: Mapping[str, DuplicateRule] = field(default_factory=dict)
    salesforce: SalesforceObject = SalesforceObject()
    hubspot: HubSpotObject = HubSpotObject()
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a pipeline; ``probability`` is 0-100; ``value`` is what a CRM stores, where we do not name it."""

    name: str
    label: str
    probability: Decimal
    outcome: Outcome = Outcome.OPEN
    value: str | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class HubSpotPipeline:
    """What is particular to HubSpot about a pipeline: its id, where that is not the pipeline's name."""

    id: str | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A motion's stages, in order, and the expression that selects its records.

    Without ``when`` it holds the records that are in it, and nothing is asked of who belongs there.
    """

    name: str
    when: Expr | None = None
    stages: tuple[Stage, ...] = ()
    label: str | None = None
    description: str | None = None
    object: str = "opportunity"
    rules: PipelineRules = UNRULED
    salesforce: SalesforceRecordType = SalesforceRecordType()
    hubspot: HubSpotPipeline = HubSpotPipeline()
    position: Position = field(default=NOWHERE, compare=False)

    @property
    def shown_label(self) -> str:
        """The label, or the name as words."""
        return self.label or humanised(self.name)

    @property
    def record_type(self) -> str:
        """The developer name of its record type in Salesforce: the one that is said, else each word capitalised."""
        return self.salesforce.name or "_".join(part.capitalize() for part in self.name.split("_"))

    def stage_value(self, stage: str) -> str:
        """The value a CRM stores for a stage: its own, else ``<pipeline>_<stage>``, unique across pipelines."""
        found = self.stage(stage)
        return (found and found.value) or f"{self.name}_{stage}"

    def stage(self, name: str) -> Stage | None:
        """The stage of that name."""
        return next((stage for stage in self.stages if stage.name == name), None)

    def at_or_after(self, name: str) -> tuple[Stage, ...]:
        """The stages from ``name`` on, lost ones left out: moves to a lost stage are exempt from gates."""
        names = [stage.name for stage in self.stages]
        start = names.index(name)
        return tuple(stage for stage in self.stages[start:] if stage.outcome is not Outcome.LOST)


@dataclass(frozen=True, slots=True)
class Gate:
    """What must hold when a record enters a stage: no ``require``d field blank, and ``that`` TRUE."""

    name: str
    pipeline: str
    enters: str
    require: tuple[str, ...] = ()
    that: Expr | None = None
    message: str | None = None
    description: str | None = None
    check: Check = Check.ENTRY
    severity: Severity = Severity.ERROR
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Records that agree on every field of ``same`` but differ in ``different`` are in conflict with each other."""

    same: tuple[str, ...]
    different: str
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition that audits judge: fires when ``when`` is TRUE and ``that`` is not, or on a conflict among those."""

    name: str
    object: str = "opportunity"
    when: Expr | None = None
    that: Expr | None = None
    conflict: Conflict | None = None
    message: str | None = None
    hint: str | None = None
    description: str | None = None
    severity: Severity = Severity.ERROR
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Schema:
    """Everything declared."""

    objects: Mapping[str, Object] = field(default_factory=dict)
    pipelines: Mapping[str, Pipeline] = field(default_factory=dict)
    gates: Mapping[str, Gate] = field(default_factory=dict)
    rules: Mapping[str, Rule] = field(default_factory=dict)
    value_sets: Mapping[str, ValueSet] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    policies: Policies = field(default_factory=Policies)
    places: Mapping[tuple[str, ...], Position] = field(default_factory=dict, compare=False, repr=False)

    def place(self, *path: str) -> Position | None:
        """Where a value stands: ``place("gates", "quote", "require", "0")``, or its nearest declared parent."""
        for end in range(len(path), 0, -1):
            if found := self.places.get(path[:end]):
                return found
        return None

    def fields(self) -> Iterator[tuple[Object, Field]]:
        """Every declared field with its object, in file order."""
        for obj in self.objects.values():
            for declared in obj.fields.values():
                yield obj, declared

    def field_of(self, obj: str, name: str) -> Field | None:
        """The declared field of an object, or None."""
        found = self.objects.get(obj)
        return found.fields.get(name) if found else None
