"""The embedded orgs' own clock: real time, or a fixed start that a run repeats exactly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells an org what time it is."""

    def now(self) -> datetime:
        """The current time, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class RealClock:
    """The machine's time."""

    def now(self) -> datetime:
        """The machine's time, in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FixedClock:
    """Stands still at one moment."""

    moment: datetime

    def now(self) -> datetime:
        """The moment it was made with."""
        return self.moment


def clock_from(text: str) -> Clock:
    """``real``, or an ISO 8601 moment (UTC where no offset is given); raises ``ValueError``."""
    if text == "real":
        return RealClock()
    moment = datetime.fromisoformat(text)
    return FixedClock(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC))
