"""One evaluation in progress: the record, what it was before, the moment and the user; it decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from dealspec.emulator.salesforce.formula.values import Context, Value


class Run:
    """What the built formula reads; `before` is the record itself when `is_new`."""

    __slots__ = ("_lowered", "before", "context", "is_new", "record")

    def __init__(self, record: Mapping[str, Value], prior: Mapping[str, Value] | None, context: Context) -> None:
        self.record = record
        self.is_new = prior is None
        # H:customize_functions_priorvalue: on insert PRIORVALUE gives the current value.
        self.before = record if prior is None else prior
        self.context = context
        self._lowered: dict[int, dict[str, Value]] | None = None

    def spelled_otherwise(self, values: Mapping[str, Value], name: str) -> Value:
        """The value of a field whose name is not spelled in `values` as the org spells it; absent is blank."""
        if self._lowered is None:
            self._lowered = {}
        lowered = self._lowered.get(id(values))
        if lowered is None:
            lowered = self._lowered[id(values)] = {known.lower(): value for known, value in values.items()}
        return lowered.get(name.lower())

    def now(self) -> datetime:
        """The moment in UTC, to the second, as formulas see it."""
        return self.context.now.astimezone(UTC).replace(microsecond=0)

    def local_date(self, moment: datetime) -> date:
        """The running user's calendar day at `moment`."""
        zone = self.context.time_zone
        return moment.astimezone(UTC if zone == "UTC" else ZoneInfo(zone)).date()
