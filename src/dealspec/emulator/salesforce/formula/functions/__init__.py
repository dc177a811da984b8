"""The table of every function and operator, by canonical name."""

from __future__ import annotations

from dealspec.emulator.salesforce.formula.functions import (
    arithmetic,
    comparison,
    dates,
    elsewhere,
    logic,
    numbers,
    places,
    records,
    text,
)
from dealspec.emulator.salesforce.formula.functions.table import Form, Function

FUNCTIONS: dict[str, Function | Form] = {
    row.name: row
    for table in (logic, comparison, arithmetic, records, text, numbers, dates, places, elsewhere)
    for row in table.TABLE
}
