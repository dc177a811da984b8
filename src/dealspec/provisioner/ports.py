"""What the provisioner and the audits need of a CRM; adapters in ``crm/`` implement it. Interfaces and data only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from dealspec.core.coverage import Gap
from dealspec.provisioner.changes import Change
from dealspec.provisioner.resource import Json, LiveState, Projection, Resource
from dealspec.schema.model import Schema
from dealspec.validators.expr.nodes import Node


class Crm(StrEnum):
    """The CRMs we speak to."""

    SALESFORCE = "salesforce"
    HUBSPOT = "hubspot"


@dataclass(frozen=True, slots=True)
class Identity:
    """Which org or portal answers: its id, its own name, its kind, and whether it is known not to be production."""

    crm: Crm
    org_id: str
    name: str
    kind: str
    """The vendor's word: ``Developer Edition``, ``Sandbox``, ``DEVELOPER_TEST``, ``STANDARD``..."""
    is_protected: bool
    user: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One request, or one group of requests that belong together, and the changes it carries out."""

    id: str
    operation: str
    title: str
    addresses: tuple[str, ...]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """What became of a step: the addresses done and, for the rest, the vendor's words by address."""

    step: str
    done: tuple[str, ...]
    failed: Mapping[str, str]
    calls: int
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Extract:
    """Records of one object. Each row maps ``id`` and the logical names asked for to normalised values.

    Blank is ``None``; text ``str``; numbers ``int | float`` (percent 0-100); checkboxes ``bool``; dates ``YYYY-MM-DD``;
    times ``YYYY-MM-DDTHH:MM:SS`` in UTC without offset; multi-selects a list of names; references the vendor's id;
    ``stage`` the stored value; ``pipeline`` the declared pipeline's name, or the vendor's own where none is declared.
    ``rows`` can be walked once. ``missing`` names fields the org does not have or does not show; they read as ``None``.
    """

    object: str
    rows: Iterable[Mapping[str, Json]]
    missing: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing ``doctor`` looked at: what, whether it is well, what was seen, and what to do if not."""

    name: str
    ok: bool
    seen: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a pull takes: objects by logical or vendor name and things by address glob; all of our objects when empty.

    ``managed`` takes what installed packages brought, ``vendor_defined`` what the vendor itself defines.
    """

    objects: tuple[str, ...] = ()
    globs: tuple[str, ...] = ()
    managed: bool = False
    vendor_defined: bool = False


@dataclass(frozen=True, slots=True)
class Pulled:
    """A live org as a schema, and what could not be read or expressed in it, each with its reason.

    ``notes`` say what is in the schema under another name or in another form than the org's own; ``unasked``, what is
    there and was not asked for, and how to ask.
    """

    schema: Schema
    left_out: tuple[Gap, ...] = ()
    notes: tuple[Gap, ...] = ()
    unasked: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The records for which a condition is TRUE at an aware moment."""

    condition: Node
    as_of: datetime


class Target(Protocol):
    """One org or portal."""

    def identity(self) -> Identity:
        """Who answers; raises ``VendorError`` (wrong token, unreachable)."""
        ...

    def project(self, schema: Schema) -> Projection:
        """The schema as this CRM can hold it. Pure: no call."""
        ...

    def read(self, resources: Sequence[Resource]) -> LiveState:
        """The live state of these resources. Raises ``VendorError``, or ``MissingAccess`` with the missing scope."""
        ...

    def steps(self, changes: Sequence[Change]) -> tuple[Step, ...]:
        """The changes in dependency order, grouped as this CRM takes them. Pure: no call."""
        ...

    def execute(self, step: Step) -> StepOutcome:
        """Does a step, on a fresh read of what it must not overwrite."""
        ...

    def extract(self, schema: Schema, obj: str, fields: Sequence[str], chosen: Chosen | None = None) -> Extract:
        """The object's records with these logical fields: declared, built-in, or one lookup away (``account.type``).

        Records that are not chosen may be left out, where the CRM tells them apart exactly: the caller judges all it
        gets just the same.
        """
        ...

    def pull(self, selection: Selection) -> Pulled:
        """The org's own definitions as a schema that plans empty against it."""
        ...

    def record_url(self, obj: str, record_id: str) -> str:
        """Where a person opens the record."""
        ...

    def probe(self) -> tuple[Probe, ...]:
        """What ``doctor`` reports: reachability, version, kind of org, access."""
        ...

    def close(self) -> None:
        """Frees connections."""
        ...
