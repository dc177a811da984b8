"""Turns HubSpot's older path spellings into the dated one, so that each route stands in the table once.

Spellings: OpenAPI files and hubspot-api-client 12, which asks ``/crm/v4/associations`` where the files say
``/crm/associations/v4``.
"""

from __future__ import annotations

import re

_FAMILIES = "properties|property-validations|pipelines|objects|owners|limits|associations"
_OLD_SCHEMAS = "/crm/v3/schemas"
"""Where custom object schemas stood before ``/crm-object-schemas/v3/schemas``; still served."""
_LEGACY = re.compile(rf"/crm/(v[34])/({_FAMILIES})(/.*)?")


def dated_spelling(path: str) -> str:
    """``/crm/v3/properties/deals`` as ``/crm/properties/v3/deals``; any other path as it is."""
    if path.startswith(_OLD_SCHEMAS):
        return "/crm-object-schemas/v3/schemas" + path.removeprefix(_OLD_SCHEMAS)
    match = _LEGACY.fullmatch(path)
    if match is None:
        return path
    version, family, rest = match.groups()
    return f"/crm/{family}/{version}{rest or ''}"
