"""Turns HubSpot's older path spellings into the dated one, so that each route stands in the table once.

Spellings: OpenAPI files and hubspot-api-client 12, which asks ``/crm/v4/associations`` where the files say
``/crm/associations/v4``.
"""

from __future__ import annotations

import re

_FAMILIES = "properties|property-validations|pipelines|objects|owners|limits|associations"
_LEGACY = re.compile(rf"/crm/(v[34])/({_FAMILIES})(/.*)?")


def dated_spelling(path: str) -> str:
    """``/crm/v3/properties/deals`` as ``/crm/properties/v3/deals``; any other path as it is."""
    match = _LEGACY.fullmatch(path)
    if match is None:
        return path
    version, family, rest = match.groups()
    return f"/crm/{family}/{version}{rest or ''}"
