"""The vendor-neutral form in which wanted and live states are compared. Knows no vendor and does nothing.

An adapter projects the schema into resources and reads the org into resources; the diff is written once over them.
Attributes are JSON: mappings for keyed things (a picklist's values by name), scalars else. What an attribute mapping
does not hold was not said, so it is not ours. Addresses are dotted and are what ``--only`` globs match:
``objects.<object>``, ``groups.<object>.<group>``, ``fields.<object>.<field>``, ``pipelines.<pipeline>``,
``pipelines.<pipeline>.stages.<stage>``, ``pipelines.<pipeline>.rules``, ``gates.<gate>``,
``grants.<permission set or permission>``, ``value_sets.<value set>``, ``record_types.<object>.<name>``,
``validation_rules.<object>.<name>``, ``validations.<object>.<field>``, ``matching_rules.<object>.<name>``,
``duplicate_rules.<object>.<name>``, ``layouts.<object>``; of steps by hand besides, ``stamps.<object>.<writer>``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dealspec.core.coverage import Coverage, Gap

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class Kind(StrEnum):
    """What a resource is."""

    OBJECT = "object"
    GROUP = "group"
    FIELD = "field"
    PIPELINE = "pipeline"
    STAGE = "stage"
    PIPELINE_RULES = "pipeline_rules"
    GRANT = "grant"
    GATE = "gate"
    VALUE_SET = "value_set"
    RECORD_TYPE = "record_type"
    VALIDATION_RULE = "validation_rule"
    MATCHING_RULE = "matching_rule"
    DUPLICATE_RULE = "duplicate_rule"
    LAYOUT = "layout"
    VALIDATION = "validation"
    """What HubSpot checks of one property's values."""


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing in an org: its address, what it is, and what is declared or found about it."""

    address: str
    kind: Kind
    attributes: Mapping[str, Json]
    native: Mapping[str, str] = field(default_factory=dict)
    """The vendor's identity of it, for its adapter alone: never compared, kept in plans."""
    requires: tuple[str, ...] = ()
    """Addresses that must exist before this one can."""


class Enforcement(StrEnum):
    """How deep a target enforces a gate, from the deepest down."""

    HARD = "hard"
    APPROVAL = "approval"
    MANUAL = "manual"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class Grade:
    """How a gate, limit or rule of a pipeline is enforced on one target, who passes by it, and why it is no deeper.

    ``audited`` is what no save is ever refused for there: audits alone see it.
    """

    address: str
    enforcement: tuple[Enforcement, ...]
    bypassed_by: tuple[str, ...]
    why: str
    audited: str = ""


@dataclass(frozen=True, slots=True)
class ManualStep:
    """What a person must do in the CRM's own screens, since no API can: listed, never counted as a change.

    ``asks`` is the substance, in the vendor's names: while it is the same, what was done stays done, however the
    instructions are worded.
    """

    address: str
    title: str
    instructions: tuple[str, ...]
    asks: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """What an attestation names: another one as soon as something else is to be done."""
        said = [self.address, *(self.asks or (self.title, *self.instructions))]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Projection:
    """A schema as one CRM can hold it."""

    resources: tuple[Resource, ...]
    grades: tuple[Grade, ...] = ()
    manual: tuple[ManualStep, ...] = ()
    unsupported: tuple[Gap, ...] = ()


@dataclass(frozen=True, slots=True)
class LiveState:
    """What an org holds of the resources asked for, by address, and what could not be seen."""

    resources: Mapping[str, Resource]
    coverage: Coverage = field(default_factory=Coverage)
    calls: int = 0
    """HTTP calls that the reading took."""
