"""A calendar has business days, in a time zone that exists."""

from __future__ import annotations

from collections.abc import Iterator

from dealspec.core.diagnostics import did_you_mean
from dealspec.schema.model import Schema
from dealspec.schema.policy import Weekday
from dealspec.validators.checks.check import Check, Fault


def _find(schema: Schema) -> Iterator[Fault]:
    if not schema.calendars:
        return
    from zoneinfo import available_timezones

    # A machine without a time zone database knows none; then nothing can be said.
    known = available_timezones()
    for calendar in schema.calendars.values():
        place = schema.place("calendars", calendar.name, "time_zone") or calendar.position
        if known and calendar.time_zone not in known:
            hint = did_you_mean(calendar.time_zone, known, "Write an IANA name, such as Europe/Berlin.")
            yield Fault(f"There is no time zone '{calendar.time_zone}'.", place, hint)
        if set(calendar.weekend) == set(Weekday):
            place = schema.place("calendars", calendar.name, "weekend") or calendar.position
            yield Fault(f"'{calendar.name}' has no business day.", place, "Leave a day of the week out of weekend.")


CHECK = Check(
    code="CHK026",
    title="Calendar that cannot be used",
    why="Deadlines in business days could not be counted.",
    bad="calendars:\n  office: {time_zone: Europe/Berln}\n",
    good="calendars:\n  office: {time_zone: Europe/Berlin}\n",
    find=_find,
)
