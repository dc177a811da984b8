"""What the seeder talks about: deals, accounts and contacts in logical names. Knows no CRM and no rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An account by its place in the population."""

    number: int


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage, 0-100, which the CRMs store differently."""

    value: float


Value = None | bool | int | float | str | date | datetime | Percent | AccountRef
"""A blank is ``None``; a ``datetime`` is aware and in UTC."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a deal stands: a stage of one of our pipelines, or (``pipeline`` None) of the CRM's own stages."""

    pipeline: str | None
    stage: str
    outcome: str

    @property
    def value(self) -> str:
        """What both CRMs store for a stage of ours."""
        return f"{self.pipeline}_{self.stage}"


@dataclass(frozen=True, slots=True)
class Account:
    """A customer or a partner."""

    name: str
    domain: str
    values: Mapping[str, Value]

    def changed(self, changes: Mapping[str, Value]) -> Account:
        """The account with some values replaced."""
        return replace(self, values={**self.values, **changes})


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact at an account."""

    number: int
    account: AccountRef

    @property
    def email(self) -> str:
        """An address that can never be anybody's."""
        return f"contact{self.number}@example.com"


CONTACTS = "partner_contacts"
"""What stands at a deal as people, not as a value."""


@dataclass(frozen=True, slots=True)
class Deal:
    """An opportunity. ``motion`` is the one it was made for, whatever a fault writes into its field."""

    number: int
    motion: str
    place: Place
    values: Mapping[str, Value]
    contact: tuple[int, str] | None = None
    """The partner's contact, by its place in the population, and the role."""

    @property
    def is_open(self) -> bool:
        """Whether it is neither won nor lost."""
        return self.place.outcome == "open"

    def at(self, motion: str, *stages: str) -> bool:
        """Whether it stands in one of these stages of a motion's pipeline."""
        return self.place.pipeline == motion and self.place.stage in stages

    def changed(self, changes: Mapping[str, Value]) -> Deal:
        """The deal with some values replaced; without ``partner_contacts`` nobody at the partner is named."""
        rest = {name: value for name, value in changes.items() if name != CONTACTS}
        contact = None if CONTACTS in changes else self.contact
        return replace(self, values={**self.values, **rest}, contact=contact)


@dataclass(frozen=True, slots=True)
class Population:
    """Everything that is seeded. References are places in these tuples; the first accounts are the partners.

    The last partner is an ``applicant`` without a certification; nobody sells with it in a clean population.
    """

    accounts: tuple[Account, ...]
    contacts: tuple[Contact, ...]
    deals: tuple[Deal, ...]
    partners: int
    idle: int
    """How many of the partners, the last ones, no deal names."""

    @property
    def applicant(self) -> AccountRef:
        """The partner who is not certified."""
        return AccountRef(self.partners - 1)


@dataclass(frozen=True, slots=True)
class Filled:
    """The ids that a CRM gave to a population's accounts and deals, in order."""

    accounts: tuple[str, ...]
    deals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days counted from the moment of the audit; negative ones are past."""

    as_of: datetime

    def day(self, offset: int) -> date:
        """The UTC date that many days from the audit's."""
        return self.as_of.astimezone(UTC).date() + timedelta(days=offset)

    def ago(self, days: int, hours: int = 0) -> datetime:
        """The moment that long before the audit, to the second."""
        return self.as_of.astimezone(UTC).replace(microsecond=0) - timedelta(days=days, hours=hours)


def at_noon(day: date, *, after: int = 0) -> datetime:
    """Noon in UTC, some days after a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(days=after)
