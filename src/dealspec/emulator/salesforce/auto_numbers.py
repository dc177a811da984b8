"""Numbers records by a field's display format (Help: auto-number fields). Refuses nothing."""

from __future__ import annotations

import re
from datetime import datetime

from dealspec.emulator.salesforce.catalog import Field
from dealspec.emulator.store import Store

_PART = re.compile(r"\{(0+|YYYY|YY|MM|DD)\}")
_FIRST = 1
"""Where numbering begins when nobody says (assumed)."""


def next_number(store: Store, field: Field, now: datetime) -> str:
    """The next value of an auto-number field, such as ``DR-000042`` for ``DR-{000000}``."""
    number = store.next(f"auto.{field.full_name}", int(field.body.get("startingNumber", _FIRST)))

    def part(match: re.Match[str]) -> str:
        spec = match[1]
        if spec.startswith("0"):
            return f"{number:0{len(spec)}d}"
        return {"YYYY": f"{now:%Y}", "YY": f"{now:%y}", "MM": f"{now:%m}", "DD": f"{now:%d}"}[spec]

    return _PART.sub(part, str(field.body.get("displayFormat", "{0}")))
