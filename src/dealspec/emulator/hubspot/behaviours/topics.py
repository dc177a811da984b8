"""What is known to matter when a HubSpot schema is kept as code: meanings, musts of an embedded portal, traps. Titles alone.

A topic that no behaviour names in its ``about`` says why the portal cannot show it.
"""

from __future__ import annotations

from dealspec.emulator.behaviours import topics

_CLIENT = "a matter of the client's own conduct; the portal gives it nothing to get wrong"
_EXTRACT = "a matter of what an extract keeps; the portal holds no such copy"

MEANINGS = topics(
    "meaning",
    (
        "Every value is text or null",
        "An empty text clears",
        "The properties of a deal that are read unasked",
        "The properties of other objects that are read unasked",
        "The date of the last change, per object; archiving leaves it alone",
        "A date is midnight UTC",
        "A datetime is ISO 8601 with milliseconds and Z",
        "closedate is a datetime of which people pick the day",
        "Several choices are joined by semicolons",
        "A boolean is true or false",
        "Choices match by internal value, case and all; external options read as none",
        "Stages and pipelines are internal ids; a stage outside the default pipeline needs its pipeline",
        "When stages were entered and left, per stage",
        "Stage properties of long stage ids",
        "Flags of closed deals",
        "Activity that HubSpot keeps itself",
        "A deal's currency must be one of the account's",
        "Records found by a unique property",
        "What letter case matters in",
        "Merged records",
        "Archived records for 90 days; search never returns them",
        "History, newest first",
        "Calculated values lag and refuse writes",
        "How long reads lag behind writes",
        "A write that timed out may have happened",
    ),
    {
        16: "activities are not modelled; the properties exist and stay blank",
        14: "stage ids here give the plain names; the suffix was seen by third parties and never explained",
    },
)

MUSTS = topics(
    "must",
    (
        "Text and null alone",
        "Bodies of 207",
        "The error envelope with its sub-categories",
        "An archived name is restored",
        "PATCH replaces all options",
        "Stages are put in order and purged by rule",
        "What 2026-09 alone enforces, by rules that an administrator set",
        "Search: 10,000 rows, five a second, lag",
        "Rate headers and both bodies of 429",
        "Scopes per token",
        "Quirks of v1 are off",
        "Faults on demand: 429, 5xx after the write, timeouts",
    ),
    {11: "v1 is not served at all"},
)

TRAPS = topics(
    "trap",
    (
        "The official Python client has no dated paths, and v4 and v3 end",
        "Archiving does not change the date of the last change",
        "Archived data lives for 90 days",
        "Pipelines and stages are gone at once; history names what is gone",
        "A query string of many properties is too long (414)",
        "The same, and the defaults come instead",
        "Stage properties are not in the list of properties",
        "The older stage properties are gone",
        "Properties with external options read without options",
        "Merged deals linger",
        "A declared type does not bind older values",
        "Stage ids with capitals",
        "A property as it was read cannot be posted",
        "Clients do not repeat POST and PATCH after a 429",
        "With history a page holds 50",
        "Search refuses page two within the second",
        "Search ends at 10,000 rows",
        "An associations batch read holds 100",
        "The size of a search page changed",
        "date against datetime, and midnight",
        "A declared date reads as milliseconds",
        "closedate moves a day between time zones",
        "Booleans that hold other text",
        "Search lags behind creates",
        "The label of a stage then and now",
    ),
    {
        14: _CLIENT,
        21: "the portal always answers in the declared form",
        25: _EXTRACT,
    },
)

ALSO_SEEN = topics(
    "also",
    (
        "Search returns rows newer than the window that was asked for",
        "Clients wait for dated paths",
        "Datetimes in several forms, and property lists in chunks of 15,000 characters",
        "A URL ends at 16.2 kB",
        "Text where a schema said datetime",
    ),
    {1: _CLIENT, 2: _CLIENT, 5: _CLIENT},
)

TOPICS = (*MEANINGS, *MUSTS, *TRAPS, *ALSO_SEEN)
