"""The rules of engagement that have a number or a choice, and the calendars that business days are counted by.

Data only. What a user does not say is the usual: the defaults here. Conditions take a number from here by its name:
``${policies.notes_refresh_days}``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from dealspec.core.source import Position
from dealspec.schema.field import NOWHERE


class Weekday(StrEnum):
    """A day of the week."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Claim(StrEnum):
    """What puts one claim on an account before another."""

    REGISTERED = "registered"
    INCUMBENT = "incumbent"
    CERTIFIED = "certified"
    TIER = "tier"
    FIRST_COME = "first_come"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are business days, and in whose time; ``time_zone`` is an IANA name (``Europe/Berlin``)."""

    name: str
    time_zone: str
    weekend: tuple[Weekday, ...] = (Weekday.SATURDAY, Weekday.SUNDAY)
    holidays: tuple[date, ...] = ()
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ProtectionWindow:
    """How many days a registration protects a deal of this motion, tier and region; what is not said matches all."""

    days: int
    motion: str | None = None
    tier: str | None = None
    region: str | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class EscalationLevel:
    """Who takes a conflict on, and how many hours after it was raised it goes on to the next level."""

    name: str
    to: str
    after_hours: int | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What a registration must show to be approved."""

    require: tuple[str, ...] = ()
    proof_of_work: bool = True
    unique_customer: bool = True
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class ExclusivityLimit:
    """How many partners may be active in a region, for a product, or for both."""

    partners: int
    region: str | None = None
    product: str | None = None
    position: Position = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Territory:
    """Who gets the inbound leads of a region, in turn."""

    region: str
    partners: tuple[str, ...] = ()
    position: Position = field(default=NOWHERE, compare=False)


_LADDER = (
    EscalationLevel("level_1", "partner managers", 24),
    EscalationLevel("level_2", "vice presidents", 168),
    EscalationLevel("level_3", "executives"),
)


@dataclass(frozen=True, slots=True)
class Policies:
    """The rules of engagement. A window of ``protection_windows`` goes before ``protection_days``, the first that fits.

    ``direct_expansion_except`` names segments of customers; ``direct_close_credit`` is a percentage.
    """

    calendar: str | None = None
    protection_days: int = 90
    protection_windows: tuple[ProtectionWindow, ...] = ()
    extension_count: int = 2
    extension_days: int = 30
    protection_reminder_days: int = 7
    eligibility: Eligibility = Eligibility()
    decision_hours: int = 48
    priority: tuple[Claim, ...] = (Claim.REGISTERED, Claim.INCUMBENT, Claim.CERTIFIED, Claim.FIRST_COME)
    exclusivity: tuple[ExclusivityLimit, ...] = ()
    direct_close_credit: Decimal = Decimal(100)
    direct_expansion: bool = True
    direct_expansion_except: tuple[str, ...] = ()
    territories: tuple[Territory, ...] = ()
    referral_to_opportunity_hours: int = 24
    notes_refresh_days: int = 7
    follow_up_hours: int = 24
    no_touch_days: int = 30
    renewal_confirmation_days: int = 90
    conflict_acknowledge_hours: int = 24
    conflict_plan_business_days: int = 5
    escalation: tuple[EscalationLevel, ...] = _LADDER
    appeal_business_days: int = 10
    position: Position = field(default=NOWHERE, compare=False)
