"""What the dictionary says, as plain values, page by page and in reading order. Decides and renders nothing."""

from __future__ import annotations

from dataclasses import dataclass

from dealspec.core.diagnostics import Severity
from dealspec.reports.dictionary.prose import Link, Prose
from dealspec.schema.model import Outcome


@dataclass(frozen=True, slots=True)
class Fact:
    """One line about a thing: what it is about, and what it says."""

    label: str
    prose: Prose


@dataclass(frozen=True, slots=True)
class Mark:
    """A word that sets a field apart; ``tone`` is ``plain``, ``good``, ``warning`` or ``error``."""

    word: str
    tone: str = "plain"


@dataclass(frozen=True, slots=True)
class Listing:
    """Text that must be shown as it is written: a formula, an expression."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ValueEntry:
    """One value of a choice: what is shown, what is stored, and what else is said of it."""

    label: str
    name: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldEntry:
    """All about one field. ``salesforce`` and ``hubspot`` say where it lives there."""

    name: str
    label: str
    anchor: str
    kind: str
    salesforce: Prose
    hubspot: Prose
    description: str = ""
    help: str = ""
    marks: tuple[Mark, ...] = ()
    facts: tuple[Fact, ...] = ()
    values: tuple[ValueEntry, ...] = ()
    listings: tuple[Listing, ...] = ()
    uses: tuple[Prose, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """The fields that stand together on a record; ``name`` is empty for those without a group."""

    name: str
    label: str
    anchor: str
    fields: tuple[FieldEntry, ...]


@dataclass(frozen=True, slots=True)
class ObjectPage:
    """An object and all its fields; ``related`` are its pipelines, rules and what else is declared on it."""

    path: str
    name: str
    label: str
    description: str
    facts: tuple[Fact, ...]
    related: tuple[Fact, ...]
    groups: tuple[FieldGroup, ...]
    built_in: tuple[FieldEntry, ...]

    @property
    def fields(self) -> tuple[FieldEntry, ...]:
        """The declared fields, in reading order."""
        return tuple(entry for group in self.groups for entry in group.fields)


@dataclass(frozen=True, slots=True)
class GateEntry:
    """What must be filled in (``require``) and what must hold (``that``, a clause each) to enter a stage."""

    name: str
    anchor: str
    message: str
    description: str
    severity: Severity
    judged: str
    require: tuple[Link, ...]
    that: tuple[str, ...]
    reads: tuple[Link, ...]
    written: tuple[Listing, ...]


@dataclass(frozen=True, slots=True)
class StageEntry:
    """A stage and the gates at its entry; ``value`` is what a CRM stores, ``probability`` 0-100 as text."""

    name: str
    label: str
    anchor: str
    value: str
    probability: str
    outcome: Outcome
    gates: tuple[GateEntry, ...]


@dataclass(frozen=True, slots=True)
class PipelinePage:
    """A pipeline's stages in order; ``selects`` says in words which records are its own."""

    path: str
    name: str
    label: str
    description: str
    object: Link
    selects: str
    reads: tuple[Link, ...]
    always: tuple[str, ...]
    written: tuple[Listing, ...]
    stages: tuple[StageEntry, ...]
    rules: tuple[Link, ...]

    @property
    def gate_count(self) -> int:
        """How many gates its stages have."""
        return sum(len(stage.gates) for stage in self.stages)


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """What an audit judges; ``sentence`` says it in words."""

    name: str
    title: str
    anchor: str
    message: str
    sentence: str
    hint: str
    description: str
    severity: Severity
    object: Link
    reads: tuple[Link, ...]
    written: tuple[Listing, ...]


@dataclass(frozen=True, slots=True)
class ValueSetEntry:
    """Values that several fields share."""

    name: str
    label: str
    anchor: str
    description: str
    facts: tuple[Fact, ...]
    values: tuple[ValueEntry, ...]


@dataclass(frozen=True, slots=True)
class NativeEntry:
    """A record type or a validation rule of Salesforce, as it stands there."""

    name: str
    label: str
    anchor: str
    description: str
    object: Link
    active: bool
    facts: tuple[Fact, ...]
    listings: tuple[Listing, ...] = ()


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The whole dictionary; ``version`` is the tool's."""

    version: str
    objects: tuple[ObjectPage, ...]
    pipelines: tuple[PipelinePage, ...]
    rules: tuple[RuleEntry, ...]
    value_sets: tuple[ValueSetEntry, ...]
    record_types: tuple[NativeEntry, ...]
    validation_rules: tuple[NativeEntry, ...]

    @property
    def field_count(self) -> int:
        """How many fields are declared."""
        return sum(len(page.fields) for page in self.objects)
