"""Fields as a user can declare them, for every type of both CRMs. Plain frozen values; knows no file and no API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from dealspec.core.source import Position

NOWHERE = Position("", 0, 0)
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class FieldType(StrEnum):
    """What a field holds. Percent is 0-100. ``other``: a vendor's type that the language has no word for."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    RICH_TEXT = "rich_text"
    NUMBER = "number"
    CURRENCY = "currency"
    PERCENT = "percent"
    CHECKBOX = "checkbox"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    PICKLIST = "picklist"
    MULTI_SELECT = "multi_select"
    LOOKUP = "lookup"
    MASTER_DETAIL = "master_detail"
    URL = "url"
    EMAIL = "email"
    PHONE = "phone"
    FORMULA = "formula"
    AUTO_NUMBER = "auto_number"
    ROLL_UP = "roll_up"
    CONTACT_ROLES = "contact_roles"
    OTHER = "other"

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
        textual = (FieldType.TEXT, FieldType.LONG_TEXT, FieldType.RICH_TEXT, FieldType.URL, FieldType.EMAIL)
        return self in textual or self is FieldType.PHONE

    @property
    def is_computed(self) -> bool:
        """Whether the CRM works the value out: records can be read by it, never written."""
        return self in (FieldType.FORMULA, FieldType.AUTO_NUMBER, FieldType.ROLL_UP)

    @property
    def is_reference(self) -> bool:
        """Whether the type names one record of another object."""
        return self in (FieldType.LOOKUP, FieldType.MASTER_DETAIL)


class Stamp(StrEnum):
    """Who writes a date or time field."""

    PERSON = "person"
    HISTORY = "history"
    AUTOMATION = "automation"


class Blanks(StrEnum):
    """What a blank operand counts as in a computed field."""

    ZERO = "zero"
    BLANK = "blank"


class OnDelete(StrEnum):
    """What becomes of a reference when the record it names is deleted."""

    SET_NULL = "set_null"
    RESTRICT = "restrict"
    CASCADE = "cascade"


class Aggregate(StrEnum):
    """How a roll-up sums its children up."""

    COUNT = "count"
    SUM = "sum"
    MIN = "min"
    MAX = "max"


@dataclass(frozen=True, slots=True)
class Value:
    """One choice of a picklist: the name that is stored, the label that is shown.

    ``when`` lists the values of the controlling field (``depends_on``) for which it may be chosen; empty: none is said.
    ``salesforce`` holds elements of its value there that the language does not model, as JSON (``probability``).
    """

    name: str
    label: str
    description: str | None = None
    color: str | None = None
    default: bool | None = None
    active: bool | None = None
    when: tuple[str, ...] = ()
    salesforce: Mapping[str, Json] = field(default_factory=dict)
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class RollUp:
    """What a roll-up sums up: the field ``summarizes`` of the records of ``of`` that name this one in ``through``."""

    operation: Aggregate
    of: str
    through: str
    summarizes: str | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SalesforceField:
    """What is particular to Salesforce about a field.

    ``type`` is the Metadata API's word for a field of type ``other``; ``native`` holds elements of its CustomField that
    the language does not model, as JSON. ``granted: false`` leaves it out of our permission sets: the org's own say who
    sees it.
    """

    name: str | None = None
    relationship: str | None = None
    type: str | None = None
    formula: str | None = None
    granted: bool | None = None
    native: Mapping[str, Json] = field(default_factory=dict)
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class HubSpotField:
    """What is particular to HubSpot about a field.

    ``type`` is ``type/fieldType`` for a field of type ``other``; ``native`` holds keys of its property that the
    language does not model, as JSON.
    """

    name: str | None = None
    group: str | None = None
    type: str | None = None
    formula: str | None = None
    native: Mapping[str, Json] = field(default_factory=dict)
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object.

    ``length`` counts characters, ``precision`` all digits, ``scale`` decimals; ``min`` and ``max`` are inclusive.
    ``required`` is the CRM's own demand on every save; gates demand at a stage. ``result`` is the type that a formula
    gives. ``section`` is the heading under which people find it on a page. ``exact`` makes undeclared values a
    difference; ``removed`` asks for the field's removal.
    """

    name: str
    type: FieldType
    label: str | None = None
    description: str | None = None
    help: str | None = None
    length: int | None = None
    lines: int | None = None
    precision: int | None = None
    scale: int | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    pattern: str | None = None
    default: str | None = None
    required: bool | None = None
    unique: bool | None = None
    case_sensitive: bool | None = None
    external_id: bool | None = None
    track_history: bool | None = None
    values: tuple[Value, ...] = ()
    value_set: str | None = None
    restricted: bool | None = None
    depends_on: str | None = None
    to: str | None = None
    on_delete: OnDelete | None = None
    formula: str | None = None
    result: FieldType | None = None
    blanks: Blanks | None = None
    number_format: str | None = None
    roll_up: RollUp | None = None
    stamp: Stamp | None = None
    section: str | None = None
    partner_safe: bool = False
    renamed_from: str | None = None
    values_renamed: Mapping[str, str] = field(default_factory=dict)
    exact: bool = False
    deprecated: bool = False
    removed: bool = False
    protected: bool = False
    salesforce: SalesforceField = SalesforceField()
    hubspot: HubSpotField = HubSpotField()
    position: Position = field(default=NOWHERE, compare=False)

    @property
    def shown_label(self) -> str:
        """The label, or the name as words."""
        return self.label or humanised(self.name)


def humanised(name: str) -> str:
    """``partner_motion`` as ``Partner motion``."""
    return name.replace("_", " ").capitalize()
