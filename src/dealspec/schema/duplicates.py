"""When two records are taken for the same, and what happens then. Data only.

The methods are those of Salesforce's matching rules (Metadata API guide, MatchingRule, "MatchingMethod").
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from dealspec.core.source import Position
from dealspec.schema.field import NOWHERE, Json


class MatchMethod(StrEnum):
    """How two values are compared: as they are, or as names, places and numbers that people spell in several ways."""

    EXACT = "exact"
    COMPANY_NAME = "company_name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    TITLE = "title"
    PHONE = "phone"
    STREET = "street"
    CITY = "city"
    ZIP = "zip"


class OnDuplicate(StrEnum):
    """What happens to a record that has a duplicate: nothing, a warning that can be passed, or a refusal."""

    ALLOW = "allow"
    WARN = "warn"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class MatchField:
    """One field that must match, and how."""

    field: str
    method: MatchMethod = MatchMethod.EXACT
    blanks_match: bool = False
    position: Position = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SalesforceRule:
    """What is particular to Salesforce about a rule; ``native`` holds what the language does not model."""

    name: str | None = None
    native: Mapping[str, Json] = dataclasses.field(default_factory=dict)
    position: Position = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class MatchingRule:
    """When two records of an object are taken for the same."""

    name: str
    match: tuple[MatchField, ...]
    label: str | None = None
    description: str | None = None
    active: bool = True
    salesforce: SalesforceRule = SalesforceRule()
    position: Position = dataclasses.field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class DuplicateRule:
    """What happens to a record that a matching rule takes for another one."""

    name: str
    matching_rules: tuple[str, ...]
    on_create: OnDuplicate = OnDuplicate.WARN
    on_edit: OnDuplicate = OnDuplicate.ALLOW
    message: str | None = None
    label: str | None = None
    description: str | None = None
    active: bool = True
    salesforce: SalesforceRule = SalesforceRule()
    position: Position = dataclasses.field(default=NOWHERE, compare=False)
