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

NOWHERE = Position("", 0, 0)


class FieldType(StrEnum):
    """What a field holds. Percent is 0-100."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    CURRENCY = "currency"
    PERCENT = "percent"
    CHECKBOX = "checkbox"
    DATE = "date"
    DATETIME = "datetime"
    PICKLIST = "picklist"
    MULTI_SELECT = "multi_select"
    LOOKUP = "lookup"
    URL = "url"
    EMAIL = "email"
    PHONE = "phone"
    CONTACT_ROLES = "contact_roles"

    @property
    def has_values(self) -> bool:
        """Whether the type is a choice among declared values."""
        return self in (FieldType.PICKLIST, FieldType.MULTI_SELECT, FieldType.CONTACT_ROLES)

    @property
    def is_numeric(self) -> bool:
        """Whether the type holds a number."""
        return self in (FieldType.NUMBER, FieldType.CURRENCY, FieldType.PERCENT)

    @property
    def is_textual(self) -> bool:
        """Whether the type holds free text."""
        textual = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.URL, FieldType.EMAIL, FieldType.PHONE)
        return self in textual


class Stamp(StrEnum):
    """Who writes a date or time field."""

    PERSON = "person"
    HISTORY = "history"
    AUTOMATION = "automation"


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
    """The text of an expression and where it begins."""

    text: str
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Value:
    """One choice of a picklist: the name that is stored, the label that is shown."""

    name: str
    label: str
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SalesforceField:
    """What is particular to Salesforce about a field."""

    name: str | None = None
    relationship: str | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class HubSpotField:
    """What is particular to HubSpot about a field."""

    name: str | None = None
    group: str | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object. ``length`` counts characters, ``scale`` decimals; ``min`` and ``max`` are inclusive."""

    name: str
    type: FieldType
    label: str | None = None
    description: str | None = None
    help: str | None = None
    length: int | None = None
    scale: int | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    pattern: str | None = None
    unique: bool | None = None
    track_history: bool | None = None
    values: tuple[Value, ...] = ()
    to: str | None = None
    stamp: Stamp | None = None
    partner_safe: bool = False
    salesforce: SalesforceField = SalesforceField()
    hubspot: HubSpotField = HubSpotField()
    position: Position = field(default=NOWHERE, compare=False)

    @property
    def shown_label(self) -> str:
        """The label, or the name as words."""
        return self.label or humanised(self.name)


@dataclass(frozen=True, slots=True)
class Group:
    """A HubSpot property group that holds fields of an object."""

    name: str
    label: str | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Object:
    """An object and the fields we declare on it; standard objects are known by their logical name."""

    name: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a pipeline; ``probability`` is 0-100."""

    name: str
    label: str
    probability: Decimal
    outcome: Outcome = Outcome.OPEN
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A motion's stages, in order, and the expression that selects its records."""

    name: str
    when: Expr
    stages: tuple[Stage, ...]
    label: str | None = None
    description: str | None = None
    object: str = "opportunity"
    position: Position = field(default=NOWHERE, compare=False)

    @property
    def shown_label(self) -> str:
        """The label, or the name as words."""
        return self.label or humanised(self.name)

    def stage_value(self, stage: str) -> str:
        """The value a CRM stores for a stage: ``<pipeline>_<stage>``, unique across pipelines."""
        return f"{self.name}_{stage}"

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
    places: Mapping[str, Position] = field(default_factory=dict, compare=False)

    def place(self, *path: str) -> Position | None:
        """Where a value stands: ``place("gates", "quote", "require", "0")``, or its nearest declared parent."""
        for end in range(len(path), 0, -1):
            if found := self.places.get(".".join(path[:end])):
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


def humanised(name: str) -> str:
    """``partner_motion`` as ``Partner motion``."""
    return name.replace("_", " ").capitalize()
